"""Tables of those who design procedures: publications, moves of running dossiers, trials."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables.dossier_tables import Base, partial

WORKING = "state IN ('proposed', 'applying', 'undoing')"
"""Moves of dossiers that the scheduler goes on with."""


class PublicationTable(Base):
    """One or more new versions that somebody proposed, put in force together or not at all.

    `state` is a word of `engine.storage.publishing.publications.State`. `effective_at` is when
    they come into force, None for at once.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("ix_publications_made_at", "made_at"),
        partial("ix_publications_due", "effective_at", where="state = 'scheduled'"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str]
    state: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    effective_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]  # why it was rejected, dropped or is outdated
    applied_at: Mapped[datetime | None]


class PublicationItemTable(Base):
    """One procedure's new version within a publication.

    `data` is the bundle, compressed; `base_id` the version in force when it was proposed, None
    for a new procedure; `version_id` the version it became.
    """

    __tablename__ = "publication_items"
    __table_args__ = (Index("ix_publication_items_procedure", "procedure"),)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    procedure: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    agency: Mapped[str]
    field: Mapped[str]
    digest: Mapped[str]
    data: Mapped[bytes]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))


class PublicationEventTable(Base):
    """Who did what with a publication, when, from where. Rows are only ever added."""

    __tablename__ = "publication_events"
    __table_args__ = (Index("ix_publication_events_publication_id", "publication_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    at: Mapped[datetime]
    actor: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str]
    action: Mapped[str]
    fields: Mapped[dict[str, object]]
    address: Mapped[str]


class VersionMoveTable(Base):
    """Running dossiers that are to go on under another version.

    `state` is a word of `engine.storage.instance_migration.moves.State`, `mapping` the new node by
    old node; `cursor` is the dossier up to which the present pass has come, `counted` of `total`.
    """

    __tablename__ = "version_moves"
    __table_args__ = (
        Index("ix_version_moves_procedure", "procedure"),
        partial("ix_version_moves_working", "id", where=WORKING),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    to_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    mapping: Mapped[dict[str, object]]
    note: Mapped[str]
    state: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cursor: Mapped[int]
    counted: Mapped[int]
    total: Mapped[int]


class VersionMoveDossierTable(Base):
    """A dossier within a move: whether it can go, why not, and what it takes to bring it back.

    `before` is what undoing restores, `after_revision` the revision of the state that the move
    wrote: undoing is possible while the dossier still has exactly that.
    """

    __tablename__ = "version_move_dossiers"
    __table_args__ = (Index("ix_version_move_dossiers_dossier_id", "dossier_id"),)
    move_id: Mapped[int] = mapped_column(ForeignKey("version_moves.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    state: Mapped[str]
    reason: Mapped[str]  # a code, "" when it can
    fields: Mapped[dict[str, object]]
    before: Mapped[bytes | None]
    after_revision: Mapped[int]  # 0 where it did not go


class TrialTable(Base):
    """A play of one designer: the acts so far, not the dossier, which is made again from them."""

    __tablename__ = "trials"
    __table_args__ = (Index("ix_trials_user_id", "user_id", "changed_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    procedure: Mapped[str]
    source: Mapped[str]  # "version:12", "publication:3"
    data: Mapped[bytes]
    revision: Mapped[int]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
