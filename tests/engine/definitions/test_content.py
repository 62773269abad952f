"""The folders of content, read whole and reported whole."""

import pytest

from engine.definitions.content import read_content

ROLES = "roles:\n  - {id: mot_cua, name: Cán bộ một cửa}\n"
UNITS = "units:\n  - {id: so, code: H37.04, name: Sở, kind: agency}\n"
MANIFEST = (
    "agency: so\nfield: F\nprocedures:\n  - {code: 2.000001, name: P, service_level: information}\n"
)
FORM = '{"id": "don", "components": []}'


@pytest.fixture
def folder(tmp_path, diagram):
    lane = '<bpmn:laneSet id="l"><bpmn:lane id="Lane_0abc123" name="Cán bộ một cửa">'
    inside = f"{lane}<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    files = {
        "processes/roles.yaml": ROLES,
        "processes/agencies.yaml": UNITS,
        "processes/so/x.yaml": MANIFEST,
        "forms/don.form": FORM,
        "bpmn/p.bpmn": diagram(inside + '<bpmn:userTask id="t"/>').decode(),
        "bpmn/.camunda/element-templates/x.bpmn": "not read",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_everything_is_read_and_lanes_become_roles(folder):
    content = read_content(folder)
    assert content.findings == ()
    assert list(content.procedures) == ["2.000001"]
    assert content.procedures["2.000001"].file == "processes/so/x.yaml"
    assert content.diagrams["p"].nodes["t"].role == "mot_cua"
    assert list(content.forms) == ["don"]
    assert list(content.organisation.units) == ["so"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("forms/zwei.form", FORM, "E406"),
        ("processes/y.yaml", MANIFEST, "E401"),
        ("bpmn/z.bpmn", "<a", "E104"),
        ("forms/z.form", "{", "E116"),
        ("processes/roles.yaml", "roles: [", "E111"),
    ],
)
def test_one_broken_file_is_told_and_the_rest_is_read(folder, name, text, code):
    (folder / name).write_text(text, encoding="utf-8")
    content = read_content(folder)
    assert [f.code for f in content.findings] == [code]
    assert len(content.broken_files) == 1
    assert list(content.forms) == ["don"]


def test_an_empty_folder_is_told_whole(tmp_path):
    content = read_content(tmp_path)
    assert {f.code for f in content.findings} == {"E407"}
    assert {f.file for f in content.findings} == {
        "processes/roles.yaml",
        "processes/agencies.yaml",
        "processes",
        "forms",
        "bpmn",
    }
