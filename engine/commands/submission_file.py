"""The file that a portal's connector writes: one submission as a JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import BinaryIO

import click

from engine.dossiers import Applicant, PaperGiven, SubmitRequest

MOST_BYTES = 2_000_000


def read_submission(file: BinaryIO) -> SubmitRequest:
    """Read `{"procedure", "applicant": {…}, "values": {…}, "papers": [{…}], "case", "one_stop"}`.

    Raises click.BadParameter for anything that is no such object, a key too many included; what
    is in `values` is for the procedure's form to judge.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _wrong(f"more than {MOST_BYTES} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _wrong(f"no JSON: {error}") from error
    given = _object(found, "the file", SubmitRequest)
    values = given.get("values")
    if not isinstance(values, dict):
        raise _wrong('"values" must be an object')
    papers = given.get("papers", [])
    if not isinstance(papers, list):
        raise _wrong('"papers" must be a list')
    return SubmitRequest(
        procedure=_text(given, "procedure"),
        applicant=read_applicant(given.get("applicant")),
        values=values,
        papers=tuple(map(_paper, papers)),
        case=_text(given, "case"),
        one_stop=_text(given, "one_stop"),
    )


def read_applicant(found: object) -> Applicant:
    """Who files, by the fields of `Applicant`. Raises click.BadParameter as `read_submission`."""
    given = _object(found, '"applicant"', Applicant)
    return Applicant(**{key: _text(given, key) for key in given})


def _paper(found: object) -> PaperGiven:
    given = _object(found, "a paper", PaperGiven)
    copies = given.get("copies", 1)
    if not isinstance(copies, int) or isinstance(copies, bool):
        raise _wrong('"copies" must be a whole number')
    return PaperGiven(_text(given, "id"), _text(given, "kind") or "copy", copies)


def _object(found: object, name: str, kind: type) -> Mapping[str, object]:
    """The object, when it has all of a dataclass's keys that have no default, and no other."""
    if not isinstance(found, dict):
        raise _wrong(f"{name} must be an object")
    known = {field.name: field.default is MISSING for field in fields(kind)}
    strange = sorted(found.keys() - known.keys())
    missing = [key for key, needed in known.items() if needed and key not in found]
    if strange:
        raise _wrong(f"{name} has unknown keys: {', '.join(strange)}")
    if missing:
        raise _wrong(f"{name} lacks {', '.join(missing)}")
    return found


def _text(given: Mapping[str, object], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise _wrong(f'"{key}" must be text')
    return value


def _wrong(reason: str) -> click.BadParameter:
    return click.BadParameter(reason, param_hint="FILE")
