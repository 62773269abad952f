"""Why a due moment is the one it is: the page, and the same for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, jsonify, render_template, request

from engine.deadlines.explanation.as_json import why_json
from engine.deadlines.explanation.chain import Why
from engine.deadlines.explanation.chain import why as read_why
from engine.deadlines.explanation.days import LimitDay
from engine.dossiers import note_view
from engine.l10n.times import WEEKDAYS
from sla.calendar import VIETNAM
from webui.context import address, installation, now, person
from webui.pages import Pages
from webui.posted import iso_moment, moment_of

WEEK = 7

why = Pages("why", __name__, url_prefix="/ho-so/<code>")


@dataclass(frozen=True, slots=True)
class Week:
    """One row of the picture: seven days from Monday on, None outside the limit."""

    first: date
    days: tuple[LimitDay | None, ...]


@why.get("/vi-sao")
def page(code: str) -> str:
    """The chain of facts, the picture of its days, and the same as of any moment."""
    found = _read(code)
    weeks = weeks_of(found.chain.days) if found.chain else ()
    return render_template(
        "why.html", why=found, weeks=weeks, then=_as_of(), typed=_typed(), weekdays=WEEKDAYS
    )


@why.get("/vi-sao.json")
def as_json(code: str) -> Response:
    """The same facts as values."""
    return jsonify(why_json(_read(code)))


def weeks_of(days: tuple[LimitDay, ...]) -> tuple[Week, ...]:
    """The days as a calendar shows them."""
    if not days:
        return ()
    by_date = {cell.date: cell for cell in days}
    monday = days[0].date - timedelta(days=days[0].date.weekday())
    count = (days[-1].date - monday).days // WEEK + 1
    mondays = [monday + timedelta(weeks=n) for n in range(count)]
    return tuple(
        Week(first, tuple(by_date.get(first + timedelta(days=n)) for n in range(WEEK)))
        for first in mondays
    )


def _read(code: str) -> Why:
    note_view(installation(), person(), code, at=now(), address=address())
    task = request.args.get("buoc", "")[:100]
    return read_why(installation(), person(), code, at=_as_of() or now(), task=task or None)


def _as_of() -> datetime | None:
    """The moment of the query: `?luc=2023-12-07T08:24`, or as people type it; None: no such."""
    day, clock = _typed()
    if day:
        return moment_of(day, clock or "23:59")
    return iso_moment(request.args.get("luc", "")[:40], VIETNAM)


def _typed() -> tuple[str, str]:
    """Day and time as they were typed."""
    return request.args.get("ngay", "").strip()[:20], request.args.get("gio", "").strip()[:10]
