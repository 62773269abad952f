"""`motcua templates`: the element templates that Camunda Modeler shows beside our diagrams."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from engine.commands.check import tell
from engine.commands.sentence import SentenceCommand
from engine.commands.template_dialects import DIALECTS, written
from engine.commands.template_list import all_templates
from engine.definitions.content import ROLES, read_bytes
from engine.definitions.content_root import content_root
from engine.definitions.organisation.roles import read_roles
from engine.definitions.service_kinds import services
from engine.errors import MotcuaError
from engine.settings import load_settings

FOLDER = "bpmn/.camunda/element-templates"
"""Camunda Modeler looks in `.camunda/element-templates` beside and above a diagram."""


class NoRoles(MotcuaError):
    """The roles to choose from cannot be read."""


@click.command(cls=SentenceCommand)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a file is outdated.")
def templates(check: bool) -> None:
    """Write the element templates of Camunda 8 and 7 from roles, statuses and service tasks.

    Run it after processes/roles.yaml changed or a package with kinds of service task came in.
    """
    root = load_settings().content or content_root()
    for fault in services().faults:
        click.echo(fault, err=True)
    outdated = [name for name, text in files(root).items() if not _stands(root / name, text)]
    if check:
        for name in outdated:
            click.echo(f"{name}: outdated; run motcua templates")
        sys.exit(1 if outdated else 0)
    for name, text in files(root).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{name}: {'written' if name in outdated else 'unchanged'}")


def files(root: Path) -> Mapping[str, str]:
    """The text of each template file by its name below `root`. Raises NoRoles."""
    path = root / ROLES
    if not path.is_file():
        raise NoRoles("no_roles", f"{path} is missing.")
    roles, findings = read_roles(read_bytes(path), ROLES)
    if findings:
        tell(findings)
        raise NoRoles("broken_roles", f"{ROLES} has errors; run motcua check.")
    listed = all_templates(roles, services().kinds.values())
    return {f"{FOLDER}/{dialect.file}": written(listed, dialect) for dialect in DIALECTS}


def _stands(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
