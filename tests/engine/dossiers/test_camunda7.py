"""The general diagram as a Camunda 7 modeler writes it deploys and runs the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.definitions.content_root import content_root
from engine.installation import Installation
from engine.procedures.version import active_version
from engine.storage import Store
from tests.conftest import furnished
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    COMPLETED,
    FAIL,
    GENERAL,
    HAND_OVER,
    INCOMPLETE,
    LEADER_SENDS_BACK,
    NUMBER,
    PASS,
    REFUSAL,
    SIGN,
    Desk,
    Values,
    on,
)
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store

COPY = Path(__file__).parents[2] / "content/camunda7/cap-phep-mot-cua.bpmn"
COURSES: dict[str, tuple[tuple[str, Values], ...]] = {
    "supplement and signature": (
        ("hoan_thien", COMPLETED),
        ("kiem_tra", ACCEPT),
        ("phan_cong", {}),
        ("tham_dinh", ASK),
        ("bo_sung", BROUGHT),
        ("tham_dinh", PASS),
        ("duyet_du_thao", AGREE),
        ("ky_duyet", LEADER_SENDS_BACK),
        ("duyet_du_thao", AGREE),
        ("ky_duyet", SIGN),
        ("cap_so", NUMBER),
        ("tra_ket_qua", HAND_OVER),
    ),
    "reminder, refusal and withdrawal": (
        ("hoan_thien", COMPLETED),
        ("kiem_tra", ACCEPT),
        ("phan_cong", {}),
        ("sweep", {}),
        ("don_doc", {"y_kien_don_doc": "Hoàn thành ngay"}),
        ("tham_dinh", FAIL),
        ("soan_tu_choi", REFUSAL),
        ("withdraw", {}),
        ("tra_lai_ho_so", {}),
    ),
}


@pytest.fixture(scope="module", params=BACKENDS)
def offices(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Installation]]:
    """The office of our own content, and one whose diagram is the Camunda 7 copy."""
    copied = tmp_path_factory.mktemp("camunda7") / "content"
    for folder in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / folder, copied / folder)
    shutil.copyfile(COPY, copied / "bpmn" / COPY.name)
    with _store(request, tmp_path_factory) as ours, _store(request, tmp_path_factory) as theirs:
        yield furnished(ours), furnished(theirs, copied)


def _store(request: pytest.FixtureRequest, folders: pytest.TempPathFactory):
    return open_store(
        request.param,
        folders.mktemp("store"),
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    )


def dialect(store: Store) -> str:
    with store.read() as tx:
        return active_version(tx, GENERAL).diagram.dialect


def story(installation: Installation, course: tuple[tuple[str, Values], ...]) -> list[object]:
    """What anybody can see of a dossier after each act of a course."""
    dossier = Desk(installation).receive(INCOMPLETE, on("2023-12-07 08:24"))
    seen: list[object] = []
    for node, values in course:
        if node == "sweep":
            dossier.sweep(on("2024-01-10 09:00"))
        elif node == "withdraw":
            dossier.withdraw()
        else:
            dossier.do(node, values)
        row = dossier.row
        steps = {(s.node, s.name, s.role, s.unit, s.limit, s.due_at) for s in dossier.steps()}
        waiting = [(t.node, t.due_at) for t in dossier.timers()]
        seen.append((row.status, row.clock_stopped, row.due_at, row.outcome, steps, waiting))
    assert_sound(installation)
    return [*seen, *dossier.lines()]


@pytest.mark.parametrize("name", COURSES)
def test_a_camunda_7_copy_deploys_and_runs_the_same(
    offices: tuple[Installation, Installation], name: str
) -> None:
    ours, theirs = offices
    assert (dialect(ours.store), dialect(theirs.store)) == ("camunda8", "camunda7")
    assert story(theirs, COURSES[name]) == story(ours, COURSES[name])
