"""A chain of facts in sentences, in the reader's language: for pages and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.definitions.status import Status
from engine.l10n.limits import limit_words
from engine.l10n.text import Text, _l
from engine.l10n.times import clock, day, weekday_moment, worked_time
from sla.calendar import local
from sla.explain import Fact, FactKind
from sla.receipt import ReceiptRule

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


def fact_words(fact: Fact, of_step: bool = False) -> str:
    """One link of the chain. A step has begun where a dossier was received."""
    if fact.kind is FactKind.RECEIVED and of_step:
        return _BEGUN % _places(fact)
    return _TEXTS[fact.kind](fact) % _places(fact)


_BEGUN = _l("Bước bắt đầu %(at)s, thời hạn %(limit)s.")


def _day_off(fact: Fact) -> Text:
    if fact.counted is None:
        return _l("%(day)s là ngày nghỉ%(known)s nên chuyển sang ngày làm việc kế tiếp.")
    return _l("%(day)s là ngày nghỉ%(known)s nên tính như %(counted)s.")


def _after_closing(fact: Fact) -> Text:
    if fact.counted is None:
        return _l("Sau giờ làm việc nên chuyển sang ngày làm việc kế tiếp.")
    return _l("Sau giờ làm việc nên tính như %(counted)s.")


def _paused(fact: Fact) -> Text:
    if fact.stretch is None:
        return _l("Tạm dừng từ %(at)s đến %(until)s%(why)s.")
    return _l("Tạm dừng từ %(at)s đến %(until)s%(why)s: trả lại %(stretch)s.")


def _skipped(fact: Fact) -> Text:
    if fact.projected:
        return _l("Bỏ qua %(day)s%(known)s, ngày nghỉ dự kiến.")
    return _l("Bỏ qua %(day)s%(known)s.")


def _worked(fact: Fact) -> Text:
    if fact.projected:
        return _l("%(day)s là ngày làm bù dự kiến nên được tính%(known)s.")
    return _l("%(day)s là ngày làm bù nên được tính%(known)s.")


def _weekend(fact: Fact) -> Text:
    if fact.days == 1:
        return _l("Bỏ qua 1 ngày nghỉ hằng tuần: %(day)s.")
    return _l("Bỏ qua %(n)s ngày nghỉ hằng tuần, từ %(day)s đến %(until_day)s.")


def _due(fact: Fact) -> Text:
    return _l("Hạn: %(at)s, dựa trên ngày nghỉ dự kiến.") if fact.projected else _l("Hạn: %(at)s.")


def _plain(text: Text) -> Callable[[Fact], Text]:
    return lambda _fact: text


_TEXTS: Mapping[FactKind, Callable[[Fact], Text]] = {
    FactKind.SUBMITTED: _plain(_l("Nộp %(at)s.")),
    FactKind.RECEIVED: _plain(_l("Tiếp nhận %(at)s, thời hạn %(limit)s.")),
    FactKind.BY_RULE: lambda fact: RULES[ReceiptRule(fact.rule)],
    FactKind.ON_DAY_OFF: _day_off,
    FactKind.BEFORE_OPENING: _plain(_l("Trước giờ làm việc nên tính như %(counted)s.")),
    FactKind.IN_BREAK: _plain(_l("Trong giờ nghỉ trưa nên tính như %(counted)s.")),
    FactKind.AFTER_CLOSING: _after_closing,
    FactKind.AFTER_15: _plain(_l("Sau 15:00 nên chuyển sang ngày làm việc kế tiếp.")),
    FactKind.PAUSED: _paused,
    FactKind.STILL_PAUSED: _plain(_l("Tạm dừng từ %(at)s%(why)s; đến nay chưa tính tiếp.")),
    FactKind.RESTARTED: _plain(_l("Tính lại từ đầu từ %(at)s, thời hạn %(limit)s.")),
    FactKind.LAST_DAY: _plain(_l("Tính theo ngày lịch, ngày cuối là %(day)s.")),
    FactKind.SKIPPED: _skipped,
    FactKind.WEEKEND: _weekend,
    FactKind.WORKED: _worked,
    FactKind.DUE: _due,
}


def _places(fact: Fact) -> dict[str, str]:
    """What any text may name of a fact."""
    until, counted = fact.until or fact.at, fact.counted or fact.at
    same_day = local(counted).date() == local(fact.at).date()
    stretch = fact.stretch
    return {
        "at": weekday_moment(fact.at),
        "day": day(fact.at),
        "until": weekday_moment(until),
        "until_day": day(until),
        "counted": clock(counted) if same_day else weekday_moment(counted),
        "limit": limit_words(fact.limit) if fact.limit else "",
        "stretch": worked_time(stretch.days, stretch.worked) if stretch else "",
        "n": str(fact.days),
        "known": _known(fact),
        "off": f" {day(fact.at)}:{_known(fact)}." if fact.name else "",
        "why": _why(fact.name),
    }


def _known(fact: Fact) -> str:
    """` Tết Dương lịch (Bộ luật Lao động …)`, with a space before it; nothing when not known."""
    name = f" {fact.name}" if fact.name else ""
    return f"{name} ({fact.source})" if fact.source else name


def _why(reasons: str) -> str:
    known = {status.value: str(text) for status, text in REASONS.items()}
    words = ", ".join(known[code] for code in reasons.split() if code in known)
    return f" ({words})" if words else ""
