"""What `motcua check` says about a small content into which one fault is put at a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.check import check as command
from engine.errors import Finding
from engine.review.checks.check import check
from tests.engine.review.drawing import xml
from tests.engine.review.sample import write

DIAGRAM = "bpmn/cap-thu.bpmn"
MANIFEST = "processes/thu.yaml"
FORM = "forms/don_thu.form"


def judged(path: Path, root: Path) -> list[Finding]:
    """What is said beyond how a diagram is drawn: those here are written by hand."""
    return [f for f in check([path], root) if not f.code.startswith("W8")]


def told(root: Path) -> list[str]:
    return [str(f) for f in judged(root, root)]


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def test_a_content_without_fault_is_not_remarked_on(root: Path) -> None:
    remarks = [line for line in told(root) if "W401" not in line]
    assert remarks == []


FAULTS = {
    "form": (DIAGRAM, 'formId="don_thu"', 'formId="don_thi"', "E204", "(forms/: don_thu)"),
    "role": (DIAGRAM, '"chuyen_vien"', '"chuyen_vienn"', "E611", "roles.yaml: chuyen_vien"),
    "diagram": (MANIFEST, "diagram: cap_thu", "diagram: cap_thi", "E621", "(bpmn/: cap_thu)"),
    "form of the manifest": (MANIFEST, "form: don_thu", "form: don", "E622", "don_thu"),
    "unit": (MANIFEST, "phong-thu", "phong-thi", "E623", "phong-thu"),
    "agency": (MANIFEST, "agency: so-thu", "agency: so-thi", "E623", "so-thu"),
    "role of the manifest": (MANIFEST, "{chuyen_vien:", "{chuyen_vine:", "E624", "chuyen_vien"),
    "office hours": (
        "processes/agencies.yaml",
        "hours: an-giang",
        "hours: an-gian",
        "E627",
        "an-giang",
    ),
    "received": (DIAGRAM, 'value="received"', 'value="resolved"', "E626", "received"),
    "resolved": (DIAGRAM, 'value="resolved"', 'value="received"', "W614", "resolved"),
    "status of a wait": (
        DIAGRAM,
        '"motcua:status" value="registered"',
        '"x" value="y"',
        "W612",
        "Tiếp nhận",
    ),
    "status of an end": (
        DIAGRAM,
        '"motcua:status" value="returned"',
        '"x" value="y"',
        "W613",
        "xong",
    ),
    "unit of a role": (MANIFEST, ", units: {chuyen_vien: phong-thu}", "", "W615", "chuyen_vien"),
    "result of no procedure": (
        MANIFEST,
        "reuse: [KQ.G15.000007]",
        "reuse: [KQ.G15.000008]",
        "W617",
        'paper "Lý lịch": result "KQ.G15.000008" does not exist (results of procedures: KQ.G15.00',
    ),
    "condition": (
        FORM,
        '"label": "Tên"',
        '"conditional": {"hide": "=a +"}, "label": "Tên"',
        "E615",
        "a +",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_code_and_a_remedy(fault: str, root: Path) -> None:
    name, old, new, code, said = FAULTS[fault]
    edit(root, name, old, new)
    found = [line for line in told(root) if f" {code} " in line]
    assert found
    assert said in found[0]
    assert found[0].startswith(name)


def test_a_missing_form_is_told_at_its_step_as_the_design_writes_it(root: Path) -> None:
    edit(root, DIAGRAM, 'formId="don_thu"', 'formId="don_thi"')
    (found,) = [f for f in check([root], root) if f.code == "E204"]
    text = (root / DIAGRAM).read_text(encoding="utf-8")
    assert 'id="nhan"' in text.splitlines()[found.line - 1]
    assert found.message == 'user task "Tiếp nhận": form "don_thi" does not exist (forms/: don_thu)'


def test_a_reference_into_a_broken_file_is_no_second_error(root: Path) -> None:
    edit(root, FORM, '"textfield"', '"nothing"')
    assert {line.split(":")[0] for line in told(root) if " E" in line} == {FORM}


def test_processes_that_call_each_other_are_told(root: Path) -> None:
    called = xml("start>A>end", key="con").replace(
        "</bpmn:process>",
        '<bpmn:callActivity id="goi" name="Gọi"><bpmn:extensionElements>'
        '<zeebe:calledElement processId="con"/></bpmn:extensionElements></bpmn:callActivity>'
        '<bpmn:sequenceFlow id="x" sourceRef="goi" targetRef="end"/>'
        '<bpmn:boundaryEvent id="b" attachedToRef="A"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        '</bpmn:boundaryEvent><bpmn:sequenceFlow id="y" sourceRef="b" targetRef="goi"/>'
        "</bpmn:process>",
    )
    write(root / "bpmn/con.bpmn", called)
    assert any(" E614 " in line for line in told(root))


def test_an_unused_form_is_a_warning(root: Path) -> None:
    text = (root / FORM).read_text(encoding="utf-8")
    write(root / "forms/thua.form", text.replace('"don_thu"', '"thua"'))
    assert any(line.startswith("forms/thua.form:1: W616") for line in told(root))


def test_one_file_is_judged_without_what_it_refers_to(root: Path) -> None:
    edit(root, DIAGRAM, 'formId="don_thu"', 'formId="don_thi"')
    assert judged(root / DIAGRAM, root) == []


def test_a_deadlock_in_one_file_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "x.bpmn", xml("start>A>xor1>B>and1>end, xor1>C>and1"))
    assert [f.code for f in judged(tmp_path, tmp_path / "none")] == ["E602"]


def test_a_gateway_without_default_is_a_warning(tmp_path: Path) -> None:
    text = xml("start>xor1>A>end, xor1>B>end2").replace('default="f1"', "")
    flow = '<bpmn:sequenceFlow id="f1" sourceRef="xor1" targetRef="A">'
    condition = "<bpmn:conditionExpression>={}</bpmn:conditionExpression>"
    write(tmp_path / "x.bpmn", text.replace(flow, flow + condition.format("x = 2")))
    write(tmp_path / "y.bpmn", text.replace(flow, flow + condition.format("x != 1")))
    assert [(Path(f.file).name, f.code) for f in judged(tmp_path, tmp_path / "none")] == [
        ("x.bpmn", "W611")
    ]


def test_an_end_beside_the_main_course_needs_no_status(root: Path) -> None:
    reminder = (
        '<bpmn:boundaryEvent id="nhac" attachedToRef="tham_dinh" cancelActivity="false">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
        '</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="da_nhac"/>'
        '<bpmn:sequenceFlow id="x" sourceRef="nhac" targetRef="da_nhac"/></bpmn:process>'
    )
    edit(root, DIAGRAM, "</bpmn:process>", reminder)
    assert not [line for line in told(root) if " W613 " in line]


ASKS = """<bpmn:userTask id="bo_sung" name="Bổ sung"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition candidateGroups="nguoi_nop"/><zeebe:properties>
<zeebe:property name="motcua:status" value="supplement"/>
<zeebe:property name="motcua:clock" value="stopped"/></zeebe:properties>
</bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="bo_sung"/>
<bpmn:sequenceFlow id="f4" sourceRef="bo_sung" targetRef="tham_dinh"/>"""
CLOSES = """<bpmn:subProcess id="dong" triggeredByEvent="true"><bpmn:startEvent id="het">
<bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent><bpmn:endEvent id="dong_xong">
<bpmn:extensionElements><zeebe:properties><zeebe:property name="motcua:status" value="stopped"/>
</zeebe:properties></bpmn:extensionElements></bpmn:endEvent>
<bpmn:sequenceFlow id="f5" sourceRef="het" targetRef="dong_xong"/></bpmn:subProcess>
</bpmn:process><bpmn:message id="m" name="{}"/>"""


@pytest.mark.parametrize(
    ("pause", "asks", "message", "told_so"),
    [
        ("restart", True, "", True),
        ("restart", True, "rut_ho_so", True),
        ("restart", True, "het_han_bo_sung", False),
        ("restart", False, "", False),  # nobody is ever waited for
        ("resume", True, "", False),
    ],
)
def test_limits_that_start_anew_need_a_diagram_that_closes_what_nobody_completes(
    root: Path, pause: str, asks: bool, message: str, told_so: bool
) -> None:
    edit(root, MANIFEST, "time_limit:", f"pause: {pause}\n    time_limit:")
    if asks:
        flow = '<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tham_dinh"/>'
        edit(root, DIAGRAM, flow, ASKS)
    if message:
        edit(root, DIAGRAM, "</bpmn:process>", CLOSES.format(message))
    found = [line for line in told(root) if " E629 " in line]
    assert bool(found) is told_so
    assert not [line for line in told(root) if " E6" in line and line not in found]
    if found:
        assert found[0].startswith(f"{MANIFEST}:7: E629")
        assert 'the message "het_han_bo_sung"' in found[0]


BAD = {
    "empty.bpmn": b"",
    "words.bpmn": b"hello",
    "cut.bpmn": b"<bpmn:definitions",
    "bomb.bpmn": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "zero.form": b"\x00\x00",
    "list.form": b"[1]",
    "deep.form": b"[" * 10_000,
    "twice.yaml": b"a: 1\na: 2\n",
    "tag.yaml": b"!!python/object:os.system {}\n",
    "bytes.yaml": b"\xff\xfe\x00",
    "2026.yaml": b"- nothing\n",
    "agencies.yaml": b"units: 3\n",
    "roles.yaml": b"roles: [1]\n",
    "what.txt": b"?",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_errors_never_crashes(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    found = check([tmp_path / name], tmp_path)
    assert any(f.severity == "error" for f in found)
    assert all(f.line >= 1 for f in found)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (found,) = check([tmp_path / "none"], tmp_path)
    assert found.code == "E631"


def test_the_command_prints_json_and_exits_with_one(root: Path) -> None:
    edit(root, DIAGRAM, 'formId="don_thu"', 'formId="don_thi"')
    result = CliRunner().invoke(command, [str(root), "--json"])
    assert result.exit_code == 1
    (found,) = [f for f in json.loads(result.stdout) if f["code"] == "E204"]
    assert set(found) == {"file", "line", "severity", "code", "element", "message"}


def test_an_alert_for_a_role_that_does_not_exist_is_told(root: Path) -> None:
    rules = "rules:\n  - {id: a, of: step, when: due, to: [holder, chuyen_vien, chuyen_vine]}\n"
    write(root / "processes/alerts.yaml", rules)
    (line,) = [line for line in told(root) if "W401" not in line]
    assert "processes/alerts.yaml:2: E628" in line
    assert "chuyen_vien" in line
    assert [f.code for f in check([root / "processes/alerts.yaml"], root)] == []


def test_the_command_counts_at_the_end(tmp_path: Path) -> None:
    write(tmp_path / "x.bpmn", xml("start>A>xor1>B>and1>end, xor1>C>and1"))
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("1 error, ")
