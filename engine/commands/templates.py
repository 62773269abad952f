"""`motcua templates`: the element templates that Camunda Modeler shows beside our diagrams."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from engine.commands.check import print_findings
from engine.commands.sentence import SentenceCommand
from engine.definitions.content import ROLES
from engine.definitions.content_root import content_root
from engine.definitions.service_kinds import services
from engine.element_templates.template_files import NoRoles, template_files
from engine.errors import BrokenContent
from engine.settings import load_settings


@click.command(cls=SentenceCommand)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a file is outdated.")
def templates(check: bool) -> None:
    """Write the element templates of Camunda 8 and 7 from roles, statuses and service tasks.

    Run it after processes/roles.yaml changed or a package with kinds of service task came in.
    """
    root = load_settings().content or content_root()
    for fault in services().faults:
        click.echo(fault, err=True)
    outdated = [name for name, text in _files(root).items() if not _stands(root / name, text)]
    if check:
        for name in outdated:
            click.echo(f"{name}: outdated; run motcua templates")
        sys.exit(1 if outdated else 0)
    for name, text in _files(root).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{name}: {'written' if name in outdated else 'unchanged'}")


def _files(root: Path) -> Mapping[str, str]:
    try:
        return template_files(root)
    except BrokenContent as error:
        print_findings(list(error.findings))
        raise NoRoles("broken_roles", f"{ROLES} has errors; run motcua check.") from error


def _stands(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
