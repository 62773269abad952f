"""The tables, declared once for SQLite and PostgreSQL. Migrations create them; nothing else does.

What lists and sweeps read stands under partial indexes over what is still open, so that their
cost follows the work in hand and not the archive.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.definitions.status import Channel, Status
from engine.storage.types import Json, UtcDateTime, Word
from sla.limits import LimitUnit
from sla.outcome import Outcome
from sla.pauses import PausePolicy
from sla.receipt import ReceiptRule

BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in INTEGER columns


class Base(DeclarativeBase):
    """Types and constraint names shared by all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as a plain dict
        int: BIG,
        str: Text,
        bytes: LargeBinary,
        datetime: UtcDateTime,
        date: Date,
        dict[str, object]: Json,
        Status: Word(Status),
        Channel: Word(Channel),
        Outcome: Word(Outcome),
        PausePolicy: Word(PausePolicy),
        ReceiptRule: Word(ReceiptRule),
        LimitUnit: Word(LimitUnit),
        PartyKind: Word(PartyKind),
        PartyRole: Word(PartyRole),
        Scheme: Word(Scheme),
    }


UNRESOLVED = "ended_at IS NULL AND resolved_at IS NULL"
"""Dossiers that a change of the timetable can move: their limit runs, or a step's before it."""
WATCHED = "ended_at IS NULL AND due_at IS NOT NULL"


def partial(name: str, *names: str, where: str, flag: str = "") -> Index:
    """An index over the rows that `where` holds for, and for which `flag` is true if named.

    SQLite has no booleans, and takes an index only for a condition spelled like its own.
    """
    parts = [where] if where else []
    return Index(
        name,
        *names,
        sqlite_where=text(" AND ".join(parts + ([f"{flag} = 1"] if flag else []))),
        postgresql_where=text(" AND ".join(parts + ([flag] if flag else []))),
    )


class VersionTable(Base):
    """One immutable version of a procedure."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("procedure", "number"),
        UniqueConstraint("procedure", "digest"),
        partial("ix_versions_active", "procedure", where="", flag="active"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    name: Mapped[str]
    agency: Mapped[str]
    field: Mapped[str]
    data: Mapped[bytes]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str]
    active: Mapped[bool]
    origin: Mapped[str]  # a word of `engine.storage.procedures.versions.Origin`


class DossierTable(Base):
    """One dossier: what lists show, and the sealed state of its process."""

    __tablename__ = "dossiers"
    __table_args__ = (
        partial("ix_dossiers_due", "due_at", where="ended_at IS NULL AND due_at IS NOT NULL"),
        partial("ix_dossiers_one_stop", "one_stop", "due_at", where="ended_at IS NULL"),
        partial("ix_dossiers_stopped", "one_stop", where="ended_at IS NULL", flag="clock_stopped"),
        partial("ix_dossiers_watched", "agency", "due_at", where=WATCHED),
        partial("ix_dossiers_alert", "alert_at", where="alert_at IS NOT NULL"),
        partial("ix_dossiers_timetable", "timetable_id", "id", where=UNRESOLVED),
        # Not partial: SQLite would take it for whatever asks for open dossiers.
        Index("ix_dossiers_version", "version_id", "ended_at", "id"),
        Index("ix_dossiers_agency", "agency", "submitted_at"),
        Index("ix_dossiers_one_stop_submitted", "one_stop", "submitted_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    procedure: Mapped[str]
    procedure_name: Mapped[str]
    field: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    agency: Mapped[str]
    one_stop: Mapped[str]
    hours: Mapped[str]
    channel: Mapped[Channel]
    status: Mapped[Status]
    clock_stopped: Mapped[bool]
    limit_amount: Mapped[int | None]
    limit_unit: Mapped[LimitUnit | None]
    limit_case: Mapped[str]  # id of the case (Quy trình) whose limit it is, "" when there is one
    pause_policy: Mapped[PausePolicy]
    receipt_rule: Mapped[ReceiptRule]
    timetable_id: Mapped[int]  # under which due_at was counted; 0: content files themselves
    subject: Mapped[str]  # what an internal dossier is about, "" for those of applicants
    search: Mapped[str]
    submitted_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    due_projected: Mapped[bool]
    reappointed_to: Mapped[datetime | None]  # the new date of form 4, once at most
    alert_at: Mapped[datetime | None]  # when the next rule of alerts.yaml has something to say
    paused_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    supplements: Mapped[int]
    revision: Mapped[int]
    journal_head: Mapped[str]  # hash of the newest journal row, so that a cut tail shows
    journal_mac: Mapped[bytes]  # keyed, over head, revision and state_revision
    state: Mapped[bytes]
    state_revision: Mapped[int]  # the revision that wrote the state, to which it is bound
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class StepTable(Base):
    """One user task of a dossier, from its opening to its end."""

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("dossier_id", "task_id"),
        partial(
            "ix_steps_open",
            "role",
            "unit",
            "due_at",
            where="completed_at IS NULL AND cancelled_at IS NULL",
        ),
        partial(
            "ix_steps_open_dossier",
            "dossier_id",
            where="completed_at IS NULL AND cancelled_at IS NULL",
        ),
        partial(
            "ix_steps_open_due",
            "due_at",
            where="completed_at IS NULL AND cancelled_at IS NULL AND due_at IS NOT NULL",
        ),
        partial("ix_steps_alert", "alert_at", where="alert_at IS NOT NULL"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    task_id: Mapped[str]
    node: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    unit: Mapped[str]
    assignee: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    status: Mapped[Status]
    limit_amount: Mapped[int | None]
    limit_unit: Mapped[LimitUnit | None]
    runs_in_pause: Mapped[bool]  # its own limit measures the pause: it stops the legal clock
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    alert_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancelled_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]


class TimerTable(Base):
    """A moment at which a dossier goes on by itself."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("dossier_id", "task_id"),
        partial("ix_timers_due", "due_at", where="fired_at IS NULL AND cancelled_at IS NULL"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    task_id: Mapped[str]
    node: Mapped[str]
    started_at: Mapped[datetime | None]
    limit_amount: Mapped[int | None]  # of a duration in working time; None for any other timer
    limit_unit: Mapped[LimitUnit | None]
    runs_in_pause: Mapped[bool]
    due_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class PauseTable(Base):
    """A stretch in which the legal clock stands still; at most one is open per dossier."""

    __tablename__ = "pauses"
    __table_args__ = (
        Index("ix_pauses_dossier_id", "dossier_id"),
        Index(
            "uq_pauses_open",
            "dossier_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        partial(
            "ix_pauses_closing", "closes_at", where="ended_at IS NULL AND closes_at IS NOT NULL"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    reason: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]  # when a dossier that nobody completes is closed


class SupplementTable(Base):
    """A request for more papers, and when it was answered."""

    __tablename__ = "supplements"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    number: Mapped[int]
    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    exception: Mapped[str]  # why there is a third request
    answered_at: Mapped[datetime | None]


class PaperTable(Base):
    """A paper that the procedure asks for, and whether it was handed in."""

    __tablename__ = "papers"
    __table_args__ = (UniqueConstraint("dossier_id", "paper"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    paper: Mapped[str]
    copies: Mapped[int]
    kind: Mapped[str]
    received_at: Mapped[datetime | None]


class JournalTable(Base):
    """Who did what, when, from where. Rows are only ever added; triggers see to that."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("dossier_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str]
    format: Mapped[int]  # of `fields`; rows of an older one stay as they are
    action: Mapped[str]
    fields: Mapped[dict[str, object]]
    address: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]
