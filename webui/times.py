"""Moments and marks of time as people read them. One component draws every mark.

Moments are shown in Asia/Ho_Chi_Minh, dd/mm/yyyy, 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from engine.deadlines.explanation import wording as why_words
from engine.deadlines.marks import TimeMark, TimeState
from sla.calendar import VIETNAM
from sla.remaining import Remaining
from webui.translation import _

WEEKDAYS = tuple(map(_l, why_words.WEEKDAYS))
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


def local(moment: datetime) -> datetime:
    """The moment on the clock of the office."""
    return moment.astimezone(VIETNAM)


def day(moment: datetime) -> str:
    """`07/12/2023`."""
    return local(moment).strftime("%d/%m/%Y")


def clock(moment: datetime) -> str:
    """`15:00`."""
    return local(moment).strftime("%H:%M")


def moment(moment: datetime) -> str:
    """`07/12/2023 15:00`."""
    return local(moment).strftime("%d/%m/%Y %H:%M")


def short(moment: datetime) -> str:
    """`07/12 15:00`, where the year is plain."""
    return local(moment).strftime("%d/%m %H:%M")


def weekday(moment: datetime) -> str:
    """`Thứ Năm`."""
    return str(WEEKDAYS[local(moment).weekday()])


def iso_day(text: str) -> str:
    """`2023-12-07` as `07/12/2023`."""
    return date.fromisoformat(text).strftime("%d/%m/%Y")


def thousands(number: int) -> str:
    """`200.000`, as the reader's language groups digits."""
    return str(format_decimal(number))


def duration(left: Remaining) -> str:
    """`23 ngày 2 giờ 36 phút`; parts that are zero are left out."""
    parts = [
        (left.days, _("%(n)s ngày", n=left.days)),
        (left.hours, _("%(n)s giờ", n=left.hours)),
        (left.minutes, _("%(n)s phút", n=left.minutes)),
    ]
    return " ".join(text for number, text in parts if number) or _("dưới 1 phút")


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
    sentences = {
        TimeState.OVERDUE: _("Quá hạn %(time)s", time=duration(left)),
        TimeState.EARLY: _("Xong trước hạn %(time)s", time=duration(left)),
        TimeState.LATE: _("Xong trễ hạn %(time)s", time=duration(left)),
    }
    return sentences.get(state) or _("Còn %(time)s", time=duration(left))


def init_times(app: Flask) -> None:
    """The filters that templates use."""
    for name in (day, clock, moment, short, weekday, iso_day, duration, mark, thousands):
        app.jinja_env.filters[name.__name__] = name
