"""A desk for each of the two procedures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.office import Office
from tests.engine.dossiers.play import BULLETIN, Desk
from tests.oracle import assert_sound


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """The desk of 2.002383; whatever a test did to its dossiers, they must be sound."""
    yield Desk(office)
    assert_sound(office)


@pytest.fixture
def bulletins(office: Office) -> Iterator[Desk]:
    """The desk of BTT-LSN-284348."""
    yield Desk(office, BULLETIN)
    assert_sound(office)
