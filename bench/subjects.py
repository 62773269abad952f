"""The three that are compared. Each takes a dossier through the five tasks, timing every step."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from bench.bare import Bare
from bench.course import DATA, STEPS, answers, drawn, timed
from bench.installation import OurOffice
from bench.rows import Row

RIVAL = Path("var/bench-venv/bin/python")


class Subject(Protocol):
    """What is measured."""

    name: str

    def course(self) -> list[float]:
        """Milliseconds of each of the five completions of a new dossier."""


class OurSubject:
    """Motcua through engine.dossiers.complete."""

    name = "Motcua"

    def __init__(self, url: str, root: Path) -> None:
        self.installation = OurOffice(url, root)

    def course(self) -> list[float]:
        """Receipt, and reading which task is open, are not timed."""
        self.installation.open()
        spent = []
        for name in STEPS:
            task_id, revision = self.installation.seen()
            spent.append(timed(lambda: self.installation.step(name, task_id, revision)))  # noqa: B023 - called at once
        return spent

    @property
    def size(self) -> int:
        """Bytes of state of the last dossier."""
        row = self.installation.row()
        if row.ended_at is None:
            raise RuntimeError("the dossier has not ended")
        return len(row.state)


class BareSubject:
    """SpiffWorkflow and one row."""

    name = "bare SpiffWorkflow"

    def __init__(self, row: Row) -> None:
        self._bare = Bare(drawn(loops=False), row)

    def course(self) -> list[float]:
        """Opening is not timed."""
        self._bare.open(DATA)
        return [timed(lambda: self._bare.step(answers(name))) for name in STEPS]  # noqa: B023 - called at once

    @property
    def size(self) -> int:
        """Bytes of state of the last dossier."""
        return self._bare.size


class RivalSubject:
    """django-viewflow, in a process of its own that does one course for each line."""

    name = "django-viewflow"

    def __init__(self, database: Mapping[str, object]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [str(RIVAL), "-m", "bench.rival", json.dumps(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def course(self) -> list[float]:
        """The other process times its own steps; the talk between us is not in them."""
        pipe = self._process
        if pipe.stdin is None or pipe.stdout is None:
            raise RuntimeError("no pipe")
        pipe.stdin.write("\n")
        pipe.stdin.flush()
        spent: list[float] = json.loads(pipe.stdout.readline())
        return spent

    def close(self) -> None:
        """Let the other process end."""
        self._process.communicate()
