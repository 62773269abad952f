"""The members of a zip archive, none unpacked before it is asked for, none beyond its limit."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.definitions.text.located import MAX_BYTES
from engine.errors import BrokenContent
from engine.review.upload.codes import upload_finding

MOST_RATIO = 100
SMALL = 1_000_000
"""Below so many bytes no ratio is suspicious: an empty diagram of many spaces packs well."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
Wrong = tuple[str, str, str]
"""Code, file and text of a finding."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was handed in. `read` gives no more than so many bytes of it."""

    name: str
    size: int
    read: Callable[[int], bytes]
    wrong: Wrong | None = None


def members(archive_name: str, data: bytes, most: int) -> Iterator[Member]:
    """The files of an archive. Raises BrokenContent for one that cannot be read, or holds more."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        found = [info for info in archive.infolist() if not info.is_dir() or info.file_size]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _broken("E954", archive_name, f"is no archive that can be read: {error}") from error
    if len(found) > most:
        raise _broken("E953", archive_name, f"has more than {most:,} files")
    for info in found:
        # What stands after a zero byte is cut off by the reader: judged is the name as written.
        name = info.orig_filename
        yield Member(name, info.file_size, _reader(archive, info), _wrong(info, name))


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    name = info.orig_filename

    def read(most: int) -> bytes:
        limit = min(most, MAX_BYTES + 1)
        try:
            with archive.open(info) as stream:
                data = stream.read(limit)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise _broken("E954", name, f"cannot be unpacked: {error}") from error
        if len(data) > max(SMALL, MOST_RATIO * max(1, info.compress_size)):
            raise _broken("E953", name, f"unpacks to more than {MOST_RATIO} times its size")
        return data

    return read


def _wrong(info: zipfile.ZipInfo, name: str) -> Wrong | None:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "E955", name, "is a link or no plain file"
    if info.flag_bits & _ENCRYPTED:
        return "E955", name, "is encrypted; pack it without a password"
    if info.compress_type not in _PACKINGS:
        return "E954", name, "is packed in a way that is not read; pack it as an ordinary zip"
    if info.file_size > max(SMALL, MOST_RATIO * max(1, info.compress_size)):
        return "E953", name, f"unpacks to more than {MOST_RATIO} times its size"
    return None


def _broken(code: str, name: str, text: str) -> BrokenContent:
    return BrokenContent([upload_finding(code, name, text)])
