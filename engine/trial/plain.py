"""A scenario as plain values, in the order of its file: what is stored and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.definitions.scenarios.expectation import EXPECTED, NOTHING
from engine.definitions.scenarios.play import (
    ActKind,
    Expectation,
    Opening,
    PaperIn,
    Play,
    PlayAct,
    Scenario,
)
from engine.definitions.status import Channel
from sla.calendar import VIETNAM

Plain = dict[str, object]


def plain_scenario(scenario: Scenario) -> Plain:
    """The mapping that `scenario_of` reads back to the same scenario."""
    play = scenario.play
    expected = scenario.expected or (None,) * (len(play.acts) + 1)
    acts = [
        _plain_act(act) | _expect(expectation)
        for act, expectation in zip(play.acts, expected[1:], strict=True)
    ]
    return {
        **_filled({"title": scenario.title}),
        "procedure": play.procedure,
        "open": _plain_opening(play.opening) | _expect(expected[0]),
        **_filled({"acts": acts}),
        **_expect(scenario.at_end),
    }


def plain_play(play: Play) -> Plain:
    """The same without anything expected."""
    return plain_scenario(Scenario("", play, ()))


def moment_text(moment: datetime) -> str:
    """A moment in Vietnamese time without its offset: `2024-01-05T08:00`."""
    here = moment.astimezone(VIETNAM).replace(tzinfo=None)
    whole = here.second == 0 and here.microsecond == 0
    return here.isoformat(timespec="minutes" if whole else "auto")


def _plain_opening(opening: Opening) -> Plain:
    channel = "" if opening.channel in (Channel.DESK, Channel.INTERNAL) else opening.channel.value
    known: Plain = {
        "at": moment_text(opening.at),
        "channel": channel,
        "case": opening.case,
        "subject": opening.subject,
        "requester": opening.requester,
        "unit": opening.unit,
        "applicant": dict(opening.applicant),
        "papers": [_plain_paper(paper) for paper in opening.papers],
        "values": dict(opening.values),
    }
    first = {"first": dict(opening.first)} if opening.first is not None else {}
    return {**_filled(known), **first}


def _plain_paper(paper: PaperIn) -> object:
    if paper == PaperIn(paper.id):
        return paper.id
    return _filled({"id": paper.id, "kind": paper.kind, "copies": paper.copies})


def _plain_act(act: PlayAct) -> Plain:
    if act.kind is ActKind.WAIT:
        return {"wait": act.after or (moment_text(act.at) if act.at else "")}
    answer = "answer" if act.kind is ActKind.SERVICE else "values"
    known: Plain = {
        "instance": act.instance or "",
        "as": act.role,
        "after": act.after,
        "at": moment_text(act.at) if act.at else "",
        answer: dict(act.values),
        "error": act.error,
        "exception": act.exception,
    }
    return {act.kind.value: act.target, **_filled(known)}


def _expect(expectation: Expectation | None) -> Plain:
    if expectation is None:
        return {}
    found: Plain = {}
    for key in EXPECTED:
        if expectation.expects(key):
            found[key] = _expected(expectation, key)
    return {"expect": found}


def _expected(expectation: Expectation, key: str) -> object:
    value = getattr(expectation, key)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return NOTHING if value is None else str(value)


def _filled(known: Plain) -> Plain:
    return {key: value for key, value in known.items() if value not in ("", [], {})}
