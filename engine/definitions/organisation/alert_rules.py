"""`alerts.yaml`: who hears when that a deadline is near, has come, or is past."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from engine.definitions.organisation.roles import ROLE_ID
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting, subject
from engine.definitions.text.yaml_document import open_document
from engine.errors import Finding
from engine.l10n.text import _l

ALERTS = "processes/alerts.yaml"
MORNING = time(7, 30)
HOLDER = "holder"
"""Recipient: whoever holds the open step, or all who could take it."""


class AlertSubject(StrEnum):
    """Whose deadline a rule watches."""

    DOSSIER = "dossier"
    STEP = "step"


class Level(StrEnum):
    """How far it has come."""

    NEAR = "near"
    DUE = "due"
    OVERDUE = "overdue"


LEVEL_NAMES = {
    Level.OVERDUE: _l("Quá hạn"),
    Level.DUE: _l("Đến hạn"),
    Level.NEAR: _l("Sắp đến hạn"),
}


class Mail(StrEnum):
    """How a rule's alerts leave by e-mail."""

    NONE = "none"
    DIGEST = "digest"  # in one mail each morning
    AT_ONCE = "at_once"  # outside the quiet hours


class Point(StrEnum):
    """The moment of a rule, in working time against the due moment."""

    SHARE = "share"  # so many per cent of the limit are used up
    BEFORE = "before"  # so many working days before
    DUE = "due"
    AFTER = "after"  # so many working days after
    EACH_AFTER = "each_after"  # every so many working days after, until it ends


