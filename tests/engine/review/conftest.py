from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.errors import Severity
from engine.storage import Store
from tests.engine.review.drawing import BPMN
from tests.engine.review.sample import AGENCIES, FORM, MANIFEST, ROLES, RUN, write
from tests.stores import blank


@pytest.fixture
def read() -> Callable[[str], Diagram]:
    def reader(text: str) -> Diagram:
        diagrams, findings = read_diagrams(text.encode(), "thu.bpmn")
        assert [f for f in findings if f.severity is Severity.ERROR] == []
        return diagrams[0]

    return reader


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(blank(tmp_path / "thu.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small content without a fault."""
    made = tmp_path / "content"
    write(made / "processes/agencies.yaml", AGENCIES)
    write(made / "processes/roles.yaml", ROLES)
    write(made / "processes/thu.yaml", MANIFEST)
    write(made / "forms/don_thu.form", FORM % "don_thu")
    write(made / "bpmn/cap-thu.bpmn", BPMN.format(id="cap_thu", body=RUN))
    (made / "holidays").symlink_to(Path(__file__).parents[3] / "holidays")
    return made
