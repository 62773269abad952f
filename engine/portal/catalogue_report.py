"""Counts of a list by agency and field, and its rows as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.definitions.manifests.historical_catalogue import HistoricalList
from engine.definitions.manifests.historical_rows import is_code
from engine.definitions.text.slug import slug
from engine.installation import Installation
from engine.portal.catalogue import UNKNOWN, listing_of, register_of
from engine.procedures.register.listings import ListedProcedure

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_IN_FORCE = (
    ("Mã thủ tục", "code"), ("Tên thủ tục", "name"), ("Cơ quan", "agency_name"),
    ("Lĩnh vực", "field"), ("Mức độ", "level"), ("Thời hạn giải quyết", "limit"),
)  # fmt: skip
_HISTORICAL = (
    ("STT", "number"), ("Cơ quan", "agency_name"), ("Lĩnh vực", "field"), ("Mã thủ tục", "code"),
    ("Tên thủ tục", "name"), ("Nghị quyết đơn giản hóa", "resolution"),
)  # fmt: skip
_LEVELS = {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """How many procedures an agency has in a field; an empty name is an unknown one."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency's procedures by field; `count` is counted by itself, not summed."""

    key: str
    name: str
    count: int
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list in numbers. `residual` is what the parts leave unexplained: 0 when the sums hold."""

    name: str
    about: HistoricalList | None
    agencies: tuple[AgencyLine, ...]
    total: int
    without_code: int
    same_code: int  # rows whose code another row has as well
    with_resolution: int
    fileable: int
    levels: tuple[FieldLine, ...]

    @property
    def residual(self) -> int:
        """The total less the sum over agencies, and each agency less the sum over its fields."""
        inner = sum(abs(a.count - sum(f.count for f in a.fields)) for a in self.agencies)
        return abs(self.total - sum(a.count for a in self.agencies)) + inner


def report(installation: Installation, name: str) -> ListReport:
    """Count a list by agency and field. Raises NotFound `no_catalogue`."""
    listing = listing_of(register_of(installation), name)
    entries = listing.entries
    codes = Counter(entry.code for entry in entries if is_code(entry.code))
    return ListReport(
        name=name,
        about=listing.about,
        agencies=tuple(_agency(key, group) for key, group in _grouped(entries, "agency")),
        total=len(entries),
        without_code=sum(1 for entry in entries if not entry.code),
        same_code=sum(count for count in codes.values() if count > 1),
        with_resolution=sum(1 for entry in entries if entry.resolution),
        fileable=sum(1 for entry in entries if entry.fileable),
        levels=tuple(FieldLine(k or UNKNOWN, k, len(g)) for k, g in _grouped(entries, "level")),
    )


def _agency(key: str, entries: list[ListedProcedure]) -> AgencyLine:
    fields = tuple(
        FieldLine(field or UNKNOWN, group[0].field, len(group))
        for field, group in _grouped(entries, "field_key")
    )
    return AgencyLine(key or UNKNOWN, entries[0].agency_name, len(entries), fields)


def _grouped(
    entries: Iterable[ListedProcedure], key: str
) -> list[tuple[str, list[ListedProcedure]]]:
    """Entries by a key, in the order of their names; unknown ones last."""
    named = {"agency": "agency_name", "field_key": "field", "level": "level"}[key]
    groups: dict[str, list[ListedProcedure]] = {}
    for entry in entries:
        groups.setdefault(getattr(entry, key), []).append(entry)
    return sorted(groups.items(), key=lambda g: (not g[0], slug(getattr(g[1][0], named))))


def table(installation: Installation, name: str) -> str:
    """A list as CSV that spreadsheets open: UTF-8 with its mark, no cell a formula.

    Raises NotFound `no_catalogue`.
    """
    listing = listing_of(register_of(installation), name)
    columns = _HISTORICAL if listing.about else _IN_FORCE
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(heading for heading, _ in columns)
    for entry in listing.entries:
        writer.writerow(_cell(entry, key) for _, key in columns)
    return out.getvalue()


def _cell(entry: ListedProcedure, key: str) -> str:
    """A text that begins like a formula is marked as text by an apostrophe before it."""
    text = str(getattr(entry, key))
    if key == "level":
        text = _LEVELS.get(text, "")
    return f"'{text}" if text.startswith(_FORMULA) else text
