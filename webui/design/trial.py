"""Trials of designers: a dossier played in a sandbox as each role, by a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from engine.access.table import DESIGN
from engine.definitions.scenarios.play import ActKind, PlayAct
from engine.definitions.service_kinds import Port, services
from engine.errors import FieldProblem, Invalid, MotcuaError
from engine.l10n.text import _, _l
from engine.l10n.times import clock, day, moment, weekday
from engine.storage import StoreUnavailable
from engine.trial import store
from engine.trial.listing import lines
from engine.trial.store import TrialView
from engine.trial.view import TrialState
from sla.errors import SlaError
from webui.context import installation, now, person
from webui.design.trial_turns import Turn, turns_of
from webui.design.trial_words import (
    RefusalWords,
    awaited,
    happened,
    next_moment,
    refused,
    report,
    spoken,
    variables,
)
from webui.errors import status_of
from webui.pages import MenuEntry, Pages
from webui.picture import picture
from webui.ports import LONGEST, outputs
from webui.posted import as_object, iso_moment, moment_of, number, revision, values
from webui.sentences import journal_sentence

STEPS = {"hour": "1 working hour", "day": "1 working day"}
"""How far each button moves the clock."""
REASON = 2000  # characters

trial = Pages("trial", __name__, url_prefix="/chay-thu", parent="procedures")


@dataclass(frozen=True, slots=True)
class TrialInput:
    """What somebody typed and was not done: where, what, and what is wrong with it."""

    turn: str = ""
    values: Mapping[str, object] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    refusal: RefusalWords | None = None


NOTHING = TrialInput()


@trial.menu("", MenuEntry(_l("Chạy thử"), 82, may=DESIGN))
def page() -> str:
    """The reader's trials, the one played last on top."""
    return render_template("trial/list.html", lines=lines(installation(), person()))


@trial.get("/<int:trial_id>")
def play(trial_id: int) -> str:
    """One trial: its clock, what waits and what would come."""
    return _render(store.view(installation(), person(), trial_id), NOTHING)


@trial.post("/<int:trial_id>/buoc")
def do(trial_id: int) -> Response | tuple[str, int]:
    """Complete a step as whoever should."""
    node, typed = request.form.get("node", ""), values("values")
    exception = request.form.get("exception", "")[:REASON]
    wanted = PlayAct(
        ActKind.DO, node, typed, instance=number("instance") or 0, exception=exception.strip()
    )
    return _act(
        trial_id,
        wanted,
        lambda state: _("Đã làm xong bước “%(step)s”.", step=state.labels.get(node, node)),
        TrialInput(_turn(), typed, _fields()),
    )


@trial.post("/<int:trial_id>/dich-vu")
def answer(trial_id: int) -> Response | tuple[str, int]:
    """Answer a service task as its worker would, or let it end with an error."""
    node, error = request.form.get("node", ""), request.form.get("error", "").strip()
    typed = TrialInput(_turn(), None, _fields())
    failing = "fail" in request.form
    found, wrong = ({}, _no_code(error)) if failing else outputs(_ports(), typed.fields)
    if wrong:
        return _again(trial_id, typed, Invalid(wrong))
    wanted = PlayAct(
        ActKind.SERVICE,
        node,
        {name: value for name, value in found.items() if value is not None},
        instance=number("instance") or 0,
        error=error if failing else "",
    )
    return _act(
        trial_id,
        wanted,
        lambda state: _("“%(name)s” đã trả lời.", name=state.labels.get(node, node)),
        typed,
    )


@trial.post("/<int:trial_id>/thong-bao")
def send(trial_id: int) -> Response | tuple[str, int]:
    """Bring a message from another system."""
    name, text = request.form.get("message", ""), request.form.get("body", "").strip()
    typed = TrialInput("message", None, _fields())
    try:
        brought = as_object(text) if text else {}
    except BadRequest:
        return _again(trial_id, typed, Invalid([FieldProblem("body", "json", _("Nội dung"))]))
    done = _("Hồ sơ đã nhận thông báo “%(name)s”.", name=name)
    return _act(trial_id, PlayAct(ActKind.MESSAGE, name, brought), lambda _state: done, typed)


@trial.post("/<int:trial_id>/rut")
def withdraw(trial_id: int) -> Response | tuple[str, int]:
    """Let the applicant withdraw."""
    reason = request.form.get("reason", "").strip()[:REASON]
    typed = TrialInput("withdraw", None, _fields())
    if not reason:
        wrong = FieldProblem("reason", "required", _("Lý do rút hồ sơ"))
        return _again(trial_id, typed, Invalid([wrong]))
    done = _("Người nộp đã rút hồ sơ.")
    return _act(trial_id, PlayAct(ActKind.WITHDRAW, reason), lambda _state: done, typed)


