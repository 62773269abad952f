"""What can be wrong with a question about working time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


class SlaError(ValueError):
    """Root of these errors; its text is one sentence for a person."""


class OutsideCalendar(SlaError):
    """A day that no calendar covers: an error, never a guess."""

    def __init__(self, day: date | None, first: date, last: date) -> None:
        """Name the day asked for (None: one that was counted to) and what is covered."""
        subject = "The result" if day is None else day.isoformat()
        super().__init__(f"{subject} is outside the calendar, which covers {first} to {last}.")
        self.day, self.first, self.last = day, first, last


class NaiveMoment(SlaError):
    """A moment without an offset from UTC could be any of twenty-four hours."""

    def __init__(self, moment: datetime) -> None:
        """Name the moment as it was given."""
        super().__init__(f"{moment.isoformat()} has no offset from UTC, such as +07:00.")


class BadLimit(SlaError):
    """A text or an amount that is no time limit."""


class BadPause(SlaError):
    """A pause that ends before it begins."""


class BadShare(SlaError):
    """A share of a time limit that is none of it, all of it or more."""

    def __init__(self, share: float) -> None:
        """Name the share as it was given."""
        super().__init__(f"A share is more than 0 and less than 1, not {share}.")


class BadHours(SlaError):
    """Office hours that overlap, are empty, or leave a working day without any."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a sheet, and on which line of it (the first is 1)."""

    line: int
    message: str


class BadSheet(SlaError):
    """A sheet that cannot be answered, with its problems in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Name every problem with its line."""
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(f"line {problem.line}: {problem.message}" for problem in self.problems)
        )
