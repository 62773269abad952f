"""The element templates of our content: written by `motcua templates`, valid, up to date."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import cli
from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.properties import _KNOWN, PREFIX
from engine.definitions.content_root import content_root
from engine.definitions.organisation.roles import read_roles
from engine.definitions.service_kinds import services
from engine.definitions.status import STATUS_NAMES, Milestone, Status
from engine.element_templates.template_dialects import DIALECTS
from engine.element_templates.template_fields import DURATION_PATTERN, LIMIT_PATTERN
from engine.element_templates.template_files import FOLDER, template_files
from sla.limits import parse_duration, parse_limit
from tests.content import drawn
from tests.content.test_content import NODE

ROOT = content_root()
HERE = Path(__file__).parent
NAMES = [dialect.id for dialect in DIALECTS]
OPTIONAL_INPUT = "'optional' with 'zeebe:input' binding is deprecated"


def stored(dialect: str) -> list[dict[str, Any]]:
    return json.loads((ROOT / FOLDER / f"motcua-{dialect}.json").read_text("utf-8"))


def shown(dialect: str) -> list[dict[str, Any]]:
    """Every field that the panel shows."""
    found = [p for template in stored(dialect) for p in template["properties"]]
    return [p for p in found if p["type"] != "Hidden"]


def choices(dialect: str, label: str) -> dict[str, str]:
    """The choices of the first field of that label, by value."""
    field = next(p for p in shown(dialect) if p["label"] == label)
    return {c["value"]: c["name"] for c in field["choices"] if c["value"]}


def run(root: Path, *words: str) -> Result:
    return CliRunner(env={"MOTCUA_CONTENT": str(root)}).invoke(cli, ["templates", *words])


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A province's own content folder, which has no templates yet."""
    shutil.copytree(ROOT / "processes", tmp_path / "processes")
    return tmp_path


def test_the_files_are_what_motcua_templates_writes() -> None:
    for name, text in template_files(ROOT).items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name}: run motcua templates"


@pytest.mark.parametrize("dialect", NAMES)
def test_the_templates_are_valid_for_camunda_modeler(dialect: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, HERE / "templates.mjs", dialect],
        input=json.dumps(stored(dialect)).encode(),
        capture_output=True,
        check=True,
    )
    judged = json.loads(done.stdout)
    assert [j["id"] for j in judged] == [t["id"] for t in stored(dialect)]
    assert [j for j in judged if j["errors"]] == []
    # Its replacement, an empty mapping, would make an input that was left out look given.
    told = [w for j in judged for w in j["warnings"] if OPTIONAL_INPUT not in w]
    assert told == []


def test_the_validator_refuses_a_template_that_is_wrong() -> None:
    [step, *_] = stored("camunda8")
    wrong = [step | {"properties": [{"type": "Dropdown", "binding": {"type": "zeebe:nothing"}}]}]
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, HERE / "templates.mjs", "camunda8"],
        input=json.dumps(wrong).encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["errors"]


@pytest.mark.parametrize("dialect", NAMES)
def test_every_field_says_in_vietnamese_what_it_is_for(dialect: str) -> None:
    for field in shown(dialect):
        assert field["label"], field
        assert field["description"], field
    for template in stored(dialect):
        text = json.dumps(template, ensure_ascii=False)
        assert unicodedata.is_normalized("NFC", text)
        groups = {group["id"] for group in template["groups"]}
        assert {p["group"] for p in template["properties"] if "group" in p} == groups


# A lane cannot carry a template: no dialect of Camunda's metamodel has the attribute there.
LANE = {"motcua:role"}
CAMUNDA8_HAS = {"motcua:outputCollection", "motcua:outputElement"}


@pytest.mark.parametrize(
    ("dialect", "without"), [("camunda8", LANE | CAMUNDA8_HAS), ("camunda7", LANE)]
)
def test_every_property_of_ours_has_a_field(dialect: str, without: set[str]) -> None:
    bound = {p["binding"].get("name", "") for p in shown(dialect)}
    assert {n for n in bound if n.startswith(PREFIX)} == _KNOWN - without


@pytest.mark.parametrize("dialect", NAMES)
def test_the_choices_are_the_roles_the_statuses_and_the_milestones(dialect: str) -> None:
    roles, _ = read_roles((ROOT / "processes/roles.yaml").read_bytes(), "roles.yaml")
    assert choices(dialect, "Vai trò") == {r.id: r.name for r in roles.values()}
    assert choices(dialect, "Trạng thái hồ sơ") == {
        s.value: f"{s.number}. {STATUS_NAMES[s]}" for s in Status
    }
    assert list(choices(dialect, "Mốc thời hạn")) == [m.value for m in Milestone]


