"""Form 4: written by an officer, signed or sent back by the leader, printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.access.permission import require
from engine.access.table import SIGN_APOLOGY
from engine.dossiers.apologies.apology import ask, printed, send_back, sign
from engine.dossiers.apologies.pages import ApologyView, apology, waiting, waiting_count
from engine.errors import FieldProblem, Invalid, Refused
from engine.l10n.text import _, _l
from engine.l10n.times import clock, day
from webui.context import address, installation, now, person
from webui.pages import MenuEntry, Pages
from webui.posted import moment_of
from webui.query import page_number

LONGEST = 4000  # more than the engine takes, so that it can say so

apologies = Pages("apologies", __name__)


@dataclass(frozen=True, slots=True)
class ApologyInput:
    """What stands in the fields of the page."""

    reason: str
    day: str
    clock: str


@apologies.menu(
    "/xin-loi", MenuEntry(_l("Phiếu xin lỗi"), 50, may=SIGN_APOLOGY, badge=waiting_count)
)
def waiting_list() -> str:
    """What waits for the leader's signature."""
    found = waiting(installation(), person(), page=page_number(), at=now())
    return render_template("apology/waiting.html", found=found)


@apologies.get("/ho-so/<code>/xin-loi")
def page(code: str) -> str:
    """The apology of a dossier: to be written, to be signed, or as it was signed."""
    view = _read(code)
    return _page(view, _typed(view))


@apologies.post("/ho-so/<code>/xin-loi")
def write(code: str) -> str | Response | tuple[str, int]:
    """Show the form as it will be printed, or put it before the leader."""
    typed = ApologyInput(
        request.form.get("reason", "")[:LONGEST],
        request.form.get("day", "")[:20],
        request.form.get("clock", "")[:20],
    )
    view, moment = _read(code), moment_of(typed.day, typed.clock)
    if view.refusal:
        raise Refused(view.refusal, f"No apology can be requested for {code} now.")
    if request.form.get("act") == "preview":
        return _page(_as_typed(view, typed, moment), typed)
    problems = _ask(code, typed, moment)
    if problems:
        return _page(_as_typed(view, typed, moment), typed, problems), 422
    flash(_("Đã trình lãnh đạo ký phiếu xin lỗi."))
    if view.too_late_to_ask:
        flash(_("Phiếu trình muộn hơn một ngày làm việc trước hẹn trả; nhật ký ghi rõ việc này."))
    return redirect(url_for("dossier.page", code=code))


@apologies.get("/ho-so/<code>/xin-loi/ky")
def ask_signature(code: str) -> str:
    """The page on which the leader confirms."""
    return render_template("apology/sign.html", view=_decidable(code))


@apologies.post("/ho-so/<code>/xin-loi/ky")
def confirm_signature(code: str) -> Response:
    """Record the signature."""
    sign(installation(), person(), code, at=now(), address=address())
    flash(_("Đã ghi nhận lãnh đạo ký phiếu xin lỗi. In phiếu để ký, đóng dấu và gửi người nộp."))
    return redirect(url_for("apologies.page", code=code))


@apologies.get("/ho-so/<code>/xin-loi/tra-lai")
def ask_why(code: str) -> str:
    """The page on which the leader says what to change."""
    values = {"view": _decidable(code), "reason": "", "problems": ()}
    return render_template("apology/send_back.html", **values)


@apologies.post("/ho-so/<code>/xin-loi/tra-lai")
def confirm_return(code: str) -> Response | tuple[str, int]:
    """Give the apology back to the officers."""
    reason = request.form.get("reason", "")[:LONGEST]
    try:
        send_back(installation(), person(), code, reason, at=now(), address=address())
    except Invalid as error:
        values = {"view": _decidable(code), "reason": reason, "problems": error.problems}
        return render_template("apology/send_back.html", **values), 422
    flash(_("Đã trả lại phiếu xin lỗi để soạn lại."))
    return redirect(url_for("apologies.waiting_list"))


@apologies.get("/ho-so/<code>/xin-loi/in")
def paper(code: str) -> str:
    """Form 4 as it is printed."""
    view = _read(code)
    if view.state not in {"asked", "signed"}:
        raise NotFound
    printed(installation(), person(), code, at=now(), address=address())
    return render_template("apology/print.html", view=view)


def _read(code: str) -> ApologyView:
    return apology(installation(), person(), code, now())


def _decidable(code: str) -> ApologyView:
    """The apology, for whoever may sign it now. Raises Forbidden, Refused."""
    view = _read(code)
    require(installation(), person(), SIGN_APOLOGY)
    if not view.can_decide:
        known = {"already_reappointed", "dossier_ended", "no_apology_needed"}
        refused = view.refusal if view.refusal in known else "nothing_to_sign"
        raise Refused(refused, f"No apology of {code} waits for a signature.")
    return view


def _page(view: ApologyView, typed: ApologyInput, problems: tuple[FieldProblem, ...] = ()) -> str:
    return render_template("apology/page.html", view=view, typed=typed, problems=problems)


def _typed(view: ApologyView) -> ApologyInput:
    moment = view.form.new_due_at
    return ApologyInput(
        view.form.reason, day(moment) if moment else "", clock(moment) if moment else ""
    )


def _as_typed(view: ApologyView, typed: ApologyInput, moment: datetime | None) -> ApologyView:
    return replace(view, form=replace(view.form, reason=typed.reason.strip(), new_due_at=moment))


def _ask(code: str, typed: ApologyInput, moment: datetime | None) -> tuple[FieldProblem, ...]:
    if moment is None:
        missing = [] if typed.reason.strip() else [("reason", "required", _("Lý do chậm"))]
        wrong = [*missing, ("new_due", "date", _("Ngày hẹn trả mới"))]
        return tuple(FieldProblem(*each) for each in wrong)
    try:
        ask(installation(), person(), code, typed.reason, moment, at=now(), address=address())
    except Invalid as error:
        return error.problems
    return ()
