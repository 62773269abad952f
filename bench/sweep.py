"""The sweep of alerts among few and among many stored dossiers: its cost is what became due.

All stored dossiers are open and wait for an alert of their own, later: the hardest case. Rows are
multiplied in the database and have no workflow, as the sweep reads none. In turns, the small store
and the large one, so that a machine that slows down slows both.
"""
# ruff: noqa: T201, S608

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy import update

from bench.completion import postgres
from engine.alerts.sweep import sweep_alerts
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.status import Channel, Status
from engine.installation import Installation, open_installation
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage import Store, Transaction
from engine.storage.accounts import users
from engine.storage.accounts.users import NewUser
from engine.storage.dossiers import dossiers, steps
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import D, S
from engine.storage.dossiers.steps import NewStep
from sla.calendar import VIETNAM
from sla.limits import LimitUnit

SMALL = int(os.environ.get("BENCH_SMALL", "10000"))
LARGE = int(os.environ.get("BENCH_LARGE", "1000000"))
DUE, TURNS, WARM_UP, LIMIT = 100, 15, 3, 1.5
CHUNK = 20_000
NOW = datetime(2024, 1, 3, 9, 0, tzinfo=VIETNAM)
RECEIVED, LATER = NOW - timedelta(days=26), NOW + timedelta(days=20)
DIVISION, AGENCY = "phong-quan-ly-chuyen-nganh", "so-khcn"
STAFF = (
    ("chuyen_vien", DIVISION),
    ("lanh_dao_phong", DIVISION),
    ("kiem_soat", AGENCY),
    ("lanh_dao", AGENCY),
)


def main() -> int:
    """Print medians and ratios; 1 when one is over the limit."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        files = [f"sqlite:///{Path(folder) / name}.sqlite" for name in ("small", "large")]
        over = _compared("SQLite", files)
    with postgres() as url:
        over = _compared("PostgreSQL", [_database(url, n) for n in ("small", "large")]) or over
    return int(over)


def _compared(name: str, urls: Sequence[str]) -> bool:
    offices = [_office(url, n) for url, n in zip(urls, (SMALL, LARGE), strict=True)]
    spent: list[list[float]] = [[], []]
    for turn in range(WARM_UP + TURNS):
        for times, installation, count in zip(spent, offices, (SMALL, LARGE), strict=True):
            _make_due(installation, turn, count)
            start = perf_counter()
            made = sweep_alerts(installation, at=NOW)
            times.append((perf_counter() - start) * 1_000)
            if made < DUE:
                raise RuntimeError(f"{made} alerts of {DUE} dossiers")
    small, large = (median(times[WARM_UP:]) for times in spent)
    over = large / small > LIMIT
    told = f"{DUE} due among {SMALL:,} {small:.1f} ms, among {LARGE:,} {large:.1f} ms"
    print(f"{name}: {told}; ratio {large / small:.2f}, at most {LIMIT:g}{' OVER' if over else ''}")
    for installation in offices:
        installation.store.close()
    return over


def _database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE motcua_{name}")
    head, _, options = url.partition("?")
    return f"{head.rpartition('/')[0]}/motcua_{name}?{options}"


def _office(url: str, count: int) -> Installation:
    root = content_root()
    given = {"database_url": url, "secret_key": "only-for-figures-" * 3, "content": root}
    settings, store = Settings.model_validate(given), Store(url)
    store.migrate()
    deploy(store, read_content(root), at=RECEIVED, by="bench")
    with store.begin() as tx:
        _first(tx)
    for start in range(2, count + 1, CHUNK):
        with store.begin() as tx:
            _multiply(tx, start, min(start + CHUNK - 1, count))
    with store.begin() as tx:
        tx.exec_driver_sql("ANALYZE")
    return open_installation(settings, store)


def _first(tx: Transaction) -> None:
    """The officers, and the dossier that all others are copies of."""
    for role, unit in STAFF:
        new = NewUser(username=role, name=role, kind="staff", password_hash="", created_at=RECEIVED)
        user = users.insert(tx, new)
        users.set_grants(tx, user or 0, [(role, unit)])
    dossier = DossierRow(
        code="H37.04-231208-1",
        procedure="2.002383.000.00.00.H37",
        procedure_name="Bổ sung Giấy phép",
        field="An toàn bức xạ và hạt nhân",
        version_id=1,
        agency=AGENCY,
        one_stop="so-khcn-mot-cua",
        hours="lang-son",
        channel=Channel.DESK,
        status=Status.IN_PROGRESS,
        limit_amount=17,
        limit_unit=LimitUnit.WORKING_DAYS,
        submitted_at=RECEIVED,
        received_at=RECEIVED,
        due_at=LATER,
        first_due_at=LATER,
        alert_at=LATER,
        revision=1,
        state=b"none",
        state_revision=1,
    )
    step = NewStep(
        dossier_id=dossiers.insert(tx, dossier),
        task_id="1",
        node="tham_dinh",
        name="Thẩm định",
        role="chuyen_vien",
        unit=DIVISION,
        status=Status.IN_PROGRESS,
        opened_at=RECEIVED,
    )
    steps.insert(tx, step)


def _multiply(tx: Transaction, first: int, last: int) -> None:
    counted = (
        f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    )
    own = {"id": "n.i", "code": "'H37.04-231208-' || n.i", "dossier_id": "n.i"}
    for source in (D, S):
        names = [column.name for column in source.columns]
        given = ", ".join(own.get(name, f"r.{name}") for name in names)
        tx.exec_driver_sql(
            f"{counted} INSERT INTO {source.name} ({', '.join(names)})"
            f" SELECT {given} FROM n, {source.name} r WHERE r.id = 1"
        )


def _make_due(installation: Installation, turn: int, count: int) -> None:
    """As many dossiers as are due in a turn, from all over the table; each is due once."""
    ids = list(range(1 + turn, count + 1, count // DUE))[:DUE]
    moment = NOW - timedelta(minutes=5)
    with installation.store.begin() as tx:
        tx.execute(update(D).where(D.c.id.in_(ids)).values(due_at=moment, alert_at=moment))


if __name__ == "__main__":
    sys.exit(main())
