"""The journal as Vietnamese sentences: an action's code and fields become what happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import Flask

from engine.definitions.status import Channel
from engine.desk.rows import JournalLine
from engine.l10n.text import _
from engine.l10n.times import moment
from sla.calendar import VIETNAM
from webui.labels import CHANNEL, OUTCOME, STATUS

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class JournalSentence:
    """One line of the journal: the act, and what followed from it."""

    at: datetime
    actor: str
    act: str
    notes: tuple[str, ...]


def _opened(fields: Fields) -> str:
    channel = CHANNEL.get(Channel(str(fields.get("channel", Channel.DESK))))
    if fields.get("subject"):
        return _("Mở việc nội bộ: %(subject)s.", subject=str(fields["subject"]).rstrip("."))
    return _("Mở hồ sơ, hình thức nộp: %(channel)s.", channel=str(channel).lower())


def _step(text: Callable[[str], str]) -> Callable[[Fields], str]:
    return lambda fields: text(str(fields.get("step", "")))


def _timer(text: Callable[[str], str]) -> Callable[[Fields], str]:
    return lambda fields: text(str(fields.get("timer", "")))


ACTS: dict[str, Callable[[Fields], str]] = {
    "opened": _opened,
    "submitted": lambda _f: _("Người nộp gửi hồ sơ trực tuyến."),
    "closed_unanswered": lambda _f: _("Đóng hồ sơ vì người nộp không bổ sung đúng hạn."),
    "not_closed": lambda _f: _(
        "Người nộp không bổ sung đúng hạn, nhưng quy trình không tự đóng được hồ sơ."
        " Quản trị viên đã được báo."
    ),
    "received": _step(lambda step: _("Hoàn thành bước “%(step)s” tại bộ phận một cửa.", step=step)),
    "claimed": _step(lambda step: _("Nhận việc ở bước “%(step)s”.", step=step)),
    "released": _step(lambda step: _("Trả lại việc ở bước “%(step)s”.", step=step)),
    "completed": _step(lambda step: _("Hoàn thành bước “%(step)s”.", step=step)),
    "recounted": lambda fields: _(
        "Tính lại thời hạn vì lịch làm việc thay đổi: %(note)s.",
        note=str(fields.get("timetable", "")),
    ),
    "version_moved": lambda fields: _(
        "Chuyển hồ sơ từ phiên bản %(old)s sang phiên bản %(new)s của quy trình.",
        old=str(fields.get("from", "")),
        new=str(fields.get("to", "")),
    ),
    "version_restored": lambda fields: _(
        "Hoàn tác việc chuyển phiên bản: hồ sơ trở lại phiên bản %(new)s của quy trình.",
        new=str(fields.get("to", "")),
    ),
    "supplement_recorded": lambda _f: _("Ghi nhận giấy tờ người nộp bổ sung."),
    "apology_asked": lambda _f: _("Trình lãnh đạo ký phiếu xin lỗi, hẹn lại ngày trả."),
    "apology_signed": lambda _f: _("Lãnh đạo ký phiếu xin lỗi, hẹn lại ngày trả."),
    "apology_sent_back": lambda _f: _("Lãnh đạo trả lại phiếu xin lỗi để soạn lại."),
    "payment_recorded": lambda _f: _("Ghi nhận người nộp đã thực hiện nghĩa vụ tài chính."),
    "withdrawn": lambda _f: _("Ghi nhận người nộp rút hồ sơ."),
    "returned": lambda _f: _("Trả kết quả cho người nộp."),
    "message_received": lambda fields: _(
        "Nhận thông báo “%(message)s” từ hệ thống khác.", message=str(fields.get("message", ""))
    ),
    "timer_fired": _timer(lambda step: _("Đến thời điểm hẹn “%(step)s”.", step=step)),
    "service_answered": _step(lambda step: _("Hệ thống thực hiện xong “%(step)s”.", step=step)),
    "incident_retried": lambda _f: _("Quản trị viên cho chạy lại việc tự động bị lỗi."),
    "incident_resolved": lambda _f: _("Quản trị viên ghi nhận đã xử lý sự cố."),
    "incident_answered": _step(
        lambda step: _("Quản trị viên trả lời thay dịch vụ ở bước “%(step)s”.", step=step)
    ),
    "service_done": _step(lambda step: _("Hệ thống thực hiện xong “%(step)s”.", step=step)),
    "service_failed": _step(lambda step: _("Hệ thống không thực hiện được “%(step)s”.", step=step)),
}


def journal_sentence(line: JournalLine) -> JournalSentence:
    """One journal row in words."""
    act = ACTS.get(line.action)
    text = act(line.fields) if act else _("Cập nhật hồ sơ.")
    fields = {**line.fields, **_HIDDEN.get(line.action, {})}
    return JournalSentence(line.at, line.actor or _("Hệ thống"), text, tuple(_notes(fields)))


_HIDDEN: Mapping[str, Fields] = {"version_restored": {"reason": ""}}
"""Fields that are not the act's own: the reason of a move is not that of its undoing."""


