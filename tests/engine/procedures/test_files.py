"""A version written as files reads back as the same version, byte for byte where it matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.content import Content, content_of, read_content
from engine.definitions.content_root import content_root
from engine.definitions.manifests.manifest_file import read_manifest
from engine.errors import Severity
from engine.procedures.bundle import Bundle, bundle_of
from engine.procedures.version_files import files_of, manifest_text, zip_of
from engine.review.upload import read_upload

OWN = read_content(content_root())


def packed(content: Content) -> dict[str, Bundle]:
    return {code: bundle_of(content, p) for code, p in content.procedures.items()}


BUNDLES = packed(OWN)


@pytest.mark.parametrize("code", sorted(BUNDLES))
def test_every_procedure_reads_back_to_the_same_digest(code: str) -> None:
    bundle = BUNDLES[code]
    upload = read_upload([("x.zip", zip_of(files_of(bundle.data)))])
    assert upload.notes == ()
    read = content_of(upload.files, OWN.organisation, OWN.roles)
    assert [f for f in read.findings if f.severity is Severity.ERROR] == []
    assert bundle_of(read, read.procedures[code]).digest == bundle.digest


def test_an_archive_is_the_same_each_time() -> None:
    for bundle in BUNDLES.values():
        files = files_of(bundle.data)
        assert zip_of(files) == zip_of(dict(reversed(files.items())))


def test_files_keep_their_names_below_their_folders_and_never_leave_them() -> None:
    source = next(b for b in BUNDLES.values() if json.loads(b.data)["forms"])
    body = json.loads(source.data)
    diagram, form = body["diagrams"][0], body["forms"][0]
    body["diagrams"] = [{**diagram, "file": "../../etc/cap.bpmn"}]
    body["forms"] = [{**form, "file": n} for n in ("forms/nhom/a.form", "a.form", "forms/A.form")]
    names = sorted(files_of(json.dumps(body).encode()))
    assert names == [
        "bpmn/cap.bpmn",
        "forms/A-2.form",
        "forms/a.form",
        "forms/nhom/a.form",
        f"processes/{source.code.lower()}.yaml",
    ]


def test_a_manifest_reads_as_people_write_it() -> None:
    body = json.loads(BUNDLES["2.002383.000.00.00.H37"].data)
    lines = manifest_text(body["manifest"]).splitlines()
    assert lines[:2] == ["agency: so-khcn", "field: An toàn bức xạ và hạt nhân"]
    assert lines[3].startswith("  - code: 2.002383")
    assert any(line.strip().startswith("- {id: don, name: Đơn đề nghị") for line in lines)
    assert not any("pause" in line or "copies: 1}" in line for line in lines)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Mn")), min_size=1, max_size=30
).filter(lambda t: t.strip() == t and t.isprintable())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(name=TEXTS, fee=TEXTS, basis=st.lists(TEXTS, min_size=1, max_size=3))
def test_any_text_survives_the_manifest(name: str, fee: str, basis: list[str]) -> None:
    import unicodedata  # noqa: PLC0415 - only this test compares forms

    name, fee = unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", fee)
    basis = [unicodedata.normalize("NFC", text) for text in basis]
    entry = {"code": "9.000001", "name": name, "fee": fee, "legal_basis": basis}
    text = manifest_text({"agency": "so", "field": name, "procedures": [entry]})
    read, findings = read_manifest(text.encode(), "x.yaml")
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    assert read is not None
    procedure = read.procedures[0]
    assert (procedure.name, procedure.fee, list(procedure.legal_basis)) == (name, fee, basis)


def test_an_exported_content_deploys_to_the_same_versions(tmp_path: Path) -> None:
    code = "2.002383.000.00.00.H37"
    for name, data in files_of(BUNDLES[code].data).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for name in ("agencies.yaml", "roles.yaml"):
        (tmp_path / "processes" / name).write_bytes(
            (content_root() / "processes" / name).read_bytes()
        )
    read = read_content(tmp_path)
    assert bundle_of(read, read.procedures[code]).digest == BUNDLES[code].digest
