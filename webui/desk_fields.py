"""The fields in which the desk takes a dossier: the applicant, the papers, how it came in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from engine.definitions.applicant import APPLICANT_FIELDS, APPLICANT_LABELS
from engine.definitions.manifests.papers import PAPER_KINDS
from engine.definitions.status import Channel
from engine.l10n.text import _l
from engine.parties.applicant_check import (
    ETHNIC_GROUPS,
    LONGEST,
    LONGEST_FIELD,
    ORGANISATIONS,
    PART_OF,
    SCHEMES,
)
from sla.calendar import local
from webui.context import installation, now
from webui.labels import DELIVERY, PARTY_KIND, SCHEME, SEX
from webui.posted import number

PLAIN = ("name", "organisation", "id_number", "phone", "email", "address")
"""What every desk asks."""
FOLDED = (
    (
        _l("Thêm thông tin người nộp"),
        (
            *("birth_date", "sex", "ethnicity", "province", "commune"),
            *("id_scheme", "id_issued_on", "id_issued_by"),
        ),
    ),
    (_l("Thêm thông tin tổ chức"), ("organisation_kind", "tax_code", "licence")),
    (
        _l("Nộp thay người khác"),
        ("owner_name", "owner_birth_date", "owner_id_number", "owner_phone", "owner_address"),
    ),
    (_l("Người liên hệ khác"), ("contact_name", "contact_phone", "contact_email")),
    (_l("Về việc, nhận kết quả, ghi chú"), ("subject", "delivery", "note")),
)
"""What is asked where a procedure requires it, or where somebody wants to say it."""
_CHOICES: Mapping[str, Mapping[str, object]] = {
    "id_scheme": {word.value: SCHEME[word] for word in SCHEMES},
    "sex": SEX,
    "organisation_kind": {word.value: PARTY_KIND[word] for word in ORGANISATIONS},
    "delivery": DELIVERY,
}
LENGTHS = {name: LONGEST.get(name, LONGEST_FIELD) for name in APPLICANT_FIELDS}
BLANK = dict.fromkeys(APPLICANT_FIELDS, "")


def applicant(sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed about the applicant, every field of it.

    One character more than may be, so that what is too long is refused and not cut off.
    """
    return {name: sent.get(name, "")[: most + 1] for name, most in LENGTHS.items()}


def init_desk_fields(app: Flask) -> None:
    """What the template of these fields knows."""
    app.jinja_env.globals.update(
        PLAIN=PLAIN,
        FOLDED=FOLDED,
        LENGTHS=LENGTHS,
        PART_OF=PART_OF,
        APPLICANT_LABELS=APPLICANT_LABELS,
        applicant_choices=applicant_choices,
    )


def applicant_choices() -> dict[str, Mapping[str, object]]:
    """What there is to choose from in each field that is chosen, by code; today's places."""
    places, today = installation().places, local(now()).date()
    groups = installation().code_lists.get(ETHNIC_GROUPS)
    provinces = places.provinces_on(today)
    found = {
        "ethnicity": {each.code: each.name for each in groups.codes_on(today)} if groups else {},
        "province": {each.code: each.name for each in provinces},
        "commune": {
            commune.code: commune.name
            for province in provinces
            for commune in places.communes_of(province.code, today)
        },
    }
    return {**_CHOICES, **found}


def channel() -> Channel:
    """How it came to the desk. Raises BadRequest for a way that leads to no desk."""
    wanted = request.form.get("channel", Channel.DESK)
    if wanted not in (Channel.DESK, Channel.POST):
        raise BadRequest
    return Channel(wanted)


def paper(name: str) -> tuple[str, int]:
    """One of PAPER_KINDS and how many copies. Raises BadRequest for another kind."""
    kind = request.form.get(f"kind.{name}", "copy")
    if kind not in PAPER_KINDS:
        raise BadRequest
    return kind, number(f"copies.{name}") or 0
