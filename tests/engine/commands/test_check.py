"""`motcua check` as a person, a pipeline and a designer at work see it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.check import annotation, changes
from engine.commands.check import check as command
from engine.errors import Finding, Severity
from tests.engine.review.drawing import xml

DEADLOCK = xml("start>A>xor1>B>and1>end, xor1>C>and1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "thử.bpmn"
    path.write_text(DEADLOCK, encoding="utf-8")
    return path


def test_a_finding_shows_the_line_that_it_means(file: Path) -> None:
    lines = CliRunner().invoke(command, [str(file)]).stdout.splitlines()
    (at,) = [n for n, line in enumerate(lines) if " E602 " in line]
    number = int(lines[at].split(":")[1])
    source = DEADLOCK.splitlines()[number - 1]
    assert lines[at + 1] == f"{number:>6} | {source.strip()}".ljust(len(lines[at + 1]))
    column = lines[at + 2].index("^")
    assert lines[at + 1][column:].startswith("and1")
    assert lines[at + 2].count("^") == len("and1")


def test_the_last_line_counts(file: Path) -> None:
    last = CliRunner().invoke(command, [str(file)]).stdout.splitlines()[-1]
    assert re.fullmatch(r"1 error, \d+ warnings", last)


@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_colours_where_nobody_sees_them(file: Path, no_color: str) -> None:
    result = CliRunner(env={"NO_COLOR": no_color}).invoke(command, [str(file)])
    assert "\x1b[" not in result.stdout


def test_vietnamese_stands_at_the_place_and_the_exact_message_below(file: Path) -> None:
    lines = CliRunner().invoke(command, [str(file), "--language", "vi"]).stdout.splitlines()
    (at,) = [n for n, line in enumerate(lines) if " E602 " in line]
    assert lines[at].endswith("E602 “and1”: cổng hợp nhánh chờ mãi một nhánh không tới được")
    assert lines[at + 3].startswith("  Cách sửa: Tách bằng cổng loại nào")
    assert lines[at + 4].startswith('  Chi tiết: parallel gateway "and1": waits for ever')
    assert re.fullmatch(r"1 lỗi phải sửa, \d+ chỗ nên xem lại", lines[-1])


def test_machines_are_told_the_same_in_every_language(file: Path) -> None:
    told = [
        CliRunner().invoke(command, [str(file), "--language", language, "--json"]).stdout
        for language in ("en", "vi")
    ]
    assert told[0] == told[1]


def test_github_gets_annotations(file: Path) -> None:
    result = CliRunner().invoke(command, [str(file), "--format", "github"])
    assert result.exit_code == 1
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("::error ")]
    assert re.match(r"::error file=.*thử\.bpmn,line=\d+,title=E602 and1::parallel gateway", line)


def test_an_annotation_stays_on_one_line_whatever_the_message() -> None:
    found = Finding("a,b:c.bpmn", 3, Severity.WARNING, "W601", "x", "50 %\nmore")
    said = "::warning file=a%2Cb%3Ac.bpmn,line=3,title=W601 x::50 %25%0Amore"
    assert annotation(found) == said


def test_format_json_is_what_json_was(file: Path) -> None:
    old = CliRunner().invoke(command, [str(file), "--json"])
    new = CliRunner().invoke(command, [str(file), "--format", "json"])
    assert (old.stdout, old.exit_code) == (new.stdout, new.exit_code)


def test_watching_tells_each_change_once(file: Path) -> None:
    seen = changes([file.parent], pause=0)
    first = next(seen)
    file.write_text(DEADLOCK + "\n", encoding="utf-8")
    second = next(seen)
    assert first != second
    (file.parent / "moi.form").write_text("{}", encoding="utf-8")
    third = next(seen)
    assert set(third) - set(second) == {file.parent / "moi.form"}
    file.unlink()
    assert file not in next(seen)


MANY = """agency: so-thu
field: Thử
procedures:
  - {code: 9.000001, name: Một}
  - {code: 9.000002, name: Hai}
  - {code: 9.000003, name: Ba, papers: [{id: don, name: Đơn}]}
  - {code: 9.000004, name: Bốn}
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "nhieu.yaml"
    path.write_text(MANY, encoding="utf-8")
    return path


def remarks(*words: str) -> list[str]:
    lines = CliRunner().invoke(command, words).stdout.splitlines()
    return [line.partition(" W401 ")[2] for line in lines if " W401 " in line]


def test_what_many_procedures_lack_alike_is_told_on_one_line(many: Path) -> None:
    lacks = "information only, it cannot be filed; not known: diagram, time_limit, form"
    assert remarks(str(many)) == [
        f"3 procedures, each: {lacks}, papers; --all lists them",
        f"9.000003: {lacks}",
    ]
    last = CliRunner().invoke(command, [str(many)]).stdout.splitlines()[-1]
    assert last == "0 errors, 4 warnings"


def test_all_of_them_are_told_when_asked_for(many: Path) -> None:
    assert [line.split(":")[0] for line in remarks(str(many), "--all")] == [
        "9.000001",
        "9.000002",
        "9.000003",
        "9.000004",
    ]


def test_machines_are_told_all_of_them(many: Path) -> None:
    found = json.loads(CliRunner().invoke(command, [str(many), "--json"]).stdout)
    assert [f["element"] for f in found] == ["9.000001", "9.000002", "9.000003", "9.000004"]
