"""What the keys of fields meant is declared in their forms, however these are written."""

from __future__ import annotations

import json

from engine.definitions.content_root import content_root
from engine.definitions.forms.fields import Meaning
from engine.definitions.forms.form import read_form
from engine.upgrade.meanings import declared

FIELD = {"type": "textarea", "id": "f", "key": "ly_do", "label": "Lý do"}
PROPERTIES = {"motcua:means": "reason"}


def source(field: dict[str, object], indent: int | None = 2, end: str = "\n") -> str:
    written = json.dumps({"components": [field], "id": "x"}, ensure_ascii=False, indent=indent)
    return written.replace("\n", end)


def test_the_repositorys_forms_declare_them_already() -> None:
    for file in sorted((content_root() / "forms").glob("*.form")):
        text = file.read_text("utf-8")
        assert declared(text) == text, file.name


def test_a_file_of_the_modeler_changes_by_these_lines_alone() -> None:
    before = source(dict(FIELD)).splitlines()
    after = declared(source(dict(FIELD))).splitlines()
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 3


def test_any_other_file_declares_the_same() -> None:
    own = {**FIELD, "properties": {"nhom": "a"}}
    for text in (
        source(dict(FIELD), None),
        source(dict(FIELD), end="\r\n"),
        source(own),
        source({"type": "group", "id": "g", "label": "Nhóm", "components": [FIELD]}, 4),
    ):
        form, findings = read_form(declared(text).encode(), "x.form")
        assert form is not None, findings
        assert [f.means for f in form.walk() if f.path == ("ly_do",)] == [Meaning.REASON]
    assert json.loads(declared(source(own)))["components"][0]["properties"] == {
        "nhom": "a",
        **PROPERTIES,
    }


def test_other_forms_stay_as_they_are() -> None:
    for text in (
        source({**FIELD, "key": "ghi_chu"}),
        source({**FIELD, "key": "ghi_chu", "description": 'không phải "ly_do"'}),
        source({**FIELD, "properties": PROPERTIES}),
    ):
        assert declared(text) == text
