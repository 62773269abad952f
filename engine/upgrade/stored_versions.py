"""Stored versions and proposals: what fields mean is declared in their forms, which are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import BadState
from engine.procedures.bundle import with_forms
from engine.procedures.storing import fields_of
from engine.storage import Store, Transaction
from engine.storage.procedures import form_fields
from engine.storage.upgrade import before, bundles_before
from engine.storage.upgrade.bundles_before import StoredBundle
from engine.upgrade.meanings import declared
from engine.upgrade.report import Progress, UpgradeProblem, UpgradeReport, Watch

AT_ONCE = 200


def carry_versions(store: Store, report: UpgradeReport, progress: Watch) -> None:
    """Bring every stored bundle into the form that the content's folders have today.

    Each batch is a transaction; what was done already comes to the same a second time.
    """
    with store.read() as tx:
        ids = bundles_before.version_ids(tx)
    for first in range(0, len(ids), AT_ONCE):
        done = UpgradeReport()
        with store.begin() as tx:
            if not before.begin(tx):
                return
            _versions(tx, done, ids[first : first + AT_ONCE])
        report.take(done)
        progress(Progress("versions", min(first + AT_ONCE, len(ids)), len(ids)))
    with store.begin() as tx:
        if before.begin(tx):
            for item in bundles_before.of_publications(tx):
                if (again := _declared(item, UpgradeReport())) is not None:
                    bundles_before.write_item(tx, again)


def _versions(tx: Transaction, report: UpgradeReport, ids: Sequence[int]) -> None:
    stored = bundles_before.of_versions(tx, ids)
    found = [again for each in stored if (again := _declared(each, report)) is not None]
    taken = set(bundles_before.digests(tx, [(b.procedure, b.digest) for b in found]))
    for each in found:
        if (each.procedure, each.digest) in taken:
            report.note(UpgradeProblem.DIGEST, f"{each.procedure}: {each.digest}")
            continue
        taken.add((each.procedure, each.digest))
        bundles_before.write_version(tx, each)
        report.versions += 1
    fields = []
    for each in stored:
        try:
            fields += list(fields_of(each.id, each.data))
        except BadState as error:
            report.note(UpgradeProblem.BUNDLE, f"{each.procedure}, {each.id}: {error}")
    form_fields.replace(tx, ids, fields)


def _declared(stored: StoredBundle, report: UpgradeReport) -> StoredBundle | None:
    """The bundle with its forms as they would be written today; None where that changes nothing."""
    try:
        again = with_forms(stored.procedure, stored.data, declared)
    except BadState:
        return None
    if again.digest == stored.digest:
        return None
    return replace(stored, digest=again.digest, data=again.data)
