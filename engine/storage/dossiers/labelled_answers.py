"""Answers of any step of any version, one row a value, with the labels of the form: one query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from engine.storage.database import Transaction
from engine.storage.types import UtcDateTime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersWanted:
    """Which answers: of these agencies' dossiers, and of what else is named.

    `node` None is any step, "" the application. The period is that of the acts, its end left out.
    """

    agencies: tuple[str, ...] = ()
    dossier: str = ""
    procedure: str = ""
    node: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledAnswer:
    """One value. `row` counts the rows of a list from 1; 0 where the field is in none."""

    dossier: str
    procedure: str
    version: int
    at: datetime
    seq: int
    node: str
    form: str
    key: str
    row: int
    section: str
    label: str
    kind: str
    value: object


# A list's field is `list.key`: it is found in each element of the list. What is in lists within
# lists stays in the value of the inner list.
_FROM = """
  FROM answers AS a
  JOIN dossiers AS d ON d.id = a.dossier_id
  JOIN versions AS v ON v.id = a.version_id
  JOIN journal AS j ON j.dossier_id = a.dossier_id AND j.seq = a.seq
  JOIN form_fields AS f ON f.version_id = a.version_id AND f.form = a.form
  LEFT JOIN form_fields AS l ON l.version_id = f.version_id AND l.form = f.form
    AND l.kind = 'dynamiclist' AND substr(f.key, 1, length(l.key) + 1) = l.key || '.'
"""
_SELECT = """
SELECT dossier, procedure, version, at, seq, node, form, key, row, section, label, kind, value
FROM (SELECT d.id, d.code AS dossier, d.procedure, v.number AS version, j.at, a.seq, a.node,
  a.form, f.key, f.place, f.section, f.label, f.kind,
"""
_END = ") AS listed WHERE value IS NOT NULL AND value NOT IN ('null', '[null,null]')"
_ORDER = " ORDER BY at, id, seq, node, place, row"
_ELEMENT = "substr(f.key, length(l.key) + 2)"


def _path(key: str) -> str:
    return f"""'$."' || replace({key}, '.', '"."') || '"'"""


def _twice(data: str, key: str) -> str:
    """A value of SQLite: with two paths it keeps its kind, which it loses with one."""
    return f"json_extract({data}, {_path(key)}, {_path(key)})"


_SQLITE = f"""{_SELECT} coalesce(r.key + 1, 0) AS row,
  CASE WHEN l.key IS NULL THEN {_twice("a.data", "f.key")}
    ELSE {_twice("r.value", _ELEMENT)} END AS value
  {_FROM} LEFT JOIN json_each(a.data, {_path("l.key")}) AS r ON r.type = 'object'
"""
_LIST = "a.data::jsonb #> string_to_array(l.key, '.')"
_POSTGRESQL = f"""{_SELECT} coalesce(r.n, 0) AS row,
  CAST(CASE WHEN l.key IS NULL THEN a.data::jsonb #> string_to_array(f.key, '.')
    ELSE r.value #> string_to_array({_ELEMENT}, '.') END AS text) AS value
  {_FROM} LEFT JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof({_LIST}) = 'array' THEN {_LIST} END
  ) WITH ORDINALITY AS r (value, n) ON true
"""
_WHERE = """
  WHERE d.agency IN :agencies AND a.data IS NOT NULL
    AND CASE WHEN l.key IS NULL THEN f.kind <> 'dynamiclist' ELSE r.value IS NOT NULL END
"""
_FILTERS = {
    "dossier": "d.code = :dossier",
    "procedure": "d.procedure = :procedure",
    "node": "a.node = :node",
    "since": "j.at >= :since",
    "until": "j.at < :until",
}
_AT_ONCE = 1000


def listed(tx: Transaction, wanted: AnswersWanted) -> Iterator[LabelledAnswer]:
    """What was answered, in the order of the acts and of their forms; empty values are left out."""
    given = {name: getattr(wanted, name) for name in _FILTERS}
    given = {name: value for name, value in given.items() if value is not None and value != ""}
    if wanted.node == "":
        given["node"] = ""
    filters = "".join(f" AND {_FILTERS[name]}" for name in given)
    sqlite = tx.dialect.name == "sqlite"
    query = (_SQLITE if sqlite else _POSTGRESQL) + _WHERE + filters + _END + _ORDER
    types = [bindparam(name, type_=UtcDateTime()) for name in ("since", "until") if name in given]
    statement = text(query).bindparams(bindparam("agencies", expanding=True), *types)
    found = tx.execute(
        statement.columns(at=UtcDateTime()),
        {"agencies": list(wanted.agencies), **given},
        execution_options={"yield_per": _AT_ONCE},
    )
    for row in found.mappings():
        value = json.loads(row["value"])
        yield LabelledAnswer(**{**row, "value": value[0] if sqlite else value})
