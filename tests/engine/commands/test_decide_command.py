"""`motcua decide` and `motcua feel`: JSON in, JSON out, one sentence where it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands import cli
from tests.decisions import dmn, literal, table


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def file(tmp_path: Path) -> str:
    whole = table(
        ['"ít" | > date("2024-01-01") => 10 | duration("P5D")', "- | - => 20 | date(ngày)"],
        "FIRST",
        (("Nhóm", "string"), ("ngày", "date")),
        (("phí", "number"), ("hạn", "Any")),
        requires=("nhom",),
    )
    group = literal('if số < 5 then "ít" else "nhiều"', id="nhom", name="Nhóm")
    path = tmp_path / "phi.dmn"
    path.write_bytes(dmn(whole, group))
    return str(path)


@pytest.mark.parametrize("asked", [(), ("--decision", "quyet_dinh"), ("--decision", "Quyết định")])
def test_a_decision_is_named_by_id_or_name_or_is_the_last(
    file: str, asked: tuple[str, ...]
) -> None:
    done = run("decide", file, *asked, "--input", '{"số": 2, "ngày": "2024-05-06"}')
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"phí": 10, "hạn": "P5D"}


def test_dates_come_out_as_they_went_in(file: str) -> None:
    done = run("decide", file, "--input", '{"số": 9, "ngày": "2024-05-06"}', "--rules")
    assert json.loads(done.stdout) == {"phí": 20, "hạn": "2024-05-06"}
    assert done.stderr.splitlines() == ["Nhóm: none", "Quyết định: 2"]


def test_a_required_decision_may_be_asked_alone(file: str) -> None:
    assert run("decide", file, "--decision", "Nhóm", "--input", '{"số": 9}').stdout == '"nhiều"\n'


def test_warnings_go_to_standard_error(file: str) -> None:
    done = run("decide", file, "--decision", "Nhóm")
    assert (done.exit_code, done.stdout) == (0, '"nhiều"\n')
    assert done.stderr.startswith("warning: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--decision", "khác"), "no decision 'khác'; it holds: quyet_dinh (Quyết định), nhom"),
        (("--input", "{"), "no JSON"),
        (("--input", "[1]"), "a JSON object is wanted"),
        (
            ("--input", '{"số": 1, "ngày": "6/5/2024"}'),
            'decision "Quyết định", column "ngày": "6/5/2024" is no date',
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(file: str, words: tuple[str, ...], said: str) -> None:
    done = run("decide", file, *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.dmn"
    path.write_bytes(dmn(table(['1 => "a"'], "FRIST")))
    done = run("decide", str(path))
    assert done.exit_code == 1
    assert 'E707 decision "Quyết định": the hit policy "FRIST" is not known' in done.stderr
    assert run("decide", str(tmp_path / "y.dmn")).exit_code == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("1 + 2",), 3),
        (("x * 2", "--input", '{"x": 2.5}'), 5),
        (("kết quả = null",), True),
        (("{a: [1, null], b: true}",), {"a": [1, None], "b": True}),
        (('date("2024-01-31") + duration("P1D")',), "2024-02-01"),
        (('time("08:00:00") + duration("PT1H")',), "09:00:00+00:00"),
        (('duration("P1Y2M")',), "P1Y2M"),
        (('date(x) + duration("P5D")', "--input", '{"x": "2024-02-27"}'), "2024-03-03"),
        (("[1..10]", "--unary", "--value", "5"), True),
        (("4,5", "--unary", "--value", "6"), False),
        (('not("a")', "--unary", "--value", '"b"'), True),
        (("> trần", "--unary", "--value", "6", "--input", '{"trần": 5}'), True),
        (("-", "--unary"), True),
    ],
)
def test_feel_answers_in_json(words: tuple[str, ...], answer: object) -> None:
    done = run("feel", *words)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == answer


def test_feel_warns_of_what_it_did_not_find() -> None:
    done = run("feel", "không có + 1")
    assert (done.exit_code, done.stdout) == (0, "null\n")
    assert "warning: " in done.stderr
    assert "không có" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("1 +",),
        ("if", "--input", "{}"),
        ("x", "--input", "1"),
        ("1", "--value", "2"),
        ("< 5", "--unary", "--value", "năm"),
        ("count(for i in 1..1000000000 return i)",),
        ("function(a) a",),
        (),
    ],
)
def test_feel_fails_in_one_sentence(words: tuple[str, ...]) -> None:
    done = run("feel", *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("Error: ")
