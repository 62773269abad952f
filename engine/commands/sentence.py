"""Commands that answer scripts: whatever is wrong is one sentence on stderr and exit code 1."""

from __future__ import annotations

from typing import Any

import click

from engine.errors import MotcuaError
from sla.errors import SlaError


class SentenceCommand(click.Command):
    """A command without usage pages and traces in its errors."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options; a wrong or missing one is a sentence too."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            raise click.ClickException(error.format_message()) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run; errors of ours become the sentence they carry."""
        try:
            return super().invoke(ctx)
        except (MotcuaError, SlaError) as error:
            raise click.ClickException(str(error)) from error
        except click.UsageError as error:
            raise click.ClickException(error.format_message()) from error


class SentenceGroup(click.Group):
    """A group whose commands are all such commands."""

    command_class = SentenceCommand
