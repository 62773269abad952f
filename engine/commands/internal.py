"""`motcua dossier open-internal`: a dossier between offices."""

from __future__ import annotations

import click

from engine.commands.acting import acting, installation, moment, show, someone, values
from engine.commands.sentence import SentenceCommand
from engine.dossiers.internal import InternalRequest, open_internal


@click.command("open-internal", cls=SentenceCommand)
@click.argument("procedure")
@click.option("--subject", required=True, help="What it is about.")
@click.option("--requester", default="", help="Who asked for it; else the unit that opens it.")
@click.option("--form", "form", default=None, metavar="JSON|@FILE", help="The procedure's form.")
@click.option(
    "--first", default=None, metavar="JSON|@FILE", help="Do the first step at once, with its form."
)
@click.option("--unit", default="", help="Where, for whoever may open it in several units.")
@click.option("--case", default="", help="Which of several time limits (Quy trình).")
@acting
def open_internal_(  # noqa: PLR0913, PLR0917 - one argument an option
    procedure: str,
    subject: str,
    requester: str,
    form: str | None,
    first: str | None,
    unit: str,
    case: str,
    username: str,
    at: str | None,
    as_json: bool,
) -> None:
    """Open a dossier of the internal PROCEDURE; without --first you hold its first step."""
    here = installation()
    request = InternalRequest(
        procedure=procedure,
        subject=subject,
        requester=requester,
        values=values(form),
        first=None if first is None else values(first),
        unit=unit,
        case=case,
    )
    done = open_internal(here, someone(here, username), request, at=moment(here, at))
    show(done, as_json, f"{done.code}: {done.status}")


COMMANDS: tuple[click.Command, ...] = (open_internal_,)
