import json

import pytest
from click.testing import CliRunner

from engine.commands import cli
from engine.commands.holidays import holidays
from engine.commands.sla import sla

RECEIVED = ["due", "--received", "2023-12-05T11:04:42+07:00", "--hours", "an-giang"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("MOTCUA_CONTENT", raising=False)
    monkeypatch.delenv("MOTCUA_CONFIG", raising=False)


def run(group, *words):
    return CliRunner().invoke(group, words)


def answer(*words):
    result = run(sla, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_real_case():
    assert answer(*RECEIVED, "--limit", "25 working days") == {
        "due": "2024-01-10T11:00:00+07:00",
        "projected": False,
    }


def test_pauses_may_be_repeated_and_restart():
    pauses = [
        "--pause", "2023-12-06T08:00:00+07:00/2023-12-07T08:00:00+07:00",
        "--pause", "2023-12-07T01:00:00Z/2023-12-08T01:00:00Z",
    ]  # fmt: skip
    limit = ["--limit", "5 ngày làm việc"]
    assert answer(*RECEIVED, *limit, *pauses)["due"] == "2023-12-14T11:00:00+07:00"
    again = answer(*RECEIVED, *limit, *pauses, "--policy", "restart")
    assert again["due"] == "2023-12-15T08:00:00+07:00"
    still_open = ["--pause", "2023-12-06T08:00:00+07:00/"]
    assert answer(*RECEIVED, *limit, *still_open)["due"] == "2023-12-12T11:00:00+07:00"


def test_remaining():
    moments = ["--at", "2023-12-07T08:24+07:00", "--due", "2024-01-10T11:00+07:00"]
    assert answer("remaining", *moments, "--hours", "an-giang") == {
        "days": 23,
        "hours": 2,
        "minutes": 36,
        "overdue": False,
        "text": "còn 23 ngày 2 giờ 36 phút",
    }
    assert run(sla, "remaining", *moments).stdout == "còn 23 ngày 2 giờ 36 phút\n"
    english = run(cli, "--language", "en", "sla", "remaining", *moments)
    assert english.stdout == "23 days 2 hours 36 minutes left\n"


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        ("2024-01-09T17:00:00+07:00", "early"),
        ("2024-01-10T11:00:00+07:00", "on_time"),
        ("2024-01-10T11:00:01+07:00", "late"),
    ],
)
def test_classify(ended, state):
    moments = ["--due", "2024-01-10T11:00:00+07:00", "--ended", ended]
    assert answer("classify", *moments) == {"state": state}
    assert run(sla, "classify", *moments).stdout == f"{state}\n"


def test_projected_days_are_told():
    words = ["due", "--received", "2027-02-01T08:00+07:00", "--limit", "5 working days"]
    assert answer(*words)["projected"] is True
    assert "projected" in run(sla, *words).stdout


BAD = [
    [*RECEIVED, "--limit", "0 working days"],
    [*RECEIVED, "--limit", "10000 days"],
    [*RECEIVED, "--limit", "soon"],
    [*RECEIVED],
    [*RECEIVED, "--limit", "5 days", "--policy", "perhaps"],
    [*RECEIVED, "--limit", "5 days", "--hours", "elsewhere"],
    [*RECEIVED, "--limit", "5 days", "--pause", "2023-12-06T08:00+07:00"],
    [*RECEIVED, "--limit", "5 days", "--pause", "2023-12-06T08:00Z/2023-12-05T08:00Z"],
    ["due", "--received", "2023-12-05T11:04:42", "--limit", "5 days"],
    ["due", "--received", "yesterday", "--limit", "5 days"],
    ["due", "--received", "0001-01-01T00:00:00+14:00", "--limit", "5 days"],
    ["due", "--received", "2029-01-02T08:00:00+07:00", "--limit", "5 days"],
    ["remaining", "--at", "2023-12-07T08:24+07:00", "--due", "2031-01-10T11:00+07:00"],
    ["classify", "--due", "2023-12-07T08:24+07:00", "--ended", "never"],
]


@pytest.mark.parametrize("words", BAD, ids=lambda words: " ".join(words[1:]))
def test_what_is_wrong_is_one_sentence_and_exit_1(words):
    result = run(sla, *words, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


def test_holidays_are_shown_with_their_sources():
    shown = run(holidays, "show", "2024").stdout
    assert "04/05/2024  thứ Bảy   làm bù  verified   Làm bù cho 29/04/2024 [TB 1570" in shown
    rows = json.loads(run(holidays, "show", "2024", "--json").stdout)
    assert rows[0]["date"] == "2024-01-01"
    assert all(row["source"] for row in rows)


def test_a_year_without_calendar_is_an_error():
    result = run(holidays, "show", "2030")
    assert result.exit_code == 1
    assert "There is no calendar of 2030" in result.stderr


def test_a_province_has_calendars_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_CONTENT", str(tmp_path))
    result = run(sla, *RECEIVED, "--limit", "5 days")
    assert result.exit_code == 1
    assert "holidays/" in result.stderr


SHEET = "code,received,limit_days,hours\n1,2023-12-05T11:04:42+07:00,25,an-giang\n"


def bulk(source, target):
    return run(sla, "bulk", "--in", str(source), "--out", str(target))


def test_a_sheet_is_answered(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.commands.sla.STRIDE", 2)
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(SHEET + '"hai, 2",2023-12-05T08:00+07:00,5,\n', "utf-8-sig")
    assert bulk(source, target).exit_code == 0
    assert target.read_text("utf-8") == (
        "code,received,limit_days,hours,due\n"
        "1,2023-12-05T11:04:42+07:00,25,an-giang,2024-01-10T11:00:00+07:00\n"
        '"hai, 2",2023-12-05T08:00+07:00,5,,2023-12-12T08:00:00+07:00\n'
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"2,yesterday,5,\n", "line 3: 'yesterday' is no moment"),
        (b"2,\xff,5,\n", "line 3: this is not UTF-8 text"),
    ],
)
def test_nothing_is_written_when_a_row_is_bad(tmp_path, row, said):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(SHEET.encode() + row)
    target.write_text("before", "utf-8")
    result = bulk(source, target)
    assert result.exit_code == 1
    assert said in result.stderr
    assert target.read_text("utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_files_that_cannot_be_read_or_written_are_one_sentence(tmp_path):
    source = tmp_path / "in.csv"
    assert "does not exist" in bulk(source, tmp_path / "out.csv").stderr
    source.write_text(SHEET, "utf-8")
    result = bulk(source, tmp_path / "nowhere" / "out.csv")
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory." in result.stderr
