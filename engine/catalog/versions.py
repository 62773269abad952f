"""Immutable versions of procedures: deployed by digest, opened once in each process."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.catalog.bundle import Bundle, Parts, bundle_of, open_bundle
from engine.catalog.check import check_content
from engine.catalog.closure import first_step
from engine.definitions.content import Content
from engine.definitions.decision import DecisionFile
from engine.definitions.form import Form
from engine.definitions.graph import Diagram, Node
from engine.definitions.manifest import Procedure
from engine.errors import BrokenContent, NotFound, Refused, Severity
from engine.storage import Store, publications, versions
from engine.storage.database import Transaction
from engine.storage.versions import Origin, VersionHead

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
    def first_step(self) -> Node:
        """The user task that a new dossier comes to first. Raises Refused where there is none."""
        found = first_step(self.diagram)
        if found is None:
            raise Refused("no_first_step", f"{self.procedure.code} has no step for a person.")
        return found

    def node(self, node_id: str) -> Node:
        """Return a node of the main diagram, else of a called one. Raises NotFound."""
        for diagram in (self.diagram, *self.diagrams.values()):
            if node_id in diagram.nodes:
                return diagram.nodes[node_id]
        raise NotFound("no_node", f"{self.procedure.code} has no element {node_id!r}.")


@dataclass(frozen=True, slots=True)
class Deployed:
    """One procedure of a deployment and the number of its version in force."""

    code: str
    name: str
    number: int
    version_id: int


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What a deployment changed and what it found as it was already."""

    new: tuple[Deployed, ...]
    unchanged: tuple[Deployed, ...]
    kept: tuple[Deployed, ...] = ()  # a designer published them, and the content is another


def deploy(  # noqa: PLR0913 - the sides of a deployment
    store: Store,
    content: Content,
    *,
    at: datetime,
    by: str,
    replace: bool = False,
    four_eyes: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> DeployReport:
    """Store a version of each procedure whose content is new; all or nothing.

    Content that went back to an earlier state makes the earlier version active again. What a
    designer published, and the content does not have, stays in force unless `replace`. With
    `four_eyes` only procedures that are not in force yet may change: Refused `four_eyes`.
    Raises BrokenContent, and changes nothing, when `check` has any error. `progress` is called
    with how many of how many diagrams were judged.
    """
    findings = check_content(content, progress)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        raise BrokenContent(errors)
    bundles = [(p, bundle_of(content, p)) for p in content.procedures.values()]
    with store.begin() as tx:
        versions.lock(tx)
        active = {head.procedure: head for head in versions.active_list(tx)}
        plan = _Plan(active, replace=replace)
        if four_eyes:
            plan.refuse_changes(bundles)
        return _carry_out(tx, plan, bundles, at, by)


_FOUR_EYES = (
    "Two people decide about a procedure in force (setting publish_approval), so a deployment "
    "does not change {}. Propose the change with `motcua publish`."
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a deployment does with each procedure."""

    active: Mapping[str, VersionHead]
    replace: bool

    def act(self, bundle: Bundle) -> str:
        """One of new, unchanged, kept."""
        head = self.active.get(bundle.code)
        if head is None:
            return "new"
        if head.digest == bundle.digest:
            return "unchanged"
        published = head.origin == Origin.PUBLICATION
        return "kept" if published and not self.replace else "new"

    def refuse_changes(self, bundles: Iterable[tuple[Procedure, Bundle]]) -> None:
        """Let in only what is not in force yet. Raises Refused `four_eyes`."""
        changed = [p.code for p, b in bundles if p.code in self.active and self.act(b) == "new"]
        if changed:
            raise Refused("four_eyes", _FOUR_EYES.format(", ".join(changed)), procedures=changed)


def _carry_out(
    tx: Transaction,
    plan: _Plan,
    bundles: Iterable[tuple[Procedure, Bundle]],
    at: datetime,
    by: str,
) -> DeployReport:
    done: dict[str, list[Deployed]] = {"new": [], "unchanged": [], "kept": []}
    for procedure, bundle in bundles:
        act, head = plan.act(bundle), plan.active.get(bundle.code)
        if act == "new" or head is None:
            done[act].append(put_in_force(tx, new_version(procedure, bundle, at, by)))
            continue
        done[act].append(Deployed(head.procedure, head.name, head.number, head.id))
        if act == "unchanged" and head.origin == Origin.PUBLICATION:
            versions.in_folders(tx, head.id)
    publications.outdate(tx, [found.code for found in done["new"]], at)
    return DeployReport(*(tuple(done[act]) for act in ("new", "unchanged", "kept")))


def new_version(procedure: Procedure, bundle: Bundle, at: datetime, by: str) -> versions.NewVersion:
    """What is stored of a procedure that was packed."""
    return versions.NewVersion(
        procedure=procedure.code,
        digest=bundle.digest,
        name=procedure.name,
        agency=procedure.agency,
        field=procedure.field,
        data=bundle.data,
        deployed_at=at,
        deployed_by=by,
    )


def put_in_force(tx: Transaction, new: versions.NewVersion) -> Deployed:
    """Make this the version in force: an earlier one with the same content, else a new one.

    The caller holds `versions.lock`.
    """
    earlier = versions.by_digest(tx, new.procedure, new.digest)
    if earlier is None:
        versions.insert(tx, new)
    else:
        versions.activate(tx, earlier.id, Origin(new.origin))
    stored = versions.by_digest(tx, new.procedure, new.digest)
    if stored is None:
        raise NotFound("no_version", f"A version of {new.procedure} was stored and is not there.")
    return Deployed(stored.procedure, new.name, stored.number, stored.id)


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
