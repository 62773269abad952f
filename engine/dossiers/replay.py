"""A dossier's workflow made again from its journal and answers, where its stored state is lost.

Each act is done again at its own moment with the answers that were stored with it. The result
counts only where the dossier waits exactly where its steps and timers say that it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.definitions.status import UNANSWERED
from engine.dossiers.opening import own_variables
from engine.dossiers.withdrawal import MESSAGE as WITHDRAWAL
from engine.errors import MotcuaError, Refused
from engine.journal.coding import event_of
from engine.journal.effects import StepState
from engine.journal.events import (
    ClosedUnanswered,
    Completed,
    Event,
    FilingFacts,
    IncidentAnswered,
    MessageReceived,
    Opened,
    Received,
    ServiceAnswered,
    TimerFired,
    VersionMoved,
    Withdrawn,
    filing_of,
)
from engine.journal.history import is_complete
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.dossiers import answers, steps, timers
from engine.storage.dossiers.answers import APPLICATION
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow
from engine.workflow import feel
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
from engine.workflow.spec import Spec, compile_spec
from engine.workflow.waits import WaitKind

_Answers = Mapping[str, Mapping[str, object]]


def replayed(tx: Transaction, row: DossierRow, rows: Sequence[JournalRow]) -> Run:
    """The workflow after all acts of the journal, whose rows the caller has proven.

    Raises Refused: `replay_incomplete` where the journal begins before format 2, where answers
    were erased or the dossier was moved to another version, `replay_differs` where what comes out
    waits elsewhere, or where an act cannot be done again.
    """
    if not is_complete(rows):
        raise Refused("replay_incomplete", f"The journal of {row.code} does not tell everything.")
    version = load_version(tx, row.version_id)
    spec = compile_spec(version.diagram, version.diagrams, version.decisions)
    try:
        run = _all_acts(spec, row, rows, _given(tx, row))
    except Refused:
        raise
    except MotcuaError as error:
        text = f"An act of {row.code} cannot be done again: {error}"
        raise Refused("replay_differs", text, dossier=row.code) from error
    _require_waits(tx, row, run)
    return run


def _given(tx: Transaction, row: DossierRow) -> Mapping[int, _Answers]:
    found: dict[int, dict[str, Mapping[str, object]]] = {}
    for each in answers.of(tx, row.id):
        if each.data is None:
            raise Refused("replay_incomplete", f"Answers of {row.code} were erased.")
        found.setdefault(each.seq, {})[each.node] = each.data
    return found


def _all_acts(
    spec: Spec, row: DossierRow, rows: Sequence[JournalRow], given: Mapping[int, _Answers]
) -> Run:
    run, key = None, StateKey(bytes(32), row.code, 0)
    for each in rows:
        event, values = event_of(each.action, each.fields), given.get(each.seq, {})
        with feel.as_of(each.at):
            filing = filing_of(event)
            if filing is not None:
                run = Run.start(spec, _variables(row, filing, values), each.at)
            if run is None:
                raise Refused("replay_incomplete", f"{row.code} does not begin with a filing.")
            _do(run, event, values)
        run = Run.restore(spec, run.dump(key), key)  # as between two acts
    if run is None:
        raise Refused("replay_incomplete", f"{row.code} has no journal.")
    return run


def _variables(row: DossierRow, filing: FilingFacts, values: _Answers) -> dict[str, object]:
    own = own_variables(row.code, filing.channel, filing.case, filing.one_stop)
    return {**values.get(APPLICATION, {}), **own}


def _do(run: Run, event: Event, values: _Answers) -> None:
    done = _completed(event)
    if isinstance(event, ServiceAnswered) and event.error:
        run.fail(event.task, event.error)
    elif done is not None:
        run.complete(done.task, values.get(done.node, {}))
    else:
        _happened(run, event, values)


def _completed(event: Event) -> StepState | Completed | ServiceAnswered | IncidentAnswered | None:
    """What names the step or service task that the act completed."""
    if isinstance(event, Received | Opened):
        return event.first
    return event if isinstance(event, Completed | ServiceAnswered | IncidentAnswered) else None


def _happened(run: Run, event: Event, values: _Answers) -> None:
    match event:
        case TimerFired(task=task):
            run.fire(task)
        case MessageReceived(message=message):
            run.deliver(message, values.get("", {}))
        case Withdrawn(reason=reason):
            run.deliver(WITHDRAWAL, {"ly_do_rut": reason})
        case ClosedUnanswered():
            run.deliver(UNANSWERED, {})
        case VersionMoved():
            raise Refused("replay_incomplete", "The dossier was moved to another version.")


def _require_waits(tx: Transaction, row: DossierRow, run: Run) -> None:
    """What the tables wait for is what the workflow does."""
    waits = run.waits()
    pairs = (
        (WaitKind.USER, {step.task_id for step in steps.open_of(tx, row.id)}),
        (WaitKind.TIMER, {timer.task_id for timer in timers.open_of(tx, row.id)}),
    )
    agree = all({w.task_id for w in waits if w.kind is kind} == open_ for kind, open_ in pairs)
    if not agree or run.ended != (row.ended_at is not None):
        text = f"What the journal of {row.code} gives waits elsewhere than its steps."
        raise Refused("replay_differs", text, dossier=row.code)
