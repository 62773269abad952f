"""An independent count of working time: numpy's business days, and every worked minute."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import yaml

EPOCH = datetime(2018, 1, 1)  # noqa: DTZ001 - the oracle thinks in Vietnamese clock time only
SESSIONS = {
    "an-giang": ((420, 660), (780, 1020)),
    "lang-son": ((450, 690), (780, 1020)),
}
DAY = 480  # worked minutes of a day, in both


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
