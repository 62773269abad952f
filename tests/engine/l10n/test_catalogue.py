"""Every text of the interface has its English, with the same names and both forms of a count."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import engine.l10n

pytestmark = pytest.mark.slow

CHECKOUT = Path(engine.l10n.__file__).parents[2]
ENGLISH = Path(engine.l10n.__file__).parent / "translations/en/LC_MESSAGES/messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "_n": (1, 1), "_ln": (1, 1)}
NAMES = re.compile(r"%\(\w+\)s")


def english() -> Catalog:
    return read_po(BytesIO(ENGLISH.read_bytes()), locale="en")


def texts() -> dict[str, bool]:
    """Every marked text, and whether it has a count."""
    found: dict[str, bool] = {}
    for package in ("engine", "webui"):
        for row in extract_from_dir(str(CHECKOUT / package), METHODS, keywords=KEYWORDS):
            text = row[2]
            source, counted = (text, False) if isinstance(text, str) else (text[0], True)
            found[source] = found.get(source, False) or counted
    return found


def test_every_text_has_its_english_with_the_same_names() -> None:
    catalogue, found = english(), texts()
    assert len(found) > 1400
    assert sum(found.values()) > 50
    for text, counted in found.items():
        message = catalogue.get(text)
        assert message is not None, text
        forms = message.string if counted else (message.string,)
        assert len(forms) == 1 + counted, text
        for form in forms:
            assert form, text
            assert set(NAMES.findall(form)) <= set(NAMES.findall(text)), text
        assert set(NAMES.findall(text)) == set(NAMES.findall(forms[-1])), text


def test_the_catalogue_holds_nothing_that_no_place_says() -> None:
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in english() if m.id}
    assert kept == set(texts())
