"""What a mail about deadlines says: counts first, then each level. No applicant is named.

A mail is in the language of its receiver; nobody has stored another than Vietnamese yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from engine.definitions.organisation.alert_rules import LEVEL_NAMES, Level
from engine.installation import Installation
from engine.l10n.language import VIETNAMESE, current, language
from engine.l10n.text import _, _l
from engine.l10n.times import clock_and_day, remaining, uncapitalised
from engine.storage.alerts.alerts import AlertLine
from sla.remaining import remaining as time_left

_LEVELS = (Level.OVERDUE, Level.DUE, Level.NEAR)
_FOOT = _l("Hệ thống một cửa gửi thư này theo lịch nhắc hạn của cơ quan.")
_ALL = _l("Xem mọi nhắc hạn")


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


@language(VIETNAMESE)
def mail_text(
    installation: Installation, lines: Iterable[AlertLine], at: datetime
) -> MailText | None:
    """The mail about these alerts as things stand at `at`; None when none of them matters now."""
    newest: dict[tuple[int, int | None], AlertLine] = {}
    for line in lines:
        about = line.alert.dossier_id, line.alert.step_id
        if line.stands and (about not in newest or newest[about].alert.at < line.alert.at):
            newest[about] = line
    deadlines = [_deadline(installation, line, at) for line in newest.values()]
    if not deadlines:
        return None
    by_level = [(level, [each for each in deadlines if each.level is level]) for level in _LEVELS]
    groups = [(str(LEVEL_NAMES[level]), group) for level, group in by_level if group]
    counts = ", ".join(f"{len(group)} {name.lower()}" for name, group in groups)
    base = installation.settings.base_url.rstrip("/")
    alerts = f"{base}/canh-bao" if base else ""
    subject = _("Hồ sơ cần xử lý: %(counts)s", counts=counts)
    return MailText(subject, _plain(counts, groups, alerts), _html(counts, groups, alerts))


def _deadline(installation: Installation, line: AlertLine, at: datetime) -> MailDeadline:
    dossier, base = line.dossier, installation.settings.base_url.rstrip("/")
    step = line.alerted or line.step
    holder = line.assignee or (installation.role_name(line.role) if line.role else "")
    about = line.alert.due_at if line.alerted else dossier.due_at or line.alert.due_at
    left = uncapitalised(remaining(time_left(installation.calendars.get(dossier.hours), at, about)))
    whose = _("Hạn của bước") if line.alerted else _("Hạn trả kết quả")
    where = _("Bước %(step)s", step=step) if step else ""
    where += f" – {holder}" if step and holder else ""
    lines = (where, f"{whose}: {clock_and_day(about)}, {left}")
    return MailDeadline(
        Level(line.alert.level),
        dossier.code,
        dossier.procedure_name,
        tuple(filter(None, lines)),
        f"{base}/ho-so/{dossier.code}" if base else "",
    )


def _plain(counts: str, groups: Iterable[tuple[str, Sequence[MailDeadline]]], alerts: str) -> str:
    rows = [f"{counts}.", ""]
    for name, group in groups:
        rows += [f"{name} ({len(group)})", ""]
        for each in group:
            rows += [f"{each.code} – {each.procedure}"]
            rows += [f"  {line}" for line in (*each.lines, each.address) if line] + [""]
    return "\n".join([*rows, f"{_ALL}: {alerts}\n" if alerts else "", str(_FOOT)]) + "\n"


def _html(counts: str, groups: Iterable[tuple[str, Sequence[MailDeadline]]], alerts: str) -> str:
    rows = [f'<html lang="{current()}"><body>', f"<p>{escape(counts)}.</p>"]
    for name, group in groups:
        rows += [f"<h2>{escape(name)} ({len(group)})</h2>", "<ul>"]
        rows += [f"<li>{_item(each)}</li>" for each in group] + ["</ul>"]
    rows += [f'<p><a href="{escape(alerts)}">{_ALL}</a></p>'] if alerts else []
    return "\n".join([*rows, f"<p>{_FOOT}</p>", "</body></html>"])


def _item(deadline: MailDeadline) -> str:
    code = escape(deadline.code)
    link = f'<a href="{escape(deadline.address)}">{code}</a>' if deadline.address else code
    lines = [escape(line) for line in deadline.lines]
    return "<br>".join([f"{link} – {escape(deadline.procedure)}", *lines])
