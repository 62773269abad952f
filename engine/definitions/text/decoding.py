"""Bytes of a content file into text: size, encoding, normalisation."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from engine.definitions.text.located import MAX_BYTES
from engine.definitions.text.report import FindingList, broken

_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, file: str) -> str:
    """UTF-8 (with or without mark) as text; anything else is a located finding."""
    refuse_size(data, file)
    if data.startswith(_BOMS):
        raise broken(file, "E103", 1, "the file is UTF-16; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise broken(file, "E103", line, "the file is not UTF-8; save it as UTF-8") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise broken(file, "E103", line, "the file has a NUL character; save it as UTF-8 text")
    if not text.strip():
        raise broken(file, "E102", 1, "the file is empty")
    return text


def file_bytes(path: Path, file: str) -> bytes:
    """The bytes of a file, no more than are needed to see that it is too large."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise broken(file, "E107", 1, f"cannot be opened: {error.strerror}") from None


def refuse_size(data: bytes, file: str) -> None:
    """Refuse what is larger than any file of content ought to be."""
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise broken(file, "E101", 1, f"the file is larger than {limit} MB")


def check_normal(text: str, report: FindingList, lines: bool = True) -> None:
    """Note each line that is not in normalisation form C: it would not be found by search."""
    if unicodedata.is_normalized("NFC", text):
        return
    for number, row in enumerate(text.splitlines(), start=1):
        if not unicodedata.is_normalized("NFC", row):
            message = "text is not in Unicode form C (precomposed); retype or convert it"
            report.add("E117", number if lines else 1, "", message)
