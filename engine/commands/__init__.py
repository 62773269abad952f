"""The command line: `motcua`. Each file holds the commands of one noun."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

import click

from engine.commands.language import language_option
from engine.errors import MotcuaError

# name → (module, attribute): a command's module is imported only when it is called.
_COMMANDS = {
    "access": ("engine.commands.access", "access"),
    "answers": ("engine.commands.answers", "answers"),
    "catalogue": ("engine.commands.catalogue", "catalogue"),
    "check": ("engine.commands.check", "check"),
    "decide": ("engine.commands.decide", "decide"),
    "demo": ("engine.commands.demo.command", "demo"),
    "deploy": ("engine.commands.deploy", "deploy"),
    "diff": ("engine.commands.diff", "diff"),
    "dossier": ("engine.commands.dossier", "dossier"),
    "explain": ("engine.commands.explain", "explain"),
    "export": ("engine.commands.export", "export"),
    "feel": ("engine.commands.feel", "feel"),
    "holidays": ("engine.commands.holidays", "holidays"),
    "inbox": ("engine.commands.inbox", "inbox"),
    "incident": ("engine.commands.incident", "incident"),
    "migrate": ("engine.commands.migrate", "migrate"),
    "move": ("engine.commands.move", "move"),
    "new": ("engine.commands.new", "new"),
    "places": ("engine.commands.places", "places"),
    "party": ("engine.commands.party", "party"),
    "publication": ("engine.commands.publish", "publication"),
    "publish": ("engine.commands.publish", "publish"),
    "schedule": ("engine.commands.schedule", "schedule"),
    "services": ("engine.commands.services", "list_services"),
    "settings": ("engine.commands.settings", "settings"),
    "sla": ("engine.commands.sla", "sla"),
    "templates": ("engine.commands.templates", "templates"),
    "try": ("engine.commands.trying.command", "try_"),
    "up": ("engine.commands.up", "up"),
    "user": ("engine.commands.user", "user"),
    "work": ("engine.commands.work", "work"),
}
GROUP = "motcua.commands"
"""Entry point group by which packages above the engine (the web) add their commands."""


class LazyGroup(click.Group):
    """A group whose commands are found by name, so that `motcua sla due` loads no web server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, sorted."""
        del ctx
        return sorted([*_COMMANDS, *(e.name for e in entry_points(group=GROUP))])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None when there is none of that name."""
        del ctx
        if cmd_name in _COMMANDS:
            module, attribute = _COMMANDS[cmd_name]
            return cast(click.Command, getattr(import_module(module), attribute))
        for entry in entry_points(group=GROUP, name=cmd_name):
            return cast(click.Command, entry.load())
        return None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@language_option
@click.version_option(package_name="motcua")
def cli() -> None:
    """Motcua: the workflow engine for Vietnamese administrative procedures."""


def main() -> None:
    """Run a command; an error that a person can mend is one sentence and exit code 1."""
    try:
        cli.main(standalone_mode=True)
    except MotcuaError as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)
