"""The fields in which the desk takes a dossier: the applicant, the papers, how it came in."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest

from engine.definitions.manifests.papers import PAPER_KINDS
from engine.definitions.status import Channel
from webui.posted import number

APPLICANT = ("name", "organisation", "id_number", "phone", "email", "address")
LENGTH = 300  # of one of the applicant's fields


def applicant() -> dict[str, str]:
    """What was typed about the applicant, every field of it."""
    return {name: request.form.get(name, "")[:LENGTH] for name in APPLICANT}


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
