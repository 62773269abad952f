"""Two versions compared: every attribute counts, nothing is told twice, the same is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import (
    DecisionResult,
    EventDefinition,
    EventKind,
    Flow,
    FlowNode,
    IoMapping,
    Loop,
    NodeKind,
    TimerKind,
)
from engine.definitions.content import Content, read_content
from engine.definitions.content_root import content_root
from engine.definitions.dmn.decision import Decision
from engine.definitions.forms.fields import FieldKind, FormField, Meaning, OptionList, Rules
from engine.definitions.forms.form import Form, read_form
from engine.definitions.manifests.limit_cases import LimitCase
from engine.definitions.manifests.manifest import (
    LegalSource,
    PauseRule,
    Portal,
    Procedure,
    Result,
    ServiceLevel,
)
from engine.definitions.manifests.papers import Paper
from engine.definitions.status import Milestone, Status
from engine.errors import Severity
from engine.procedures.bundle import Parts, bundle_of, open_bundle
from engine.review.difference import decisions, difference, facts, flows, forms, nodes
from engine.review.difference.items import Area, Difference, DifferenceKind, DifferenceSubject
from engine.review.difference.wording import OrganisationNames, difference_words
from sla.limits import parse_limit

LICENCE = "2.002383.000.00.00.H37"
LIMIT = parse_limit("3 working hours")
CONTENT = read_content(content_root())


def parts(content: Content = CONTENT, code: str = LICENCE) -> Parts:
    return open_bundle(bundle_of(content, content.procedures[code]).data)


BASE = parts()
MAIN = BASE.diagrams[BASE.procedure.diagram]
FORM = BASE.forms["tham_dinh"]


def with_nodes(**changed: Mapping[str, Any]) -> Parts:
    """The same version with attributes of nodes replaced; the file stays as it was."""
    nodes = {key: replace(node, **changed.get(key, {})) for key, node in MAIN.nodes.items()}
    return replace(BASE, diagrams={MAIN.id: replace(MAIN, nodes=nodes)})


def with_flows(**changed: Mapping[str, Any]) -> Parts:
    changed_flows = {key: replace(flow, **changed.get(key, {})) for key, flow in MAIN.flows.items()}
    return replace(BASE, diagrams={MAIN.id: replace(MAIN, flows=changed_flows)})


def with_field(**changed: Any) -> Parts:
    first, *rest = FORM.fields
    return with_form(replace(FORM, fields=(replace(first, **changed), *rest)))


def with_form(form: Form) -> Parts:
    return replace(BASE, forms={**BASE.forms, form.id: form})


def with_procedure(**changed: Any) -> Parts:
    return replace(BASE, procedure=replace(BASE.procedure, **changed))


def areas(found: Difference) -> set[Area]:
    return {item.area for item in found.worded}


@pytest.mark.parametrize("code", [p.code for p in CONTENT.procedures.values()])
def test_a_version_does_not_differ_from_itself(code: str) -> None:
    found = difference(parts(code=code), parts(code=code))
    assert found.items == ()
    assert not found


OTHER_NODE: dict[str, Any] = {
    "id": "khac",
    "name": "Tên khác",
    "kind": NodeKind.MANUAL_TASK,
    "parent": "rut_ho_so",
    "lane": "lane_van_thu",
    "role": "van_thu",
    "role_from": "vai_tro",
    "unit": "so-khcn",
    "unit_from": "don_vi",
    "form": "ky_duyet",
    "event": EventDefinition(EventKind.MESSAGE, "rut_ho_so"),
    "attached_to": "phan_cong",
    "interrupting": False,
    "service": "notify",
    "inputs": (IoMapping("a", "b"),),
    "outputs": (IoMapping("a", "b"),),
    "script": "1 + 1",
    "result": "x",
    "decision": "d",
    "decision_result": DecisionResult.SINGLE_ENTRY,
    "called": "khac",
    "loop": Loop(sequential=True, cardinality="3"),
    "limit": LIMIT,
    "status": Status.STOPPED,
    "stops_clock": True,
    "milestone": Milestone.RESOLVED,
    "documentation": "Khác",
    "properties": {"khac": "1"},
}


@pytest.mark.parametrize("attribute", sorted(OTHER_NODE.keys() - {"id"}))
def test_every_attribute_of_a_step_counts(attribute: str) -> None:
    found = difference(BASE, with_nodes(tham_dinh={attribute: OTHER_NODE[attribute]}))
    assert [item.element for item in found.worded] == ["tham_dinh"]
    assert found.worded[0].name == ("Tên khác" if attribute == "name" else "Thẩm định")


def test_the_table_above_and_the_reader_know_the_same_attributes() -> None:
    of_flows = {"incoming", "outgoing", "default"}  # told with the flows
    assert {f.name for f in fields(FlowNode)} == OTHER_NODE.keys() | of_flows | {"line"}
    assert {f.name for f in fields(FlowNode)} <= nodes.HANDLED | {"line"}
    assert {f.name for f in fields(Flow)} == flows.HANDLED | {"line"}
    assert {f.name for f in fields(Decision)} == decisions.HANDLED | {"file", "line"}


TIMER = MAIN.nodes["het_thoi_gian"].event
assert TIMER


@pytest.mark.parametrize(
    "event",
    [
        replace(TIMER, timer="P9D"),
        replace(TIMER, timer="PT5M"),
        replace(TIMER, working=False),
        replace(TIMER, feel=True, timer="thoi_han"),
        replace(TIMER, timer_kind=TimerKind.DATE, timer="2024-01-02T17:00:00+07:00"),
    ],
    ids=["shorter", "minutes", "calendar", "feel", "date"],
)
def test_the_time_of_a_timer_is_a_limit(event: EventDefinition) -> None:
    found = difference(BASE, with_nodes(het_thoi_gian={"event": event}))
    assert areas(found) == {Area.LIMITS}
    assert len(found.worded) == 1


def test_flows_tell_order_and_conditions() -> None:
    redirected = difference(BASE, with_flows(gw_duyet__tham_dinh={"target": "phan_cong"}))
    assert [(i.area, i.before, i.after) for i in redirected.worded] == [
        (Area.ORDER, "Phòng duyệt? → Thẩm định", "Phòng duyệt? → Phân công")
    ]
    worded = difference(BASE, with_flows(gw_duyet__tham_dinh={"name": "sửa lại"}))
    assert areas(worded) == {Area.ORDER}
    asked = difference(BASE, with_flows(gw_duyet__ky_duyet={"condition": 'y_kien = "khong"'}))
    assert areas(asked) == {Area.CONDITIONS}
    default = with_nodes(gw_duyet={"default": "gw_duyet__ky_duyet"})
    (item,) = difference(BASE, default).worded
    assert (item.aspect, item.before, item.after) == ("default", "Thẩm định", "Ký duyệt")
    gate = MAIN.nodes["gw_tham_dinh"]
    (item,) = difference(BASE, with_nodes(gw_tham_dinh={"outgoing": gate.outgoing[::-1]})).worded
    assert (item.area, item.kind) == (Area.CONDITIONS, DifferenceKind.MOVED)


def test_a_step_under_another_id_was_drawn_anew() -> None:
    text = MAIN.xml.decode().replace('"phan_cong"', '"Activity_1x"')
    text = text.replace(">phan_cong<", ">Activity_1x<")
    text = text.replace('formId="Activity_1x"', 'formId="phan_cong"')
    found = difference(BASE, drawn(text))
    (item,) = found.worded
    assert (item.kind, item.name) == (DifferenceKind.RECREATED, "Phân công")
    assert (item.old_element, item.element) == ("phan_cong", "Activity_1x")
    assert found.recreated == {"phan_cong": "Activity_1x"}


def test_a_step_that_is_inserted_is_told_once_and_marked_with_its_flows() -> None:
    text = MAIN.xml.decode().replace(
        'sourceRef="phan_cong" targetRef="tham_dinh"', 'sourceRef="phan_cong" targetRef="moi"'
    )
    text = text.replace(
        '<bpmn:userTask id="tham_dinh"',
        '<bpmn:userTask id="moi" name="Rà soát"><bpmn:extensionElements><zeebe:userTask/>'
        '<zeebe:assignmentDefinition candidateGroups="van_thu"/></bpmn:extensionElements>'
        '</bpmn:userTask><bpmn:sequenceFlow id="f9" sourceRef="moi" targetRef="tham_dinh"/>'
        '<bpmn:userTask id="tham_dinh"',
    )
    found = difference(BASE, drawn(text))
    (item,) = found.worded
    assert (item.kind, item.subject, item.name) == (
        DifferenceKind.ADDED,
        DifferenceSubject.STEP,
        "Rà soát",
    )
    assert item.beside == "Phân công"
    assert {i.element for i in found.items if i.quiet} == {"phan_cong__tham_dinh", "f9"}
    back = difference(drawn(text), BASE)
    assert [(i.kind, i.name) for i in back.worded] == [(DifferenceKind.REMOVED, "Rà soát")]


def drawn(text: str) -> Parts:
    diagrams, findings = read_diagrams(text.encode(), MAIN.file)
    assert diagrams, findings
    return replace(BASE, diagrams={d.id: d for d in diagrams})


@pytest.mark.parametrize(
    ("old", "new", "aspect"),
    [
        ('<dc:Bounds x="', '<dc:Bounds x="1', "layout"),
        ("<bpmn:incoming>", "\n <bpmn:incoming>", "saved"),
        ('name="Người nộp hồ sơ"', 'name="Người nộp"', "remarks"),
    ],
)
def test_what_changes_nothing_in_a_run_is_told_so(old: str, new: str, aspect: str) -> None:
    text = MAIN.xml.decode()
    assert old in text
    (item,) = difference(BASE, drawn(text.replace(old, new))).worded
    assert (item.subject, item.aspect) == (DifferenceSubject.PROCESS, aspect)


OTHER_FIELD: dict[str, Any] = {
    "kind": FieldKind.SELECT,
    "path": ("ma_khac",),
    "label": "Tên khác",
    "choices": OptionList(key="danh_sach"),
    "hide": "x = 1",
    "readonly": "true",
    "disabled": True,
    "expression": "1",
    "default": "dat",
    "rows": 3,
    "fixed_rows": True,
    "means": Meaning.REASON,
}
OTHER_RULE: dict[str, Any] = {
    "required": False,
    "minimum": 1.0,
    "maximum": 2.5,
    "min_length": 2,
    "max_length": 9,
    "pattern": "[a-z]+",
    "validation_type": "email",
    "decimal_digits": 2,
    "step": "0.5",
    "as_text": True,
    "subtype": "date",
    "interval": 15,
    "from_today": True,
    "told": "Hãy nhập lại",
    "computed": (("minimum", "x"),),
}


@pytest.mark.parametrize("attribute", sorted(OTHER_FIELD))
def test_every_attribute_of_a_field_counts(attribute: str) -> None:
    found = difference(BASE, with_field(**{attribute: OTHER_FIELD[attribute]}))
    assert {item.subject for item in found.worded} == {DifferenceSubject.FIELD}
    assert {item.within for item in found.worded} == {"tham_dinh"}


@pytest.mark.parametrize("rule", sorted(OTHER_RULE))
def test_every_rule_of_a_field_counts(rule: str) -> None:
    rules = replace(FORM.fields[0].rules, **{rule: OTHER_RULE[rule]})
    (item,) = difference(BASE, with_field(rules=rules)).worded
    assert item.aspect == rule


def test_the_tables_above_and_the_readers_know_the_same_of_fields() -> None:
    inside = {"id", "line", "rules", "fields"}
    assert {f.name for f in fields(FormField)} == OTHER_FIELD.keys() | inside
    assert {f.name for f in fields(FormField)} == forms.HANDLED | {"line"}
    assert {f.name for f in fields(Rules)} == OTHER_RULE.keys() == forms.HANDLED_RULES


def test_a_key_that_was_renamed_is_no_new_field() -> None:
    (item,) = difference(BASE, with_field(path=("ket_luan",))).worded
    assert (item.kind, item.aspect) == (DifferenceKind.RENAMED, "path")
    assert (item.before, item.after) == ("ket_qua_tham_dinh", "ket_luan")


def test_options_come_go_and_are_named_otherwise() -> None:
    choices = FORM.fields[0].choices
    assert choices
    values = (("dat", "Đạt"), ("khong_dat", "Từ chối"), ("khac", "Khác"))
    found = difference(BASE, with_field(choices=replace(choices, values=values))).worded
    assert [(item.kind, item.before, item.after) for item in found] == [
        (DifferenceKind.REMOVED, "Cần bổ sung (can_bo_sung)", ""),
        (DifferenceKind.CHANGED, "Không đạt (khong_dat)", "Từ chối (khong_dat)"),
        (DifferenceKind.ADDED, "", "Khác (khac)"),
    ]


def test_a_form_under_another_id_is_known_by_its_fields() -> None:
    forms = {key: form for key, form in BASE.forms.items() if key != FORM.id}
    found = difference(BASE, replace(BASE, forms={**forms, "moi": replace(FORM, id="moi")}))
    assert [(i.kind, i.subject, i.before, i.after) for i in found.worded] == [
        (DifferenceKind.RENAMED, DifferenceSubject.FORM, "tham_dinh", "moi")
    ]


OTHER_FACT: dict[str, Any] = {
    "name": "Tên khác",
    "agency": "so-tttt",
    "field": "Khác",
    "service_level": ServiceLevel.PARTIAL,
    "diagram": "khac",
    "cases": (LimitCase("", "", LIMIT, "3 working hours"),),
    "case_decision": "d",
    "form": "tham_dinh",
    "papers": (),
    "results": (Result("Khác", "KQ.1"),),
    "units": {"chuyen_vien": "so-khcn"},
    "pause_policy": PauseRule.RESTART,
    "fee": "1.000 đồng",
    "source": LegalSource("Văn bản khác", "2024-01-01", "https://vi.du/"),
    "legal_basis": ("Luật thử",),
    "portal": Portal.NATIONAL_SINGLE_WINDOW,
    "internal": True,
    "applicant_required": ("birth_date",),
}


@pytest.mark.parametrize("fact", sorted(OTHER_FACT))
def test_every_fact_of_a_procedure_counts(fact: str) -> None:
    assert difference(BASE, with_procedure(**{fact: OTHER_FACT[fact]})).worded


def test_what_is_required_of_the_applicant_goes_by_its_label() -> None:
    found = difference(BASE, with_procedure(applicant_required=("birth_date", "sex")))
    names = OrganisationNames()
    assert [difference_words(item, names) for item in found.worded] == [
        "Thủ tục: thêm mục bắt buộc của người nộp “Ngày sinh”.",
        "Thủ tục: thêm mục bắt buộc của người nộp “Giới tính”.",
    ]


def test_the_table_above_and_the_reader_know_the_same_facts() -> None:
    places = {"file", "line", "key_lines"}
    assert {f.name for f in fields(Procedure)} == OTHER_FACT.keys() | {"code"} | places
    assert {f.name for f in fields(Procedure)} == facts.HANDLED | places
    assert {f.name for f in fields(Paper)} == facts.HANDLED_OF_PAPER | {"line"}


OTHER_PAPER: dict[str, Any] = {
    "name": "Tên khác",
    "copies": 7,
    "form": "tham_dinh",
    "blank": "khac.docx",
    "kind": "copy",
    "reuse": ("KQ.1",),
    "required": False,
}


@pytest.mark.parametrize("attribute", sorted(OTHER_PAPER))
def test_every_attribute_of_a_paper_counts(attribute: str) -> None:
    first, *rest = BASE.procedure.papers
    changed = replace(first, **{attribute: OTHER_PAPER[attribute]})
    found = difference(BASE, with_procedure(papers=(changed, *rest)))
    assert areas(found) == {Area.PAPERS}


def test_a_first_version_is_all_new() -> None:
    found = difference(None, BASE)
    assert found.first
    assert {item.kind for item in found.worded} <= {DifferenceKind.ADDED, DifferenceKind.RENAMED}
    steps = [n for n in MAIN.nodes.values() if n.kind is NodeKind.USER_TASK]
    told = [i for i in found.worded if i.subject is DifferenceSubject.STEP and i.area is Area.STEPS]
    assert {i.element for i in told} == {n.id for n in steps}


def test_the_most_important_comes_first() -> None:
    order = [item.area for item in difference(None, BASE).items]
    assert order == sorted(order, key=list(Area).index)
    assert order[0] is Area.LIMITS


ELEMENTS = len(list(etree.fromstring(MAIN.xml).iter(etree.Element)))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(number=st.integers(0, ELEMENTS - 1), act=st.sampled_from(["drop", "rename", "text"]))
def test_whatever_happens_to_a_diagram_is_seen(number: int, act: str) -> None:
    root = etree.fromstring(MAIN.xml)
    element = list(root.iter(etree.Element))[number]
    parent = element.getparent()
    if act == "drop" and parent is not None:
        parent.remove(element)
    elif act == "rename":
        element.set("name", f"{element.get('name', '')} khác")
    else:
        element.text = f"{element.text or ''}9"
    found, findings = read_diagrams(etree.tostring(root), MAIN.file)
    if any(f.severity is Severity.ERROR for f in findings) or not found:
        return  # such a file cannot be published
    assert difference(BASE, replace(BASE, diagrams={d.id: d for d in found})).worded


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_happens_to_a_form_is_seen(data: st.DataObject) -> None:
    body = json.loads(FORM.source)
    component = data.draw(st.sampled_from(body["components"]))
    key = data.draw(st.sampled_from(sorted(component)))
    value = data.draw(st.sampled_from(["khác", 3, True, None, "drop"]))
    if value == "drop":
        del component[key]
    else:
        component[key] = value
    source = json.dumps(body, ensure_ascii=False).encode()
    form, findings = read_form(source, FORM.file)
    if form is None or any(f.severity is Severity.ERROR for f in findings):
        return  # such a form cannot be published
    if json.loads(source) != json.loads(FORM.source):
        assert difference(BASE, with_form(form)).worded
