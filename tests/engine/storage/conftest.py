from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.definitions.status import Channel, Status
from engine.storage import Store, Transaction
from engine.storage.accounts import users
from engine.storage.accounts.users import NewUser
from engine.storage.dossiers import dossiers
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.timers import NewTimer
from engine.storage.folding import fold
from engine.storage.procedures import versions
from engine.storage.procedures.versions import NewVersion

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # Monday 08:30 in Vietnam


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def create_user(store: Store) -> Callable[[str], int]:
    def create(username: str) -> int:
        new = NewUser(
            username=username, name=username.title(), kind="staff", password_hash="", created_at=AT
        )
        with store.begin() as tx:
            made = users.insert(tx, new)
        assert made is not None
        return made

    return create


@pytest.fixture
def create_dossier(store: Store) -> Callable[..., int]:
    def create(code: str = "H37.04-260302-0001", **changes: Any) -> int:
        with store.begin() as tx:
            return dossiers.insert(tx, new_dossier(code, stored_version(tx), **changes))

    return create


@pytest.fixture
def dossier(create_dossier: Callable[..., int]) -> int:
    return create_dossier()


def timer(dossier_id: int, task_id: str, due_at: datetime) -> NewTimer:
    """A timer in calendar time."""
    return NewTimer(dossier_id=dossier_id, task_id=task_id, node="n", started_at=AT, due_at=due_at)


def change(tx: Transaction, dossier_id: int, seen: int = 1, **changes: Any) -> bool:
    """Save a dossier that was seen at this revision."""
    row = dossiers.load_by_id(tx, dossier_id)
    assert row is not None
    before = replace(row, revision=seen)
    return dossiers.save(tx, before, replace(row, revision=seen + 1, **changes))


def new_dossier(code: str, version_id: int, *, names: str = "", **changes: Any) -> DossierRow:
    """A dossier at revision 1 that is found by its code, procedure and these names."""
    sides: dict[str, Any] = {
        "code": code,
        "procedure": "2.002383",
        "procedure_name": "Bổ sung Giấy phép",
        "field": "An toàn bức xạ và hạt nhân",
        "version_id": version_id,
        "agency": "so-khcn",
        "one_stop": "so-khcn-mot-cua",
        "hours": "an-giang",
        "channel": Channel.DESK,
        "status": Status.IN_PROGRESS,
        "submitted_at": AT,
        "state": b"state",
        "revision": 1,
        "state_revision": 1,
    }
    sides |= changes
    words = (code, names or "Người nộp Thử Nghiệm", sides["procedure_name"])
    return DossierRow(search=fold(" ".join(words)), **sides)


def stored_version(tx: Transaction) -> int:
    """A version that dossiers can have."""
    found = versions.active(tx, "2.002383")
    if found is not None:
        return found.id
    return versions.insert(tx, new_version("a" * 64))


def new_version(digest: str, data: bytes = b"bundle") -> NewVersion:
    return NewVersion(
        procedure="2.002383",
        digest=digest,
        name="Bổ sung Giấy phép",
        agency="so-khcn",
        field="An toàn bức xạ và hạt nhân",
        data=data,
        deployed_at=AT,
        deployed_by="content office",
    )
