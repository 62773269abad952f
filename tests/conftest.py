"""An office to work in: real content, deployed, on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test
from sqlalchemy import Table, insert, select, text

from engine import installation as opening
from engine.accounts import Grant, Person, account, create_user, session
from engine.definitions import content
from engine.definitions.calendars.calendar_folder import FOLDER, Calendars, calendars_of
from engine.definitions.calendars.entered_days import EnteredDay
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.places.gazetteer import Places
from engine.definitions.places.place_files import read_places
from engine.errors import Finding
from engine.installation import Installation, open_installation, timetable
from engine.installation.timetable import deploy_timetable
from engine.procedures.register import listings
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage import Store
from engine.storage.tables.dossier_tables import Base
from engine.workflow import feel
from sla.calendar import VIETNAM
from tests.postgres import Cluster, running_postgres
from tests.stores import BACKENDS, migrated_sqlite, open_store

OPENED = datetime(2023, 12, 7, 8, 24, tzinfo=VIETNAM)  # Thursday
PASSWORD = "Kiem-thu-2026!"  # noqa: S105 - opens nothing but test databases
SECRET = "only-for-tests-" * 3

# Hashing is slow on purpose, and a session makes thousands of accounts with the same password.
account.hash_password = cache(account.hash_password)
session.verify_password = cache(session.verify_password)


# The same files give the same calendars, and every test's office counts by them.
@lru_cache(maxsize=32)
def _calendars(files: tuple[tuple[str, bytes], ...], *more: EnteredDay, folder: str) -> Calendars:
    return calendars_of(dict(files), more, folder=folder)


def _calendars_once(
    files: Mapping[str, bytes], entered: Sequence[EnteredDay] = (), *, folder: str = FOLDER
) -> Calendars:
    return _calendars(tuple(sorted(files.items())), *entered, folder=folder)


timetable.calendars_of = _calendars_once

# Most of what a test reads of the content stands as another test read it: the same bytes, by name.
for _reader in (
    *("read_agencies", "read_roles", "read_manifest", "read_scenario"),
    *("read_diagrams", "read_decisions", "read_form"),
):
    setattr(content, _reader, lru_cache(maxsize=1024)(getattr(content, _reader)))

# The places of the repository's own content are read once for all its offices.
_read_places = cache(read_places)


def _places_once(root: Path) -> tuple[Places, list[Finding]]:
    return _read_places(root) if root == content_root() else read_places(root)


content.read_places = _places_once
opening.read_places = _places_once

# Every register indexes the words of the same historical lists.
listings._index = lru_cache(maxsize=8)(listings._index)

# On a busy machine the wall clock stops expressions that are quick: the usual limit is longer here.
PATIENCE = 15.0
USUAL = feel.allowed()
_allow = feel.allow
feel.allow = lambda seconds: _allow(PATIENCE if seconds == USUAL else seconds)
feel.allow(USUAL)

# Who works where: user name → (role, unit).
STAFF = {
    "mot-cua": ("mot_cua", "so-khcn-mot-cua"),
    "lanh-dao-phong": ("lanh_dao_phong", "phong-quan-ly-chuyen-nganh"),
    "chuyen-vien": ("chuyen_vien", "phong-quan-ly-chuyen-nganh"),
    "chuyen-vien-2": ("chuyen_vien", "phong-quan-ly-chuyen-nganh"),
    "lanh-dao": ("lanh_dao", "so-khcn"),
    "van-thu": ("van_thu", "so-khcn"),
    "kiem-soat": ("kiem_soat", "so-khcn"),
    "mot-cua-tttt": ("mot_cua", "so-tttt-mot-cua"),
    "lanh-dao-phong-tttt": ("lanh_dao_phong", "phong-ttbcxb"),
    "chuyen-vien-tttt": ("chuyen_vien", "phong-ttbcxb"),
    "lanh-dao-tttt": ("lanh_dao", "so-tttt"),
    "van-thu-tttt": ("van_thu", "so-tttt"),
    "quan-tri": ("quan_tri", "so-khcn"),
}


rows: Counter[str] = Counter()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what `make quick` leaves out: PostgreSQL, generated cases, all rows but the first."""
    assert isinstance(item, pytest.Function)
    function, _, row = item.nodeid.partition("[")
    if "cluster" in item.fixturenames or "postgresql" in row:
        item.add_marker("postgres")
        return
    rows[function] += 1
    if rows[function] > 1 or is_hypothesis_test(item.function):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that both workers end together: with a browser, then by size.

    `make test` keeps this order; pytest-xdist would begin a file of one long test last.
    """
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda i: (i.get_closest_marker("browser") is None, -sizes[i.path]))


def pytest_collection_finish() -> None:
    """What is imported stays: to look for garbage in it costs a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture
def impatient() -> Iterator[None]:
    """Two seconds for an expression, where the test is about one that never ends."""
    before = feel.allowed()
    _allow(2.0)
    yield
    _allow(before)


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
def installation(store: Store) -> Installation:
    """The office of the repository's own content, everything deployed."""
    return furnished(store)


def furnished(store: Store, root: Path | None = None) -> Installation:
    root = root or content_root()
    url = store.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=SECRET, allow_at=True, content=root)
    if root == content_root() and kept_rows:
        put_back(store)
        return open_installation(settings, store)
    deploy(store, read_content(root), at=OPENED, by="tests")
    deploy_timetable(store, root, at=OPENED, by="tests")
    if root == content_root():
        keep(store)
    return open_installation(settings, store)


# The repository's content is deployed once a session; every further office gets the same rows.
kept_rows: dict[Table, list[dict[str, object]]] = {}


def keep(store: Store) -> None:
    with store.read() as tx:
        for name in ("versions", "form_fields", "timetables"):
            table = Base.metadata.tables[name]
            kept_rows[table] = [dict(row) for row in tx.execute(select(table)).mappings()]


def put_back(store: Store) -> None:
    with store.begin() as tx:
        for table, rows in kept_rows.items():
            tx.execute(insert(table), rows)
            if store.dialect == "postgresql" and "id" in table.c:
                last = max(int(str(row["id"])) for row in rows)
                tx.execute(
                    text("SELECT setval(pg_get_serial_sequence(:t, 'id'), :n)"),
                    {"t": table.name, "n": last},
                )


@pytest.fixture
def people(installation: Installation) -> Callable[[str], Person]:
    """An officer by user name, made when first asked for."""
    made: dict[str, Person] = {}

    def person(username: str) -> Person:
        if username not in made:
            made[username] = hire(installation, username)
        return made[username]

    return person


def hire(installation: Installation, username: str) -> Person:
    grant = Grant(*STAFF[username])
    name = username.replace("-", " ").capitalize()
    return create_user(
        installation.store,
        username,
        name,
        PASSWORD,
        grants=[grant],
        at=OPENED,
        settings=installation.settings,
    )
