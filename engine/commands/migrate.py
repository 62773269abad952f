"""`motcua migrate`: bring the database up to this release."""

from __future__ import annotations

import click

from engine.commands.upgrading import bring_up
from engine.settings import load_settings
from engine.storage import Store
from engine.upgrade import dossiers_to_carry


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when something is pending.")
@click.option("--any-key", is_flag=True, help="Go on although the key opens no stored state.")
@click.pass_context
def migrate(ctx: click.Context, check: bool, any_key: bool) -> None:
    """Make or change the tables, and carry over what the release before stored.

    Nothing else may run meanwhile where dossiers are to be carried over. Stopped at any point it
    goes on where it was when it is called again; when all is done a call does nothing.
    """
    settings = load_settings()
    store = Store(settings.database_url)
    ctx.call_on_close(store.close)
    pending = store.pending_migrations()
    if check:
        dossiers = dossiers_to_carry(store)
        click.echo(f"pending: {', '.join(pending)}" if pending else "nothing pending")
        if dossiers:
            click.echo(f"{dossiers} dossiers to be carried over")
        ctx.exit(1 if pending else 0)
    report = bring_up(store, settings, any_key=any_key)
    if report.dossiers:
        click.echo(f"carried over: {report.dossiers} dossiers with {report.answers} answers")
    click.echo(f"migrated: {', '.join(pending)}" if pending else "nothing pending")
