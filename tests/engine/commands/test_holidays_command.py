import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from engine.commands.holidays import holidays
from engine.definitions.calendars.calendar_folder import read_calendars

HOLIDAYS = Path(__file__).parents[3] / "holidays"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the calendars, to be changed."""
    monkeypatch.setenv("MOTCUA_CONTENT", str(tmp_path))
    monkeypatch.delenv("MOTCUA_CONFIG", raising=False)
    shutil.copytree(HOLIDAYS, tmp_path / "holidays")
    return tmp_path / "holidays"


def run(*words):
    return CliRunner().invoke(holidays, words)


def remarks(*words):
    result = run("check", *words, "--json")
    return result.exit_code, [(row["severity"], row["day"]) for row in json.loads(result.stdout)]


KNOWN = [("warning", "2026-01-02"), ("warning", "2026-01-10")]


@pytest.mark.usefixtures("folder")
def test_the_two_days_that_the_package_does_not_know_are_told():
    assert remarks("--on", "2026-11-22") == (0, KNOWN)
    told = run("check", "--on", "2026-11-22").stdout
    assert (
        "2026-01-02 is off (Hoán đổi (làm bù 10/01/2026); CV 12729/VPCP-KGVX 25/12/2025), in PyPI "
        "holidays it is worked." in told
    )
    assert "Calendars of 2018 to 2027: 2 remarks." in told


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("on", "code", "missing"),
    [("2026-12-01", 0, 0), ("2027-11-30", 0, 0), ("2027-12-01", 1, 1), ("2028-01-01", 1, 1)],
)
def test_next_year_is_missed_from_1_december(on, code, missing):
    found, rows = remarks("--on", on)
    assert (found, sum(severity == "error" for severity, _ in rows)) == (code, missing)


@pytest.mark.usefixtures("folder")
def test_a_running_year_should_not_rest_on_projections():
    _, rows = remarks("--on", "2027-01-01")
    assert ("warning", "2027-02-04") in rows


def test_a_day_that_only_the_package_knows_is_told(folder):
    path = folder / "2024.yaml"
    days = yaml.safe_load(path.read_text("utf-8"))
    days["days"] = [row for row in days["days"] if row["date"] != date(2024, 9, 2)]
    path.write_text(yaml.safe_dump(days, allow_unicode=True), "utf-8")
    result = run("check", "--on", "2026-11-22")
    assert "warning: 2024-09-02 is worked, in PyPI holidays it is off." in result.stdout


def test_a_missing_source_is_located(folder):
    path = folder / "2024.yaml"
    text = path.read_text("utf-8").replace("    source: TB 5015/TB-LĐTBXH\n", "", 1)
    path.write_text(text, "utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "holidays/2024.yaml:" in result.stderr
    assert '"source" is missing' in result.stderr


@pytest.mark.usefixtures("folder")
def test_without_a_day_it_judges_from_today():
    assert "Calendars of 2018 to 2027" in run("check").stdout


@pytest.mark.parametrize("year", [2028, 2029])
def test_a_draft_is_a_calendar_of_projected_days(folder, year):
    for missing in range(2028, year + 1):
        result = run("draft", str(missing))
        assert result.exit_code == 0, result.output
        (folder / f"{missing}.yaml").write_text(result.stdout, "utf-8")
    calendar = read_calendars(folder).get("lang-son")
    assert not calendar.is_working(date(year, 1, 1))
    assert calendar.is_projected(date(year, 9, 2))
    assert remarks("--on", "2026-11-22") == (0, KNOWN)


def test_a_draft_knows_swapped_days_and_names_in_vietnamese():
    draft = yaml.safe_load(run("draft", "2024").stdout)
    days = {row["date"]: row for row in draft["days"]}
    assert draft["year"] == 2024
    assert days[date(2024, 5, 4)]["kind"] == "worked"
    assert days[date(2024, 2, 10)]["name"] == "Tết Nguyên Đán"
    assert all(row["source"] and row["confidence"] == "projected" for row in draft["days"])


@pytest.mark.parametrize("year", ["2017", "2100", "soon"])
def test_a_year_that_the_package_does_not_know_is_refused(year):
    result = run("draft", year)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
