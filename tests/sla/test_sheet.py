import csv
import io

import pytest

import sla.sheet
from sla.errors import BadSheet
from sla.sheet import answer

HEAD = "code,received,limit_days,hours"
GOOD = "1,2023-12-05T11:04:42+07:00,25,an-giang"


@pytest.fixture
def answered(calendars):
    def ask(*lines):
        def calendar_of(hours):
            return calendars.by_hours.get(calendars.default if hours == "" else hours)

        text = io.StringIO("".join(f"{line}\n" for line in lines))
        return [cells for rows in answer(text, calendar_of) for cells in rows]

    return ask


@pytest.fixture(params=[1, 2, 50_000])
def any_chunk(request, monkeypatch):
    monkeypatch.setattr(sla.sheet, "CHUNK", request.param)


@pytest.mark.usefixtures("any_chunk")
def test_each_row_gets_its_due_moment_by_the_hours_of_its_office(answered):
    rows = answered(
        HEAD,
        GOOD,
        "2,2023-12-05T11:04:42+07:00,25,",
        "",
        '"3, third",2023-12-05T04:04:42Z,5,an-giang',
        "4,2023-12-05T00:00:00.5+07:00,0001,lang-son",
    )
    assert [row[0] for row in rows] == ["code", "1", "2", "3, third", "4"]
    assert [row[-1] for row in rows] == [
        "due",
        "2024-01-10T11:00:00+07:00",
        "2024-01-10T11:04:42+07:00",
        "2023-12-12T11:00:00+07:00",
        "2023-12-06T07:30:00+07:00",
    ]
    assert all(len(row) == 5 for row in rows)


def test_hours_may_be_left_out(answered):
    assert answered("limit_days,received", "1,2023-12-05T08:00+07:00") == [
        ["limit_days", "received", "due"],
        ["1", "2023-12-05T08:00+07:00", "2023-12-06T08:00:00+07:00"],
    ]


BAD_ROWS = [
    ("1,2023-12-05T11:04:42+07:00,25", "3 cells under 4 columns."),
    ("1,2023-12-05T11:04:42+07:00,25,elsewhere", "There are no office hours 'elsewhere'."),
    ("1,2023-12-05T11:04:42+07:00,0,", "'0' is no limit_days: write 1 to 9999."),
    ("1,2023-12-05T11:04:42+07:00,10000,", "'10000' is no limit_days: write 1 to 9999."),
    ("1,2023-12-05T11:04:42+07:00,-1,", "'-1' is no limit_days: write 1 to 9999."),
    ("1,2023-12-05T11:04:42+07:00,٣,", "'٣' is no limit_days: write 1 to 9999."),
    ("1,yesterday,5,", "'yesterday' is no moment: write it like 2023-12-05T11:04:42+07:00."),
    ("1,0001-01-01T00:00:00+14:00,5,", ("'0001-01-01T00:00:00+14:00' is no moment: write it like "
     "2023-12-05T11:04:42+07:00.")),
    ("1,2023-12-05T11:04:42,5,", "2023-12-05T11:04:42 has no offset from UTC, such as +07:00."),
    ("1,2017-12-31T08:00+07:00,5,", ("2017-12-31 is outside the calendar, which covers 2018-01-01 "
     "to 2027-12-31.")),
    ("1,2027-12-31T08:00+07:00,5,", ("The result is outside the calendar, which covers 2018-01-01 "
     "to 2027-12-31.")),
    ('1,"2027"x,5,', "no CSV: ',' expected after '\"'."),
]  # fmt: skip


@pytest.mark.usefixtures("any_chunk")
@pytest.mark.parametrize(("row", "message"), BAD_ROWS)
def test_a_bad_row_is_told_with_its_line(answered, row, message):
    with pytest.raises(BadSheet) as caught:
        answered(HEAD, GOOD, row, GOOD)
    assert [(each.line, each.message) for each in caught.value.problems] == [(3, message)]
    assert str(caught.value) == f"line 3: {message}"


@pytest.mark.usefixtures("any_chunk")
def test_every_bad_row_is_told_in_order_up_to_a_bound(answered):
    with pytest.raises(BadSheet) as caught:
        answered(HEAD, "1,2017-12-31T08:00+07:00,5,", GOOD, "1,2,3,", "too short")
    assert [each.line for each in caught.value.problems] == [2, 4, 5]
    assert [line[:7] for line in str(caught.value).splitlines()] == [
        "line 2:",
        "line 4:",
        "line 5:",
    ]
    with pytest.raises(BadSheet) as caught:
        answered(HEAD, *["too short"] * 100)
    assert [each.line for each in caught.value.problems] == list(range(2, 22))


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "the column received and limit_days is missing."),
        ("code,received", "the column limit_days is missing."),
        ("received,limit_days,due", "the column due would stand twice."),
        ("received,limit_days,received", "the column received would stand twice."),
        ("received,limit_days,a,b,b,a", "the column a, b would stand twice."),
        ('"a"b', "no CSV: ',' expected after '\"'."),
    ],
)
def test_a_sheet_without_its_columns_is_refused(answered, head, message):
    with pytest.raises(BadSheet, match=f"^line 1: {message}$"):
        answered(head, GOOD)


def test_a_sheet_without_lines_has_no_columns(answered):
    with pytest.raises(BadSheet, match="the column received and limit_days is missing"):
        answered()


def test_rows_come_some_at_a_time(calendars, monkeypatch):
    monkeypatch.setattr(sla.sheet, "CHUNK", 2)
    lines = ["received,limit_days", *["2023-12-05T08:00+07:00,1"] * 5]
    parts = answer(lines, lambda _: calendars.get("lang-son"))
    assert [len(rows) for rows in parts] == [1, 2, 2, 1]


def test_a_sheet_without_rows_is_its_head(answered):
    assert answered(HEAD) == [[*next(csv.reader([HEAD])), "due"]]
