"""Immutable versions of procedures, opened once in each process."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from engine.definitions.bpmn.graph import Diagram, FlowNode
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.forms.form import Form
from engine.definitions.manifests.manifest import Procedure
from engine.errors import NotFound, Refused
from engine.procedures.bundle import Parts, open_bundle
from engine.procedures.structure.steps import first_step
from engine.procedures.structure.token_flow import TokenFlow
from engine.storage.database import Transaction
from engine.storage.procedures import versions

KEPT = 4096  # opened versions kept in a process, for each store


@dataclass(frozen=True, slots=True)
class Version:
    """A procedure as it was deployed; a dossier keeps the one it was opened under.

    `diagrams` holds the main diagram and all that it calls, by process id.
    """

    id: int
    number: int
    procedure: Procedure
    diagrams: Mapping[str, Diagram]
    forms: Mapping[str, Form]
    digest: str
    decisions: Mapping[str, DecisionFile] = field(default_factory=dict)  # file by decision id

    @property
    def diagram(self) -> Diagram:
        """The main diagram. Raises Refused for a procedure that is information only."""
        found = self.diagrams.get(self.procedure.diagram)
        if found is None:
            code = self.procedure.code
            raise Refused("information_only", f"{code} is published as information only.")
        return found

    @property
    def ways(self) -> TokenFlow:
        """Where a token can go, the main diagram first. Raises Refused as `diagram` does."""
        main = self.diagram
        return TokenFlow({main.id: main, **self.diagrams})

    @property
    def first_step(self) -> FlowNode:
        """The user task that a new dossier comes to first. Raises Refused where there is none."""
        found = first_step(self.diagram)
        if found is None:
            raise Refused("no_first_step", f"{self.procedure.code} has no step for a person.")
        return found

    @property
    def decided_by(self) -> str:
        """The name of the decision that chooses the case; "" where people do."""
        wanted = self.procedure.case_decision
        file = self.decisions.get(wanted)  # none with what is information only
        return file.decisions[wanted].label if file else ""

    def node(self, node_id: str) -> FlowNode:
        """Return a node of the main diagram, else of a called one. Raises NotFound."""
        for diagram in (self.diagram, *self.diagrams.values()):
            if node_id in diagram.nodes:
                return diagram.nodes[node_id]
        raise NotFound("no_node", f"{self.procedure.code} has no element {node_id!r}.")


class _Opened:
    """Opened versions of one store, the least used dropped first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Version] = OrderedDict()

    def get(self, version_id: int) -> Version | None:
        with self._lock:
            found = self._kept.get(version_id)
            if found is not None:
                self._kept.move_to_end(version_id)
            return found

    def keep(self, version: Version) -> Version:
        with self._lock:
            self._kept[version.id] = version
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return version


# By connection pool: a store's versions have ids of their own, and go when the store goes.
_opened: weakref.WeakKeyDictionary[object, _Opened] = weakref.WeakKeyDictionary()
_opening = threading.Lock()


def _opened_of(tx: Transaction) -> _Opened:
    with _opening:
        return _opened.setdefault(tx.engine.pool, _Opened())


def load_version(tx: Transaction, version_id: int) -> Version:
    """Return a version, opened once in each process. Raises NotFound."""
    opened = _opened_of(tx)
    return opened.get(version_id) or opened.keep(_open(versions.load(tx, version_id)))


def active_version(tx: Transaction, code: str) -> Version:
    """Return the version under which new dossiers of a procedure open. Raises NotFound."""
    row = versions.active(tx, code)
    if row is None:
        raise NotFound("no_procedure", f"There is no procedure {code!r}.", procedure=code)
    opened = _opened_of(tx)
    return opened.get(row.id) or opened.keep(_open(row))


def active_procedures(tx: Transaction, agencies: Container[str]) -> list[Version]:
    """Return the active version of every procedure of these agencies, by name."""
    heads = versions.active_list(tx)
    return [load_version(tx, head.id) for head in heads if head.agency in agencies]


def _open(row: versions.VersionRow | None) -> Version:
    if row is None:
        raise NotFound("no_version", "There is no such version of a procedure.")
    parts: Parts = open_bundle(row.data)
    return Version(
        id=row.id,
        number=row.number,
        procedure=parts.procedure,
        diagrams=parts.diagrams,
        forms=parts.forms,
        digest=row.digest,
        decisions=parts.decisions,
    )
