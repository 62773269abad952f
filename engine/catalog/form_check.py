"""FEEL in forms: what the browser would fail on, long before a person sees it."""

from __future__ import annotations

from engine.catalog.codes import finding
from engine.definitions.form import Form
from engine.errors import Finding
from engine.workflow.feel import parse_error


def check_form_expressions(form: Form) -> list[Finding]:
    """Parse every expression of a form."""
    return [
        finding("E615", form.file, line, element, f'"{element}": {text!r} is not FEEL: {error}')
        for text, line, element in form.expressions
        if (error := parse_error(text)) is not None
    ]
