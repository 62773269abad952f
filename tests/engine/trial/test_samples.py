"""Samples fill a form so that it can be sent, whatever it asks for."""

from __future__ import annotations

import pytest

from engine.definitions.content import Content, read_content
from engine.definitions.content_root import content_root
from engine.definitions.forms.form_validation import check_form
from engine.trial.samples import sample
from engine.workflow.form_feel import FormFeel
from tests.engine.dossiers.play import on
from tests.engine.trial.conftest import drawn_form

AT = on("2026-03-02 08:00")
APPLICATIONS = sorted(
    {p.form for p in read_content(content_root()).procedures.values() if p.form and p.fileable}
)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_sample_of_an_application_can_be_sent(content: Content, name: str) -> None:
    form = content.forms[name]
    kept = check_form(form, sample(form, AT), FormFeel())
    required = {f.path[0] for f in form.walk() if f.rules.required and f.path}
    assert required & kept.keys(), "a form that asks for something gets something"


def test_only_what_is_asked_for_is_filled_in() -> None:
    form = drawn_form(
        {"type": "textfield", "key": "a", "label": "A", "validate": {"required": True}},
        {"type": "textfield", "key": "b", "label": "B"},
        {
            "type": "textfield",
            "key": "tax",
            "label": "C",
            "validate": {"required": True, "pattern": "^[0-9]{10}$"},
        },
        {
            "type": "textfield",
            "key": "odd",
            "label": "D",
            "validate": {"required": True, "pattern": "^xyz-[q]{7}$"},
        },
        {"type": "number", "key": "n", "label": "N", "validate": {"required": True, "min": 3}},
    )
    found = sample(form, AT)
    assert found["a"]
    assert found["b"] == ""
    assert found["tax"] == "0900000000"
    assert not found["odd"], "what no sample matches is left to the designer"
    assert found["n"] == 3


def test_what_a_choice_shows_is_filled_in_as_well_and_choices_can_be_left() -> None:
    choice = {
        "type": "radio",
        "key": "kind",
        "label": "Loại",
        "values": [{"label": "Một", "value": "one"}, {"label": "Hai", "value": "two"}],
        "validate": {"required": True},
    }
    behind = {
        "type": "textfield",
        "key": "why",
        "label": "Vì sao",
        "conditional": {"hide": '=kind != "one"'},
        "validate": {"required": True},
    }
    form = drawn_form(choice, behind)
    assert sample(form, AT)["kind"] == "one"
    assert sample(form, AT)["why"]
    assert sample(form, AT, choices=False).get("kind") is None
