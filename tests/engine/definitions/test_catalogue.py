"""Historical catalogues: kept as they are, and told when they are odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.manifests.historical_catalogue import HistoricalList, read_catalogues
from engine.review.checks.loose import check_file

HEAD = "title: Danh mục thử\nyear: 2020\n"
HEADINGS = "number,agency,field,code,name,resolution\n"
ROWS = (
    HEADINGS + "1,Sở A,Đất đai,BCT-LSN-1,Cấp giấy,58/NQ-CP\n2,Sở B,Xây dựng,BCT-LSN-2,Cấp phép,\n"
)


def put(root: Path, name: str, text: str | bytes) -> None:
    file = root / "processes/catalogues" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(root: Path, table: str | bytes, head: str = HEAD) -> tuple[HistoricalList | None, list]:
    put(root, "cu.yaml", head)
    put(root, "cu.csv", table)
    lists, findings = read_catalogues(root)
    return (lists[0] if lists else None), findings


def test_rows_are_read_by_their_headings(tmp_path: Path) -> None:
    found, findings = read(tmp_path, ROWS)
    assert found is not None
    assert not findings
    assert (found.name, found.title, found.year) == ("cu", "Danh mục thử", 2020)
    first = found.rows[0]
    assert (first.line, first.number, first.agency, first.field) == (2, "1", "Sở A", "Đất đai")
    assert (first.code, first.name, first.resolution) == ("BCT-LSN-1", "Cấp giấy", "58/NQ-CP")


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_tables_are_read_as_spreadsheets_save_them(
    tmp_path: Path, between: str, mark: bytes
) -> None:
    table = mark + ROWS.replace(",", between).replace("\n", "\r\n").encode()
    found, findings = read(tmp_path, table)
    assert not findings
    assert found is not None
    assert [row.name for row in found.rows] == ["Cấp giấy", "Cấp phép"]


def test_a_cell_over_two_lines_keeps_the_lines_of_what_follows(tmp_path: Path) -> None:
    table = HEADINGS + '1,Sở A,Đất,BCT-LSN-1,"Cấp\ngiấy",\n,,,,,\n2,Sở B,Đất,BCT-LSN-2,Xóa,\n'
    found, _ = read(tmp_path, table)
    assert found is not None
    assert [(row.line, row.name) for row in found.rows] == [(2, "Cấp giấy"), (5, "Xóa")]


def test_accents_written_apart_are_joined(tmp_path: Path) -> None:
    found, findings = read(tmp_path, HEADINGS + "1,A,B,BCT-LSN-1,Ca\u0302\u0301p,\n")
    assert not findings
    assert found is not None
    assert found.rows[0].name == "Cấp"


ODD = {
    "no code": ("1,A,B,,X,\n2,A,B,,Y,\n", "W421", 2, "2 rows have no code (lines 2, 3)"),
    "a code twice": (
        "1,A,B,BCT-LSN-1,X,\n2,A,B,BCT-LSN-1,Y,\n3,A,B,BCT-LSN-2,Z,\n",
        "W422",
        2,
        "1 codes stand more than once, in 2 rows (lines 2, 3); BCT-LSN-1 in 2",
    ),
    "words for a code": (
        "1,A,B,BCT-LSN-1,X,\n2,A,B,không có,Y,\n",
        "W423",
        3,
        '1 rows have a code that is not written as codes are (lines 3): "không có"',
    ),
    "no agency": ("1,,B,BCT-LSN-1,X,\n", "W424", 2, "1 rows lack their name, agency or field"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_is_told_once_for_each_kind_and_kept(tmp_path: Path, kind: str) -> None:
    rows, code, line, words = ODD[kind]
    found, findings = read(tmp_path, HEADINGS + rows)
    (told,) = findings
    assert (told.code, told.line) == (code, line)
    assert words in told.message
    assert found is not None
    assert len(found.rows) == rows.count("\n")


BROKEN = {
    "no heading for the name": (HEADINGS.replace("name", "ten"), HEAD, "E422"),
    "a column that is not there": (ROWS, HEAD + "columns: {resolution: nghi_quyet}\n", "E422"),
    "an open quotation mark": (HEADINGS + '1,A,B,BCT-LSN-1,"X,\n', HEAD, "E423"),
    "headings alone": (HEADINGS, HEAD, "E102"),
    "no title": (ROWS, "year: 2020\n", "E122"),
    "a year in words": (ROWS, HEAD.replace("2020", "năm ngoái"), "E123"),
    "a key that is not known": (ROWS, HEAD + "historical: true\n", "E121"),
    "a spreadsheet itself": (b"\xff\xfeP\x00K\x00", HEAD, "E103"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_located_and_left_out(tmp_path: Path, kind: str) -> None:
    table, head, code = BROKEN[kind]
    found, findings = read(tmp_path, table, head)
    assert found is None
    assert [f.code for f in findings] == [code]
    assert findings[0].line >= 1


@pytest.mark.parametrize(
    ("there", "missing"),
    [("cu.yaml", "processes/catalogues/cu.csv"), ("cu.csv", "processes/catalogues/cu.yaml")],
)
def test_a_head_and_a_table_belong_together(tmp_path: Path, there: str, missing: str) -> None:
    put(tmp_path, there, HEAD if there.endswith("yaml") else ROWS)
    lists, findings = read_catalogues(tmp_path)
    assert not lists
    assert [(f.code, f.file) for f in findings] == [("E421", missing)]


def test_the_newest_list_comes_first(tmp_path: Path) -> None:
    for name, year in (("a", 2019), ("b", 2021), ("c", 2020)):
        put(tmp_path, f"{name}.yaml", HEAD.replace("2020", str(year)))
        put(tmp_path, f"{name}.csv", ROWS)
    assert [one.name for one in read_catalogues(tmp_path)[0]] == ["b", "c", "a"]


def test_a_head_is_no_manifest_and_is_checked_by_itself(tmp_path: Path) -> None:
    put(tmp_path, "cu.yaml", HEAD)
    put(tmp_path, "cu.csv", ROWS)
    content = read_content(tmp_path)
    assert not content.manifests
    assert [one.name for one in content.catalogues] == ["cu"]
    assert check_file(tmp_path / "processes/catalogues/cu.yaml") == []


def test_the_catalogue_of_2020_is_whole() -> None:
    lists, findings = read_catalogues(content_root())
    (found,) = [one for one in lists if one.year == 2020]
    assert len(found.rows) == 1717
    assert [row.number for row in found.rows[:3]] == ["1", "2", "3"]
    assert all(f.code.startswith("W42") for f in findings)
    assert len(findings) == 4, "one for each kind"
