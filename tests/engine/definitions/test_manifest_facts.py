"""What a manifest tells of a procedure besides how it runs: results, portal, legal basis, kind."""

from __future__ import annotations

import pytest

from engine.definitions.manifests.manifest import Portal, Procedure, Result
from engine.definitions.manifests.manifest_file import read_manifest
from engine.errors import Finding


def read(entry: str, defaults: str = "{}") -> tuple[Procedure, list[Finding]]:
    """The one procedure of a manifest."""
    text = (
        f"agency: so-a\nfield: F\ndefaults: {defaults}\n"
        f"procedures:\n  - {{code: 1.000001, name: N, {entry}}}\n"
    )
    manifest, findings = read_manifest(text.encode(), "f.yaml")
    assert manifest is not None
    return manifest.procedures[0], findings


@pytest.mark.parametrize(
    ("entry", "defaults", "results"),
    [
        ("diagram: d", "{}", ()),
        ("result: {name: A}", "{}", (Result("A"),)),
        ("results: [{name: A, code: KQ.1}, {name: B}]", "{}", (Result("A", "KQ.1"), Result("B"))),
        ("diagram: d", "{result: {name: A}}", (Result("A"),)),
        ("results: [{name: B}]", "{result: {name: A}}", (Result("B"),)),
    ],
)
def test_results(entry: str, defaults: str, results: tuple[Result, ...]) -> None:
    procedure, _findings = read(entry, defaults)
    assert procedure.results == results
    assert procedure.result == (results[0] if results else Result())


def test_results_are_given_in_one_way() -> None:
    _procedure, findings = read("result: {name: A}, results: [{name: B}]")
    assert [(f.code, f.line) for f in findings if f.code != "W401"] == [("E408", 5)]


def test_facts_of_a_file_hold_for_all_its_procedures() -> None:
    procedure, _findings = read("diagram: d", "{legal_basis: [Nghị định A], portal: provincial}")
    assert (procedure.legal_basis, procedure.portal) == (("Nghị định A",), Portal.PROVINCIAL)


def test_an_unknown_portal_is_told() -> None:
    _procedure, findings = read("portal: provincal")
    assert [f.message for f in findings if f.code == "E124"] == [
        '1.000001: "portal" cannot be "provincal"; did you mean "provincial"?'
    ]


def test_what_is_required_of_the_applicant_stands_in_the_order_of_the_form() -> None:
    procedure, _findings = read("applicant: {required: [sex, birth_date, sex]}")
    assert procedure.applicant_required == ("birth_date", "sex")
    of_file, _findings = read("diagram: d", "{applicant: {required: phone}}")
    assert of_file.applicant_required == ("phone",)
    own, _findings = read("applicant: {}", "{applicant: {required: phone}}")
    assert own.applicant_required == ()


@pytest.mark.parametrize(
    ("applicant", "message"),
    [
        (
            "{required: [birth_dat]}",
            '1.000001: applicant: "required" cannot be "birth_dat"; did you mean "birth_date"?',
        ),
        ("{wanted: [sex]}", '1.000001: applicant: key "wanted" is not known'),
        ("{required: {sex: true}}", '1.000001: applicant: "required" must be a list of texts'),
        ("[sex]", '1.000001: "applicant" must be a mapping'),
    ],
)
def test_what_cannot_be_required_is_found_on_its_line(applicant: str, message: str) -> None:
    _procedure, findings = read(f"applicant: {applicant}")
    (found,) = (f for f in findings if f.code != "W401")
    assert (found.line, found.message[: len(message)]) == (5, message)


def test_an_internal_procedure_needs_a_diagram_only() -> None:
    procedure, findings = read("internal: true, diagram: d")
    assert procedure.fileable
    assert not findings
    assert read("internal: true")[0].missing == ("diagram",)
    assert read("diagram: d")[0].missing == ("time_limit", "form")
