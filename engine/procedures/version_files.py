"""A stored version as files: what Camunda Modeler opens, and a manifest that a person can read.

Reading them back gives a version with the same digest.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

from engine.definitions.text.file_names import key_of, wrong_name
from engine.definitions.text.yaml_writer import Dumper

_ORDER = (
    "code",
    "name",
    "internal",
    "service_level",
    "portal",
    "diagram",
    "time_limit",
    "time_limits",
    "time_limit_decision",
    "pause",
    "form",
    "fee",
    "papers",
    "result",
    "results",
    "units",
    "legal_basis",
    "source",
)
_DEFAULTS = (("pause", "resume"),)
_PAPER_DEFAULTS = (("copies", 1), ("required", True))
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name: the same bytes each time


def files_of(bundle: bytes) -> dict[str, bytes]:
    """The files of a bundle by name: its manifest, diagrams, decisions and forms as they were."""
    body = json.loads(bundle)
    code = body["manifest"]["procedures"][0]["code"]
    files = {f"processes/{code.lower()}.yaml": manifest_text(body["manifest"]).encode()}
    for part, folder in (("diagrams", "bpmn"), ("decisions", "bpmn"), ("forms", "forms")):
        for file in body.get(part, ()):
            files[_free(_name(file["file"], folder), files)] = file["source"].encode()
    return files


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Pack files; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _OLDEST)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return out.getvalue()


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """A manifest of one procedure as YAML in the order that people write it in."""
    body = {
        "agency": manifest["agency"],
        "field": manifest["field"],
        "procedures": [_entry(entry) for entry in manifest["procedures"]],
    }
    return yaml.dump(
        body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, indent=2
    )


class _Line(dict[str, Any]):
    """A mapping that stands on one line."""


class _Row(list[Any]):
    """A list that stands on one line."""


class _Dumper(Dumper):
    """Keeps on one line what is marked so."""


_Dumper.add_representer(
    _Line,
    lambda dumper, data: dumper.represent_mapping(
        "tag:yaml.org,2002:map", data.items(), flow_style=True
    ),
)
_Dumper.add_representer(
    _Row,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True),
)


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = [key for key in _ORDER if key in entry]
    ordered = {key: entry[key] for key in [*known, *(k for k in entry if k not in _ORDER)]}
    plain = _without(ordered, _DEFAULTS)
    return {key: _value(key, value) for key, value in plain.items()}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _Line(value)
    if isinstance(value, list):
        return [_item(key, item) for item in value]
    return value


def _item(key: str, item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    plain = _without(item, _PAPER_DEFAULTS) if key == "papers" else dict(item)
    names = [name for name in ("id", "name") if name in plain]
    ordered = {name: plain[name] for name in [*names, *(n for n in plain if n not in names)]}
    return _Line({n: _Row(v) if isinstance(v, list) else v for n, v in ordered.items()})


def _without(values: Mapping[str, Any], defaults: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Leave out what the reader fills in again."""
    default_values = dict(defaults)
    return {k: v for k, v in values.items() if k not in default_values or v != default_values[k]}


def _name(file: str, folder: str) -> str:
    """The name a file had, if it is one of this folder; else its last part there."""
    own = file.startswith(f"{folder}/") and not wrong_name(file)
    return file if own else f"{folder}/{PurePosixPath(file).name}"


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number where another file has it."""
    keys = {key_of(t) for t in taken}
    path = PurePosixPath(name)
    found, number = name, 2
    while key_of(found) in keys:
        found = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
        number += 1
    return found
