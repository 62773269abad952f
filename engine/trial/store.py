"""Trials of designers: begun, played on, undone, saved as scenarios. Only their maker sees them.

What is kept is the acts; the dossier is made again from them wherever the next request comes in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from engine.accounts import Person
from engine.definitions.scenarios.play import Expectation, Opening, Play, PlayAct, Scenario
from engine.definitions.scenarios.scenario_file import FOLDER, MOST_ACTS, scenario_of
from engine.errors import Conflict, FieldProblem, Invalid, MotcuaError, NotFound, Refused
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.trial import trials
from engine.storage.trial.trials import NewTrial, TrialRow
from engine.trial.facts import ActOutcome
from engine.trial.plain import plain_scenario
from engine.trial.recording import file_name, recorded, to_yaml
from engine.trial.sources import open_source
from engine.trial.trial import LiveTrials, Trial
from engine.trial.view import TrialState, state_of
from sla.errors import SlaError

LONGEST_TITLE = 200
MOST_BYTES = 2_000_000  # of the acts as they are kept, unpacked
_live = LiveTrials()


@dataclass(frozen=True, slots=True)
class TrialView:
    """A stored trial with its dossier's state."""

    head: TrialRow
    state: TrialState


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A trial as a scenario, and where its file belongs among the content."""

    head: TrialRow
    path: PurePosixPath
    text: str


def begin(  # noqa: PLR0913 - what is tried, how it is opened, what it is called
    installation: Installation,
    who: Person,
    source: str,
    opening: Opening,
    *,
    title: str = "",
    procedure: str = "",
    at: datetime,
) -> TrialView:
    """Open a dossier in a sandbox and keep the trial.

    Raises as `open_source` does, and whatever the opening raises: then nothing is kept.
    """
    candidate = open_source(installation, who, source, procedure)
    name = _title(title or candidate.procedure.name)
    play = Play(candidate.procedure.code, opening)
    trial = _live.take(candidate, play)
    _require_done(trial)
    state = _looked_at(trial)
    new = NewTrial(
        user_id=who.id,
        title=name,
        procedure=play.procedure,
        source=source,
        data=_packed(name, play, trial.last),
        made_at=at,
        changed_at=at,
    )
    with installation.store.begin() as tx:
        trial_id = trials.insert(tx, new)
        head = _own(tx, who, trial_id)
    _live.keep(trial)
    return TrialView(head, state)


def view(installation: Installation, who: Person, trial_id: int) -> TrialView:
    """A trial's state. Raises NotFound for one of somebody else."""
    row, trial = _opened(installation, who, trial_id)
    state = _looked_at(trial)
    _live.keep(trial)
    return TrialView(row, state)


def act(
    installation: Installation,
    who: Person,
    trial_id: int,
    act: PlayAct,
    revision: int,
    *,
    at: datetime,
) -> TrialView:
    """Do one act more. Raises whatever the act raises: then the trial is as it was.

    Raises Conflict when the trial was played on meanwhile, Refused when it is too long.
    """
    row, trial = _opened(installation, who, trial_id)
    if row.revision != revision:
        _live.keep(trial)
        raise _changed(trial_id)
    if len(trial.play.acts) >= MOST_ACTS:
        _live.keep(trial)
        raise Refused("trial_too_long", f"A trial has at most {MOST_ACTS} acts.", most=MOST_ACTS)
    trial.act(act)
    _require_done(trial)
    return _saved(installation, row, trial, at)


def undo(
    installation: Installation, who: Person, trial_id: int, revision: int, *, at: datetime
) -> TrialView:
    """Take the last act back. Raises Refused where there is none, Conflict as `act` does."""
    return _back(installation, who, trial_id, revision, Play.undone, at)


def restart(
    installation: Installation, who: Person, trial_id: int, revision: int, *, at: datetime
) -> TrialView:
    """Take every act back: only the opening stays. Raises as `undo` does."""
    return _back(installation, who, trial_id, revision, lambda play: replace(play, acts=()), at)


