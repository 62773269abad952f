"""The demo's dossiers: files of plays (content/dossiers/README.md), dated back from today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

import yaml

from engine.definitions.scenarios.play import Play
from engine.definitions.scenarios.scenario_file import scenario_of
from sla.calendar import VIETNAM, WorkCalendar
from sla.due import due
from sla.limits import parse_limit
from sla.position import position

FOLDER = Path(__file__).parent / "content" / "dossiers"
NEXT_WEEK = 7  # working days from an act to its {next_week}


def read_files() -> list[dict[str, Any]]:
    """The files, in the order in which they are played."""
    return [yaml.safe_load(path.read_bytes()) for path in sorted(FOLDER.glob("*.yaml"))]


def play_of(
    file: Mapping[str, Any], dossier: Mapping[str, Any], calendar: WorkCalendar, now: datetime
) -> Play:
    """One of a file's plays with every moment set.

    Raises OutsideCalendar where a moment is, and BrokenContent as a scenario does.
    """
    n = dossier.get("n", 0)
    words = file.get("words", {})
    names = {"n": n} | {name: each[n % len(each)] for name, each in words.items()}

    def dated(value: object, at: datetime) -> Any:
        later = calendar.day(position(calendar, at).number + NEXT_WEEK)
        days = {"today": at.date().isoformat(), "next_week": later.isoformat()}
        return _filled(value, names | days)

    opening = dossier["open"]
    day = calendar.day(position(calendar, now).number - dossier["days_ago"])
    at = min(datetime.combine(day, time.fromisoformat(opening["at"]), VIETNAM), now)
    given = {**dated(opening, at), "at": at.isoformat()}
    acts = []
    for act in _flat(dossier.get("acts", [])):
        at = due(calendar, at, parse_limit(act["after"])).at
        if at > now:
            break
        acts.append({**dated(act, at), "after": "", "at": at.isoformat()})
    return scenario_of({"procedure": file["procedure"], "open": given, "acts": acts}).play


def _filled(value: object, names: Mapping[str, object]) -> object:
    if isinstance(value, str):
        return value.format(**names)
    if isinstance(value, dict):
        return {key: _filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    return value


def _flat(acts: list[Any]) -> Iterator[dict[str, Any]]:
    for act in acts:
        if isinstance(act, list):
            yield from _flat(act)
        else:
            yield act
