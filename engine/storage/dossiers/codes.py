"""Dossier codes `<agency>-YYMMDD-NNNN`, without gaps or doubles."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, bindparam, text

from engine.storage.database import Transaction

# One statement, the same on both databases. The row stays locked until the transaction ends: a
# second dossier waits, and takes the number over when the first is rolled back.
_NEXT = text(
    "INSERT INTO serials (agency, day, last) VALUES (:agency, :day, 1)"
    " ON CONFLICT (agency, day) DO UPDATE SET last = serials.last + 1 RETURNING last"
).bindparams(bindparam("day", type_=Date))


def next_code(tx: Transaction, agency_code: str, day: date) -> str:
    """The next code of an agency on a day, as in `H37.04-231207-0003`."""
    last = tx.execute(_NEXT, {"agency": agency_code, "day": day}).scalar_one()
    return f"{agency_code}-{day:%y%m%d}-{last:04d}"


def next_document(tx: Transaction, agency: str, symbol: str, year: int) -> int:
    """The next number of an agency's documents with one symbol in a year, from 1."""
    row = {"agency": f"{agency}/{symbol}", "day": date(year, 1, 1)}
    return int(tx.execute(_NEXT, row).scalar_one())