def rename(
    installation: Installation,
    who: Person,
    trial_id: int,
    title: str,
    revision: int,
    *,
    at: datetime,
) -> None:
    """Give a trial another title."""
    name = _title(title)
    with installation.store.begin() as tx:
        row = _own(tx, who, trial_id)
        scenario = replace(scenario_of(json.loads(row.data)), title=name)
        data = _bytes(scenario)
        if row.revision != revision or not trials.save(tx, row, data, name, at):
            raise _changed(trial_id)


def delete(installation: Installation, who: Person, trial_id: int) -> None:
    """Forget a trial. Raises NotFound for one of somebody else."""
    with installation.store.begin() as tx:
        trials.remove(tx, _own(tx, who, trial_id).id)


def scenario_file(installation: Installation, who: Person, trial_id: int) -> ScenarioFile:
    """The scenario of a trial: its acts, expecting what came of them. Raises as `view` does."""
    row, trial = _opened(installation, who, trial_id)
    text = to_yaml(recorded(row.title, trial.play, trial.facts))
    _live.keep(trial)
    folder = PurePosixPath(trial.candidate.procedure.file).parent / FOLDER
    return ScenarioFile(row, folder / file_name(row.procedure, row.title), text)


def _back(
    installation: Installation,
    who: Person,
    trial_id: int,
    revision: int,
    shortened: Callable[[Play], Play],
    at: datetime,
) -> TrialView:
    row, trial = _opened(installation, who, trial_id)
    _live.keep(trial)
    if row.revision != revision:
        raise _changed(trial_id)
    if not trial.play.acts:
        raise Refused("nothing_to_undo", "Nothing has been done yet.")
    return _saved(installation, row, _live.take(trial.candidate, shortened(trial.play)), at)


def _opened(installation: Installation, who: Person, trial_id: int) -> tuple[TrialRow, Trial]:
    with installation.store.read() as tx:
        row = _own(tx, who, trial_id)
    candidate = open_source(installation, who, row.source, row.procedure)
    return row, _live.take(candidate, scenario_of(json.loads(row.data)).play)


def _own(tx: Transaction, who: Person, trial_id: int) -> TrialRow:
    row = trials.load(tx, trial_id)
    if row is None or row.user_id != who.id:
        raise NotFound("no_trial", f"There is no trial {trial_id}.")
    return row


def _require_done(trial: Trial) -> None:
    """Raise what refused the last act; such a trial is not gone on with, its clock has moved."""
    refusal = trial.last.refusal
    if refusal is not None:
        trial.close()
        raise refusal.error or Refused(refusal.code, refusal.sentence)


def _saved(installation: Installation, row: TrialRow, trial: Trial, at: datetime) -> TrialView:
    data = _packed(row.title, trial.play, trial.last)
    if len(data) > MOST_BYTES:
        trial.close()
        raise Refused("trial_too_long", f"A trial has at most {MOST_BYTES} bytes.", most=MOST_BYTES)
    state = _looked_at(trial)
    with installation.store.begin() as tx:
        if not trials.save(tx, row, data, row.title, at):
            trial.close()
            raise _changed(row.id)
    _live.keep(trial)
    saved = replace(row, data=data, revision=row.revision + 1, changed_at=at)
    return TrialView(saved, state)


def _looked_at(trial: Trial) -> TrialState:
    """Its state. A trial that cannot be shown, past the calendar's end, does not go on."""
    try:
        return state_of(trial)
    except (MotcuaError, SlaError):
        trial.close()
        raise


def _packed(title: str, play: Play, last: ActOutcome) -> bytes:
    """What is kept: the acts, and where they have led, for lists that play nothing again."""
    given = {"status": last.status, "at": last.at}
    end = Expectation(lines=dict.fromkeys(given, 1), status=last.status, at=last.at)
    return _bytes(Scenario(title, play, (), end))


def _bytes(scenario: Scenario) -> bytes:
    return json.dumps(plain_scenario(scenario), ensure_ascii=False).encode()


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise Invalid([FieldProblem("title", "required", "Tên lần chạy thử")])
    return title[:LONGEST_TITLE]


def _changed(trial_id: int) -> Conflict:
    return Conflict("trial_changed", f"Trial {trial_id} was played on meanwhile.")
