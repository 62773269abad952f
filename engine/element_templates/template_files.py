"""The files of element templates, made from roles, statuses and kinds of service task."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.definitions.content import ROLES, read_bytes
from engine.definitions.organisation.roles import read_roles
from engine.definitions.service_kinds import services
from engine.element_templates.template_dialects import DIALECTS, written
from engine.element_templates.template_list import all_templates
from engine.errors import BrokenContent, MotcuaError

FOLDER = "bpmn/.camunda/element-templates"
"""Camunda Modeler looks in `.camunda/element-templates` beside and above a diagram."""


class NoRoles(MotcuaError):
    """The roles to choose from cannot be read."""


def template_files(root: Path) -> Mapping[str, str]:
    """The text of each template file by its name below `root`. Raises NoRoles, BrokenContent."""
    path = root / ROLES
    if not path.is_file():
        raise NoRoles("no_roles", f"{path} is missing.")
    roles, findings = read_roles(read_bytes(path), ROLES)
    if findings:
        raise BrokenContent(findings)
    listed = all_templates(roles, services().kinds.values())
    return {f"{FOLDER}/{dialect.file}": written(listed, dialect) for dialect in DIALECTS}
