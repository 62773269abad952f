import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.calendars.special_days import Confidence, DayKind
from engine.errors import BrokenContent, NotFound

HOLIDAYS = Path(__file__).parents[3] / "holidays"

YEAR = """\
year: {year}
days:
  - date: {year}-01-01
    kind: "off"
    name: Tết Dương lịch
    source: Bộ luật Lao động 45/2019/QH14 Đ.112 k.1
    confidence: verified
"""
HOURS = """\
weekly_off: [saturday, sunday]
default: office
hours:
  - id: office
    name: Văn phòng
    source: Quy chế
    periods:
      - sessions: ["07:30-11:30", "13:00-17:00"]
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "holidays"
    made.mkdir()
    for year in (2023, 2024):
        (made / f"{year}.yaml").write_text(YEAR.format(year=year), "utf-8")
    (made / "office-hours.yaml").write_text(HOURS, "utf-8")
    return made


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def findings(folder):
    with pytest.raises(BrokenContent) as caught:
        read_calendars(folder)
    return [(f.file, f.line, f.code) for f in caught.value.findings]


def test_our_own_calendars_load():
    calendars = read_calendars(HOLIDAYS)
    assert set(calendars.names) >= {"an-giang", "lang-son"}
    assert calendars.default == "lang-son"
    assert sorted(calendars.years) == list(range(2018, 2028))
    assert calendars.get("an-giang").first == date(2018, 1, 1)
    assert calendars.get("an-giang").last == date(2027, 12, 31)


def test_every_day_has_a_source_and_only_open_questions_are_projected():
    years = read_calendars(HOLIDAYS).years
    days = [day for year in years.values() for day in year]
    assert len(days) == 147
    assert all(day.source and day.name for day in days)
    assert {d.date.year for d in days if d.confidence is Confidence.PROJECTED} == {2027}
    worked = [day.date for day in days if day.kind is DayKind.WORKED]
    assert all(day.isoweekday() == 6 for day in worked)
    assert len(worked) == 6


def test_the_weekday_beside_each_date_is_right():
    names = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
    for path in HOLIDAYS.glob("2*.yaml"):
        for line in path.read_text("utf-8").splitlines():
            if "- date: " in line:
                day, comment = line.split("- date: ")[1].split("  # ")
                assert comment == names[date.fromisoformat(day).weekday()], line


def test_next_year_has_a_calendar():
    """Red from 1 December: enter next year's days in holidays/YEAR.yaml, each with its source."""
    today = datetime.now(UTC).date()
    wanted = today.year + (today.month == 12)
    assert wanted in read_calendars(HOLIDAYS).years, f"holidays/{wanted}.yaml is missing"


def test_office_hours_that_nobody_has_are_not_found(folder):
    with pytest.raises(NotFound) as caught:
        read_calendars(folder).get("elsewhere")
    assert caught.value.code == "unknown_hours"


def test_a_year_that_nobody_entered_is_not_found(folder):
    calendars = read_calendars(folder)
    assert [day.line for day in calendars.year(2024)] == [3]
    with pytest.raises(NotFound) as caught:
        calendars.year(2025)
    assert caught.value.code == "unknown_year"


DAY = '  - {{date: {}, kind: "{}", name: x, source: y, confidence: verified}}\n'
BAD_YEARS = [
    # what stands at the end of 2024.yaml, where it is told, how
    (DAY.format("2024-01-01", "worked"), 8, "E502"),  # both off and worked
    (DAY.format("2024-01-01", "off"), 8, "E502"),
    (DAY.format("2023-01-02", "off"), 8, "E501"),
    (DAY.format("2024-02-30", "off"), 8, "E501"),
    (DAY.format("2024-05-06", "worked"), 8, "E503"),  # a Monday
    (DAY.format("2024-05-04", "perhaps"), 8, "E124"),
    ("  - {date: 2024-05-01, kind: off, name: x, confidence: verified}\n", 8, "E122"),
    ("  - {date: 2024-05-01, kind: off, name: x, source: '', confidence: high}\n", 8, "E122"),
    ("  - {date: 2024-05-01, kind: off, name: x, source: y, confidence: sure}\n", 8, "E124"),
    ("  - {date: 2024-05-01, date: 2024-05-02}\n", 8, "E112"),
    ("  - 2024-05-01\n", 8, "E123"),
    ("why: because\n", 8, "E121"),
    ("  - {date: [\n", 9, "E111"),
]


@pytest.mark.parametrize(("text", "line", "code"), BAD_YEARS)
def test_a_bad_day_is_told_with_its_line(folder, text, line, code):
    path = folder / "2024.yaml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    assert findings(folder) == [("holidays/2024.yaml", line, code)]


