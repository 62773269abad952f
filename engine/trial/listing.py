"""A designer's trials as lines of a list: nothing is played again for it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from engine.access.permission import require
from engine.access.table import DESIGN
from engine.accounts import Person
from engine.definitions.scenarios.scenario_file import scenario_of
from engine.definitions.status import Status
from engine.installation import Installation
from engine.storage import Transaction
from engine.storage.trial import trials
from engine.storage.trial.trials import TrialRow
from engine.trial.sources import number_of

LISTED = 50


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial, how many acts it has and where they have led.

    `number` is that of the version it tries, 0 for one that was only proposed. `ended`: the
    dossier waits nowhere any more.
    """

    head: TrialRow
    acts: int
    number: int
    status: Status | None
    ended: bool


def lines(installation: Installation, who: Person) -> tuple[TrialLine, ...]:
    """The person's trials, the one played last in front. Raises Forbidden `not_designer`."""
    require(installation, who, DESIGN)
    with installation.store.read() as tx:
        return tuple(_line(tx, row) for row in trials.of_user(tx, who.id, LISTED))


def _line(tx: Transaction, row: TrialRow) -> TrialLine:
    scenario = scenario_of(json.loads(row.data))
    end = scenario.at_end
    return TrialLine(
        head=row,
        acts=len(scenario.play.acts),
        number=number_of(tx, row.source),
        status=end.status if end else None,
        ended=end is not None and end.expects("at") and not end.at,
    )
