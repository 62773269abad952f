"""What a designer hands in, laid over the versions in force: judged whole, packed as bundles.

Procedures whose versions hold different files under one id are judged apart from one another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.forms.form import Form
from engine.definitions.manifests.manifest import Procedure
from engine.errors import Finding, Severity
from engine.procedures.bundle import Bundle, Parts, bundle_of
from engine.procedures.structure.closure import called_by, decisions_of, forms_of
from engine.review.checks.check import check_content, in_order

_UNUSED = frozenset({"W616", "W702"})
_WHOLE = frozenset({"W617"})  # what only all procedures together can show
Search = Callable[["Needs"], Parts | None]
"""Finds a version in force that has something of what is needed."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Ids that a content names and does not have."""

    diagrams: frozenset[str]
    forms: frozenset[str]
    decisions: frozenset[str]

    def met_by(self, parts: Parts) -> bool:
        """Whether a version has any of it."""
        return bool(
            self.diagrams & parts.diagrams.keys()
            or self.forms & parts.forms.keys()
            or self.decisions & parts.decisions.keys()
        )

    def __bool__(self) -> bool:
        return bool(self.diagrams or self.forms or self.decisions)


@dataclass(frozen=True, slots=True)
class Packed:
    """A procedure as it would be, beside the digest of what its earlier version packs to now."""

    procedure: Procedure
    bundle: Bundle
    before: str


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """What the check says of an upload, and what it packs to; nothing where there are errors."""

    packed: tuple[Packed, ...]
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        """Whether an error is among the findings."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def judge(
    upload: Content, bases: Mapping[str, Parts | None], search: Search = lambda _: None
) -> CheckedUpload:
    """Lay an upload over the versions in force of the procedures that it is to change.

    `bases` is the version in force by code, None for a new procedure. What is needed and stands
    in neither is taken from where `search` finds it.
    """
    packed: list[Packed] = []
    findings: list[Finding] = list(upload.findings)
    for codes in _together(upload, bases):
        in_force = {code: parts for code in codes if (parts := bases[code]) is not None}
        before = _laid(replace(upload, procedures={}, findings=()), {}, in_force)
        after = _filled(_laid(upload, upload.procedures, in_force, codes), search)
        new = _relevant(check_content(after), upload, before)
        findings += new
        if not any(f.severity is Severity.ERROR for f in new):
            packed += [_packed(after, before, code) for code in codes]
    judged = CheckedUpload(tuple(packed), tuple(in_order(findings)))
    return replace(judged, packed=()) if judged.broken else judged


def _packed(after: Content, before: Content, code: str) -> Packed:
    procedure, earlier = after.procedures[code], before.procedures.get(code)
    digest = bundle_of(before, earlier).digest if earlier is not None else ""
    return Packed(procedure, bundle_of(after, procedure), digest)


def _together(upload: Content, bases: Mapping[str, Parts | None]) -> list[list[str]]:
    """Codes in groups within which every id means one file."""
    groups: list[tuple[list[str], dict[tuple[str, str], object]]] = []
    for code, parts in bases.items():
        own = _marks(upload, parts)
        for codes, marks in groups:
            if all(marks.get(key, mark) == mark for key, mark in own.items()):
                codes.append(code)
                marks.update(own)
                break
        else:
            groups.append(([code], own))
    return [codes for codes, _ in groups]


def _marks(upload: Content, parts: Parts | None) -> dict[tuple[str, str], object]:
    """What a version has under each id, but for what the upload replaces."""
    if parts is None:
        return {}
    marks: dict[tuple[str, str], object] = {}
    marks |= {("d", k): d.digest for k, d in parts.diagrams.items() if k not in upload.diagrams}
    marks |= {("f", k): f.source for k, f in parts.forms.items() if k not in upload.forms}
    marks |= {("t", k): t.digest for k, t in parts.decisions.items() if k not in upload.decisions}
    return marks


def _laid(
    upload: Content,
    procedures: Mapping[str, Procedure],
    bases: Mapping[str, Parts],
    codes: Collection[str] = (),
) -> Content:
    """The upload over the versions, with these procedures; without codes the versions alone."""
    diagrams: dict[str, Diagram] = {}
    forms: dict[str, Form] = {}
    decisions: dict[str, DecisionFile] = {}
    for parts in bases.values():
        diagrams |= parts.diagrams
        forms |= parts.forms
        decisions |= parts.decisions
    own = {code: parts.procedure for code, parts in bases.items()}
    if not codes:
        return replace(upload, procedures=own, diagrams=diagrams, forms=forms, decisions=decisions)
    return replace(
        upload,
        procedures={**own, **{code: procedures[code] for code in codes if code in procedures}},
        diagrams=diagrams | dict(upload.diagrams),
        forms=forms | dict(upload.forms),
        decisions=decisions | dict(upload.decisions),
    )


def _filled(content: Content, search: Search) -> Content:
    """Take what is missing from other versions in force, until nothing more is found."""
    needs = needs_of(content)
    while needs and (found := search(needs)) is not None:
        more = (
            {k: v for k, v in found.diagrams.items() if k in needs.diagrams},
            {k: v for k, v in found.forms.items() if k in needs.forms},
            {k: v for k, v in found.decisions.items() if k in needs.decisions},
        )
        content = replace(
            content,
            diagrams=dict(content.diagrams) | more[0],
            forms=dict(content.forms) | more[1],
            decisions=dict(content.decisions) | more[2],
        )
        needs = needs_of(content)
    return content


def needs_of(content: Content) -> Needs:
    """What the procedures of a content name and nothing in it is."""
    diagrams: set[str] = set()
    forms: set[str] = set()
    decisions: set[str] = set()
    for procedure in content.procedures.values():
        main = content.diagrams.get(procedure.diagram) if procedure.fileable else None
        within = called_by(main, content.diagrams)
        diagrams |= _named(procedure, within) if procedure.fileable else set()
        forms |= set(forms_of(procedure, within))
        decisions |= set(decisions_of(procedure, within)) if main else set()
    return Needs(
        frozenset(diagrams - content.diagrams.keys()),
        frozenset(forms - content.forms.keys()),
        frozenset(decisions - content.decisions.keys()),
    )


def _named(procedure: Procedure, within: Iterable[Diagram]) -> set[str]:
    called = {n.called for d in within for n in d.nodes.values()}
    return (called | {procedure.diagram}) - {""}


def _relevant(found: Iterable[Finding], upload: Content, before: Content) -> list[Finding]:
    """Every error; warnings that the upload brought, not those that were in force before.

    What is new in a file that was not handed in counts too: a form that changed can leave a
    condition of the diagram without its variable.
    """
    given = upload.given.keys()
    every = list(found)
    warned = [f for f in every if f.severity is Severity.WARNING and f.file not in given]
    known = set(check_content(before)) if warned else set()
    return [
        f
        for f in every
        if f.severity is Severity.ERROR
        or (f.file in given and f.code not in _WHOLE)
        or (f not in known and f.code not in _UNUSED | _WHOLE)
    ]
