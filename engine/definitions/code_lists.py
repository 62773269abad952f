"""Code lists (danh mục dùng chung) that are no procedures and no places: `processes/code-lists/`.

One file a list; its name without the ending is the id of the list:

    title: Dân tộc
    source: {document: "…", date: 2025-06-30, url: "…"}     # each key optional
    valid_from: 2025-07-01                                  # of all codes without their own
    codes:
      - {code: "01", name: Kinh}

A code may have `valid_from`, `valid_to` (its last day) and `successors` (codes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from engine.definitions.manifests.manifest import LegalSource
from engine.definitions.manifests.manifest_file import read_source
from engine.definitions.text.decoding import file_bytes
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting, subject
from engine.definitions.text.yaml_document import open_document
from engine.definitions.validity import (
    VALIDITY_KEYS,
    Validity,
    read_validity,
    wrong_successors,
)
from engine.errors import BrokenContent, Finding

FOLDER = "processes/code-lists"


@dataclass(frozen=True, slots=True)
class ListedCode:
    """One code and what it stands for."""

    code: str
    name: str
    validity: Validity
    line: int = 0


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list, its codes in the order of the file."""

    id: str
    title: str
    source: LegalSource
    codes: Mapping[str, ListedCode]

    def name(self, code: str) -> str:
        """What a code stands for, whatever its dates; the code itself where it is not known."""
        found = self.codes.get(code)
        return found.name if found else code

    def codes_on(self, day: date) -> tuple[ListedCode, ...]:
        """The codes to choose from on a day."""
        return tuple(each for each in self.codes.values() if each.validity.covers(day))


def read_code_lists(root: Path) -> tuple[Mapping[str, CodeList], list[Finding]]:
    """Read every list of a content's root by id; none is needed."""
    lists: dict[str, CodeList] = {}
    findings: list[Finding] = []
    for path in sorted((root / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        try:
            found, problems = read_code_list(file_bytes(path, name), name)
        except BrokenContent as error:
            findings += error.findings
            continue
        findings += problems
        if found is not None:
            lists[found.id] = found
    return lists, findings


def read_code_list(data: bytes, file: str) -> tuple[CodeList | None, list[Finding]]:
    """Read one list."""
    root, report = open_document(data, file)
    if root is None:
        return None, report.findings
    top = Entries(root, report, "code list")
    top.refuse_unknown(("title", "source", "valid_from", "codes"))
    title, source = top.text("title", required=True), read_source(top)
    codes: dict[str, ListedCode] = {}
    for each in _codes(top, codes):
        codes[each.code] = each
    if not codes and not report.broken:
        top.add("E122", "codes", quoting('key "{}" names no code', "codes"))
    for key, code, text in wrong_successors(codes):
        report.add(code, codes[key].line, key, subject('code "{}": ', key) + text)
    return CodeList(PurePosixPath(file).stem, title, source, codes), report.findings


def _codes(top: Entries, taken: Mapping[str, ListedCode]) -> Iterator[ListedCode]:
    first = top.day("valid_from")
    for node in top.mappings("codes"):
        entries = Entries(node, top.report, top.name + f": code on line {node.line}")
        entries.refuse_unknown(("code", "name", *VALIDITY_KEYS))
        code, name = entries.text("code", required=True), entries.text("name", required=True)
        if entries.is_new("code", code, taken):
            yield ListedCode(code, name, read_validity(entries, first), node.line)
