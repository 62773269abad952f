from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.accounts import AccountKind, Grant, Person, create_user
from engine.settings import Settings, load_settings
from engine.storage import Store

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "Trà-đá-vỉa-hè-1958"  # noqa: S105


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def settings() -> Settings:
    return load_settings({})


@pytest.fixture
def create(store: Store, settings: Settings, at: datetime) -> Callable[..., Person]:
    def make(username: str = "chuyenvien", kind: AccountKind = AccountKind.STAFF) -> Person:
        return create_user(
            store,
            username,
            "Chuyên viên",
            PASSWORD,
            kind=kind,
            grants=[Grant("chuyen_vien", "phong-a")],
            at=at,
            settings=settings,
        )

    return make
