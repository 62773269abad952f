"""The words of the designers' pages, by our own codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.l10n.text import _, _l
from engine.l10n.times import moment
from engine.storage.publishing.publications import EventRow

PROCEDURE_KIND = {
    "fileable": _l("Nộp được"),
    "internal": _l("Việc nội bộ"),
    "information": _l("Chỉ cung cấp thông tin"),
}
ORIGIN = {
    "deploy": _l("triển khai từ thư mục nội dung"),
    "publication": _l("do người thiết kế công bố"),
}
STATE = {
    "proposed": _l("Chờ duyệt"),
    "scheduled": _l("Chờ đến ngày áp dụng"),
    "applied": _l("Đã công bố"),
    "rejected": _l("Không duyệt"),
    "dropped": _l("Đã rút"),
    "outdated": _l("Đã lỗi thời"),
}
SIGNS = {
    "proposed": ("near", "◆"),
    "scheduled": ("paused", "❚❚"),
    "applied": ("within", "✓"),
    "rejected": ("overdue", "✕"),
    "dropped": ("not_running", "–"),
    "outdated": ("not_running", "–"),
}
"""How the mark of a state is coloured and what sign it bears."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One act on a publication."""

    at: datetime
    who: str  # empty: the system
    text: str


def event_line(event: EventRow) -> EventLine:
    """What somebody did, in words."""
    return EventLine(event.at, event.actor_name, _act_words(event.action, event.fields))


def _act_words(action: str, fields: Mapping[str, object]) -> str:
    if action == "scheduled":
        return _("Duyệt, công bố từ %(at)s", at=_moment(fields.get("effective_at")))
    if action == "applied":
        return _("Công bố: %(what)s", what=_versions(fields.get("versions")))
    if action == "rejected":
        return _("Không duyệt: %(reason)s", reason=fields.get("reason", ""))
    words = {
        "proposed": _("Gửi đề xuất"),
        "dropped": _("Rút đề xuất"),
        "outdated": _("Hết hiệu lực, vì một phiên bản khác đã công bố trước"),
    }
    return words.get(action, action)


def _versions(stored: object) -> str:
    known = stored if isinstance(stored, dict) else {}
    lines = [_("%(code)s phiên bản %(n)s", code=code, n=n) for code, n in known.items()]
    return ", ".join(lines)


def _moment(stored: object) -> str:
    if isinstance(stored, datetime):
        return moment(stored)
    try:
        return moment(datetime.fromisoformat(str(stored)))
    except ValueError:
        return str(stored)
