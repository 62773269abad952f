"""Variables, choices and limits: what a designer is told before anything runs."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from engine.review.checks.check import check
from tests.engine.review.drawing import BPMN
from tests.engine.review.sample import write

DIAGRAM = "bpmn/cap-thu.bpmn"
FORM = "forms/don_thu.form"
MANIFEST = "processes/thu.yaml"
FIELD = '{"type": "textfield", "id": "Field_1"'
SELECT = (
    '{"type": "select", "id": "F2", "key": "loai", "label": "Loại", "values": '
    '[{"value": "moi", "label": "Mới"}, {"value": "doi", "label": "Đổi"},'
    ' {"value": "lai", "label": "Cấp lại"}]},\n '
)
GATE = """<bpmn:exclusiveGateway id="chon" name="Loại?"{default}/>
<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="chon"/>
<bpmn:sequenceFlow id="c1" name="mới" sourceRef="chon" targetRef="tham_dinh">
<bpmn:conditionExpression>={one}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="c2" name="khác" sourceRef="chon" targetRef="xong">
<bpmn:conditionExpression>={two}</bpmn:conditionExpression></bpmn:sequenceFlow>"""
FLOW = '<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tham_dinh"/>'


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def remarks(root: Path) -> list[str]:
    """What is said beyond how the sample is drawn and that one procedure is information only."""
    found = check([root], root)
    return [str(f) for f in found if f.code != "W401" and not f.code.startswith("W8")]


def decide(root: Path, one: str, two: str, default: str = "") -> list[str]:
    """Put a choice of two ways into the sample; what is said about it."""
    edit(root, FORM, FIELD, SELECT + FIELD)
    edit(root, DIAGRAM, FLOW, GATE.format(one=escape(one), two=escape(two), default=default))
    return remarks(root)


CHOICES = {
    "every option has its way": ('loai = "moi"', 'loai in ("doi", "lai")', []),
    "one is the contrary of the other": ('loai = "moi"', 'not(loai = "moi")', []),
    "an option is forgotten": (
        'loai = "moi"',
        'loai = "doi"',
        ['W622 exclusive gateway "Loại?": no flow is taken where loai is "lai"'],
    ),
    "an option fits twice": (
        'loai in ("moi", "doi")',
        'loai != "moi"',
        ['W623 exclusive gateway "Loại?": where loai is "doi", both "mới" and "khác" fit'],
    ),
    "a number between two ways": (
        "count(ten) <= 5",
        "count(ten) >= 5",
        ["W611 "],
    ),
}


@pytest.mark.parametrize("case", CHOICES)
def test_a_choice_is_compared_with_what_its_field_can_have(case: str, root: Path) -> None:
    one, two, said = CHOICES[case]
    told = decide(root, one, two)
    assert len(told) == len(said), told
    assert all(part in line for part, line in zip(said, told, strict=True)), told


def test_numbers_that_two_conditions_share_are_told(root: Path) -> None:
    told = decide(root, "ten <= 5", "ten >= 5")
    assert any("W623" in line and "where ten is 5" in line for line in told), told


def test_a_default_takes_what_no_condition_fits(root: Path) -> None:
    edit(root, FORM, FIELD, SELECT + FIELD)
    gate = GATE.format(one='loai = "moi"', two="", default=' default="c2"')
    empty = "<bpmn:conditionExpression>=</bpmn:conditionExpression>"
    edit(root, DIAGRAM, FLOW, gate.replace(empty, ""))
    assert [str(f) for f in check([root], root) if f.code in ("W611", "W622", "W623")] == []


def test_a_misspelt_variable_is_told_with_its_place_and_what_was_meant(root: Path) -> None:
    told = decide(root, 'loại = "moi"', 'loai != "moi"')
    (line,) = [line for line in told if "W621" in line]
    assert 'flow "mới": the condition reads "loại" (character 1), which nothing gives' in line
    assert 'did you mean "loai"?' in line


@pytest.mark.parametrize("name", ["so_ho_so", "kenh", "quy_trinh", "ly_do_rut", "ten", "ket_qua"])
def test_what_something_gives_is_known(name: str, root: Path) -> None:
    script = (
        '<bpmn:scriptTask id="tinh"><bpmn:extensionElements><zeebe:script expression="=1"'
        ' resultVariable="ket_qua"/></bpmn:extensionElements></bpmn:scriptTask>'
        '<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tinh"/>'
        '<bpmn:sequenceFlow id="f9" sourceRef="tinh" targetRef="tham_dinh"/>'
    )
    edit(root, DIAGRAM, FLOW, script)
    edit(root, DIAGRAM, 'expression="=1"', f'expression="={name}"')
    assert [f for f in check([root], root) if f.code == "W621"] == []


LAST = '<bpmn:sequenceFlow id="f3" sourceRef="tham_dinh" targetRef="xong"/>'
INSIDE = """<bpmn:startEvent id="s2"/><bpmn:exclusiveGateway id="g" name="G?" default="x2"/>
<bpmn:endEvent id="e1"/><bpmn:endEvent id="e2"/>
<bpmn:sequenceFlow id="x0" sourceRef="s2" targetRef="g"/>
<bpmn:sequenceFlow id="x1" name="một" sourceRef="g" targetRef="e1">
<bpmn:conditionExpression>=nguoi = "a" and loopCounter = 1 and {}</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:sequenceFlow id="x2" name="hai" sourceRef="g" targetRef="e2"/>"""
EACH = """<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics
inputCollection="=ten" inputElement="nguoi"/></bpmn:extensionElements>
</bpmn:multiInstanceLoopCharacteristics>"""
HANDED = """<bpmn:extensionElements>{}<zeebe:ioMapping>
<zeebe:input source="=ten" target="dua_vao"/></zeebe:ioMapping></bpmn:extensionElements>"""


@pytest.mark.parametrize(("name", "known"), [("dua_vao = 1", True), ("dưa_vào = 1", False)])
@pytest.mark.parametrize("called", [False, True])
def test_a_condition_sees_what_its_scope_or_the_step_that_calls_it_sees(
    called: bool, name: str, known: bool, root: Path
) -> None:
    inside = INSIDE.format(name)
    if called:
        write(root / "bpmn/goi.bpmn", BPMN.format(id="duoc_goi", body=inside))
        extension = HANDED.format('<zeebe:calledElement processId="duoc_goi"/>')
        step = f'<bpmn:callActivity id="con" name="Con">{extension}{EACH}</bpmn:callActivity>'
    else:
        step = f'<bpmn:subProcess id="con" name="Con">{HANDED.format("")}{EACH}{inside}'
        step += "</bpmn:subProcess>"
    edit(root, DIAGRAM, LAST, LAST.replace("xong", "con") + step)
    edit(
        root, DIAGRAM, step, step + '<bpmn:sequenceFlow id="f4" sourceRef="con" targetRef="xong"/>'
    )
    assert ([line for line in remarks(root) if "W621" in line] == []) is known


def test_feel_that_does_not_parse_is_told_at_its_line_and_character(root: Path) -> None:
    told = decide(root, 'loai = "moi" and', 'loai != "moi"')
    (line,) = [line for line in told if "E520" in line]
    assert "at character 17" in line
    number = int(line.split(":")[1])
    text = (root / DIAGRAM).read_text(encoding="utf-8").splitlines()[number - 1]
    assert 'id="c1"' in text


LIMIT = '<zeebe:properties><zeebe:property name="motcua:limit" value="{}"/></zeebe:properties>'
STEP = '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/>'


@pytest.mark.parametrize(
    ("limit", "told"),
    [("17 working days", False), ("136 working hours", False), ("18 working days", True)],
)
def test_steps_that_take_longer_than_the_procedure_may_are_told(
    limit: str, told: bool, root: Path
) -> None:
    edit(root, DIAGRAM, STEP, STEP + LIMIT.format(limit))
    found = [f for f in check([root], root) if f.code == "W624"]
    assert bool(found) is told
    if found:
        assert "add up to 18 working days, more than the 17 working days" in found[0].message
        assert f"Thẩm định ({limit})" in found[0].message
        assert (found[0].file, found[0].line) == (MANIFEST, 7)


def test_time_before_receipt_is_not_the_procedures(root: Path) -> None:
    status = '<zeebe:property name="motcua:status" value="registered"/>'
    limit = '<zeebe:property name="motcua:limit" value="90 working days"/>'
    edit(root, DIAGRAM, status, status + limit)
    assert [f for f in check([root], root) if f.code == "W624"] == []


def test_a_loop_is_gone_through_once(root: Path) -> None:
    edit(root, DIAGRAM, STEP, STEP + LIMIT.format("9 working days"))
    edit(root, DIAGRAM, FLOW, FLOW.replace("tham_dinh", "lai"))
    back = (
        '<bpmn:exclusiveGateway id="lai"/>'
        '<bpmn:sequenceFlow id="g1" sourceRef="lai" targetRef="tham_dinh"/>'
        '<bpmn:exclusiveGateway id="dat" default="g3"/>'
        '<bpmn:sequenceFlow id="f3" sourceRef="tham_dinh" targetRef="dat"/>'
        '<bpmn:sequenceFlow id="g3" sourceRef="dat" targetRef="xong"/>'
        '<bpmn:sequenceFlow id="g4" sourceRef="dat" targetRef="lai">'
        "<bpmn:conditionExpression>=ten = null</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    edit(root, DIAGRAM, LAST, back)
    assert remarks(root) == []
