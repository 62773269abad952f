"""Whether answers and parties are still what the journal has digests of.

What was erased on purpose can be proven no more, and is no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.journal.coding import event_of
from engine.journal.events import filing_of
from engine.storage import Transaction
from engine.storage.dossiers import answers, parties
from engine.storage.dossiers.answers import salted_digest
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow


def unproven(tx: Transaction, row: DossierRow, rows: Sequence[JournalRow]) -> tuple[str, ...]:
    """What is not as the journal says, such as `answers.4.tham_dinh`, `parties.submitter`."""
    wanted: dict[str, str] = {}
    for each in rows:
        if each.format == 1:
            continue
        event = event_of(each.action, each.fields)
        wanted |= {f"answers.{each.seq}.{node}": digest for node, digest in event.answers.items()}
        filing = filing_of(event)
        if filing is not None:
            wanted |= {f"parties.{role}": digest for role, digest in filing.parties.items()}
    kept = _kept(tx, row.id, wanted)
    return tuple(sorted(n for n in wanted.keys() | kept.keys() if wanted.get(n) != kept.get(n)))


def _kept(tx: Transaction, dossier_id: int, wanted: dict[str, str]) -> dict[str, str]:
    """The digests of what is stored; of what was erased, those that the journal has."""
    found: dict[str, str] = {}
    for each in answers.of(tx, dossier_id):
        name = f"answers.{each.seq}.{each.node}"
        if each.salt is not None and each.data is not None:
            found[name] = salted_digest(each.salt, each.data)
        elif name in wanted:
            found[name] = wanted[name]
    for role, party in parties.of(tx, dossier_id).by_role.items():
        name = f"parties.{role}"
        if party.salt is not None:
            found[name] = party.digest
        elif name in wanted:
            found[name] = wanted[name]
    return found
