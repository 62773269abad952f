"""What a scenario expects after an act: `expect:` of an opening, of an act, of the whole."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.definitions.scenarios.play import Expectation
from engine.definitions.status import STATUS_NAMES, Status
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting, suggestion
from sla.calendar import VIETNAM
from sla.outcome import Outcome

EXPECTED = ("status", "at", "due", "outcome", "variables", "alerts", "refused")
NOTHING = "none"
OUTCOME_NAMES = {
    Outcome.EARLY: "trước hạn",
    Outcome.ON_TIME: "đúng hạn",
    Outcome.LATE: "quá hạn",
}
_STATUS = {
    **{str(status.number): status for status in Status},
    **{status.value: status for status in Status},
    **{name.source.casefold(): status for status, name in STATUS_NAMES.items()},
}
_OUTCOME = {
    **{outcome.value: outcome for outcome in Outcome},
    **{name: outcome for outcome, name in OUTCOME_NAMES.items()},
}


def read_expectation(holder: Entries) -> Expectation | None:
    """Read `expect:` of a mapping; None where it says nothing."""
    entries = holder.inner("expect", EXPECTED)
    if entries is None:
        return None
    node, variables = entries.node, entries.mapping("variables")
    plain = variables.plain() if variables is not None else {}
    return Expectation(
        lines={key: node.line_of(key) for key in node.entries or () if key in EXPECTED},
        status=_status(entries),
        at=entries.texts("at"),
        due=_due(entries),
        outcome=_outcome(entries),
        variables=plain if isinstance(plain, dict) else {},
        alerts=entries.texts("alerts"),
        refused=entries.text("refused"),
    )


def moment_of(entries: Entries, key: str, text: str) -> datetime | None:
    """A moment as ISO 8601, Vietnamese time where it names no other; noted where it is none."""
    try:
        parsed = datetime.fromisoformat(text)
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=VIETNAM)
        aware.astimezone(UTC)  # databases keep it so
    except (ValueError, OverflowError):
        message = quoting('"{}" is no moment; write it like 2024-01-05T08:00', text)
        entries.add("E902", key, message)
        return None
    return aware


def _status(entries: Entries) -> Status | None:
    text = entries.text("status")
    if not text:
        return None
    found = _STATUS.get(text.casefold())
    if found is None:
        known = [status.value for status in Status]
        entries.add(
            "E124",
            "status",
            quoting('"{}" cannot be "{}"', "status", text) + suggestion(text, known),
        )
    return found


def _outcome(entries: Entries) -> Outcome | None:
    text = entries.text("outcome")
    if not text or text == NOTHING:
        return None
    found = _OUTCOME.get(text.casefold())
    if found is None:
        known = [outcome.value for outcome in Outcome]
        entries.add(
            "E124",
            "outcome",
            quoting('"{}" cannot be "{}"', "outcome", text) + suggestion(text, known),
        )
    return found


def _due(entries: Entries) -> datetime | None:
    text = entries.text("due")
    return moment_of(entries, "due", text) if text and text != NOTHING else None
