"""Drafts: what an officer typed into a step's form and has not sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.access.dossiers import find_step, may_do
from engine.access.permission import require
from engine.access.table import DO_STEP
from engine.accounts import Person
from engine.installation import Installation
from engine.storage.dossiers import drafts


def save_draft(
    installation: Installation,
    who: Person,
    code: str,
    task_id: str,
    values: Mapping[str, object],
    *,
    at: datetime,
) -> None:
    """Keep typed values for this person alone; they are unchecked and reach no workflow.

    The one-stop types for the applicant, so it may also keep a draft of the applicant's step.
    """
    with installation.store.begin() as tx:
        row, step = find_step(installation, tx, who, code, task_id)
        if not may_do(installation, who, row, step):
            require(installation, who, DO_STEP, step)
        drafts.save(tx, step.id, who.id, values, at)
