"""The rows of a historical catalogue: a table as spreadsheets save it, kept as it is."""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.manifests.manifest import PROCEDURE_CODE
from engine.definitions.text.decoding import decode
from engine.definitions.text.finding_text import quoting, suggestion
from engine.definitions.text.report import FindingList
from engine.errors import BrokenContent

COLUMNS = ("number", "agency", "field", "code", "name", "resolution")
_BETWEEN = (",", ";", "\t")
_SHOWN = 4  # lines and texts that a finding names


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row; texts as the table has them but for spaces folded. Empty: the table says nothing."""

    line: int
    number: str = ""
    agency: str = ""
    field: str = ""
    code: str = ""
    name: str = ""
    resolution: str = ""


def is_code(text: str) -> bool:
    """Whether a cell holds a code as codes are written, not words such as `chưa có`."""
    return PROCEDURE_CODE.fullmatch(text) is not None


def read_rows(
    data: bytes, columns: Mapping[str, str], report: FindingList
) -> tuple[ListedRow, ...]:
    """Read the table; `columns` gives headings that differ from COLUMNS."""
    try:
        text = unicodedata.normalize("NFC", decode(data, report.file))
    except BrokenContent as error:
        report.take(error.findings)
        return ()
    rows = list(_cells(text, report))
    if not rows:
        return ()
    places = _places(rows[0][1], columns, report)
    if report.broken:
        return ()
    found = tuple(_row(line, cells, places) for line, cells in rows[1:] if any(cells))
    if not found:
        report.add("E102", 1, "", "the table has no row under its headings")
    _remark(found, report)
    return found


def _cells(text: str, report: FindingList) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the folded cells of each row; a row may take several lines."""
    first = text.split("\n", 1)[0]
    between = max(_BETWEEN, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=between, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [" ".join(cell.split()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        report.add("E423", line, "", f"the table cannot be read from here: {error}")


def _places(headings: list[str], columns: Mapping[str, str], report: FindingList) -> dict[str, int]:
    """Where each of our columns stands."""
    places: dict[str, int] = {}
    for column in COLUMNS:
        heading = columns.get(column, column)
        if heading in headings:
            places[column] = headings.index(heading)
        elif column in columns or column == "name":
            message = quoting('there is no column "{}" for "{}"', heading, column) + suggestion(
                heading, headings
            )
            report.add("E422", 1, column, message)
    return places


def _row(line: int, cells: list[str], places: Mapping[str, int]) -> ListedRow:
    return ListedRow(line, **{c: cells[at] for c, at in places.items() if at < len(cells)})


def _remark(rows: tuple[ListedRow, ...], report: FindingList) -> None:
    """Note what is odd, one finding for each kind however many rows it concerns."""
    without = [row for row in rows if not row.code]
    words = [row for row in rows if row.code and not is_code(row.code)]
    same: defaultdict[str, list[ListedRow]] = defaultdict(list)
    for row in rows:
        if is_code(row.code):
            same[row.code].append(row)
    twice = {code: found for code, found in same.items() if len(found) > 1}
    bare = [row for row in rows if not (row.name and row.agency and row.field)]
    if without:
        report.add(
            "W421", without[0].line, "code", f"{len(without)} rows have no code{_at(without)}"
        )
    if twice:
        again = [row for found in twice.values() for row in found]
        most = max(twice, key=lambda code: len(twice[code]))
        message = f"{len(twice)} codes stand more than once, in {len(again)} rows"
        most_often = f"; {most} in {len(twice[most])}"
        report.add("W422", again[0].line, again[0].code, f"{message}{_at(again)}{most_often}")
    if words:
        kinds = list(dict.fromkeys(row.code for row in words))
        shown = ", ".join(f'"{text}"' for text in kinds[:_SHOWN])
        message = f"{len(words)} rows have a code that is not written as codes are"
        report.add("W423", words[0].line, "code", f"{message}{_at(words)}: {shown}")
    if bare:
        message = f"{len(bare)} rows lack their name, agency or field"
        report.add("W424", bare[0].line, "name", f"{message}{_at(bare)}")


def _at(rows: list[ListedRow]) -> str:
    lines = ", ".join(str(row.line) for row in rows[:_SHOWN])
    return f" (lines {lines}{', …' if len(rows) > _SHOWN else ''})"
