"""A desk for each of the two procedures, in an office that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.installation import Installation
from tests.conftest import furnished
from tests.engine.dossiers.play import BULLETIN, Desk
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One office a file; each test has dossiers of its own. At the end all must be sound."""
    with open_store(
        request.param,
        tmp_path_factory.mktemp("office"),
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store)
        yield opened
        try:
            assert_sound(opened)
        finally:
            store.close()


@pytest.fixture
def desk(installation: Installation) -> Desk:
    """The desk of 2.002383."""
    return Desk(installation)


@pytest.fixture
def bulletins(installation: Installation) -> Desk:
    """The desk of BTT-LSN-284348."""
    return Desk(installation, BULLETIN)
