"""The variables of a process: what gives them, and what asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.definitions.bpmn.graph import Diagram, FlowNode
from engine.definitions.content import Content
from engine.definitions.forms.form import FieldKind, Form
from engine.definitions.service_kinds import ServiceKind, services
from engine.definitions.status import UNANSWERED
from engine.definitions.text.finding_text import AnyText
from engine.procedures.structure.closure import called_by

OPENER = "don_vi_mo"
"""The variable that holds the unit in which a dossier was opened."""
BUILT_IN = frozenset({"so_ho_so", "kenh", "quy_trinh", OPENER, "ly_do_rut"})
_OURS = frozenset({"rut_ho_so", UNANSWERED})  # messages that we send, with values of ours
_COUNTED = frozenset({"loopCounter"})


def variables_of(diagram: Diagram, content: Content) -> frozenset[str] | None:
    """Names that something gives; None where a part that may give some cannot be read."""
    family = family_of(diagram, content.diagrams)
    forms = forms_around(family, content)
    nodes = [n for d in family for n in d.nodes.values()]
    if any(brings_unknown(n) and not n.outputs for n in nodes):
        return None
    missing = forms - content.forms.keys()
    called = {n.called for n in nodes if n.called}
    if missing or called - content.diagrams.keys():
        return None
    names = set(BUILT_IN)
    for form in forms:
        names |= form_keys(content.forms[form])
    for node in nodes:
        names |= given_by(node)
    return frozenset(names | _handed_in(diagram, family, content))


def _handed_in(diagram: Diagram, family: Collection[Diagram], content: Content) -> set[str]:
    """What the steps that call a diagram see alone: all that they call sees it too."""
    names = set[str]()
    for caller in family:
        for node in caller.nodes.values():
            called = called_by(content.diagrams.get(node.called), content.diagrams)
            if diagram.id in {d.id for d in called}:
                names |= local_to(node, caller)
    return names


def forms_around(family: Collection[Diagram], content: Content) -> set[str]:
    """Ids of the forms whose data a dossier of these diagrams can have."""
    ids = {d.id for d in family}
    forms = {n.form for d in family for n in d.nodes.values() if n.form}
    for procedure in content.procedures.values():
        if procedure.diagram in ids:
            forms |= {procedure.form, *(paper.form for paper in procedure.papers)} - {""}
    return forms


def form_keys(form: Form) -> set[str]:
    """Outermost names of the data that a form gives; those inside a list are the list's own."""
    names: set[str] = set()
    todo = list(form.fields)
    while todo:
        field = todo.pop()
        names.update(field.path[:1])
        if field.kind is FieldKind.GROUP:
            todo += field.fields
    return names


def given_by(node: FlowNode) -> set[str]:
    """Variables that a node leaves behind."""
    names = {m.target.split(".")[0] for m in node.outputs}
    names |= {node.result} | ({node.loop.output} if node.loop else set())
    if node.decision:
        names.add(node.decision)
    kind = _kind(node)
    if kind is not None and not node.outputs:
        names |= {port.name for port in kind.outputs}
    return names - {""}


def _kind(node: FlowNode) -> ServiceKind | None:
    return services().kinds.get(node.service) if node.service else None


def brings_unknown(node: FlowNode) -> bool:
    """Whether what a node brings is not for us to know: a message, or a job of a foreign kind."""
    foreign = bool(node.service) and _kind(node) is None
    return foreign or node.awaits not in ("", *_OURS)


def family_of(diagram: Diagram, known: Mapping[str, Diagram]) -> list[Diagram]:
    """A diagram, what it calls, and whatever calls it: they share their variables."""
    callers = [d for d in known.values() if diagram.id in {c.id for c in called_by(d, known)}]
    family = {d.id: d for one in (diagram, *callers) for d in called_by(one, known)}
    return list(family.values())


def local_to(node: FlowNode, diagram: Diagram) -> frozenset[str]:
    """Names that only a node and what stands inside it see."""
    names = set[str]()
    at: FlowNode | None = node
    while at is not None:
        names |= own_locals(at)
        at = diagram.nodes.get(at.parent or at.attached_to)
    return frozenset(names)


def own_locals(node: FlowNode) -> set[str]:
    """Names that a node itself brings to what it and those inside it see."""
    names = {m.target.split(".")[0] for m in node.inputs}
    if node.loop is not None:
        names |= {node.loop.element} | _COUNTED
    kind = _kind(node)
    if kind is not None:
        names |= {port.name for port in kind.outputs}
    return names - {""}


def used_by(node: FlowNode) -> Iterator[tuple[AnyText, str]]:
    """The expressions of a node that read variables of the dossier: what each is for, its FEEL."""
    return node.expressions(outputs=not brings_unknown(node))


def is_openers(node: FlowNode) -> bool:
    """Whether a step is that of the unit that opened the dossier (`motcua:unit` = `=don_vi_mo`)."""
    return node.unit_from.strip() == OPENER
