"""Versions to try: our own content and the drawn diagrams, with nothing running."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engine.definitions.content import Content, read_content
from engine.definitions.content_root import content_root
from engine.definitions.forms.form import Form, read_form
from engine.definitions.scenarios.scenario_file import scenario_of
from engine.settings import Settings
from engine.trial.trial import Trial, replayed
from engine.trial.trial_content import Candidate, TrialContent, candidate_in, context_at
from tests.conftest import SECRET
from tests.diagrams.drawn import content_with
from tests.engine.dossiers.play import ACCEPT, FORMS, GENERAL

SETTINGS = Settings(
    database_url="sqlite://",
    secret_key=SECRET,
    smtp_host="mail.example",
    mail_from="a@mail.example",
    webhook_url="https://hook.example/",
    webhook_secret=SECRET,
    http_hosts="https://partner.example/",
    enterprise_register="https://register.example/{ma_so}",
    secrets={"TOKEN": "secret"},
)
Plain = Mapping[str, object]
Play = Callable[..., Trial]


@pytest.fixture(scope="session")
def content() -> Content:
    """Our own content."""
    return read_content(content_root())


@pytest.fixture(scope="session")
def context(content: Content) -> TrialContent:
    """The office that our own content describes."""
    return context_at(content, SETTINGS)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Candidate]:
    """A drawn procedure by its code (`tests/diagrams/thu-tuc.yaml`)."""
    root: Path = content_with(tmp_path_factory.mktemp("tried") / "content", "camunda8")
    found = read_content(root)
    around = context_at(found, SETTINGS)
    return lambda code: candidate_in(found, code, around)


@pytest.fixture
def licence(content: Content, context: TrialContent) -> Candidate:
    """The general diagram, as 2.002383 runs on it."""
    return candidate_in(content, GENERAL, context)


def plain(
    candidate: Candidate, *acts: Plain, at: str = "2023-12-07T08:24", **more: object
) -> Plain:
    """A scenario as its file says it, received at the desk on a Thursday."""
    code = candidate.procedure.code
    first = ACCEPT if code in FORMS else {}
    opening = {
        "at": at,
        "applicant": {"name": "Người nộp"},
        "values": FORMS.get(code, {}),
        "first": first,
    }
    given = {key: value for key, value in {**opening, **more}.items() if value is not None}
    return {"procedure": code, "open": given, "acts": list(acts)}


def played(candidate: Candidate, *acts: Plain, **more: object) -> Trial:
    """A trial with these acts done."""
    return replayed(candidate, scenario_of(plain(candidate, *acts, **more)).play)


def drawn_form(*components: Mapping[str, object]) -> Form:
    """A form of these components."""
    named = [{"id": f"Field_{n}", **component} for n, component in enumerate(components)]
    source = {"type": "default", "id": "thu", "schemaVersion": 18, "components": named}
    form, findings = read_form(json.dumps(source).encode(), "forms/thu.form")
    assert form, findings
    return form
