"""A chain of facts in sentences: one source for the pages, which translate it, and for scripts.

A sentence is a text with named places. The pages look the text up in their catalogues before the
places are filled; the command line fills them as they are, in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.status import Status
from sla.calendar import local
from sla.explain import Fact, FactKind
from sla.limits import Limit, LimitUnit
from sla.position import Stretch
from sla.receipt import ReceiptRule
from sla.shift import HOUR, MINUTE

DAY_OF_WORK = 8 * HOUR
"""A working day of internal steps is 8 working hours (law.md)."""


def _l(text: str) -> str:
    """Mark a text for the catalogues of the pages."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and what fills its places: plain words, or sentences of their own."""

    text: str
    values: Mapping[str, str | Sentence] = field(default_factory=dict)


def told(sentence: Sentence, translate: Callable[[str], str] = str) -> str:
    """The sentence with its places filled."""
    text = translate(sentence.text)
    if not sentence.values:
        return text
    filled = {
        name: told(value, translate) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return text % filled


WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ Nhật"),
)
REASONS = {
    Status.SUPPLEMENT: _l("chờ người nộp bổ sung giấy tờ"),
    Status.PAYMENT: _l("chờ người nộp thực hiện nghĩa vụ tài chính"),
    Status.STOPPED: _l("hồ sơ dừng xử lý"),
}
RULES = {
    ReceiptRule.NEXT_SESSION: _l(
        "Ngoài giờ làm việc nên theo quy định của đơn vị tính từ đầu buổi làm việc kế tiếp: "
        "%(counted)s.%(off)s"
    ),
    ReceiptRule.NEXT_MORNING: _l(
        "Sau 17:00 hoặc ngày nghỉ nên theo quy định của đơn vị tính từ 08:00 ngày làm việc kế "
        "tiếp: %(counted)s.%(off)s"
    ),
    ReceiptRule.LAST_HOUR: _l(
        "Từ giờ làm việc cuối ngày trở đi hoặc ngày nghỉ nên theo quy định của đơn vị tính từ đầu "
        "ngày làm việc kế tiếp: %(counted)s.%(off)s"
    ),
}
LIMITS = {
    LimitUnit.WORKING_HOURS: _l("%(n)s giờ làm việc"),
    LimitUnit.WORKING_DAYS: _l("%(n)s ngày làm việc"),
    LimitUnit.CALENDAR_DAYS: _l("%(n)s ngày"),
    LimitUnit.MONTHS: _l("%(n)s tháng"),
}
SAME_DAY = _l("trong ngày, sau 15:00 chuyển ngày làm việc tiếp theo")


def moment_in_words(at: datetime) -> Sentence:
    """`Thứ Ba 05/12/2023 11:04`."""
    here = local(at)
    weekday = Sentence(WEEKDAYS[here.weekday()])
    text = here.strftime("%d/%m/%Y %H:%M")
    return Sentence(_l("%(weekday)s %(moment)s"), {"weekday": weekday, "moment": text})


def limit_in_words(limit: Limit) -> Sentence:
    """`17 ngày làm việc`."""
    if limit.unit is LimitUnit.SAME_DAY:
        return Sentence(SAME_DAY)
    return Sentence(LIMITS[limit.unit], {"n": str(limit.amount)})


