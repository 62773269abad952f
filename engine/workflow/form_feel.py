"""FEEL of a whole form in one call into V8: 2,000 conditions cost one crossing, not 2,000."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from engine.definitions.forms.form_feel import FormExpression
from engine.errors import BadExpression
from engine.workflow import feel, isolate

EACH = 0.004  # seconds allowed for each expression of a form, beside those for one evaluation
LONGEST = 8.0  # seconds for a form, however many expressions it has


class FormFeel:
    """Answers what forms ask, by the FEEL and the regular expressions of the browser."""

    def answers(
        self,
        expressions: Sequence[FormExpression],
        data: Mapping[str, object],
        raw: Mapping[str, object],
    ) -> list[object]:
        """One value for each question, None for what fails.

        `data` is what an expression sees by name, `raw` holds the rows that `this` stands for.
        Raises BadExpression `too_large`, `too_slow`, `too_much_memory`.
        """
        questions = [[a.operation, a.expression, a.trail] for a in expressions]
        given = {"data": data, "raw": None if raw is data else raw}
        return self._call(
            "formAnswers", len(expressions), json.dumps(questions, ensure_ascii=False), given
        )

    def matches(self, pairs: Sequence[tuple[str, str]]) -> list[object]:
        """For each pattern and text whether it matches; None where the pattern is none."""
        text = json.dumps(pairs, ensure_ascii=False)
        answer = isolate.call("formMatches", text, seconds=_seconds(len(pairs)))
        return _list(answer)

    def today(self) -> str:
        """The day of the act, as ISO 8601 text."""
        return str(feel.evaluate("today()", {}))

    @staticmethod
    def _call(
        function: str, count: int, questions: str, given: Mapping[str, object]
    ) -> list[object]:
        data = feel.encode(given)
        if len(data) > feel.LARGEST:
            raise BadExpression("too_large", f"the values exceed {feel.LARGEST} characters")
        answer = isolate.call(function, questions, data, feel.moment(), seconds=_seconds(count))
        return _list(answer)


def _seconds(count: int) -> float:
    return min(feel.allowed() + EACH * count, LONGEST)


def _list(answer: str) -> list[object]:
    found = json.loads(answer)[0]
    return found if isinstance(found, list) else []
