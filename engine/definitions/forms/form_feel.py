"""What the check of a form asks of FEEL; `engine.workflow.form_feel` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Trail = tuple[tuple[tuple[str, ...], int], ...]
"""The rows from the form down to a place: path of each list within its row, and the index."""


@dataclass(frozen=True, slots=True)
class FormExpression:
    """One expression at one place. `operation`: "value", or "test" as form-js tests conditions."""

    operation: str
    expression: str
    trail: Trail = ()


class Feel(Protocol):
    """FEEL and patterns, as the browser evaluates them."""

    def answers(
        self,
        expressions: Sequence[FormExpression],
        data: Mapping[str, object],
        raw: Mapping[str, object],
    ) -> list[object]:
        """One value for each question; `data` by name, `raw` for `this`. Raises BadExpression."""

    def matches(self, pairs: Sequence[tuple[str, str]]) -> list[object]:
        """For each pattern and text whether it matches, None where the pattern is none."""

    def today(self) -> str:
        """The day of the act (ISO 8601)."""
