"""All tables as of the first release.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.migrations.columns import (
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
from engine.storage.migrations.guard import forget_drafts, guard_journal

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make tables, indexes and the triggers that keep the journal."""
    _serials()
    _users()
    _versions()
    _dossiers()
    _user_roles()
    _web_sessions()
    _journal()
    _outbox()
    _papers()
    _pauses()
    _steps()
    _supplements()
    _timers()
    _drafts()
    _incidents()
    guard_journal()
    forget_drafts()


def downgrade() -> None:
    """There is nothing before the first release; dropping all data is no migration."""
    raise NotImplementedError("the first migration cannot be taken back")


def _serials() -> None:
    op.create_table(
        "serials",
        *texts("agency"),
        sa.Column("day", sa.Date(), nullable=False),
        number("last"),
        key("serials", "agency", "day"),
    )


def _users() -> None:
    op.create_table(
        "users",
        row_id(),
        *texts("username", "name", "kind", "password_hash"),
        number("failures"),
        *moments("locked_until", "disabled_at", "last_seen_at"),
        moment("created_at"),
        key("users", "id"),
        unique("users", "username"),
    )


def _versions() -> None:
    op.create_table(
        "versions",
        row_id(),
        *texts("procedure"),
        number("number"),
        *texts("digest", "name", "agency", "field"),
        octets("data"),
        moment("deployed_at"),
        *texts("deployed_by"),
        flag("active"),
        key("versions", "id"),
        unique("versions", "procedure", "digest"),
        unique("versions", "procedure", "number"),
    )
    index("ix_versions_active", "versions", "procedure", flag="active")


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        row_id(),
        *texts("code", "procedure", "procedure_name", "field"),
        link("dossiers", "version_id", "versions"),
        *texts("agency", "one_stop", "hours", "channel", "status"),
        flag("clock_stopped"),
        *texts(
            "limit_text",
            "applicant_name",
            "applicant_id_number",
            "applicant_phone",
            "applicant_email",
            "applicant_address",
            "organisation",
            "search",
        ),
        moment("submitted_at"),
        *moments("received_at", "due_at", "first_due_at"),
        flag("due_projected"),
        *moments("paused_at", "resolved_at", "ended_at"),
        sa.Column("outcome", sa.Text()),
        number("supplements"),
        number("revision"),
        octets("state"),
        *texts("data", "journal_head"),
        link("dossiers", "opened_by", "users", null=True),
        key("dossiers", "id"),
        unique("dossiers", "code"),
    )
    index("ix_dossiers_agency", "dossiers", "agency", "submitted_at")
    index("ix_dossiers_applicant", "dossiers", "applicant_id_number")
    index("ix_dossiers_due", "dossiers", "due_at", where="ended_at IS NULL AND due_at IS NOT NULL")
    index("ix_dossiers_one_stop", "dossiers", "one_stop", "due_at", where="ended_at IS NULL")
    index("ix_dossiers_one_stop_submitted", "dossiers", "one_stop", "submitted_at")
    index(
        "ix_dossiers_stopped",
        "dossiers",
        "one_stop",
        where="ended_at IS NULL",
        flag="clock_stopped",
    )


def _user_roles() -> None:
    op.create_table(
        "user_roles",
        link("user_roles", "user_id", "users"),
        *texts("role", "unit"),
        key("user_roles", "user_id", "role", "unit"),
    )


def _web_sessions() -> None:
    op.create_table(
        "web_sessions",
        *texts("id"),
        link("web_sessions", "user_id", "users"),
        moment("created_at"),
        moment("seen_at"),
        *texts("address", "agent"),
        number("idle_minutes"),
        moment("ends_at"),
        *moments("ended_at"),
        key("web_sessions", "id"),
    )
    index("ix_web_sessions_open", "web_sessions", "user_id", where="ended_at IS NULL")


