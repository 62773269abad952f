"""Tables beside the dossier: jobs, incidents, people, sessions, drafts, serial numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables.dossier_tables import Base, partial


class OutboxTable(Base):
    """A job or message that goes out after the commit, once per key."""

    __tablename__ = "outbox"
    __table_args__ = (
        partial("ix_outbox_pending", "next_at", where="state = 'pending'"),
        Index("ix_outbox_dossier_id", "dossier_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"))
    kind: Mapped[str]
    payload: Mapped[dict[str, object]]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    worker: Mapped[str]
    error: Mapped[str]  # code of the last failure, "" after none
    details: Mapped[str]  # its sentence, for operators
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class IncidentTable(Base):
    """Something that a person must look at before it goes on."""

    __tablename__ = "incidents"
    __table_args__ = (
        partial("ix_incidents_open", "opened_at", where="resolved_at IS NULL"),
        Index("ix_incidents_dossier_id", "dossier_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"))
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    kind: Mapped[str]
    code: Mapped[str]  # of the error
    details: Mapped[str]  # its sentence, for operators
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class UserTable(Base):
    """One account of one person."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    email: Mapped[str]
    password_hash: Mapped[str]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class UserRoleTable(Base):
    """A role that a person has in a unit."""

    __tablename__ = "user_roles"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)


class WebSessionTable(Base):
    """A signed-in browser; `id` is the hash of the token that only the browser knows."""

    __tablename__ = "web_sessions"
    __table_args__ = (partial("ix_web_sessions_open", "user_id", where="ended_at IS NULL"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str]
    agent: Mapped[str]
    idle_minutes: Mapped[int]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DraftTable(Base):
    """What a person typed into a step's form and has not sent."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("step_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    data: Mapped[dict[str, object]]
    saved_at: Mapped[datetime]


class SerialTable(Base):
    """The last number given to a dossier of an agency on a day."""

    __tablename__ = "serials"
    agency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
