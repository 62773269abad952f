from __future__ import annotations

from engine.storage import Store


def test_a_migrated_store_has_nothing_pending(store: Store) -> None:
    store.migrate()
    assert store.pending_migrations() == ()
