"""Values with which a form can be sent at once, so that a trial need not begin with typing.

They are made up and look so: only what the form asks for is filled in.
"""

from __future__ import annotations

import copy
from datetime import datetime

from engine.definitions.forms.fields import FieldKind, FormField
from engine.definitions.forms.form import Form
from engine.definitions.forms.form_data import Data, find, fixed_options, initial, put
from engine.definitions.forms.form_state import settle
from engine.definitions.forms.values import is_empty
from engine.workflow.form_feel import FormFeel
from sla.calendar import VIETNAM

TEXT, PHONE, EMAIL = "Thử", "0900 000 000", "thu@example.vn"
_TRIED = (TEXT, "0900000000", "000000000000", "1", "01", "2026", "A1", "01/2026/TB-T", EMAIL)
"""For a field with a pattern: the first of these that matches it."""
_ROUNDS = 5  # what is filled in may show more fields
_TEXTS = frozenset({FieldKind.TEXTFIELD, FieldKind.TEXTAREA})
_SEVERAL = frozenset({FieldKind.CHECKLIST, FieldKind.TAGLIST})


def sample(form: Form | None, at: datetime, *, choices: bool = True) -> Data:
    """Values for every field that must be filled in; without `choices` those stay to be chosen.

    What no sample of ours matches stays empty.
    """
    if form is None:
        return {}
    data = initial(form.fields, {})
    for _ in range(_ROUNDS):
        before = copy.deepcopy(data)
        data = _filled(form, data, at, choices)
        if data == before:
            break
    return data


def _filled(form: Form, data: Data, at: datetime, choices: bool) -> Data:
    state = settle(form.fields, data, {}, FormFeel())
    filled = copy.deepcopy(state.data)
    for number, node in enumerate(state.nodes):
        required = node.field.rules.required and not node.field.disabled
        if not required or state.hidden(number) or state.readonly(number):
            continue
        found = find(filled, node.where)
        if is_empty(found) or found is False or not isinstance(found, str | int | float | list):
            value = _value(node.field, at, choices)
            if value is not None:
                put(filled, node.where, value)
    return filled


def _value(field: FormField, at: datetime, choices: bool) -> object:
    rules = field.rules
    if field.kind in _TEXTS:
        return _text(field)
    if field.kind is FieldKind.NUMBER:
        number = int(max(rules.minimum or 1, 1))
        return str(number) if rules.as_text else number
    if field.kind is FieldKind.DATETIME:
        day = at.astimezone(VIETNAM).date().isoformat()
        return {"time": "08:00", "datetime": f"{day}T08:00"}.get(rules.subtype, day)
    return _chosen(field) if choices else None


def _chosen(field: FormField) -> object:
    """A tick, or the first option."""
    if field.kind is FieldKind.CHECKBOX:
        return True
    options = fixed_options(field, {})
    if not options:
        return None
    return [options[0]] if field.kind in _SEVERAL else options[0]


def _text(field: FormField) -> str | None:
    rules = field.rules
    if rules.pattern:
        matched = FormFeel().matches([(rules.pattern, text) for text in _TRIED])
        return next(
            (text for text, fits in zip(_TRIED, matched, strict=True) if fits is True), None
        )
    known = {"email": EMAIL, "phone": PHONE}.get(rules.validation_type)
    if known:
        return known
    least = rules.min_length or 0
    text = " ".join([TEXT] * max(1, -(-(least + 1) // (len(TEXT) + 1))))
    return text[: rules.max_length] if rules.max_length else text
