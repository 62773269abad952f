"""`motcua explain E204`: what a finding means, why it matters, how to mend it."""

from __future__ import annotations

import click

from engine.catalog.explained import MEANINGS
from engine.catalog.explained import explain as explanation
from engine.definitions.located import suggestion
from engine.errors import NotFound


@click.command()
@click.argument("codes", nargs=-1, metavar="CODE…", required=True)
def explain(codes: tuple[str, ...]) -> None:
    """Print what a code of `motcua check` means, why it matters and how to mend it."""
    for number, code in enumerate(codes):
        found = explanation(code.strip().upper())
        if found is None:
            near = suggestion(code.upper(), MEANINGS).split(" (known")[0]
            raise NotFound("no_code", f"There is no code {code!r}{near} docs/check.md lists them.")
        if number:
            click.echo()
        click.secho(f"{found.code}  {found.meaning}", bold=True)
        click.echo(f"Why:     {found.why}")
        click.echo(f"To mend: {found.mend}")
        if found.example:
            click.echo(f"Example: {found.example}")
