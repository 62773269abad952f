"""The oracle of all fault tests: what holds for every dossier, whatever was done to it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch, timer_watch
from engine.definitions.status import Channel, Status
from engine.dossiers.messages import awaited
from engine.dossiers.open_dossier import reopen
from engine.installation import Installation
from engine.journal.history import differences, history_of, is_complete
from engine.journal.proofs import unproven
from engine.journal.reading import lines_of
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, journal, pauses, steps, timers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services import incidents, outbox
from engine.workflow.waits import WaitKind

_ENDS = frozenset({Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
# Acts that complete a step, with what each writes about it.
COMPLETING = frozenset(
    {"received", "opened", "completed", "supplement_recorded", "payment_recorded", "returned"}
)


def assert_sound(installation: Installation, some: Sequence[int] = ()) -> int:
    """Check every dossier of the store, or these; returns how many there are."""
    with installation.store.read() as tx:
        every = [row[0] for row in tx.exec_driver_sql("SELECT id FROM dossiers ORDER BY id")]
        ids = some or every
        for dossier_id in ids:
            row = dossiers.load_by_id(tx, dossier_id)
            assert row is not None
            _each_act_is_one_row_and_one_revision(installation, tx, row)
            _the_journal_tells_what_the_tables_hold(tx, row)
            _something_is_awaited(installation, tx, row)
            _state_and_tables_agree(installation, tx, row)
            _each_job_is_accounted_for(tx, row)
            _the_clock_is_told_once(tx, row)
            _every_due_moment_is_as_counted_anew(installation, tx, row)
        return len(ids)


def _each_act_is_one_row_and_one_revision(
    installation: Installation, tx: Transaction, row: DossierRow
) -> None:
    """I1 and I4: as many completed steps as acts that complete, and an unbroken chain."""
    rows = journal.of(tx, row.id)
    assert journal.intact(rows, row, installation.key), f"{row.code}: the chain is broken"
    assert len(rows) == row.revision, f"{row.code}: {len(rows)} rows, revision {row.revision}"
    done = [s.name for s in steps.all_of(tx, row.id) if s.completed_at is not None]
    named = [line.step for line in lines_of(tx, row, rows) if line.action in COMPLETING]
    named = [name for name in named if name]  # an internal dossier may be opened without
    assert sorted(done) == sorted(named), f"{row.code}: {done} against {named}"


def _the_journal_tells_what_the_tables_hold(tx: Transaction, row: DossierRow) -> None:
    """I6: the history that the journal alone gives is what is stored, answers and parties too."""
    rows = journal.of(tx, row.id)
    if is_complete(rows):
        told = differences(tx, row, history_of(rows))
        assert not told, f"{row.code}: {told}"
        told = unproven(tx, row, rows)
        assert not told, f"{row.code}: {told}"


def _something_is_awaited(installation: Installation, tx: Transaction, row: DossierRow) -> None:
    """I2: an open dossier has a step, a timer, a job, an incident, or a message that others send.

    An ended one has none.
    """
    open_steps = steps.open_of(tx, row.id)
    open_timers = timers.open_of(tx, row.id)
    jobs = [j for j in outbox.of(tx, row.id) if j.state == "pending"]
    troubles = [i for i in incidents.of(tx, row.id) if i.resolved_at is None]
    if row.ended_at is None:
        sent = awaited(reopen(installation, tx, row))
        assert open_steps or open_timers or jobs or troubles or sent, f"{row.code} is stuck"
    else:
        assert not open_steps, f"{row.code} has ended with open steps"
        assert not open_timers, f"{row.code} has ended with open timers"
        inside = {Status.RESOLVED} if row.channel is Channel.INTERNAL else set()
        assert row.status in _ENDS | inside


def _state_and_tables_agree(installation: Installation, tx: Transaction, row: DossierRow) -> None:
    run = reopen(installation, tx, row).run
    waits = run.waits()
    assert run.ended == (row.ended_at is not None)
    expected = {w.task_id for w in waits if w.kind is WaitKind.USER}
    assert {s.task_id for s in steps.open_of(tx, row.id)} == expected, row.code
    expected = {w.task_id for w in waits if w.kind is WaitKind.TIMER}
    assert {t.task_id for t in timers.open_of(tx, row.id)} == expected, row.code


def _each_job_is_accounted_for(tx: Transaction, row: DossierRow) -> None:
    """I3: each job is sent, pending or dead, and a dead one has its incident."""
    told = {i.outbox_id for i in incidents.of(tx, row.id)}
    for job in outbox.of(tx, row.id):
        assert job.state in ("sent", "pending", "dead")
        assert job.state != "dead" or job.id in told


def _the_clock_is_told_once(tx: Transaction, row: DossierRow) -> None:
    """The row's pause is the open pause, and an ended dossier has none."""
    running = [p for p in pauses.of(tx, row.id) if p.ended_at is None]
    assert [p.started_at for p in running] == ([row.paused_at] if row.paused_at else [])
    assert row.ended_at is None or row.paused_at is None


def _every_due_moment_is_as_counted_anew(
    installation: Installation, tx: Transaction, row: DossierRow
) -> None:
    """I5: what is stored is what the receipt, the pauses and the calendar give today."""
    if row.resolved_at or row.ended_at or row.timetable_id != installation.timetable.id:
        return
    calendar, past = installation.calendars.get(row.hours), past_pauses(pauses.of(tx, row.id))
    watch = dossier_watch(row, past)
    if watch is not None and not (
        row.reappointed_to and installation.settings.late_by == "appointment"
    ):
        assert row.due_at == watch.due(calendar).at, row.code
    for step in steps.open_of(tx, row.id):
        limit = step_watch(step, past, row.receipt_rule)
        assert step.due_at == (limit.due(calendar).at if limit else None), (row.code, step.name)
    for timer in timers.open_of(tx, row.id):
        limit = timer_watch(timer, past, row.pause_policy)
        assert limit is None or timer.due_at == limit.due(calendar).at, (row.code, timer.node)
