"""Signing in and out. The session lives on the server; the cookie holds only its token."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from engine import accounts
from engine.accounts import Person
from engine.errors import MotcuaError
from engine.l10n.text import _
from webui.context import address, installation, now
from webui.errors import error_page, sentence, wants_json
from webui.language import own_path
from webui.public.caching import PUBLIC

TOKEN = "token"  # noqa: S105 - the name of the cookie's field
OPEN_ENDPOINTS = PUBLIC | {
    "static",
    "auth.sign_in",
    "auth.enter",
    "language.choose",
    "language.switch",
    "health.alive",
    "health.ready",
}
"""Everything that needs no sign-in; a test compares this list with the routes."""

POLLED = frozenset({"alerts.count"})
"""What open pages request every minute; it keeps no session alive, and ends with it."""
STOP_POLLING = 286  # the status by which htmx ends what it does "every 60s"

auth = Blueprint("auth", __name__)


class SignedInUser(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The signed-in person as Flask-Login wants it."""

    def __init__(self, person: Person) -> None:
        """Wrap a person of the engine."""
        self.person = person

    def get_id(self) -> str:
        """The account's id as text."""
        return str(self.person.id)


def init_auth(app: Flask) -> None:
    """Require a sign-in everywhere but on the few open pages."""
    manager = LoginManager(app)
    manager.session_protection = None  # the engine keeps and checks the sessions

    @manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def _reader(_request: object) -> SignedInUser | None:
        token = session.get(TOKEN)
        # A page polls by itself: no sign that somebody sits there.
        seen = request.endpoint not in POLLED
        found = accounts.resume(installation().store, token, now(), seen=seen) if token else None
        return SignedInUser(found) if found else None

    @app.before_request
    def _guard() -> Response | None:
        if request.endpoint in OPEN_ENDPOINTS or current_user.is_authenticated:
            return None
        return _unknown()

    app.register_blueprint(auth)


def _unknown() -> Response:
    if request.endpoint in POLLED and "HX-Request" in request.headers:
        return Response(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    if wants_json():  # a draft; the next press of a button gets the sentence
        return error_page(401, _("Phiên làm việc đã hết. Đăng nhập lại."))
    if session.pop(TOKEN, None) is not None:
        flash(_("Phiên làm việc đã hết. Đăng nhập lại để làm tiếp; những gì đã nhập vẫn còn."))
    return redirect(url_for("auth.sign_in", next=_came_from()))


def _came_from() -> str:
    """The page to go back to: never the address of an act, it is not repeated by a redirect."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        referrer = urlsplit(request.referrer or "")
    except ValueError:  # `http://[`
        return ""
    return referrer.path + (f"?{referrer.query}" if referrer.query else "")


@auth.get("/dang-nhap")
def sign_in() -> str | Response:
    """The sign-in page; whoever is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next", "")))
    return _page(request.args.get("next", ""))


@auth.post("/dang-nhap")
def enter() -> str | Response | tuple[str, int]:
    """Check name and password; a new session replaces the old cookie."""
    name = request.form.get("username", "")
    target = request.form.get("next", "")
    try:
        opened = accounts.sign_in(
            installation().store,
            name,
            request.form.get("password", ""),
            at=now(),
            address=address(),
            agent=request.user_agent.string[:200],
            settings=installation().settings,
        )
    except MotcuaError as error:
        return _page(target, name, sentence(error)), 401
    language = session.get("language")
    session.clear()
    session[TOKEN] = opened.token
    if language:
        session["language"] = language
    return redirect(own_path(target) if target else url_for("inbox.home"))


@auth.post("/dang-xuat")
def leave() -> Response:
    """End the session on the server and forget the cookie."""
    accounts.sign_out(installation().store, session.get(TOKEN, ""), now())
    language = session.get("language", "vi")
    session.clear()
    session["language"] = language
    flash(_("Bạn đã đăng xuất."))
    return redirect(url_for("auth.sign_in"))


def _page(target: str, name: str = "", wrong: str = "") -> str:
    return render_template("sign_in.html", target=target, name=name, wrong=wrong)
