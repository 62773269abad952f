"""An office with one desk."""

from __future__ import annotations

import pytest

from engine.installation import Installation
from tests.engine.dossiers.play import BULLETIN, Desk


@pytest.fixture
def desk(installation: Installation) -> Desk:
    """The desk of 2.002383."""
    return Desk(installation)


@pytest.fixture
def bulletins(installation: Installation) -> Desk:
    """The desk of BTT-LSN-284348."""
    return Desk(installation, BULLETIN)
