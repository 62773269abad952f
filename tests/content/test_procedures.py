"""What our manifests say, against the papers: codes, counts, no fact that none of them tells."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.commands.demo.staff import STAFF
from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.definitions.content import Content, read_content
from engine.definitions.content_root import content_root
from engine.definitions.manifests.manifest import Portal, Procedure, ServiceLevel
from engine.procedures.structure.steps import first_step
from sla.limits import Limit, LimitUnit

SCIENCE = "so-khcn"
# Procedure → its time limit, in words, and the paper that tells it. No other has one.
LIMITS = {
    "2.002383.000.00.00.H37": ("17 working days", "guide of Lạng Sơn's portal"),
    "BTT-LSN-284348": ("30 working days", "guide: at most 30 working days"),
    "2.002307": ("25 working days", "guide: 25 working days"),
}
FIELDS = {
    "Hoạt động khoa học và công nghệ": 25,
    "An toàn bức xạ và hạt nhân": 7,
    "Sở hữu trí tuệ": 3,
    "Tiêu chuẩn đo lường chất lượng": 11,
    "Trồng trọt": 2,
}
PARTLY_ONLINE = {"1.012353", "1.011818", "1.011820", "1.012074", "1.012075"}
# Between offices, under codes of our own → who opens it (role and unit), how many steps it names.
INTERNAL = {
    "NB.TDKT": (("tiep_nhan", "ban-tdkt"), 16),
    "NB.VBDEN": (("van_thu", "so-khcn"), 6),
    "NB.VBDI": (("chuyen_vien", "phong-quan-ly-chuyen-nganh"), 10),
    "NB.TANGTS": (("quan_ly_tai_san", "so-khcn"), 7),
    "NB.THANHLY": (("hoi_dong_thanh_ly", "so-khcn"), 7),
}


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(content_root())


def of_science(content: Content) -> list[Procedure]:
    own = [p for p in content.procedures.values() if p.agency == SCIENCE]
    return [p for p in own if not p.internal]


def test_the_department_of_science_has_the_48_of_its_list(content: Content) -> None:
    found = of_science(content)
    assert len({p.code for p in found}) == len(found) == 48
    assert Counter(p.field for p in found) == FIELDS
    assert all(p.code.endswith(".000.00.00.H37") for p in found)


def test_each_of_the_48_says_how_much_of_it_goes_online_and_where(content: Content) -> None:
    found = {p.code.removesuffix(".000.00.00.H37"): p for p in of_science(content)}
    partly = {code for code, p in found.items() if p.service_level is ServiceLevel.PARTIAL}
    assert partly == PARTLY_ONLINE
    fully = {code for code, p in found.items() if p.service_level is ServiceLevel.FULL}
    assert partly | fully == set(found)
    national = [code for code, p in found.items() if p.portal is Portal.NATIONAL_SINGLE_WINDOW]
    assert national == ["2.001259"]


def test_a_name_carries_no_noise_of_typing(content: Content) -> None:
    for procedure in content.procedures.values():
        words = procedure.name.split()
        assert " ".join(words) == procedure.name
        assert procedure.name[0].isupper(), procedure.name
        assert procedure.name[-1] not in ".,;: ", procedure.name


def test_no_time_limit_stands_but_those_that_a_paper_tells(content: Content) -> None:
    found = {p.code: p.time_limit_text for p in content.procedures.values() if p.cases}
    assert found == {code: limit for code, (limit, _) in LIMITS.items()}


def test_what_lacks_facts_cannot_be_filed(content: Content) -> None:
    public = [p for p in content.procedures.values() if not p.internal]
    assert {p.code for p in public if p.fileable} == set(LIMITS)
    for procedure in public:
        assert procedure.fileable or not procedure.cases, procedure.code


def test_every_procedure_names_the_document_that_published_it(content: Content) -> None:
    assert [p.code for p in content.procedures.values() if not p.source.document] == []


def test_a_record_of_convictions_is_a_paper_of_a_certificate_to_practise(content: Content) -> None:
    record, certificate = content.procedures["2.000488"], content.procedures["1.003709"]
    given = {result.code: result.name for result in record.results}
    assert given == {
        "KQ.G15.000007": "Phiếu lý lịch tư pháp số 1",
        "KQ.G15.000008": "Phiếu lý lịch tư pháp số 2",
    }
    reused = {paper.name: paper.reuse for paper in certificate.papers if paper.reuse}
    assert reused == {"Phiếu lý lịch tư pháp": ("KQ.G15.000007",)}
    assert [p.copies for p in certificate.papers if p.id == "anh"] == [2]


def steps(diagram: Diagram) -> list[str]:
    return [n.name for n in diagram.nodes.values() if n.kind is NodeKind.USER_TASK]


def test_the_internal_procedures_are_those_of_the_papers(content: Content) -> None:
    found = {p.code: p for p in content.procedures.values() if p.internal}
    assert set(found) == set(INTERNAL)
    for code, ((role, unit), number) in INTERNAL.items():
        procedure = found[code]
        diagram = content.diagrams[procedure.diagram]
        first = first_step(diagram)
        assert first is not None
        holder = first.unit or procedure.units.get(first.role, procedure.agency)
        assert (first.role, holder) == (role, unit), code
        assert len(steps(diagram)) == number, code


def test_an_internal_procedure_has_no_limit_that_nobody_set(content: Content) -> None:
    for procedure in content.procedures.values():
        if procedure.internal:
            nodes = content.diagrams[procedure.diagram].nodes.values()
            assert [n.name for n in nodes if n.limit is not None] == [], procedure.code


def test_rewards_pass_through_four_agencies(content: Content) -> None:
    diagram = content.diagrams[content.procedures["NB.TDKT"].diagram]
    people = [n for n in diagram.nodes.values() if n.kind is NodeKind.USER_TASK]
    assert {n.unit for n in people} == {"ban-tdkt", "vp-ubnd-tinh", "ubnd-tinh", "so-noi-vu"}


def test_the_commune_has_five_working_days_and_then_others_go_on(content: Content) -> None:
    diagram = content.diagrams[content.procedures["2.002307"].diagram]
    limited = {n.name: n.limit for n in diagram.nodes.values() if n.limit is not None}
    assert limited["Kiểm tra tính pháp lý, nội dung"] == Limit(5, LimitUnit.WORKING_DAYS)
    beyond = {n.role for n in diagram.nodes.values() if n.unit == "co-quan-lien-thong"}
    assert beyond == {"chuyen_vien", "lanh_dao"}


def test_the_demo_has_an_account_for_every_step(content: Content) -> None:
    held = {(officer.role, officer.unit) for officer in STAFF.values()}
    desks = {content.organisation.agency_of(unit).id for role, unit in held if role == "mot_cua"}
    for procedure in content.procedures.values():
        diagram = content.diagrams.get(procedure.diagram)
        for node in diagram.nodes.values() if diagram else ():
            if node.kind is not NodeKind.USER_TASK or node.role == "nguoi_nop":
                continue
            unit = node.unit or procedure.units.get(node.role, procedure.agency)
            at_desk = node.role == "mot_cua" and procedure.agency in desks
            assert at_desk or (node.role, unit) in held, f"{procedure.code}: {node.name}"
