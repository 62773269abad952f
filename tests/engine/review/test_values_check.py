"""Conditions and cells on what a variable never is or has: told, and told only where it is sure."""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.review.checks.check import check
from engine.workflow.reading import read
from tests.decisions import HEAD, dmn, literal, table
from tests.engine.review.sample import write

DIAGRAM, FORM, TABLE = "bpmn/cap-thu.bpmn", "forms/don_thu.form", "bpmn/xep.dmn"
FLOW = '<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tham_dinh"/>'
CODES = ("W625", "W626", "W706", "W707")


def field(kind: str, key: str, *values: object, **more: object) -> dict[str, object]:
    listed = {"values": [{"value": v, "label": str(v)} for v in values]} if values else {}
    return {"type": kind, "id": f"F_{key}", "key": key, "label": key, **listed, **more}


FIELDS = [
    field("textfield", "ten"),
    field("radio", "ket_qua", "bo_sung", "dat"),
    field("select", "muc", 1, 2),
    field("checklist", "giay_to", "don", "ban_sao"),
    field("taglist", "the", "gap", "mat"),
    field("checkbox", "dong_y"),
    field("number", "so_luong"),
    field("datetime", "ngay", subtype="date", dateLabel="Ngày"),
    field("select", "theo_bien", valuesKey="co_san"),
    field("select", "theo_feel", valuesExpression='=["a"]'),
    field("expression", "tinh", expression='="a"', computeOn="change"),
    {"type": "group", "id": "F_dia_chi", "path": "dia_chi", "label": "Địa chỉ", "components": [
        field("select", "tinh_thanh", "lang_son", "an_giang"), field("textfield", "duong")]},
    {"type": "dynamiclist", "id": "F_ds", "path": "ds", "label": "Danh sách", "components": [
        field("radio", "vai", "chinh", "phu"), field("textfield", "ho_ten")]},
]  # fmt: skip
GATE = f"""<bpmn:exclusiveGateway id="chon" name="Chọn?" default="c2"/>
{FLOW.replace("tham_dinh", "%s")}
%s<bpmn:sequenceFlow id="c1" name="một" sourceRef="chon" targetRef="tham_dinh">
<bpmn:conditionExpression>=%s</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="c2" name="khác" sourceRef="chon" targetRef="xong"/>"""
MANY = table(
    ['"a" => true | "thieu" | ten', '- => false | "du" | ten'],
    "FIRST",
    (("ten", "string"),),
    (("còn thiếu", "boolean"), ("kết luận", "string"), ("ghi chú", "string")),
)
ONE = table(['"a" => "x"', '- => "y"'], "FIRST", (("ten", "string"),), defaults=['"z"'])


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def form(key: str, *fields: dict[str, object]) -> str:
    return json.dumps(
        {"type": "default", "id": key, "schemaVersion": 18, "components": fields},
        ensure_ascii=False,
    )


def task(kind: str, inside: str, *, id: str = "buoc", to: str = "chon") -> str:
    return (
        f'<bpmn:{kind} id="{id}" name="Bước"><bpmn:extensionElements>{inside}'
        f"</bpmn:extensionElements></bpmn:{kind}>"
        f'<bpmn:sequenceFlow id="f_{id}" sourceRef="{id}" targetRef="{to}"/>'
    )


def script(expression: str, result: str = "gia_tri") -> str:
    inside = f'<zeebe:script expression={quoteattr("=" + expression)} resultVariable="{result}"/>'
    return task("scriptTask", inside)


def deciding(result: str = "quyết_định_này", id: str = "buoc", to: str = "chon") -> str:
    called = f'<zeebe:calledDecision decisionId="quyet_dinh" resultVariable="{result}"/>'
    return task("businessRuleTask", called, id=id, to=to)


def told(root: Path) -> list[str]:
    return [str(f) for f in check([root], root) if f.code in CODES]


