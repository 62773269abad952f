"""What 0005 has values for is taken away; refused while a dossier still has only the words.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LEFT = sa.text("SELECT 1 FROM dossiers WHERE state_revision = 0 LIMIT 1")
_GONE = {
    "dossiers": (
        "limit_text",
        "applicant_name",
        "applicant_id_number",
        "applicant_phone",
        "applicant_email",
        "applicant_address",
        "organisation",
        "data",
    ),
    "steps": ("limit_text",),
    "timers": ("limit_text",),
    "papers": ("name",),
    "incidents": ("message",),
    "version_move_dossiers": ("after",),
}


def upgrade() -> None:
    """Remove columns. Raises RuntimeError while there is a dossier to be carried over."""
    if op.get_bind().execute(_LEFT).first() is not None:
        raise RuntimeError("there are dossiers that `motcua migrate` has not carried over")
    op.drop_index("ix_dossiers_applicant", "dossiers")
    op.drop_index("ix_dossiers_not_carried", "dossiers")
    for table, names in _GONE.items():
        for name in names:
            op.drop_column(table, name)


def downgrade() -> None:
    """The words are gone."""
    raise NotImplementedError("words cannot be made again")
