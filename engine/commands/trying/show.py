"""A trial as text: its state, and everything there is to know about it."""

from __future__ import annotations

import json
from datetime import datetime

import click

from engine.commands.acting import plain
from engine.deadlines.marks import TimeState
from engine.definitions.scenarios.expectation import OUTCOME_NAMES
from engine.definitions.status import STATUS_NAMES
from engine.desk.rows import DossierView
from engine.l10n.limits import limit_words
from engine.trial.forecast import CLOSING, TIMER, Coming
from engine.trial.view import Service, TrialState, TrialStep
from sla.calendar import VIETNAM
from sla.outcome import Outcome
from sla.remaining import Remaining

_SHOWN = 6  # of what is to come
_OUTCOMES = {
    TimeState.EARLY: Outcome.EARLY,
    TimeState.ON_TIME: Outcome.ON_TIME,
    TimeState.LATE: Outcome.LATE,
}


def show_state(state: TrialState) -> None:
    """The clock, the status, what waits and what would come next."""
    view = state.view
    if view is None:
        return
    status = STATUS_NAMES[view.status]
    click.echo()
    click.secho(f"{moment(state.now)}  {view.code}  {view.status.number} {status}", bold=True)
    _show_limit(view)
    for number, line in enumerate([*map(_step, state.steps), *map(_service, state.services)], 1):
        click.echo(f"  {number}. {line}")
    for message in state.messages:
        click.echo(f"  message {message.message} ({message.label})")
    for where, why in state.last.faults.items():
        click.secho(f"  {where}: {why}", fg="red")
    for each in state.coming[:_SHOWN]:
        click.secho(f"  {moment(each.at)}  {_coming(each)}", dim=True)


def _show_limit(view: DossierView) -> None:
    if view.due_at is not None:
        left = f", {_left(view.time.remaining)}" if view.time.remaining else ""
        click.echo(f"  due {moment(view.due_at)} ({limit_words(view.limit)}{left})")
    outcome = _OUTCOMES.get(view.time.state)
    if outcome is not None:
        click.echo(f"  outcome: {outcome.value} ({OUTCOME_NAMES[outcome]})")
    if view.ended_at is not None:
        click.echo("  The dossier has ended.")


def show_all(state: TrialState) -> None:
    """Variables, journal, alerts so far and everything that is to come."""
    click.secho("Variables", bold=True)
    for name, value in sorted((state.variables or {}).items()):
        click.echo(f"  {name} = {json.dumps(plain(value), ensure_ascii=False)}")
    if state.view is not None:
        click.secho("Journal", bold=True)
        for line in state.view.journal:
            click.echo(f"  {moment(line.at)}  {line.action} {line.step}  {line.actor}".rstrip())
    click.secho("Alerts so far", bold=True)
    for alert in state.alerts:
        about = f" ({alert.step})" if alert.step else ""
        click.echo(f"  {moment(alert.at)}  {alert.rule}{about}: {', '.join(alert.to)}")
    click.secho("To come, if nobody acts", bold=True)
    for each in state.coming:
        words = " (stands still)" if each.paused else ""
        to = f": {', '.join(each.to)}" if each.to else ""
        click.echo(f"  {moment(each.at)}  {_coming(each)}{words}{to}")


def _step(step: TrialStep) -> str:
    due = step.task.time.due_at
    until = f", until {moment(due)}" if due else ""
    which = f" [{step.instance}]" if step.instance else ""
    return f"{step.task.name}{which} ({step.node}): {step.by}{until}"


def _service(service: Service) -> str:
    inputs = json.dumps(plain(dict(service.inputs)), ensure_ascii=False)
    return f"{service.name} ({service.node}): {service.kind} asks {inputs}"


def _coming(each: Coming) -> str:
    if each.kind == TIMER:
        return f"timer {each.label} ({each.what})"
    if each.kind == CLOSING:
        return "closed, if the applicant brings nothing"
    return f"alert {each.what}" + (f" ({each.label})" if each.label else "")


def moment(at: datetime) -> str:
    """To the minute, in Vietnamese time."""
    return at.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")


def _left(left: Remaining) -> str:
    parts = ((left.days, "working days"), (left.hours, "h"), (left.minutes, "min"))
    text = " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"
    return f"overdue by {text}" if left.overdue else f"{text} left"