def _notes(fields: Fields) -> list[str]:
    notes = [note(fields) for note in _NOTES]
    return [note for note in notes if note] + _answers(fields)


def _status(fields: Fields) -> str:
    words = STATUS.get(str(fields.get("status_to", "")))
    return _("Trạng thái mới: %(status)s.", status=str(words)) if words else ""


def _reason(fields: Fields) -> str:
    reason = fields.get("reason")
    return _("Lý do: %(reason)s", reason=str(reason)) if reason else ""


def _waits(fields: Fields) -> str:
    """Where a dossier that was moved waits by now."""
    names = fields.get("steps")
    if "batch" not in fields or not isinstance(names, list) or not names:
        return ""
    return _("Hồ sơ chờ ở bước: %(steps)s.", steps=", ".join(map(str, names)))


def _case(fields: Fields) -> str:
    """Which case a decision table gave, by which of its rules, with what stands beside them."""
    case, rules = fields.get("case"), fields.get("rules")
    if not case or not isinstance(rules, list):
        return ""
    words = {"case": str(case), "decision": str(fields.get("decision", ""))}
    if not rules:
        return _("Quy trình: %(case)s, theo bảng quyết định “%(decision)s”.", **words)
    text = _(
        "Quy trình: %(case)s, theo bảng quyết định “%(decision)s”, dòng %(rules)s.",
        rules=", ".join(map(str, rules)),
        **words,
    )
    remark = str(fields.get("remark") or "")
    return f"{text} {remark}".strip()


def _exception(fields: Fields) -> str:
    reason = fields.get("exception")
    if not reason:
        return ""
    return _("Lý do yêu cầu bổ sung quá hai lần: %(reason)s", reason=str(reason))


def _due(fields: Fields) -> str:
    to, before = _moment(fields.get("due_to")), _moment(fields.get("due_from"))
    if to and before:
        return _("Hẹn trả chuyển từ %(old)s sang %(new)s.", old=before, new=to)
    return _("Hẹn trả kết quả: %(new)s.", new=to) if to else ""


def _paused(fields: Fields) -> str:
    return _("Thời gian giải quyết tạm dừng.") if fields.get("paused_at") else ""


def _new_date(fields: Fields) -> str:
    new = _moment(fields.get("new_due"))
    return _("Ngày hẹn mới: %(new)s.", new=new) if new else ""


def _late_ask(fields: Fields) -> str:
    if not fields.get("late_ask"):
        return ""
    return _("Trình muộn hơn một ngày làm việc trước hẹn trả.")


def _outcome(fields: Fields) -> str:
    words = OUTCOME.get(str(fields.get("outcome", "")))
    return _("Giải quyết %(outcome)s.", outcome=str(words)) if words else ""


_NOTES = (
    _status,
    _case,
    _waits,
    _reason,
    _exception,
    _new_date,
    _late_ask,
    _due,
    _paused,
    _outcome,
)


def _answers(fields: Fields) -> list[str]:
    answers = fields.get("answers")
    if not isinstance(answers, Mapping):
        return []
    given = {label: value for label, value in answers.items() if value not in ("", None)}
    return [f"{label}: {shown(value)}" for label, value in given.items()]


def _moment(value: object) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return moment(value) if isinstance(value, datetime) else ""


_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")


def shown(value: object) -> str:
    """A form's value as people read it: yes and no in words, dates dd/mm/yyyy, lists joined."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, Mapping):
        return ", ".join(shown(part) for part in value.values() if part not in ("", None))
    if isinstance(value, list | tuple):
        return "; ".join(shown(part) for part in value)
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
    return _dated(str(value)) if value is not None else ""


def _dated(text: str) -> str:
    """A date, or date and time, as people read it; a moment with its zone in Vietnamese time."""
    if not _ISO.fullmatch(text):
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    found = found.astimezone(VIETNAM) if found.tzinfo else found
    return found.strftime("%d/%m/%Y %H:%M" if "T" in text else "%d/%m/%Y")


def init_sentences(app: Flask) -> None:
    """The filter that templates use."""
    app.jinja_env.filters["shown"] = shown
