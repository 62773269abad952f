"""Carrying over all that the release before stored, batch by batch.

A batch is one transaction: killed anywhere and started again, or started twice at once, it comes
to the same. The last migration takes the old columns away when nothing is left in them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine.errors import BadState, Refused
from engine.storage import Store, Transaction
from engine.storage.upgrade import before
from engine.upgrade.old_dossiers import DossierBatch, read_limits
from engine.upgrade.report import Progress, UpgradeProblem, UpgradeReport, Watch
from engine.upgrade.stored_versions import carry_versions
from engine.workflow.seal import StateKey, reseal, unseal

BATCH = 500
FIRST = "0001"
"""The migration without which there are no tables."""
_SAMPLE = 200


def carry_over(
    store: Store,
    key: Callable[[], bytes],
    *,
    at: datetime,
    progress: Watch = lambda _: None,
    batch: int = BATCH,
    any_key: bool = False,
) -> UpgradeReport:
    """Bring the database up to this release, tables and rows; a second call does nothing.

    `key` gives the installation's key of states, and is called only where dossiers are stored.
    Raises Refused `key_opens_nothing` where it opens none of their states, unless `any_key`.
    """
    report = UpgradeReport()
    if not store.pending_migrations():
        return report
    store.migrate()
    if store.pending_migrations():
        carry_versions(store, report, progress)
        _carry_dossiers(store, key, report, at=at, progress=progress, batch=batch, any_key=any_key)
        store.migrate(carried=True)
    return report


def dossiers_to_carry(store: Store) -> int:
    """How many dossiers of the release before are stored."""
    pending = store.pending_migrations()
    if not pending or pending[0] == FIRST:
        return 0
    with store.read() as tx:
        return before.count(tx) if before.begun(tx) else before.count_all(tx)


def _carry_dossiers(  # noqa: PLR0913 - the sides of an upgrade
    store: Store,
    key: Callable[[], bytes],
    report: UpgradeReport,
    *,
    at: datetime,
    progress: Watch,
    batch: int,
    any_key: bool,
) -> None:
    with store.begin() as tx:  # nobody takes the old columns away while they are read
        total = before.count(tx) if before.begin(tx) else 0
        if not total:
            return
        state_key = key()
        if not (any_key or _opens(tx, state_key)):
            raise Refused("key_opens_nothing", _WRONG_KEY)
        limits, unreadable = read_limits(before.limit_texts(tx))
    for words in unreadable:
        report.note(UpgradeProblem.LIMIT, words)
    done = last = 0
    while True:
        found = UpgradeReport()
        with store.begin() as tx:
            if not before.begin(tx):
                return
            last = DossierBatch(tx, state_key, limits, unreadable, at, found).carry(last, batch)
        if not last:
            return
        report.take(found)
        done += found.dossiers
        progress(Progress("dossiers", done, max(total, done)))


_WRONG_KEY = (
    "The key opens none of the stored states: set MOTCUA_SECRET_KEY to the one they were sealed "
    "with (beside a SQLite database it is in a file). Nothing was changed."
)


def _opens(tx: Transaction, key: bytes) -> bool:
    """Whether at least one of some states was sealed with this key."""
    for code, revision, state in before.states(tx, _SAMPLE):
        try:
            if revision:
                unseal(state, StateKey(key, code, revision))
            else:
                reseal(state, StateKey(key, code, 1))
        except BadState:
            continue
        return True
    return False