def test_a_year_has_the_parts_of_a_year(folder):
    (folder / "2024.yaml").write_text("year: 2024\n", "utf-8")
    assert findings(folder) == [("holidays/2024.yaml", 1, "E122")]
    (folder / "2024.yaml").write_text("year: 2024\ndays: none\n", "utf-8")
    assert findings(folder) == [("holidays/2024.yaml", 2, "E123")]
    (folder / "2024.yaml").write_text("year: 2023\ndays: []\n", "utf-8")
    assert findings(folder) == [("holidays/2024.yaml", 1, "E501")]


def test_a_missing_year_is_told(folder):
    shutil.move(folder / "2023.yaml", folder / "2021.yaml")
    edit(folder / "2021.yaml", "year: 2023", "year: 2021")
    edit(folder / "2021.yaml", "date: 2023", "date: 2021")
    assert findings(folder) == [
        ("holidays/2022.yaml", 1, "E506"),
        ("holidays/2023.yaml", 1, "E506"),
    ]


def test_an_empty_folder_is_told(tmp_path):
    assert [code for _, _, code in findings(tmp_path / "holidays")] == ["E506", "E107"]


BAD_HOURS = [
    # in office-hours.yaml: this, instead of this, is told there, so
    ('"13:00-17:00"', '"11:00-17:00"', 8, "E504"),  # overlapping
    ('"13:00-17:00"', '"13:00-13:00"', 8, "E504"),  # empty
    ('"13:00-17:00"', '"13:00-25:00"', 8, "E504"),
    ('"13:00-17:00"', "afternoon", 8, "E504"),
    ('["07:30-11:30", "13:00-17:00"]', "[]", 8, "E504"),
    ("source: Quy chế", "source:", 6, "E122"),
    ("    source: Quy chế\n", "", 4, "E122"),
    ("default: office", "default: other", 2, "E124"),
    ("sunday", "Sunday", 1, "E124"),
    ("weekly_off: [saturday, sunday]\n", "", 1, "E122"),
    ("      - sessions", "      - from: 2023-01-03\n        sessions", 4, "E505"),
    ("      - sessions", "      - until: 2024-12-30\n        sessions", 4, "E505"),
    ("      - sessions", "      - weekdays: [monday]\n        sessions", 4, "E505"),
    ("      - sessions", '      - season: "04-16/10-15"\n        sessions', 4, "E505"),
    ("      - sessions", '      - season: "04-16/10-32"\n        sessions', 8, "E501"),
    ("      - sessions", "      - season: summer\n        sessions", 8, "E501"),
    ("      - sessions", "      - from: soon\n        sessions", 8, "E501"),
    ("      - sessions", "      - hours", 8, "E121"),
    ("    periods:\n", '    periods:\n      - sessions: ["08:00-09:00"]\n', 9, "E505"),
]


@pytest.mark.parametrize(("old", "new", "line", "code"), BAD_HOURS)
def test_bad_hours_are_told_with_their_line(folder, old, new, line, code):
    edit(folder / "office-hours.yaml", old, new)
    assert ("holidays/office-hours.yaml", line, code) in findings(folder)


def test_hours_that_stand_twice_are_told(folder):
    path = folder / "office-hours.yaml"
    path.write_text(HOURS + HOURS.split("hours:\n", 1)[1], "utf-8")
    assert findings(folder) == [("holidays/office-hours.yaml", 9, "E502")]


def test_everything_wrong_is_told_at_once(folder):
    edit(folder / "2023.yaml", "2023-01-01", "01/01/2023")
    edit(folder / "2024.yaml", "source: Bộ", "sauce: Bộ")
    edit(folder / "office-hours.yaml", "07:30", "7:30")
    assert findings(folder) == [
        ("holidays/2023.yaml", 3, "E501"),
        ("holidays/2024.yaml", 3, "E122"),
        ("holidays/2024.yaml", 6, "E121"),
        ("holidays/office-hours.yaml", 8, "E504"),
    ]


def test_seasons_part_the_year(folder):
    edit(
        folder / "office-hours.yaml",
        '      - sessions: ["07:30-11:30", "13:00-17:00"]',
        '      - season: "04-16/10-15"\n        sessions: ["07:00-11:30", "13:30-17:00"]\n'
        '      - season: "10-16/04-15"\n        sessions: ["07:30-11:30", "13:00-17:00"]',
    )
    calendar = read_calendars(folder).get("office")
    assert [f"{calendar.sessions(date(2024, 4, day))[0][0]:%H:%M}" for day in (15, 16)] == [
        "07:30",
        "07:00",
    ]
