from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.accounts import Grant, Kind, Person, create_user
from engine.settings import Settings, load_settings
from engine.storage import Store
from tests.postgres import Cluster, running_postgres
from tests.stores import BACKENDS, migrated_sqlite, open_store

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "Trà-đá-vỉa-hè-1958"  # noqa: S105


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(
        request.param,
        tmp_path,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as opened:
        yield opened


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def settings() -> Settings:
    return load_settings({})


@pytest.fixture
def create(store: Store, settings: Settings, at: datetime) -> Callable[..., Person]:
    def make(username: str = "chuyenvien", kind: Kind = Kind.STAFF) -> Person:
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
