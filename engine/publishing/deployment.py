"""Deployment: versions stored by digest, each put in force with what depended on the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.definitions.content import Content
from engine.definitions.manifests.manifest import Procedure
from engine.errors import BrokenContent, NotFound, Refused, Severity
from engine.procedures.bundle import Bundle, bundle_of
from engine.procedures.storing import store_version
from engine.review.checks.check import check_content
from engine.storage import Store
from engine.storage.database import Transaction
from engine.storage.procedures import versions
from engine.storage.procedures.versions import Origin, VersionHead
from engine.storage.publishing import publications


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
        store_version(tx, new)
    else:
        versions.activate(tx, earlier.id, Origin(new.origin))
    stored = versions.by_digest(tx, new.procedure, new.digest)
    if stored is None:
        raise NotFound("no_version", f"A version of {new.procedure} was stored and is not there.")
    return Deployed(stored.procedure, new.name, stored.number, stored.id)
