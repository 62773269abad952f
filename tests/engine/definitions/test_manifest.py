"""Manifests, units and roles: everything told, with the line of the key."""

import pytest

from engine.definitions.manifests.manifest import PauseRule, ServiceLevel
from engine.definitions.manifests.manifest_file import read_manifest
from engine.definitions.organisation.agencies import UnitKind, read_agencies
from engine.definitions.organisation.roles import match_role, read_roles
from engine.errors import NotFound
from sla.limits import Limit, LimitUnit

MANIFEST = """agency: so-khcn
field: An toàn bức xạ và hạt nhân
source: {document: Quyết định mẫu, date: 2024-04-01}
defaults: {service_level: full, diagram: cap_phep_mot_cua, pause: resume, units: {mot_cua: a}}
procedures:
  - code: 2.002383.000.00.00.H37
    name: Bổ sung Giấy phép
    time_limit: 17 working days
    form: don
    papers:
      - {id: don, name: Đơn đề nghị, copies: 1, form: don, blank: mau-07.docx}
      - {id: phieu, name: Phiếu, reuse: [KQ.G15.000007], required: false}
    result: {name: Giấy phép, code: KQ.1}
    units: {chuyen_vien: phong-a}
  - code: 2.002384.000.00.00.H37
    name: Chỉ để biết
"""


def test_a_manifest_is_read_with_its_defaults():
    manifest, findings = read_manifest(MANIFEST.encode(), "processes/x.yaml")
    (finding,) = findings
    assert str(finding) == (
        "processes/x.yaml:15: W401 2.002384.000.00.00.H37: information only, it cannot be filed; "
        "not known: time_limit, form, papers"
    )
    one, two = manifest.procedures
    assert one.time_limit == Limit(17, LimitUnit.WORKING_DAYS)
    assert (one.agency, one.diagram, one.form) == ("so-khcn", "cap_phep_mot_cua", "don")
    assert (one.service_level, one.pause_policy) == (ServiceLevel.FULL, PauseRule.RESUME)
    assert one.units == {"mot_cua": "a", "chuyen_vien": "phong-a"}
    assert [(p.id, p.copies, p.required) for p in one.papers] == [
        ("don", 1, True),
        ("phieu", 1, False),
    ]
    assert one.papers[1].reuse == ("KQ.G15.000007",)
    assert (one.result.name, one.source.date, one.line) == ("Giấy phép", "2024-04-01", 6)
    assert (one.key_lines["time_limit"], one.key_lines["diagram"]) == (8, 4)
    assert one.fileable
    assert not two.fileable
    assert two.missing == ("time_limit", "form")


BAD_MANIFESTS = [
    ("    form: don\n", "    frm: don\n", "E121", 9),
    ("17 working days", "soon", "E402", 8),
    ("2.002384.000.00.00.H37", "2.002383.000.00.00.H37", "E401", 15),
    ("2.002384.000.00.00.H37", "hai", "E405", 15),
    ("    name: Chỉ để biết\n", "", "E122", 15),
    ("service_level: full", "service_level: ful", "E124", 4),
    ("copies: 1", "copies: 0", "E123", 11),
    ("copies: 1", "kind: bản chính", "E124", 11),
    ("required: false", "required: no", "E123", 12),
    ("mau-07.docx", "../mau.docx", "E405", 11),
    ("id: phieu", "id: don", "E403", 12),
    ("date: 2024-04-01", "date: 1/4/2024", "E123", 3),
    ("agency: so-khcn\n", "", "E122", 1),
    ("field: An", "field: [An]\n#", "E123", 2),
    ("    name: Bổ sung Giấy phép\n", "    name: Bổ sung\n    name: Hai\n", "E112", 8),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), BAD_MANIFESTS)
def test_a_broken_manifest_is_told_with_its_line(old, new, code, line):
    assert old in MANIFEST
    _, findings = read_manifest(MANIFEST.replace(old, new).encode(), "x.yaml")
    assert (code, line) in {(f.code, f.line) for f in findings}, [str(f) for f in findings]


CASES = """    time_limits:
      - {id: thuong, name: Thông thường, limit: 17 working days}
      - {id: rut_gon, name: Rút gọn, limit: 5 ngày làm việc}
"""
WITH_CASES = MANIFEST.replace("    time_limit: 17 working days\n", CASES)


