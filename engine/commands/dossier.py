"""`motcua dossier …`: the use cases of the desk and of officers, for scripts."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

import click

from engine.accounts import Person
from engine.commands.acting import (
    acting,
    installation,
    moment,
    plain,
    show,
    someone,
    values,
)
from engine.commands.apology import COMMANDS as APOLOGY
from engine.commands.internal import COMMANDS as INTERNAL
from engine.commands.sentence import SentenceGroup
from engine.commands.submission_file import read_applicant, read_submission
from engine.deadlines.explanation.as_json import why_json
from engine.deadlines.explanation.chain import why as why_of
from engine.deadlines.explanation.wording import fact_words
from engine.definitions.organisation.roles import APPLICANT
from engine.definitions.status import FILED, Channel
from engine.desk.dossier import dossier as view_of
from engine.desk.verification import verify
from engine.dossiers import (
    PaperGiven,
    ReceiveRequest,
    claim,
    complete,
    hand_over,
    receive,
    release,
    submit,
    supplement,
    withdraw,
)
from engine.dossiers.erasure import erase
from engine.dossiers.messages import deliver
from engine.errors import NotFound
from engine.installation import Installation


@click.group(cls=SentenceGroup)
def dossier() -> None:
    """Receive, show and move dossiers."""


@dossier.command("receive")
@click.argument("procedure")
@click.option("--applicant", required=True, help="Name of the applicant.")
@click.option("--organisation", default="")
@click.option("--id-number", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--address", default="")
@click.option("--more", default=None, metavar="JSON|@FILE", help="Further fields of who files.")
@click.option("--channel", type=click.Choice([c.value for c in FILED]), default="desk")
@click.option("--case", default="", help="Which of several time limits (Quy trình).")
@click.option("--form", "form", default=None, metavar="JSON|@FILE", help="The application.")
@click.option("--decision", default=None, metavar="JSON|@FILE", help="The first step's form.")
@click.option("--paper", "papers", multiple=True, metavar="ID[:original|copy[:N]]")
@acting
def receive_(  # noqa: PLR0913, PLR0917 - one argument an option
    procedure: str,
    applicant: str,
    organisation: str,
    id_number: str,
    phone: str,
    email: str,
    address: str,
    more: str | None,
    channel: str,
    case: str,
    form: str | None,
    decision: str | None,
    papers: tuple[str, ...],
    username: str,
    at: str | None,
    as_json: bool,
) -> None:
    """Open a dossier of PROCEDURE at the desk."""
    here = installation()
    given = {
        "name": applicant,
        "organisation": organisation,
        "id_number": id_number,
        "phone": phone,
        "email": email,
        "address": address,
    }
    request = ReceiveRequest(
        procedure=procedure,
        applicant=read_applicant(values(more) | {k: text for k, text in given.items() if text}),
        values=values(form),
        decision=values(decision),
        papers=tuple(map(_paper, papers)),
        channel=Channel(channel),
        case=case,
    )
    done = receive(here, someone(here, username), request, at=moment(here, at))
    show(done, as_json, f"{done.code}: {done.status}, due {plain(done.due_at)}")


@dossier.command("submit")
@click.argument("file", type=click.File("rb"))
@click.option("--at", default=None, metavar="ISO", help="Submitted at this moment.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def submit_(file: BinaryIO, at: str | None, as_json: bool) -> None:
    """Open the online dossier that the JSON FILE of a portal holds ("-": standard input)."""
    here = installation()
    code = submit(here, read_submission(file), at=moment(here, at))
    show({"code": code}, as_json, f"{code}: the one-stop answers within eight working hours.")


def _paper(text: str) -> PaperGiven:
    paper, _, rest = text.partition(":")
    kind, _, copies = rest.partition(":")
    if kind not in ("", "original", "copy") or (copies and not copies.isdigit()):
        raise click.BadParameter(
            f"{text!r}: write ID, ID:copy or ID:original:2", param_hint="--paper"
        )
    return PaperGiven(paper, kind or "copy", int(copies or 1))


@dossier.command("show")
@click.argument("code")
@acting
def show_(code: str, username: str, at: str | None, as_json: bool) -> None:
    """Show dossier CODE: status, times, open steps, journal."""
    here = installation()
    view = view_of(here, someone(here, username), code, moment(here, at))
    if as_json:
        show(_without_content(plain(view)), True, "")
        return
    click.echo(f"{view.code}  {view.status}  {view.procedure} {view.procedure_name}")
    click.echo(f"received {plain(view.received_at)}  due {plain(view.due_at)}  {view.time.state}")
    for step in view.steps:
        end = "cancelled" if step.cancelled else plain(step.completed_at) or "open"
        click.echo(f"  {step.task_id}  {step.name} [{step.role}] {end} {step.by}")


@dossier.command("erase")
@click.argument("code")
@click.option("--reason", required=True, help="Why; the journal keeps it.")
@acting
def erase_(code: str, reason: str, username: str, at: str | None, as_json: bool) -> None:
    """Erase what is personal of dossier CODE, which has ended. This cannot be undone.

    Answers, parties, the words of requests and the variables of the workflow go; the journal stays
    whole and can still be verified. USER must be an administrator.
    """
    here = installation()
    erase(here, someone(here, username), code, reason, at=moment(here, at))
    show({"code": code}, as_json, f"{code}: its personal data is erased")


@dossier.command("verify")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify_(code: str, as_json: bool) -> None:
    """Prove dossier CODE: journal, answers and parties, and that the tables agree with them.

    Exit 1 when anything is not as the journal says. See docs/journal.md.
    """
    here = installation()
    found = verify(here, code)
    lines = [f"{name}: {'ok' if holds else 'NOT as it was written'}" for name, holds in found.parts]
    lines += [f"  {name}" for name in found.differing]
    show(found, as_json, "\n".join(lines))
    if not found.proven:
        raise SystemExit(1)


@dossier.command("explain")
@click.argument("code")
@click.option("--step", default=None, metavar="TASK", help="Task id or node; else the dossier.")
@acting
def explain_(code: str, step: str | None, username: str, at: str | None, as_json: bool) -> None:
    """Say why dossier CODE, or one of its steps, is due when it is, as of --at."""
    here = installation()
    who, when = someone(here, username), moment(here, at)
    found = why_of(here, who, code, at=when, task=_any_step(here, who, code, step, when))
    if as_json:
        show(why_json(found), True, "")
        return
    facts = found.chain.facts if found.chain else ()
    for fact in facts:
        click.echo(fact_words(fact, of_step=bool(found.task_id)))
    if not facts:
        click.echo("No time limit runs.")


def _any_step(
    here: Installation, who: Person, code: str, step: str | None, at: datetime
) -> str | None:
    """The task id that `step` means, the last one of a node that was passed more than once."""
    if step is None or _is_task_id(step):
        return step
    fits = [line.task_id for line in view_of(here, who, code, at).steps if line.node == step]
    return fits[-1] if fits else step


def _without_content(view: object) -> object:
    # The diagram and the forms' sources are files of the version, not facts of the dossier.
    if isinstance(view, dict):
        view.pop("diagram_xml", None)
        for task in view.get("tasks", []):
            task["form"] = (task.get("form") or {}).get("id")
    return view


@dossier.command("claim")
@click.argument("code")
@click.option("--step", default=None, help="Task id or node; else your only open step.")
@acting
def claim_(code: str, step: str | None, username: str, at: str | None, as_json: bool) -> None:
    """Take an open step of dossier CODE."""
    here, who, when, task = _step(code, step, username, at)
    claim(here, someone(here, who), code, task, at=moment(here, when))
    show({"code": code, "step": task}, as_json, f"{code}: step {task} is yours.")


@dossier.command("release")
@click.argument("code")
@click.option("--step", default=None)
@acting
def release_(code: str, step: str | None, username: str, at: str | None, as_json: bool) -> None:
    """Give a step of dossier CODE back."""
    here, who, when, task = _step(code, step, username, at)
    release(here, someone(here, who), code, task, at=moment(here, when))
    show({"code": code, "step": task}, as_json, f"{code}: step {task} is free again.")


@dossier.command("complete")
@click.argument("code")
@click.option("--step", default=None)
@click.option("--form", "form", default=None, metavar="JSON|@FILE")
@click.option("--exception", default="", help="Why supplements are requested a third time.")
@acting
def complete_(  # noqa: PLR0913, PLR0917 - one argument an option
    code: str,
    step: str | None,
    form: str | None,
    exception: str,
    username: str,
    at: str | None,
    as_json: bool,
) -> None:
    """Complete a step of dossier CODE with its form."""
    here, who, when, task = _step(code, step, username, at)
    person, at_moment = someone(here, who), moment(here, when)
    status = complete(here, person, code, task, values(form), at=at_moment, exception=exception)
    show({"code": code, "status": status}, as_json, f"{code}: {status}")


@dossier.command("supplement")
@click.argument("code")
@click.option("--form", "form", default=None, metavar="JSON|@FILE")
@acting
def supplement_(code: str, form: str | None, username: str, at: str | None, as_json: bool) -> None:
    """Record what the applicant of dossier CODE brought; the clock runs again."""
    here = installation()
    who = someone(here, username)
    status = supplement(here, who, code, values(form), at=moment(here, at))
    show({"code": code, "status": status}, as_json, f"{code}: {status}")


@dossier.command("withdraw")
@click.argument("code")
@click.option("--reason", required=True)
@acting
def withdraw_(code: str, reason: str, username: str, at: str | None, as_json: bool) -> None:
    """Record that the applicant withdraws dossier CODE."""
    here = installation()
    status = withdraw(here, someone(here, username), code, reason, at=moment(here, at))
    show({"code": code, "status": status}, as_json, f"{code}: {status}")


@dossier.command("return")
@click.argument("code")
@click.option("--form", "form", default=None, metavar="JSON|@FILE")
@acting
def return_(code: str, form: str | None, username: str, at: str | None, as_json: bool) -> None:
    """Hand the result of dossier CODE over."""
    here = installation()
    who = someone(here, username)
    status = hand_over(here, who, code, values(form), at=moment(here, at))
    show({"code": code, "status": status}, as_json, f"{code}: {status}")


@dossier.command("message")
@click.argument("code")
@click.argument("name")
@click.option("--json-values", "given", default=None, metavar="JSON|@FILE", help="What it says.")
@click.option("--at", default=None, metavar="ISO", help="Received at this moment.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def message_(code: str, name: str, given: str | None, at: str | None, as_json: bool) -> None:
    """Give dossier CODE the message NAME of another system."""
    here = installation()
    status = deliver(here, code, name, values(given), at=moment(here, at))
    show({"code": code, "status": status}, as_json, f"{code}: {status}")


for _command in (*APOLOGY, *INTERNAL):
    dossier.add_command(_command)


def _step(
    code: str, step: str | None, username: str, at: str | None
) -> tuple[Installation, str, str | None, str]:
    """The office and the task id that `step` (a task id, a node, or nothing) means."""
    here = installation()
    if step is None or not _is_task_id(step):
        view = view_of(here, someone(here, username), code, moment(here, at))
        open_lines = [s for s in view.steps if s.completed_at is None and not s.cancelled]
        mine = {t.task_id for t in view.tasks if t.role != APPLICANT}
        fits = [s for s in open_lines if (s.task_id in mine if step is None else s.node == step)]
        if len(fits) != 1:
            names = ", ".join(f"{s.node} ({s.task_id})" for s in open_lines) or "none"
            raise NotFound("no_step", f"Name one open step with --step: {names}.")
        step = fits[0].task_id
    return here, username, at, step


def _is_task_id(text: str) -> bool:
    return text.isascii() and text.isdigit()
