"""An installation as it opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.definitions.content_root import content_root
from engine.errors import BadExpression
from engine.installation import open_installation
from engine.settings import Settings
from engine.storage import Store
from engine.workflow import feel
from tests.conftest import SECRET


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    before = feel.allowed()
    yield
    feel.allow(before)


def test_the_setting_says_how_long_an_expression_may_take(store: Store) -> None:
    url = store.url.render_as_string(hide_password=False)
    settings = Settings(
        database_url=url, secret_key=SECRET, content=content_root(), feel_milliseconds=30
    )
    open_installation(settings, store)
    assert feel.allowed() == 0.03
    with pytest.raises(BadExpression) as slow:
        feel.evaluate("count(for i in 1..3000, j in 1..3000 return i * j)", {})
    assert slow.value.code == "too_slow"
    assert feel.evaluate("count(for i in 1..10 return i)", {}, seconds=5) == 10
