"""The bench of a designer: procedures to be found, one of them whole, a version as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.access.permission import may, require
from engine.access.table import DESIGN, READ_VERSIONS
from engine.accounts import Person
from engine.definitions.text.slug import slug
from engine.installation import Installation
from engine.installation.paging import page_of
from engine.procedures.heads import chosen, heads_of, stored
from engine.procedures.register.current import facts_in_force
from engine.procedures.register.facts import ListedFacts
from engine.procedures.version import Version, load_version
from engine.procedures.version_files import files_of, zip_of
from engine.publishing.pages import ProcedureLine, procedures, versions_of
from engine.review.version_lines import VersionLine
from engine.storage import Transaction
from engine.storage.accounts import users
from engine.storage.procedures.versions import VersionHead
from engine.storage.publishing import publications
from engine.storage.publishing.publications import PublicationRow

SIZE = 25
KINDS = ("fileable", "internal", "information")
"""What a procedure can be; one that is information only lacks something."""
PENDING = "pending"
"""Besides the kinds: those of which a publication waits."""


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """What a designer looks for; empty filters let everything through."""

    words: str = ""
    agency: str = ""
    kind: str = ""  # one of KINDS, or PENDING
    sort: str = ""  # name, since, running; else what waits first, then what can be filed
    page: int = 1


@dataclass(frozen=True, slots=True)
class BenchLine:
    """A procedure in a list and what it is, one of KINDS."""

    line: ProcedureLine
    kind: str


@dataclass(frozen=True, slots=True)
class BenchList:
    """A page of what is found. `agencies` are (id, name), `counts` by kind, of all that match."""

    query: BenchQuery
    items: tuple[BenchLine, ...]
    total: int
    whole: int  # procedures without any filter
    page: int
    pages: int
    agencies: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BenchVersion:
    """A version of the list, and the name of who put it in force where that was a person."""

    line: VersionLine
    person: str


@dataclass(frozen=True, slots=True)
class Bench:
    """One procedure as its designers see it. `older` dossiers run on versions not in force."""

    version: Version
    head: VersionHead
    agency_name: str
    kind: str
    missing: tuple[str, ...]
    drawing: bytes  # empty for what is information only
    versions: tuple[BenchVersion, ...]
    waiting: tuple[PublicationRow, ...]
    running: int
    older: int
    may_design: bool


def bench_list(installation: Installation, who: Person, query: BenchQuery) -> BenchList:
    """The procedures that the person designs or publishes. Raises Forbidden `not_designer`."""
    facts = facts_in_force(installation.store)
    all_lines = [
        BenchLine(line, _kind(facts.get(line.version_id))) for line in procedures(installation, who)
    ]
    found = [each for each in all_lines if _matches(each.line, query)]
    counts = Counter(each.kind for each in found)
    counts[PENDING] = sum(1 for each in found if each.line.pending)
    kept = [each for each in found if _is(each, query.kind)]
    kept.sort(key=_SORTS.get(query.sort, _by_need))
    page, pages = page_of(query.page, len(kept), SIZE)
    agencies = {each.line.agency: each.line.agency_name for each in all_lines}
    return BenchList(
        query=query,
        items=tuple(kept[(page - 1) * SIZE : page * SIZE]),
        total=len(kept),
        whole=len(all_lines),
        page=page,
        pages=pages,
        agencies=tuple(sorted(agencies.items(), key=lambda pair: slug(pair[1]))),
        counts=counts,
    )


def bench(installation: Installation, who: Person, code: str) -> Bench:
    """One procedure with its versions and what waits. Raises NotFound, Forbidden."""
    lines = versions_of(installation, who, code)
    with installation.store.read() as tx:
        head = chosen(heads_of(tx, code))
        version = load_version(tx, head.id)
        names = _names(tx, (line.deployed_by for line in lines))
        waiting = publications.pending(tx, [code])
        rows = [row for each in waiting if (row := publications.load(tx, each))]
    procedure = version.procedure
    return Bench(
        version=version,
        head=head,
        agency_name=installation.unit_name(procedure.agency),
        kind=_kind_of(internal=procedure.internal, fileable=procedure.fileable),
        missing=procedure.missing,
        drawing=version.diagram.xml if procedure.diagram in version.diagrams else b"",
        versions=tuple(BenchVersion(line, names[line.deployed_by]) for line in lines),
        waiting=tuple(rows),
        running=sum(line.dossiers for line in lines),
        older=sum(line.dossiers for line in lines if not line.active),
        may_design=may(installation, who, DESIGN, procedure.agency),
    )


def version_files(
    installation: Installation, who: Person, code: str, number: int | None = None
) -> tuple[VersionHead, bytes]:
    """A version as an archive of the files that Camunda Modeler opens; else the one in force.

    Raises NotFound `no_procedure`, `no_version`, Forbidden `not_designer`.
    """
    with installation.store.read() as tx:
        row = stored(tx, code, number)
        require(installation, who, READ_VERSIONS, row.agency)
    return row, zip_of(files_of(row.data))


def people_of(installation: Installation, rows: Iterable[PublicationRow]) -> Mapping[int, str]:
    """The names of who made and decided publications, by account."""
    ids = {person for row in rows for person in (row.made_by, row.decided_by) if person}
    with installation.store.read() as tx:
        return users.names(tx, ids)


def _kind(facts: ListedFacts | None) -> str:
    return _kind_of(internal=facts.internal, fileable=facts.fileable) if facts else "information"


def _kind_of(*, internal: bool, fileable: bool) -> str:
    if not fileable:
        return "information"
    return "internal" if internal else "fileable"


def _is(each: BenchLine, kind: str) -> bool:
    return not kind or each.kind == kind or (kind == PENDING and each.line.pending > 0)


def _matches(line: ProcedureLine, query: BenchQuery) -> bool:
    """Whether its name, code or field has every word; accents and case do not count."""
    if query.agency and line.agency != query.agency:
        return False
    text = slug(f"{line.name} {line.code} {line.field}")
    return all(word in text for word in slug(query.words).split("_"))


def _by_need(each: BenchLine) -> tuple[object, ...]:
    return (not each.line.pending, KINDS.index(each.kind), slug(each.line.name), each.line.code)


_SORTS: Mapping[str, Callable[[BenchLine], tuple[object, ...]]] = {
    "name": lambda each: (slug(each.line.name), each.line.code),
    "since": lambda each: (-each.line.since.timestamp(), slug(each.line.name)),
    "running": lambda each: (-each.line.running, slug(each.line.name)),
}


def _names(tx: Transaction, usernames: Iterable[str]) -> Mapping[str, str]:
    """The name of each person; what no account has stays as it is, such as `deploy`."""
    rows = {name: users.by_username(tx, name) for name in set(usernames)}
    return {name: row.name if row else name for name, row in rows.items()}
