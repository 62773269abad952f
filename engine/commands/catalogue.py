"""`motcua catalogue`: look procedures up as the public page does, and count them."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from engine.commands.acting import installation
from engine.commands.sentence import SentenceCommand
from engine.portal.catalogue import CatalogueQuery, find
from engine.portal.catalogue_report import ListReport
from engine.portal.catalogue_report import report as count
from engine.procedures.register.listings import ListedProcedure

_LIST = click.option(
    "--list",
    "listed",
    default="",
    metavar="NAME",
    help="A list of processes/catalogues; else what is in force.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def catalogue() -> None:
    """Procedures in force and historical lists."""


@catalogue.command(cls=SentenceCommand)
@click.argument("words", nargs=-1, required=True)
@_LIST
@click.option("--agency", default="", metavar="ID", help="Of this agency only.")
@click.option("--field", default="", metavar="FIELD", help="Of this field: an_toan_buc_xa.")
@click.option("--level", type=click.Choice(["full", "partial", "information"]), default=None)
@click.option("--most", type=click.IntRange(1, 10_000), default=25, help="How many, best first.")
@_JSON
def search(  # noqa: PLR0913, PLR0917 - one parameter for each option
    words: tuple[str, ...],
    listed: str,
    agency: str,
    field: str,
    level: str | None,
    most: int,
    as_json: bool,
) -> None:
    """Find procedures by words, without accents and with typing errors, or by code."""
    query = CatalogueQuery(" ".join(words), listed, agency, field, level or "", size=most)
    found = find(installation(), query)
    if as_json:
        hits = {"total": found.total, "reading": found.reading, "items": _plain(found.items)}
        click.echo(json.dumps(hits, ensure_ascii=False, indent=2))
        return
    for entry in found.items or found.near:
        click.echo(_line(entry))
    notes = {"all": "", "near": ", some words corrected", "some": ", not all words found"}
    click.echo(f"{found.total} found{notes[found.reading]}")
    if found.near:
        click.echo("Nothing has these words; the nearest names stand above.")


@catalogue.command(cls=SentenceCommand)
@_LIST
@_JSON
def report(listed: str, as_json: bool) -> None:
    """Count the procedures of a list by agency and field; the sums are checked."""
    counted = count(installation(), listed)
    if as_json:
        plain = asdict(counted) | {"residual": counted.residual}
        plain["about"] = counted.about.title if counted.about else ""
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_report(counted)))


def _plain(items: tuple[ListedProcedure, ...]) -> list[dict[str, object]]:
    return [asdict(entry) for entry in items]


def _line(entry: ListedProcedure) -> str:
    return f"{entry.code or '-':24}  {entry.name}  [{entry.agency_name} · {entry.field}]"


def _report(counted: ListReport) -> list[str]:
    lines = [counted.about.title] if counted.about else []
    for agency in counted.agencies:
        lines.append(f"{agency.count:6}  {agency.name or '(no agency)'}")
        lines += [f"{field.count:12}  {field.name or '(no field)'}" for field in agency.fields]
    lines.append(f"{counted.total:6}  total")
    lines.append(
        f"        {counted.without_code} without a code, {counted.same_code} with a code that "
        f"stands more than once, {counted.with_resolution} with a resolution"
    )
    if counted.residual:
        lines.append(f"        {counted.residual} left over: the sums do not hold")
    return lines