def say(root: Path, condition: str, before: str = "", decisions: bytes | None = None) -> list[str]:
    """Put a condition into the sample, a step before it, and a file of decisions."""
    write(root / FORM, form("don_thu", *FIELDS))
    if decisions is not None:
        (root / TABLE).write_bytes(decisions)
    gate = GATE % ("buoc" if before else "chon", before, escape(condition))
    edit(root, DIAGRAM, FLOW, gate)
    found = check([root], root)
    assert [str(f) for f in found if f.code[0] == "E"] == []
    return [str(f) for f in found if f.code in CODES]


def shown(after: str) -> str:
    return f'flow "một": the condition {after}'


FAULTS = {
    'ket_qua = "bosung"': 'compares "ket_qua" with "bosung" (character 11), which it never is; '
    'did you mean "bo_sung"? (known: bo_sung, dat)',
    '"bosung" = ket_qua': '"bosung" (character 1), which it never is',
    'ket_qua != "Bổ sung"': 'did you mean "bo_sung"?',
    'ket_qua in ("dat", "khong")': '"khong" (character 20), which it never is (known: bo_',
    'ket_qua in ["khong"]': '"khong" (character 13)',
    'ten = "x" and not(ket_qua = "x")': 'compares "ket_qua" with "x" (character 29)',
    'if ket_qua = "x" then true else false': '"x" (character 14)',
    'muc = "1"': "(known: 1, 2)",
    'dong_y = "true"': "(known: true, false)",
    'list contains(giay_to, "ban sao")': 'did you mean "ban_sao"?',
    '"mật" in the': 'did you mean "mat"?',
    'some g in giay_to satisfies ket_qua = "x"': '"x" (character 39)',
    'kenh = "online " or kenh = "bưu điện"': "(known: desk, online, post, internal)",
    'dia_chi.tinh_thanh = "LangSon"': 'compares "dia_chi.tinh_thanh" with "LangSon"',
    'dia_chi = "lang_son"': "(known: dia_chi.tinh_thanh, dia_chi.duong)",
    'dia_chi.tỉnh thành = "x"': 'asks for "tỉnh thành" of "dia_chi" (character 9), which it has '
    'not; did you mean "tinh_thanh"? (known: tinh_thanh, duong)',
    "dia_chi.xa.ten = null": 'asks for "xa" of "dia_chi"',
    "count(ds.ten) > 1": 'asks for "ten" of "ds" (character 10), which it has not',
    'ds[1].vai = "chính"': 'did you mean "chinh"?',
    "ten.ho = null": 'asks for "ho" of "ten" (character 5), which it has not',
}


@pytest.mark.parametrize("condition", FAULTS)
def test_a_condition_that_is_dead_is_told_once_and_where(condition: str, root: Path) -> None:
    expected, lines = FAULTS[condition], say(root, condition)
    assert [expected in line and shown("") in line for line in lines][:1] == [True], lines
    assert len(lines) == (2 if condition.startswith("kenh") else 1), lines


@pytest.mark.parametrize(
    "condition",
    [
        'ket_qua = "dat"',
        'ket_qua in ("dat", "bo_sung")',
        'ket_qua != "" and ket_qua != null',
        "muc = 1 or muc = 3",
        "dong_y = true",
        'list contains(giay_to, "don")',
        '"gap" in the',
        'contains(ket_qua, "bo")',
        'ket_qua > "a"',
        'ten = "anything"',
        'so_luong = "1"',
        'ngay = "2026-01-01" and ngay.year = 2026',
        'theo_bien = "x" or theo_feel = "b" or tinh = "c"',
        'kenh = "post"',
        'so_ho_so = "H" or don_vi_mo = "so-thu" or ly_do_rut = "x"',
        'dia_chi.tinh_thanh = "an_giang" and dia_chi.duong = "x"',
        'ds[vai = "khác"].ho_ten = "x"',
        'ds[ho_ten = "x"].vai = "phu"',
        'some x in ds satisfies x.vai = "x"',
        'for ket_qua in ["k"] return ket_qua = "k"',
        '{ket_qua: "k", x: ket_qua = "k"}.x',
        'string(ket_qua).x = "k"',
        'khong_ai_ghi = "x" and khong_ai_ghi.y = 1',
    ],
)
def test_a_condition_that_can_be_true_is_not_remarked_on(condition: str, root: Path) -> None:
    assert say(root, condition) == []


