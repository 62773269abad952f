"""A play as a scenario: what happened becomes what is expected, and all of it a YAML file."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import yaml

from engine.definitions.scenarios.play import Expectation, Play, Scenario
from engine.definitions.text.yaml_writer import Dumper
from engine.procedures.register.words import words
from engine.trial.facts import ActOutcome
from engine.trial.plain import plain_scenario

_LONGEST_ROW = 88
_LONGEST_NAME = 50  # characters of a file's name, whole words of the title


def recorded(title: str, play: Play, facts: list[ActOutcome]) -> Scenario:
    """The scenario of a play, expecting after each act what is another than before it."""
    changes = [_changed(a, b) for a, b in zip([None, *facts], facts, strict=False)]
    return Scenario(title, play, tuple(changes), _at_end(facts))


def to_yaml(scenario: Scenario) -> str:
    """The file that reads back as this scenario; texts in normalisation form C."""
    plain = _normal(plain_scenario(scenario))
    return yaml.dump(
        plain,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
        default_flow_style=None,
    )


def file_name(procedure: str, title: str) -> str:
    """`2.002383-bo-sung-mot-lan.yaml`."""
    name = ""
    for word in words(title):
        longer = f"{name}-{word}" if name else word[:_LONGEST_NAME]
        if len(longer) > _LONGEST_NAME:
            break
        name = longer
    return f"{procedure.partition('.000.')[0]}-{name or 'kich-ban'}.yaml"


def _changed(before: ActOutcome | None, after: ActOutcome) -> Expectation | None:
    if after.refusal is not None:
        return _expecting(refused=after.refusal.code)
    given: dict[str, Any] = {}
    if before is None or after.at != before.at:
        given["at"] = after.at
    if before is None or after.status is not before.status:
        given["status"] = after.status
    if after.due != (before.due if before else None):
        given["due"] = after.due
    if after.outcome is not (before.outcome if before else None):
        given["outcome"] = after.outcome
    if after.alerts:
        given["alerts"] = after.alerts
    return _expecting(**given) if given else None


def _at_end(facts: list[ActOutcome]) -> Expectation | None:
    last = facts[-1]
    if last.status is None:
        return None
    spoken = tuple(dict.fromkeys(rule for each in facts for rule in each.alerts))
    return _expecting(
        status=last.status, at=last.at, due=last.due, outcome=last.outcome, alerts=spoken
    )


def _expecting(**given: Any) -> Expectation:
    return Expectation(lines=dict.fromkeys(given, 1), **given)


def _normal(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_normal(key): _normal(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(each) for each in value]
    return value


class _Dumper(Dumper):
    """Keeps short rows on one line."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: Any = None) -> yaml.MappingNode:
        """On one line only where it fits; an act always has lines of its own."""
        node = super().represent_mapping(tag, mapping, flow_style)
        if node.flow_style and ("wait" in mapping or len(str(mapping)) > _LONGEST_ROW):
            node.flow_style = False
        return node
