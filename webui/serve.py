"""`motcua serve`: the web server of one process."""

from __future__ import annotations

import click
import waitress  # type: ignore[import-untyped]  # has no types

from engine.accounts.security_log import open_security_log
from engine.installation import open_installation
from engine.settings import load_settings
from webui import create_app


@click.command()
@click.option("--host", help="Address to listen on; the setting `host` otherwise.")
@click.option("--port", type=int, help="Port to listen on; the setting `port` otherwise.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages until stopped. Refuses to start before `motcua migrate`."""
    settings = load_settings()
    open_security_log(settings.security_log)
    installation = open_installation(settings)
    if installation.store.pending_migrations():
        raise click.ClickException("The database has no tables of this version: motcua migrate")
    app = create_app(installation)
    host, port = host or settings.host, port or settings.port
    click.echo(f"The pages are at http://{host}:{port} until Ctrl+C.")
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=settings.threads,
        # What is too large is refused by the application, with a page that says so.
        max_request_body_size=2 * max(settings.max_request_bytes, settings.max_bundle_bytes),
        ident=None,  # no version of the server in answers
    )
