"""The table of permissions: it alone refuses, it alone names roles, and docs/access.md says it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.access import table
from engine.access.permission import Permission, Reach
from engine.access.table import PERMISSIONS
from engine.commands.access import access
from engine.definitions.content_root import content_root
from engine.definitions.organisation import roles as role_ids
from engine.definitions.organisation.roles import read_roles

ROOT = Path(__file__).parents[3]
NOT_YET_AN_ACTOR = Path("engine/accounts/session.py")
"""Signing in refuses names and passwords, not acts of a person."""
ROLES = Path("engine/definitions/organisation/roles.py")
TREES = {
    file.relative_to(ROOT): ast.parse(file.read_text("utf-8"))
    for top in ("engine", "webui", "sla")
    for file in sorted((ROOT / top).rglob("*.py"))
}


def test_only_the_table_refuses_a_person() -> None:
    refusing = {
        file
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Forbidden"
    }
    assert refusing == {Path("engine/access/permission.py"), NOT_YET_AN_ACTOR}


def test_role_ids_are_written_in_one_place() -> None:
    known = {v for k, v in vars(role_ids).items() if k.isupper() and isinstance(v, str)}
    assert known >= {"nguoi_nop", "mot_cua", "lanh_dao", "quan_tri"}
    written = {
        file
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in known
    }
    assert written == {ROLES}
    for template in (ROOT / "webui/templates").rglob("*.html"):
        strings = re.findall(r"""["']([a-z_]+)["']""", template.read_text("utf-8"))
        assert known.isdisjoint(strings), template


def test_every_permission_is_in_the_table_once() -> None:
    made = [value for value in vars(table).values() if isinstance(value, Permission)]
    assert sorted(made, key=id) == sorted(PERMISSIONS, key=id)
    assert len({permission.name for permission in PERMISSIONS}) == len(PERMISSIONS)


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda permission: permission.name)
def test_a_permission_is_described_and_refuses_in_words(permission: Permission[object]) -> None:
    assert permission.en
    assert permission.vi
    assert bool(permission.code) == bool(permission.text)
    names = [name for name, value in vars(table).items() if value is permission]
    assert names == [permission.name.upper()]


def test_the_page_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(access, [])
    page = (ROOT / "docs/access.md").read_text("utf-8")
    assert page == printed.output, "run: motcua access > docs/access.md"


def test_as_json_each_role_has_its_reaches() -> None:
    rows = json.loads(CliRunner().invoke(access, ["--json"]).output)
    file = content_root() / "processes/roles.yaml"
    ids = read_roles(file.read_bytes(), "roles.yaml")[0].keys() - {role_ids.APPLICANT}
    assert [row["name"] for row in rows] == [permission.name for permission in PERMISSIONS]
    for row in rows:
        assert row["roles"].keys() == ids
        assert {reach for reaches in row["roles"].values() for reach in reaches} <= set(Reach)
    by_name = {row["name"]: row["roles"] for row in rows}
    assert by_name["migrate"]["lanh_dao"] == ["unit"]
    assert by_name["publish"]["kiem_soat"] == ["below"]
    assert by_name["publish"]["lanh_dao"] == []


def test_roles_that_cannot_be_read_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_CONTENT", str(tmp_path))
    missing = CliRunner().invoke(access, [])
    assert (missing.exit_code, "is missing" in missing.output) == (1, True)
    (tmp_path / "processes").mkdir()
    (tmp_path / "processes/roles.yaml").write_text("roles: [{id: Xấu, name: x}]", "utf-8")
    broken = CliRunner().invoke(access, [])
    assert (broken.exit_code, "E405" in broken.output) == (1, True)
