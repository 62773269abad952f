"""A diagram that no manifest names yet, tried with a stand-in procedure around it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content, read_bytes, with_roles
from engine.definitions.forms.form import read_form
from engine.definitions.manifests.limit_cases import LimitCase
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.agencies import Organisation, UnitKind
from engine.errors import BrokenContent, NotFound, Refused, Severity
from engine.procedures.bundle import bundle_of
from engine.review.checks.check import check_content
from engine.settings import Settings
from engine.trial.trial_content import Candidate, candidate_of, context_at
from sla.limits import parse_limit

CODE = "CHAY-THU"
"""Code of the stand-in; no procedure of any office has it."""
_FORM = "don_chay_thu"
_OF_MANIFESTS = frozenset({"E638"})
"""What only a real procedure can have wrong: whether it is internal is not known yet."""


def single_diagram(path: Path, content: Content, settings: Settings, limit: str = "") -> Candidate:
    """The diagram of a file with the forms, roles and units of a content around it.

    With a limit it is filed at the desk of the first agency, with an application without fields;
    without one it is opened as an internal procedure. Raises BrokenContent with the errors of
    this diagram, BadLimit, NotFound where the file is not there.
    """
    diagram = _read(path, content)
    around = replace(content, diagrams={**content.diagrams, diagram.id: diagram})
    procedure = _stand_in(diagram, content, limit)
    if limit:
        form, _ = read_form(_empty_form(), f"{_FORM}.form")
        around = replace(around, forms={**content.forms, **({_FORM: form} if form else {})})
    only_this = replace(around, procedures={CODE: procedure}, scenarios=())
    found = [f for f in check_content(only_this) if f.severity is Severity.ERROR]
    errors = [f for f in found if f.file == diagram.file and f.code not in _OF_MANIFESTS]
    if errors:
        raise BrokenContent(errors)
    return candidate_of(bundle_of(only_this, procedure), context_at(content, settings))


def _read(path: Path, content: Content) -> Diagram:
    if not path.is_file():
        raise NotFound("no_file", f"There is no file {path}.")
    inside = path.absolute().is_relative_to(content.root.absolute())
    name = path.absolute().relative_to(content.root.absolute()) if inside else path
    diagrams, findings = read_diagrams(read_bytes(path), name.as_posix())
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors or not diagrams:
        raise BrokenContent(errors)
    return with_roles(diagrams[0], content.roles)


def _stand_in(diagram: Diagram, content: Content, limit: str) -> Procedure:
    agency = _agency(content.organisation)
    if not agency:
        raise Refused("no_agency", "The content has no unit: processes/agencies.yaml is empty.")
    return Procedure(
        code=CODE,
        name=diagram.name or diagram.id,
        agency=agency,
        field="",
        file=diagram.file,
        line=1,
        diagram=diagram.id,
        cases=(LimitCase("", "", parse_limit(limit), limit),) if limit else (),
        form=_FORM if limit else "",
        internal=not limit,
    )


def _agency(tree: Organisation) -> str:
    """The first agency with a one-stop, else the first there is."""
    desks = (u for u in tree.units.values() if u.kind is UnitKind.ONE_STOP)
    found = next((tree.agency_of(desk.id).id for desk in desks), "")
    return found or next(iter(tree.units), "")


def _empty_form() -> bytes:
    return json.dumps({"type": "default", "id": _FORM, "components": []}, indent=1).encode()
