"""The database of the release before: brought up to this one, and written by both meanwhile.

The rows are real ones, of dossiers at every kind of wait, laid into the tables of that release.
Their columns are read from the tables themselves, so that the test knows no list of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import MetaData, TableClause, column, insert, inspect, select, table
from sqlalchemy.engine.interfaces import ReflectedColumn

from engine.accounts import Person
from engine.definitions.status import Channel, Status
from engine.desk.dossier import dossier as view_of
from engine.desk.inbox import inbox
from engine.dossiers.internal import InternalRequest, open_internal
from engine.installation import Installation, open_installation
from engine.jobs.timers import sweep_timers
from engine.storage import Store, Transaction
from engine.storage.database import _alembic
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    BULLETIN,
    FULL,
    HAND_OVER,
    INCOMPLETE,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    Dossier,
    on,
)
from tests.oracle import assert_sound
from tests.postgres import Cluster

pytestmark = pytest.mark.slow

BEFORE = "0002"
"""The last migration of the release before."""

THURSDAY, LATER = on("2023-12-07 08:24"), on("2023-12-11 09:00")
LETTER = "NB.VBDEN"
Tables = tuple[TableClause, ...]
"""Tables in an order in which rows can be inserted, with no more columns than they had then."""


@pytest.fixture
def target(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A database of the same kind as `store`, without tables."""
    if store.dialect == "sqlite":
        url, cluster = f"sqlite:///{tmp_path / 'before.sqlite'}", None
    else:
        cluster = request.getfixturevalue("cluster")
        assert isinstance(cluster, Cluster)
        url = cluster.fresh(empty=True)
    opened = Store(url)
    yield opened
    opened.close()
    if cluster:
        cluster.drop(url)


@pytest.fixture
def then(target: Store) -> Tables:
    """The tables of the release before, made in `target`."""
    with target.begin() as tx:
        config = _alembic()
        config.attributes["connection"] = tx
        command.upgrade(config, BEFORE)
    found = MetaData()
    with target.read() as tx:
        found.reflect(tx)
    named = [t for t in found.sorted_tables if t.name != "alembic_version"]
    return tuple(table(t.name, *(column(c.name) for c in t.columns)) for t in named)


def rows(store: Store, tables: Tables) -> dict[str, list[tuple[object, ...]]]:
    """What stands in these columns, as the database itself keeps it."""
    with store.read() as tx:
        return {t.name: sorted(map(tuple, tx.execute(select(t))), key=repr) for t in tables}


def write(store: Store, tables: Tables, found: dict[str, list[tuple[object, ...]]]) -> None:
    """Insert rows as the release before does, which names no column that is newer."""
    with store.begin() as tx:
        for each in tables:
            names = [c.name for c in each.columns]
            given = [dict(zip(names, row, strict=True)) for row in found[each.name]]
            if given:
                tx.execute(insert(each), given)
            if given and "id" in names and store.dialect == "postgresql":
                _count_on(tx, each.name)


def _count_on(tx: Transaction, name: str) -> None:
    """Rows that bring their number leave PostgreSQL's counter behind."""
    tx.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"  # noqa: S608
    )


@pytest.fixture(params=["before", "after"])
def upgraded(
    installation: Installation, target: Store, then: Tables, request: pytest.FixtureRequest
) -> Callable[[], Installation]:
    """The same rows in a database of this release.

    `before`: they were written, then came the migration. `after`: the release before still ran
    when it came, and wrote them afterwards.
    """

    def bring_up() -> Installation:
        found = rows(installation.store, then)
        if request.param == "before":
            write(target, then, found)
        target.migrate()
        if request.param == "after":
            write(target, then, found)
        assert target.pending_migrations() == ()
        assert rows(target, then) == found
        return open_installation(installation.settings, target)

    return bring_up


def moved(dossier: Dossier, installation: Installation) -> Dossier:
    """The same dossier, in the other database."""
    return Dossier(Desk(installation, dossier.desk.procedure), dossier.code, dossier.now)


