"""Sentences of a chain of facts, kind by kind; places are filled, nothing is left over."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.deadlines.explanation.chain import special_days
from engine.deadlines.explanation.days import LimitDayKind, days_of
from engine.deadlines.explanation.wording import fact_words
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.content_root import content_root
from sla.explain import Fact, FactKind
from sla.limits import parse_limit
from sla.pauses import Pause, PausePolicy
from sla.receipt import ReceiptRule
from sla.stopwatch import Stopwatch
from tests.engine.dossiers.play import on

CALENDARS = read_calendars(content_root() / "holidays")
AN_GIANG = CALENDARS.get("an-giang")
NAMES = special_days(CALENDARS)


def sentences(start: str, limit: str, **known: object) -> list[str]:
    watch = Stopwatch(start=on(start), limit=parse_limit(limit), **known)  # type: ignore[arg-type]
    return [fact_words(fact) for fact in watch.explain(AN_GIANG, NAMES)]


def test_the_real_case_of_25_days_in_the_noon_break() -> None:
    assert sentences("2023-12-05 11:04", "25 working days") == [
        "Tiếp nhận Thứ Ba 05/12/2023 11:04, thời hạn 25 ngày làm việc.",
        "Trong giờ nghỉ trưa nên tính như 11:00.",
        "Bỏ qua 01/01/2024 Tết Dương lịch (Bộ luật Lao động 45/2019/QH14 Đ.112 k.1).",
        "Bỏ qua 10 ngày nghỉ hằng tuần, từ 09/12/2023 đến 07/01/2024.",
        "Hạn: Thứ Tư 10/01/2024 11:00.",
    ]


def test_a_pause_says_why_and_what_it_gives_back() -> None:
    pauses = (Pause(on("2023-12-11 09:00"), on("2023-12-14 10:30"), "supplement"),)
    lines = sentences("2023-12-07 08:24", "17 working days", pauses=pauses)
    assert lines[1] == (
        "Tạm dừng từ Thứ Hai 11/12/2023 09:00 đến Thứ Năm 14/12/2023 10:30"
        " (chờ người nộp bổ sung giấy tờ): trả lại 3 ngày 1 giờ 30 phút."
    )
    anew = sentences("2023-12-07 08:24", "17 days", pauses=pauses, policy=PausePolicy.RESTART)
    assert anew[1].endswith("(chờ người nộp bổ sung giấy tờ).")
    assert anew[2] == "Tính lại từ đầu từ Thứ Năm 14/12/2023 10:30, thời hạn 17 ngày."
    open_pause = sentences(
        "2023-12-07 08:24",
        "5 working days",
        pauses=(Pause(on("2023-12-11 09:00"), None, "payment"),),
    )
    assert open_pause[1] == (
        "Tạm dừng từ Thứ Hai 11/12/2023 09:00"
        " (chờ người nộp thực hiện nghĩa vụ tài chính); đến nay chưa tính tiếp."
    )


@pytest.mark.parametrize(
    ("start", "rule", "ends"),
    [
        ("2023-12-05 11:30", ReceiptRule.NEXT_SESSION, "kế tiếp: 13:00."),
        ("2023-12-05 17:01", ReceiptRule.NEXT_MORNING, "kế tiếp: Thứ Tư 06/12/2023 08:00."),
        (
            "2024-01-01 10:00",
            ReceiptRule.LAST_HOUR,
            (
                "kế tiếp: Thứ Ba 02/01/2024 07:00."
                " 01/01/2024: Tết Dương lịch (Bộ luật Lao động 45/2019/QH14 Đ.112 k.1)."
            ),
        ),
    ],
)
def test_a_rule_for_receipts_out_of_hours_says_from_when(
    start: str, rule: ReceiptRule, ends: str
) -> None:
    lines = sentences(start, "5 working days", rule=rule)
    assert "theo quy định của đơn vị" in lines[1]
    assert lines[1].endswith(ends)


@pytest.mark.parametrize(
    ("start", "limit", "line"),
    [
        ("2023-12-05 06:10", "5 working days", "Trước giờ làm việc nên tính như 07:00."),
        ("2023-12-05 18:10", "5 working days", "Sau giờ làm việc nên tính như 17:00."),
        (
            "2023-12-09 09:00",
            "5 working days",
            "09/12/2023 là ngày nghỉ nên tính như Thứ Sáu 08/12/2023 17:00.",
        ),
        ("2023-12-05 15:30", "in the day", "Sau 15:00 nên chuyển sang ngày làm việc kế tiếp."),
        ("2023-12-05 09:00", "25 days", "Tính theo ngày lịch, ngày cuối là 30/12/2023."),
        (
            "2024-04-26 09:00",
            "5 working days",
            "04/05/2024 là ngày làm bù nên được tính",
        ),
    ],
)
def test_where_the_receipt_was_and_what_counts(start: str, limit: str, line: str) -> None:
    assert any(text.startswith(line.rstrip(".")) for text in sentences(start, limit))


def test_a_projected_due_moment_says_so() -> None:
    lines = sentences("2027-02-01 09:00", "10 working days")
    assert lines[-1].endswith("dựa trên ngày nghỉ dự kiến.")
    assert any("ngày nghỉ dự kiến" in line for line in lines[:-1])


@pytest.mark.parametrize("kind", list(FactKind))
def test_every_kind_of_fact_has_a_sentence_without_holes(kind: FactKind) -> None:
    fact = Fact(
        kind=kind, at=on("2023-12-05 09:00"), limit=parse_limit("in the day"),
        rule=ReceiptRule.NEXT_SESSION, days=2,
    )  # fmt: skip
    for of_step in (False, True):
        text = fact_words(fact, of_step=of_step)
        assert text.endswith(".")
        assert "%" not in text
        assert "  " not in text


def test_each_day_of_a_limit_is_told() -> None:
    watch = Stopwatch(start=on("2023-12-07 08:24"), limit=parse_limit("17 working days"))
    cells = days_of(AN_GIANG, NAMES, watch, watch.explain(AN_GIANG, NAMES), on("2024-01-04 09:00"))
    by_day = {cell.date.isoformat(): cell for cell in cells}
    assert (cells[0].received, cells[0].number) == (True, 0)
    assert by_day["2023-12-08"].number == 1
    assert by_day["2023-12-09"].kind is LimitDayKind.WEEKEND
    assert (by_day["2024-01-01"].kind, by_day["2024-01-01"].name) == (
        LimitDayKind.OFF,
        "Tết Dương lịch",
    )
    assert (by_day["2024-01-02"].due, by_day["2024-01-02"].number) == (True, 17)
    assert (cells[-1].today, cells[-1].number) == (True, 0)
    assert sum(cell.number > 0 for cell in cells) == 17


def test_a_pause_takes_days_whole_or_in_part() -> None:
    pauses = (Pause(on("2023-12-11 09:00"), on("2023-12-14 10:30")),)
    watch = Stopwatch(
        start=on("2023-12-07 08:24"), limit=parse_limit("17 working days"), pauses=pauses
    )
    facts = watch.explain(AN_GIANG, NAMES)
    kinds = {c.date.day: c.kind for c in days_of(AN_GIANG, NAMES, watch, facts, _at("2023-12-20"))}
    assert [kinds[day] for day in (8, 11, 12, 13, 14, 15)] == [
        LimitDayKind.WORKING, LimitDayKind.PARTLY_PAUSED, LimitDayKind.PAUSED, LimitDayKind.PAUSED,
        LimitDayKind.PARTLY_PAUSED, LimitDayKind.WORKING,
    ]  # fmt: skip


def _at(day: str) -> datetime:
    return on(f"{day} 09:00")
