"""The desk: choose a procedure, take the applicant's details and papers, decide the first step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.access.table import RECEIVE
from engine.definitions.parties import Scheme
from engine.definitions.status import Channel
from engine.desk.reception import ReceptionView, procedures
from engine.desk.reception import reception as read_reception
from engine.dossiers import Applicant, PaperGiven, ReceiveRequest, receive
from engine.dossiers.choosing import DecidedCase
from engine.errors import FieldProblem, Invalid
from engine.l10n.text import _, _l
from engine.l10n.times import moment
from engine.parties.register import found as find_party
from webui import desk_fields
from webui.context import address, installation, now, person
from webui.pages import MenuEntry, Pages
from webui.posted import values
from webui.query import mentions, query_text

reception = Pages("reception", __name__)


_TAKEN = ("name", "phone", "email", "address", "province", "commune")


@dataclass(frozen=True, slots=True)
class ReceptionInput:
    """What the desk page shows in its fields."""

    channel: Channel
    case: str
    applicant: dict[str, str]
    papers: dict[str, PaperGiven]
    values: dict[str, object]
    decision: dict[str, object]


@reception.menu("/tiep-nhan", MenuEntry(_l("Tiếp nhận"), 20, may=RECEIVE))
def choose() -> str:
    """The procedures that this desk receives, by field."""
    choices = procedures(installation(), person())
    text = query_text()
    hits = [c for c in choices if mentions(f"{c.code} {c.name}", text)]
    fields = [(name, list(group)) for name, group in groupby(hits, key=lambda c: c.field)]
    return render_template("choose.html", fields=fields, text=text, any=bool(choices))


@reception.get("/tiep-nhan/<procedure>")
def page(procedure: str) -> str:
    """An empty desk page for one procedure."""
    view = read_reception(installation(), person(), procedure)
    given = {p.id: PaperGiven(p.id, p.kind, p.copies) for p in view.papers}
    blank = ReceptionInput(Channel.DESK, "", desk_fields.BLANK, given, {}, {})
    return _render(view, blank, ticked=set())


@reception.post("/tiep-nhan/<procedure>")
def open_dossier(procedure: str) -> Response | tuple[str, int]:
    """Open the dossier and complete its first step; with something wrong, what was typed stays."""
    view = read_reception(installation(), person(), procedure)
    ticked = set(request.form.getlist("paper"))
    typed = _typed(view)
    wanted = ReceiveRequest(
        procedure=procedure,
        applicant=Applicant(**typed.applicant),
        values=typed.values,
        decision=typed.decision,
        papers=tuple(given for given in typed.papers.values() if given.id in ticked),
        channel=typed.channel,
        case=typed.case,
    )
    try:
        got = receive(installation(), person(), wanted, at=now(), address=address())
    except Invalid as error:
        return _render(view, typed, ticked=ticked, problems=error.problems), 422
    flash(_("Đã ghi hồ sơ %(code)s.", code=got.code) + _case(got.choice) + _promise(got.due_at))
    return redirect(url_for("dossier.page", code=got.code, done=f"tiep-nhan/{procedure}"))


@reception.get("/tiep-nhan/<procedure>/nguoi-nop")
def known(procedure: str) -> str:
    """Whose dossiers are known under the number that was typed.

    With `take`, the fields as they were typed, with the name and the contacts that are known.
    """
    view = read_reception(installation(), person(), procedure)
    typed = desk_fields.applicant(request.args)
    scheme = typed["id_scheme"]
    found = find_party(
        installation(),
        person(),
        typed["id_number"],
        Scheme(scheme) if scheme in set(Scheme) else None,
    )
    if found is None or "take" not in request.args:
        return render_template("known_party.html", found=found, procedure=procedure)
    taken = {name: getattr(found, name) for name in _TAKEN if getattr(found, name)}
    return render_template(
        "applicant_taken.html",
        view=view,
        typed={"applicant": {**typed, **taken}},
        required=view.applicant_required,
        problems=(),
        wrong=frozenset(),
    )


def _case(choice: DecidedCase | None) -> str:
    if choice is None:
        return ""
    case = _("Quy trình: %(case)s.", case=choice.case.name)
    return f" {case} {choice.remark}".rstrip()


def _promise(due: datetime | None) -> str:
    return " " + _("Hẹn trả kết quả %(due)s.", due=moment(due)) if due else ""


def _typed(view: ReceptionView) -> ReceptionInput:
    return ReceptionInput(
        channel=desk_fields.channel(),
        case=request.form.get("case", ""),
        applicant=desk_fields.applicant(request.form),
        papers={p.id: PaperGiven(p.id, *desk_fields.paper(p.id)) for p in view.papers},
        values=values("values"),
        decision=values("decision"),
    )


def _render(
    view: ReceptionView,
    typed: ReceptionInput,
    *,
    ticked: set[str],
    problems: tuple[FieldProblem, ...] = (),
) -> str:
    wrong = {problem.key for problem in problems}
    return render_template(
        "reception.html",
        view=view,
        typed=typed,
        ticked=ticked,
        problems=problems,
        wrong=wrong,
        required=view.applicant_required,
    )
