"""A designer's trials as lines of a list: nothing is played again for it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from engine.accounts import Person
from engine.catalog.versions import load_version
from engine.definitions.scenario import scenario_of
from engine.definitions.status import Status
from engine.office import Office
from engine.publishing.rights import require_designer
from engine.storage import Transaction, trials
from engine.storage.trials import TrialHead, TrialRow
from engine.trial.store import LISTED, VERSION


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial, how many acts it has and where they have led.

    `number` is that of the version it tries, 0 for one that was only proposed. `ended`: the
    dossier waits nowhere any more.
    """

    head: TrialHead
    acts: int
    number: int
    status: Status | None
    ended: bool


def lines(office: Office, who: Person) -> tuple[TrialLine, ...]:
    """The person's trials, the one played last in front. Raises Forbidden `not_designer`."""
    require_designer(office, who)
    with office.store.read() as tx:
        return tuple(_line(tx, row) for row in trials.with_data(tx, who.id, LISTED))


def _line(tx: Transaction, row: TrialRow) -> TrialLine:
    scenario = scenario_of(json.loads(row.data))
    end = scenario.at_end
    return TrialLine(
        head=row,
        acts=len(scenario.play.acts),
        number=_number(tx, row.source),
        status=end.status if end else None,
        ended=end is not None and end.expects("at") and not end.at,
    )


def _number(tx: Transaction, source: str) -> int:
    kind, _, number = source.partition(":")
    return load_version(tx, int(number)).number if kind == VERSION else 0
