"""`motcua access`: who may do what; the source of docs/access.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from engine.access.overview import access_rows, officers
from engine.access.permission import Reach
from engine.commands.sentence import SentenceCommand
from engine.definitions.content import ROLES
from engine.definitions.content_root import content_root
from engine.definitions.organisation.roles import Role, read_roles
from engine.errors import BrokenContent, NotFound
from engine.settings import load_settings

INTRODUCTION = """# Who may do what

`motcua access` prints this page from the permissions of `engine/access/table.py` and the roles of
`processes/roles.yaml`; `--json` prints the same for programs. A role is granted in a unit:
`motcua user roles`. `nguoi_nop` is whoever files; no account is granted it.

How far a role reaches: **unit**, the unit of the grant, and of a step its own role alone;
**agency**, the agency of the unit; **below**, that agency and every agency below the unit;
**anywhere**. `–`: refused, with the code at the end of the row.
"""


@click.command(cls=SentenceCommand)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def access(as_json: bool) -> None:
    """Print what each role may do, and how far from its unit."""
    roles = _roles(load_settings().content or content_root())
    if as_json:
        rows = [asdict(row) for row in access_rows(roles)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(access_page(roles), nl=False)


def access_page(roles: Iterable[Role]) -> str:
    """The page as Markdown."""
    named = officers(roles)
    lines = [INTRODUCTION]
    lines.append(_line(["permission", "", *(role.name for role in named), "code"]))
    lines.append("|---" * (len(named) + 3) + "|")
    for row in access_rows(named):
        cells = (_cell(row.roles[role.id]) for role in named)
        code = f"`{row.code}`" if row.code else ""
        lines.append(_line([f"`{row.name}`", f"{row.en} · {row.vi}", *cells, code]))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(reaches: tuple[Reach, ...]) -> str:
    return ", ".join(reaches) or "–"


def _roles(root: Path) -> tuple[Role, ...]:
    if not (root / ROLES).is_file():
        raise NotFound("no_file", f"{root / ROLES} is missing.")
    roles, findings = read_roles((root / ROLES).read_bytes(), ROLES)
    if findings:
        raise BrokenContent(findings)
    return tuple(roles.values())
