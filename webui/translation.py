"""Translating in Python code: the text is Vietnamese, the catalogue gives the English."""

from __future__ import annotations

from flask_babel import gettext


def _(text: str, **values: object) -> str:
    """The text in the reader's language, with its named values filled in."""
    return str(gettext(text, **values))
