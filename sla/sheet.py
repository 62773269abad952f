"""A sheet of receipts as CSV, answered with the due moment of each row.

Columns `received` (ISO 8601 with offset), `limit_days` (working days), and `hours` (id of office
hours) where offices differ; others are kept. Needs numpy, like `sla.bulk`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

import numpy as np

from sla.bulk import Grid, due_after_days, grid_of
from sla.calendar import WorkCalendar, local
from sla.due import due
from sla.errors import BadSheet, NaiveMoment, Problem, SlaError
from sla.limits import MOST, Limit, LimitUnit

RECEIVED, LIMIT_DAYS, HOURS, DUE = "received", "limit_days", "hours", "due"
CHUNK = 50_000
MOST_LISTED = 20  # a sheet of another kind has as many problems as rows
AMOUNT = re.compile(r"0*[1-9]\d{0,3}", re.ASCII)
MICROSECOND = timedelta(microseconds=1)

Cells = list[str]
CalendarOf = Callable[[str], WorkCalendar | None]


class CsvReader(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int:
        """How many lines were read."""

    def __iter__(self) -> Iterator[Cells]:
        """Rows."""

    def __next__(self) -> Cells:
        """Give the next row."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetCalendar:
    """A calendar, also as arrays."""

    calendar: WorkCalendar
    grid: Grid


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row as it was read: whose hours hold, when it was received, its working days."""

    line: int
    office: SheetCalendar
    received: datetime
    days: int


class Offices:
    """Offices by id of their hours, each made at its first row."""

    def __init__(self, calendar_of: CalendarOf) -> None:
        self._calendar_of = calendar_of
        self._known: dict[str, SheetCalendar | None] = {}

    def get(self, hours: str) -> SheetCalendar | None:
        """Give the office; None for hours that nobody knows."""
        if hours not in self._known:
            calendar = self._calendar_of(hours)
            self._known[hours] = (
                None if calendar is None else SheetCalendar(calendar, grid_of(calendar))
            )
        return self._known[hours]


def answer(lines: Iterable[str], calendar_of: CalendarOf) -> Iterator[list[Cells]]:
    """Give the sheet with the column `due`, head first, some thousands of rows at a time.

    "" asks for the calendar of the default hours. Raises `BadSheet` after the last row, or after
    too many problems: what was given before is not to be used then.
    """
    reader: CsvReader = csv.reader(lines, strict=True)
    head, problems, offices = _head(reader), list[Problem](), Offices(calendar_of)
    yield [[*head, DUE]]
    while len(problems) < MOST_LISTED and (rows := _rows(reader, problems)):
        ends = _ends(list(_receipts(rows, head, offices, problems)), problems)
        if not problems:
            yield [[*cells, end] for (_, cells), end in zip(rows, ends, strict=True)]
    if problems:
        raise BadSheet(sorted(problems)[:MOST_LISTED])


def _head(reader: CsvReader) -> Cells:
    try:
        head = next(reader, Cells())
    except csv.Error as error:
        raise BadSheet([Problem(1, f"no CSV: {error}.")]) from error
    missing = [name for name in (RECEIVED, LIMIT_DAYS) if name not in head]
    if missing:
        raise BadSheet([Problem(1, f"the column {' and '.join(missing)} is missing.")])
    twice = sorted({name for name in head if head.count(name) > 1 or name == DUE})
    if twice:
        raise BadSheet([Problem(1, f"the column {', '.join(twice)} would stand twice.")])
    return head


def _rows(reader: CsvReader, problems: list[Problem]) -> list[tuple[int, Cells]]:
    """Give the next rows that are not empty, each with its line; none after the last."""
    rows: list[tuple[int, Cells]] = []
    try:
        for cells in islice(filter(None, reader), CHUNK):
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        problems.append(Problem(reader.line_num, f"no CSV: {error}."))
    return rows


def _receipts(
    rows: Iterable[tuple[int, Cells]], head: Cells, offices: Offices, problems: list[Problem]
) -> Iterator[Receipt]:
    for line, cells in rows:
        try:
            yield _receipt(line, cells, head, offices)
        except SlaError as error:
            problems.append(Problem(line, str(error)))


def _receipt(line: int, cells: Cells, head: Cells, offices: Offices) -> Receipt:
    if len(cells) != len(head):
        raise SlaError(f"{len(cells)} cells under {len(head)} columns.")
    row = dict(zip(head, cells, strict=True))
    office, days = offices.get(row.get(HOURS, "")), row[LIMIT_DAYS]
    if office is None:
        raise SlaError(f"There are no office hours '{row[HOURS]}'.")
    if not AMOUNT.fullmatch(days):
        raise SlaError(f"'{days}' is no {LIMIT_DAYS}: write 1 to {MOST}.")
    return Receipt(line, office, _moment(row[RECEIVED]), int(days))


def _moment(text: str) -> datetime:
    try:
        return local(datetime.fromisoformat(text))
    except NaiveMoment:
        raise
    except (ValueError, OverflowError) as error:
        message = f"'{text}' is no moment: write it like 2023-12-05T11:04:42+07:00."
        raise SlaError(message) from error


def _ends(receipts: list[Receipt], problems: list[Problem]) -> list[str]:
    """Give the due moment of each receipt, written out; offices are counted one by one."""
    places: dict[SheetCalendar, list[int]] = {}
    for place, receipt in enumerate(receipts):
        places.setdefault(receipt.office, []).append(place)
    ends = [""] * len(receipts)
    for office, found in places.items():
        office_ends = _ends_at(office, [receipts[place] for place in found], problems)
        for place, end in zip(found, office_ends, strict=True):
            ends[place] = end
    return ends


def _ends_at(
    office: SheetCalendar, receipts: list[Receipt], problems: list[Problem]
) -> Iterator[str]:
    midnight = office.grid.midnight
    received = [(receipt.received - midnight) // MICROSECOND for receipt in receipts]
    days = np.array([receipt.days for receipt in receipts])
    ends, covered = due_after_days(office.grid, np.array(received), days)
    for end, known, receipt in zip(ends.tolist(), covered.tolist(), receipts, strict=True):
        try:
            at = midnight + timedelta(microseconds=end) if known else _counted(receipt)
            yield at.isoformat()
        except SlaError as error:
            problems.append(Problem(receipt.line, str(error)))
            yield ""


def _counted(receipt: Receipt) -> datetime:
    """Count a single one, for the error that says why there is no due moment."""
    limit = Limit(receipt.days, LimitUnit.WORKING_DAYS)
    return due(receipt.office.calendar, receipt.received, limit).at