def _journal() -> None:
    op.create_table(
        "journal",
        row_id(),
        link("journal", "dossier_id", "dossiers"),
        number("seq"),
        moment("at"),
        link("journal", "actor", "users", null=True),
        *texts("actor_name", "action", "fields", "address", "prev_hash", "hash"),
        key("journal", "id"),
        unique("journal", "dossier_id", "seq"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        row_id(),
        *texts("key"),
        link("outbox", "dossier_id", "dossiers", null=True),
        *texts("kind", "payload", "state"),
        number("attempts"),
        moment("next_at"),
        *moments("locked_until"),
        *texts("worker", "error"),
        moment("created_at"),
        *moments("done_at"),
        key("outbox", "id"),
        unique("outbox", "key"),
    )
    index("ix_outbox_dossier_id", "outbox", "dossier_id")
    index("ix_outbox_pending", "outbox", "next_at", where="state = 'pending'")


def _papers() -> None:
    op.create_table(
        "papers",
        row_id(),
        link("papers", "dossier_id", "dossiers"),
        *texts("paper", "name"),
        number("copies"),
        *texts("kind"),
        *moments("received_at"),
        key("papers", "id"),
        unique("papers", "dossier_id", "paper"),
    )


def _pauses() -> None:
    op.create_table(
        "pauses",
        row_id(),
        link("pauses", "dossier_id", "dossiers"),
        *texts("reason"),
        moment("started_at"),
        *moments("ended_at"),
        key("pauses", "id"),
    )
    index("ix_pauses_dossier_id", "pauses", "dossier_id")
    index("uq_pauses_open", "pauses", "dossier_id", where="ended_at IS NULL", unique=True)


def _steps() -> None:
    op.create_table(
        "steps",
        row_id(),
        link("steps", "dossier_id", "dossiers"),
        *texts("task_id", "node", "name", "role", "unit"),
        link("steps", "assignee", "users", null=True),
        *texts("kind", "status", "limit_text"),
        moment("opened_at"),
        *moments("due_at", "seen_at", "claimed_at", "completed_at"),
        link("steps", "completed_by", "users", null=True),
        *moments("cancelled_at"),
        sa.Column("outcome", sa.Text()),
        key("steps", "id"),
        unique("steps", "dossier_id", "task_id"),
    )
    index(
        "ix_steps_open",
        "steps",
        "role",
        "unit",
        "due_at",
        where="completed_at IS NULL AND cancelled_at IS NULL",
    )
    index(
        "ix_steps_open_dossier",
        "steps",
        "dossier_id",
        where="completed_at IS NULL AND cancelled_at IS NULL",
    )
    index(
        "ix_steps_open_due",
        "steps",
        "due_at",
        where="completed_at IS NULL AND cancelled_at IS NULL AND due_at IS NOT NULL",
    )


def _supplements() -> None:
    op.create_table(
        "supplements",
        row_id(),
        link("supplements", "dossier_id", "dossiers"),
        number("number"),
        moment("requested_at"),
        link("supplements", "requested_by", "users", null=True),
        *texts("reason"),
        *moments("answered_at"),
        key("supplements", "id"),
        unique("supplements", "dossier_id", "number"),
    )


def _timers() -> None:
    op.create_table(
        "timers",
        row_id(),
        link("timers", "dossier_id", "dossiers"),
        *texts("task_id", "node"),
        moment("due_at"),
        *moments("fired_at", "cancelled_at"),
        key("timers", "id"),
        unique("timers", "dossier_id", "task_id"),
    )
    index("ix_timers_due", "timers", "due_at", where="fired_at IS NULL AND cancelled_at IS NULL")


def _drafts() -> None:
    op.create_table(
        "drafts",
        row_id(),
        link("drafts", "step_id", "steps"),
        link("drafts", "user_id", "users"),
        *texts("data"),
        moment("saved_at"),
        key("drafts", "id"),
        unique("drafts", "step_id", "user_id"),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        row_id(),
        link("incidents", "dossier_id", "dossiers", null=True),
        link("incidents", "outbox_id", "outbox", null=True),
        *texts("kind", "message"),
        moment("opened_at"),
        *moments("resolved_at"),
        link("incidents", "resolved_by", "users", null=True),
        key("incidents", "id"),
    )
    index("ix_incidents_dossier_id", "incidents", "dossier_id")
    index("ix_incidents_open", "incidents", "opened_at", where="resolved_at IS NULL")