@pytest.mark.parametrize("dialect", NAMES)
def test_every_kind_of_service_task_has_a_template(dialect: str) -> None:
    by_kind = {
        p["value"]: template
        for template in stored(dialect)
        for p in template["properties"]
        if p["binding"].get("property") == "type" or p["binding"].get("name") == "camunda:topic"
    }
    for kind in services().kinds.values():
        fields = by_kind[kind.id]["properties"]
        inputs = [p["binding"]["name"] for p in fields if "nput" in p["binding"]["type"]]
        outputs = [p["binding"]["source"] for p in fields if "utput" in p["binding"]["type"]]
        assert inputs == [port.name for port in kind.inputs]
        assert outputs == [f"={port.name}" for port in kind.outputs]


@given(st.from_regex(LIMIT_PATTERN, fullmatch=True).filter(str.strip))
def test_whatever_the_panel_takes_as_a_limit_is_read(text: str) -> None:
    assert parse_limit(text).amount >= 1


@given(st.from_regex(DURATION_PATTERN, fullmatch=True).filter(str.strip))
def test_whatever_the_panel_takes_as_a_duration_is_read(text: str) -> None:
    if not text.startswith("="):
        assert parse_duration(text, working=True).amount >= 1


def test_the_guide_names_every_template() -> None:
    guide = (HERE.parents[1] / "docs/element-templates.md").read_text("utf-8")
    for template in (t for dialect in NAMES for t in stored(dialect)):
        assert template["name"] in guide


def test_a_template_that_nobody_knows_is_no_fault() -> None:
    text = drawn.task("userTask").replace(
        "<bpmn:userTask id", '<bpmn:userTask zeebe:modelerTemplate="khac" id'
    )
    text = text.replace(
        " xmlns:di=", ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:di='
    )
    diagrams, findings = read_diagrams(text.encode(), "bpmn/p.bpmn")
    assert [d.id for d in diagrams] == ["process"]
    assert [f.code for f in findings] == ["W206"]  # the bare task's own: no role can do it


def test_a_diagram_lies_beside_or_below_its_templates() -> None:
    for diagram in ROOT.glob("bpmn/**/*.bpmn"):
        above = [folder / ".camunda/element-templates" for folder in diagram.parents]
        assert any(list(folder.glob("*.json")) for folder in above), diagram


def test_a_province_has_its_own_roles_to_choose_from(province: Path) -> None:
    roles = province / "processes/roles.yaml"
    roles.write_text(roles.read_text("utf-8") + "  - {id: dia_chinh, name: Địa chính xã}\n")
    assert run(province, "--check").exit_code == 1
    written = run(province)
    assert written.exit_code == 0, written.output
    assert written.stdout.splitlines() == [f"{FOLDER}/{d.file}: written" for d in DIALECTS]
    for dialect in DIALECTS:
        assert "Địa chính xã" in (province / FOLDER / dialect.file).read_text("utf-8")
    assert run(province, "--check").exit_code == 0
    assert "unchanged" in run(province).stdout


def test_an_outdated_file_is_named(province: Path) -> None:
    run(province)
    (province / FOLDER / "motcua-camunda7.json").write_text("[]")
    told = run(province, "--check")
    assert told.exit_code == 1
    assert told.stdout == f"{FOLDER}/motcua-camunda7.json: outdated; run motcua templates\n"


def test_nothing_is_written_from_roles_that_cannot_be_read(province: Path) -> None:
    (province / "processes/roles.yaml").write_text("roles: [{id: Sai!, name: Sai}]\n")
    refused = run(province)
    assert refused.exit_code == 1
    assert "processes/roles.yaml has errors" in refused.stderr
    assert "E405" in refused.output
    assert not (province / "bpmn").exists()


def test_a_folder_without_roles_is_told(tmp_path: Path) -> None:
    refused = run(tmp_path)
    assert refused.exit_code == 1
    assert "roles.yaml is missing" in refused.stderr


def test_the_package_ships_every_template() -> None:
    """What setuptools would copy for our content, by the globs of setup.cfg."""
    settings = ConfigParser()
    settings.read(HERE.parents[1] / "setup.cfg")
    globs = settings["options.package_data"]["engine.content.bpmn"].split()
    shipped = {path for pattern in globs for path in (ROOT / "bpmn").glob(pattern)}
    assert {ROOT / name for name in template_files(ROOT)} <= shipped
