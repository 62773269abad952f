"""Diagrams as twenty tools save them, and files in every state of damage: read or told, fast.

Each small file is in the style of one tool: its namespaces and prefixes, its extensions, what it
adds beside the process. None is copied from anywhere.
"""

from __future__ import annotations

import json
import random
import unicodedata
from pathlib import Path

import pytest

from engine.errors import Finding
from engine.review.checks.check import check
from tests.engine.review.drawing import xml
from tests.engine.review.sample import write

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DEFINITIONS = f'<definitions xmlns="{MODEL}" targetNamespace="x">{{}}</definitions>'
BODY = """<{p}startEvent id="s" name="Bắt đầu"/>
<{p}sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<{p}userTask id="t" name="Thẩm định">{task}</{p}userTask>
<{p}sequenceFlow id="f2" sourceRef="t" targetRef="e"/><{p}endEvent id="e" name="Xong"/>"""


def tool(
    prefix: str = "",
    spaces: str = "",
    task: str = "",
    beside: str = "",
    executable: str = "true",
    process: str = "P_1",
) -> str:
    p = f"{prefix}:" if prefix else ""
    own = f"xmlns:{prefix}" if prefix else "xmlns"
    run = f'isExecutable="{executable}"' if executable else ""
    body = BODY.format(p=p, task=task)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}definitions {own}="{MODEL}" {spaces} '
        f'targetNamespace="http://vi.du/x">{beside}\n'
        f'<{p}process id="{process}" {run}>{body}</{p}process></{p}definitions>'
    )


def extended(prefix: str, content: str) -> str:
    p = f"{prefix}:" if prefix else ""
    return f"<{p}extensionElements>{content}</{p}extensionElements>"


def pools(p: str, more: str = "") -> str:
    pool = f'<{p}participant id="pool1" name="Sở" processRef="P_1"/>'
    return f'<{p}collaboration id="c1">{pool}{more}</{p}collaboration>'


# Tool → its file, and the codes of the errors that it must be refused with (none: accepted).
TOOLS: dict[str, tuple[str, set[str]]] = {
    "bpmn.io": (tool("bpmn2"), set()),
    "Camunda 7 with JUEL": (
        tool("bpmn", 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
             extended("bpmn", "<camunda:executionListener expression='${x}' event='start'/>")),
        {"E215"},
    ),
    "Signavio": (
        tool("", 'xmlns:signavio="http://www.signavio.com"',
             extended("", '<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>')),
        set(),
    ),
    "Bizagi": (
        tool("", 'xmlns:bizagi="http://www.bizagi.com/bpmn20"',
             extended("", "<bizagi:BizagiExtensions><bizagi:x/></bizagi:BizagiExtensions>"),
             executable="false"),
        {"E202"},
    ),
    "Activiti": (
        tool("", 'xmlns:activiti="http://activiti.org/bpmn" typeLanguage="x"',
             extended("", "<activiti:formProperty id='a' type='string'/>")),
        set(),
    ),
    "Flowable": (
        tool("", 'xmlns:flowable="http://flowable.org/bpmn"',
             extended("", "<flowable:taskListener event='create' class='org.X'/>")),
        set(),
    ),
    "jBPM": (
        tool("bpmn2", 'xmlns:tns="http://www.jboss.org/drools" xmlns:drools='
             '"http://www.jboss.org/drools"', beside='<bpmn2:itemDefinition id="_x" '
             'structureRef="String"/>'),
        set(),
    ),
    "Visual Paradigm": (
        tool("", beside=pools("", '<participant id="pool2" name="Người nộp"/>')), set()),
    "ARIS": (tool("semantic", executable=""), {"E202"}),
    "Bonita": (tool("model", 'xmlns:bonita="http://www.bonitasoft.org"'), set()),
    "Enterprise Architect": (tool("", executable="false"), {"E202"}),
    "Oracle BPM": (
        tool("", 'xmlns:ora="http://xmlns.oracle.com/bpm"',
             extended("", "<ora:orchestration><ora:y/></ora:orchestration>")),
        set(),
    ),
    "IBM Blueworks": (tool("ns3", executable=""), {"E202"}),
    "Trisotech": (
        tool("semantic", 'xmlns:trisobpmn="http://www.trisotech.com/2014/bpmn"', process="_2f-a"),
        set(),
    ),
    "Yaoqiang": (tool("", 'exporter="Yaoqiang BPMN Editor" expressionLanguage="x"'), set()),
    "ADONIS": (tool("", beside=pools("", '<messageFlow id="m1" sourceRef="t" targetRef="s"/>')),
               set()),
    "SAP": (tool("", 'xmlns:sap="http://www.sap.com/bpm"', process="PROCESS-1"), set()),
    "Modelio": (tool("bpmn"), set()),
    "a choreography": (
        DEFINITIONS.format('<choreography id="c"><startEvent id="s"/></choreography>'),
        {"E202"},
    ),
    "a conversation": (
        DEFINITIONS.format('<collaboration id="c"><conversation id="k"/></collaboration>'),
        {"E202"},
    ),
    "Visio, which is no BPMN": ("<VisioDocument xmlns='urn:visio'/>", {"E201"}),
    "XPDL": ("<Package xmlns='http://www.wfmc.org/2009/XPDL2.2'/>", {"E201"}),
    "ids with diacritics": (
        tool("bpmn").replace('"t"', '"Thẩm_định"').replace('"P_1"', '"Cấp_phép"'), set()),
}  # fmt: skip


