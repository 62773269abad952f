"""Bytes that a finished dossier of six steps takes on PostgreSQL, answers and parties included.

As it is left after all acts, and packed (VACUUM FULL), with the tables that take the room.
Files are not among them.
"""
# ruff: noqa: T201

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import psycopg

from bench.completion import postgres
from bench.content import write_content
from bench.course import STEPS
from bench.installation import OurOffice

COUNT = int(os.environ.get("BENCH_DOSSIERS", "1000"))
LIMIT = 7_000
SIZES = """
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
Sizes = dict[str, tuple[int, int]]


def sizes(database: psycopg.Connection[tuple[str, int, int]]) -> Sizes:
    """Bytes of each table and of its indexes."""
    return {name: (rows, indexes) for name, rows, indexes in database.execute(SIZES)}


def grown(before: Sizes, after: Sizes) -> Sizes:
    """What each table and its indexes have grown by, the largest first; per dossier."""
    found = {
        name: ((rows - before[name][0]) // COUNT, (indexes - before[name][1]) // COUNT)
        for name, (rows, indexes) in after.items()
    }
    return dict(sorted(found.items(), key=lambda each: -sum(each[1])))


def tell(left: Sizes, packed: Sizes) -> None:
    """Print both, table by table."""
    whole, least = (sum(map(sum, each.values())) for each in (left, packed))
    over = "" if whole <= LIMIT else " OVER"
    print(f"A finished dossier of six steps: bytes of {COUNT} on PostgreSQL ({sys.platform})")
    print(f"{'':16}{'left: rows':>12}{'indexes':>10}{'packed: rows':>16}{'indexes':>10}")
    for name, (rows, indexes) in left.items():
        if rows or indexes:
            print(f"{name:16}{rows:12}{indexes:10}{packed[name][0]:16}{packed[name][1]:10}")
    print(f"{'together':16}{whole:12}{'':10}{least:16}   limit as left ≤ {LIMIT}{over}")


def main() -> None:
    """Take the dossiers to their end, measure, clear everything away."""
    with tempfile.TemporaryDirectory() as name, postgres() as url:
        root = Path(name) / "content"
        root.mkdir()
        write_content(root)
        office = OurOffice(url, root)
        with psycopg.connect(url, autocommit=True) as database:
            before = sizes(database)
            for _ in range(COUNT):
                office.open()
                for step in STEPS:
                    office.step(step, *office.seen())
            left = grown(before, sizes(database))
            database.execute("VACUUM FULL")
            tell(left, grown(before, sizes(database)))
        office.installation.store.close()


if __name__ == "__main__":
    main()
