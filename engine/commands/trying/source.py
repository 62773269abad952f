"""What `motcua try` is to try: a code, a diagram, a folder, a stored version, a scenario's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from engine.commands.acting import installation
from engine.commands.check_scenarios import content_of
from engine.definitions.content import Content, read_bytes, read_content
from engine.definitions.content_root import content_root
from engine.definitions.scenarios.play import Scenario
from engine.definitions.scenarios.scenario_file import read_scenario
from engine.errors import BrokenContent, NotFound
from engine.procedures.heads import chosen, heads_of
from engine.review.findings.nearest import missing, sentence
from engine.settings import load_settings
from engine.trial.single_diagram import single_diagram
from engine.trial.trial_content import (
    Candidate,
    candidate_in,
    candidate_version,
    context_at,
    context_of,
    require_sound,
)

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options that say what is tried."""

    subject: str
    procedure: str = ""
    version: str = ""
    limit: str = ""


def find_candidate(wanted: Wanted) -> Candidate:
    """The version to be tried.

    Raises BrokenContent with every error of the content, NotFound for what does not exist.
    """
    path = Path(wanted.subject)
    if wanted.version:
        return _stored(wanted.subject, wanted.version)
    settings = load_settings()
    root = settings.content or content_root()
    if path.suffix.lower() == ".bpmn":
        content = read_content(content_of(path, root) or root)
        return single_diagram(path, content, settings, wanted.limit)
    if path.is_dir():
        content = read_content(path)
        code = wanted.procedure or _only(content)
    else:
        content, code = read_content(root), wanted.subject
    require_sound(content)
    return candidate_in(content, code, context_at(content, settings))


def read_file(path: Path) -> Scenario:
    """The scenario of a file. Raises BrokenContent with its errors, NotFound."""
    if not path.is_file():
        raise NotFound("no_file", f"There is no file {path}.")
    scenario, findings = read_scenario(read_bytes(path), str(path))
    if scenario is None:
        raise BrokenContent(findings)
    return scenario


def root_of(path: Path) -> str:
    """The content that a scenario's file lies in, as a subject to try."""
    place = content_of(path, load_settings().content or content_root())
    if place is None:
        raise click.UsageError(f"{path} belongs to no content; say what to try it on.")
    return str(place)


def _only(content: Content) -> str:
    """The one procedure of a content that can be filed; several must be named."""
    fileable = [code for code, p in content.procedures.items() if p.fileable]
    if len(fileable) == 1:
        return fileable[0]
    names = ", ".join(fileable) or "none that can be filed"
    raise click.UsageError(f"Name one with --procedure: {names}.")


def _stored(code: str, number: str) -> Candidate:
    here = installation()
    context = context_of(here)
    with here.store.read() as tx:
        heads = {str(head.number): head for head in heads_of(tx, code)}
        if number == ACTIVE:
            head = chosen(tuple(heads.values()))
        elif number in heads:
            head = heads[number]
        else:
            message = sentence(missing("version", number, [*heads, ACTIVE], code))
            raise NotFound("no_version", message)
        return candidate_version(tx, head.id, context)
