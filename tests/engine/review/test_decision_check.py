"""`check` and versions of a procedure that decides by tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.content import read_content
from engine.definitions.dmn.decision import DecisionTable
from engine.definitions.dmn.decision_file import read_decisions
from engine.procedures.bundle import bundle_of, open_bundle
from engine.review.checks.check import check
from engine.review.checks.overlap import overlaps
from engine.workflow.feel import unary_test
from tests.decisions import dmn, table
from tests.engine.review.sample import write

DIAGRAM, MANIFEST, TABLE = "bpmn/cap-thu.bpmn", "processes/thu.yaml", "bpmn/xep-loai.dmn"
TASK = """<bpmn:businessRuleTask id="xep_loai" name="Xếp loại"><bpmn:extensionElements>
<zeebe:calledDecision decisionId="quyet_dinh" resultVariable="loai"/></bpmn:extensionElements>
</bpmn:businessRuleTask>
<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="xep_loai"/>
<bpmn:sequenceFlow id="f2b" sourceRef="xep_loai" targetRef="tham_dinh"/>"""
FLOW = '<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tham_dinh"/>'
INPUT = (("ten", "string"),)
GOOD = dmn(table(['"a" => "x"', 'not("a") => "y"'], inputs=INPUT))
CASES = """time_limits:
      - {id: thuong, name: Thường, limit: 17 working days}
      - {id: gap, name: Gấp, limit: 5 working days}
    time_limit_decision: chon"""


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def put(root: Path, data: bytes, name: str = TABLE) -> None:
    (root / name).write_bytes(data)


def told(root: Path) -> list[str]:
    """Everything but what is remarked on the drawing (W8) and the procedure without facts."""
    found = check([root], root)
    return [str(f) for f in found if f.code != "W401" and not f.code.startswith("W8")]


@pytest.fixture
def deciding(root: Path) -> Path:
    edit(root, DIAGRAM, FLOW, TASK)
    put(root, GOOD)
    return root


@pytest.fixture
def choosing(root: Path) -> Path:
    edit(root, MANIFEST, "time_limit: 17 working days", CASES)
    rules = ['"a" => "gap"', '- => "thuong"']
    put(root, dmn(table(rules, "FIRST", INPUT, id="chon", name="Chọn")))
    return root


def test_a_good_table_is_not_remarked_on(deciding: Path) -> None:
    assert told(deciding) == []


def test_a_good_choice_is_not_remarked_on(choosing: Path) -> None:
    assert told(choosing) == []


def test_a_decision_that_does_not_exist_is_told(deciding: Path) -> None:
    edit(deciding, DIAGRAM, 'decisionId="quyet_dinh"', 'decisionId="quyet_din"')
    assert any("E612" in line and "quyet_dinh" in line for line in told(deciding))


def test_a_cell_that_is_no_feel_is_told_with_rule_column_and_character(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => "x"', '< (5 => "y"'], inputs=INPUT)))
    (line,) = told(deciding)
    assert 'E710 decision "Quyết định", rule 2, column "ten": \'< (5\' is not FEEL (char' in line


def test_an_output_that_is_no_feel_is_told(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => 1 +'], inputs=INPUT)))
    assert ["E710" in line and 'column "kết quả"' in line for line in told(deciding)] == [True]


def test_an_input_that_nothing_gives_is_remarked_on(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => "x"'], inputs=(("tem", "string"),))))
    (line,) = told(deciding)
    assert "W701" in line
    assert 'nothing gives "tem"; did you mean "ten"?' in line


def test_what_a_message_may_bring_is_not_missed(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => "x"'], inputs=(("tem", "string"),))))
    edit(deciding, DIAGRAM, "<bpmn:process", '<bpmn:message id="m" name="tin"/><bpmn:process')
    waits = (
        TASK.replace('targetRef="xep_loai"', 'targetRef="doi_tin"')
        + """
<bpmn:intermediateCatchEvent id="doi_tin" name="Đợi tin"><bpmn:messageEventDefinition
messageRef="m"/></bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f2a" sourceRef="doi_tin" targetRef="xep_loai"/>"""
    )
    edit(deciding, DIAGRAM, TASK, waits)
    assert told(deciding) == []


def test_a_file_that_nobody_uses_is_remarked_on(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => "x"'], id="khac")), "bpmn/khac.dmn")
    assert ["W702" in line and "khac.dmn" in line for line in told(deciding)] == [True]


def test_one_id_in_two_files_is_told(deciding: Path) -> None:
    put(deciding, GOOD, "bpmn/zz.dmn")
    assert any("E713" in line and "bpmn/xep-loai.dmn" in line for line in told(deciding))


def test_a_reference_into_a_broken_file_is_no_second_error(deciding: Path) -> None:
    put(deciding, dmn(table(['"a" => "x"'], "FRIST", INPUT)))
    assert ["E707" in line for line in told(deciding)] == [True]


def test_a_file_is_judged_by_itself(deciding: Path) -> None:
    put(deciding, dmn(table(['"a => "x"'], inputs=INPUT)))
    assert [f.code for f in check([deciding / TABLE], deciding)] == ["E710"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("time_limit_decision: chon", "time_limit_decision: chom", "E714", "chon"),
        ("{id: gap,", "{id: nhanh,", "E716", '"gap" is no case of'),
        (CASES, "time_limit: 17 working days\n    time_limit_decision: chon", "E715", "none"),
    ],
)
def test_a_choice_that_cannot_be_made_is_told(
    choosing: Path, old: str, new: str, code: str, said: str
) -> None:
    edit(choosing, MANIFEST, old, new)
    assert any(code in line and said in line for line in told(choosing))


