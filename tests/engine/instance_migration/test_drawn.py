"""What real offices draw, under way: every kind of wait goes to a version that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.accounts import Person
from engine.definitions.content import read_content
from engine.installation import Installation
from engine.instance_migration.batches import apply, propose, undo
from engine.jobs.timers import sweep_timers
from engine.procedures.bundle import bundle_of
from engine.storage.dossiers import dossiers, steps, timers
from engine.storage.procedures import versions
from engine.storage.procedures.versions import NewVersion
from tests.conftest import OPENED, furnished
from tests.diagrams.drawn import PROCEDURES, content_with
from tests.engine.dossiers.play import Desk, hired
from tests.engine.instance_migration.conftest import LATER, settle
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store

NOTE = "\n<!-- the same, told anew -->\n"


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An office in which each of the drawn procedures has a second version."""
    folder = tmp_path_factory.mktemp("drawn")
    root = content_with(folder / "content", "camunda8")
    with open_store(
        request.param,
        folder,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store, root)
        yield opened


@pytest.fixture(scope="module")
def designer(installation: Installation) -> Person:
    grants = {"thiet_ke": "so-khcn"}
    return hired(installation, "thiet-ke", grants)


def tell_anew(installation: Installation, procedure: str) -> int:
    """Another version of a procedure whose diagrams say the same in another file."""
    for file in (installation.root / "bpmn").glob("*.bpmn"):
        if not file.read_text("utf-8").endswith(NOTE):
            file.write_text(file.read_text("utf-8") + NOTE, "utf-8")
    content = read_content(installation.root)
    found = content.procedures[procedure]
    bundle = bundle_of(content, found)
    new = NewVersion(
        procedure=found.code,
        digest=bundle.digest,
        name=found.name,
        agency=found.agency,
        field=found.field,
        data=bundle.data,
        deployed_at=OPENED,
        deployed_by="tests",
    )
    with installation.store.begin() as tx:
        versions.insert(tx, new)
        return versions.all_of(tx, procedure)[-1].number


def rows(installation: Installation, code: str) -> object:
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row is not None
        return (
            row.status,
            row.due_at,
            row.alert_at,
            steps.open_of(tx, row.id),
            timers.open_of(tx, row.id),
        )


def codes() -> list[str]:
    text = (Path(__file__).parents[2] / "diagrams" / PROCEDURES).read_text("utf-8")
    return sorted({word.strip(' ",') for word in text.split() if word.startswith("THU-")})


@pytest.mark.parametrize("procedure", codes())
def test_every_wait_stays_as_it_is_there_and_back(
    installation: Installation, designer: Person, procedure: str
) -> None:
    dossier = Desk(installation, procedure).receive({}, OPENED)
    before = rows(installation, dossier.code)
    number = tell_anew(installation, procedure)
    batch = propose(installation, designer, procedure, number, {}, "Bản mới", at=LATER)
    apply(installation, designer, batch, at=LATER)
    settle(installation)
    with installation.store.read() as tx:
        row = dossiers.load(tx, dossier.code)
        assert row is not None
        assert row.version_id == versions.all_of(tx, procedure)[-1].id
    assert rows(installation, dossier.code) == before
    assert_sound(installation)
    undo(installation, designer, batch, at=LATER)
    settle(installation)
    assert rows(installation, dossier.code) == before
    sweep_timers(installation, at=LATER)
    assert_sound(installation)
