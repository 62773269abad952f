"""Whether a dossier is still what its journal says: chain, keyed head, answers, parties, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import BadState, NotFound
from engine.installation import Installation
from engine.journal.history import differences, history_of, is_complete
from engine.journal.proofs import unproven
from engine.storage import Transaction
from engine.storage.dossiers import dossiers, journal
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.journal import JournalRow


@dataclass(frozen=True, slots=True)
class Verification:
    """What was proven. `complete` is false for a journal that begins before format 2.

    `differing` names what is not as the journal says, such as `steps.7.due_at`, `answers.4.ky`.
    """

    chain: bool
    head: bool  # the MAC is ours
    complete: bool
    differing: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Everything that the journal tells is so."""
        return self.chain and self.head and not self.differing

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """Each question with its answer."""
        rest = "answers, parties and tables" if self.complete else "answers and parties"
        return (
            ("chain of the journal", self.chain),
            ("its keyed head", self.head),
            (rest, not self.differing),
        )


def verify(installation: Installation, code: str) -> Verification:
    """Prove one dossier, from one consistent read. Raises NotFound."""
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        if row is None:
            raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
        rows = journal.of(tx, row.id)
        return Verification(
            chain=journal.is_chained(rows, row),
            head=journal.is_authentic(row, installation.key),
            complete=is_complete(rows),
            differing=_differing(tx, row, rows),
        )


def _differing(tx: Transaction, row: DossierRow, rows: Sequence[JournalRow]) -> tuple[str, ...]:
    try:
        found = unproven(tx, row, rows)
        return found + differences(tx, row, history_of(rows)) if is_complete(rows) else found
    except (BadState, LookupError):  # a row that says what cannot be: it was changed
        return ("journal",)
