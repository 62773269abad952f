"""What is done with a whole trial: begun again, forgotten, kept as a scenario."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from engine.errors import FieldProblem, Invalid
from engine.l10n.text import _
from engine.trial import store
from webui.attachment import attachment
from webui.context import installation, now, person
from webui.pages import Pages
from webui.posted import revision

trial_keeping = Pages(
    "trial_keeping", __name__, url_prefix="/chay-thu/<int:trial_id>", parent="trial"
)


@trial_keeping.get("/lai")
def ask_restart(trial_id: int) -> str:
    """Ask before every act is taken back."""
    return _confirm(trial_id, "restart")


@trial_keeping.post("/lai")
def restart(trial_id: int) -> Redirect:
    """Begin again with the same application."""
    store.restart(installation(), person(), trial_id, revision(), at=now())
    flash(_("Đã trở lại lúc mở hồ sơ."))
    return redirect(url_for("trial.play", trial_id=trial_id))


@trial_keeping.get("/xoa")
def ask_removal(trial_id: int) -> str:
    """Ask before a trial is forgotten."""
    return _confirm(trial_id, "remove")


@trial_keeping.post("/xoa")
def remove(trial_id: int) -> Redirect:
    """Forget a trial."""
    store.delete(installation(), person(), trial_id)
    flash(_("Đã xóa lần chạy thử."))
    return redirect(url_for("trial.page"))


@trial_keeping.get("/kich-ban")
def scenario(trial_id: int) -> str:
    """The trial as a scenario, to copy or download, and where its file belongs."""
    return _scenario(trial_id)


@trial_keeping.post("/kich-ban")
def rename(trial_id: int) -> Redirect | tuple[str, int]:
    """Give the trial, and so its scenario, another title."""
    title = request.form.get("title", "")
    try:
        store.rename(installation(), person(), trial_id, title, revision(), at=now())
    except Invalid as error:
        return _scenario(trial_id, title, error.problems), 422
    flash(_("Đã đổi tên."))
    return redirect(url_for("trial_keeping.scenario", trial_id=trial_id))


@trial_keeping.get("/kich-ban.yaml")
def download(trial_id: int) -> Response:
    """The scenario's file."""
    found = store.scenario_file(installation(), person(), trial_id)
    return attachment(found.text, found.path.name, "application/yaml")


def _confirm(trial_id: int, what: str) -> str:
    found = store.view(installation(), person(), trial_id)
    return render_template("trial/confirm.html", head=found.head, state=found.state, what=what)


def _scenario(trial_id: int, title: str = "", problems: tuple[FieldProblem, ...] = ()) -> str:
    found = store.scenario_file(installation(), person(), trial_id)
    return render_template(
        "trial/scenario.html",
        head=found.head,
        text=found.text,
        file=found.path.as_posix(),
        title=title or found.head.title,
        problems=problems,
    )
