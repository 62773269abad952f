"""`motcua answers`: what was answered in the steps of dossiers, as a table."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta

import click

from engine.commands.acting import installation, plain, someone
from engine.commands.sentence import SentenceCommand
from engine.desk.answers import answers as read
from engine.storage.dossiers.labelled_answers import AnswersWanted, LabelledAnswer
from sla.calendar import VIETNAM

_NAMES = [field.name for field in fields(LabelledAnswer)]
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=SentenceCommand)
@click.option("--procedure", default="", metavar="CODE", help="Of dossiers of this procedure.")
@click.option("--dossier", default="", metavar="CODE", help="Of this dossier.")
@click.option("--node", default=None, metavar="ID", help='Of this step; "" is the application.')
@click.option("--from", "since", type=_DAY, default=None, help="Answered on this day or later.")
@click.option("--to", "until", type=_DAY, default=None, help="Answered on this day or earlier.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, an object a line.")
@click.option("--as", "username", required=True, metavar="USER")
def answers(  # noqa: PLR0913, PLR0917 - one argument an option
    procedure: str,
    dossier: str,
    node: str | None,
    since: datetime | None,
    until: datetime | None,
    as_csv: bool,
    as_json: bool,
    username: str,
) -> None:
    """List what was answered in the dossiers of the agencies that USER supervises.

    Each value has the key, label and kind that the form has in the version it was answered under.
    """
    here = installation()
    wanted = AnswersWanted(
        dossier=dossier,
        procedure=procedure,
        node=node,
        since=since.replace(tzinfo=VIETNAM) if since else None,
        until=until.replace(tzinfo=VIETNAM) + timedelta(days=1) if until else None,
    )
    found = read(here, someone(here, username), wanted)
    if as_json:
        for each in found:
            click.echo(json.dumps(plain(each), ensure_ascii=False))
    elif as_csv:
        _print_csv(found)
    else:
        for each in found:
            place = f"{each.row} " if each.row else ""
            click.echo(f"{each.dossier}  {each.node}  {place}{each.label}: {_words(each.value)}")


def _print_csv(found: Iterable[LabelledAnswer]) -> None:
    click.echo("\ufeff", nl=False)  # spreadsheets know UTF-8 by its mark
    writer = csv.writer(sys.stdout)
    writer.writerow(_NAMES)
    for each in found:
        cells = [plain(getattr(each, name)) for name in _NAMES]
        writer.writerow([_cell(cell) for cell in cells])


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(value: object) -> str:
    """A spreadsheet takes what begins with one of these signs for a formula."""
    text = _words(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@")) else text
