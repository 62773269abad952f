"""From our own graph of a diagram to task specs that SpiffWorkflow runs, kept by digest.

SpiffWorkflow's parser never sees a file: the specs are built from the graph, and no expression
of content reaches anything but FEEL.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine.definitions.bpmn.graph import Diagram, NodeKind
from engine.definitions.dmn.decision import DecisionFile
from engine.errors import BrokenContent
from engine.workflow.build import ScopeBuilder
from engine.workflow.decisions import Plan, plan_of
from engine.workflow.faults import faults

KEPT = 256  # specs in memory; the one not used for longest goes first

# They would write the variables of every task, personal data included, at level DEBUG.
for _name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Spec:
    """A runnable diagram. `parts` are its scopes; it is never changed, so threads share it."""

    id: str
    digest: str
    parts: Mapping[str, Any] = field(repr=False)


_specs: OrderedDict[str, Spec] = OrderedDict()
_lock = threading.Lock()


def compile_spec(
    diagram: Diagram,
    called: Mapping[str, Diagram] = MappingProxyType({}),
    decisions: Mapping[str, DecisionFile] = MappingProxyType({}),
) -> Spec:
    """The spec of a diagram, of the processes it calls (by process id) and of its decisions.

    `decisions` are the files that hold them, by decision id. Raises BrokenContent with everything
    that could not run; that a decision exists is judged by `check`.
    """
    diagrams = reachable(diagram, called)
    plans = _plans(diagrams, decisions)
    digest = _digest(diagrams, plans)
    with _lock:
        spec = _specs.get(digest)
        if spec is not None:
            _specs.move_to_end(digest)
            return spec
    found = [f for d in diagrams for f in faults(d, called)]
    if found:
        raise BrokenContent(found)
    spec = Spec(diagram.id, digest, MappingProxyType(_parts(diagrams, plans)))
    with _lock:
        _specs[digest] = spec
        while len(_specs) > KEPT:
            _specs.popitem(last=False)
    return spec


def reachable(diagram: Diagram, called: Mapping[str, Diagram]) -> list[Diagram]:
    """A diagram and all that it calls, directly or not, each once."""
    found = {diagram.id: diagram}
    todo = [diagram]
    while todo:
        for node in todo.pop().nodes.values():
            other = called.get(node.called) if node.kind is NodeKind.CALL_ACTIVITY else None
            if other is not None and other.id not in found:
                found[other.id] = other
                todo.append(other)
    return list(found.values())


def _plans(diagrams: list[Diagram], decisions: Mapping[str, DecisionFile]) -> dict[str, Plan]:
    named = {n.decision for d in diagrams for n in d.nodes.values() if n.decision}
    found = {key: decisions[key] for key in sorted(named & decisions.keys())}
    return {key: plan_of(file, file.decisions[key]) for key, file in found.items()}


def _digest(diagrams: list[Diagram], plans: Mapping[str, Plan]) -> str:
    parts = [f"{d.id} {d.digest}" for d in diagrams]
    parts += [f"{key} {plan.key}" for key, plan in plans.items()]
    text = "\n".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(diagrams: list[Diagram], plans: Mapping[str, Plan]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for diagram in diagrams:
        insides = [n.id for n in diagram.nodes.values() if n.kind in INSIDES]
        for parent in [None, *insides]:
            builder = ScopeBuilder(diagram, parent, plans)
            parts[builder.spec.name] = builder.build(parts)
    return parts


INSIDES = (NodeKind.SUB_PROCESS, NodeKind.EVENT_SUB_PROCESS)
