"""Playing a dossier on a real installation: acts in the past, done by the demo's accounts."""

from __future__ import annotations

from datetime import datetime

from engine.accounts import Person, person
from engine.commands.demo.staff import STAFF
from engine.definitions.scenarios.play import Play
from engine.errors import NotFound
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.jobs.timers import sweep_timers
from engine.procedures.version import active_version
from engine.trial.acts import do_act, open_dossier
from engine.trial.player import Player


class DemoPlayer(Player):
    """Acts as the account that has the role in the unit."""

    def person(self, role: str, unit: str) -> Person:
        """Raises NotFound where the demo has nobody for it."""
        for username, officer in STAFF.items():
            if (officer.role, officer.unit) == (role, unit):
                found = person(self.installation.store, username)
                if found is not None:
                    return found
        raise NotFound("no_user", f"The demo has no account for {role!r} in {unit!r}.")


def demo_player(installation: Installation, procedure: str, now: datetime) -> DemoPlayer:
    """A player of the version in force."""
    with installation.store.read() as tx:
        return DemoPlayer(installation, active_version(tx, procedure).procedure, now)


def play(player: DemoPlayer, script: Play, until: datetime) -> None:
    """Open the dossier and do its acts, each at its moment; then let time pass."""
    open_dossier(player, script.opening)
    for act in script.acts:
        player.now = act.at or player.now
        _let_time_pass(player.installation, player.now)
        do_act(player, act)
    _let_time_pass(player.installation, until)


def _let_time_pass(installation: Installation, at: datetime) -> None:
    sweep_timers(installation, at=at)
    while work_outbox(installation, "demo", at=at):
        pass
