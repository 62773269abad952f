"""`motcua check --scenarios`: recorded plays, played again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from engine.definitions.content import Content, read_content
from engine.definitions.scenarios.play import Scenario
from engine.errors import BrokenContent, Finding
from engine.settings import load_settings
from engine.trial.scenarios import run_scenarios
from engine.trial.trial_content import require_sound

_MANY = 10  # scenarios from which on a person wants to see that it goes on


def play_scenarios(paths: Sequence[Path], root: Path) -> list[Finding]:
    """Play the scenarios of the content, or those in these files and folders; what was found.

    Where a content has errors they are what is found, and nothing of it is played; one scenario
    that cannot be read does not stop the others.
    """
    findings: list[Finding] = []
    for place, wanted in _contents(paths, root).items():
        content = read_content(place)
        chosen = [s for s in content.scenarios if _is_in(place / s.file, wanted)]
        try:
            require_sound(content)
        except BrokenContent as error:
            count = len(error.findings)
            message = f"{place}: {count} errors, so {len(chosen)} scenarios were not played."
            click.echo(message, err=True)
            findings += error.findings
            continue
        findings += _play(content, chosen)
    return findings


def content_of(path: Path, root: Path) -> Path | None:
    """The content that a file or folder belongs to: the nearest one above it, else `root`."""
    here = path.absolute()
    for folder in (here, *here.parents):
        if (folder / "processes").is_dir() and (folder / "bpmn").is_dir():
            return folder
    return root if here.is_relative_to(root.absolute()) else None


def _contents(paths: Sequence[Path], root: Path) -> dict[Path, list[Path]]:
    """Each content with what of it was named; an empty list is all of it."""
    if not paths:
        return {root: []}
    found: dict[Path, list[Path]] = {}
    for path in paths:
        place = content_of(path, root)
        if place is None:
            raise click.BadParameter(f"{path} belongs to no content (processes/, bpmn/, forms/).")
        found.setdefault(place, []).append(path.absolute())
    return found


def _is_in(file: Path, wanted: Sequence[Path]) -> bool:
    return not wanted or any(file.absolute().is_relative_to(path) for path in wanted)


def _play(content: Content, scenarios: list[Scenario]) -> Iterator[Finding]:
    shown = len(scenarios) >= _MANY and sys.stderr.isatty()
    bar = click.progressbar(
        length=len(scenarios),
        label="Playing scenarios",
        file=sys.stderr,
        hidden=not shown,
    )
    failed = 0
    try:
        with bar:
            for ran in run_scenarios(
                content, load_settings(), scenarios, lambda done: bar.update(1)
            ):
                failed += bool(ran.findings)
                yield from ran.findings
    except BrokenContent as error:  # calendars: nothing can be counted
        yield from error.findings
        return
    noun = "scenario" if len(scenarios) == 1 else "scenarios"
    click.echo(f"{len(scenarios)} {noun} played, {failed} no longer match.", err=True)
