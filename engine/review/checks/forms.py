"""FEEL and patterns in forms: what the browser would fail on, long before a person sees it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.forms.form import Form
from engine.definitions.text.finding_text import subject
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.workflow.feel import parse_error
from engine.workflow.form_feel import FormFeel


def check_form_expressions(form: Form) -> list[Finding]:
    """Parse every expression and every pattern of a form."""
    parsed: dict[str, str | None] = {}
    found = []
    for text, line, element in form.expressions:
        if text not in parsed:
            parsed[text] = parse_error(text)
        error = parsed[text]
        if error is not None:
            message = '"' + element + f'": {text!r} is not FEEL: {error}'
            found.append(finding("E615", form.file, line, str(element), message))
    return [*found, *_patterns(form)]


def _patterns(form: Form) -> Iterator[Finding]:
    fields = [each for each in form.walk() if each.rules.pattern]
    answers = FormFeel().matches([(each.rules.pattern, "") for each in fields])
    for each, answer in zip(fields, answers, strict=True):
        if answer is None:
            message = (
                subject('"{}": ', each.label)
                + f"{each.rules.pattern!r} is not a regular expression"
            )
            yield finding("E312", form.file, each.line, each.id, message)
