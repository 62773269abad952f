"""Publications, moves of running dossiers, trials.

The new column has a default in the database, so that the release before goes on writing.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.storage.migrations.columns import (
    index,
    key,
    link,
    moment,
    moments,
    number,
    octets,
    row_id,
    texts,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables."""
    origin: Any = sa.Column("origin", sa.Text(), nullable=False, server_default="deploy")
    op.add_column("versions", origin)
    index("ix_dossiers_version", "dossiers", "version_id", "ended_at", "id")
    _publications()
    _moves()
    _trials()


def _publications() -> None:
    op.create_table(
        "publications",
        row_id(),
        *texts("note", "state", "reason"),
        moment("made_at"),
        link("publications", "made_by", "users"),
        *moments("effective_at", "decided_at", "applied_at"),
        link("publications", "decided_by", "users", null=True),
        key("publications", "id"),
    )
    index("ix_publications_made_at", "publications", "made_at")
    index("ix_publications_due", "publications", "effective_at", where="state = 'scheduled'")
    op.create_table(
        "publication_items",
        link("publication_items", "publication_id", "publications"),
        *texts("procedure", "name", "agency", "field", "digest"),
        octets("data"),
        link("publication_items", "base_id", "versions", null=True),
        link("publication_items", "version_id", "versions", null=True),
        key("publication_items", "publication_id", "procedure"),
    )
    index("ix_publication_items_procedure", "publication_items", "procedure")
    op.create_table(
        "publication_events",
        row_id(),
        link("publication_events", "publication_id", "publications"),
        moment("at"),
        link("publication_events", "actor", "users", null=True),
        *texts("actor_name", "action", "address", "fields"),
        key("publication_events", "id"),
    )
    index("ix_publication_events_publication_id", "publication_events", "publication_id")


def _moves() -> None:
    op.create_table(
        "version_moves",
        row_id(),
        *texts("procedure", "note", "state", "mapping"),
        link("version_moves", "to_version_id", "versions"),
        moment("made_at"),
        link("version_moves", "made_by", "users"),
        *moments("applied_at", "undone_at"),
        link("version_moves", "applied_by", "users", null=True),
        link("version_moves", "undone_by", "users", null=True),
        number("cursor"),
        number("counted"),
        number("total"),
        key("version_moves", "id"),
    )
    index("ix_version_moves_procedure", "version_moves", "procedure")
    working = "state IN ('proposed', 'applying', 'undoing')"
    index("ix_version_moves_working", "version_moves", "id", where=working)
    op.create_table(
        "version_move_dossiers",
        link("version_move_dossiers", "move_id", "version_moves"),
        link("version_move_dossiers", "dossier_id", "dossiers"),
        link("version_move_dossiers", "from_version_id", "versions"),
        *texts("state", "reason", "after", "fields"),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        key("version_move_dossiers", "move_id", "dossier_id"),
    )
    index("ix_version_move_dossiers_dossier_id", "version_move_dossiers", "dossier_id")


def _trials() -> None:
    op.create_table(
        "trials",
        row_id(),
        link("trials", "user_id", "users"),
        *texts("title", "procedure", "source"),
        octets("data"),
        number("revision"),
        moment("made_at"),
        moment("changed_at"),
        key("trials", "id"),
    )
    index("ix_trials_user_id", "trials", "user_id", "changed_at")
