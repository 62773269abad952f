"""`motcua services`: the kinds of service task; docs/service-tasks.md lists them."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from engine.definitions.service_kinds import Port, ServiceKind, services


@click.command(name="services")
def list_services() -> None:
    """Print every kind of service task with its inputs and outputs, those of packages too."""
    found = services()
    click.echo(kinds_page(found.kinds.values()), nl=False)
    for fault in found.faults:
        click.echo(fault, err=True)
    sys.exit(1 if found.faults else 0)


def kinds_page(kinds: Iterable[ServiceKind]) -> str:
    """The kinds as Markdown."""
    return "\n".join(_section(kind) for kind in kinds)


def _section(kind: ServiceKind) -> str:
    again = "may be done twice" if kind.idempotent else "never done twice by itself"
    lines = [f"### `{kind.id}`: {kind.name_vi}", "", f"{kind.help} ({again})", ""]
    lines += ["| | name | type | |", "|---|---|---|---|"]
    lines += [_row("input", port) for port in kind.inputs]
    lines += [_row("output", port) for port in kind.outputs]
    return "\n".join(lines) + "\n"


def _row(way: str, port: Port) -> str:
    kind = " \\| ".join(port.choices) or port.type.value
    must = ", required" if port.required else ""
    return f"| {way} | `{port.name}` | {kind}{must} | {port.label} |"
