"""Time limits in words."""

from __future__ import annotations

from engine.l10n.text import _, _ln
from sla.limits import Limit, LimitUnit

_UNITS = {
    LimitUnit.WORKING_HOURS: _ln("%(n)s giờ làm việc"),
    LimitUnit.WORKING_DAYS: _ln("%(n)s ngày làm việc"),
    LimitUnit.CALENDAR_DAYS: _ln("%(n)s ngày"),
    LimitUnit.MONTHS: _ln("%(n)s tháng"),
}


def limit_words(limit: Limit | None) -> str:
    """`17 ngày làm việc`, `17 working days`; "" where none runs."""
    if limit is None:
        return ""
    if limit.unit is LimitUnit.SAME_DAY:
        return _("trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo")
    return _UNITS[limit.unit].counted(limit.amount, n=limit.amount)
