"""What is wrong with who files: all of it at once, by the fields of `Applicant`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Protocol

from engine.definitions.applicant import (
    APPLICANT_FIELDS,
    APPLICANT_LABELS,
    Applicant,
    Delivery,
    Sex,
)
from engine.definitions.code_lists import CodeList
from engine.definitions.forms.values import CONTROL, EMAIL, FIRST_YEAR
from engine.definitions.parties import PartyKind, Scheme
from engine.definitions.places.gazetteer import Places
from engine.errors import FieldProblem
from engine.l10n.times import day_of
from engine.parties.identifier import fits, normalised

LONGEST = {"subject": 500, "note": 1000}
"""Characters that a field may have, where it is not `LONGEST_FIELD`."""
LONGEST_FIELD = 300
ETHNIC_GROUPS = "ethnic-groups"
"""Id of the list of their codes."""
ORGANISATIONS = (PartyKind.ORGANISATION, PartyKind.HOUSEHOLD, PartyKind.AGENCY)
SCHEMES = (Scheme.PERSONAL_ID, Scheme.IDENTITY_CARD, Scheme.PASSPORT, Scheme.OTHER)
"""Of people."""
_CHOICES: dict[str, Collection[str]] = {
    "id_scheme": SCHEMES,
    "sex": tuple(Sex),
    "organisation_kind": ORGANISATIONS,
    "delivery": tuple(Delivery),
}
_DAYS = ("birth_date", "id_issued_on", "owner_birth_date")
_PHONES = ("phone", "owner_phone", "contact_phone")
_EMAILS = ("email", "contact_email")
_DIGIT = re.compile(r"[0-9]")
_FEWEST_DIGITS = 6
"""Of a phone number: whatever else people write beside them, one must be able to dial it."""
PART_OF = {
    **dict.fromkeys(("organisation_kind", "tax_code", "licence"), "organisation"),
    **{
        name: head
        for head in ("owner_name", "contact_name")
        for name in APPLICANT_FIELDS
        if name != head and name.startswith(head.removesuffix("name"))
    },
}
"""The field that names whom another is about, where that is not the submitter."""


class Codes(Protocol):
    """The codes of an installation; what it does not list may be written as people like."""

    @property
    def places(self) -> Places:
        """Provinces and communes."""

    @property
    def code_lists(self) -> Mapping[str, CodeList]:
        """Lists by id."""


def check_applicant(
    given: Applicant, required: Collection[str], codes: Codes, today: date
) -> list[FieldProblem]:
    """All problems, keys after "applicant."; `required` are the fields that the procedure wants.

    What is required of an organisation, of an owner or of a contact counts where there is one.
    """
    found = [*_texts(given), *_missing(given, required)]
    wrong = {problem.key for problem in found}
    more = (
        *_choices(given),
        *_listed(given, codes),
        *_ways(given),
        *_numbers(given),
        *_days(given, today),
    )
    return found + [problem for problem in more if problem.key not in wrong]


def _problem(name: str, code: str, limit: object = None) -> FieldProblem:
    return FieldProblem(f"applicant.{name}", code, APPLICANT_LABELS[name].source, limit)


def _texts(given: Applicant) -> Iterator[FieldProblem]:
    for name in APPLICANT_FIELDS:
        text, longest = getattr(given, name), LONGEST.get(name, LONGEST_FIELD)
        if CONTROL.search(text):
            yield _problem(name, "characters")
        elif len(text) > longest:
            yield _problem(name, "max_length", longest)


def _missing(given: Applicant, required: Collection[str]) -> Iterator[FieldProblem]:
    filled = {name for name in APPLICANT_FIELDS if getattr(given, name).strip()}
    known = {PART_OF.get(name) for name in filled}
    for name in APPLICANT_FIELDS:
        wanted = name in required and PART_OF.get(name) in {None, *filled}
        if name not in filled and (wanted or name == "name" or name in known):
            yield _problem(name, "required")


def _choices(given: Applicant) -> Iterator[FieldProblem]:
    for name, known in _CHOICES.items():
        if getattr(given, name) not in ("", *known):
            yield _problem(name, "option")
    if given.organisation.strip() and given.owner_name.strip():
        yield _problem("owner_name", "one_owner")


def _listed(given: Applicant, codes: Codes) -> Iterator[FieldProblem]:
    places, groups = codes.places, codes.code_lists.get(ETHNIC_GROUPS)
    if groups and given.ethnicity and given.ethnicity not in groups.codes:
        yield _problem("ethnicity", "option")
    if places.provinces and given.province and places.province(given.province) is None:
        yield _problem("province", "option")
    commune = places.commune(given.commune)
    if places.communes and given.commune and commune is None:
        yield _problem("commune", "option")
    if commune and given.province not in ("", commune.province):
        yield _problem("commune", "other_province")


def _ways(given: Applicant) -> Iterator[FieldProblem]:
    for name in _PHONES:
        text = getattr(given, name).strip()
        if text and len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
            yield _problem(name, "phone")
    for name in _EMAILS:
        text = getattr(given, name).strip()
        if text and not EMAIL.fullmatch(text):
            yield _problem(name, "email")


def _numbers(given: Applicant) -> Iterator[FieldProblem]:
    scheme = given.id_scheme
    if given.id_number.strip() and scheme in SCHEMES and not fits(Scheme(scheme), given.id_number):
        yield _problem("id_number", scheme)
    digits = normalised(given.tax_code).isdigit()  # else it is a number of another kind
    if digits and not fits(Scheme.TAX_CODE, given.tax_code):
        yield _problem("tax_code", Scheme.TAX_CODE)


def _days(given: Applicant, today: date) -> Iterator[FieldProblem]:
    days = {name: day_of(getattr(given, name)) for name in _DAYS}
    for name, day in days.items():
        if day is None and getattr(given, name).strip():
            yield _problem(name, "day")
        elif day is not None and day.year < FIRST_YEAR:
            yield _problem(name, "first_year", FIRST_YEAR)
        elif day is not None and day > today:
            yield _problem(name, "future")
    born, issued = days["birth_date"], days["id_issued_on"]
    if born and issued and issued < born <= today:
        yield _problem("id_issued_on", "before_birth")