def test_a_choice_of_several_is_none(choosing: Path) -> None:
    put(choosing, dmn(table(['"a" => "gap"'], "COLLECT", INPUT, id="chon", name="Chọn")))
    assert ["E716" in line for line in told(choosing)] == [True]


def test_a_bundle_keeps_its_tables(deciding: Path) -> None:
    content = read_content(deciding)
    bundle = bundle_of(content, content.procedures["9.000001.000.00.00.H37"])
    parts = open_bundle(bundle.data)
    assert parts.decisions["quyet_dinh"].xml == GOOD
    put(deciding, GOOD.replace(b'"x"', b'"z"').replace(b"&quot;x", b"&quot;z"))
    changed = read_content(deciding)
    assert bundle_of(changed, changed.procedures[bundle.code]).digest != bundle.digest


def test_a_bundle_keeps_how_the_case_is_chosen(choosing: Path) -> None:
    content = read_content(choosing)
    parts = open_bundle(bundle_of(content, content.procedures["9.000001.000.00.00.H37"]).data)
    assert (parts.procedure.case_decision, [*parts.decisions]) == ("chon", ["chon"])


def test_without_tables_a_bundle_is_what_it_was(root: Path) -> None:
    content = read_content(root)
    bundle = bundle_of(content, content.procedures["9.000001.000.00.00.H37"])
    assert b'"decisions"' not in bundle.data
    assert b"time_limit_decision" not in bundle.data
    assert open_bundle(bundle.data).decisions == {}


@pytest.mark.parametrize(
    ("cell", "character"), [("- 5", 1), ("1e3", 1), ('"1e3", 2E5', 8), ("> 1e3", 3)]
)
def test_numbers_that_would_never_be_hit_are_told(
    deciding: Path, cell: str, character: int
) -> None:
    put(deciding, dmn(table([f'{cell} => "x"'], inputs=INPUT)))
    (line,) = told(deciding)
    assert f"is not FEEL (character {character})" in line


CELLS = [
    *("-", '"a"', '"b"', '"a","b"', "true", "false", "5", "5, 7", "[5..7]", "]5..7[", "(5..5]"),
    *("< 5", "<= 5", "> 5", ">= 5", "> 7", "[7..9)", "not(5)", "? = 6"),
]
VALUES = ("a", "b", True, False, 4, 5, 5.5, 6, 7, 8, 9, None)


@pytest.mark.parametrize("one", CELLS)
def test_an_overlap_is_told_where_some_value_hits_both_rules(one: str) -> None:
    for other in CELLS:
        file, _ = read_decisions(dmn(table([f"{one} => 1", f"{other} => 2"])), "t.dmn")
        assert file is not None
        logic = file.decisions["quyet_dinh"].logic
        assert isinstance(logic, DecisionTable)
        both = any(
            unary_test(one, v, {}) and unary_test(other, v, {})
            for v in VALUES
            if not isinstance(v, bool) or {one, other} <= {"-", "true", "false"}
        )  # feelin compares true with numbers, but a column has values of one type
        unread = {"not(5)", "? = 6"} & {one, other}
        # A span without numbers meets nothing, whatever stands beside it; "-" meets all.
        empty = "(5..5]" in (one, other)
        if not unread and not empty:
            assert bool(list(overlaps(logic))) is both, (one, other)
        assert not list(overlaps(logic)) or not unread


def test_rules_that_contradict_each_other_are_remarked_on(deciding: Path) -> None:
    rules = ['"a","c" => "x"', '"b" => "y"', '"c" => "z"']
    put(deciding, dmn(table(rules, inputs=INPUT)))
    (line,) = told(deciding)
    assert 'W705 decision "Quyết định", rule 3: can be hit together with rule 1' in line
    put(deciding, dmn(table(rules, "FIRST", INPUT)))
    assert told(deciding) == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('"a" => xếp loại tốt', 'column "kết quả": nothing gives "xếp loại tốt"; a text stands in'),
        ('"a", b => "y"', 'column "ten": nothing gives "b"; a text stands in quotes'),
        ('<= 1,5 => "y"', "two tests stand here; a decimal number takes a point: 1.5"),
        ('== "a" => "y"', "FEEL has no such sign; equal is a single ="),
    ],
)
def test_cells_of_somebody_new_to_feel_are_told(deciding: Path, rule: str, said: str) -> None:
    put(deciding, dmn(table([rule], inputs=INPUT)))
    assert [line for line in told(deciding) if said in line]


def test_cells_may_name_what_is_given(deciding: Path) -> None:
    put(deciding, dmn(table(["ten => ten", 'not("a, b") => null'], inputs=INPUT)))
    assert not [line for line in told(deciding) if "nothing gives" in line]
