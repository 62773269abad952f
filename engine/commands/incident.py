"""`motcua incident …`: what the workers gave up on."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from engine.commands.acting import office, plain, show, someone
from engine.commands.sentence import SentenceGroup
from engine.errors import NotFound
from engine.storage import incidents, outbox
from engine.storage.incidents import IncidentRow


@click.group(cls=SentenceGroup)
def incident() -> None:
    """List and retry what the workers gave up on."""


@incident.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Open incidents, oldest first."""
    with office().store.read() as tx:
        found = incidents.open_list(tx)
    lines = [f"{i.id}  {_about(i)}  {plain(i.opened_at)}  {i.message}" for i in found]
    show(found, as_json, "\n".join(lines) or "no open incident")


@incident.command("retry")
@click.argument("number", type=int)
@click.option("--as", "username", required=True, metavar="USER")
def retry(number: int, username: str) -> None:
    """Put the job behind incident NUMBER back into the outbox."""
    here = office()
    who, now = someone(here, username), datetime.now(UTC)
    with here.store.begin() as tx:
        found = next((i for i in incidents.open_list(tx) if i.id == number), None)
        if found is None or not incidents.resolve(tx, number, who.id, now):
            raise NotFound("no_incident", f"There is no open incident {number}.")
        if found.outbox_id is not None:
            outbox.revive(tx, found.outbox_id, now)
    click.echo(f"incident {number}: the job will be tried again")


def _about(row: IncidentRow) -> str:
    return f"dossier {row.dossier_code}" if row.dossier_code else row.kind
