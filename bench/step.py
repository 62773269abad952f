"""The workflow's part of one step: restore, complete, dump, one committed row.

Ours against bare SpiffWorkflow, on SQLite in a file. Also: the 200th step of a looping dossier
against its 5th, and bytes of state.
"""
# ruff: noqa: T201

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.bare import Bare
from bench.course import DATA, STEPS, answers, drawn, timed
from bench.rows import Row, SqliteRow
from engine.workflow.run import Run
from engine.workflow.seal import StateKey
from engine.workflow.spec import Spec, compile_spec

KEY = StateKey(b"bench" * 8, "", 1)
DOSSIERS, LOOPING = 60, 15


class Ours:
    """Dossiers of one diagram through engine.workflow alone."""

    def __init__(self, spec: Spec, row: Row) -> None:
        self._spec, self._row = spec, row

    def open(self) -> None:
        """A new dossier at its first step."""
        self._row.store(Run.start(self._spec, DATA, datetime.now(UTC)).dump(KEY))

    def step(self, name: str) -> None:
        """Load, complete the waiting step, run on, store."""

        def stepped(blob: bytes) -> bytes:
            run = Run.restore(self._spec, blob, KEY)
            run.complete(run.waits()[0].task_id, answers(name))
            return run.dump(KEY)

        self._row.change(stepped)


def in_turns(row: Row) -> tuple[float, float]:
    """Medians of ours and of the bare step, dossier by dossier in turns."""
    ours, bare = Ours(compile_spec(drawn(loops=False)), row), Bare(drawn(loops=False), row)
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(DOSSIERS):
        ours.open()
        mine += [timed(lambda name=name: ours.step(name)) for name in STEPS]  # type: ignore[misc]  # bound early
        bare.open(DATA)
        theirs += [timed(lambda name=name: bare.step(answers(name))) for name in STEPS]  # type: ignore[misc]  # bound early
    return median(mine), median(theirs)


def looping(row: Row) -> tuple[float, float, int]:
    """Median of step 5 and of step 200 over dossiers that loop, and bytes of state at the end."""
    ours = Ours(compile_spec(drawn(loops=True)), row)
    times: dict[int, list[float]] = {5: [], 200: []}
    for _ in range(LOOPING):
        ours.open()
        for number in range(1, 201):
            name = STEPS[(number - 1) % len(STEPS)]
            spent = timed(lambda name=name: ours.step(name))  # type: ignore[misc]  # bound early
            times.get(number, []).append(spent)
    return median(times[5]), median(times[200]), len(row.load())


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        row = SqliteRow(Path(folder))
        mine, theirs = in_turns(row)
        fifth, last, size = looping(row)
    print("The workflow's part of one step (SQLite, one row committed)")
    print(f"  ours {mine:.2f} ms, bare SpiffWorkflow {theirs:.2f} ms: ratio {mine / theirs:.2f}")
    print(f"  step 5 {fifth:.2f} ms, step 200 {last:.2f} ms: ratio {last / fifth:.2f} (≤ 1.3)")
    print(f"  state after 200 steps: {size} bytes")


if __name__ == "__main__":
    main()
