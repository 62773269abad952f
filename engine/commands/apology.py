"""`motcua dossier apologise|sign-apology`: a new date with an apology (form 4)."""

from __future__ import annotations

import click

from engine.commands.acting import acting, installation, local_moment, moment, plain, show, someone
from engine.commands.sentence import SentenceCommand
from engine.dossiers.apologies.apology import ask, sign
from engine.dossiers.apologies.apology import send_back as give_back


@click.command("apologise", cls=SentenceCommand)
@click.argument("code")
@click.option("--reason", required=True, help="Why it will be late, for the applicant to read.")
@click.option("--until", required=True, metavar="ISO", help="The new date, in office hours.")
@acting
def apologise_(
    code: str, reason: str, until: str, username: str, at: str | None, as_json: bool
) -> None:
    """Ask for a new date for dossier CODE, with an apology (form 4)."""
    here = installation()
    new = local_moment(until, "--until")
    ask(here, someone(here, username), code, reason, new, at=moment(here, at))
    result = {"code": code, "new_due": new}
    show(result, as_json, f"{code}: waits for the signature, new date {plain(new)}")


@click.command("sign-apology", cls=SentenceCommand)
@click.argument("code")
@click.option("--send-back", default=None, metavar="REASON", help="Give it back instead.")
@acting
def sign_apology_(
    code: str, send_back: str | None, username: str, at: str | None, as_json: bool
) -> None:
    """Record that the leader signed the apology of dossier CODE, or give it back."""
    here = installation()
    who, when = someone(here, username), moment(here, at)
    if send_back is None:
        sign(here, who, code, at=when)
    else:
        give_back(here, who, code, send_back, at=when)
    done = "signed" if send_back is None else "sent back"
    show({"code": code, "apology": done}, as_json, f"{code}: apology {done}")


COMMANDS: tuple[click.Command, ...] = (apologise_, sign_apology_)
