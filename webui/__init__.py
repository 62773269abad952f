"""Thin pages: each request is read, handed to one use case, and its answer rendered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.installation import Installation
from webui.assets import init_assets
from webui.auth import init_auth
from webui.context import KEY, Web, init_context, init_reading, utc_now
from webui.csrf import init_csrf
from webui.design.publications import init_publications
from webui.desk_fields import init_desk_fields
from webui.errors import init_errors
from webui.headers import init_headers
from webui.health import health
from webui.input import init_input
from webui.labels import init_labels
from webui.language import init_language
from webui.pages import init_pages
from webui.public.caching import init_public
from webui.requestlog import init_requestlog
from webui.sentences import init_sentences
from webui.times import init_times


def create_app(installation: Installation, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The web application of one installation; `clock` is what every request calls now."""
    app = Flask(__name__)
    _configure(app, installation)
    app.extensions[KEY] = Web(installation, clock)
    init_reading(app)
    init_requestlog(app)
    init_public(app)
    init_headers(app, secure=installation.settings.production)
    init_language(app)
    init_errors(app)
    init_publications(app)  # before the token is read from the body
    init_csrf(app)
    init_input(app)
    init_auth(app)
    init_assets(app)
    init_times(app)
    init_context(app)
    init_labels(app)
    init_desk_fields(app)
    init_sentences(app)
    init_pages(app)
    app.register_blueprint(health)
    return app


def _configure(app: Flask, installation: Installation) -> None:
    settings = installation.settings
    secure = settings.production
    app.config.update(
        SECRET_KEY=settings.key("web"),
        # A `__Host-` cookie can be set by this very host over HTTPS only; the demo runs on HTTP.
        SESSION_COOKIE_NAME="__Host-motcua" if secure else "motcua",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        MAX_FORM_PARTS=500,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
