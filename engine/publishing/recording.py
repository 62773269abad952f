"""Each act on a publication, in its own journal and in the security log."""

from __future__ import annotations

from collections.abc import Mapping

from engine.accounts.security_log import note as note_security
from engine.dossiers.open_dossier import Act
from engine.storage import Transaction
from engine.storage.publishing import publications
from engine.storage.publishing.publications import EventRow


def record(
    tx: Transaction, publication_id: int, action: str, act: Act, fields: Mapping[str, object]
) -> None:
    """Note an act within the transaction that does it."""
    who = act.who
    event = EventRow(
        publication_id=publication_id,
        at=act.at,
        actor=act.user_id,
        actor_name=act.name,
        action=action,
        fields=dict(fields),
        address=act.address,
    )
    publications.add_event(tx, event)
    items = publications.items(tx, [publication_id])
    codes = " ".join(item.procedure for item in items)
    note_security(
        f"publication_{action}",
        "done",
        act.at,
        account=who.username if who else "",
        kind=who.kind if who else "",
        address=act.address,
        object=f"{publication_id}: {codes}",
    )
