"""`motcua try`: play a dossier of a procedure in a sandbox, by hand or from a file."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from engine.commands.acting import local_moment, plain
from engine.commands.check import print_findings
from engine.commands.sentence import SentenceCommand
from engine.commands.trying.play import TerminalPlayer
from engine.commands.trying.show import moment
from engine.commands.trying.source import Wanted, find_candidate, read_file, root_of
from engine.errors import BrokenContent
from engine.trial.facts import ActOutcome
from engine.trial.scenarios import run_scenario
from engine.trial.trial import replayed


@click.command(name="try", cls=SentenceCommand)
@click.argument("subject", required=False, default="")
@click.option("--procedure", default="", metavar="CODE", help="Which one of a FOLDER.")
@click.option("--version", default="", metavar="N|active", help="A version of the database.")
@click.option("--limit", default="", metavar="LIMIT", help="Time limit of a diagram on its own.")
@click.option("--at", default=None, metavar="ISO", help="When the dossier comes in; else now.")
@click.option("--scenario", "file", default=None, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--from", "begun", default=None, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="With --scenario: print all acts as JSON.")
def try_(  # noqa: PLR0913, PLR0917 - one argument an option
    subject: str,
    procedure: str,
    version: str,
    limit: str,
    at: str | None,
    file: Path | None,
    begun: Path | None,
    as_json: bool,
) -> None:
    """Play a dossier of SUBJECT: a procedure's CODE, a DIAGRAM.bpmn or a content FOLDER.

    Nothing of it reaches a real dossier, a mailbox or another system, and the clock moves only
    when you move it. With --scenario a recorded play is played again, and exit code 1 says that
    it no longer comes out as it expects; with --from it is gone on with by hand.
    """
    wanted = Wanted(subject, procedure, version, limit)
    try:
        if file is not None:
            _play_file(wanted, file, as_json)
        elif as_json:
            raise click.UsageError("--json goes with --scenario FILE.")
        else:
            _play_by_hand(wanted, begun, local_moment(at, "--at") if at else _whole_minute())
    except BrokenContent as error:
        print_findings(list(error.findings))
        click.echo("Nothing was tried.", err=True)
        sys.exit(1)


def _play_by_hand(wanted: Wanted, begun: Path | None, now: datetime) -> None:
    play = read_file(begun).play if begun else None
    if begun is not None and play is not None and not wanted.subject:
        wanted = replace(wanted, subject=root_of(begun), procedure=play.procedure)
    if not wanted.subject:
        raise click.UsageError("Say what to try: a CODE, a DIAGRAM.bpmn or a FOLDER.")
    TerminalPlayer(find_candidate(wanted), now, play).play()


def _play_file(wanted: Wanted, file: Path, as_json: bool) -> None:
    """Play a scenario, tell every act, and end with what no longer matches."""
    scenario = read_file(file)
    subject = wanted.subject or root_of(file)
    code = wanted.procedure or scenario.play.procedure
    candidate = find_candidate(Wanted(subject, code, wanted.version, wanted.limit))
    findings = run_scenario(candidate, scenario)
    trial = replayed(candidate, scenario.play)
    if as_json:
        acts = [outcome_json(facts) for facts in trial.facts]
        report = {"title": scenario.title, "procedure": candidate.procedure.code, "acts": acts}
        wrong = [plain(f) for f in findings]
        click.echo(json.dumps({**report, "findings": wrong}, ensure_ascii=False, indent=1))
    else:
        names = ["open", *(f"{act.kind.value} {act.target}" for act in scenario.play.acts)]
        for name, facts in zip(names, trial.facts, strict=True):
            click.echo(_row(name.strip(), facts))
        print_findings(findings)
    trial.close()
    sys.exit(1 if findings else 0)


def outcome_json(facts: ActOutcome) -> dict[str, Any]:
    """A dossier's state after an act, as JSON."""
    refusal = facts.refusal
    return {
        "now": plain(facts.now),
        "status": facts.status,
        "at": list(facts.at),
        "due": plain(facts.due),
        "outcome": facts.outcome,
        "alerts": list(facts.alerts),
        "variables": plain(dict(facts.variables)),
        "refused": refusal.code if refusal else "",
        "sentence": refusal.sentence if refusal else "",
        "faults": dict(facts.faults),
    }


def _row(name: str, facts: ActOutcome) -> str:
    at = moment(facts.now)
    if facts.refusal is not None:
        return f"{at}  {name}: refused ({facts.refusal.code}) {facts.refusal.sentence}"
    alerts = f"  alerts: {', '.join(facts.alerts)}" if facts.alerts else ""
    return f"{at}  {name}: {facts.status}, at {', '.join(facts.at) or 'its end'}{alerts}"


def _whole_minute() -> datetime:
    now = datetime.now(UTC)
    return now - timedelta(seconds=now.second, microseconds=now.microsecond)