COLLECT = table(['- => "x"'], "COLLECT", (("ten", "string"),))
COUNT = table(['- => "x"'], "COLLECT", (("ten", "string"),), aggregation="COUNT")
OPEN = table(['"a" => "x"', "- => ten"], "FIRST", (("ten", "string"),))
GIVEN = {
    "outputs named otherwise": (
        dmn(MANY),
        'd.con_thieu or d.kết luận = "dủ"',
        ['"dủ" (character 29), which it never is; did you mean "du"? (known: thieu, du)',
         'asks for "con_thieu" of "d" (character 3), which it has not; did you mean "còn thiếu"?'],
    ),
    "outputs as they are named": (dmn(MANY), 'd.còn thiếu and d.kết luận = "du"', []),
    "an output that is computed": (dmn(MANY), 'd.ghi chú = "x"', []),
    "outputs taken for a value": (dmn(MANY), 'd = "thieu"', ['"d" with "thieu"']),
    "one output": (dmn(ONE), 'd = "xx" or d = "y" or d = "z"', ["(known: x, y, z)"]),
    "one output asked for by its name": (dmn(ONE), 'd.kết quả = "x"', ['"kết quả" of "d"']),
    "a list of values": (dmn(COLLECT), 'list contains(d, "y")', ["(known: x)"]),
    "a count": (dmn(COUNT), 'd = "y"', []),
    "one rule that is computed": (dmn(OPEN), 'd = "z"', []),
    "a table without rules": (dmn(table([], inputs=(("ten", "string"),))), 'd = "z"', []),
    "an expression of texts": (
        dmn(literal('if ten = "a" then "b" else null', id="quyet_dinh", name="Q")),
        'd = "c"',
        ["(known: b)"],
    ),
    "any other expression": (dmn(literal("ten", id="quyet_dinh", name="Q")), 'd = "c"', []),
}  # fmt: skip


@pytest.mark.parametrize("case", GIVEN)
def test_what_a_decision_gives_is_known_by_its_outputs(case: str, root: Path) -> None:
    decisions, condition, expected = GIVEN[case]
    lines = say(root, condition, deciding("d"), decisions)
    assert len(lines) == len(expected), lines
    assert all(part in line for part, line in zip(expected, lines, strict=True)), lines


SCRIPTS = {
    '"a"': ["(known: a)"],
    'if dong_y then "a" else ket_qua': ["(known: a, bo_sung, dat)"],
    "ket_qua": ["(known: bo_sung, dat)"],
    "ds[1].vai": ["(known: chinh, phu)"],
    "gia_tri": ["which it never is"],
    "null": ["which it never is"],
    "ten": [],
    'if dong_y then "a" else upper case(ten)': [],
    'ket_qua + "x"': [],
    "khong_ai_ghi": [],
    "ds.khong_co": ['"khong_co" of "ds"', "which it never is"],
}


@pytest.mark.parametrize("expression", SCRIPTS)
def test_what_a_script_hands_on_is_followed(expression: str, root: Path) -> None:
    lines = sorted(say(root, 'gia_tri = "zzz"', script(expression)), key=lambda s: "flow" in s)
    assert len(lines) == len(SCRIPTS[expression]), lines
    assert all(p in line for p, line in zip(SCRIPTS[expression], lines, strict=True)), lines


