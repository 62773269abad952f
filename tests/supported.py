"""What of BPMN runs, in either profile: `python -m tests.supported` writes docs/supported.md.

Each row is a whole diagram. It is read, compiled and run to its end, stored and restored between
any two steps; the table says what came of it, nothing is written by hand but the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.elements import BPMN, CAMUNDA, ZEEBE
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.dmn.decision_file import read_decisions
from engine.errors import BrokenContent, Finding, Severity
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
from engine.workflow.spec import Spec, compile_spec
from engine.workflow.waits import Wait, WaitKind
from tests.conftest import OPENED
from tests.decisions import dmn, literal
from tests.supported_rows import ROWS, Row

PAGE = Path(__file__).parents[1] / "docs/supported.md"
KEY = StateKey(b"k" * 32, "H37.04-231207-0003", 1)
AT_SOMETHING = ("b", "ws")  # ids of boundary events and starts of event sub-processes
PROFILES = ("camunda8", "camunda7")
_NAMES = {"camunda8": "Camunda 8", "camunda7": "Camunda 7"}
_FOLLOWS = ("E207", "E208", "E209", "E220")  # told of what an element that is not run leaves
_MOST = 20  # steps of one of these diagrams
_ROOTS = """
<bpmn:message id="M" name="tin"/><bpmn:message id="M2" name="tin_khac"/>
<bpmn:signal id="S" name="hieu"/>
<bpmn:error id="E" name="loi" errorCode="LOI"/>
<bpmn:escalation id="X" name="bao" escalationCode="BAO"/>
<bpmn:globalUserTask id="chung" name="Việc chung"/>
<bpmn:process id="con" isExecutable="true"><bpmn:startEvent id="con_s"/>
<bpmn:sequenceFlow id="con_f" sourceRef="con_s" targetRef="con_e"/><bpmn:endEvent id="con_e"/>
</bpmn:process>
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one diagram: its findings, whether Camunda's settings were read into ours."""

    findings: tuple[Finding, ...] = ()
    translated: bool = False
    passed: tuple[str, ...] = field(default=())

    @property
    def refused(self) -> bool:
        """Whether anything stops its deployment."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    @property
    def codes(self) -> str:
        """The code of what was found: of the first error, else of the warnings."""
        wrong = [f.code for f in self.findings if f.severity is Severity.ERROR]
        told = [c for c in wrong if c not in _FOLLOWS][:1] or wrong[:1]
        return ", ".join(told or sorted({f.code for f in self.findings}))

    def __str__(self) -> str:
        """One cell of the table."""
        if self.refused:
            return f"refused, {self.codes}"
        word = "translated" if self.translated else "supported"
        return f"{word}, {self.codes}" if self.codes else word


def source(row: Row, profile: str) -> bytes:
    """The file of a row."""
    space = ("zeebe", ZEEBE) if profile == "camunda8" else ("camunda", CAMUNDA)
    body = row.body[profile] if isinstance(row.body, Mapping) else row.body
    roots = "" if row.alone else _ROOTS
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:{space[0]}="{space[1]}"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="x">
{row.before}<bpmn:process id="p" name="Thử" isExecutable="true">{row.start}{body}{row.end}
</bpmn:process>{roots}</bpmn:definitions>""".encode()


def result_of(row: Row, profile: str) -> Result:
    """Read, compile and run a row's diagram."""
    diagrams, findings = read_diagrams(source(row, profile), "thu.bpmn")
    if any(f.severity is Severity.ERROR for f in findings):
        return Result(tuple(findings))
    known = {d.id: d for d in diagrams}
    try:
        spec = compile_spec(known["p"], known, _decisions())
    except BrokenContent as error:
        return Result(error.findings)
    return Result(tuple(findings), _translated(known["p"]), run_out(spec))


def _decisions() -> dict[str, DecisionFile]:
    file, findings = read_decisions(
        dmn(literal("1 + 1", id="quyet_dinh", name="Quyết định")), "thu.dmn"
    )
    assert file is not None, findings
    return {"quyet_dinh": file}


def _translated(diagram: Diagram) -> bool:
    """Whether some node took something from Camunda's own namespace."""
    return any(
        n.service or n.form or n.called or n.script or n.decision or n.inputs or n.loop
        for n in diagram.nodes.values()
    )


def run_out(spec: Spec) -> tuple[str, ...]:
    """Do what was done least often of what is waited for, until the end; the nodes passed.

    Events at a border or of an event sub-process come first: they must be seen to happen.
    """
    run = Run.start(spec, {"so": [1, 2]}, OPENED)
    passed, done = list(run.passed), Counter[str]()
    for _ in range(_MOST):
        if run.ended:
            return tuple(passed)
        run = Run.restore(spec, run.dump(KEY), KEY)
        wait = min(run.waits(), key=lambda w: (done[w.node], w.node not in AT_SOMETHING))
        done[wait.node] += 1
        _do(run, wait)
        passed += run.passed
    raise AssertionError(f"no end: it waits for {run.waits()}")


def _do(run: Run, wait: Wait) -> None:
    if wait.kind is WaitKind.TIMER:
        run.fire(wait.task_id)
    elif wait.kind is WaitKind.MESSAGE:
        assert run.deliver(wait.message, {})
    elif wait.kind is WaitKind.SIGNAL:
        assert run.signal(wait.message, {})
    else:
        run.complete(wait.task_id, {})


def page() -> str:
    """The whole of docs/supported.md."""
    parts = [_HEAD]
    for group in dict.fromkeys(row.group for row in ROWS):
        names = " | ".join(_NAMES[p] for p in PROFILES)
        parts.append(f"\n## {group}\n\n| element | {names} | note |\n|---|---|---|---|\n")
        for row in (r for r in ROWS if r.group == group):
            cells = " | ".join(str(result_of(row, p)) for p in PROFILES)
            parts.append(f"| {row.element} | {cells} | {row.note} |\n")
    return "".join(parts)


_HEAD = """# What of BPMN runs

Every element of the process part of BPMN 2.0, in files of both profiles of Camunda Modeler. Each
line is a diagram that the tests read, compile and run to its end; this page is written by
`python -m tests.supported`, and a test compares it.

*supported*: runs as BPMN says. *translated*: Camunda's settings of the element are read into our
own. *refused*: `motcua check` names the element with that code ([check.md](check.md)), and nothing
is deployed. A code beside *supported* or *translated* is a warning.
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