def test_a_procedure_may_have_a_limit_for_each_case():
    manifest, findings = read_manifest(WITH_CASES.encode(), "x")
    assert [f.code for f in findings] == ["W401"]  # the one that is information only
    found = manifest.procedures[0]
    assert [(c.id, c.name, c.limit.amount) for c in found.cases] == [
        ("thuong", "Thông thường", 17),
        ("rut_gon", "Rút gọn", 5),
    ]
    assert found.fileable
    assert (found.time_limit, found.time_limit_text) == (None, "")
    assert found.case("rut_gon").limit == Limit(5, LimitUnit.WORKING_DAYS)
    assert (found.case(""), found.case("khac")) == (None, None)


def test_the_only_case_of_a_plain_limit_has_no_name():
    manifest, _ = read_manifest(MANIFEST.encode(), "x")
    (case,) = manifest.procedures[0].cases
    assert (case.id, case.name, case.text) == ("", "", "17 working days")
    assert manifest.procedures[0].case("") is case
    assert manifest.procedures[1].cases == ()


@pytest.mark.parametrize(
    "default", ["time_limit: 3 days", "time_limits: [{id: a, name: A, limit: 3 days}]"]
)
@pytest.mark.parametrize("manifest", [MANIFEST, WITH_CASES])
def test_either_way_of_writing_a_limit_takes_the_place_of_the_default(default, manifest):
    read, findings = read_manifest(
        manifest.replace("pause: resume", f"pause: resume, {default}").encode(), "x"
    )
    assert [f.code for f in findings] == ["W401"]
    one, two = read.procedures
    assert one.cases[0].limit.amount == 17
    assert [c.limit.amount for c in two.cases] == [3]


BAD_CASES = [
    ("    time_limits:\n", "    time_limit: 3 days\n    time_limits:\n", "E408", 9),
    ("5 ngày làm việc", "nay mai", "E402", 10),
    (", limit: 5 ngày làm việc", "", "E122", 10),
    ("name: Rút gọn, ", "", "E122", 10),
    ("id: rut_gon, ", "", "E122", 10),
    ("id: rut_gon", "id: Rút gọn", "E405", 10),
    ("id: rut_gon", "id: thuong", "E403", 10),
    ("limit: 5", "limt: 5", "E121", 10),
    (CASES, "    time_limits: []\n", "E408", 8),
    (CASES, "    time_limits: 17 working days\n", "E123", 8),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), BAD_CASES)
def test_broken_cases_are_told_with_their_line(old, new, code, line):
    assert old in WITH_CASES
    _, findings = read_manifest(WITH_CASES.replace(old, new).encode(), "x.yaml")
    assert (code, line) in {(f.code, f.line) for f in findings}, [str(f) for f in findings]


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("{id: don, name: Đơn}", "copy"),
        ("{id: don, name: Đơn, kind: original}", "original"),
        ("{id: don, name: Đơn, form: don}", "original"),  # filled in for this very dossier
        ("{id: don, name: Đơn, blank: mau-07.docx}", "original"),
        ("{id: don, name: Đơn, form: don, kind: copy}", "copy"),
    ],
)
def test_a_paper_is_original_or_copy_as_applicants_usually_bring_it(written, usual):
    old = "{id: don, name: Đơn đề nghị, copies: 1, form: don, blank: mau-07.docx}"
    manifest, findings = read_manifest(MANIFEST.replace(old, written).encode(), "x")
    assert [f.code for f in findings] == ["W401"]
    assert manifest.procedures[0].papers[0].usual_kind == usual


def test_a_misspelt_key_gets_a_suggestion():
    data = MANIFEST.replace("time_limit:", "time_limt:").encode()
    _, findings = read_manifest(data, "processes/x.yaml")
    (finding,) = [f for f in findings if f.code == "E121"]
    assert str(finding) == (
        "processes/x.yaml:8: E121 2.002383.000.00.00.H37: "
        'key "time_limt" is not known; did you mean "time_limit"?'
    )


AGENCIES = """hours: hanh-chinh
units:
  - id: so-khcn
    code: H37.04
    name: Sở Khoa học và Công nghệ
    short_name: Sở KH&CN
    kind: agency
    units:
      - {id: so-khcn-mot-cua, name: Một cửa, kind: one_stop, hours: an-giang}
      - {id: phong, name: Phòng, kind: division}
  - {id: to, name: Tổ, kind: division, parent: phong}
"""