MAPPED = '<zeebe:ioMapping><zeebe:{} source="={}" target="{}"/></zeebe:ioMapping>'
SERVICE = '<zeebe:taskDefinition type="lookup_enterprise"/>'
WAIT = (
    '<bpmn:intermediateCatchEvent id="buoc" name="Đợi"><bpmn:extensionElements>{}'
    '</bpmn:extensionElements><bpmn:messageEventDefinition messageRef="m"/>'
    '</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="f9" sourceRef="buoc" targetRef="chon"/>'
)
OPENED = {
    "a script that computes": script("upper case(ten)", "ket_qua"),
    "a message that brings anything": WAIT.format(""),
    "a message that brings it": WAIT.format(MAPPED.format("output", "dat", "ket_qua")),
    "a service": task("serviceTask", SERVICE + MAPPED.format("output", "muc", "ket_qua")),
    "a local name": task("manualTask", MAPPED.format("input", "max(ten)", "ket_qua")),
    "an output mapping": task("manualTask", MAPPED.format("output", "max(ten)", "ket_qua")),
    "an output mapping into it": task("manualTask", MAPPED.format("output", "1", "ket_qua.x")),
}


@pytest.mark.parametrize("case", OPENED)
def test_whatever_else_may_give_it_silences(case: str, root: Path) -> None:
    message = '<bpmn:message id="m" name="tin"/><bpmn:process'
    edit(root, DIAGRAM, "<bpmn:process", message)
    assert say(root, 'ket_qua = "x" and ket_qua.y = 1', OPENED[case]) == []


@pytest.mark.parametrize(
    ("fields", "sure"),
    [
        ([field("textfield", "ket_qua")], False),
        ([field("textfield", "ket_qua", readonly=True)], True),
        ([field("textfield", "ket_qua", disabled=True)], True),
        ([field("textfield", "ket_qua", readonly=True, defaultValue="x")], False),
        ([field("textfield", "ket_qua", readonly="=dong_y")], False),
        ([field("select", "ket_qua", "x", "y")], False),
        ([field("select", "ket_qua", "y")], True),
        ([field("select", "ket_qua", valuesKey="co_san")], False),
    ],
)
def test_every_form_of_the_way_counts(
    fields: list[dict[str, object]], sure: bool, root: Path
) -> None:
    write(root / "forms/khac.form", form("khac", *fields))
    step = '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/>'
    edit(root, DIAGRAM, step, f'<zeebe:formDefinition formId="khac"/>{step}')
    assert len(say(root, 'ket_qua = "x"')) == sure


def test_what_is_only_shown_and_given_by_nothing_is_not_judged(root: Path) -> None:
    write(root / "forms/khac.form", form("khac", field("textfield", "la", readonly=True)))
    step = '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/>'
    edit(root, DIAGRAM, step, f'<zeebe:formDefinition formId="khac"/>{step}')
    assert say(root, 'la = "x"') == []


LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics"
    ' inputCollection="=ds" inputElement="nguoi" outputCollection="cac_vai"'
    ' outputElement="=nguoi.vai"/></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics></bpmn:manualTask>"
)


@pytest.mark.parametrize(
    ("source", "condition", "expected"),
    [
        ("nguoi.vai", 'list contains(cac_vai, "chính")', ['did you mean "chinh"?']),
        ("nguoi.họ tên", "dong_y", ['the mapping to "x" asks for "họ tên" of "nguoi"']),
        ("nguoi.ho_ten", 'list contains(cac_vai, "phu") and x = "bất kỳ"', []),
    ],
)
def test_what_a_multi_instance_goes_through_and_collects_is_known(
    source: str, condition: str, expected: list[str], root: Path
) -> None:
    step = task("manualTask", MAPPED.format("input", source, "x"))
    lines = say(root, condition, step.replace("</bpmn:manualTask>", LOOP))
    assert len(lines) == len(expected), lines
    assert all(part in line for part, line in zip(expected, lines, strict=True)), lines


def test_scripts_and_mappings_are_judged_at_their_step(root: Path) -> None:
    (line,) = say(root, "dong_y", script('if ket_qua = "đạt" then 1 else 2'))
    assert 'W625 script task "Bước": the script compares "ket_qua" with "đạt"' in line
    assert 'did you mean "dat"?' in line


