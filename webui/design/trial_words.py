"""Trials in words: what was done, what came of it, what would come, and why an act was refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.definitions.scenarios.play import ActKind, Opening, PlayAct
from engine.definitions.status import Channel
from engine.errors import MotcuaError
from engine.l10n.limits import limit_words
from engine.l10n.text import _, _l
from engine.l10n.times import moment, weekday
from engine.trial.facts import ActOutcome
from engine.trial.forecast import CLOSING, TIMER, Coming, SentAlert
from engine.trial.view import TrialState
from sla.errors import OutsideCalendar, SlaError
from sla.limits import parse_limit
from webui.error_words import error_sentence, outside_sentence
from webui.labels import ALERT_LEVEL, OUTCOME, STATUS
from webui.sentences import shown

LONGEST = 400  # characters of one variable that are shown
FAULTS = {
    "no_flow_matches": _l(
        "Không nhánh nào của cổng thỏa điều kiện. Sửa điều kiện, hoặc thêm nhánh mặc định."
    ),
    "endless_loop": _l("Quy trình quay vòng mãi mà không chờ ai. Sửa sơ đồ ở vòng này."),
    "too_deep": _l("Các quy trình gọi nhau quá sâu. Xem lại các hoạt động gọi trong sơ đồ."),
    "stuck": _l("Hồ sơ sẽ chờ mãi mà không ai làm gì được. Xem lại cổng hợp nhánh trong sơ đồ."),
    "bad_collection": _l("Danh sách của bước lặp không dùng được. Xem lại biểu thức của bước đó."),
    "no_trial_way": _l("Quy trình không chạy qua được chỗ này. Xem chi tiết rồi sửa sơ đồ."),
}
"""What only a designer meets; a real dossier's page tells of it in general."""


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """Why an act was not done, in a sentence; `detail` is what the engine says of it."""

    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of the report, with what came of it."""

    at: datetime
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the dossier; `fresh` where the last act gave it this value."""

    name: str
    value: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that happens by itself at a moment, and who hears of it."""

    at: datetime
    text: str
    rule: str
    to: tuple[str, ...]


def refused(error: MotcuaError | SlaError) -> RefusalWords:
    """Why the act was refused."""
    if isinstance(error, OutsideCalendar):
        return RefusalWords(outside_sentence(error), "")
    code = error.code if isinstance(error, MotcuaError) else ""
    if code not in FAULTS and isinstance(error, MotcuaError) and error_sentence(error):
        return RefusalWords(error_sentence(error), "")
    return RefusalWords(str(FAULTS.get(code, FAULTS["no_trial_way"])), str(error))


def report(state: TrialState) -> list[ActLine]:
    """The opening and every act, the latest first."""
    before: ActOutcome | None = None
    lines: list[ActLine] = []
    texts = [_opened(state.play.opening), *(_act(act, state) for act in state.play.acts)]
    for text, facts in zip(texts, state.facts, strict=True):
        lines.append(ActLine(facts.now, text, tuple(_notes(before, facts, state))))
        before = facts
    return lines[::-1]


def happened(state: TrialState) -> str:
    """What came of the last act besides itself, in one sentence; "" where nothing did."""
    count = len(state.last.alerts)
    return _("Cảnh báo đã phát: %(rules)s.", rules=", ".join(state.last.alerts)) if count else ""


def variables(state: TrialState) -> list[Variable]:
    """The variables by name, what changed last in front."""
    now = state.variables or {}
    before = state.facts[-2].variables if len(state.facts) > 1 else {}
    found = [Variable(n, _plain(v), n not in before or before[n] != v) for n, v in now.items()]
    return sorted(found, key=lambda v: (not v.fresh, v.name))


def awaited(state: TrialState) -> list[Awaited]:
    """What would come by itself, in order."""
    return [Awaited(c.at, _coming(c), _rule(c), c.to) for c in state.coming]


def spoken(alert: SentAlert) -> str:
    """`Đến hạn bước “Thẩm định”`."""
    return _about(alert.level, alert.step)


def next_moment(state: TrialState) -> datetime | None:
    """When something next happens by itself, None where nothing does."""
    return next((c.at for c in state.coming if c.at > state.now and not c.paused), None)


def _coming(coming: Coming) -> str:
    if coming.kind == TIMER:
        words = _("Hẹn giờ “%(name)s”", name=coming.label)
        return f"{words} {_('(đứng yên trong lúc tạm dừng)')}" if coming.paused else words
    if coming.kind == CLOSING:
        return _("Đóng hồ sơ nếu người nộp không bổ sung")
    return _about(coming.kind, coming.label)


def _about(level: str, step: str) -> str:
    words = str(ALERT_LEVEL.get(level, level))
    if step:
        return _("%(level)s: bước “%(step)s”", level=words, step=step)
    return _("%(level)s: cả hồ sơ", level=words)


def _rule(coming: Coming) -> str:
    return "" if coming.kind in (TIMER, CLOSING) else coming.what


def _opened(opening: Opening) -> str:
    if opening.channel is Channel.ONLINE:
        return _("Người nộp gửi hồ sơ trực tuyến.")
    if opening.subject:
        return _("Mở việc nội bộ: %(subject)s.", subject=opening.subject.rstrip("."))
    return _("Mở hồ sơ.")


def _act(act: PlayAct, state: TrialState) -> str:
    name = state.labels.get(act.target, act.target)
    if act.kind in (ActKind.DO, ActKind.CLAIM):
        names = {"role": _role(act.target, state), "step": name}
        claimed = _("%(role)s nhận bước “%(step)s”.", **names)
        completed = _("%(role)s làm xong bước “%(step)s”.", **names)
        return claimed if act.kind is ActKind.CLAIM else completed
    if act.kind is ActKind.SERVICE and act.error:
        return _("“%(name)s” trả lỗi %(code)s.", name=name, code=act.error)
    if act.kind is ActKind.SERVICE:
        return _("“%(name)s” trả lời.", name=name)
    if act.kind is ActKind.MESSAGE:
        return _("Nhận thông báo “%(name)s”.", name=act.target)
    if act.kind is ActKind.WITHDRAW:
        return _("Người nộp rút hồ sơ: %(reason)s", reason=act.target)
    return _waited(act)


def _waited(act: PlayAct) -> str:
    if act.at is not None:
        return _("Chờ tới %(at)s.", at=f"{weekday(act.at)} {moment(act.at)}")
    return _("Chờ %(time)s.", time=limit_words(parse_limit(act.after)))


def _role(node: str, state: TrialState) -> str:
    steps = state.view.steps if state.view else ()
    return next((step.role_name for step in reversed(steps) if step.node == node), "")


def _notes(before: ActOutcome | None, after: ActOutcome, state: TrialState) -> Iterator[str]:
    if after.status and (before is None or after.status is not before.status):
        yield str(STATUS[after.status])
    if before is None or after.at != before.at:
        names = ", ".join(state.labels.get(node, node) for node in after.at)
        yield _("đang ở: %(names)s", names=names) if names else _("hồ sơ kết thúc")
    if after.due and (before is None or after.due != before.due):
        yield _("hạn %(due)s", due=moment(after.due))
    if after.outcome and (before is None or after.outcome is not before.outcome):
        yield str(OUTCOME[after.outcome.value])
    if after.alerts:
        yield _("cảnh báo: %(rules)s", rules=", ".join(after.alerts))


def _plain(value: object) -> str:
    if isinstance(value, Mapping | list | tuple):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = shown(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
