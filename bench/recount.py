"""A directive among 200,000 open dossiers: seconds to see what it moves, and to move it.

Rows are synthetic: received over a hundred days at different hours, a step open in each, one in
ten had a pause, one in ten stands in one. They have no workflow, as counting reads none.
"""
# ruff: noqa: T201

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import insert

from bench.completion import postgres
from bench.sweep import AGENCY, DIVISION
from engine.accounts import Grant, Person, create_user
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.status import Channel, Status
from engine.installation import Installation, open_installation
from engine.installation.timetable import deploy_timetable
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage import Store
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import D, S
from engine.storage.dossiers.steps import NewStep
from engine.storage.rows import table, values
from engine.storage.tables.dossier_tables import PauseTable
from engine.timetables.directives import apply, propose
from engine.timetables.preview import count_preview
from engine.timetables.recount import recount
from sla.calendar import VIETNAM, WorkCalendar
from sla.due import due
from sla.limits import Limit, LimitUnit

COUNT = int(os.environ.get("BENCH_OPEN", "200000"))
NOW = datetime(2023, 12, 11, 9, 0, tzinfo=VIETNAM)
FIRST = datetime(2023, 9, 5, 7, 30, tzinfo=VIETNAM)
SPREAD = timedelta(days=96)
LIMIT, STEP_LIMIT = Limit(25, LimitUnit.WORKING_DAYS), Limit(5, LimitUnit.WORKING_DAYS)
CHUNK, SEED = 10_000, 20_261_122


def main() -> int:
    """Print the seconds on both databases."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        _measure("SQLite", f"sqlite:///{Path(folder)}/recount.sqlite")
    with postgres() as url:
        _measure("PostgreSQL", url)
    return 0


def _measure(name: str, url: str) -> None:
    installation, who = _office(url)
    source = "CV 900/VPCP"
    day = EnteredDay(date(2023, 12, 15), EnteredKind.OFF, "Nghỉ", source, Confidence.VERIFIED)
    made = propose(installation, who, [day], "Nghỉ", at=NOW)
    preview = _timed(name, "preview", lambda: 500 if count_preview(installation) else 0)
    apply(installation, who, made, at=NOW)
    counted = _timed(name, "recount", lambda: recount(installation, at=NOW))
    with installation.store.read() as tx:
        moved = tx.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
    print(
        f"{name}: {COUNT:,} open dossiers, {moved:,} move: "
        f"preview {preview:.1f} s, recount {counted:.1f} s"
    )
    installation.store.close()


def _timed(name: str, what: str, act: Callable[[], int]) -> float:
    start, done = perf_counter(), 0
    while handled := act():
        done += handled
        print(f"\r{name}: {what} {done:,}", end="", file=sys.stderr, flush=True)
    print("", file=sys.stderr)
    return perf_counter() - start


def _office(url: str) -> tuple[Installation, Person]:
    root = content_root()
    given = {"database_url": url, "secret_key": "only-for-figures-" * 3, "content": root}
    settings, store = Settings.model_validate(given), Store(url)
    store.migrate()
    deploy(store, read_content(root), at=FIRST, by="bench")
    active = deploy_timetable(store, root, at=FIRST, by="bench")
    installation = open_installation(settings, store)
    _fill(store, installation.calendars.get("lang-son"), active)
    grants = [Grant("quan_tri", AGENCY)]
    who = create_user(
        store, "quan-tri", "Quản trị", "Do-toc-do-2026!", grants=grants, at=FIRST, settings=settings
    )
    return installation, who


def _fill(store: Store, calendar: WorkCalendar, timetable: int) -> None:
    drawn = Random(SEED)  # noqa: S311 - figures, not secrets
    for first in range(1, COUNT + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, COUNT + 1))
        rows = [_dossier(number, drawn, calendar, timetable) for number in numbers]
        with store.begin() as tx:
            tx.execute(insert(D), [values(r) | {"id": n} for n, r in rows])
            tx.execute(insert(S), [values(_step(n, r, calendar)) for n, r in rows])
            tx.execute(insert(table(PauseTable)), [p for n, r in rows for p in _pauses(n, r)])
    with store.begin() as tx:
        tx.exec_driver_sql("ANALYZE")


def _dossier(
    number: int, drawn: Random, calendar: WorkCalendar, timetable: int
) -> tuple[int, DossierRow]:
    received = FIRST + timedelta(seconds=drawn.randrange(int(SPREAD.total_seconds())))
    moment = due(calendar, received, LIMIT)
    paused = received + timedelta(days=2) if number % 10 == 0 else None
    row = DossierRow(
        code=f"H37.04-230905-{number:04}",
        procedure="2.002383.000.00.00.H37",
        procedure_name="Bổ sung Giấy phép",
        field="An toàn bức xạ và hạt nhân",
        version_id=1,
        agency=AGENCY,
        one_stop="so-khcn-mot-cua",
        hours="lang-son",
        channel=Channel.DESK,
        status=Status.IN_PROGRESS,
        clock_stopped=paused is not None,
        limit_amount=25,
        limit_unit=LimitUnit.WORKING_DAYS,
        timetable_id=timetable,
        submitted_at=received,
        received_at=received,
        due_at=moment.at,
        first_due_at=moment.at,
        due_projected=moment.projected,
        paused_at=paused,
        revision=1,
        state=b"none",
        state_revision=1,
    )
    return number, row


def _step(number: int, row: DossierRow, calendar: WorkCalendar) -> NewStep:
    return NewStep(
        dossier_id=number,
        task_id="1",
        node="tham_dinh",
        name="Thẩm định",
        role="chuyen_vien",
        unit=DIVISION,
        status=Status.IN_PROGRESS,
        limit_amount=5,
        limit_unit=LimitUnit.WORKING_DAYS,
        opened_at=row.submitted_at,
        due_at=due(calendar, row.submitted_at, STEP_LIMIT).at,
    )


def _pauses(number: int, row: DossierRow) -> Iterator[dict[str, object]]:
    begun = row.paused_at or (row.submitted_at if number % 10 == 1 else None)
    if begun:
        ended = None if row.paused_at else begun + timedelta(minutes=1)
        yield {
            "dossier_id": number,
            "reason": "supplement",
            "started_at": begun,
            "ended_at": ended,
            "closes_at": None,
        }


if __name__ == "__main__":
    sys.exit(main())