CELLS = {
    ("ket_qua", '"bosung"'): [
        'rule 1, column "ket_qua": tests for "bosung", which "ket_qua" never is; did you mean "bo_s'
    ],
    ("ket_qua", 'not("bosung", "dat")'): ['tests for "bosung"'],
    ("dia_chi.tinh_thanh", '"hà nội"'): ['which "dia_chi.tinh_thanh" never is'],
    ("dia_chi.thon", '"x"'): [
        'W707 decision "Quyết định", input "dia_chi.thon": asks for "thon" of "dia_chi"'
    ],
    ('ket_qua = "x"', "true"): ['W706 decision "Quyết định", input'],
    ("ket_qua", '"dat", "bo_sung"'): [],
    ("ket_qua", "-"): [],
    ("ket_qua", 'starts with(?, "x")'): [],
    ("ten", '"x"'): [],
    ("upper case(ket_qua)", '"DAT"'): [],
    ("khong_ai_ghi", '"x"'): [],
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_that_is_never_hit_is_told(cell: tuple[str, str], root: Path) -> None:
    column, test = cell
    decisions = dmn(table([f'{test} => "x"'], inputs=((column, "any"),)))
    lines = say(root, "dong_y", deciding(), decisions)
    assert len(lines) == len(CELLS[cell]), lines
    assert all(part in line for part, line in zip(CELLS[cell], lines, strict=True)), lines


@pytest.mark.parametrize(("test", "count"), [('"y"', 0), ('"z"', 0), ('"w"', 1)])
def test_a_required_decision_stands_before_a_variable(test: str, count: int, root: Path) -> None:
    inner = ONE.replace("quyet_dinh", "ket_qua").replace("Quyết định", "Kết quả trước")
    outer = table([f"{test} => 1"], inputs=(("ket_qua", "string"),), requires=("ket_qua",))
    assert len(say(root, "dong_y", deciding(), dmn(inner, outer))) == count


def test_outputs_that_camunda_7_spreads_are_not_judged(root: Path) -> None:
    head = HEAD.replace("Camunda Cloud", "Camunda Platform")
    inner = ONE.replace("quyet_dinh", "truoc").replace("Quyết định", "Trước")
    inner = inner.replace("kết quả", "ket_qua")
    outer = table(['"w" => 1'], inputs=(("ket_qua", "string"),), requires=("truoc",))
    assert say(root, "dong_y", deciding(), dmn(inner, outer, head=head)) == []


def test_a_table_for_two_processes_serves_both(root: Path) -> None:
    decisions = dmn(table(['"bosung" => "x"'], inputs=(("ket_qua", "string"),)))
    assert len(say(root, "dong_y", deciding(), decisions)) == 1
    other = (root / DIAGRAM).read_text(encoding="utf-8").replace("don_thu", "don_khac")
    write(root / "bpmn/khac.bpmn", other.replace("cap_thu", "cap_khac"))
    write(root / "forms/don_khac.form", form("don_khac", field("select", "ket_qua", "bosung")))
    assert told(root) == []


def test_a_decision_that_chooses_the_case_knows_the_application(root: Path) -> None:
    cases = """time_limits:
      - {id: thuong, name: Thường, limit: 17 working days}
      - {id: gap, name: Gấp, limit: 5 working days}
    time_limit_decision: quyet_dinh"""
    edit(root, "processes/thu.yaml", "time_limit: 17 working days", cases)
    rules = ['"bosung" | - => "gap"', '- | "desk" => "gap"', '- | - => "thuong"']
    columns = (("ket_qua", "string"), ("kenh", "string"))
    (line,) = say(root, "dong_y", decisions=dmn(table(rules, "FIRST", columns)))
    assert 'W706 decision "Quyết định", rule 1' in line


@pytest.mark.parametrize(
    "expression", ["a = ", 'if a = "x" then', "a.", '"x', 'a = "\n"', "x" * 11_000]
)
def test_what_is_no_feel_compares_nothing(expression: str) -> None:
    reading = read(expression)
    assert (reading.compared, reading.paths, reading.gives) == ((), (), None)
