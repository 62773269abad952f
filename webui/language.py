"""Vietnamese unless the reader chose English."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine.l10n.language import LANGUAGES, VIETNAMESE, current, set_language
from engine.l10n.numbers import number
from engine.l10n.text import _, form

language = Blueprint("language", __name__)


def init_language(app: Flask) -> None:
    """Each request is answered in the language of its session."""
    app.before_request(_begin)
    app.teardown_request(_end)
    app.jinja_env.globals.update(language=current, _=_in_page, _n=_counted_in_page)
    app.register_blueprint(language)


def _begin() -> None:
    set_language(session.get("language", VIETNAMESE))


def _end(_error: BaseException | None) -> None:
    set_language(VIETNAMESE)


def _in_page(text: str, /, **values: object) -> Markup:
    return Markup(_(text)) % values  # noqa: S704 - our own texts; values are escaped


def _counted_in_page(text: str, n: int, /, **values: object) -> Markup:
    return Markup(form(text, n)) % {"n": number(n), **values}  # noqa: S704 - as above


@language.get("/ngon-ngu")
def choose() -> str:
    """Where pages that carry no token send who wants to read them in another language."""
    return render_template("language.html", target=own_path(request.args.get("next", "")))


@language.post("/ngon-ngu")
def switch() -> Response:
    """Remember the language and go back to the page it was asked on."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(own_path(request.form.get("next", "")))


def own_path(target: str) -> str:
    """The target when it is a path of ours, else the inbox: no redirect leads elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:  # `http://[`
        return url_for("inbox.page")
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    if plain and not parts.scheme and not parts.netloc and target.isprintable():
        return target
    return url_for("inbox.page")
