"""What an internal dossier is about.

The column has a default in the database, so that the release before goes on writing.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    subject: Any = sa.Column("subject", sa.Text(), nullable=False, server_default="")
    op.add_column("dossiers", subject)