def test_units_form_a_tree_and_inherit_their_hours():
    organisation, findings = read_agencies(AGENCIES.encode(), "x")
    assert findings == []
    units = organisation.units
    assert [(u.id, u.parent, u.hours) for u in units.values()] == [
        ("so-khcn", None, "hanh-chinh"),
        ("so-khcn-mot-cua", "so-khcn", "an-giang"),
        ("phong", "so-khcn", "hanh-chinh"),
        ("to", "phong", "hanh-chinh"),
    ]
    assert units["so-khcn-mot-cua"].kind is UnitKind.ONE_STOP
    assert organisation.agency_of("to").id == "so-khcn"
    assert [u.id for u in organisation.children("so-khcn")] == ["so-khcn-mot-cua", "phong"]
    with pytest.raises(NotFound):
        organisation.agency_of("none")


RULE = "online_out_of_hours"


@pytest.mark.parametrize(
    ("edits", "rules"),
    [
        ((), ["next_session"] * 4),
        ((("hours: hanh-chinh\n", f"hours: hanh-chinh\n{RULE}: last_hour\n"),), ["last_hour"] * 4),
        (
            ((", kind: one_stop", f", kind: one_stop, {RULE}: next_morning"),),
            ["next_session", "next_morning", "next_session", "next_session"],
        ),
        (
            (
                ("hours: hanh-chinh\n", f"hours: hanh-chinh\n{RULE}: last_hour\n"),
                ("    kind: agency\n", f"    kind: agency\n    {RULE}: next_morning\n"),
                (", kind: division, parent", f", kind: division, {RULE}: next_session, parent"),
            ),
            ["next_morning", "next_morning", "next_morning", "next_session"],
        ),
    ],
)
def test_units_inherit_what_they_do_with_receipts_out_of_hours(edits, rules):
    text = AGENCIES
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    organisation, findings = read_agencies(text.encode(), "x")
    assert findings == []
    assert [unit.online_rule for unit in organisation.units.values()] == rules


BAD_AGENCIES = [
    ("parent: phong", "parent: phog", "E404", 11),
    (", parent: phong", "", "E404", 11),
    ("parent: phong", "parent: to", "E404", 11),
    ("id: to", "id: phong", "E403", 11),
    ("kind: agency", "kind: agence", "E124", 7),
    ("    kind: agency\n", "", "E122", 3),
    ("code: H37.04", "code: X", "E405", 4),
    ("id: phong,", "id: Phòng A,", "E405", 10),
    ("short_name", "shortname", "E121", 6),
    ("kind: agency", f"kind: agency\n    {RULE}: sometimes", "E124", 8),
    ("kind: agency", f"kind: agency\n    {RULE}: as_received", "E124", 8),
    ("units:\n  - id: so", "unit:\n  - id: so", "E121", 2),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), BAD_AGENCIES)
def test_broken_agencies_are_told_with_their_line(old, new, code, line):
    assert old in AGENCIES
    _, findings = read_agencies(AGENCIES.replace(old, new).encode(), "x")
    assert (code, line) in {(f.code, f.line) for f in findings}, [str(f) for f in findings]


ROLES = "roles:\n  - {id: mot_cua, name: Cán bộ một cửa}\n  - {id: van_thu, name: Văn thư}\n"


def test_roles_are_found_by_id_and_by_name():
    roles, findings = read_roles(ROLES.encode(), "x")
    assert findings == []
    assert match_role("mot_cua", roles) == "mot_cua"
    assert match_role("can_bo_mot_cua", roles) == "mot_cua"
    assert match_role("khac", roles) == "khac"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (ROLES.replace("van_thu", "mot_cua"), "E403", 3),
        (ROLES.replace("van_thu", "Văn thư"), "E405", 3),
        (ROLES.replace(", name: Văn thư", ""), "E122", 3),
        (ROLES.replace("roles", "role"), "E121", 1),
        ("roles: []", "E122", 1),
        ("- a", "E123", 1),
        ("", "E102", 1),
    ],
)
def test_broken_roles_are_told(data, code, line):
    _, findings = read_roles(data.encode(), "x")
    assert (code, line) in {(f.code, f.line) for f in findings}, [str(f) for f in findings]
