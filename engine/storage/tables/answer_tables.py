"""Tables of what was answered, by the keys of the forms."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables.dossier_tables import Base


class AnswersTable(Base):
    """What was answered in one act: the application (`node` is ""), or the form of a step.

    `data` is by the keys of the form, its kinds and labels are those of the version. `salt` makes
    the digest in the journal; both go when personal data is erased.
    """

    __tablename__ = "answers"
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)  # of the journal row of the act
    node: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str]  # "" for the values of a message, which has none
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    data: Mapped[dict[str, object] | None]
    salt: Mapped[bytes | None]


class FormFieldTable(Base):
    """A field of a form of a version: what its answers are called, and their kind."""

    __tablename__ = "form_fields"
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)  # the path in the answers, with dots
    place: Mapped[int]  # from 0, in the order of the form
    kind: Mapped[str]
    label: Mapped[str]
    section: Mapped[str]  # title of the group it stands in, "" for none
