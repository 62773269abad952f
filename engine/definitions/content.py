"""The four folders of content, read whole and reported whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.form import Form
from engine.definitions.graph import Diagram
from engine.definitions.manifest import Manifest, Procedure
from engine.definitions.organisation import Organisation
from engine.definitions.roles import Role
from engine.errors import Finding


@dataclass(frozen=True, slots=True)
class Content:
    """What the folders hold; parts with errors are left out and told in `findings`."""

    root: Path
    manifests: tuple[Manifest, ...]
    procedures: Mapping[str, Procedure]  # by code
    diagrams: Mapping[str, Diagram]  # by process id
    forms: Mapping[str, Form]  # by form id
    organisation: Organisation
    roles: Mapping[str, Role]
    findings: tuple[Finding, ...]
    broken_ids: frozenset[str] = frozenset()  # "form:x", "diagram:y": exist, but with errors


def read_content(root: Path) -> Content:
    raise NotImplementedError