def errors(found: list[Finding]) -> set[str]:
    return {f.code for f in found if f.severity == "error"}


@pytest.mark.parametrize("name", TOOLS)
def test_a_file_of_any_tool_is_accepted_or_refused_with_reasons(name: str, tmp_path: Path) -> None:
    text, refused = TOOLS[name]
    path = tmp_path / "x.bpmn"
    write(path, text)
    found = check([path], tmp_path / "none")
    assert errors(found) == refused, found
    lines = text.count("\n") + 1
    assert all(1 <= f.line <= lines and f.message for f in found)


def test_several_processes_are_each_judged(tmp_path: Path) -> None:
    one, two = xml("start>A>end"), xml("start8>A8>xor8>B8>and8>end8, xor8>C8>and8", key="hai")
    two = two[two.index("<bpmn:process") : two.index("</bpmn:definitions>")]
    for flow in range(9):
        two = two.replace(f'"f{flow}"', f'"h{flow}"')
    write(tmp_path / "x.bpmn", one.replace("</bpmn:definitions>", two + "</bpmn:definitions>"))
    assert errors(check([tmp_path], tmp_path / "none")) == {"E602"}


WHOLE = xml("start>Thẩm_định>xor1>B>xor2>end, xor1>C>xor2")
ENCODINGS = {
    "Windows-1258": (WHOLE.replace("UTF-8", "windows-1258"), "cp1258", {"E103"}),
    "UTF-16": (WHOLE.replace("UTF-8", "UTF-16"), "utf-16", {"E103"}),
    "UTF-16 without mark": (WHOLE.replace("UTF-8", "UTF-16"), "utf-16-le", {"E103"}),
    "UTF-8 with mark": (WHOLE, "utf-8-sig", set()),
    "UTF-8 that says it is something else": (
        WHOLE.replace("UTF-8", "windows-1258"), "utf-8", {"E103"}),
    "marks apart": (unicodedata.normalize("NFD", WHOLE), "utf-8", {"E117"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
def test_other_encodings_are_told(name: str, tmp_path: Path) -> None:
    text, encoding, refused = ENCODINGS[name]
    (tmp_path / "x.bpmn").write_bytes(text.encode(encoding, "replace"))
    assert errors(check([tmp_path], tmp_path / "none")) == refused


def test_a_doubly_encoded_file_is_read_as_it_stands(tmp_path: Path) -> None:
    twice = WHOLE.encode().decode("latin-1").encode()
    (tmp_path / "x.bpmn").write_bytes(twice)
    assert all(f.line > 0 for f in check([tmp_path], tmp_path / "none"))


@pytest.mark.parametrize("seed", range(4))
def test_a_file_cut_anywhere_is_an_error(seed: int, tmp_path: Path) -> None:
    data = WHOLE.encode()
    dice = random.Random(seed)  # noqa: S311  # where to cut
    for at in sorted(dice.randrange(len(data) - 20) for _ in range(25)):
        (tmp_path / "x.bpmn").write_bytes(data[:at])
        assert errors(check([tmp_path], tmp_path / "none")) <= {"E102", "E103", "E104"}
        assert errors(check([tmp_path], tmp_path / "none"))


SLOW = {
    "a loop": "for i in 1..1000000000 return i",
    "loops in loops": "for i in 1..99999, k in 1..99999 return i * k",
    "a doubling text": 'for i in 1..60 return string join([partial, partial], "x")',
    "a huge power": "9 ** 9 ** 9 ** 9",
    "a search that goes back": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
    "deep brackets": "(" * 3000 + "1" + ")" * 3000,
    "deep lists": "[" * 4000,
    "too long": "1 + " * 4000 + "1",
}


@pytest.mark.timeout(120)  # one that hangs must not hold up the others
@pytest.mark.parametrize("name", SLOW)
def test_feel_without_end_holds_nobody_up(name: str, tmp_path: Path) -> None:
    condition = SLOW[name].replace("&", "&amp;").replace("<", "&lt;")
    text = xml("start>A>xor1>B>xor2>end, xor1>C>xor2").replace("=x = 1", f"={condition}")
    write(tmp_path / "x.bpmn", text)
    found = check([tmp_path], tmp_path / "none")
    assert errors(found) <= {"E520"}


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_gateways_with_endless_conditions_hold_nobody_up(root: Path) -> None:
    """Their conditions are evaluated, each within its time, and soon given up."""
    arrows = ">".join(f"xor{n}" for n in range(10, 20))
    back = ", ".join(f"xor{n}>A" for n in range(10, 20))
    text = xml(f"start>A>{arrows}>end, {back}", key="cap_thu")
    endless = "=count(for i in 1..1000000000 return ten) = 1"
    write(root / "bpmn/cap-thu.bpmn", text.replace("=x = 1", endless))
    assert errors(check([root], root)) == {"E626"}


@pytest.mark.slow
def test_processes_that_call_each_other_in_a_large_circle_are_told(tmp_path: Path) -> None:
    for n in range(60):
        call = (
            f'<bpmn:extensionElements><zeebe:calledElement processId="p{(n + 1) % 60}"/>'
            "</bpmn:extensionElements></bpmn:callActivity>"
        )
        text = xml("start>A>end", key=f"p{n}").replace("<bpmn:userTask", "<bpmn:callActivity")
        head = text.index("<bpmn:extensionElements>")
        tail = text.index("</bpmn:userTask>") + len("</bpmn:userTask>")
        write(tmp_path / f"bpmn/p{n}.bpmn", text[:head] + call + text[tail:])
    write(tmp_path / "processes/roles.yaml", "roles: []\n")
    found = check([tmp_path], tmp_path)
    assert {f.file for f in found if f.code == "E614"} == {f"bpmn/p{n}.bpmn" for n in range(60)}


@pytest.mark.slow
def test_a_form_of_two_thousand_fields_is_judged(tmp_path: Path) -> None:
    fields = [
        {"type": "textfield", "id": f"F{n}", "key": f"k{n}", "label": f"Trường {n}",
         "conditional": {"hide": f"=k{n - 1} = null"}}
        for n in range(2000)
    ]  # fmt: skip
    write(tmp_path / "x.form", json.dumps({"id": "x", "type": "default", "components": fields}))
    found = check([tmp_path], tmp_path / "none")
    assert errors(found) <= {"E308"}
