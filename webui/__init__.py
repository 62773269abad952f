"""Thin pages: each request is read, handed to one use case, and its answer rendered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.installation import Installation
from webui.admin.incidents import incidents, init_incidents
from webui.admin.timetables import timetable
from webui.assets import init_assets
from webui.auth import init_auth
from webui.context import KEY, Web, init_context, utc_now
from webui.csrf import init_csrf
from webui.design.compare import compare
from webui.design.design import init_design
from webui.design.moves import init_moves, moves
from webui.design.procedures import procedures
from webui.design.publications import init_publications, publications
from webui.design.trial import trial
from webui.design.trial_keeping import trial_keeping
from webui.design.trial_opening import trial_opening
from webui.errors import init_errors
from webui.facts import init_facts
from webui.headers import init_headers
from webui.health import health
from webui.input import init_input
from webui.labels import init_labels
from webui.language import init_language
from webui.public.caching import init_public
from webui.public.catalogue import catalogue, init_catalogue
from webui.requestlog import init_requestlog
from webui.sentences import init_sentences
from webui.staff.alerts import alerts, init_alerts
from webui.staff.apologies import apologies, init_apologies
from webui.staff.dossier import dossier
from webui.staff.dossier_moves import dossier_moves
from webui.staff.home import init_home
from webui.staff.inbox import inbox
from webui.staff.internal import init_internal, internal
from webui.staff.reception import reception
from webui.staff.search import search
from webui.staff.watch import watch
from webui.staff.why import why
from webui.times import init_times

PAGES = (
    inbox,
    reception,
    internal,
    dossier,
    why,
    search,
    alerts,
    watch,
    apologies,
    health,
    timetable,
    catalogue,
    incidents,
    compare,
    moves,
    dossier_moves,
    procedures,
    publications,
    trial,
    trial_keeping,
    trial_opening,
)


def create_app(installation: Installation, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The web application of one installation; `clock` is what every request calls now."""
    app = Flask(__name__)
    _configure(app, installation)
    app.extensions[KEY] = Web(installation, clock)
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
    init_facts(app)
    init_alerts(app)
    init_context(app)
    init_home(app)
    init_apologies(app)
    init_incidents(app)
    init_catalogue(app)
    init_design(app)
    init_moves(app)
    init_labels(app)
    init_sentences(app)
    init_internal(app)
    for page in PAGES:
        app.register_blueprint(page)
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
