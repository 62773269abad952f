"""Commands and options are what people's scripts call: none goes or is renamed unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from engine.commands import cli

GOLDEN = Path(__file__).with_name("command-line.txt")


def lines(command: click.Command, path: str) -> Iterator[str]:
    """`motcua dossier explain CODE --at --json`, of a command and all below it."""
    words = [" | ".join(p.opts + p.secondary_opts) or p.name for p in command.params]
    named = [w if w.startswith("-") else w.upper() for w in words if w]
    yield " ".join([path, *sorted(named)])
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from lines(below, f"{path} {name}")


def test_the_command_line_is_as_written_down() -> None:
    known = [line for line in GOLDEN.read_text().splitlines() if not line.startswith("#")]
    assert sorted(lines(cli, "motcua")) == known
