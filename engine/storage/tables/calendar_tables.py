"""Tables about time itself: timetables, what a change of one moves, alerts, apologies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables.dossier_tables import Base, partial


class TimetableTable(Base):
    """Days off, office hours and alert rules as of one decision; exactly one is in force.

    `state` is a word of `engine.storage.timetables.timetables.State`; `cursor` is the dossier up
    to which the preview has counted, `counted` of `total`.
    """

    __tablename__ = "timetables"
    __table_args__ = (
        partial("ix_timetables_active", "id", where="", flag="active"),
        partial("ix_timetables_counting", "id", where="state = 'proposed'"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int]  # the one it was made from, 0 for the first
    digest: Mapped[str]
    data: Mapped[bytes]
    note: Mapped[str]
    state: Mapped[str]
    active: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[str]
    cursor: Mapped[int]
    counted: Mapped[int]
    total: Mapped[int]


class TimetableMoveTable(Base):
    """A dossier that a proposed timetable would move. `effect` says whether that makes it late."""

    __tablename__ = "timetable_moves"
    timetable_id: Mapped[int] = mapped_column(ForeignKey("timetables.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    due_from: Mapped[datetime]
    due_to: Mapped[datetime]
    effect: Mapped[str]


class AlertTable(Base):
    """One alert for one person: unseen until they look at it."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        partial("ix_alerts_unseen", "user_id", "id", where="seen_at IS NULL"),
        partial("ix_alerts_digest", "user_id", where="mail = 'digest'"),
        Index("ix_alerts_user", "user_id", "created_at"),
        Index("ix_alerts_dossier_id", "dossier_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str]  # subject, rule and moment: what makes it the same alert
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("steps.id"))
    rule: Mapped[str]
    level: Mapped[str]  # near, due, overdue
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    mail: Mapped[str]  # "", digest (waits for the morning), sent


class ApologyTable(Base):
    """Form 4 of a dossier: apology and request for a new date, once at most (TT 03/2025)."""

    __tablename__ = "apologies"
    __table_args__ = (
        UniqueConstraint("dossier_id"),
        partial("ix_apologies_open", "agency", "old_due_at", where="decided_at IS NULL"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    agency: Mapped[str]
    state: Mapped[str]  # prepared, asked, signed, dropped
    prepared_at: Mapped[datetime]
    forecast: Mapped[dict[str, object]]
    reason: Mapped[str]
    sent_back: Mapped[str]  # why the leader gave it back, "" when they did not
    old_due_at: Mapped[datetime]
    new_due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
