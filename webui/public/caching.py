"""Pages that anybody may read: the same for all who are not signed in, so caches may keep them.

Such an answer carries no token and sets no cookie; who has a cookie gets an answer of their own.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, request, session

PUBLIC = frozenset(
    {
        "catalogue.page",
        "catalogue.procedure",
        "catalogue.form",
        "catalogue.blank",
        "catalogue.report",
        "catalogue.export",
    }
)
"""Endpoints that need no sign-in and show no personal data."""
KEPT = 60  # seconds: a new version is to be seen soon


def for_anybody() -> bool:
    """Whether this request's answer is the same for everybody."""
    return request.endpoint in PUBLIC and current_app.config["SESSION_COOKIE_NAME"] not in (
        request.cookies
    )


def may_be_kept(response: Response) -> bool:
    """Whether a shared cache may keep this answer."""
    return for_anybody() and response.status_code in (200, 304) and not session.modified


def init_public(app: Flask) -> None:
    """What templates ask, and answers that say they have not changed."""
    app.jinja_env.globals["for_anybody"] = for_anybody

    @app.after_request
    def _unchanged(response: Response) -> Response:
        if may_be_kept(response) and not response.direct_passthrough:
            response.add_etag()
            response.make_conditional(request)
        return response
