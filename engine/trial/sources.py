"""What a trial tries: a stored version, or one that is only proposed."""

from __future__ import annotations

from engine.access.permission import require
from engine.access.table import DESIGN
from engine.accounts import Person
from engine.errors import NotFound
from engine.installation import Installation
from engine.procedures.bundle import Bundle
from engine.procedures.version import load_version
from engine.storage import Transaction
from engine.storage.publishing import publications
from engine.trial.trial_content import Candidate, candidate_of, candidate_version, context_of

_VERSION, _PUBLICATION = "version", "publication"
_DIGITS = 10  # what is longer fits no column


def source_of_version(version_id: int) -> str:
    """How a trial names a stored version."""
    return f"{_VERSION}:{version_id}"


def source_of_publication(publication_id: int) -> str:
    """How a trial names a version that is proposed; the procedure says which of several."""
    return f"{_PUBLICATION}:{publication_id}"


def number_of(tx: Transaction, source: str) -> int:
    """The number of the version that is tried, 0 for one that is only proposed. Raises NotFound."""
    kind, key = _parted(source)
    return load_version(tx, key).number if kind == _VERSION else 0


def open_source(
    installation: Installation, who: Person, source: str, procedure: str = ""
) -> Candidate:
    """What a source names, for somebody who may design it.

    Raises NotFound for a source that does not exist, Forbidden `not_designer`.
    """
    require(installation, who, DESIGN)
    kind, key = _parted(source)
    with installation.store.read() as tx:
        if kind == _VERSION:
            candidate = candidate_version(tx, key, context_of(installation))
        else:
            candidate = _proposed(installation, tx, key, procedure)
    require(installation, who, DESIGN, candidate.procedure.agency)
    return candidate


def _parted(source: str) -> tuple[str, int]:
    kind, _, key = source.partition(":")
    sane = key.isascii() and key.isdigit() and len(key) < _DIGITS
    if kind not in (_VERSION, _PUBLICATION) or not sane:
        raise NotFound("no_version", f"There is no version {source!r}.")
    return kind, int(key)


def _proposed(
    installation: Installation, tx: Transaction, publication_id: int, procedure: str
) -> Candidate:
    found = publications.items_with_data(tx, publication_id, procedure)
    if not found:
        raise NotFound("no_publication", f"There is no publication {publication_id}.")
    item = found[0]
    return candidate_of(Bundle(item.procedure, item.digest, item.data), context_of(installation))
