"""What a mail about deadlines says: counts first, then each level. No applicant is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from engine.definitions.organisation.alert_rules import Level
from engine.installation import Installation
from engine.storage.alerts.alerts import AlertLine
from sla.calendar import local
from sla.remaining import remaining

_LEVELS = ((Level.OVERDUE, "quá hạn"), (Level.DUE, "đến hạn"), (Level.NEAR, "sắp đến hạn"))
_FOOT = "Hệ thống một cửa gửi thư này theo lịch nhắc hạn của cơ quan."


@dataclass(frozen=True, slots=True)
class MailDeadline:
    """One deadline as a mail tells it."""

    level: Level
    code: str
    procedure: str
    lines: tuple[str, ...]
    address: str  # "" where the settings do not say under which address people open Motcua


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail: its subject, and its body twice."""

    subject: str
    plain: str
    html: str


def mail_text(
    installation: Installation, lines: Iterable[AlertLine], at: datetime
) -> MailText | None:
    """The mail about these alerts as things stand at `at`; None when none of them matters now."""
    newest: dict[tuple[int, int | None], AlertLine] = {}
    for line in lines:
        about = line.alert.dossier_id, line.alert.step_id
        if line.stands and (about not in newest or newest[about].alert.at < line.alert.at):
            newest[about] = line
    told = [_told(installation, line, at) for line in newest.values()]
    if not told:
        return None
    groups = [(name, [t for t in told if t.level is level]) for level, name in _LEVELS]
    counts = ", ".join(f"{len(group)} {name}" for name, group in groups if group)
    base = installation.settings.base_url.rstrip("/")
    alerts = f"{base}/canh-bao" if base else ""
    subject = f"Hồ sơ cần xử lý: {counts}"
    return MailText(subject, _plain(counts, groups, alerts), _html(counts, groups, alerts))


def _told(installation: Installation, line: AlertLine, at: datetime) -> MailDeadline:
    dossier, base = line.dossier, installation.settings.base_url.rstrip("/")
    step = line.alerted or line.step
    holder = line.assignee or (installation.role_name(line.role) if line.role else "")
    about = line.alert.due_at if line.alerted else dossier.due_at or line.alert.due_at
    left = remaining(installation.calendars.get(dossier.hours), at, about).text_vi()
    whose = "Hạn của bước" if line.alerted else "Hạn trả kết quả"
    where = f"Bước {step} – {holder}" if step and holder else step and f"Bước {step}"
    told = (where, f"{whose}: {local(about):%H:%M ngày %d/%m/%Y}, {left}")
    return MailDeadline(
        Level(line.alert.level),
        dossier.code,
        dossier.procedure_name,
        tuple(filter(None, told)),
        f"{base}/ho-so/{dossier.code}" if base else "",
    )


def _plain(counts: str, groups: Iterable[tuple[str, Sequence[MailDeadline]]], alerts: str) -> str:
    rows = [f"{counts}.", ""]
    for name, group in groups:
        rows += [f"{name.capitalize()} ({len(group)})", ""] if group else []
        for told in group:
            rows += [f"{told.code} – {told.procedure}"]
            rows += [f"  {line}" for line in (*told.lines, told.address) if line] + [""]
    return "\n".join([*rows, f"Xem mọi nhắc hạn: {alerts}\n" if alerts else "", _FOOT]) + "\n"


def _html(counts: str, groups: Iterable[tuple[str, Sequence[MailDeadline]]], alerts: str) -> str:
    rows = ['<html lang="vi"><body>', f"<p>{escape(counts)}.</p>"]
    for name, group in groups:
        if group:
            rows += [f"<h2>{escape(name.capitalize())} ({len(group)})</h2>", "<ul>"]
            rows += [f"<li>{_item(told)}</li>" for told in group] + ["</ul>"]
    rows += [f'<p><a href="{escape(alerts)}">Xem mọi nhắc hạn</a></p>'] if alerts else []
    return "\n".join([*rows, f"<p>{_FOOT}</p>", "</body></html>"])


def _item(told: MailDeadline) -> str:
    code = escape(told.code)
    link = f'<a href="{escape(told.address)}">{code}</a>' if told.address else code
    lines = [escape(line) for line in told.lines]
    return "<br>".join([f"{link} – {escape(told.procedure)}", *lines])