@trial.post("/<int:trial_id>/dong-ho")
def wait(trial_id: int) -> Response | tuple[str, int]:
    """Move the clock on; whatever is due on the way comes."""
    typed, wanted = TrialInput("clock", None, _fields()), _moved()
    if wanted is None:
        return _again(trial_id, typed, Invalid([FieldProblem("at", "date", _("Thời điểm"))]))
    return _act(trial_id, wanted, _arrived, typed)


@trial.post("/<int:trial_id>/hoan-tac")
def undo(trial_id: int) -> Response | tuple[str, int]:
    """Take the last act back."""
    try:
        store.undo(installation(), person(), trial_id, revision(), at=now())
    except MotcuaError as error:
        return _again(trial_id, NOTHING, error)
    flash(_("Đã hoàn tác việc vừa làm."))
    return redirect(url_for("trial.play", trial_id=trial_id))


def _act(
    trial_id: int, wanted: PlayAct, done: Callable[[TrialState], str], typed: TrialInput
) -> Response | tuple[str, int]:
    try:
        found = store.act(installation(), person(), trial_id, wanted, revision(), at=now())
    except (MotcuaError, SlaError) as error:
        return _again(trial_id, typed, error)
    flash(f"{done(found.state)} {happened(found.state)}".rstrip())
    kept = f"chay-thu/{trial_id}/{typed.turn}" if typed.values is not None else None
    stays = _turn() if typed.turn == "clock" else None
    return redirect(url_for("trial.play", trial_id=trial_id, done=kept, luot=stays or None))


def _again(trial_id: int, typed: TrialInput, error: MotcuaError | SlaError) -> tuple[str, int]:
    """The page with what was typed, and why it was not done."""
    if isinstance(error, StoreUnavailable):
        raise error
    found = store.view(installation(), person(), trial_id)
    if isinstance(error, Invalid):
        problems, refusal, status = error.problems, None, 422
    else:
        status = status_of(error) if isinstance(error, MotcuaError) else 409
        problems, refusal = (), refused(error)
    shown = TrialInput(typed.turn, typed.values, typed.fields, problems, refusal)
    # What a drawing cannot do is an error of the design, not of the server.
    return _render(found, shown), min(status, 422)


def _render(found: TrialView, typed: TrialInput) -> str:
    state = found.state
    if state.view is None:
        raise NotFound
    turns = turns_of(state)
    chosen = _chosen(turns, typed.turn or request.values.get("luot", ""))
    return render_template(
        "trial/play.html",
        head=found.head,
        state=state,
        view=state.view,
        turns=turns,
        turn=chosen,
        typed=typed,
        picture=picture(state.view) | {"current": list(state.current_nodes)},
        variables=variables(state),
        awaited=awaited(state),
        spoken=spoken,
        report=report(state),
        journal=[journal_sentence(line) for line in reversed(state.view.journal)],
        goes_to=_goes_to(state, chosen),
        clock_at=(typed.fields["day"], typed.fields.get("clock", ""))
        if "day" in typed.fields
        else (day(state.now), clock(state.now)),
    )


def _goes_to(state: TrialState, chosen: Turn | None) -> dict[str, datetime]:
    """The moments that the clock can be moved to by one press, those that are still to come."""
    view, found = state.view, {}
    step_due = chosen.due if chosen else None
    if step_due and step_due > state.now:
        found["step"] = step_due
    if view and view.due_at and view.due_at > state.now and not view.resolved_at:
        found["dossier"] = view.due_at
    coming = next_moment(state)
    if coming:
        found["next"] = coming
    return found


def _chosen(turns: tuple[Turn, ...], wanted: str) -> Turn | None:
    return next((t for t in turns if t.key == wanted), turns[0] if turns else None)


def _moved() -> PlayAct | None:
    """What the clock's form asks for; None for a moment that is none."""
    sent = request.form
    if after := sent.get("after", ""):
        if after not in STEPS:
            raise BadRequest
        return PlayAct(ActKind.WAIT, after=STEPS[after])
    if until := sent.get("until", ""):
        at = iso_moment(until)
        if at is None:  # a button of ours names no such moment
            raise BadRequest
    else:
        at = moment_of(sent.get("day", ""), sent.get("clock", ""))
    return None if at is None else PlayAct(ActKind.WAIT, at=at)


def _arrived(state: TrialState) -> str:
    at = f"{weekday(state.now)} {moment(state.now)}"
    return _("Đồng hồ chạy thử đã tới %(at)s.", at=at)


def _ports() -> tuple[Port, ...]:
    kind = services().kinds.get(request.form.get("kind", ""))
    return kind.outputs if kind else ()


def _no_code(error: str) -> tuple[FieldProblem, ...]:
    return () if error else (FieldProblem("error", "required", _("Mã lỗi")),)


def _turn() -> str:
    return request.form.get("luot", "")[:200]


def _fields() -> dict[str, str]:
    return {name: text[:LONGEST] for name, text in request.form.items() if name != "values"}
