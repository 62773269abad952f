"""The journal as Vietnamese sentences: an action and its values become what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask import Flask

from engine.definitions.status import Channel
from engine.journal.journal_line import JournalLine
from engine.l10n.text import _
from engine.l10n.times import moment
from sla.calendar import VIETNAM
from webui.labels import CHANNEL, OUTCOME, STATUS


@dataclass(frozen=True, slots=True)
class JournalSentence:
    """One line of the journal: the act, and what followed from it."""

    at: datetime
    actor: str
    act: str
    notes: tuple[str, ...]


def _opened(line: JournalLine) -> str:
    if line.subject:
        return _("Mở việc nội bộ: %(subject)s.", subject=line.subject.rstrip("."))
    channel = CHANNEL[line.channel or Channel.DESK]
    return _("Mở hồ sơ, hình thức nộp: %(channel)s.", channel=str(channel).lower())


def _received(line: JournalLine) -> str:
    # In rows of format 1 the desk opened a dossier and completed its first step in two acts.
    done = _("Hoàn thành bước “%(step)s” tại bộ phận một cửa.", step=line.step)
    return f"{_opened(line)} {done}" if line.channel else done


def _internal(line: JournalLine) -> str:
    done = _("Hoàn thành bước “%(step)s”.", step=line.step) if line.step else ""
    return f"{_opened(line)} {done}".rstrip()


def _step(text: Callable[[str], str]) -> Callable[[JournalLine], str]:
    return lambda line: text(line.step)


ACTS: dict[str, Callable[[JournalLine], str]] = {
    "opened": _internal,
    "submitted": lambda _line: _("Người nộp gửi hồ sơ trực tuyến."),
    "closed_unanswered": lambda _line: _("Đóng hồ sơ vì người nộp không bổ sung đúng hạn."),
    "not_closed": lambda _line: _(
        "Người nộp không bổ sung đúng hạn, nhưng quy trình không tự đóng được hồ sơ."
        " Quản trị viên đã được báo."
    ),
    "received": _received,
    "claimed": _step(lambda step: _("Nhận việc ở bước “%(step)s”.", step=step)),
    "released": _step(lambda step: _("Trả lại việc ở bước “%(step)s”.", step=step)),
    "completed": _step(lambda step: _("Hoàn thành bước “%(step)s”.", step=step)),
    "recounted": lambda line: _(
        "Tính lại thời hạn vì lịch làm việc thay đổi: %(note)s.", note=line.note
    ),
    "version_moved": lambda line: _(
        "Chuyển hồ sơ từ phiên bản %(old)s sang phiên bản %(new)s của quy trình.",
        old=str(line.source),
        new=str(line.target),
    ),
    "version_restored": lambda line: _(
        "Hoàn tác việc chuyển phiên bản: hồ sơ trở lại phiên bản %(new)s của quy trình.",
        new=str(line.target),
    ),
    "supplement_recorded": lambda _line: _("Ghi nhận giấy tờ người nộp bổ sung."),
    "apology_asked": lambda _line: _("Trình lãnh đạo ký phiếu xin lỗi, hẹn lại ngày trả."),
    "apology_signed": lambda _line: _("Lãnh đạo ký phiếu xin lỗi, hẹn lại ngày trả."),
    "apology_sent_back": lambda _line: _("Lãnh đạo trả lại phiếu xin lỗi để soạn lại."),
    "payment_recorded": lambda _line: _("Ghi nhận người nộp đã thực hiện nghĩa vụ tài chính."),
    "withdrawn": lambda _line: _("Ghi nhận người nộp rút hồ sơ."),
    "returned": lambda _line: _("Trả kết quả cho người nộp."),
    "message_received": lambda line: _(
        "Nhận thông báo “%(message)s” từ hệ thống khác.", message=line.message
    ),
    "timer_fired": _step(lambda step: _("Đến thời điểm hẹn “%(step)s”.", step=step)),
    "service_answered": _step(lambda step: _("Hệ thống thực hiện xong “%(step)s”.", step=step)),
    "personal_data_erased": lambda _line: _("Quản trị viên xóa dữ liệu cá nhân của hồ sơ."),
    "state_rebuilt": lambda _line: _("Quản trị viên dựng lại dữ liệu xử lý từ nhật ký."),
    "incident_retried": lambda _line: _("Quản trị viên cho chạy lại việc tự động bị lỗi."),
    "incident_resolved": lambda _line: _("Quản trị viên ghi nhận đã xử lý sự cố."),
    "incident_answered": _step(
        lambda step: _("Quản trị viên trả lời thay dịch vụ ở bước “%(step)s”.", step=step)
    ),
    "service_done": _step(lambda step: _("Hệ thống thực hiện xong “%(step)s”.", step=step)),
    "service_failed": _step(lambda step: _("Hệ thống không thực hiện được “%(step)s”.", step=step)),
}


def journal_sentence(line: JournalLine) -> JournalSentence:
    """One journal row in words."""
    act = ACTS.get(line.action)
    text = act(line) if act else _("Cập nhật hồ sơ.")
    notes = [note for note in (words(line) for words in _NOTES) if note]
    given = [f"{each.label}: {shown(each.value)}" for each in line.answers]
    return JournalSentence(line.at, line.actor or _("Hệ thống"), text, (*notes, *given))


def _status(line: JournalLine) -> str:
    words = STATUS[line.status] if line.status else None
    return _("Trạng thái mới: %(status)s.", status=str(words)) if words else ""


def _reason(line: JournalLine) -> str:
    return _("Lý do: %(reason)s", reason=line.reason) if line.reason else ""


def _waits(line: JournalLine) -> str:
    """Where a dossier that was moved waits by now."""
    if not line.waits:
        return ""
    return _("Hồ sơ chờ ở bước: %(steps)s.", steps=", ".join(line.waits))


def _case(line: JournalLine) -> str:
    """Which case a decision table gave, by which of its rules, with what stands beside them."""
    if line.case is None:
        return ""
    words = {"case": line.case.name, "decision": line.case.decision}
    if not line.case.rules:
        return _("Quy trình: %(case)s, theo bảng quyết định “%(decision)s”.", **words)
    text = _(
        "Quy trình: %(case)s, theo bảng quyết định “%(decision)s”, dòng %(rules)s.",
        rules=", ".join(map(str, line.case.rules)),
        **words,
    )
    return f"{text} {line.case.remark}".strip()


def _exception(line: JournalLine) -> str:
    if not line.exception:
        return ""
    return _("Lý do yêu cầu bổ sung quá hai lần: %(reason)s", reason=line.exception)


def _due(line: JournalLine) -> str:
    if line.due_to is None:
        return ""
    new = moment(line.due_to)
    if line.due_from is not None:
        return _("Hẹn trả chuyển từ %(old)s sang %(new)s.", old=moment(line.due_from), new=new)
    return _("Hẹn trả kết quả: %(new)s.", new=new)


def _paused(line: JournalLine) -> str:
    return _("Thời gian giải quyết tạm dừng.") if line.paused else ""


def _new_date(line: JournalLine) -> str:
    return _("Ngày hẹn mới: %(new)s.", new=moment(line.new_due)) if line.new_due else ""


def _late_request(line: JournalLine) -> str:
    return _("Trình muộn hơn một ngày làm việc trước hẹn trả.") if line.late_request else ""


def _outcome(line: JournalLine) -> str:
    words = OUTCOME[line.outcome] if line.outcome else None
    return _("Giải quyết %(outcome)s.", outcome=str(words)) if words else ""


_NOTES = (
    _status,
    _case,
    _waits,
    _reason,
    _exception,
    _new_date,
    _late_request,
    _due,
    _paused,
    _outcome,
)


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
    if isinstance(value, date):
        return _dated(value)
    return str(value) if value is not None else ""


def _dated(value: date) -> str:
    """A date, or date and time; a moment with its zone in Vietnamese time."""
    if not isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    local = value.astimezone(VIETNAM) if value.tzinfo else value
    return local.strftime("%d/%m/%Y %H:%M")


def init_sentences(app: Flask) -> None:
    """The filter that templates use."""
    app.jinja_env.filters["shown"] = shown
