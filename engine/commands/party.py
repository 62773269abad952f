"""`motcua party IDENTIFIER`: whose dossiers are known under a number."""

from __future__ import annotations

import click

from engine.commands.acting import installation, plain, show, someone
from engine.commands.sentence import SentenceCommand
from engine.definitions.parties import Scheme
from engine.errors import NotFound
from engine.parties.register import found


@click.command(cls=SentenceCommand)
@click.argument("identifier")
@click.option("--scheme", type=click.Choice([s.value for s in Scheme]), default=None)
@click.option("--as", "username", required=True, metavar="USER")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def party(identifier: str, scheme: str | None, username: str, as_json: bool) -> None:
    """Show the party with IDENTIFIER and its dossiers, as far as USER may read them."""
    here = installation()
    known = found(here, someone(here, username), identifier, Scheme(scheme) if scheme else None)
    if known is None:
        raise NotFound("no_party", f"No dossier that you may read has the number {identifier}.")
    if as_json:
        show(known, True, "")
        return
    click.echo(f"{known.name}  {known.kind}  {known.scheme} {known.value}")
    for spelling in known.spellings[1:]:
        click.echo(f"also written: {spelling}")
    for line in known.dossiers:
        filed = plain(line.submitted_at)
        click.echo(f"  {line.code}  {line.role}  {line.status}  {filed}  {line.procedure_name}")
