"""What differs between two entries of a manifest: limits, units, papers and facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.definitions.manifests.limit_cases import LimitCase
from engine.definitions.manifests.manifest import Procedure, Result
from engine.definitions.manifests.papers import Paper
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Value,
    kind_of,
)

_FACTS = (
    "name",
    "agency",
    "field",
    "service_level",
    "portal",
    "internal",
    "diagram",
    "form",
    "case_decision",
    "pause_policy",
    "fee",
)
_PAPER = ("copies", "kind", "form", "blank", "required")
HANDLED = frozenset(
    {
        *_FACTS,
        "code",
        "cases",
        "units",
        "papers",
        "results",
        "source",
        "legal_basis",
        "applicant_required",
    }
)
"""Fields of a procedure that are compared; the rest says where its entry stands."""
HANDLED_OF_PAPER = frozenset({*_PAPER, "id", "name", "reuse"})
_Texts = tuple[str, ...]


def compare(old: Procedure | None, new: Procedure) -> list[DifferenceItem]:
    """Items of two entries; `old` is None where there was none."""
    before = old or _blank(new)
    return [
        *_facts(before, new),
        *_listed("legal_basis", before.legal_basis, new.legal_basis),
        *_listed("results", _results(before.results), _results(new.results)),
        *_listed("applicant_required", before.applicant_required, new.applicant_required),
        *_source(before, new),
        *_cases(before, new),
        *_units(before.units, new.units),
        *_papers(before.papers, new.papers),
    ]


def _blank(new: Procedure) -> Procedure:
    """What a procedure was before it was known: nothing but its code."""
    return Procedure(code=new.code, name="", agency="", field="", file="", line=0)


def _facts(old: Procedure, new: Procedure) -> Iterator[DifferenceItem]:
    for aspect in _FACTS:
        before, after = getattr(old, aspect), getattr(new, aspect)
        if before != after:
            yield _fact(aspect, "" if before is None else before, "" if after is None else after)


def _source(old: Procedure, new: Procedure) -> Iterator[DifferenceItem]:
    for aspect in ("document", "date", "url"):
        before, after = getattr(old.source, aspect), getattr(new.source, aspect)
        if before != after:
            yield _fact(f"source.{aspect}", before, after)


def _fact(aspect: str, before: Value, after: Value) -> DifferenceItem:
    return DifferenceItem(
        area=Area.FACTS,
        kind=kind_of(before, after),
        subject=DifferenceSubject.PROCEDURE,
        aspect=aspect,
        before=before,
        after=after,
    )


def _listed(aspect: str, old: _Texts, new: _Texts) -> Iterator[DifferenceItem]:
    """Entries of a list come and go; where the same stand in another order, that is an item."""
    yield from (_fact(aspect, text, "") for text in old if text not in new)
    yield from (_fact(aspect, "", text) for text in new if text not in old)
    if old != new and sorted(old) == sorted(new):
        yield replace(_fact(aspect, "; ".join(old), "; ".join(new)), kind=DifferenceKind.MOVED)


def _results(results: tuple[Result, ...]) -> _Texts:
    return tuple(f"{r.name} ({r.code})" if r.code else r.name for r in results)


def _cases(old: Procedure, new: Procedure) -> Iterator[DifferenceItem]:
    """Limits by case; one limit for all goes by the id ""."""
    before, after = ({case.id: case for case in p.cases} for p in (old, new))
    for key in {**before, **after}:
        yield from _case(before.get(key), after.get(key))
    if len(before) > 1 and before.keys() == after.keys() and list(before) != list(after):
        names = ("; ".join(case.name for case in p.cases) for p in (old, new))
        yield replace(_limit("", *names), kind=DifferenceKind.MOVED)


def _case(old: LimitCase | None, new: LimitCase | None) -> Iterator[DifferenceItem]:
    known = new or old
    name = known.name if known else ""
    if old is None or new is None:
        yield _limit(name, old.limit if old else "", new.limit if new else "")
        return
    if old.name != new.name:
        item = _limit(name, old.name, new.name)
        yield replace(item, kind=DifferenceKind.RENAMED, aspect="name")
    if old.limit != new.limit:
        yield _limit(name, old.limit, new.limit)


def _limit(name: str, before: Value, after: Value) -> DifferenceItem:
    return DifferenceItem(
        area=Area.LIMITS,
        kind=kind_of(before, after),
        subject=DifferenceSubject.CASE if name else DifferenceSubject.PROCEDURE,
        name=name,
        aspect="limit",
        before=before,
        after=after,
    )


def _units(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[DifferenceItem]:
    for role in {**old, **new}:
        before, after = old.get(role, ""), new.get(role, "")
        if before != after:
            yield DifferenceItem(
                area=Area.ROLES,
                kind=kind_of(before, after),
                subject=DifferenceSubject.PROCEDURE,
                name=role,
                aspect="units",
                before=before,
                after=after,
            )


def _papers(old: tuple[Paper, ...], new: tuple[Paper, ...]) -> Iterator[DifferenceItem]:
    before, after = ({paper.id: paper for paper in papers} for papers in (old, new))
    yield from (_paper(p, DifferenceKind.REMOVED) for key, p in before.items() if key not in after)
    yield from (_paper(p, DifferenceKind.ADDED) for key, p in after.items() if key not in before)
    common = [key for key in after if key in before]
    for key in common:
        yield from _same_paper(before[key], after[key])
    if [key for key in before if key in after] != common:
        yield _paper(new[0], DifferenceKind.MOVED, "order")


def _same_paper(old: Paper, new: Paper) -> Iterator[DifferenceItem]:
    if old.name != new.name:
        yield _paper(new, DifferenceKind.RENAMED, "name", old.name, new.name)
    for aspect in _PAPER:
        before, after = getattr(old, aspect), getattr(new, aspect)
        if before != after:
            yield _paper(new, kind_of(before, after), aspect, before, after)
    if old.reuse != new.reuse:
        yield _paper(
            new, DifferenceKind.CHANGED, "reuse", ", ".join(old.reuse), ", ".join(new.reuse)
        )


def _paper(
    paper: Paper, kind: DifferenceKind, aspect: str = "", before: Value = "", after: Value = ""
) -> DifferenceItem:
    return DifferenceItem(
        area=Area.PAPERS,
        kind=kind,
        subject=DifferenceSubject.PAPER,
        name=paper.name,
        aspect=aspect,
        before=before,
        after=after,
    )
