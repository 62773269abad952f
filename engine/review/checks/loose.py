"""One file on its own: judged without whatever it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.code_lists import read_code_list
from engine.definitions.content import read_bytes
from engine.definitions.dmn.decision_file import read_decisions
from engine.definitions.forms.form import read_form
from engine.definitions.manifests.historical_catalogue import read_catalogue
from engine.definitions.manifests.manifest_file import read_manifest
from engine.definitions.organisation.agencies import read_agencies
from engine.definitions.organisation.alert_rules import read_alerts
from engine.definitions.organisation.roles import read_roles
from engine.definitions.places.place_files import places_file
from engine.definitions.scenarios.scenario_file import is_scenario, read_scenario
from engine.definitions.text.report import finding
from engine.errors import BrokenContent, Finding
from engine.review.checks.decisions import check_decision_file
from engine.review.checks.diagrams import check_diagram
from engine.review.checks.forms import check_form_expressions
from engine.review.checks.lint import check_lint

_DIAGRAMS = frozenset({".bpmn", ".xml"})
_YAML = frozenset({".yaml", ".yml"})


def is_checked(path: Path) -> bool:
    """Whether a file found in a folder is content."""
    return path.suffix.lower() in {".bpmn", ".dmn", ".form", *_YAML}


def check_file(path: Path) -> list[Finding]:
    """Read a file by its kind and judge what it shows by itself."""
    file = str(path)
    try:
        data = read_bytes(path)
    except OSError as error:
        return [finding("E631", file, 1, "", f"cannot be read: {error.strerror}")]
    ending = path.suffix.lower()
    if ending in _DIAGRAMS:
        return _diagrams(data, file)
    if ending == ".dmn":
        return _decisions(data, file)
    if ending == ".form":
        return _form(data, file)
    if ending in _YAML:
        return _yaml(path, data, file)
    text = (
        "only diagrams (.bpmn), decisions (.dmn), forms (.form) and manifests (.yaml) are checked"
    )
    return [finding("E632", file, 1, "", text)]


def _diagrams(data: bytes, file: str) -> list[Finding]:
    diagrams, findings = read_diagrams(data, file)
    known = {d.id: d for d in diagrams}
    return findings + [f for d in diagrams for f in (*check_diagram(d, known), *check_lint(d))]


def _decisions(data: bytes, file: str) -> list[Finding]:
    found, findings = read_decisions(data, file)
    return findings + (check_decision_file(found) if found is not None else [])


def _form(data: bytes, file: str) -> list[Finding]:
    form, findings = read_form(data, file)
    return findings + (check_form_expressions(form) if form is not None else [])


_READERS: Mapping[str, Callable[[bytes, str], tuple[object, list[Finding]]]] = {
    "agencies.yaml": read_agencies,
    "alerts.yaml": read_alerts,
    "roles.yaml": read_roles,
}


def _yaml(path: Path, data: bytes, file: str) -> list[Finding]:
    if is_scenario(str(path.absolute())):
        return read_scenario(data, file)[1]
    if path.stem.isdigit() or path.name == "office-hours.yaml":
        return _calendar(path)
    folder = path.resolve().parent.name
    if folder == "catalogues":
        return read_catalogue(path, file)[1]
    if folder == "places":
        return places_file(data, file)
    if folder == "code-lists":
        return read_code_list(data, file)[1]
    read = _READERS.get(path.name, read_manifest)
    return read(data, file)[1]


def _calendar(path: Path) -> list[Finding]:
    """Read a year or the office hours with the years beside them, as days swap over them."""
    try:
        read_calendars(path.parent)
    except BrokenContent as error:
        return [
            replace(f, file=str(path)) for f in error.findings if Path(f.file).name == path.name
        ]
    return []
