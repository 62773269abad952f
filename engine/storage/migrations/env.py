"""Runs the migrations on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from engine.storage.tables import answer_tables as _answer_tables
from engine.storage.tables import calendar_tables as _time_tables
from engine.storage.tables import design_tables as _design_tables
from engine.storage.tables import party_tables as _party_tables
from engine.storage.tables import work_tables as _work_tables
from engine.storage.tables.dossier_tables import Base

__all__ = ["_answer_tables", "_design_tables", "_party_tables", "_time_tables", "_work_tables"]

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
