"""`motcua feel`: a FEEL expression or unary test, tried on values."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from engine.commands.acting import values
from engine.commands.sentence import SentenceCommand
from engine.workflow.feel import evaluate_with_warning, unary_test


@click.command(cls=SentenceCommand)
@click.argument("expression", metavar="EXPR")
@click.option("--input", "given", metavar="JSON|@FILE", help="Variables; dates as ISO 8601 text.")
@click.option("--unary", is_flag=True, help="EXPR is a unary test, as in a decision table.")
@click.option("--value", metavar="JSON", help="What a unary test is tried on; null if left out.")
def feel(expression: str, given: str | None, unary: bool, value: str | None) -> None:
    """Evaluate a FEEL expression; its value is printed as JSON.

    Dates, times and durations come out as ISO 8601 text. What FEEL warns of goes to standard
    error.
    """
    variables = values(given)
    if value is not None and not unary:
        raise click.UsageError("--value is for --unary; variables come by --input.")
    if unary:
        echo_json(unary_test(expression, _json(value), variables))
        return
    found, warning = evaluate_with_warning(expression, variables)
    warn([warning] if warning else [])
    echo_json(found)


def echo_json(value: object) -> None:
    """Print a result as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def warn(warnings: Iterable[str]) -> None:
    """Print warnings to standard error."""
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)


def _json(text: str | None) -> object:
    try:
        return None if text is None else json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"--value is no JSON: {error}") from error
