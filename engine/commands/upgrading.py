"""What commands that bring the database up to this release share: progress, and what is left."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import click

from engine.errors import Refused
from engine.settings import Settings
from engine.storage import Store
from engine.storage.faults import StoreUnavailable
from engine.upgrade import (
    Progress,
    UpgradeProblem,
    UpgradeReport,
    carry_over,
    dossiers_to_carry,
)

_MOST = 50  # problems of a kind that are printed


def bring_up(store: Store, settings: Settings, *, any_key: bool = False) -> UpgradeReport:
    """Migrate the tables and carry over what the release before stored, with progress on stderr.

    Raises as `carry_over` does, BadSettings where dossiers are stored and there is no key.
    """
    now = datetime.now(UTC)
    report = carry_over(store, settings.state_key, at=now, progress=_say, any_key=any_key)
    _warn(report)
    return report


def require_carried_over(store: Store) -> None:
    """Raise Refused while dossiers of the release before are not carried over.

    A database that does not answer yet is waited for by whoever calls this.
    """
    with suppress(StoreUnavailable):
        if dossiers_to_carry(store):
            raise Refused("not_carried_over", "Stored dossiers wait for `motcua migrate`.")


def _say(progress: Progress) -> None:
    click.echo(f"carried {progress.done} of {progress.total} {progress.stage}", err=True)


def _warn(report: UpgradeReport) -> None:
    printed: dict[UpgradeProblem, int] = {}
    for (problem, subject), times in sorted(report.problems.items()):
        printed[problem] = printed.get(problem, 0) + 1
        if printed[problem] <= _MOST:
            click.echo(
                f"{problem}: {subject}" + (f" ({times} times)" if times > 1 else ""), err=True
            )
    for kind, count in printed.items():
        if count > _MOST:
            click.echo(f"{kind}: {count - _MOST} more", err=True)
