"""A small content of one's own to begin with, written into a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

from engine.definitions.content import AGENCIES
from engine.definitions.content_root import shipped_root
from engine.definitions.organisation.agencies import UNIT_CODE
from engine.definitions.organisation.alert_rules import ALERTS
from engine.element_templates.template_files import template_files
from engine.errors import Refused

STARTER = Path(__file__).parent / "content"
_SHARED = "holidays"  # taken from the content that comes with Motcua, with their sources


def write_content(folder: Path, agency: str, code: str) -> int:
    """Write the content; returns how many files. Raises Refused, then nothing is written."""
    _require_free(folder)
    if not agency.strip():
        raise Refused("no_agency_name", "--agency is empty: give the name of the agency.")
    if not UNIT_CODE.fullmatch(code):
        raise Refused("no_agency_code", f'The code "{code}" must be written like H37.04.')
    files = starter_files(agency.strip(), code)
    _write(folder, files)
    offered = {name: text.encode() for name, text in template_files(folder).items()}
    _write(folder, offered)
    return len(files) + len(offered)


def starter_files(agency: str, code: str) -> dict[str, bytes]:
    """The files by name, but for the element templates, which are made from them."""
    files = _below(STARTER)
    filled = {"agency": json.dumps(agency, ensure_ascii=False), "code": code}
    text = files[AGENCIES].decode()
    files[AGENCIES] = Template(text).substitute(filled).encode()
    shipped = shipped_root()
    files[ALERTS] = (shipped / ALERTS).read_bytes()
    shared = _below(shipped / _SHARED)
    return files | {f"{_SHARED}/{name}": data for name, data in shared.items()}


def _require_free(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused("folder_not_empty", f"{folder} is not empty: name a new folder.")
    if folder.exists() and not folder.is_dir():
        raise Refused("no_folder", f"{folder} is a file: name a new folder.")


def _below(root: Path) -> dict[str, bytes]:
    """Every file that lies there, by its name below the folder."""
    found = sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in found if p.name != "__init__.py"
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
