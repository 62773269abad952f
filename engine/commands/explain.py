"""`motcua explain E204`: what a finding means, why it matters, how to mend it."""

from __future__ import annotations

import click

from engine.commands.language import language_option
from engine.definitions.text.finding_text import did_you_mean, suggestion
from engine.errors import NotFound
from engine.l10n.language import current
from engine.review.explanations import explain as explanation
from engine.review.explanations import explanations

_HEADS = {
    "en": ("Why:     ", "To mend: ", "Example: "),
    "vi": ("Vì sao:   ", "Cách sửa: ", "Ví dụ:    "),
}


@click.command()
@click.argument("codes", nargs=-1, metavar="CODE…", required=True)
@language_option
def explain(codes: tuple[str, ...]) -> None:
    """Print what a code of `motcua check` means, why it matters and how to mend it."""
    for number, code in enumerate(codes):
        found = explanation(code.strip().upper(), current())
        if found is None:
            near = did_you_mean(suggestion(code.upper(), explanations()).suggestion)
            raise NotFound("no_code", f"There is no code {code!r}{near} docs/check.md lists them.")
        if number:
            click.echo()
        click.secho(f"{found.code}  {found.meaning}", bold=True)
        texts = (found.why, found.mend, found.example)
        for head, text in zip(_HEADS[current()], texts, strict=True):
            if text:
                click.echo(head + text)
