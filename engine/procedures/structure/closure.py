"""What belongs to what: the diagrams a diagram calls, the forms it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.manifests.manifest import Procedure


def called_by(main: Diagram | None, known: Mapping[str, Diagram]) -> list[Diagram]:
    """Return `main` and all that it calls, directly or not, each once; unknown ones left out."""
    found: dict[str, Diagram] = {}
    todo = [main] if main is not None else []
    while todo:
        diagram = todo.pop(0)
        if diagram.id not in found:
            found[diagram.id] = diagram
            todo += [known[n.called] for n in diagram.nodes.values() if n.called in known]
    return list(found.values())


def calls_itself(main: Diagram, known: Mapping[str, Diagram]) -> bool:
    """Whether `main` is called again by what it calls: such a run would never end."""
    within = called_by(main, known)
    return any(n.called == main.id for d in within for n in d.nodes.values())


def forms_of(procedure: Procedure, diagrams: Iterable[Diagram]) -> list[str]:
    """Return the ids of all forms of a procedure, each once, in a lasting order."""
    named = [procedure.form, *(p.form for p in procedure.papers)]
    named += [n.form for d in diagrams for n in d.nodes.values()]
    return sorted({form for form in named if form})


def decisions_of(procedure: Procedure, diagrams: Iterable[Diagram]) -> list[str]:
    """Return the ids of all decisions that a procedure names, each once, in a lasting order."""
    named = {procedure.case_decision} | {n.decision for d in diagrams for n in d.nodes.values()}
    return sorted(named - {""})
