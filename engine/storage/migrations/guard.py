"""Triggers that keep the journal append-only, in each database's own words."""

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


def guard_journal() -> None:
    """Let the database itself refuse to change or remove a row of the journal."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(_SQLITE.format(act=act, ACT=act.upper()))
    else:
        op.execute(_POSTGRESQL)
