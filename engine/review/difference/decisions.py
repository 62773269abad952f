"""What differs between the decisions of two versions, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from engine.definitions.dmn.decision import Decision, DecisionFile, DecisionTable, Literal, Rule
from engine.review.difference.items import (
    Area,
    DifferenceItem,
    DifferenceKind,
    DifferenceSubject,
    Published,
    Value,
    kind_of,
)

_TABLE = ("policy", "aggregation")
_PARTS = ("variable", "requires", "knows", "data")
HANDLED = frozenset({*_PARTS, "id", "name", "logic"})
_Row = tuple[str, ...]


def compare(old: Published | None, new: Published) -> list[DifferenceItem]:
    """Items of all decisions, by id, and of the functions that they call."""
    before, after = _decisions(old.decisions if old else {}), _decisions(new.decisions)
    items = [_item(d, DifferenceKind.REMOVED) for key, d in before.items() if key not in after]
    items += [_item(d, DifferenceKind.ADDED) for key, d in after.items() if key not in before]
    for key, decision in after.items():
        if key in before:
            items += _same(before[key], decision)
    items += _knowledge(old.decisions if old else {}, new.decisions)
    return items or _saved(old.decisions if old else {}, new.decisions)


def _decisions(files: Mapping[str, DecisionFile]) -> dict[str, Decision]:
    return {key: found for file in files.values() for key, found in file.decisions.items()}


def _same(old: Decision, new: Decision) -> Iterator[DifferenceItem]:
    if old.name != new.name:
        yield _item(new, DifferenceKind.RENAMED, "name", old.name, new.name)
    for aspect in _PARTS:
        before, after = _listed(getattr(old, aspect)), _listed(getattr(new, aspect))
        if before != after:
            yield _item(new, kind_of(before, after), aspect, before, after)
    if isinstance(old.logic, DecisionTable) and isinstance(new.logic, DecisionTable):
        yield from _tables(new, old.logic, new.logic)
        return
    sides = tuple(e.expression if isinstance(e, Literal) else "" for e in (old.logic, new.logic))
    if type(old.logic) is not type(new.logic):
        yield _item(new, DifferenceKind.CHANGED, "logic", *sides)
    elif sides[0] != sides[1]:
        yield _item(new, DifferenceKind.CHANGED, "expression", *sides)


def _listed(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _tables(decision: Decision, old: DecisionTable, new: DecisionTable) -> Iterator[DifferenceItem]:
    for aspect in _TABLE:
        before, after = getattr(old, aspect).value, getattr(new, aspect).value
        if before != after:
            yield _item(decision, DifferenceKind.CHANGED, aspect, before, after)
    yield from _columns(decision, "input", _inputs(old), _inputs(new))
    yield from _columns(decision, "output", _outputs(old), _outputs(new))
    was, becomes = ([_row(rule) for rule in table.rules] for table in (old, new))
    matcher = SequenceMatcher(None, was, becomes, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _rules(decision, (old, i1, i2), (new, j1, j2))


def _inputs(table: DecisionTable) -> dict[str, str]:
    return {c.expression: f"{c.label} ({c.expression}) {c.type} {c.values}" for c in table.inputs}


def _outputs(table: DecisionTable) -> dict[str, str]:
    return {
        c.name: f"{c.label} ({c.name}) {c.type} {c.values} {c.default}".strip()
        for c in table.outputs
    }


def _columns(
    decision: Decision, aspect: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[DifferenceItem]:
    for key in {**old, **new}:
        before, after = old.get(key, "").strip(), new.get(key, "").strip()
        if before != after:
            yield _item(decision, kind_of(before, after), aspect, before, after)
    if old.keys() == new.keys() and list(old) != list(new):
        yield _item(decision, DifferenceKind.MOVED, aspect, ", ".join(old), ", ".join(new))


def _row(rule: Rule) -> _Row:
    return (*(c.text for c in rule.inputs), "→", *(c.text for c in rule.outputs), rule.annotation)


_Stretch = tuple[DecisionTable, int, int]


def _rules(decision: Decision, old: _Stretch, new: _Stretch) -> Iterator[DifferenceItem]:
    """Rows of one stretch of a table: those in pairs were changed, the rest came or went."""
    was = [(n + 1, _rule_text(old[0], old[0].rules[n])) for n in range(*old[1:])]
    becomes = [(n + 1, _rule_text(new[0], new[0].rules[n])) for n in range(*new[1:])]
    pairs = min(len(was), len(becomes))
    for (_, before), (number, after) in zip(was[:pairs], becomes[:pairs], strict=True):
        yield _rule(decision, number, before, after)
    yield from (_rule(decision, number, text, "") for number, text in was[pairs:])
    yield from (_rule(decision, number, "", text) for number, text in becomes[pairs:])


def _rule_text(table: DecisionTable, rule: Rule) -> str:
    """`số thiết bị > 5 → 17 ngày (theo …)`; a cell that takes anything is left out."""
    tests = [
        f"{column.label or column.expression}: {cell.text}"
        for column, cell in zip(table.inputs, rule.inputs, strict=False)
        if cell.text not in ("", "-")
    ]
    gives = [cell.text for cell in rule.outputs]
    remark = f" ({rule.annotation})" if rule.annotation else ""
    return f"{'; '.join(tests) or '–'} → {'; '.join(gives)}{remark}"


def _rule(decision: Decision, number: int, before: str, after: str) -> DifferenceItem:
    item = _item(decision, kind_of(before, after), "rule", before, after)
    return replace(item, subject=DifferenceSubject.RULE, name=str(number), within=decision.label)


def _knowledge(
    old: Mapping[str, DecisionFile], new: Mapping[str, DecisionFile]
) -> Iterator[DifferenceItem]:
    before, after = (
        {
            key: f"{k.name}({', '.join(k.parameters)}) = {k.body.expression}"
            for file in files.values()
            for key, k in file.knowledge.items()
        }
        for files in (old, new)
    )
    for key in {**before, **after}:
        was, becomes = before.get(key, ""), after.get(key, "")
        if was != becomes:
            yield DifferenceItem(
                area=Area.DECISIONS,
                kind=kind_of(was, becomes),
                subject=DifferenceSubject.DECISION,
                name=key,
                aspect="knowledge",
                before=was,
                after=becomes,
            )


def _saved(
    old: Mapping[str, DecisionFile], new: Mapping[str, DecisionFile]
) -> list[DifferenceItem]:
    """A file that decides as before: its drawing or its writing is other."""
    found = []
    for key, file in new.items():
        if key in old and old[key].digest != file.digest:
            found.append(_item(file.decisions[key], DifferenceKind.CHANGED, "saved"))
    return found


def _item(
    decision: Decision,
    kind: DifferenceKind,
    aspect: str = "",
    before: Value = "",
    after: Value = "",
) -> DifferenceItem:
    return DifferenceItem(
        area=Area.DECISIONS,
        kind=kind,
        subject=DifferenceSubject.DECISION,
        name=decision.label,
        aspect=aspect,
        before=before,
        after=after,
    )
