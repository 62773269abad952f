"""`motcua check`: report everything that is wrong in content."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import click

from engine.commands.excerpt import excerpt
from engine.commands.folding import folded
from engine.commands.language import language_option
from engine.definitions.content_root import content_root
from engine.errors import Finding, Severity
from engine.l10n.language import current
from engine.review.checks.check import check as check_paths
from engine.review.checks.check import in_order
from engine.review.explanations import say
from engine.settings import load_settings
from sla.calendar import VIETNAM

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_WATCHED = (".bpmn", ".dmn", ".form", ".yaml", ".yml", ".xml")
_PAUSE = 0.5  # seconds between two looks at the files
_EVERY = "text, one by one"
State = dict[Path, tuple[int, int]]


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings as JSON.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="github: annotations of a pull request, for a workflow of GitHub Actions.",
)
@click.option("--all", "every", is_flag=True, help="Tell one by one what many procedures share.")
@click.option("--scenarios", is_flag=True, help="Play the recorded scenarios as well.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl+C.")
@language_option
def check(
    paths: tuple[Path, ...], as_json: bool, form: str, every: bool, scenarios: bool, watch: bool
) -> None:
    """Check the whole content, or only the files and folders that are named.

    A file or folder is judged by itself, without what it refers to; a folder that holds
    processes/, bpmn/ and forms/ is checked whole. Exit code 1 when there are errors.
    `motcua explain CODE` says more about a finding.

    With --scenarios the recorded plays in processes/**/scenarios/ are played, all or those in the
    named files and folders, and where one no longer comes out as it says is told at its line.
    """
    root = load_settings().content or content_root()
    form = "json" if as_json else _EVERY if every and form == "text" else form
    if watch:
        _watch(paths, root, form)
    findings = check_paths(paths or None, root, _today())
    if scenarios:
        findings = in_order([*findings, *_played(paths, root)])
    _print(findings, form, root)
    sys.exit(1 if any(f.severity is Severity.ERROR for f in findings) else 0)


def _today() -> date:
    return datetime.now(VIETNAM).date()


def _played(paths: tuple[Path, ...], root: Path) -> list[Finding]:
    # Imported here: a check without playing need not load the whole engine.
    from engine.commands.check_scenarios import play_scenarios  # noqa: PLC0415

    return play_scenarios(paths, root)


def print_findings(findings: list[Finding], root: Path | None = None, every: bool = False) -> None:
    """Print findings for a person, file by file with the lines meant, with counts at the end.

    What is the same of many procedures of a file stands on one line, unless `every` is set.
    """
    language = current()
    colour = None if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else False
    for _, of_file in groupby(findings, key=lambda f: f.file):
        for found, number in [(f, 1) for f in of_file] if every else folded(of_file):
            place = click.style(f"{found.file}:{found.line}:", bold=True)
            code = click.style(found.code, fg=_COLOURS[found.severity])
            head, below = _words(found, language)
            click.echo(f"{place} {code} {head}", color=colour)
            for line in (*(excerpt(found, root) if number == 1 else ()), *below):
                click.echo(click.style(line, dim=True), color=colour)
        click.echo()
    counts = Counter(f.severity for f in findings)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    shade = "red" if errors else "yellow" if warnings else "green"
    click.echo(click.style(_counted(errors, warnings, language), fg=shade), color=colour)


def _words(found: Finding, language: str) -> tuple[str, tuple[str, ...]]:
    """What stands beside the place of a finding, and what below the line that it means."""
    if language != "vi":
        return found.message, ()
    words = say(found, language)
    return words.short, (f"  Cách sửa: {words.mend}", f"  Chi tiết: {found.message}")


def annotation(found: Finding) -> str:
    """Return a finding as a workflow command of GitHub Actions."""
    place = f"file={_escaped(found.file, ':,')},line={found.line}"
    title = f"{found.code} {found.element}".strip()
    kind = found.severity.value
    return f"::{kind} {place},title={_escaped(title, ':,')}::{_escaped(found.message)}"


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def _print(findings: list[Finding], form: str, root: Path) -> None:
    if form == "json":
        click.echo(json.dumps([f.as_json() for f in findings], ensure_ascii=False, indent=1))
    elif form == "github":
        for found in findings:
            click.echo(annotation(found))
    else:
        print_findings(findings, root, every=form == _EVERY)


def _watch(paths: tuple[Path, ...], root: Path, form: str) -> None:
    """Check, then again after each change, until the person stops it."""
    for _ in changes(paths or (root,)):
        if sys.stdout.isatty():
            click.clear()
        _print(check_paths(paths or None, root, _today()), form, root)
        sys.stdout.flush()


def changes(paths: Iterable[Path], pause: float = _PAUSE) -> Iterator[State]:
    """Yield the state of the files at once, and whenever it is another and has settled."""
    places = tuple(paths)
    seen: State | None = None
    while True:
        now = _state(places)
        if now != seen:
            seen = now
            yield now
        time.sleep(pause)


def _state(paths: tuple[Path, ...]) -> State:
    """Time of change and size of every file that a check reads."""
    found: State = {}
    for path in paths:
        inside = [path] if path.is_file() else _content_files(path)
        for file in inside:
            try:
                known = file.stat()
            except OSError:
                continue  # it went away while we looked
            found[file] = (known.st_mtime_ns, known.st_size)
    return found


def _content_files(path: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(path):
        names[:] = [n for n in names if not n.startswith(".") and n not in ("node_modules", "var")]
        yield from (Path(folder) / f for f in files if f.endswith(_WATCHED))


def _counted(errors: int, warnings: int, language: str) -> str:
    if language == "vi":
        return f"{errors} lỗi phải sửa, {warnings} chỗ nên xem lại"
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
