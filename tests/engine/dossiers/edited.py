"""An office of our own content with a few words changed: what no real procedure says yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.definitions.content_root import content_root
from engine.installation import Installation
from tests.conftest import furnished
from tests.oracle import assert_sound
from tests.stores import open_store

LICENCE = "processes/so-khcn/an-toan-buc-xa.yaml"
GENERAL = "bpmn/cap-phep-mot-cua.bpmn"

RESTART = (LICENCE, "pause: resume", "pause: restart")
TWO_CASES = (
    LICENCE,
    "time_limit: 17 working days",
    """time_limits:
      - {id: thuong, name: Thông thường, limit: 17 working days}
      - {id: rut_gon, name: Rút gọn, limit: 5 working days}""",
)

_ASKS = """<zeebe:formDefinition formId="bo_sung_ho_so" />
        <zeebe:assignmentDefinition candidateGroups="nguoi_nop" />
        <zeebe:properties>
          <zeebe:property name="motcua:status" value="{}" />"""
PAYMENT = (GENERAL, _ASKS.format("supplement"), _ASKS.format("payment"))
"""The applicant is asked to pay where it was asked for papers."""


@contextmanager
def edited_office(
    request: pytest.FixtureRequest,
    folder: Path,
    *edits: tuple[str, str, str],
    backend: str = "",
) -> Iterator[Installation]:
    """An office on `backend`, else on `request.param`; each edit is file, old words, new words."""
    root = edited(folder / "content", *edits)
    with open_store(
        backend or request.param,
        folder,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        installation = furnished(store, root)
        yield installation
        assert_sound(installation)


def edited(root: Path, *edits: tuple[str, str, str]) -> Path:
    """Our own content, copied and edited."""
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    for name, old, new in edits:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{name}: {old}"
        (root / name).write_text(text.replace(old, new), encoding="utf-8")
    return root


DECIDED = (
    LICENCE,
    "time_limit: 17 working days",
    f"{TWO_CASES[2]}\n    time_limit_decision: chon_quy_trinh",
)
"""The case is chosen by a decision table (made up: no paper tells of such a procedure)."""
