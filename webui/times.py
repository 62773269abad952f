"""Marks of time as people read them, drawn by one component; the filters of times and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Flask

from engine.deadlines.explanation.wording import fact_words
from engine.deadlines.marks import TimeMark, TimeState
from engine.l10n.limits import limit_words
from engine.l10n.numbers import number
from engine.l10n.text import _
from engine.l10n.times import (
    clock,
    day,
    duration,
    moment,
    remaining,
    short,
    step_time,
    weekday,
    worked_time,
)
from sla.calendar import local

SHAPES = {
    TimeState.NOT_RUNNING: "○",
    TimeState.WITHIN: "●",
    TimeState.NEAR: "◆",
    TimeState.OVERDUE: "▲",
    TimeState.PAUSED: "❚❚",
    TimeState.EARLY: "✓",
    TimeState.ON_TIME: "✓",
    TimeState.LATE: "▲",
}


@dataclass(frozen=True, slots=True)
class TimeBadge:
    """A mark of time ready to be drawn: shape, word and colour class, never colour alone."""

    state: str
    shape: str
    text: str
    percent: int
    projected: bool


def iso_day(text: str) -> str:
    """`2023-12-07` as `07/12/2023`."""
    return date.fromisoformat(text).strftime("%d/%m/%Y")


def mark(time: TimeMark) -> TimeBadge:
    """The mark of a dossier or a step."""
    percent = round(100 * min(max(time.share, 0.0), 1.0))
    return TimeBadge(time.state.value, SHAPES[time.state], _sentence(time), percent, time.projected)


def _sentence(time: TimeMark) -> str:
    state, left = time.state, time.remaining
    if state is TimeState.PAUSED:
        since = local(time.paused_at).strftime("%d/%m") if time.paused_at else ""
        return _("Tạm dừng từ %(day)s", day=since)
    if state is TimeState.ON_TIME:
        return _("Xong đúng hạn")
    if state is TimeState.NOT_RUNNING or left is None:
        return _("Không tính thời hạn")
    if state is TimeState.EARLY:
        return _("Xong trước hạn %(time)s", time=duration(left))
    if state is TimeState.LATE:
        return _("Xong trễ hạn %(time)s", time=duration(left))
    return remaining(left)


def init_times(app: Flask) -> None:
    """The filters that templates use."""
    words = (day, clock, moment, short, weekday, duration, step_time, iso_day, mark)
    app.jinja_env.filters.update({word.__name__: word for word in words})
    app.jinja_env.filters.update(
        fact=fact_words,
        limit=limit_words,
        hours=partial(worked_time, 0),
        thousands=number,
    )
