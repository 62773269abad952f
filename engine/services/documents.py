"""Issuing a document: the next number of the agency's year, and the text filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.partners.errors import BadInputs
from engine.services.call import Call
from engine.storage import Transaction
from engine.storage.dossiers.codes import next_document
from sla.calendar import local

LONGEST = 50_000
_SYMBOL = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ./&-]{0,39}")
_BLANK = re.compile(r"\{\{\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\}\}")


def issue_document(call: Call, tx: Transaction) -> Mapping[str, object]:
    """Number and fill a document; it is drawn in the transaction of the step, so that none is lost.

    Numbers run by agency, symbol and year of Vietnam's calendar, without gaps or doubles. Raises
    BadInputs for a symbol that is none, or a blank that no variable fills.
    """
    symbol, day = call.text("symbol"), local(call.at).date()
    if not _SYMBOL.fullmatch(symbol):
        raise BadInputs("bad_symbol", "The symbol of a document is such as TB-SKHCN.")
    title, text = filled(call, "title"), filled(call, "text")
    number = next_document(tx, call.agency, symbol, day.year)
    return {
        "so_van_ban": f"{number:02d}/{symbol}",
        "ngay_van_ban": day.isoformat(),
        "trich_yeu": title,
        "noi_dung": text,
    }


def filled(call: Call, name: str) -> str:
    """An input with its blanks `{{bien}}` filled once: blanks inside a value stay."""
    text = _BLANK.sub(lambda m: _value(call, m[1]), call.text(name))
    if len(text) > LONGEST:
        raise BadInputs("text_too_long", f"The {name} is longer than {LONGEST} characters.")
    return text


def _value(call: Call, path: str) -> str:
    found: object = call.variables
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise BadInputs("no_variable", f"No variable fills the blank {path!r}.")
        found = found[part]
    if isinstance(found, dict | list):
        raise BadInputs("no_text", f"The variable {path!r} is no text, number or yes and no.")
    return _shown(found)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None else _dated(str(value))


def _dated(text: str) -> str:
    """A bare date as people write it."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else text
