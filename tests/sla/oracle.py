"""An independent count of working time: numpy's business days, and every worked minute."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import yaml

from sla.limits import Limit, LimitUnit
from sla.receipt import ReceiptRule

EPOCH = datetime(2018, 1, 1)  # noqa: DTZ001 - the oracle thinks in Vietnamese clock time only
SESSIONS = {
    "an-giang": ((420, 660), (780, 1020)),
    "lang-son": ((450, 690), (780, 1020)),
}
DAY = 480  # worked minutes of a day, in both
MINUTE = timedelta(minutes=1)
Spans = Iterable[tuple[datetime, datetime]]


class Oracle:
    def __init__(self, folder: Path, sessions: Iterable[tuple[int, int]]) -> None:
        off, worked = set(), set()
        for year in range(2018, 2028):
            for row in yaml.safe_load((folder / f"{year}.yaml").read_text("utf-8"))["days"]:
                (off if row["kind"] == "off" else worked).add(np.datetime64(row["date"]))
        days = np.arange(np.datetime64("2018-01-01"), np.datetime64("2028-01-01"))
        weekend = days[~np.is_busday(days)]
        closed = (set(weekend) | off) - worked
        self.busdays = np.busdaycalendar(weekmask="1111111", holidays=sorted(closed))
        numbers = (days[np.is_busday(days, busdaycal=self.busdays)] - days[0]).astype(int)
        inside = np.concatenate([np.arange(opening, end) for opening, end in sessions])
        self.minutes = (numbers[:, None] * 1440 + inside[None, :]).ravel()

    def day_after(self, moment: datetime, days: int) -> np.datetime64:
        """The Nth working day after that of the moment."""
        day = np.datetime64(moment.date())
        return np.busday_offset(day, days, roll="backward", busdaycal=self.busdays)

    def on_or_after(self, day: np.datetime64) -> np.datetime64:
        return np.busday_offset(day, 0, roll="forward", busdaycal=self.busdays)

    def next_day(self, moment: datetime) -> datetime:
        """The midnight with which the next working day begins."""
        return midnight(self.day_after(moment, 1))

    def works(self, moment: datetime) -> bool:
        return bool(np.is_busday(np.datetime64(moment.date()), busdaycal=self.busdays))

    def opening(self, day: datetime) -> datetime:
        """The opening of that working day, or of the next one."""
        first = np.searchsorted(self.minutes, _minute(midnight(np.datetime64(day.date()))))
        return EPOCH + MINUTE * int(self.minutes[first])

    def counted_from(self, received: datetime, rule: ReceiptRule) -> datetime:
        """As which moment a receipt counts, read off the worked minutes around it."""
        if rule is ReceiptRule.NEXT_SESSION:
            now = _minute(received)
            place = np.searchsorted(self.minutes, now)
            just_before = place > 0 and self.minutes[place - 1] == now - 1
            return received if just_before else EPOCH + MINUTE * int(self.minutes[place])
        if rule is ReceiptRule.NEXT_MORNING:
            late = received > received.replace(hour=17, minute=0) or not self.works(received)
            return self.next_day(received).replace(hour=8) if late else received
        if rule is ReceiptRule.LAST_HOUR:
            left = self.worked(received, received.replace(hour=23, minute=59))
            return self.opening(self.next_day(received)) if left <= 60 else received
        return received

    def due(self, received: datetime, limit: Limit, paused: Spans) -> set[datetime]:
        """When the limit ends: two moments when they are the same place in working time."""
        if limit.unit in {LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS}:
            given_back = sum(self.worked(start, end) for start, end in paused)
            if limit.unit is LimitUnit.WORKING_HOURS:
                minutes = self.worked(EPOCH, received) + limit.amount * 60
                return {self.ends_after(minutes + given_back)}
            return self._after_days(received, limit.amount, given_back)
        day = self._last_day(received, limit)
        day += sum((end.date() - start.date()).days for start, end in paused)
        return {midnight(self.on_or_after(day)) + timedelta(hours=17)}

    def _after_days(self, received: datetime, days: int, given_back: int) -> set[datetime]:
        into = self.into(received)
        before = self.worked(EPOCH, midnight(self.day_after(received, days)))
        total = before + into + given_back
        at_opening = self.opens_with(total) if total % DAY == 0 else self.ends_after(total)
        if not given_back and self.works(received):  # opening stays opening, closing closing
            return {self.ends_after(total)} if into else {at_opening}
        return {self.ends_after(total), at_opening}

    def _last_day(self, received: datetime, limit: Limit) -> np.datetime64:
        day = np.datetime64(received.date())
        if limit.unit is LimitUnit.SAME_DAY:
            late = received.hour * 60 + received.minute > 15 * 60
            return day + int(late and self.works(received))
        if limit.unit is LimitUnit.MONTHS:
            month = day.astype("M8[M]")
            into = day - month.astype("M8[D]")
            last = (month + limit.amount + 1).astype("M8[D]") - 1
            return min((month + limit.amount).astype("M8[D]") + into, last)
        return day + limit.amount

    def into(self, moment: datetime) -> int:
        """Worked minutes of its day before this moment; all of them on a day off."""
        opening = moment.replace(hour=0, minute=0)
        return self.worked(opening, moment) if self.works(moment) else DAY

    def on_day(self, moment: datetime, days: int) -> datetime:
        """The same place in the day so many working days later, or earlier."""
        day = midnight(self.day_after(moment, days))
        into = self.into(moment)
        return self.ends_after(self.worked(EPOCH, day) + into) if into else self.opening(day)

    def free(self, start: datetime, end: datetime, paused: Spans) -> np.ndarray:
        """Every worked minute from start to end that is in no pause, counted one by one."""
        found = self.minutes[(self.minutes >= _minute(start)) & (self.minutes < _minute(end))]
        for first, last in paused:
            found = found[(found < _minute(first)) | (found >= _minute(last))]
        return found

    def worked(self, start: datetime, end: datetime) -> int:
        """Worked minutes from start to end."""
        first, last = np.searchsorted(self.minutes, [_minute(start), _minute(end)])
        return int(last - first)

    def ends_after(self, minutes: int) -> datetime:
        """The end of the nth worked minute since 2018 began."""
        return EPOCH + timedelta(minutes=int(self.minutes[minutes - 1]) + 1)

    def opens_with(self, minutes: int) -> datetime:
        """The opening of the day that the nth worked minute, counted from 0, is the first of."""
        return EPOCH + timedelta(minutes=int(self.minutes[minutes]))


def midnight(day: np.datetime64) -> datetime:
    return day.astype("M8[us]").item()


def union(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same time, without overlaps."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _minute(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(minutes=1)
