"""One dossier: its current step, papers, process and journal, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.alerts.acknowledge import see_alerts_of
from engine.definitions.organisation.roles import APPLICANT
from engine.definitions.status import Channel
from engine.desk.dossier import dossier as read_dossier
from engine.desk.rows import DossierView, OpenTask
from engine.dossiers import claim, complete, note_view, release, save_draft, supplement, withdraw
from engine.dossiers.apologies.pages import apology
from engine.errors import FieldProblem, Invalid
from engine.instance_migration.pages.dossier import move_offer
from engine.l10n.text import _, _l
from engine.l10n.times import clock
from engine.services.unreadable import report_unreadable
from webui.context import address, installation, now, person
from webui.pages import Pages
from webui.picture import picture
from webui.posted import as_object, number, values
from webui.sentences import journal_sentence

TABS = {
    "buoc": _l("Bước hiện tại"),
    "giay-to": _l("Giấy tờ"),
    "quy-trinh": _l("Quy trình"),
    "nhat-ky": _l("Nhật ký"),
}

dossier = Pages("dossier", __name__, url_prefix="/ho-so/<code>")


@dossier.get("")
def page(code: str) -> str:
    """One tab of the dossier page; opening it is what makes a step no longer "fresh"."""
    note_view(installation(), person(), code, at=now(), address=address())
    see_alerts_of(installation(), person(), code, at=now())
    return _render(_read(code), request.args.get("tab", "buoc"))


@dossier.post("/buoc/<task>/nhan-viec")
def take(code: str, task: str) -> Response:
    """Claim the step."""
    claim(installation(), person(), code, task, at=now(), address=address())
    flash(_("Bạn đã nhận việc. Hồ sơ này chờ bạn xử lý."))
    return _back(code)


@dossier.post("/buoc/<task>/tra-viec")
def give_back(code: str, task: str) -> Response:
    """Release the step."""
    release(installation(), person(), code, task, at=now(), address=address())
    flash(_("Đã trả lại việc. Đồng nghiệp cùng vai trò có thể nhận."))
    return _back(code)


@dossier.post("/buoc/<task>/nhap")
def keep_draft(code: str, task: str) -> Response:
    """Save what is typed: for a script as JSON, for the button as an ordinary form."""
    typed = as_object(request.get_data()).get("values") if request.is_json else values("values")
    kept: Mapping[str, object] = typed if isinstance(typed, dict) else {}
    save_draft(installation(), person(), code, task, kept, at=now())
    if request.is_json:
        return jsonify(saved_at=clock(now()))
    flash(_("Đã lưu nháp lúc %(time)s.", time=clock(now())))
    return _back(code)


@dossier.post("/buoc/<task>/hoan-thanh")
def finish(code: str, task: str) -> Response | tuple[str, int]:
    """Complete the step; with something wrong the page comes back with what was typed."""
    typed = values("values")
    seen, exception = number("revision"), request.form.get("exception", "")

    def act() -> None:
        complete(
            installation(),
            person(),
            code,
            task,
            typed,
            revision=seen,
            at=now(),
            address=address(),
            exception=exception,
        )

    return _act(code, task, typed, act, _("Đã hoàn thành bước. Hồ sơ chuyển sang bước tiếp theo."))


@dossier.post("/buoc/<task>/bo-sung")
def record_supplement(code: str, task: str) -> Response | tuple[str, int]:
    """Record what the applicant brought; the clock runs again."""
    typed = values("values")

    def act() -> None:
        supplement(installation(), person(), code, typed, at=now(), address=address())

    return _act(code, task, typed, act, _("Đã ghi nhận bổ sung. Thời gian giải quyết tính tiếp."))


@dossier.get("/rut")
def ask_withdrawal(code: str) -> str:
    """The page that asks for a reason before a dossier is withdrawn."""
    return render_template("withdraw.html", view=_read(code), reason="", problems=())


@dossier.post("/rut")
def confirm_withdrawal(code: str) -> Response | tuple[str, int]:
    """Withdraw the dossier at the applicant's wish."""
    reason = request.form.get("reason", "")[:2000]
    try:
        withdraw(installation(), person(), code, reason, at=now(), address=address())
    except Invalid as error:
        fields = {"view": _read(code), "reason": reason, "problems": error.problems}
        return render_template("withdraw.html", **fields), 422
    flash(_("Đã ghi nhận rút hồ sơ."))
    return _back(code)


def _act(
    code: str, task: str, typed: Mapping[str, object], act: Callable[[], None], done: str
) -> Response | tuple[str, int]:
    try:
        act()
    except Invalid as error:
        return _render(_read(code), "buoc", task=task, typed=typed, problems=error.problems), 422
    flash(done)
    return redirect(url_for("dossier.page", code=code, done=f"ho-so/{code}/{task}"))


def _read(code: str) -> DossierView:
    """The dossier; of one whose state cannot be read the administrators hear."""
    view = read_dossier(installation(), person(), code, now())
    if view.unreadable is not None:
        report_unreadable(installation(), view.unreadable, at=now())
    return view


def _back(code: str) -> Response:
    return redirect(url_for("dossier.page", code=code))


def _render(
    view: DossierView,
    tab: str,
    *,
    task: str = "",
    typed: Mapping[str, object] | None = None,
    problems: tuple[FieldProblem, ...] = (),
) -> str:
    if tab not in TABS:
        raise NotFound
    shown: dict[str, Any] = {"view": view, "tab": tab, "tabs": _tabs(view), "problems": problems}
    shown |= {"exception": request.form.get("exception", "") if task else ""}
    shown |= {"typed": typed, "typed_task": task, "act": _main_task(view), "applicant": APPLICANT}
    shown["offer"] = move_offer(installation(), person(), view.code)
    if tab in {"buoc", "quy-trinh"}:
        shown["picture"] = picture(view)
    if tab == "buoc":
        shown["apology"] = apology(installation(), person(), view.code, now())
    if tab == "nhat-ky":
        shown["journal"] = [journal_sentence(line) for line in reversed(view.journal)]
    return render_template(f"dossier/{tab}.html", **shown)


def _tabs(view: DossierView) -> Mapping[str, object]:
    """The tabs; what came in without papers and application has none to show."""
    bare = view.channel is Channel.INTERNAL and not view.papers and not view.answers
    return {name: words for name, words in TABS.items() if not (bare and name == "giay-to")}


def _main_task(view: DossierView) -> OpenTask | None:
    """The one step that the page offers to act on: mine first, then one that is free."""
    order = sorted(view.tasks, key=lambda t: (not t.can_release, not t.can_claim))
    return order[0] if order else None
