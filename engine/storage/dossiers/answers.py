"""What was answered in the acts of a dossier, by the keys of the forms."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy import insert as into

from engine.storage.database import Transaction
from engine.storage.rows import columns, many, table, values
from engine.storage.tables.answer_tables import AnswersTable
from engine.storage.types import canonical, sha256_of

APPLICATION = ""
"""The node of what was filed with the application."""

_SALT = 16


@dataclass(frozen=True, slots=True)
class NewAnswers:
    """The clean values of one form, with the salt of their digest.

    `node` is the step's, `form` "" where the values came in a message.
    """

    node: str
    form: str
    version_id: int
    data: dict[str, object]
    salt: bytes

    @property
    def digest(self) -> str:
        """What the journal keeps of them."""
        return salted_digest(self.salt, self.data)


@dataclass(frozen=True, slots=True)
class AnswersRow:
    """Stored answers; `data` and `salt` are None once they were erased."""

    seq: int
    node: str
    form: str
    version_id: int
    data: dict[str, object] | None
    salt: bytes | None


_T = table(AnswersTable)
_SELECT = select(*columns(_T, AnswersRow))
_OF = _SELECT.where(_T.c.dossier_id == bindparam("wanted")).order_by(_T.c.seq, _T.c.node)
_APPLICATION = _SELECT.where(
    _T.c.dossier_id == bindparam("wanted"), _T.c.node == APPLICATION, _T.c.form != ""
).order_by(_T.c.seq)
_INSERT = into(_T)
_ERASE = update(_T).where(_T.c.dossier_id == bindparam("wanted")).values(data=None, salt=None)


def salted(node: str, form: str, version_id: int, data: Mapping[str, object]) -> NewAnswers:
    """Answers with a new salt."""
    return NewAnswers(node, form, version_id, dict(data), secrets.token_bytes(_SALT))


def salted_digest(salt: bytes, data: Mapping[str, object]) -> str:
    """SHA-256 over the salt and canonical JSON: nobody can guess a short answer from it."""
    return sha256_of(canonical(data), salt)


def write(tx: Transaction, dossier_id: int, seq: int, new: Iterable[NewAnswers]) -> None:
    """Store the answers of the act with this journal number."""
    rows = [{"dossier_id": dossier_id, "seq": seq, **values(each)} for each in new]
    if rows:
        tx.execute(_INSERT, rows)


def erase(tx: Transaction, dossier_id: int) -> None:
    """Erase all answers of a dossier, with the salts of their digests."""
    tx.execute(_ERASE, {"wanted": dossier_id})


def of(tx: Transaction, dossier_id: int) -> tuple[AnswersRow, ...]:
    """All answers of a dossier, in the order of the acts."""
    return many(AnswersRow, tx.execute(_OF, {"wanted": dossier_id}))


def application(tx: Transaction, dossier_id: int) -> Mapping[str, object]:
    """What was filed with the application; empty where nothing was, or where it was erased."""
    found: Sequence[AnswersRow] = many(AnswersRow, tx.execute(_APPLICATION, {"wanted": dossier_id}))
    return found[0].data or {} if found else {}
