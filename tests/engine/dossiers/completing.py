"""Processes that complete steps until killed: `python -m tests.engine.dossiers.completing`.

It reads where to work from the environment, as any command does, and writes a line for each act
that it was told has succeeded.
"""

from __future__ import annotations

import os
import sys

from engine.commands.acting import installation
from tests.conftest import OPENED
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    HEAD_SENDS_BACK,
    PASS,
    Desk,
    Values,
)

# Round and round: an appraisal that asks, is answered, passes and is sent back.
ROUND: tuple[tuple[str, Values], ...] = (
    ("tham_dinh", ASK),
    ("bo_sung", BROUGHT),
    ("tham_dinh", PASS),
    ("duyet_du_thao", HEAD_SENDS_BACK),
)


def main() -> None:
    """For each line read, a process that works until it is killed; the parent outlives them."""
    desk = Desk(installation())
    for role in ("mot_cua", "chuyen_vien", "lanh_dao_phong"):
        desk.holder(role)
    work(desk)  # compiles the diagram, once for all
    for line in sys.stdin:
        if line == "wait\n":
            os.wait()
            told("gone")
        elif os.fork() == 0:
            work(desk)  # starts this process's own V8; what is killed is the work itself
            told(f"pid {os.getpid()}")
            while True:
                work(desk)


def work(desk: Desk) -> None:
    """Take one dossier from the desk to the signature."""
    dossier = desk.receive(ACCEPT, OPENED).play(("phan_cong", {}))
    told(f"{dossier.code} {dossier.row.revision}")
    for node, values in ROUND:
        dossier.do(node, values)
        told(f"{dossier.code} {dossier.row.revision}")
    dossier.do("tham_dinh", PASS)
    dossier.do("duyet_du_thao", AGREE)


def told(line: str) -> None:
    """Say it at once: after a kill nothing more is written."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
