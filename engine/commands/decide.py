"""`motcua decide`: one decision of a DMN file, tried on values without a dossier."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.acting import values
from engine.commands.feel import echo_json, warn
from engine.commands.sentence import SentenceCommand
from engine.definitions.content import read_bytes
from engine.definitions.dmn.decision import Decision, DecisionFile
from engine.definitions.dmn.decision_file import read_decisions
from engine.errors import BrokenContent, NotFound, Severity
from engine.workflow.decisions import decide as evaluate
from engine.workflow.decisions import plan_of

Readable = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command(cls=SentenceCommand)
@click.argument("file", metavar="FILE.dmn", type=Readable)
@click.option("--decision", "wanted", metavar="ID|NAME", help="May be left out where it is clear.")
@click.option("--input", "given", metavar="JSON|@FILE", help="Variables; dates as ISO 8601 text.")
@click.option("--rules", is_flag=True, help="Tell on standard error which rules were hit.")
def decide(file: Path, wanted: str | None, given: str | None, rules: bool) -> None:
    """Evaluate a decision with all that it requires; its result is printed as JSON."""
    tables = _read(file)
    outcome = evaluate(plan_of(tables, _find(tables, wanted)), values(given))
    warn(outcome.warnings)
    if rules:
        for key, numbers in outcome.hits.items():
            hit = ", ".join(map(str, numbers)) or "none"
            click.echo(f"{tables.decisions[key].label}: {hit}", err=True)
    echo_json(outcome.value)


def _read(path: Path) -> DecisionFile:
    tables, findings = read_decisions(read_bytes(path), str(path))
    if tables is None:
        raise BrokenContent(f for f in findings if f.severity is Severity.ERROR)
    return tables


def _find(tables: DecisionFile, wanted: str | None) -> Decision:
    """The decision that was named, else the one that no other requires."""
    if wanted is not None:
        found = tables.find(wanted)
    else:
        required = {key for d in tables.decisions.values() for key in d.requires}
        last = [d for d in tables.decisions.values() if d.id not in required]
        found = last[0] if len(last) == 1 else None
    if found is None:
        known = ", ".join(f"{d.id} ({d.name})" for d in tables.decisions.values())
        reason = f"no decision {wanted!r}" if wanted else "several decisions, name one"
        raise NotFound("no_decision", f"{tables.file}: {reason}; it holds: {known}.")
    return found
