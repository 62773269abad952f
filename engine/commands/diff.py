"""`motcua diff`: what differs between two versions of a procedure, or a version and the files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from engine.commands.acting import installation
from engine.definitions.content import read_content
from engine.errors import BrokenContent, MotcuaError, NotFound, Severity
from engine.installation import Installation
from engine.l10n.text import _, _n
from engine.procedures.bundle import Parts, bundle_of, open_bundle
from engine.procedures.heads import chosen, heads_of
from engine.procedures.version import Version, load_version
from engine.review.difference.items import DifferenceItem, Published
from engine.review.difference.side_by_side import DifferenceView, difference_view, names_of
from engine.review.difference.wording import AREAS, OrganisationNames, difference_words
from engine.storage import Transaction
from engine.storage.procedures import versions
from sla.limits import Limit, limit_text_vi

_SIGNS = {"added": "+", "removed": "−"}
_COLOURS = {"+": "green", "−": "red", "~": "blue"}


@click.command()
@click.argument("code")
@click.argument(
    "path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--from", "old", type=int, metavar="N", help="The earlier version; else see above.")
@click.option("--to", "new", type=int, metavar="N", help="The later version; else the files.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(code: str, path: Path | None, old: int | None, new: int | None, as_json: bool) -> None:
    """Tell what differs between two versions of a procedure, in sentences.

    Without --to the later one is what the content files say now, or those of the folder PATH;
    the earlier one is the version in force, or with --to the one stored before it. Exit code 0:
    nothing differs; 1: something does; 2: they could not be compared.
    """
    if path is not None and new is not None:
        raise click.UsageError("give a folder or --to, not both")
    try:
        here = installation()
        with here.store.read() as tx:
            before, after = _sides(here, tx, code, path, (old, new))
    except MotcuaError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    view, names = difference_view(before, after), names_of(here)
    if as_json:
        click.echo(json.dumps(as_plain(view, names), ensure_ascii=False, indent=1))
    else:
        print_difference(view, names)
    sys.exit(1 if view.total else 0)


def _sides(
    here: Installation,
    tx: Transaction,
    code: str,
    path: Path | None,
    numbers: tuple[int | None, ...],
) -> tuple[Published | None, Published]:
    old, new = numbers
    heads = versions.all_of(tx, code)
    later: Published = _local(path or here.root, code) if new is None else _stored(tx, code, new)
    if old is not None:
        return _stored(tx, code, old), later
    wanted = [h for h in heads if (h.active if new is None else h.number < new)]
    return (load_version(tx, wanted[-1].id) if wanted else None), later


def _stored(tx: Transaction, code: str, number: int) -> Version:
    return load_version(tx, chosen(heads_of(tx, code), number).id)


def _local(root: Path, code: str) -> Parts:
    """The procedure as the files say, packed as `deploy` would. Raises BrokenContent, NotFound."""
    content = read_content(root)
    found = content.procedures.get(code)
    if found is None:
        errors = [f for f in content.findings if f.severity is Severity.ERROR]
        if errors:
            raise BrokenContent(errors)
        raise NotFound("no_procedure", f"There is no procedure {code!r} in the content files.")
    return open_bundle(bundle_of(content, found).data)


def print_difference(view: DifferenceView, names: OrganisationNames) -> None:
    """Print the items for a person, group by group."""
    for area, items in view.groups:
        click.secho(str(AREAS[area]), bold=True)
        for item in items:
            sign = _SIGNS.get(item.kind.value, "~")
            click.echo(f"  {click.style(sign, fg=_COLOURS[sign])} {difference_words(item, names)}")
    click.echo(_n("%(n)s chỗ khác", view.total) + "." if view.total else _("Không có gì khác."))


def as_plain(view: DifferenceView, names: OrganisationNames) -> dict[str, Any]:
    """The items in words as JSON values, each with its sentence."""
    return {
        "same": not view.total,
        "first": view.difference.first,
        "items": [
            {
                **{k: _plain(v) for k, v in _fields(item).items()},
                "text": difference_words(item, names),
            }
            for item in view.difference.worded
        ],
    }


def _fields(item: DifferenceItem) -> dict[str, Any]:
    fields = {key: getattr(item, key) for key in item.__dataclass_fields__}
    return {key: value for key, value in fields.items() if key != "quiet"}


def _plain(value: object) -> object:
    if isinstance(value, Limit):
        return limit_text_vi(value)
    return value if isinstance(value, bool | int) else str(value)
