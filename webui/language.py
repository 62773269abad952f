"""Vietnamese unless the reader chose English."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}

language = Blueprint("language", __name__)


def chosen() -> str:
    """The language of this session."""
    told = session.get("language", "vi")
    return told if told in LANGUAGES else "vi"


def init_language(app: Flask) -> None:
    """The texts are written in Vietnamese; only English needs a catalogue."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals["language"] = chosen
    app.register_blueprint(language)


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
