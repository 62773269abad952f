"""Moments and durations in words. Moments are Vietnam's, dd/mm/yyyy, 24 hours."""

from __future__ import annotations

from datetime import date, datetime

from engine.l10n.text import _, _l, _n
from sla.calendar import local
from sla.remaining import Remaining
from sla.shift import HOUR, MINUTE

DAY_OF_WORK = 8 * HOUR
"""A working day of internal steps is 8 working hours (law.md)."""
DAYS = ("%d/%m/%Y", "%Y-%m-%d")
"""How people type a day, and how fields of browsers send it."""
WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ Nhật"),
)


def day_of(text: str) -> date | None:
    """`26/01/2024`; None for no day."""
    for shape in DAYS:
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a bare date
        except ValueError:
            continue
    return None


def day(at: datetime) -> str:
    """`07/12/2023`."""
    return local(at).strftime("%d/%m/%Y")


def clock(at: datetime) -> str:
    """`15:00`."""
    return local(at).strftime("%H:%M")


def moment(at: datetime) -> str:
    """`07/12/2023 15:00`."""
    return local(at).strftime("%d/%m/%Y %H:%M")


def short(at: datetime) -> str:
    """`07/12 15:00`, where the year is plain."""
    return local(at).strftime("%d/%m %H:%M")


def weekday(at: datetime) -> str:
    """`Thứ Năm`."""
    return str(WEEKDAYS[local(at).weekday()])


def weekday_moment(at: datetime) -> str:
    """`Thứ Ba 05/12/2023 11:04`."""
    return f"{weekday(at)} {moment(at)}"


def clock_and_day(at: datetime) -> str:
    """`15:00 ngày 07/12/2023`, as letters write it."""
    return _("%(clock)s ngày %(day)s", clock=clock(at), day=day(at))


def duration(left: Remaining) -> str:
    """`23 ngày 2 giờ 36 phút`; parts that are zero are left out."""
    return _span(left.days, left.hours, left.minutes)


def remaining(left: Remaining) -> str:
    """`Còn 23 ngày 2 giờ 36 phút`, `Quá hạn 7 giờ 24 phút`."""
    text = duration(left)
    return _("Quá hạn %(time)s", time=text) if left.overdue else _("Còn %(time)s", time=text)


def uncapitalised(sentence: str) -> str:
    """The sentence as a part of another: `còn 23 ngày`."""
    return f"{sentence[:1].lower()}{sentence[1:]}"


def worked_time(days: int, worked: int) -> str:
    """`2 ngày 3 giờ`: working days, and microseconds of worked time on top."""
    hours, rest = divmod(worked, HOUR)
    return _span(days, hours, rest // MINUTE)


def step_time(worked: int) -> str:
    """Microseconds of worked time as a step counts them: a working day is 8 worked hours."""
    return worked_time(*divmod(worked, DAY_OF_WORK))


def _span(days: int, hours: int, minutes: int) -> str:
    parts = (
        (days, _n("%(n)s ngày", days)),
        (hours, _n("%(n)s giờ", hours)),
        (minutes, _n("%(n)s phút", minutes)),
    )
    return " ".join(text for amount, text in parts if amount) or _("dưới 1 phút")
