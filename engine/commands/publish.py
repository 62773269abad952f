"""`motcua publish` and `motcua publication …`: versions that designers propose, and decisions."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from engine.accounts import Person
from engine.commands.acting import acting, installation, local_moment, moment, show, someone
from engine.commands.check import print_findings
from engine.commands.sentence import SentenceCommand, SentenceGroup
from engine.errors import BrokenContent, Finding, Severity
from engine.installation import Installation
from engine.publishing import pages as desk
from engine.publishing import publications
from engine.publishing.pages import PublicationView
from engine.review.upload import read_upload_at
from engine.storage.publishing.publications import PublicationState
from sla.calendar import VIETNAM


@click.command(cls=SentenceCommand)
@click.argument("path", type=click.Path(path_type=Path))
@acting
@click.option("--procedure", metavar="CODE", help="Change this procedure alone.")
@click.option("--note", default="", metavar="TEXT", help="What changes and why.")
@click.option("--effective", metavar="ISO", help="In force from this moment on; else at once.")
@click.option("--propose", "only_propose", is_flag=True, help="Leave the decision to others.")
def publish(  # noqa: PLR0913, PLR0917 - the options of the command
    path: Path,
    username: str,
    at: str | None,
    as_json: bool,
    procedure: str | None,
    note: str,
    effective: str | None,
    only_propose: bool,
) -> None:
    """Publish what is in PATH: a folder, a .zip, or one file of a procedure in force.

    The files are laid over the version in force and judged with it. With any error nothing is
    stored. Who may put versions in force does so at once, unless two people decide (setting
    publish_approval); else the publication waits for a decision.
    """
    here = installation()
    who, now = someone(here, username), moment(here, at)
    wanted = local_moment(effective, "--effective") if effective else None
    try:
        upload = read_upload_at(path)
        made = publications.propose(
            here, who, upload, procedure, note=note, effective_at=wanted, at=now
        )
    except BrokenContent as error:
        _stop(error, as_json)
    found = desk.publication(here, who, made)
    if not only_propose and not found.decides.blocked:
        publications.approve(here, who, made, at=now)
        found = desk.publication(here, who, made)
    show(_plain(found), as_json, _text(found))


@click.group(cls=SentenceGroup)
def publication() -> None:
    """Show and decide what designers proposed."""


@publication.command("list")
@acting
def list_(username: str, at: str | None, as_json: bool) -> None:
    """The newest publications of USER's agencies, newest first."""
    del at
    here = installation()
    found = desk.recent(here, someone(here, username))
    lines = [
        f"{p.row.id}  {p.row.state:<9}  {_local(p.row.made_at)}  {p.row.made_by_name}  "
        f"{', '.join(i.procedure for i in p.items)}  {p.row.note}"
        for p in found
    ]
    show(found, as_json, "\n".join(lines) or "no publication")


@publication.command("show")
@click.argument("number", type=int)
@acting
def show_(number: int, username: str, at: str | None, as_json: bool) -> None:
    """What publication NUMBER holds, what it would do, who did what."""
    del at
    here = installation()
    _show(here, someone(here, username), number, as_json)


@publication.command("approve")
@click.argument("number", type=int)
@acting
def approve(number: int, username: str, at: str | None, as_json: bool) -> None:
    """Put publication NUMBER in force, now or at its date."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    publications.approve(here, who, number, at=now)
    _show(here, who, number, as_json)


@publication.command("reject")
@click.argument("number", type=int)
@acting
@click.option("--reason", required=True, metavar="TEXT")
def reject(number: int, username: str, at: str | None, as_json: bool, reason: str) -> None:
    """Decide against publication NUMBER, or call it back before its date."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    publications.reject(here, who, number, reason, at=now)
    _show(here, who, number, as_json)


@publication.command("drop")
@click.argument("number", type=int)
@acting
def drop(number: int, username: str, at: str | None, as_json: bool) -> None:
    """Take one's own publication NUMBER back."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    publications.drop(here, who, number, at=now)
    _show(here, who, number, as_json)


def _stop(error: BrokenContent, as_json: bool) -> NoReturn:
    findings = list(error.findings)
    if as_json:
        show({"findings": findings}, as_json, "")
    else:
        print_findings(findings)
        click.echo("Nothing was published.", err=True)
    sys.exit(1)


def _show(here: Installation, who: Person, number: int, as_json: bool) -> None:
    found = desk.publication(here, who, number)
    show(_plain(found), as_json, _text(found))


def _plain(found: PublicationView) -> dict[str, object]:
    """What scripts read: without the files and the comparison, which `motcua diff` prints."""
    return {
        "publication": found.row,
        "blocked": found.decides.blocked,
        "items": [
            {
                "procedure": item.head.procedure,
                "name": item.head.name,
                "agency": item.head.agency,
                "base": item.base,
                "version": item.became,
                "differences": len(item.difference.worded),
                "running": item.running,
                "gone": item.gone,
                "renamed": item.renamed,
            }
            for item in found.items
        ],
        "findings": found.findings,
        "events": found.events,
    }


def _text(found: PublicationView) -> str:
    row = found.row
    lines = [f"publication {row.id} ({_state(found)}): {row.note}"]
    for item in found.items:
        over = f"over version {item.base}" if item.base else "new"
        became = f", version {item.became}" if item.became else ""
        count = len(item.difference.worded)
        lines.append(f"  {item.head.procedure}  {over}{became}: {item.head.name}")
        lines.append(f"    {count} differences, {item.running} dossiers under way")
        lines += [
            f'    step "{gone.name}" is gone: {gone.dossiers} dossiers of version '
            f"{gone.number} wait there"
            + (f"; drawn anew as {gone.instead}" if gone.instead else "")
            for gone in item.gone
        ]
        lines += [
            f'    field "{key.label}": key {key.before} is {key.after} now' for key in item.renamed
        ]
    lines += [f"  {_kind(f)} {f}" for f in found.findings]
    lines += [f"  {_local(e.at)}  {e.action}  {e.actor_name or 'motcua'}" for e in found.events]
    return "\n".join(lines)


def _state(found: PublicationView) -> str:
    row = found.row
    if row.state is PublicationState.SCHEDULED and row.effective_at is not None:
        return f"in force from {_local(row.effective_at)}"
    if row.state is PublicationState.PROPOSED:
        return "waits for a decision"
    return f"{row.state}: {row.reason}" if row.reason else str(row.state)


def _kind(found: Finding) -> str:
    return "error" if found.severity is Severity.ERROR else "warning"


def _local(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
