"""`motcua incident …`: what the workers gave up on."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from engine.commands.acting import installation, plain, show, someone, values
from engine.commands.sentence import SentenceGroup
from engine.services.incidents import Resolution, resolve_incident, retry_incident
from engine.storage.services import incidents
from engine.storage.services.incidents import IncidentRow


@click.group(cls=SentenceGroup)
def incident() -> None:
    """List, retry and resolve what the workers gave up on."""


@incident.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Open incidents, oldest first."""
    with installation().store.read() as tx:
        found = incidents.open_list(tx)
    lines = [f"{i.id}  {_about(i)}  {plain(i.opened_at)}  {i.code}: {i.details}" for i in found]
    show(found, as_json, "\n".join(lines) or "no open incident")


@incident.command("retry")
@click.argument("number", type=int)
@click.option("--as", "username", required=True, metavar="USER")
def retry(number: int, username: str) -> None:
    """Try again what failed in incident NUMBER. USER must be an administrator."""
    here = installation()
    retry_incident(here, someone(here, username), number, at=datetime.now(UTC))
    click.echo(f"incident {number}: it will be tried again")


@incident.command("resolve")
@click.argument("number", type=int)
@click.option("--as", "username", required=True, metavar="USER")
@click.option("--note", required=True, help="What was done about it; the journal keeps it.")
@click.option(
    "--outputs",
    metavar="JSON",
    help="What the service would have answered, where the dossier waits for it; or @FILE.",
)
def resolve(number: int, username: str, note: str, outputs: str | None) -> None:
    """Close incident NUMBER; a dossier that waits for a service goes on with the outputs."""
    here = installation()
    done = Resolution(note, values(outputs) if outputs is not None else None)
    resolve_incident(here, someone(here, username), number, done, at=datetime.now(UTC))
    click.echo(f"incident {number}: resolved")


def _about(row: IncidentRow) -> str:
    return f"dossier {row.dossier_code}" if row.dossier_code else row.kind
