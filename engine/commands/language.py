"""In which language a person at the command line reads about findings."""

from __future__ import annotations

import os

import click

from engine.review.explanations import LANGUAGES

_KEPT = "engine.commands.language"


def spoken() -> str:
    """Return what --language says, else `vi` where the environment says so, else `en`."""
    context = click.get_current_context(silent=True)
    requested: str = context.meta.get(_KEPT, "") if context else ""
    return requested or _of_here()


def _of_here() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, says POSIX
    name = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "vi" if name.partition(".")[0].partition("_")[0] == "vi" else "en"


def _keep(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value:
        context.meta[_KEPT] = value


language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    expose_value=False,
    callback=_keep,
    help="Of what people read; else as LC_ALL, LC_MESSAGES or LANG say.",
)
