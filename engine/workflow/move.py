"""Moving a dossier to another version of its diagram, between two acts.

A token stays where a node of the same id, kind, scope and loop waits; any other needs a node that
a person maps it to. Nothing is passed by moving: who did a step, did it under the version of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.errors import MotcuaError
from engine.workflow.carry import Carrier
from engine.workflow.execution import Execution
from engine.workflow.gateways import Parallel
from engine.workflow.matching import Obstacle, obstacle, race_of
from engine.workflow.run import Run
from engine.workflow.scope import ScopeInstance
from engine.workflow.spec import Spec

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CarriedRun:
    """The run under the other spec, None where `obstacles` say why not.

    `entered` is the new task id by the old one, of the waits that were mapped by hand. Everything
    else that waits in both runs has the task id it had.
    """

    run: Run | None
    obstacles: tuple[Obstacle, ...] = ()
    entered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """Where a token is: in a scope (process, enclosing sub-process or ""), at a node.

    `flow` is the one it came by, where it waits at a join.
    """

    process: str
    parent: str
    node: str
    flow: str = ""


def move(run: Run, spec: Spec, mapping: Mapping[str, str] = NONE) -> CarriedRun:
    """Carry a run over to another spec; `mapping` has the new node by the old one.

    The run given stays as it is, whatever comes of it.
    """
    carrier = Carrier(run.act, spec, mapping)
    try:
        carrier.carry()
        found = carrier.found or list(_going_on(carrier.act))
    except MotcuaError as error:
        found = [Obstacle("cannot_enter", "", "", other=str(error))]
    if found:
        return CarriedRun(None, tuple(dict.fromkeys(found)))
    return CarriedRun(Run(spec, carrier.act), (), MappingProxyType(carrier.entered))


def tokens(run: Run) -> tuple[Token, ...]:
    """Where the tokens of a run are; rivals of an event-based gateway are one token at it."""
    found = [t for scope in run.act.scopes.values() for t in _tokens(scope)]
    return tuple(sorted(found))


def _tokens(scope: ScopeInstance) -> Iterator[Token]:
    process, _, parent = scope.spec.name.partition("/")
    races: set[str] = set()
    for task in scope.live():
        step, internal = task.task_spec, task.internal_data
        race = internal.get("r")
        if step.passive or "b" in internal or race in races:
            continue
        if race is None:
            flow = internal["f"] if step.joins else ""
            yield Token(process, parent, step.node.id, flow)
        else:
            races.add(race)
            yield Token(process, parent, race_of(scope.spec, internal["f"]).node.id)


def _going_on(act: Execution) -> Iterator[Obstacle]:
    """Whether anything would run now that waited before."""
    for scope in act.scopes.values():
        for task in scope.live():
            step = task.task_spec
            if isinstance(step, Parallel) and step.waiting(task).keys() >= step.incoming:
                yield obstacle("goes_on", step.node)
                return
    try:
        act.advance()
    except MotcuaError as error:
        names = error.fields.get("nodes")
        yield Obstacle("stuck", "", ", ".join(names) if isinstance(names, list) else "")
        return
    if act.passed:
        yield Obstacle("goes_on", act.passed[0], act.passed[0])
