"""What an upload would put in force: which procedures it means, over which versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from engine.access.permission import agencies, require
from engine.access.table import DESIGN
from engine.accounts import Person
from engine.definitions.content import Content, content_of
from engine.errors import BrokenContent, Finding, NotFound, Refused
from engine.installation import Installation
from engine.procedures.bundle import Parts
from engine.procedures.version import Version, active_version, load_version
from engine.publishing.overlay import CheckedUpload, Needs, Packed, judge
from engine.review.upload import Upload
from engine.review.upload.codes import upload_finding
from engine.storage import Transaction
from engine.storage.procedures import versions

MOST_PROCEDURES, MOST_NODES, MOST_FIELDS = 500, 5_000, 5_000


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A procedure that changes: what it packs to, and the version in force that it started from."""

    packed: Packed
    base: Version | None


@dataclass(frozen=True, slots=True)
class JudgedUpload:
    """An upload, judged. `items` are the procedures that change, none where there are errors.

    `content` are the files that were handed in, `bases` the versions under them: findings are
    shown on both.
    """

    items: tuple[DraftItem, ...]
    findings: tuple[Finding, ...]
    broken: bool
    content: Content
    bases: tuple[Version, ...] = ()


class BrokenDraft(BrokenContent):
    """An upload has errors; `draft` has them and the files to show them on."""

    def __init__(self, made: JudgedUpload) -> None:
        super().__init__(made.findings)
        self.draft = made


def draft(
    installation: Installation, who: Person, upload: Upload, procedure: str | None = None
) -> JudgedUpload:
    """Lay an upload over the versions in force and judge it; nothing is stored.

    With `procedure` only that one changes. Else those of the manifests handed in; without a
    manifest every one in force, of the agencies that the person designs for, that has one of the
    files. Raises Forbidden `not_designer`, NotFound `no_procedure` for one that is neither in
    force nor handed in, Refused `publication_no_procedure` when no procedure has these files,
    BrokenContent (E953) for more than anybody draws: judging it would take minutes.
    """
    require(installation, who, DESIGN)
    content = content_of(upload.files, installation.organisation, installation.roles)
    _moderate(content)
    with installation.store.read() as tx:
        bases = _bases(tx, content, procedure, agencies(installation, who, DESIGN))
    for code, base in bases.items():
        _require(installation, who, content, code, base)
    chosen = _only(content, bases)
    judged = judge(chosen, {c: _parts(b) for c, b in bases.items()}, _Library(installation).search)
    left = content.procedures.keys() - bases.keys()
    notes = [
        upload_finding("W952", content.procedures[code].file, f"{code} is left out")
        for code in left
    ]
    findings = tuple(sorted({*judged.findings, *upload.notes, *notes}))
    under = tuple(base for base in bases.values() if base is not None)
    return JudgedUpload(_changed(judged, bases), findings, judged.broken, content, under)


def _moderate(content: Content) -> None:
    counts = (
        (MOST_PROCEDURES, "procedures", [(p.file, 1) for p in content.procedures.values()]),
        (MOST_NODES, "elements", [(d.file, len(d.nodes)) for d in content.diagrams.values()]),
        (MOST_FIELDS, "fields", [(f.file, len(f.fields)) for f in content.forms.values()]),
    )
    many = [
        upload_finding(
            "E953", max(found, key=itemgetter(1))[0], f"the upload has more than {most:,} {what}"
        )
        for most, what, found in counts
        if sum(count for _, count in found) > most
    ]
    if many:
        raise BrokenContent(many)


def _bases(
    tx: Transaction, content: Content, procedure: str | None, agencies: Collection[str]
) -> dict[str, Version | None]:
    """The version in force of each procedure of the upload, None for a new one."""
    if procedure is not None:
        if procedure in content.procedures:
            return {procedure: _in_force(tx, procedure)}
        return {procedure: active_version(tx, procedure)}
    if content.procedures or content.manifests or not _has_parts(content):
        return {code: _in_force(tx, code) for code in content.procedures}
    found: dict[str, Version | None] = {}
    for head in versions.active_list(tx):
        version = load_version(tx, head.id) if head.agency in agencies else None
        if version is not None and _shares(content, version):
            found[head.procedure] = version
    if not found and not content.broken_files:
        text = "No procedure in force has these files: choose one, or add its manifest."
        raise Refused("publication_no_procedure", text)
    return found


def _has_parts(content: Content) -> bool:
    return bool(content.diagrams or content.forms or content.decisions)


def _in_force(tx: Transaction, code: str) -> Version | None:
    try:
        return active_version(tx, code)
    except NotFound:
        return None


def _shares(content: Content, version: Version) -> bool:
    return bool(
        content.diagrams.keys() & version.diagrams.keys()
        or content.forms.keys() & version.forms.keys()
        or content.decisions.keys() & version.decisions.keys()
    )


def _require(
    installation: Installation, who: Person, content: Content, code: str, base: Version | None
) -> None:
    """Both the agency that has the procedure and the one that would have it must be theirs."""
    both = {base.procedure.agency} if base is not None else set()
    if code in content.procedures:
        both.add(content.procedures[code].agency)
    for agency in both & installation.organisation.units.keys():  # an unknown one is a finding
        require(installation, who, DESIGN, agency)


def _only(content: Content, codes: Collection[str]) -> Content:
    """The same without the procedures that are left out, and without remarks on them."""
    left = content.procedures.keys() - set(codes)
    return replace(
        content,
        procedures={code: p for code, p in content.procedures.items() if code not in left},
        findings=tuple(f for f in content.findings if f.element not in left),
    )


def _parts(version: Version | None) -> Parts | None:
    if version is None:
        return None
    return Parts(version.procedure, version.diagrams, version.forms, version.decisions)


def _changed(judged: CheckedUpload, bases: Mapping[str, Version | None]) -> tuple[DraftItem, ...]:
    """Those that pack to something else than the version in force, as it was and as it is read."""
    items = []
    for packed in judged.packed:
        base = bases[packed.procedure.code]
        if base is None or packed.bundle.digest not in (base.digest, packed.before):
            items.append(DraftItem(packed, base))
    return tuple(items)


class _Library:
    """What is in force elsewhere: a new procedure may run on a diagram that others run on."""

    def __init__(self, installation: Installation) -> None:
        self._office = installation

    def search(self, needs: Needs) -> Parts | None:
        """The newest version in force that has something of this."""
        with self._office.store.read() as tx:
            heads = sorted(versions.active_list(tx), key=lambda head: head.id, reverse=True)
            for head in heads:
                parts = _parts(load_version(tx, head.id))
                if parts is not None and needs.met_by(parts):
                    return parts
        return None
