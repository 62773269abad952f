"""10,000 running dossiers to another version and back: seconds, and as multiples of a recount.

The dossiers are copies of one that waits at the first of its five tasks. The recount is that of
the same dossiers after a directive, which moves all of them.
"""
# ruff: noqa: T201

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from bench.completion import postgres
from bench.content import PROCEDURE, write_content
from bench.installation import MORNING, OurOffice
from engine.accounts import Grant, Person, create_user
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence
from engine.definitions.content import read_content
from engine.dossiers.open_dossier import restored
from engine.installation import Installation
from engine.installation.timetable import deploy_timetable
from engine.instance_migration.batches import apply, propose, undo
from engine.instance_migration.work import work_batch
from engine.procedures.version import load_version
from engine.publishing.deployment import deploy
from engine.storage.dossiers import journal
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.dossiers.open_steps import D, S
from engine.storage.dossiers.steps import NewStep, StepRow, open_of
from engine.storage.instance_migration import move_items
from engine.storage.instance_migration.move_items import Fate
from engine.storage.rows import values
from engine.timetables.directives import apply as apply_timetable
from engine.timetables.directives import propose as propose_timetable
from engine.timetables.preview import count_preview
from engine.timetables.recount import recount
from engine.workflow.run import Run
from engine.workflow.seal import StateKey

COUNT = int(os.environ.get("BENCH_OPEN", "10000"))
CHUNK = 1_000
LATER = MORNING + timedelta(hours=3)
LIMITS = ('value="2 working days"', 'value="3 working days"')


def main() -> int:
    """Print the figures on both databases."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        root = Path(folder) / "content"
        root.mkdir()
        write_content(root)
        _measure("SQLite", f"sqlite:///{Path(folder)}/moves.sqlite", root)
        with postgres() as url:
            _rewrite(root, *reversed(LIMITS))
            _measure("PostgreSQL", url, root)
    return 0


def _measure(name: str, url: str, root: Path) -> None:
    ours = OurOffice(url, root)
    installation, who = ours.installation, _someone(ours)
    deploy_timetable(ours.store, root, at=MORNING, by="bench")
    installation.timetables.refresh()
    ours.open()
    _copy(ours)
    _rewrite(root, *LIMITS)
    deploy(ours.store, read_content(root), at=LATER, by="bench")
    begun = perf_counter()
    batch = propose(installation, who, PROCEDURE, 2, {}, "Đo tốc độ", at=LATER)
    found = {"preview": _worked(installation, batch, begun)}
    for word, act in (("apply", apply), ("undo", undo)):
        begun = perf_counter()
        act(installation, who, batch, at=LATER)
        found[word] = _worked(installation, batch, begun)
    with installation.store.read() as tx:
        undone = move_items.fates(tx, batch).get(Fate.UNDONE, 0)
    base = _recounted(installation, who)
    told = ", ".join(f"{k} {s:.1f} s ({s / base:.1f} x)" for k, s in found.items())
    print(f"{name}: {undone:,} dossiers there and back: {told}; a recount of them {base:.1f} s")
    installation.store.close()


def _worked(installation: Installation, batch: int, begun: float) -> float:
    while work_batch(installation, batch, at=LATER):
        print(".", end="", file=sys.stderr, flush=True)
    print("", file=sys.stderr)
    return perf_counter() - begun


def _recounted(installation: Installation, who: Person) -> float:
    source = "CV 900/VPCP"
    day = EnteredDay(date(2023, 12, 8), EnteredKind.OFF, "Nghỉ", source, Confidence.VERIFIED)
    made = propose_timetable(installation, who, [day], "Nghỉ", at=LATER)
    _all(lambda: count_preview(installation))
    apply_timetable(installation, who, made, at=LATER)
    begun = perf_counter()
    _all(lambda: recount(installation, at=LATER))
    return perf_counter() - begun


def _all(act: Callable[[], object]) -> None:
    while act():
        pass


def _someone(ours: OurOffice) -> Person:
    grants = [Grant("thiet_ke", "so"), Grant("quan_tri", "so")]
    password = "Do-toc-do-2026!"  # noqa: S105 - of a database that lives for minutes
    given = {"grants": grants, "at": MORNING, "settings": ours.installation.settings}
    return create_user(ours.store, "thiet-ke", "Thiết kế", password, **given)  # type: ignore[arg-type]


def _rewrite(root: Path, old: str, new: str) -> None:
    file = root / "bpmn/bench.bpmn"
    text = file.read_text("utf-8")
    if old not in text:
        raise LookupError(old)
    file.write_text(text.replace(old, new), "utf-8")


def _copy(ours: OurOffice) -> None:
    row, key = ours.row(), ours.installation.key
    with ours.store.read() as tx:
        (step,) = open_of(tx, row.id)
        version = load_version(tx, row.version_id)
    run = restored(ours.installation, version, row)
    for first in range(2, COUNT + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, COUNT + 1))
        copies = [_copied(row, n, run, key) for n in numbers]
        with ours.store.begin() as tx:
            tx.execute(insert(D), [values(copy) for copy in copies])
            tx.execute(insert(S), [values(_opened(step, n)) for n in numbers])


def _copied(row: DossierRow, number: int, run: Run, key: bytes) -> DossierRow:
    """The same dossier under another code, to which its state and its journal's head are bound."""
    copy = replace(row, id=number, code=f"{row.code}-{number}")
    copy = replace(copy, state=run.dump(StateKey(key, copy.code, copy.state_revision)))
    return replace(copy, journal_mac=journal.mac(key, copy))


def _opened(step: StepRow, dossier_id: int) -> NewStep:
    fields = {name: getattr(step, name) for name in NewStep.__dataclass_fields__}
    return replace(NewStep(**fields), dossier_id=dossier_id)


if __name__ == "__main__":
    sys.exit(main())
