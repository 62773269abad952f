"""The province's catalogue of 2020: every row of it, as it was published."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from engine.definitions.content_root import content_root
from engine.definitions.manifests.historical_catalogue import (
    FOLDER,
    HistoricalList,
    read_catalogues,
)
from engine.review.checks.check import check

ROOT = content_root()
ROWS = 1717
# Agencies of the list, as it writes them, and how many rows each has.
AGENCIES = {
    "Ban Dân tộc": 2,
    "Ban Quản lý khu KTCK Đồng Đăng": 39,
    "Sở Công thương": 124,
    "Sở Giao thông vận tải": 74,
    "Sở Giáo dục và Đào tạo": 60,
    "Sở Khoa học và Công nghệ": 67,
    "Sở Kế hoạch và Đầu tư": 128,
    "Sở LĐTBXH": 73,
    "Sở NNPTNT": 82,
    "Sở Ngoại vụ": 1,
    "Sở Nội vụ": 84,
    "Sở Thanh Tra": 10,
    "Sở Thông tin truyền thông": 37,
    "Sở Tài chính": 62,
    "Sở Tài nguyên và Môi trường": 101,
    "Sở Tư pháp": 179,
    "Sở VHTTDL": 104,
    "Sở Xây dựng": 36,
    "Sở Y tế": 148,
    "UBND Huyện": 245,
    "UBND Xã": 61,
}


@pytest.fixture(scope="module")
def listed() -> HistoricalList:
    lists, _ = read_catalogues(ROOT)
    (found,) = lists
    return found


def test_the_list_has_all_its_rows(listed: HistoricalList) -> None:
    assert (listed.name, listed.year, len(listed.rows)) == ("lang-son-2020", 2020, ROWS)
    assert sum(AGENCIES.values()) == ROWS
    assert Counter(row.agency for row in listed.rows) == AGENCIES


def test_a_row_stands_as_its_table_has_it(listed: HistoricalList) -> None:
    table = Path(ROOT) / FOLDER / f"{listed.name}.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        cells = [[" ".join(c.split()) for c in row] for row in csv.reader(stream)][1:]
    read = [[r.number, r.agency, r.field, r.code, r.name, r.resolution] for r in listed.rows]
    assert read == cells
    assert (read[0][0], read[-1][0]) == ("1", "1749")


def test_what_is_odd_in_the_list_stays(listed: HistoricalList) -> None:
    codes = Counter(row.code for row in listed.rows)
    assert (codes[""], codes["BKH-LSN-271980"], codes["Chưa có trên CSDL QG"]) == (28, 29, 2)
    assert sum(1 for row in listed.rows if row.resolution) == 263


def test_each_kind_of_oddity_is_told_once() -> None:
    told = [f.code for f in check(None, ROOT) if f.file.startswith(f"{FOLDER}/")]
    assert sorted(told) == ["W421", "W422", "W423", "W424"]
