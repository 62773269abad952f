"""Values beside the words: limits, answers, parties, formats; filled by `engine.upgrade`.

Nothing is taken away yet: 0006 does, once every dossier has been carried over.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.storage.migrations.columns import BIG, index, key, link, moment, number, texts

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables."""
    for table in ("dossiers", "steps", "timers"):
        op.add_column(table, sa.Column("limit_amount", BIG))
        op.add_column(table, sa.Column("limit_unit", sa.Text()))
    # A row of the release before has 0: its state is bound to no revision yet.
    _add("dossiers", "state_revision", BIG, "0")
    _add("dossiers", "journal_mac", sa.LargeBinary(), sa.text("''"))
    _add("journal", "format", BIG, "1")
    _add("version_move_dossiers", "after_revision", BIG, "0")
    index("ix_dossiers_not_carried", "dossiers", "id", where="state_revision = 0")
    _faults()
    _answers()
    _parties()


def downgrade() -> None:
    """What was carried over cannot be put back."""
    raise NotImplementedError("values cannot be made words again")


def _add(table: str, name: str, kind: Any, default: Any) -> None:
    column: Any = sa.Column(name, kind, nullable=False, server_default=default)
    op.add_column(table, column)


def _faults() -> None:
    """The code of an error stood before its sentence, as in "no_register: The setting …"."""
    for table, old in (("incidents", "message"), ("outbox", "error")):
        _add(table, "details", sa.Text(), "")
        if table == "incidents":
            _add(table, "code", sa.Text(), "")
        rows = sa.table(table, *(sa.column(name) for name in ("id", "code", "details", old)))
        tx = op.get_bind()
        stored = sa.select(rows.c.id, rows.c[old]).where(rows.c[old] != "")
        for row_id, text in tx.execute(stored).all():
            code, found, details = text.partition(": ")
            if not (found and code.isidentifier()):
                code, details = "", text
            named = {"code": code} if table == "incidents" else {"error": code}
            tx.execute(rows.update().where(rows.c.id == row_id).values(details=details, **named))


def _answers() -> None:
    op.create_table(
        "answers",
        link("answers", "dossier_id", "dossiers"),
        number("seq"),
        *texts("node", "form"),
        link("answers", "version_id", "versions"),
        sa.Column("data", sa.Text()),
        sa.Column("salt", sa.LargeBinary()),
        key("answers", "dossier_id", "seq", "node"),
    )
    op.create_table(
        "form_fields",
        link("form_fields", "version_id", "versions"),
        *texts("form", "key"),
        number("place"),
        *texts("kind", "label", "section"),
        key("form_fields", "version_id", "form", "key"),
    )


def _parties() -> None:
    op.create_table(
        "parties",
        sa.Column("id", BIG, primary_key=True),
        *texts("kind", "name", "details"),
        moment("changed_at"),
    )
    op.create_table(
        "party_identifiers",
        *texts("scheme", "value"),
        link("party_identifiers", "party_id", "parties", deferred=True),
        sa.Column("issued_on", sa.Date()),
        *texts("issued_by"),
        key("party_identifiers", "scheme", "value"),
    )
    index("ix_party_identifiers_party_id", "party_identifiers", "party_id")
    op.create_table(
        "dossier_parties",
        link("dossier_parties", "dossier_id", "dossiers"),
        *texts("role"),
        link("dossier_parties", "party_id", "parties", null=True),
        *texts("kind", "name", "identifier", "phone", "email", "address", "details"),
        sa.Column("salt", sa.LargeBinary()),
        key("dossier_parties", "dossier_id", "role"),
    )
    index("ix_dossier_parties_party_id", "dossier_parties", "party_id")
    index("ix_dossier_parties_identifier", "dossier_parties", "identifier")
