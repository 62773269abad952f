"""Findings on pages: file by file in words, and on the diagrams that they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content
from engine.errors import Finding, Severity
from engine.l10n.language import current
from engine.review.explanations import in_short, say
from webui.picture import NodeMark, marked

MOST = 300
"""Findings that one page lists: whoever mends these hands in again and sees the next."""
UNREADABLE = ("E10", "E201", "W805")
"""Beginnings of the codes of files that no viewer could draw."""


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One finding. `shows` is the element in the drawing `drawing`, both empty where none is."""

    line: int
    state: str  # "error" or "warning"
    code: str
    short: str  # with the name of what it speaks of
    message: str  # of `check`, in English
    why: str
    mend: str
    shows: str = ""
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class FileRemarks:
    """The findings of one file."""

    file: str
    remarks: tuple[PageFinding, ...]


@dataclass(frozen=True, slots=True)
class PageDiagram:
    """Where a diagram stands on the page."""

    name: str
    xml: bytes


LEFT_OUT = "W951"
NOWHERE: Mapping[str, PageDiagram] = {}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing with marks: `name` is the id of its data on the page."""

    name: str
    file: str
    picture: dict[str, object]


@dataclass(frozen=True, slots=True)
class ShownFindings:
    """What `design/findings.html` shows."""

    files: tuple[FileRemarks, ...]
    sheets: tuple[Sheet, ...]
    errors: int
    warnings: int
    more: int = 0  # findings that are counted and not listed
    left: tuple[str, ...] = ()  # files that are no part of a procedure


def shown_findings(
    findings: Iterable[Finding], drawn: Mapping[str, PageDiagram] = NOWHERE, *, sheets: bool = True
) -> ShownFindings:
    """Findings of files, and where each file is drawn; without `sheets` elsewhere on the page."""
    given = list(findings)
    left = tuple(sorted(f.file for f in given if f.code == LEFT_OUT))
    every = sorted((f for f in given if f.code != LEFT_OUT), key=_weight)
    listed = every[:MOST]
    places = {f.file: place for place, f in reversed(list(enumerate(listed)))}
    ranked = sorted(listed, key=lambda f: places[f.file])
    files = [
        FileRemarks(file, tuple(_remark(f, drawn.get(file)) for f in some))
        for file, some in groupby(ranked, key=lambda f: f.file)
    ]
    made = [Sheet(d.name, file, marked(d.xml, _marks(listed, file))) for file, d in drawn.items()]
    errors = sum(1 for f in every if f.severity is Severity.ERROR)
    counts = errors, len(every) - errors, len(every) - len(listed)
    return ShownFindings(tuple(files), tuple(made if sheets else ()), *counts, left)


def drawable(
    findings: Iterable[Finding], content: Content, diagrams: Iterable[Diagram]
) -> dict[str, PageDiagram]:
    """The diagrams that findings speak of: as handed in, else as they are in force."""
    given = tuple(findings)
    broken = {f.file for f in given if f.code.startswith(UNREADABLE)}
    known = {diagram.file: diagram.xml for diagram in diagrams}
    known |= {name: data for name, data in content.given.items() if name.endswith(".bpmn")}
    spoken = [f.file for f in given if f.element and f.file in known and f.file not in broken]
    return {
        file: PageDiagram(f"sheet-{number}", known[file])
        for number, file in enumerate(dict.fromkeys(spoken))
    }


def marks_of(findings: Iterable[Finding]) -> dict[str, dict[str, NodeMark]]:
    """What to mark in the drawing of each file, by element."""
    ranked = sorted(findings, key=_weight)
    return {file: _marks(ranked, file) for file in {f.file for f in ranked}}


def _weight(found: Finding) -> tuple[bool, str, int]:
    return found.severity is not Severity.ERROR, found.file, found.line


def _state(found: Finding) -> str:
    return "error" if found.severity is Severity.ERROR else "warning"


def _remark(found: Finding, drawn: PageDiagram | None) -> PageFinding:
    words = say(found, current())
    shape = f'bpmnElement="{found.element}"'.encode()
    shows = found.element if found.element and drawn and shape in drawn.xml else ""
    return PageFinding(
        line=found.line,
        state=_state(found),
        code=found.code,
        short=words.short,
        message=found.message,
        why=words.why.replace("`", ""),  # that mark words to type on a command line
        mend=words.mend.replace("`", ""),
        shows=shows,
        drawing=drawn.name if drawn and shows else "",
    )


def _marks(findings: Iterable[Finding], file: str) -> dict[str, NodeMark]:
    """One mark for each element, as grave as the gravest of its findings."""
    marks: dict[str, NodeMark] = {}
    for found in findings:  # errors come first
        if found.file == file and found.element:
            earlier = marks.get(found.element)
            words = in_short(found.code, current())
            state = earlier.state if earlier else _state(found)
            marks[found.element] = NodeMark(state, f"{earlier.text}; {words}" if earlier else words)
    return marks
