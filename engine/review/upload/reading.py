"""Files that a designer hands in, read as if somebody meant harm: an archive, files, a folder.

Every name is judged before anything is unpacked, and nothing is written anywhere. Sizes are
counted while reading, because an archive may lie about them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from engine.definitions.text.file_names import is_litter, key_of, not_taken, wrong_name
from engine.definitions.text.finding_text import AnyText, quoting
from engine.errors import BrokenContent, Finding
from engine.review.upload.archive import Member, members
from engine.review.upload.codes import upload_finding

MOST_FILES = 1_000
MOST_BYTES = 50_000_000
"""Of all files together, unpacked; `located.MAX_BYTES` is that of one."""
MOST_PACKED = 20_000_000
_FOLDERS = ("processes", "bpmn", "forms")


@dataclass(frozen=True, slots=True)
class Upload:
    """The files that can be published, by name, and notes on those that are not taken."""

    files: Mapping[str, bytes]
    notes: tuple[Finding, ...] = ()


def read_upload(given: Iterable[tuple[str, bytes]]) -> Upload:
    """Read archives (`.zip`) and plain files, each with its name.

    Raises BrokenContent with a finding for each thing that is wrong (E951 to E957).
    """
    reading = _Reading()
    for name, data in given:
        if name.lower().endswith(".zip"):
            reading.archive(name, data)
        else:
            reading.plain(name, data)
    return reading.done()


def read_upload_at(path: Path) -> Upload:
    """Read a folder, an archive or one file of this machine. Raises BrokenContent."""
    reading = _Reading()
    try:
        if path.is_dir():
            reading.folder(path)
        elif path.stat().st_size > MOST_PACKED:
            reading.add("E953", path.name, f"has more than {MOST_PACKED:,} bytes")
        else:
            return read_upload([(path.name, path.read_bytes())])
    except OSError as error:
        reading.add("E954", str(path), f"cannot be read: {error.strerror}")
    return reading.done()


@dataclass(slots=True)
class _Reading:
    """Gathers what is taken and what is wrong, over several archives and files."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # as compared → as written
    total: int = 0
    full: bool = False

    def add(self, code: str, name: str, text: AnyText) -> None:
        self.findings.append(upload_finding(code, name, text))

    def archive(self, name: str, data: bytes) -> None:
        if len(data) > MOST_PACKED:
            self.add("E953", name, f"has more than {MOST_PACKED:,} bytes")
            return
        try:
            for member in members(name, data, MOST_FILES):
                self._member(member)
        except BrokenContent as error:
            self.findings.extend(error.findings)

    def plain(self, name: str, data: bytes) -> None:
        self._member(Member(name, len(data), lambda most: data[:most]))

    def folder(self, root: Path) -> None:
        """Read a folder; of a whole content only where procedures are."""
        own = [root / name for name in _FOLDERS if (root / name).is_dir()]
        for top in own or [root]:
            for place, inside, names in os.walk(top):
                inside[:] = sorted(n for n in inside if not is_litter(n) and n != "node_modules")
                for name in sorted(names):
                    path = Path(place) / name
                    self._member(_on_disk(path, path.relative_to(root).as_posix()))

    def done(self) -> Upload:
        """What was read. Raises BrokenContent where anything is wrong, or nothing is there."""
        if not self.findings and not self.files:
            text = "no manifest (.yaml), diagram (.bpmn), decision (.dmn) or form (.form) is in it"
            where = next(iter(self.names.values()), "upload")
            self.add("E957", where, text)
        if self.findings:
            raise BrokenContent(sorted(set(self.findings)))
        return Upload(self.files, tuple(sorted(set(self.notes))))

    def _member(self, member: Member) -> None:
        name = member.name
        if self.full or is_litter(name):
            return
        if member.wrong:
            self.add(*member.wrong)
            return
        if text := wrong_name(name):
            self.add("E951", name, text)
        elif (first := self.names.setdefault(key_of(name), name)) != name or name in self.files:
            self.add("E952", name, quoting('stands twice; "{}" has the same name', first))
        elif name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar")):
            self.add("E956", name, "is an archive in an archive; hand its files in by themselves")
        elif text := not_taken(name):
            self.notes.append(upload_finding("W951", name, text))
        else:
            self._take(name, member)

    def _take(self, name: str, member: Member) -> None:
        rest = MOST_BYTES - self.total
        try:
            data = member.read(rest + 1)
        except BrokenContent as error:
            self.findings.extend(error.findings)
            return
        except OSError as error:
            self.add("E954", name, f"cannot be read: {error.strerror}")
            return
        self.total += len(data)
        if self.total > MOST_BYTES or len(self.names) > MOST_FILES:
            self.full = True
            most = f"{MOST_FILES:,} files or {MOST_BYTES:,} bytes"
            self.add("E953", name, f"with this file the upload has more than {most}")
            return
        self.files[str(PurePosixPath(name))] = data


def _on_disk(path: Path, name: str) -> Member:
    wrong = ("E955", name, "is a link or no plain file") if not _plain(path) else None
    size = path.stat().st_size if wrong is None else 0

    def read(most: int) -> bytes:
        with path.open("rb") as stream:
            return stream.read(most)

    return Member(name, size, read, wrong)


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
