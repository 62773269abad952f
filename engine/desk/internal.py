"""Internal procedures that a person may open, and what opening one asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.access.permission import require
from engine.access.table import OPEN_INTERNAL
from engine.accounts import Person
from engine.definitions.forms.form import Form, Meaning
from engine.desk.reception import ProcedureChoice, choice
from engine.dossiers.internal import places
from engine.installation import Installation
from engine.procedures.register.current import facts_in_force
from engine.procedures.version import Version, active_version, load_version
from sla.limits import Limit


@dataclass(frozen=True, slots=True)
class OpeningView:
    """What the page of one internal procedure shows to whoever may open it.

    `units` are those in which they may, (id, name); mostly there is but one. `subject_from` is the
    label of the field that says what it is about, "" where only the page's own field does.
    """

    procedure: ProcedureChoice
    units: tuple[tuple[str, str], ...]
    form: Form | None
    first_step: str
    first_limit: Limit | None
    first_help: str
    first_form: Form | None
    subject_from: str


def openings(installation: Installation, who: Person) -> tuple[ProcedureChoice, ...]:
    """The internal procedures in force that this person may open, by field and name."""
    mine = [version for version in _internal(installation) if places(installation, who, version)]
    return tuple(sorted((choice(installation, v) for v in mine), key=lambda c: (c.field, c.name)))


def opens_any(installation: Installation, who: Person) -> bool:
    """Whether there is one that this person may open; every page asks."""
    return bool(who.grants) and any(places(installation, who, v) for v in _internal(installation))


def opening(installation: Installation, who: Person, procedure: str) -> OpeningView:
    """Forms and units of one. Raises as `places` does, and Forbidden where there is none."""
    with installation.store.read() as tx:
        version = active_version(tx, procedure)
    found = places(installation, who, version)
    require(installation, who, OPEN_INTERNAL, version)
    first = version.first_step
    forms = version.forms.get(version.procedure.form), version.forms.get(first.form)
    return OpeningView(
        procedure=choice(installation, version),
        units=tuple((place.unit.id, place.unit.name) for place in found),
        form=forms[0],
        first_step=first.label,
        first_limit=first.limit,
        first_help=first.documentation,
        first_form=forms[1],
        subject_from=_subject_from(form for form in forms if form),
    )


def _subject_from(forms: Iterable[Form]) -> str:
    fields = (field for form in forms for field in form.walk())
    return next((field.label for field in fields if field.means is Meaning.SUBJECT), "")


def _internal(installation: Installation) -> tuple[Version, ...]:
    """Those in force; the many others of a province are not opened to find them."""
    known = facts_in_force(installation.store)
    wanted = [key for key, facts in known.items() if facts.internal and facts.fileable]
    with installation.store.read() as tx:
        return tuple(load_version(tx, version_id) for version_id in wanted)
