"""Rows of format 1, written by the releases up to November 2026, as lines of today.

They name steps and answers by their labels. A label that a field of the form still has gets the
field's kind; any other stands as it was stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from engine.definitions.forms.answers import LabelledValue, moment_of
from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form import Form
from engine.definitions.status import Channel, Status
from engine.errors import NotFound
from engine.journal.journal_line import ChosenCase, Course, JournalLine
from engine.procedures.version import Version
from engine.storage.dossiers.journal import JournalRow
from sla.outcome import Outcome

_Word = TypeVar("_Word", bound=StrEnum)


def line_of_format_1(course: Course, row: JournalRow) -> JournalLine:
    """One row; what it does not say is empty."""
    fields = row.fields
    target = _number(fields.get("to"))
    if target:
        course.goes_on_under(target)
    restored = row.action == "version_restored"
    return JournalLine(
        seq=row.seq,
        at=row.at,
        actor=row.actor_name,
        action=row.action,
        step=_text(fields.get("step") or fields.get("timer")),
        channel=_word(Channel, fields.get("channel")),
        subject=_text(fields.get("subject")),
        case=_case(fields),
        message=_text(fields.get("message")),
        note=_text(fields.get("timetable")),
        source=_number(fields.get("from")),
        target=target,
        waits=_texts(fields.get("steps")) if "batch" in fields else (),
        reason="" if restored else _text(fields.get("reason")),
        exception=_text(fields.get("exception")),
        status=_word(Status, fields.get("status_to")),
        due_from=_moment(fields.get("due_from")),
        due_to=_moment(fields.get("due_to")),
        new_due=_moment(fields.get("new_due")),
        late_request=bool(fields.get("late_ask")),
        paused=bool(fields.get("paused_at")),
        outcome=_word(Outcome, fields.get("outcome")),
        answers=tuple(_answers(course.version, row)),
        path=_texts(fields.get("path")),
    )


def fields_by_label(form: Form) -> Mapping[str, FormField]:
    """The fields of a form by the labels that rows of format 1 may have for them.

    A label that occurred already was written with the title of its group.
    """
    found: dict[str, FormField] = {}
    for group, field in _flat(form.fields, ""):
        found.setdefault(field.label, field)
        found.setdefault(f"{group} – {field.label}", field)
    return found


def form_of_row(version: Version, row: JournalRow) -> Form | None:
    """The form whose answers a row has; None for those of a message."""
    node = row.fields.get("node")
    if not isinstance(node, str):
        return None
    try:
        return version.forms.get(version.node(node).form)
    except NotFound:
        return None


def _flat(fields: Sequence[FormField], group: str) -> Iterator[tuple[str, FormField]]:
    for each in fields:
        if each.kind is FieldKind.GROUP:
            titled = each.label != ".".join(each.path)
            yield from _flat(each.fields, each.label if titled else group)
        else:
            yield group, each


def _answers(version: Version, row: JournalRow) -> Iterator[LabelledValue]:
    given = row.fields.get("answers")
    if not isinstance(given, Mapping):
        return
    form = form_of_row(version, row)
    known = fields_by_label(form) if form else {}
    for label, value in given.items():
        field = known.get(label)
        key = ".".join(field.path) if field else label
        yield LabelledValue(key, label, _dated(field, value))


def _dated(field: FormField | None, value: object) -> object:
    if field is None or field.kind is not FieldKind.DATETIME:
        return value
    return moment_of(field.rules.subtype, value) if isinstance(value, str) else value


def _case(fields: Mapping[str, object]) -> ChosenCase | None:
    name, rules = fields.get("case"), fields.get("rules")
    if not name or not isinstance(rules, list):
        return None
    return ChosenCase(
        name=str(name),
        decision=_text(fields.get("decision")),
        rules=tuple(rule for rule in rules if isinstance(rule, int)),
        remark=_text(fields.get("remark")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _word(words: type[_Word], value: object) -> _Word | None:
    return words(value) if isinstance(value, str) and value in set(words) else None
