"""Check what was typed against the form that was shown, because a browser can be bypassed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.definitions.form import Form

Evaluate = Callable[[str, Mapping[str, object]], object]


def check_form(
    form: Form,
    values: Mapping[str, object],
    evaluate: Evaluate,
    inputs: Mapping[str, object] | None = None,
) -> dict[str, object]:
    raise NotImplementedError
