"""One procedure as anybody may read it: what its version in force says, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.definitions.bpmn.drawing import public_drawing
from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind
from engine.definitions.forms.form import Form
from engine.definitions.manifests.manifest import LegalSource, PauseRule, Procedure, Result
from engine.definitions.manifests.papers import Paper
from engine.definitions.organisation.roles import APPLICANT, ONE_STOP
from engine.errors import BrokenContent, NotFound
from engine.installation import Installation
from engine.portal.catalogue import register_of
from engine.procedures.register.listings import Register
from engine.procedures.structure.steps import after, first_step
from engine.procedures.version import Version, active_version
from sla.limits import Limit

BLANKS = "forms/blanks"
"""Where the blank forms lie that papers name by `blank`, below the content's root."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A time limit; the name is empty where there is but one."""

    name: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class Reuse:
    """A result that replaces a paper, and the procedure that gives it where one does."""

    code: str
    name: str
    procedure: str
    procedure_name: str


@dataclass(frozen=True, slots=True)
class CataloguePaper:
    """A paper that is asked for; `form` and `blank` are empty where there is nothing to fetch."""

    id: str
    name: str
    copies: int
    kind: str
    required: bool
    form: str
    blank: str
    reuse: tuple[Reuse, ...]


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A step of the course, in words; no `limit` where the diagram gives none."""

    node: str
    name: str
    role: str
    unit: str
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """The page of a procedure. Empty: its source does not say."""

    code: str
    name: str
    agency: str
    agency_name: str  # with what it is now, where it has ended
    closed: bool  # the agency opens no new dossiers
    field: str
    level: str
    portal: str
    one_stops: tuple[str, ...]
    cases: tuple[CaseLine, ...]
    decided_by: str
    restarts: bool  # after a supplement the whole limit runs anew
    fee: str
    papers: tuple[CataloguePaper, ...]
    forms: tuple[str, ...]  # ids of the forms that can be printed empty
    results: tuple[Result, ...]
    legal_basis: tuple[str, ...]
    source: LegalSource
    missing: tuple[str, ...]  # keys that filing needs: not empty for what is information only
    steps: tuple[CourseStep, ...]
    drawing: bytes  # BPMN without anything but the drawing; empty where there is none
    number: int


def procedure(installation: Installation, code: str, at: datetime) -> ProcedureView:
    """The page of a procedure in force. Raises NotFound, also for the offices' internal ones."""
    version = _public(installation, code)
    register = register_of(installation)
    p = version.procedure
    within = [version.diagram] if p.fileable else []
    return ProcedureView(
        code=p.code,
        name=p.name,
        agency=p.agency,
        agency_name=installation.unit_name(p.agency, at),
        closed=installation.organisation.closed(p.agency, at) is not None,
        field=p.field,
        level=p.service_level or "",
        portal=p.portal or "",
        one_stops=_one_stops(installation, p, at),
        cases=tuple(CaseLine(c.name, c.limit) for c in p.cases),
        decided_by=version.decided_by,
        restarts=p.pause_policy is PauseRule.RESTART,
        fee=p.fee,
        papers=tuple(_paper(installation, version, register, paper) for paper in p.papers),
        forms=_forms(version),
        results=p.results,
        legal_basis=p.legal_basis,
        source=p.source,
        missing=p.missing,
        steps=tuple(_step(installation, p, n, at) for d in within for n in _course(d)),
        drawing=_drawing(within[0]) if within else b"",
        number=version.number,
    )


def full_code(installation: Installation, short: str) -> str:
    """The code in force that a code without its suffix means; empty where none or several do."""
    found = [c for c in register_of(installation).in_force if c.startswith(f"{short}.")]
    return found[0] if len(found) == 1 else ""


def blank_form(
    installation: Installation, code: str, form: str, at: datetime
) -> tuple[ProcedureView, Form, str]:
    """A form that applicants fill in, to be printed empty, and what it is called.

    Raises NotFound `no_blank` for any other form: those of the offices' steps are their own.
    """
    version = _public(installation, code)
    if form not in _forms(version):
        raise NotFound("no_blank", f"{code} has no form {form!r} for applicants.")
    papers = [paper.name for paper in version.procedure.papers if paper.form == form]
    return procedure(installation, code, at), version.forms[form], papers[0] if papers else ""


