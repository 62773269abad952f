"""What the database itself sees to, in each database's own words."""

from __future__ import annotations

from alembic import op

_SQLITE = """
CREATE TRIGGER journal_no_{act} BEFORE {ACT} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
_POSTGRESQL = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
"""

_FORGET_SQLITE = """
CREATE TRIGGER steps_forget_drafts AFTER UPDATE OF completed_at, cancelled_at ON steps
WHEN NEW.completed_at IS NOT NULL OR NEW.cancelled_at IS NOT NULL
BEGIN DELETE FROM drafts WHERE step_id = NEW.id; END
"""
_FORGET_POSTGRESQL = """
CREATE FUNCTION forget_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN DELETE FROM drafts WHERE step_id = NEW.id; RETURN NULL; END $$;
CREATE TRIGGER steps_forget_drafts AFTER UPDATE OF completed_at, cancelled_at ON steps
FOR EACH ROW WHEN (NEW.completed_at IS NOT NULL OR NEW.cancelled_at IS NOT NULL)
EXECUTE FUNCTION forget_drafts()
"""


def forget_drafts() -> None:
    """Remove what was typed into a step once the step is closed: it is personal data."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(_FORGET_SQLITE if sqlite else _FORGET_POSTGRESQL)


def guard_journal() -> None:
    """Let the database itself refuse to change or remove a row of the journal."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(_SQLITE.format(act=act, ACT=act.upper()))
    else:
        op.execute(_POSTGRESQL)
