"""`motcua check`: report everything that is wrong in content."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from engine.catalog.check import check as check_paths
from engine.definitions.root import content_root
from engine.errors import Finding, Severity
from engine.settings import load_settings

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings as JSON.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check the whole content, or only the files and folders that are named.

    A file or folder is judged by itself, without what it refers to; a folder that holds
    processes/, bpmn/ and forms/ is checked whole. Exit code 1 when there are errors.
    """
    root = load_settings().content or content_root()
    findings = check_paths(paths or None, root)
    if as_json:
        click.echo(json.dumps([as_plain(f) for f in findings], ensure_ascii=False, indent=1))
    else:
        tell(findings)
    sys.exit(1 if any(f.severity is Severity.ERROR for f in findings) else 0)


def as_plain(found: Finding) -> dict[str, str | int]:
    """Return a finding as it is printed in JSON."""
    return {
        "file": found.file,
        "line": found.line,
        "severity": found.severity.value,
        "code": found.code,
        "element": found.element,
        "message": found.message,
    }


def tell(findings: list[Finding]) -> None:
    """Print findings for a person, with counts at the end."""
    for found in findings:
        place = click.style(f"{found.file}:{found.line}:", bold=True)
        code = click.style(found.code, fg=_COLOURS[found.severity])
        click.echo(f"{place} {code} {found.message}")
    counts = Counter(f.severity for f in findings)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    colour = "red" if errors else "yellow" if warnings else "green"
    click.secho(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}", fg=colour)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
