"""An office in which one procedure has several versions, and the desk that opens its dossiers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.accounts import Person
from engine.definitions.content import read_content
from engine.installation import Installation
from engine.jobs.moves import work_moves
from engine.procedures.bundle import bundle_of
from engine.publishing.deployment import new_version
from engine.storage import Store
from engine.storage.procedures import versions
from tests.conftest import OPENED, furnished
from tests.engine.dossiers.edited import edited
from tests.engine.dossiers.play import GENERAL, Desk, hired
from tests.oracle import assert_sound

DIAGRAM = "bpmn/cap-phep-mot-cua.bpmn"
FORM = "forms/don-bo-sung-giay-phep-x-quang.form"
LATER = OPENED + timedelta(days=4)  # Monday
Edit = tuple[str, str, str]
Publish = Callable[..., int]

OTHER_STEP = (
    (DIAGRAM, "duyet_du_thao", "xet_du_thao"),
    (DIAGRAM, 'formId="xet_du_thao"', 'formId="duyet_du_thao"'),
)
"""A step gets another id: to the engine the old one is gone."""
SHORTER = (DIAGRAM, "10 working days", "5 working days")
SOONER = (DIAGRAM, ">P10D<", ">P5D<")
NO_PAUSE = (DIAGRAM, '<zeebe:property name="motcua:clock" value="stopped" />', "")


@pytest.fixture
def installation(store: Store) -> Iterator[Installation]:
    """One of its own; at the end every dossier must be sound."""
    opened = furnished(store)
    yield opened
    assert_sound(opened)


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation)


@pytest.fixture
def designer(installation: Installation) -> Person:
    return hired(installation, "thiet-ke", {"thiet_ke": "so-khcn"})


@pytest.fixture
def publish(installation: Installation, tmp_path: Path) -> Publish:
    """Put a version with some words changed in force; its number."""
    made: list[Path] = []

    def _publish(*edits: Edit) -> int:
        root = edited(tmp_path / f"v{len(made)}", *edits)
        made.append(root)
        content = read_content(root)
        procedure = content.procedures[GENERAL]
        bundle = bundle_of(content, procedure)
        new = new_version(procedure, bundle, OPENED, "tests")
        with installation.store.begin() as tx:
            versions.insert(tx, new)
            return versions.all_of(tx, GENERAL)[-1].number

    return _publish


def settle(installation: Installation) -> None:
    """Let the scheduler work until nothing is left."""
    while work_moves(installation, LATER):
        pass
