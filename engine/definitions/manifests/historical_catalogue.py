"""Historical catalogues: lists of former procedures, to search and not to file under.

`processes/catalogues/NAME.yaml` says what the list is, `NAME.csv` beside it holds the rows as the
spreadsheet has them, in UTF-8, with commas, semicolons or tabs between the cells:

    title: Danh mục thủ tục hành chính tỉnh Lạng Sơn, 2020
    year: 2020
    source: {document: "…", date: 2020-01-01, url: "…"}     # each key optional
    note: What readers should know about the list.          # optional
    columns: {number: stt, resolution: simplification_resolution}

`columns` gives the heading of a column in the table where it is not our own word: number, agency,
field, code, name, resolution (which resolution simplified it). Only `name` must be there; columns
that are not named are left out. Rows are kept as they are: what is odd gives warnings, one
for each kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.manifests.historical_rows import COLUMNS, ListedRow, read_rows
from engine.definitions.manifests.manifest import LegalSource
from engine.definitions.manifests.manifest_file import read_source
from engine.definitions.text.decoding import file_bytes
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import FindingList
from engine.definitions.text.yaml_document import open_document
from engine.errors import BrokenContent, Finding

FOLDER = "processes/catalogues"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_KEYS = ("title", "year", "source", "note", "columns")


@dataclass(frozen=True, slots=True)
class HistoricalList:
    """One list; `name` is that of its files and stands in addresses, `year` is that of the list."""

    name: str
    title: str
    year: int
    source: LegalSource
    note: str
    rows: tuple[ListedRow, ...]
    file: str


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    year: int
    source: LegalSource
    note: str
    columns: Mapping[str, str]  # our word → the table's heading


def read_catalogues(root: Path) -> tuple[tuple[HistoricalList, ...], list[Finding]]:
    """Read every list below a content's root, newest first; those with errors are left out."""
    folder = root / FOLDER
    heads = {p.stem: p for p in folder.glob("*.yaml") if not p.name.startswith(".")}
    tables = {p.stem: p for p in folder.glob("*.csv") if not p.name.startswith(".")}
    lists: list[HistoricalList] = []
    findings: list[Finding] = []
    for name in sorted(heads.keys() | tables.keys()):
        head = heads.get(name, folder / f"{name}.yaml")
        found, problems = read_catalogue(head, f"{FOLDER}/{head.name}")
        findings += problems
        if found is not None:
            lists.append(found)
    return tuple(sorted(lists, key=lambda one: (-one.year, one.name))), findings


def read_catalogue(path: Path, file: str) -> tuple[HistoricalList | None, list[Finding]]:
    """Read one list by the path of its head; `file` is how findings name the head."""
    table, beside = path.with_suffix(".csv"), str(Path(file).with_suffix(".csv"))
    report, rows = FindingList(file), FindingList(beside)
    for wanted, own in ((path, report), (table, rows)):
        if not wanted.is_file():
            own.add("E421", 1, "", "is missing: a list is a .yaml and a .csv of one name")
    if not _NAME.fullmatch(path.stem):
        report.add(
            "E405", 1, path.stem, quoting('the name "{}" must be written like lang-son', path.stem)
        )
    if report.broken or rows.broken:
        return None, [*report.findings, *rows.findings]
    data = _bytes(path, report), _bytes(table, rows)
    head, findings = _head(data[0], file)
    lines = read_rows(data[1], head.columns, rows) if head else ()
    findings = [*report.findings, *findings, *rows.findings]
    if head is None or rows.broken:
        return None, findings
    kept = HistoricalList(path.stem, head.title, head.year, head.source, head.note, lines, file)
    return kept, findings


def _bytes(path: Path, report: FindingList) -> bytes:
    try:
        return file_bytes(path, report.file)
    except BrokenContent as error:
        report.take(error.findings)
        return b""


def _head(data: bytes, file: str) -> tuple[_Head | None, list[Finding]]:
    root, report = open_document(data, file)
    if root is None:
        return None, report.findings
    entries = Entries(root, report, "catalogue")
    entries.refuse_unknown(_KEYS)
    year = entries.text("year", required=True)
    if year and not _YEAR.fullmatch(year):
        entries.add("E123", "year", quoting('the year "{}" must be written like 2020', year))
    found = _Head(
        title=entries.text("title", required=True),
        year=int(year) if _YEAR.fullmatch(year) else 0,
        source=read_source(entries),
        note=entries.text("note"),
        columns=_columns(entries),
    )
    return (None if report.broken else found), report.findings


def _columns(entries: Entries) -> dict[str, str]:
    inner = entries.inner("columns", COLUMNS)
    if inner is None:
        return {}
    given = (key for key in COLUMNS if inner.node.get(key) is not None)
    return {key: inner.text(key, required=True) for key in given}
