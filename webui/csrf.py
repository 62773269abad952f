"""Every act carries a token of the session that it came from."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect


def init_csrf(app: Flask) -> None:
    """Refuse every POST without a valid token. The token lives as long as the session."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)
