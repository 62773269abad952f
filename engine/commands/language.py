"""In which language a person at the command line reads: `--language`, else the environment's."""

from __future__ import annotations

import click

from engine.l10n.language import LANGUAGES, language, of_environment


def _use(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value or context.parent is None:
        context.with_resource(language(value or of_environment()))


language_option = click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    expose_value=False,
    callback=_use,
    help="Of what people read; else as LC_ALL, LC_MESSAGES or LANG say.",
)