def worked_in_words(days: int, worked: int) -> Sentence:
    """`2 ngày 3 giờ`: working days, and microseconds of worked time on top."""
    hours, rest = divmod(worked, HOUR)
    parts = (
        (days, _l("%(n)s ngày")),
        (hours, _l("%(n)s giờ")),
        (rest // MINUTE, _l("%(n)s phút")),
    )
    said = [Sentence(text, {"n": str(amount)}) for amount, text in parts if amount]
    return _joined(said) if said else Sentence(_l("dưới 1 phút"))


def held_in_words(worked: int) -> Sentence:
    """Worked time as a step counts it: a working day is 8 worked hours."""
    return worked_in_words(*divmod(worked, DAY_OF_WORK))


def fact_in_words(fact: Fact, *, of_step: bool = False) -> Sentence:
    """One link of the chain. A step has begun where a dossier was received."""
    if fact.kind is FactKind.RECEIVED and of_step:
        text = _l("Bước bắt đầu %(at)s, thời hạn %(limit)s.")
    else:
        text = _TEXTS[fact.kind](fact)
    return Sentence(text, _places(fact))


def _day_off(fact: Fact) -> str:
    if fact.counted is None:
        return _l("%(day)s là ngày nghỉ%(known)s nên chuyển sang ngày làm việc kế tiếp.")
    return _l("%(day)s là ngày nghỉ%(known)s nên tính như %(counted)s.")


def _after_closing(fact: Fact) -> str:
    if fact.counted is None:
        return _l("Sau giờ làm việc nên chuyển sang ngày làm việc kế tiếp.")
    return _l("Sau giờ làm việc nên tính như %(counted)s.")


def _paused(fact: Fact) -> str:
    if fact.stretch is None:
        return _l("Tạm dừng từ %(at)s đến %(until)s%(why)s.")
    return _l("Tạm dừng từ %(at)s đến %(until)s%(why)s: trả lại %(stretch)s.")


def _skipped(fact: Fact) -> str:
    if fact.projected:
        return _l("Bỏ qua %(day)s%(known)s, ngày nghỉ dự kiến.")
    return _l("Bỏ qua %(day)s%(known)s.")


def _worked(fact: Fact) -> str:
    if fact.projected:
        return _l("%(day)s là ngày làm bù dự kiến nên được tính%(known)s.")
    return _l("%(day)s là ngày làm bù nên được tính%(known)s.")


def _weekend(fact: Fact) -> str:
    if fact.days == 1:
        return _l("Bỏ qua 1 ngày nghỉ hằng tuần: %(day)s.")
    return _l("Bỏ qua %(n)s ngày nghỉ hằng tuần, từ %(day)s đến %(until_day)s.")


def _due(fact: Fact) -> str:
    return _l("Hạn: %(at)s, dựa trên ngày nghỉ dự kiến.") if fact.projected else _l("Hạn: %(at)s.")


def _plain(text: str) -> Callable[[Fact], str]:
    return lambda _fact: text


_TEXTS: Mapping[FactKind, Callable[[Fact], str]] = {
    FactKind.SUBMITTED: _plain(_l("Nộp %(at)s.")),
    FactKind.RECEIVED: _plain(_l("Tiếp nhận %(at)s, thời hạn %(limit)s.")),
    FactKind.BY_RULE: lambda fact: RULES[ReceiptRule(fact.rule)],
    FactKind.ON_DAY_OFF: _day_off,
    FactKind.BEFORE_OPENING: _plain(_l("Trước giờ làm việc nên tính như %(counted)s.")),
    FactKind.IN_BREAK: _plain(_l("Trong giờ nghỉ trưa nên tính như %(counted)s.")),
    FactKind.AFTER_CLOSING: _after_closing,
    FactKind.AFTER_15: _plain(_l("Sau 15:00 nên chuyển sang ngày làm việc kế tiếp.")),
    FactKind.PAUSED: _paused,
    FactKind.STANDING: _plain(_l("Tạm dừng từ %(at)s%(why)s; đến nay chưa tính tiếp.")),
    FactKind.RESTARTED: _plain(_l("Tính lại từ đầu từ %(at)s, thời hạn %(limit)s.")),
    FactKind.LAST_DAY: _plain(_l("Tính theo ngày lịch, ngày cuối là %(day)s.")),
    FactKind.SKIPPED: _skipped,
    FactKind.WEEKEND: _weekend,
    FactKind.WORKED: _worked,
    FactKind.DUE: _due,
}


def _places(fact: Fact) -> dict[str, str | Sentence]:
    """What any text may name of a fact."""
    until, counted = fact.until or fact.at, fact.counted or fact.at
    same_day = local(counted).date() == local(fact.at).date()
    clock = local(counted).strftime("%H:%M")
    return {
        "at": moment_in_words(fact.at),
        "day": _day(fact.at),
        "until": moment_in_words(until),
        "until_day": _day(until),
        "counted": clock if same_day else moment_in_words(counted),
        "limit": limit_in_words(fact.limit) if fact.limit else "",
        "stretch": _stretch(fact.stretch),
        "n": str(fact.days),
        "known": _known(fact),
        "off": f" {_day(fact.at)}:{_known(fact)}." if fact.name else "",
        "why": _why(fact.name),
    }


def _day(at: datetime) -> str:
    return local(at).strftime("%d/%m/%Y")


def _stretch(stretch: Stretch | None) -> str | Sentence:
    return worked_in_words(stretch.days, stretch.worked) if stretch else ""


def _known(fact: Fact) -> str:
    """` Tết Dương lịch (Bộ luật Lao động …)`, with a space before it; nothing when not known."""
    name = f" {fact.name}" if fact.name else ""
    return f"{name} ({fact.source})" if fact.source else name


def _why(reasons: str) -> str | Sentence:
    known = {status.value: text for status, text in REASONS.items()}
    said = [Sentence(known[word]) for word in reasons.split() if word in known]
    return Sentence(" (%(why)s)", {"why": _joined(said, ", ")}) if said else ""


def _joined(parts: list[Sentence], between: str = " ") -> Sentence:
    names = [f"part{number}" for number in range(len(parts))]
    text = between.join(f"%({name})s" for name in names)
    return Sentence(text, dict(zip(names, parts, strict=True)))
