"""The diagrams of this folder, as Camunda Modeler saves them in either profile."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content_root import content_root
from engine.errors import Severity

HERE = Path(__file__).parent
PROFILES = ("camunda8", "camunda7")
PROCEDURES = "thu-tuc.yaml"


def files(profile: str) -> list[Path]:
    """All diagrams of a profile."""
    return sorted((HERE / profile).glob("*.bpmn"))


@cache
def drawn(profile: str) -> dict[str, Diagram]:
    """The diagrams of a profile by process id; not one of them has a finding that stops it."""
    made: dict[str, Diagram] = {}
    for file in files(profile):
        diagrams, findings = read_diagrams(file.read_bytes(), file.name)
        assert [f for f in findings if f.severity is Severity.ERROR] == []
        made |= {d.id: d for d in diagrams}
    return made


def content_with(root: Path, profile: str) -> Path:
    """Our own content and beside it these diagrams, their forms and their procedures."""
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    for file in files(profile):
        shutil.copy(file, root / "bpmn")
    for file in (HERE / "forms").glob("*.form"):
        shutil.copy(file, root / "forms")
    shutil.copy(HERE / PROCEDURES, root / "processes")
    return root