def blank_file(installation: Installation, code: str, blank: str) -> Path:
    """The file of a blank that a paper of this procedure names. Raises NotFound `no_blank`."""
    named = {paper.blank for paper in _public(installation, code).procedure.papers}
    if blank not in named or not _is_there(installation, blank):
        raise NotFound("no_blank", f"{code} has no blank {blank!r}.")
    return installation.root / BLANKS / blank


def _is_there(installation: Installation, blank: str) -> bool:
    """Whether the file lies in the folder itself: a link out of it is not followed."""
    folder = (installation.root / BLANKS).resolve()
    found = folder / blank
    return bool(blank) and found.is_file() and found.resolve().parent == folder


def _public(installation: Installation, code: str) -> Version:
    with installation.store.read() as tx:
        version = active_version(tx, code)
    if version.procedure.internal:
        raise NotFound("no_procedure", f"{code} is internal.", procedure=code)
    return version


def _one_stops(installation: Installation, p: Procedure, at: datetime) -> tuple[str, ...]:
    """Where it is filed: the agency's own desks that receive, where one files it at all."""
    tree = installation.organisation
    desks = tree.one_stops(p.agency, at) if p.fileable else ()
    return tuple(unit.name for unit in desks if tree.closed(unit.id, at) is None)


def _forms(version: Version) -> tuple[str, ...]:
    named = [version.procedure.form, *(paper.form for paper in version.procedure.papers)]
    return tuple(form for form in dict.fromkeys(named) if form in version.forms)


def _paper(
    installation: Installation, version: Version, register: Register, paper: Paper
) -> CataloguePaper:
    return CataloguePaper(
        id=paper.id,
        name=paper.name,
        copies=paper.copies,
        kind=paper.kind,
        required=paper.required,
        form=paper.form if paper.form in version.forms else "",
        blank=paper.blank if _is_there(installation, paper.blank) else "",
        reuse=tuple(_reuse(register, code) for code in paper.reuse),
    )


def _reuse(register: Register, code: str) -> Reuse:
    given = register.results.get(code)
    if given is None:
        return Reuse(code, "", "", "")
    return Reuse(code, given.result, given.code, given.name)


def _drawing(diagram: Diagram) -> bytes:
    """The steps in words, for readers of a page without the drawing."""
    try:
        return public_drawing(diagram.xml, diagram.file)
    except BrokenContent:
        return b""


def _course(diagram: Diagram) -> list[FlowNode]:
    """The steps of people in the order in which a dossier may come to them."""
    first = first_step(diagram)
    todo = [first] if first else []
    seen, found = {n.id for n in todo}, []
    while todo:
        node = todo.pop(0)
        if node.kind is NodeKind.USER_TASK:
            found.append(node)
        for later in _after(diagram, node):
            if later.id not in seen:
                seen.add(later.id)
                todo.append(later)
    rest = [n for n in diagram.nodes.values() if n.kind is NodeKind.USER_TASK and n.id not in seen]
    return found + rest


def _after(diagram: Diagram, node: FlowNode) -> list[FlowNode]:
    inside = [n for n in diagram.children(node.id) if n.kind is NodeKind.START]
    beside = [n for n in diagram.nodes.values() if n.attached_to == node.id]
    return [*inside, *after(diagram, node), *beside]


def _step(installation: Installation, p: Procedure, node: FlowNode, at: datetime) -> CourseStep:
    """A role or unit that is computed for each dossier is left out: it differs."""
    return CourseStep(
        node=node.id,
        name=node.label,
        role=installation.role_name(node.role) if node.role and not node.role_from else "",
        unit="" if node.unit_from else _unit(installation, p, node, at),
        limit=node.limit,
    )


def _unit(installation: Installation, p: Procedure, node: FlowNode, at: datetime) -> str:
    if node.unit:
        return installation.unit_name(node.unit, at)
    if node.role in (ONE_STOP, APPLICANT):
        return "" if node.role == APPLICANT else ", ".join(_one_stops(installation, p, at))
    return installation.unit_name(p.units.get(node.role, p.agency), at)
