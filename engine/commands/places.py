"""`motcua places`: provinces and communes of today, by their names and codes of today or before."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from engine.commands.sentence import SentenceCommand
from engine.definitions.content_root import content_root
from engine.definitions.places.commune import Commune
from engine.definitions.places.gazetteer import PlaceMatch, Places
from engine.definitions.places.place_files import read_places
from engine.errors import BrokenContent, Severity
from engine.settings import load_settings
from sla.calendar import VIETNAM


@click.command(cls=SentenceCommand)
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def places(words: tuple[str, ...], as_json: bool) -> None:
    """Provinces and communes: all of them, or those that WORDS name.

    WORDS are a name without its accents, a code, or a whole old address with its district; what
    came in the place of an old commune or district is listed with what it was.
    """
    read, today = _read(), datetime.now(VIETNAM).date()
    query = " ".join(words)
    found = read.find(query, today) if query else _all(read, today)
    if as_json:
        plain = [_plain(read, match) for match in found]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    for match in found:
        click.echo(_line(read, match))
    click.echo(f"{len(found)} found")


def _read() -> Places:
    """Raises BrokenContent."""
    read, findings = read_places(load_settings().content or content_root())
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        raise BrokenContent(errors)
    return read


def _all(read: Places, today: date) -> tuple[PlaceMatch, ...]:
    """Each province with its communes after it."""
    found: list[PlaceMatch] = []
    for province in read.provinces_on(today):
        found.append(PlaceMatch(province))
        found += [PlaceMatch(commune) for commune in read.communes_of(province.code, today)]
    return tuple(found)


def _province(read: Places, match: PlaceMatch) -> str:
    place = match.place
    above = read.province(place.province) if isinstance(place, Commune) else None
    return above.name if above else ""


def _line(read: Places, match: PlaceMatch) -> str:
    place, former = match.place, match.former
    was = [former] if former else place.merged_from
    names = ", ".join(each.text for each in was)
    parts = f"{place.code:6} {place.name}", _province(read, match), names and f"was {names}"
    return "  ".join(part for part in parts if part)


def _plain(read: Places, match: PlaceMatch) -> dict[str, object]:
    place, former = match.place, match.former
    validity = place.validity
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind.value,
        "province": _province(read, match),
        "valid_from": validity.valid_from and validity.valid_from.isoformat(),
        "valid_to": validity.valid_to and validity.valid_to.isoformat(),
        "found_as": former.name if former else "",
        "merged_from": [
            {"code": f.code, "name": f.name, "part": f.part} for f in place.merged_from
        ],
        "districts": list(place.districts) if isinstance(place, Commune) else [],
        "source": place.source.document,
    }
