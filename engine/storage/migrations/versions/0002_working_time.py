"""Timetables, alerts, apologies, and what dossiers, steps and timers need to be counted anew.

New columns have a default in the database, so that the release before goes on writing.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.storage.migrations.columns import (
    BIG,
    flag,
    index,
    key,
    link,
    moment,
    moments,
    number,
    octets,
    row_id,
    texts,
    unique,
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN_PAUSE = "ended_at IS NULL AND closes_at IS NOT NULL"
UNRESOLVED = "ended_at IS NULL AND resolved_at IS NULL"
WATCHED = "ended_at IS NULL AND due_at IS NOT NULL"


def upgrade() -> None:
    """Add columns and tables."""
    _dossiers()
    _steps()
    _waits()
    _timetables()
    _alerts()
    _apologies()


def downgrade() -> None:
    """What was decided under a timetable cannot be forgotten."""
    raise NotImplementedError("timetables and alerts cannot be taken back")


def _dossiers() -> None:
    _text("dossiers", "limit_case")
    _text("dossiers", "pause_policy", "resume")
    _text("dossiers", "receipt_rule", "as_received")
    op.add_column("dossiers", sa.Column("timetable_id", BIG, nullable=False, server_default="0"))
    for column in moments("reappointed_to", "alert_at"):
        op.add_column("dossiers", column)
    index("ix_dossiers_watched", "dossiers", "agency", "due_at", where=WATCHED)
    index("ix_dossiers_alert", "dossiers", "alert_at", where="alert_at IS NOT NULL")
    index("ix_dossiers_timetable", "dossiers", "timetable_id", "id", where=UNRESOLVED)


def _steps() -> None:
    _flag("steps", "runs_in_pause")
    op.add_column("steps", *moments("alert_at"))
    index("ix_steps_alert", "steps", "alert_at", where="alert_at IS NOT NULL")


def _waits() -> None:
    op.add_column("timers", *moments("started_at"))
    _text("timers", "limit_text")
    _flag("timers", "runs_in_pause")
    op.add_column("pauses", *moments("closes_at"))
    index("ix_pauses_closing", "pauses", "closes_at", where=OPEN_PAUSE)
    _text("supplements", "exception")
    _text("users", "email")


def _timetables() -> None:
    op.create_table(
        "timetables",
        row_id(),
        number("base_id"),
        *texts("digest", "note", "state", "made_by", "applied_by"),
        octets("data"),
        flag("active"),
        moment("made_at"),
        *moments("applied_at"),
        number("cursor"),
        number("counted"),
        number("total"),
        key("timetables", "id"),
    )
    index("ix_timetables_active", "timetables", "id", flag="active")
    index("ix_timetables_counting", "timetables", "id", where="state = 'proposed'")
    op.create_table(
        "timetable_moves",
        link("timetable_moves", "timetable_id", "timetables"),
        link("timetable_moves", "dossier_id", "dossiers"),
        moment("due_from"),
        moment("due_to"),
        *texts("effect"),
        key("timetable_moves", "timetable_id", "dossier_id"),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        row_id(),
        link("alerts", "user_id", "users"),
        link("alerts", "dossier_id", "dossiers"),
        link("alerts", "step_id", "steps", null=True),
        *texts("key", "rule", "level", "mail"),
        moment("at"),
        moment("due_at"),
        moment("created_at"),
        *moments("seen_at"),
        key("alerts", "id"),
        unique("alerts", "user_id", "key"),
    )
    index("ix_alerts_unseen", "alerts", "user_id", "id", where="seen_at IS NULL")
    index("ix_alerts_digest", "alerts", "user_id", where="mail = 'digest'")
    index("ix_alerts_user", "alerts", "user_id", "created_at")
    index("ix_alerts_dossier_id", "alerts", "dossier_id")


def _apologies() -> None:
    op.create_table(
        "apologies",
        row_id(),
        link("apologies", "dossier_id", "dossiers"),
        *texts("agency", "state", "forecast", "reason", "sent_back"),
        moment("prepared_at"),
        moment("old_due_at"),
        moment("new_due_at"),
        *moments("asked_at"),
        link("apologies", "asked_by", "users", null=True),
        *moments("decided_at"),
        link("apologies", "decided_by", "users", null=True),
        key("apologies", "id"),
        unique("apologies", "dossier_id"),
    )
    index("ix_apologies_open", "apologies", "agency", "old_due_at", where="decided_at IS NULL")


def _text(table: str, name: str, default: str = "") -> None:
    column: Any = sa.Column(name, sa.Text(), nullable=False, server_default=default)
    op.add_column(table, column)


def _flag(table: str, name: str) -> None:
    column: Any = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column(table, column)
