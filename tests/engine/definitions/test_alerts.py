"""`alerts.yaml`: what can be written, and what is told about mistakes."""

from __future__ import annotations

from datetime import time

import pytest

from engine.definitions.organisation.alert_rules import (
    HOLDER,
    AlertRule,
    Alerts,
    AlertSubject,
    Level,
    Mail,
    Point,
    When,
    is_within,
    read_alerts,
)

RULE = "  - {id: a, of: dossier, when: due, to: [holder]}\n"


def read(text: str) -> tuple[Alerts, list[tuple[str, int]]]:
    alerts, findings = read_alerts(text.encode(), "processes/alerts.yaml")
    return alerts, [(f.code, f.line) for f in findings]


def rule_when(text: str) -> tuple[When | None, list[str]]:
    alerts, told = read(f"rules:\n  - {{id: a, of: step, when: {text}, to: [holder]}}\n")
    return (alerts.rules[0].when if alerts.rules else None), [code for code, _ in told]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("80 % of the limit", When(Point.SHARE, 80)),
        ("80% thời hạn", When(Point.SHARE, 80)),
        ("99 % Thời hạn", When(Point.SHARE, 99)),
        ("1 working day before", When(Point.BEFORE, 1)),
        ("2 working days before", When(Point.BEFORE, 2)),
        ("trước 3 ngày làm việc", When(Point.BEFORE, 3)),
        ("due", When(Point.DUE)),
        ("đến hạn", When(Point.DUE)),
        ("1 working day after", When(Point.AFTER, 1)),
        ("sau 5 ngày làm việc", When(Point.AFTER, 5)),
        ("every working day after", When(Point.EACH_AFTER, 1)),
        ("every 2 working days after", When(Point.EACH_AFTER, 2)),
        ("sau mỗi ngày làm việc", When(Point.EACH_AFTER, 1)),
        ("sau mỗi 3 ngày làm việc", When(Point.EACH_AFTER, 3)),
    ],
)
def test_moments_are_written_in_two_languages(text: str, when: When) -> None:
    assert rule_when(text) == (when, [])


@pytest.mark.parametrize(
    "text",
    [
        "0 % of the limit",
        "100 % of the limit",
        "80 %",
        "0 working days before",
        "61 working days after",
        "1 day before",
        "sometimes",
        "trước ngày làm việc",
        "²0 % of the limit",
    ],
)
def test_a_moment_that_is_none_is_told(text: str) -> None:
    assert rule_when(text) == (None, ["E409"])


def test_a_whole_file() -> None:
    text = (
        'quiet: "18:00-07:00"\ndigest: "08:00"\nrules:\n'
        "  - {id: a, of: dossier, when: due, to: [holder, kiem_soat, holder], mail: at_once,"
        " webhook: true}\n"
    )
    rule = AlertRule(
        "a", AlertSubject.DOSSIER, When(Point.DUE), (HOLDER, "kiem_soat"), Mail.AT_ONCE, True, 4
    )
    assert read(text) == (Alerts((rule,), (time(18), time(7)), time(8)), [])
    assert rule.level is Level.DUE


def test_what_is_left_out_has_a_default() -> None:
    alerts, told = read(f"rules:\n{RULE}")
    assert (alerts.quiet, alerts.digest, told) == (None, time(7, 30), [])
    assert (alerts.rules[0].mail, alerts.rules[0].webhook) == (Mail.DIGEST, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: []\nquite: x\n", [("E121", 2)]),
        ('quiet: "18:00"\nrules: []\n', [("E410", 1)]),
        ('quiet: "18:00-25:00"\nrules: []\n', [("E410", 1)]),
        ('quiet: "18:00-18:00"\nrules: []\n', [("E410", 1)]),
        ('digest: "7h30"\nrules: []\n', [("E410", 1)]),
        ('quiet: "18:00-08:00"\ndigest: "07:30"\nrules: []\n', [("E410", 2)]),
        ("quiet: ''\n", [("E122", 1)]),
        (f"rules:\n{RULE}{RULE}", [("E403", 3)]),
        (f"rules:\n{RULE}{RULE.replace('id: a', 'id: b')}", [("E411", 3)]),
        (f"rules:\n{RULE}{RULE.replace('id: a', 'id: Bb')}", [("E405", 3), ("E411", 3)]),
        (f"rules:\n{RULE.replace('dossier', 'file')}", [("E124", 2)]),
        (f"rules:\n{RULE.replace('[holder]', '[]')}", [("E122", 2)]),
        (f"rules:\n{RULE.replace('}', ', mail: daily}')}", [("E124", 2)]),
        (f"rules:\n{RULE.replace('}', ', webhook: yes}')}", [("E123", 2)]),
        (f"rules:\n{RULE.replace('}', ', tells: x}')}", [("E121", 2)]),
        ("rules:\n  - {}\n", [("E122", 2)] * 4),
        ("rules: x\n", [("E123", 1)]),
        ("- a\n", [("E123", 1)]),
    ],
)
def test_every_mistake_is_told_with_its_line(text: str, told: list[tuple[str, int]]) -> None:
    assert read(text)[1] == told


def test_a_rule_that_only_posts_needs_no_hearer() -> None:
    assert read(f"rules:\n{RULE.replace('to: [holder]', 'webhook: true')}")[1] == []


@pytest.mark.parametrize(
    ("quiet", "moment", "inside"),
    [
        ((time(18), time(7)), time(17, 59), False),
        ((time(18), time(7)), time(18), True),
        ((time(18), time(7)), time(0), True),
        ((time(18), time(7)), time(7), False),
        ((time(12), time(13)), time(12, 30), True),
        ((time(12), time(13)), time(13), False),
        ((time(12), time(13)), time(11), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(
    quiet: tuple[time, time], moment: time, inside: bool
) -> None:
    assert is_within(quiet, moment) is inside