@dataclass(frozen=True, slots=True)
class When:
    """`amount`: per cent for SHARE, working days for the others, 0 for DUE."""

    point: Point
    amount: int = 0


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule. `to` are role ids or HOLDER."""

    id: str
    of: AlertSubject
    when: When
    to: tuple[str, ...]
    mail: Mail = Mail.DIGEST
    webhook: bool = False
    line: int = 0

    @property
    def level(self) -> Level:
        """How far the deadline has come when this rule speaks."""
        return _LEVELS[self.when.point]


_LEVELS = {
    Point.SHARE: Level.NEAR,
    Point.BEFORE: Level.NEAR,
    Point.DUE: Level.DUE,
    Point.AFTER: Level.OVERDUE,
    Point.EACH_AFTER: Level.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Alerts:
    """All rules; `quiet` is from when until when no mail leaves, `digest` when the morning's does.

    All clock times are those of Vietnam; digests leave on working days only.
    """

    rules: tuple[AlertRule, ...] = ()
    quiet: tuple[time, time] | None = None
    digest: time = MORNING

    def of(self, subject: AlertSubject) -> tuple[AlertRule, ...]:
        """The rules that watch this kind of deadline."""
        return tuple(rule for rule in self.rules if rule.of is subject)


_MOST_DAYS = 60
_EXAMPLES = (
    '"80 % of the limit", "1 working day before", "due", "2 working days after" '
    'or "every working day after"'
)
_WHEN: tuple[tuple[Point, re.Pattern[str]], ...] = tuple(
    (point, re.compile(pattern, re.ASCII))
    for point, pattern in (
        (Point.SHARE, r"(\d{1,3}) ?% (?:of the limit|thời hạn)"),
        (Point.BEFORE, r"(\d{1,3}) working days? before"),
        (Point.BEFORE, r"trước (\d{1,3}) ngày làm việc"),
        (Point.DUE, r"due|đến hạn"),
        (Point.AFTER, r"(\d{1,3}) working days? after"),
        (Point.AFTER, r"sau (\d{1,3}) ngày làm việc"),
        (Point.EACH_AFTER, r"every (?:(\d{1,3}) )?working days? after"),
        (Point.EACH_AFTER, r"sau mỗi (?:(\d{1,3}) )?ngày làm việc"),
    )
)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_alerts(data: bytes, file: str) -> tuple[Alerts, list[Finding]]:
    """Read `rules:`, a list of `{id, of, when, to, mail, webhook}`, with `quiet` and `digest`.

    Whether the roles exist is judged with the rest of the content.
    """
    root, report = open_document(data, file)
    if root is None:
        return Alerts(), report.findings
    top = Entries(root, report, "alerts")
    top.refuse_unknown(("quiet", "digest", "rules"))
    rules: dict[str, AlertRule] = {}
    spoken: dict[tuple[AlertSubject, When], str] = {}
    for node in top.mappings("rules"):
        entries = Entries(node, report, subject('alert "{}"', node.label))
        rule = _rule(entries)
        if rule is None:
            continue
        if entries.is_new("id", rule.id, rules) and (rule.of, rule.when) in spoken:
            first = spoken[rule.of, rule.when]
            message = quoting(
                'speaks at the same moment as "{}"; name all who hear it in one rule', first
            )
            entries.add("E411", "when", message)
        rules.setdefault(rule.id, rule)
        spoken.setdefault((rule.of, rule.when), rule.id)
    if root.get("rules") is None:
        top.add("E122", "rules", quoting('key "{}" is missing', "rules"))
    quiet, digest = _quiet(top), _digest(top)
    if quiet is not None and is_within(quiet, digest):
        top.add("E410", "digest", "the morning's mail would leave in the quiet hours")
    return Alerts(tuple(rules.values()), quiet, digest), report.findings


def is_within(quiet: tuple[time, time], moment: time) -> bool:
    """Whether a time of the day is in the quiet hours, whose end no longer belongs to them."""
    start, end = quiet
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def _rule(entries: Entries) -> AlertRule | None:
    """One rule; None, noted, when a part that it cannot do without is wrong."""
    entries.refuse_unknown(("id", "of", "when", "to", "mail", "webhook"))
    rule_id = entries.written_like("id", ROLE_ID, "ho_so_qua_han", required=True)
    of = entries.member("of", AlertSubject, required=True)
    when, to = _when(entries), entries.texts("to")
    mail = entries.member("mail", Mail) or Mail.DIGEST
    webhook = entries.flag("webhook", False)
    if not to and not webhook:
        entries.add("E122", "to", quoting('key "{}" names nobody who hears it', "to"))
    if not (rule_id and of and when):
        return None
    line = entries.node.line
    to = tuple(dict.fromkeys(to))
    return AlertRule(rule_id, of, when, to, mail, webhook, line)


def _when(entries: Entries) -> When | None:
    text = entries.text("when", required=True)
    if not text:
        return None
    for point, pattern in _WHEN:
        found = pattern.fullmatch(text.lower())
        if found is not None:
            return _bounded(entries, point, found)
    entries.add("E409", "when", quoting('"{}" is no moment of an alert; write ', text) + _EXAMPLES)
    return None


def _bounded(entries: Entries, point: Point, found: re.Match[str]) -> When | None:
    if point is Point.DUE:
        return When(point)
    amount = int(found[1] or 1)
    most, unit = (99, "per cent") if point is Point.SHARE else (_MOST_DAYS, "working days")
    if 1 <= amount <= most:
        return When(point, amount)
    entries.add("E409", "when", f"{amount} is not from 1 to {most} {unit}")
    return None


def _quiet(top: Entries) -> tuple[time, time] | None:
    text = top.text("quiet")
    if not text:
        return None
    start, _, end = text.partition("-")
    span = _time(start.strip()), _time(end.strip())
    if span[0] is None or span[1] is None or span[0] == span[1]:
        top.add("E410", "quiet", quoting('"{}" are no hours of the day; write "18:00-07:00"', text))
        return None
    return span[0], span[1]


def _digest(top: Entries) -> time:
    text = top.text("digest")
    moment = _time(text) if text else MORNING
    if moment is None:
        top.add("E410", "digest", quoting('"{}" is no time of the day; write "07:30"', text))
    return moment or MORNING


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None
