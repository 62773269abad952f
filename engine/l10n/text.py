"""Texts of the interface: written in Vietnamese, given in the reader's language.

The names are those that `make l10n` collects. A text with a count is written once: Vietnamese has
one form, and the catalogue holds the forms of the other languages.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from engine.l10n.language import current
from engine.l10n.numbers import number

_CATALOGUES = Path(__file__).parent / "translations"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", _CATALOGUES, [language], fallback=True)


def _(text: str, /, **values: object) -> str:
    """The text with its named values filled in."""
    translated = _catalogue(current()).gettext(text)
    return translated % values if values else translated


def _n(text: str, n: int, /, **values: object) -> str:
    """The text in the form for `n`, which fills its `%(n)s`."""
    return form(text, n) % {"n": number(n), **values}


def form(text: str, n: int) -> str:
    """The text in the form for `n`, its values not yet filled in."""
    return _catalogue(current()).ngettext(text, text, n)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is given in the reader's language when it is shown; `source` is Vietnamese."""

    source: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.source, **self.values)

    def __mod__(self, values: Mapping[str, object]) -> str:
        """Fill in the named values."""
        return str(self) % values

    def counted(self, n: int, /, **values: object) -> str:
        """The text in the form for `n`, for texts marked by `_ln`."""
        return _n(self.source, n, **values)


def _l(text: str, /, **values: object) -> Text:
    """A text for a table, translated when it is shown."""
    return Text(text, values)


def _ln(text: str) -> Text:
    """A text with a count, for a table."""
    return Text(text)
