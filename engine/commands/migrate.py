"""`motcua migrate`: bring the database up to this release."""

from __future__ import annotations

import click

from engine.settings import load_settings
from engine.storage import Store


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when something is pending.")
@click.pass_context
def migrate(ctx: click.Context, check: bool) -> None:
    """Make or change the tables; a second call does nothing."""
    store = Store(load_settings().database_url)
    pending = store.pending_migrations()
    if check:
        click.echo(f"pending: {', '.join(pending)}" if pending else "nothing pending")
        ctx.exit(1 if pending else 0)
    store.migrate()
    click.echo(f"migrated: {', '.join(pending)}" if pending else "nothing pending")
