"""The options of a choice."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.forms.fields import OptionList
from engine.definitions.text.finding_text import AnyText, quoting
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList

_WAYS = ("values", "valuesKey", "valuesExpression")


def read_choices(node: Located, name: AnyText, report: FindingList) -> OptionList:
    """Read exactly one of the three ways in which options are given."""
    given = [key for key in _WAYS if _given(node.get(key))]
    if len(given) != 1:
        problem = "has no options" if not given else f"has its options twice ({', '.join(given)})"
        report.add("E305", node.line_of(given[-1] if given else "type"), "", name + f": {problem}")
        return OptionList()
    found = node.get(given[0])
    if found is None:
        return OptionList()
    if given[0] == "valuesKey":
        return OptionList(key=found.text.strip())
    if given[0] == "valuesExpression":
        text = found.text.strip()
        if not text.startswith("=") or not text[1:].strip():
            report.add("E306", found.line, "", name + ": valuesExpression must be = and FEEL")
        return OptionList(expression=text[1:].strip())
    return OptionList(values=_values(found, name, report))


def _same(one: object, other: object) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def offered(items: object) -> tuple[object, ...]:
    """Return the values of computed options, as form-js takes them: what is none is left out."""
    found = (_offered(item) for item in items) if isinstance(items, list | tuple) else ()
    return tuple(value for value in found if value is not None)


def _offered(item: object) -> object:
    if _plain(item):
        return item
    if not isinstance(item, Mapping):
        return None
    value, label = item.get("value"), item.get("label")
    labelled = isinstance(label, str) and label
    allowed = bool(value) if labelled and isinstance(value, Mapping | list) else _plain(value)
    return value if allowed else None


def _plain(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and value != "")


def _given(found: Located | None) -> bool:
    return found is not None and bool(found.items or found.text.strip())


def _values(found: Located, name: AnyText, report: FindingList) -> tuple[tuple[object, str], ...]:
    values: list[tuple[object, str]] = []
    for node in found.each():
        value, label = node.get("value"), node.get("label")
        if value is None or value.scalar is None:
            report.add("E305", node.line, "", name + ": an option has no value")
        elif not _plain(value.scalar):
            report.add("E305", node.line, "", name + ": the value of an option is empty")
        elif any(_same(value.scalar, known) for known, _ in values):
            report.add(
                "E305", node.line, "", name + quoting(': the option "{}" stands twice', value.text)
            )
        else:
            values.append((value.scalar, label.text if label is not None else value.text))
    return tuple(values)
