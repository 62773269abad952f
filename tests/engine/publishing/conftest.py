"""An office of its own for each test: what is in force there is what these tests change."""

from __future__ import annotations

import pytest

from engine.installation import Installation
from engine.storage import Store
from tests.conftest import furnished
from tests.engine.publishing.bench import Bench


@pytest.fixture
def installation(store: Store) -> Installation:
    return furnished(store)


@pytest.fixture
def bench(installation: Installation) -> Bench:
    """Designers of two agencies, a controller, and uploads over what is in force."""
    return Bench(installation)