def test_every_dossier_runs_on_to_its_end(
    installation: Installation, upgraded: Callable[[], Installation]
) -> None:
    appraised = Desk(installation).receive(ACCEPT, THURSDAY).play(*TO_APPRAISAL)
    paused = Desk(installation).receive(ACCEPT, THURSDAY).play(*TO_APPRAISAL, ("tham_dinh", ASK))
    incomplete = Desk(installation).receive(INCOMPLETE, THURSDAY)
    withdrawn = Desk(installation).receive(ACCEPT, THURSDAY).play(*TO_APPRAISAL)
    withdrawn.withdraw()
    ended = (
        Desk(installation).receive(ACCEPT, THURSDAY).play(*TO_RESULT, ("tra_ket_qua", HAND_OVER))
    )
    online = Desk(installation).submit(THURSDAY)
    assert_sound(installation)

    now = upgraded()
    assert assert_sound(now) == 6
    assert moved(ended, now).row.status is Status.RETURNED
    rest = (*TO_RESULT[len(TO_APPRAISAL) :], ("tra_ket_qua", HAND_OVER))
    courses = {
        appraised: rest,
        paused: (("bo_sung", BROUGHT), *rest),
        withdrawn: (("tra_lai_ho_so", {}),),
        online: (("kiem_tra", ACCEPT), *TO_RESULT, ("tra_ket_qua", HAND_OVER)),
    }
    for dossier, acts in courses.items():
        row = moved(dossier, now).play(*acts).row
        assert row.ended_at is not None, (acts, row.status)
    assert moved(incomplete, now).row.status is Status.SUPPLEMENT
    assert assert_sound(now) == 6


def test_its_timers_and_limits_are_kept(
    installation: Installation, upgraded: Callable[[], Installation]
) -> None:
    dossier = Desk(installation, BULLETIN).receive(FULL, THURSDAY)
    due, timers = dossier.row.due_at, [(t.node, t.due_at) for t in dossier.timers()]
    assert timers

    now = upgraded()
    again = moved(dossier, now)
    assert (again.row.due_at, [(t.node, t.due_at) for t in again.timers()]) == (due, timers)
    (first,) = {at for _, at in timers}
    sweep_timers(now, at=first)
    assert "hen_lai" in again.at_nodes()
    assert_sound(now)


def test_it_is_listed_shown_and_joined_by_new_ones(
    installation: Installation, upgraded: Callable[[], Installation]
) -> None:
    dossier = Desk(installation).receive(ACCEPT, THURSDAY)
    now = upgraded()
    head = Desk(now).holder("lanh_dao_phong")
    assert [i.code for i in inbox(now, head, tab="fresh", at=LATER).items] == [dossier.code]
    view = view_of(now, head, dossier.code, LATER)
    assert (view.subject, view.journal_intact, view.version) == ("", True, 1)
    second = Desk(now).receive(ACCEPT, THURSDAY)
    assert second.code.endswith("-0002")
    letter = _opened(now, Desk(now).officer("van-thu"))
    assert (letter.row.subject, letter.row.channel) == ("Công văn số 12", Channel.INTERNAL)
    assert assert_sound(now) == 3


def _opened(installation: Installation, clerk: Person) -> Dossier:
    """What this release alone knows: a dossier with a subject of its own."""
    asked = InternalRequest(procedure=LETTER, subject="Công văn số 12")
    code = open_internal(installation, clerk, asked, at=THURSDAY).code
    return Dossier(Desk(installation, LETTER), code, THURSDAY)


def test_no_new_column_stands_in_the_way_of_who_does_not_know_it(
    target: Store, then: Tables
) -> None:
    target.migrate()
    known = {t.name: {c.name for c in t.columns} for t in then}
    with target.read() as tx:
        there = {name: inspect(tx).get_columns(name) for name in known}
    added = {
        (name, c["name"]): _may_be_left_out(c)
        for name, columns in there.items()
        for c in columns
        if c["name"] not in known[name]
    }
    assert added
    assert all(added.values()), added


def _may_be_left_out(new: ReflectedColumn) -> bool:
    return bool(new["nullable"] or new["default"] is not None)
