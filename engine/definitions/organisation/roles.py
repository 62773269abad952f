"""`roles.yaml`: the roles that diagrams name and that people are granted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.slug import slug
from engine.definitions.text.yaml_document import open_document
from engine.errors import Finding

APPLICANT, ONE_STOP, LEADER = "nguoi_nop", "mot_cua", "lanh_dao"
"""Roles with a part of their own in the law: who applies, the desk, who signs for the agency."""
CONTROLLER, DESIGNER, ADMINISTRATOR = "kiem_soat", "thiet_ke", "quan_tri"
"""Roles of every province that no diagram gives a step to."""
RECORDS_CLERK = "van_thu"
ROLE_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_FLAGS = ("supervises", "designs", "publishes")


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `name` is what people read.

    Who `supervises` watches the agency's deadlines. Who `designs` tries procedures out and
    proposes versions of them; who `publishes` puts those in force.
    """

    id: str
    name: str
    line: int = 0
    supervises: bool = False
    designs: bool = False
    publishes: bool = False


def read_roles(data: bytes, file: str) -> tuple[Mapping[str, Role], list[Finding]]:
    """Read `roles:`, a list of `{id, name}`, with flags such as `supervises: true`."""
    root, report = open_document(data, file)
    roles: dict[str, Role] = {}
    if root is None:
        return roles, report.findings
    top = Entries(root, report, "roles")
    top.refuse_unknown(("roles",))
    for node in top.mappings("roles"):
        entries = Entries(node, report, "role")
        entries.refuse_unknown(("id", "name", *_FLAGS))
        role_id = entries.written_like("id", ROLE_ID, "chuyen_vien", required=True)
        name = entries.text("name", required=True)
        role = Role(role_id, name, node.line, *(entries.flag(key, False) for key in _FLAGS))
        if entries.is_new("id", role_id, roles) and ROLE_ID.fullmatch(role_id):
            roles[role_id] = role
    if not roles and not report.broken:
        top.add("E122", "roles", quoting('key "{}" names no role', "roles"))
    return roles, report.findings


def match_role(written: str, roles: Mapping[str, Role]) -> str:
    """Return the id of the role a lane means by its id or its name; as written when none does."""
    if written in roles:
        return written
    named = [role.id for role in roles.values() if slug(role.name) == slug(written)]
    return named[0] if len(named) == 1 else written
