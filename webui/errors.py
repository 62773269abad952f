"""From an engine's error to a status and a page; its words stand in `webui.error_words`."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import (
    BadState,
    Conflict,
    Forbidden,
    Invalid,
    MotcuaError,
    NotFound,
    Refused,
)
from engine.services.unreadable import report_unreadable
from engine.storage import StoreUnavailable
from sla.errors import OutsideCalendar
from webui.context import installation, now
from webui.error_words import (
    BY_STATUS,
    error_sentence,
    outside_sentence,
    problem_sentence,
    refusal,
    unreadable_sentence,
)

STATUS_OF = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
    StoreUnavailable: 503,
    BadState: 500,
}
_OURS = 500  # from here on the fault is ours, and its words are for the log


def status_of(error: MotcuaError) -> int:
    """The HTTP status of an error of the engine."""
    return next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 500)


def sentence(error: MotcuaError) -> str:
    """The sentence for the person: the code's sentence, else that of the status."""
    return error_sentence(error) or str(BY_STATUS[status_of(error)][1])


def wants_json() -> bool:
    """Whether a script of ours sent the request, not a person."""
    return request.accept_mimetypes.best == "application/json"


def error_page(status: int, message: str = "") -> Response:
    """The page of one status, with a way on."""
    title, hint = BY_STATUS.get(status) or BY_STATUS[400 if status < _OURS else 500]
    if wants_json():
        answer = jsonify(error=message or str(hint))
    else:
        answer = make_response(
            render_template("error.html", title=title, message=message or hint, status=status)
        )
    answer.status_code = status
    if status == 503:  # noqa: PLR2004 - the status itself
        answer.headers["Retry-After"] = "30"
    return answer


def init_errors(app: Flask) -> None:
    """Engine errors, HTTP errors and everything unforeseen end on a page of ours."""
    app.jinja_env.globals.update(
        problem_sentence=problem_sentence, refusal=refusal, unreadable=unreadable_sentence
    )

    @app.errorhandler(MotcuaError)
    def _engine(error: MotcuaError) -> Response:
        status = status_of(error)
        if status >= _OURS:
            app.logger.error("%s: %s", error.code, error)
        return error_page(status, sentence(error) if status < _OURS else "")

    @app.errorhandler(BadState)
    def _unreadable(error: BadState) -> Response:
        if "dossier" not in error.fields:
            return _engine(error)
        report_unreadable(installation(), error, at=now())
        return error_page(409, unreadable_sentence(str(error.fields["dossier"])))

    @app.errorhandler(OutsideCalendar)
    def _outside(error: OutsideCalendar) -> Response:
        app.logger.error("the calendar is too short: %s", error)
        return error_page(409, outside_sentence(error))

    app.register_error_handler(CSRFError, lambda _error: error_page(400))
    app.register_error_handler(HTTPException, lambda error: error_page(error.code or 500))
    app.register_error_handler(500, lambda _error: error_page(500))
