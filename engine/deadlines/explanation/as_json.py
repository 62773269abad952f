"""An explanation as JSON values, the same for scripts and for the web. Moments are Vietnam's."""

from __future__ import annotations

from datetime import datetime

from engine.deadlines.explanation.chain import Chain, Why
from engine.deadlines.explanation.wording import fact_words
from sla.calendar import local
from sla.explain import Fact
from sla.limits import limit_text_vi
from sla.shift import MINUTE


def why_json(why: Why) -> dict[str, object]:
    """Everything about the due moment; durations are whole minutes of worked time."""
    return {
        "code": why.code,
        "procedure": why.procedure,
        "task": why.task_id or None,
        "step": why.step or None,
        "at": _moment(why.at),
        "received_at": _moment(why.received_at),
        "limit": limit_text_vi(why.limit) if why.limit else None,
        "first_due_at": _moment(why.first_due_at),
        "reappointed_to": _moment(why.reappointed_to),
        **_chain(why.chain, of_step=bool(why.task_id)),
    }


def _chain(chain: Chain | None, *, of_step: bool) -> dict[str, object]:
    if chain is None:
        return {"due_at": None, "facts": []}
    left = chain.time.remaining
    return {
        "due_at": _moment(chain.due_at),
        "projected": chain.projected,
        "recorded_due_at": _moment(chain.recorded_due_at),
        "state": chain.time.state.value,
        "remaining": None
        if left is None
        else {
            "days": left.days,
            "hours": left.hours,
            "minutes": left.minutes,
            "overdue": left.overdue,
        },
        "worked_minutes": chain.worked // MINUTE,
        "total_minutes": chain.total // MINUTE,
        "facts": [_fact(fact, of_step=of_step) for fact in chain.facts],
    }


def _fact(fact: Fact, *, of_step: bool) -> dict[str, object]:
    stretch = fact.stretch
    return {
        "kind": fact.kind.value,
        "at": _moment(fact.at),
        "until": _moment(fact.until),
        "counted": _moment(fact.counted),
        "limit": limit_text_vi(fact.limit) if fact.limit else None,
        "stretch": {"days": stretch.days, "worked_minutes": stretch.worked // MINUTE}
        if stretch
        else None,
        "days": fact.days or None,
        "name": fact.name or None,
        "source": fact.source or None,
        "projected": fact.projected,
        "rule": fact.rule or None,
        "text": fact_words(fact, of_step=of_step),
    }


def _moment(at: datetime | None) -> str | None:
    return local(at).isoformat() if at is not None else None
