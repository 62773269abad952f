"""All places of an installation, found by code and by words, old names included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from engine.definitions.places.commune import Commune, FormerPlace, Province
from engine.definitions.text.slug import slug
from engine.definitions.validity import in_place_of

_SHORT = {
    "t": "tinh", "tp": "thanh_pho", "h": "huyen", "tx": "thi_xa",
    "p": "phuong", "x": "xa", "tt": "thi_tran", "dk": "dac_khu",
}  # fmt: skip
_KIND = re.compile("^(tinh|thanh_pho|huyen|quan|thi_xa|thi_tran|xa|phuong|dac_khu)_")


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place of today; `former` is what the words named, None where they named it as it is."""

    place: Province | Commune
    former: FormerPlace | None = None


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One name by which a place is found: its words, and all words around it.

    `weight` puts what a place is called before what it was, and that before its old district.
    """

    match: PlaceMatch
    weight: int
    words: str  # folded, joined and enclosed by `_`
    own: frozenset[str]  # what is not its kind
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Places:
    """Provinces and communes by code; empty where the content has none."""

    provinces: Mapping[str, Province] = field(default_factory=dict)
    communes: Mapping[str, Commune] = field(default_factory=dict)
    lines: tuple[SearchLine, ...] = field(default=(), repr=False)

    def province(self, code: str) -> Province | None:
        """The province of a code, whatever its dates."""
        return self.provinces.get(code)

    def commune(self, code: str) -> Commune | None:
        """The commune of a code, whatever its dates."""
        return self.communes.get(code)

    def provinces_on(self, day: date) -> tuple[Province, ...]:
        """The provinces there are on a day, in the order of the files."""
        return tuple(p for p in self.provinces.values() if p.validity.covers(day))

    def communes_of(self, province: str, day: date) -> tuple[Commune, ...]:
        """The communes that a province has on a day, in the order of the files."""
        own = (c for c in self.communes.values() if c.province == province)
        return tuple(c for c in own if c.validity.covers(day))

    def find(self, words: str, day: date) -> tuple[PlaceMatch, ...]:
        """What a name, a code or a whole old address may be on a day, the likeliest first.

        Accents do not matter. Of an address the parts in front (house, street, hamlet) are left
        out, one by one, until the rest names something.
        """
        parts = words.split(",")
        for first in range(len(parts)):
            found = self._named(_folded(" ".join(parts[first:])), day)
            if found:
                return found
        return ()

    def _named(self, words: list[str], day: date) -> tuple[PlaceMatch, ...]:
        if not words:
            return ()
        phrase, beginning = f"_{'_'.join(words)}_", f"_{'_'.join(words)}"
        hits = (
            [line for line in self.lines if phrase in line.words]
            or [line for line in self.lines if _is_within(line, frozenset(words))]
            or [line for line in self.lines if beginning in line.words]
        )
        hits.sort(key=lambda line: line.weight)
        found: dict[str, PlaceMatch] = {}
        for match in (now for line in hits for now in self._on(line.match, day)):
            found.setdefault(match.place.code, match)
        return tuple(found.values())

    def _on(self, match: PlaceMatch, day: date) -> Iterator[PlaceMatch]:
        """The match by what there is on a day; a place that has ended is a former one."""
        place = match.place
        items: Mapping[str, Province | Commune] = (
            self.provinces if isinstance(place, Province) else self.communes
        )
        for code in in_place_of(items, place.code, day):
            if not items[code].validity.covers(day):
                continue
            ended = FormerPlace(place.name, place.code)
            yield match if code == place.code else PlaceMatch(items[code], match.former or ended)


def places_of(provinces: Iterable[Province], communes: Iterable[Commune]) -> Places:
    """All of them, made ready to be searched."""
    found = Places({p.code: p for p in provinces}, {c.code: c for c in communes})
    lines = [line for p in found.provinces.values() for line in _lines(p, ())]
    for commune in found.communes.values():
        province = found.province(commune.province)
        above = (*commune.districts, province.name if province else "")
        lines += _lines(commune, above)
    return replace(found, lines=tuple(lines))


def _lines(place: Province | Commune, above: tuple[str, ...]) -> Iterator[SearchLine]:
    around = frozenset(word for name in above for word in _folded(name))
    yield _line(PlaceMatch(place), 0, place, around)
    for former in place.merged_from:
        yield _line(PlaceMatch(place, former), 1, former, around)
    for district in above[:-1]:
        former = FormerPlace(district)
        yield _line(PlaceMatch(place, former), 2, former, around)


def _line(
    match: PlaceMatch, weight: int, named: Province | Commune | FormerPlace, around: frozenset[str]
) -> SearchLine:
    name = _folded(named.name)
    own = frozenset(_KIND.sub("", "_".join(name), count=1).split("_"))
    words = f"_{'_'.join((*name, named.code))}_"
    return SearchLine(match, weight, words, own, around | frozenset(name))


def _is_within(line: SearchLine, words: frozenset[str]) -> bool:
    """Whether the words hold this name whole, and nothing that is not around it."""
    return line.own <= words <= line.around


def _folded(text: str) -> list[str]:
    words = slug(text).split("_")
    return [each for word in words if word for each in _SHORT.get(word, word).split("_")]
