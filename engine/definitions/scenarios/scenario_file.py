"""`processes/**/scenarios/*.yaml`: a play of one dossier with what is expected of it.

The same mapping, as JSON, is what a saved trial is: `scenario_of` reads it without a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from engine.definitions.applicant import APPLICANT_FIELDS
from engine.definitions.manifests.papers import PAPER_KINDS
from engine.definitions.scenarios.expectation import moment_of, read_expectation
from engine.definitions.scenarios.play import ActKind, Opening, PaperIn, Play, PlayAct, Scenario
from engine.definitions.status import Channel
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.located import Located, Scalar
from engine.definitions.text.report import FindingList
from engine.definitions.text.yaml_document import open_document
from engine.errors import BrokenContent, Finding
from sla.calendar import VIETNAM
from sla.limits import BadLimit, parse_limit

FOLDER = "scenarios"
MOST_ACTS = 500
UNTIL = ("until ", "đến ")
_TOP = ("title", "procedure", "open", "acts", "expect")
_INTERNAL = ("subject", "requester", "unit")
_OPEN = ("at", "channel", "case", "applicant", "papers", "values", "first", *_INTERNAL, "expect")
_CHANNELS = (Channel.DESK, Channel.ONLINE, Channel.POST)
_COMMON = ("after", "at", "expect")
_KEYS: Mapping[ActKind, tuple[str, ...]] = {
    ActKind.DO: ("do", "values", "as", "instance", "exception", *_COMMON),
    ActKind.CLAIM: ("claim", "as", "instance", *_COMMON),
    ActKind.SERVICE: ("service", "answer", "error", "instance", *_COMMON),
    ActKind.MESSAGE: ("message", "values", *_COMMON),
    ActKind.WITHDRAW: ("withdraw", *_COMMON),
    ActKind.WAIT: ("wait", "expect"),
}
_NEVER = datetime(2000, 1, 1, tzinfo=VIETNAM)


def is_scenario(file: str) -> bool:
    """Whether a file of this name is a scenario and no manifest: it lies in such a folder."""
    return FOLDER in PurePath(file).parts[:-1]


def read_scenario(data: bytes, file: str) -> tuple[Scenario | None, list[Finding]]:
    """Read one file; one with errors is noted and left out."""
    root, report = open_document(data, file)
    if root is None:
        return None, report.findings
    found = _scenario(root, report)
    return (None if report.broken else found), report.findings


def scenario_of(plain: Mapping[str, object]) -> Scenario:
    """The scenario that a plain mapping holds. Raises BrokenContent."""
    report = FindingList("play")
    found = _scenario(_located(plain), report)
    if report.broken:
        raise BrokenContent(report.findings)
    return found


def _scenario(root: Located, report: FindingList) -> Scenario:
    top = Entries(root, report, "scenario")
    top.refuse_unknown(_TOP)
    opening = top.mapping("open")
    if opening is None and root.get("open") is None:
        top.add("E122", "open", quoting('key "{}" is missing', "open"))
    start = Entries(opening or Located(root.line, entries={}), report, "open")
    nodes = top.mappings("acts")
    if len(nodes) > MOST_ACTS:
        top.add("E901", "acts", f"a scenario has at most {MOST_ACTS} acts, not {len(nodes)}")
    each = [Entries(n, report, f"act {i}") for i, n in enumerate(nodes[:MOST_ACTS], 1)]
    acts = [_act(entries) for entries in each]
    play = Play(
        procedure=top.text("procedure", required=True),
        opening=_opening(start) if opening is not None else Opening(_NEVER),
        acts=tuple(act for act in acts if act is not None),
    )
    return Scenario(
        title=top.text("title"),
        play=play,
        expected=(read_expectation(start), *map(read_expectation, each)),
        at_end=read_expectation(top),
        file=report.file,
        line=root.line_of("procedure"),
        lines=(root.line_of("open"), *(node.line for node in nodes)),
    )


def _opening(entries: Entries) -> Opening:
    entries.refuse_unknown(_OPEN)
    text = entries.text("at", required=True)
    channel = entries.choice("channel", [c.value for c in _CHANNELS])
    if channel == Channel.ONLINE and entries.node.get("first") is not None:
        message = "nobody has decided yet about what comes online: do the first step with an act"
        entries.add("E121", "first", message)
    return Opening(
        at=(moment_of(entries, "at", text) if text else None) or _NEVER,
        applicant=_applicant(entries),
        values=_values(entries, "values"),
        first=_values(entries, "first") if entries.node.get("first") is not None else None,
        papers=_papers(entries),
        channel=Channel(channel) if channel else Channel.DESK,
        case=entries.text("case"),
        subject=entries.text("subject"),
        requester=entries.text("requester"),
        unit=entries.text("unit"),
    )


def _applicant(entries: Entries) -> dict[str, str]:
    inner = entries.inner("applicant", APPLICANT_FIELDS)
    if inner is None:
        return {}
    return {key: inner.text(key) for key in APPLICANT_FIELDS if inner.node.get(key) is not None}


def _papers(entries: Entries) -> tuple[PaperIn, ...]:
    node = entries.node.get("papers")
    if node is None:
        return ()
    if not node.is_list:
        entries.add("E123", "papers", quoting('"{}" must be a list', "papers"))
        return ()
    return tuple(_paper(item, entries) for item in node.each())


def _paper(node: Located, entries: Entries) -> PaperIn:
    if node.is_text:
        return PaperIn(node.text)
    inner = Entries(node, entries.report, f"{entries.name}: paper")
    if not node.is_mapping:
        inner.add("E123", "", "a paper is an id, or a mapping with id, kind and copies")
        return PaperIn("")
    inner.refuse_unknown(("id", "kind", "copies"))
    kind = inner.choice("kind", PAPER_KINDS)
    return PaperIn(inner.text("id", required=True), kind or "copy", inner.count("copies", 1))


def _values(entries: Entries, key: str) -> dict[str, object]:
    node = entries.mapping(key)
    plain = node.plain() if node is not None else {}
    return plain if isinstance(plain, dict) else {}


def _act(entries: Entries) -> PlayAct | None:
    """One act; None, noted, when it is not known what is to be done."""
    kinds = [kind for kind in ActKind if entries.node.get(kind.value) is not None]
    if len(kinds) != 1:
        known = ", ".join(kind.value for kind in ActKind)
        given = " and ".join(kind.value for kind in kinds) or "none"
        entries.add("E901", "", f"an act has exactly one of {known}; given: {given}")
        return None
    kind = kinds[0]
    entries.refuse_unknown(_KEYS[kind])
    if kind is ActKind.WAIT:
        return _wait(entries)
    at = entries.text("at")
    if at and entries.text("after"):
        entries.add("E902", "at", quoting('"{}" and "{}" cannot stand together', "after", "at"))
    if kind is ActKind.SERVICE and entries.text("error") and entries.node.get("answer"):
        entries.add(
            "E901",
            "error",
            quoting('a service gives an "{}" or an "{}", not both', "answer", "error"),
        )
    return PlayAct(
        kind=kind,
        target=entries.text(kind.value, required=True),
        values=_values(entries, "answer" if kind is ActKind.SERVICE else "values"),
        after=_limit(entries, "after", entries.text("after")),
        at=moment_of(entries, "at", at) if at else None,
        role=entries.text("as"),
        instance=entries.count("instance", 0),
        error=entries.text("error"),
        exception=entries.text("exception"),
    )


def _wait(entries: Entries) -> PlayAct:
    """`wait: 2 working days`, `wait: until 2024-01-05T08:00` or the moment alone."""
    text = entries.text("wait", required=True)
    moment = next((text[len(w) :] for w in UNTIL if text.casefold().startswith(w)), "")
    if not moment and text[:4].isdigit() and text[4:5] == "-":
        moment = text
    if moment:
        return PlayAct(ActKind.WAIT, at=moment_of(entries, "wait", moment.strip()))
    return PlayAct(ActKind.WAIT, after=_limit(entries, "wait", text))


def _limit(entries: Entries, key: str, text: str) -> str:
    if text:
        try:
            parse_limit(text)
        except BadLimit as error:
            entries.add("E902", key, str(error))
            return ""
    return text


def _located(value: object) -> Located:
    if isinstance(value, Mapping):
        return Located(1, entries={str(key): _located(each) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return Located(1, items=tuple(_located(each) for each in value))
    scalar: Scalar = value if isinstance(value, str | int | float | bool | None) else str(value)
    text = scalar if isinstance(scalar, str) else json.dumps(scalar)
    return Located(1, scalar=scalar, text=text)
