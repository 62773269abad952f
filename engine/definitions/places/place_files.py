"""The files of `processes/places/`: each with its source, and provinces or communes.

    source: {document: "…", date: 2025-06-30, url: "…"}     # each key optional
    valid_from: 2025-07-01                                  # of all entries without their own
    provinces:
      - {code: "20", name: Tỉnh Lạng Sơn}
      - {code: "19", name: Tỉnh Thái Nguyên, merged_from: [Tỉnh Bắc Kạn, Tỉnh Thái Nguyên]}

    province: "20"                                          # of the communes of this file
    communes:
      - code: "06286"
        name: Xã Khánh Khê
        districts: [Huyện Văn Quan, Huyện Cao Lộc]
        merged_from: ["06286 Xã Khánh Khê", "06217 Xã Bình Trung", "06241 Xã Xuân Long (một phần)"]

An entry may have `valid_from`, `valid_to` (its last day) and `successors` (codes). Codes are
quoted, so that no other reader takes them for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.definitions.manifests.manifest import LegalSource
from engine.definitions.manifests.manifest_file import read_source
from engine.definitions.places.commune import Commune, FormerPlace, PlaceKind, Province
from engine.definitions.places.gazetteer import Places, places_of
from engine.definitions.text.decoding import file_bytes
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import AnyText, quoting, subject
from engine.definitions.text.report import finding
from engine.definitions.text.yaml_document import open_document
from engine.definitions.validity import VALIDITY_KEYS, read_validity, wrong_successors
from engine.errors import BrokenContent, Finding

FOLDER = "processes/places"
_PROVINCE, _COMMUNE = re.compile(r"[0-9]{2}"), re.compile(r"[0-9]{5}")
_FORMER = re.compile(r"(?:([0-9]{5}) )?(.+?)( \(một phần\))?")
_PROVINCES = {"Tỉnh": PlaceKind.PROVINCE, "Thành phố": PlaceKind.CITY}
_COMMUNES = {
    "Xã": PlaceKind.COMMUNE,
    "Phường": PlaceKind.WARD,
    "Đặc khu": PlaceKind.SPECIAL_ZONE,
}
_KEYS = ("code", "name", "merged_from", *VALIDITY_KEYS)


def read_places(root: Path) -> tuple[Places, list[Finding]]:
    """Read every file of a content's root; none is needed."""
    findings: list[Finding] = []
    files: dict[str, bytes] = {}
    for path in sorted((root / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            files[name] = file_bytes(path, name)
        except BrokenContent as error:
            findings += error.findings
    places, found = places_in(files)
    return places, [*findings, *found]


def places_in(files: Mapping[str, bytes]) -> tuple[Places, list[Finding]]:
    """Read these files together: a code stands in one of them only."""
    reading = _Reading()
    for name in sorted(files):
        reading.file(files[name], name)
    reading.cross_check()
    places = places_of(reading.provinces.values(), reading.communes.values())
    return places, sorted(reading.findings)


def places_file(data: bytes, file: str) -> list[Finding]:
    """What one file shows by itself: what it refers to may stand in another."""
    reading = _Reading()
    reading.file(data, file)
    return sorted(reading.findings)


@dataclass(slots=True)
class _Reading:
    """Gathers places over several files, and what is found about them."""

    provinces: dict[str, Province] = field(default_factory=dict)
    communes: dict[str, Commune] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def file(self, data: bytes, file: str) -> None:
        root, report = open_document(data, file)
        if root is not None:
            top = Entries(root, report, "places")
            top.refuse_unknown(("source", "valid_from", "provinces", "province", "communes"))
            head = _Head(file, read_source(top), top.day("valid_from"))
            for entries in _each(top, "provinces", _PROVINCE, "20", self.provinces):
                found = head.province(entries)
                self.provinces[found.code] = found
            above = top.text("province", required=top.node.get("communes") is not None)
            for entries in _each(top, "communes", _COMMUNE, "06286", self.communes):
                commune = head.commune(entries, above)
                self.communes[commune.code] = commune
        self.findings += report.findings

    def cross_check(self) -> None:
        """Judge what refers to another place, maybe in another file."""
        kinds: tuple[Mapping[str, Province | Commune], ...] = (self.provinces, self.communes)
        for places in kinds:
            for key, code, text in wrong_successors(places):
                self._add(places[key], code, text)
        for commune in self.communes.values():
            if commune.province and commune.province not in self.provinces:
                text = quoting('the province "{}" does not exist', commune.province)
                self._add(commune, "E413", text)

    def _add(self, place: Province | Commune, code: str, text: AnyText) -> None:
        sentence = subject('place "{}": ', place.code) + text
        self.findings.append(finding(code, place.file, place.line, place.code, sentence))


def _each(
    top: Entries, key: str, code: re.Pattern[str], example: str, taken: Container[str]
) -> Iterator[Entries]:
    """The entries of a list that have a code of their own."""
    own = _KEYS if key == "provinces" else (*_KEYS, "districts")
    for node in top.mappings(key):
        written = node.get("code")
        label = written.text if written and written.is_text else node.label
        entries = Entries(node, top.report, subject('place "{}"', label))
        entries.refuse_unknown(own)
        found = entries.written_like("code", code, example, required=True)
        if code.fullmatch(found) and entries.is_new("code", found, taken):
            yield entries


@dataclass(frozen=True, slots=True)
class _Head:
    """What the places of one file have in common."""

    file: str
    source: LegalSource
    valid_from: date | None

    def province(self, entries: Entries) -> Province:
        return Province(
            code=entries.text("code"),
            name=entries.text("name", required=True),
            kind=_kind(entries, _PROVINCES),
            validity=read_validity(entries, self.valid_from),
            source=self.source,
            merged_from=_former(entries),
            file=self.file,
            line=entries.node.line,
        )

    def commune(self, entries: Entries, province: str) -> Commune:
        return Commune(
            code=entries.text("code"),
            name=entries.text("name", required=True),
            kind=_kind(entries, _COMMUNES),
            province=province,
            validity=read_validity(entries, self.valid_from),
            source=self.source,
            merged_from=_former(entries),
            districts=entries.texts("districts"),
            file=self.file,
            line=entries.node.line,
        )


def _kind(entries: Entries, kinds: Mapping[str, PlaceKind]) -> PlaceKind:
    name = entries.text("name")
    found = next((kind for word, kind in kinds.items() if name.startswith(f"{word} ")), None)
    if name and found is None:
        text = quoting('the name "{}" begins with none of ', name) + ", ".join(kinds)
        entries.add("E415", "name", text)
    return found or next(iter(kinds.values()))


def _former(entries: Entries) -> tuple[FormerPlace, ...]:
    """`06241 Xã Xuân Long (một phần)`: code and part only where they are known."""
    found = [_FORMER.fullmatch(text) for text in entries.texts("merged_from")]
    return tuple(FormerPlace(m[2], m[1] or "", m[3] is not None) for m in found if m)
