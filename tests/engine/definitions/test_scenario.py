"""The file of a scenario: what it may say, and where it is told what it may not."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.definitions.scenarios.play import ActKind, PaperIn, PlayAct
from engine.definitions.scenarios.scenario_file import is_scenario, read_scenario
from engine.definitions.status import Channel, Status
from sla.calendar import VIETNAM

FILE = "processes/x/scenarios/y.yaml"
HEAD = """\
title: Thử
procedure: A-1
open:
  at: 2024-01-05T08:00
"""


def test_every_kind_of_act_is_read() -> None:
    text = (
        HEAD
        + """\
  channel: post
  applicant: {name: Người nộp, birth_date: 1990-02-28, delivery: post}
  papers: [don, {id: ban_goc, kind: original, copies: 2}]
  values: {so: 1, ma: '01'}
acts:
  - {do: a, after: 2 working hours, values: {x: true}, as: van_thu, instance: 2, exception: Lý do}
  - {claim: a, as: van_thu, instance: 2}
  - {service: b, at: 2024-01-06T08:00+00:00, answer: {y: [1]}}
  - {service: b, error: khong_thay}
  - {message: c, values: {z: null}}
  - {withdraw: Đổi ý}
  - wait: 3 ngày làm việc
  - wait: until 2024-02-01
  - wait: đến 2024-02-01T08:00
  - wait: 2024-03-01
"""
    )
    scenario, findings = read_scenario(text.encode(), FILE)
    assert findings == []
    assert scenario is not None
    opening = scenario.play.opening
    assert (opening.channel, opening.first) == (Channel.POST, None)
    assert opening.applicant == {
        "name": "Người nộp",
        "birth_date": "1990-02-28",
        "delivery": "post",
    }
    assert opening.papers == (PaperIn("don"), PaperIn("ban_goc", "original", 2))
    assert opening.values == {"so": 1, "ma": "01"}
    february = datetime(2024, 2, 1, tzinfo=VIETNAM)
    assert scenario.play.acts == (
        PlayAct(
            ActKind.DO,
            "a",
            {"x": True},
            "2 working hours",
            role="van_thu",
            instance=2,
            exception="Lý do",
        ),
        PlayAct(ActKind.CLAIM, "a", role="van_thu", instance=2),
        PlayAct(
            ActKind.SERVICE, "b", {"y": [1]}, at=datetime.fromisoformat("2024-01-06T08:00+00:00")
        ),
        PlayAct(ActKind.SERVICE, "b", error="khong_thay"),
        PlayAct(ActKind.MESSAGE, "c", {"z": None}),
        PlayAct(ActKind.WITHDRAW, "Đổi ý"),
        PlayAct(ActKind.WAIT, after="3 ngày làm việc"),
        PlayAct(ActKind.WAIT, at=february),
        PlayAct(ActKind.WAIT, at=february.replace(hour=8)),
        PlayAct(ActKind.WAIT, at=datetime(2024, 3, 1, tzinfo=VIETNAM)),
    )
    assert scenario.lines == (3, *range(10, 20))


@pytest.mark.parametrize("word", ["5", "supplement", "Yêu cầu bổ sung giấy tờ"])
def test_a_status_is_said_in_three_ways(word: str) -> None:
    text = HEAD + f"expect: {{status: {word}, due: none, at: []}}\n"
    scenario, findings = read_scenario(text.encode(), FILE)
    assert findings == []
    assert scenario is not None
    assert scenario.at_end is not None
    assert scenario.at_end.status is Status.SUPPLEMENT
    assert set(scenario.at_end.lines) == {"status", "due", "at"}


BAD = {
    "acts:\n  - {}\n": (6, "E901"),
    "acts:\n  - {do: a, wait: 1 day}\n": (6, "E901"),
    "acts:\n  - {do: a}\n  - {service: b, answer: {x: 1}, error: c}\n": (7, "E901"),
    "acts:\n  - wait: a while\n": (6, "E902"),
    "acts:\n  - wait: until soon\n": (6, "E902"),
    "acts:\n  - wait: until 9999-12-31T23:59-12:00\n": (6, "E902"),
    "acts:\n  - {do: a, at: 0001-01-01T00:00}\n": (6, "E902"),
    "acts:\n  - {do: a, after: 0 working days}\n": (6, "E902"),
    "acts:\n  - do: a\n    at: 2024-13-01\n": (7, "E902"),
    "acts:\n  - {do: a, at: 2024-01-08, after: 1 day}\n": (6, "E902"),
    "acts:\n  - {do: a, value: {x: 1}}\n": (6, "E121"),
    "acts:\n  - {withdraw: a, values: {x: 1}}\n": (6, "E121"),
    "acts:\n  - {do: a, instance: 0}\n": (6, "E123"),
    "acts:\n  - {do: a, expect: {status: 11}}\n": (6, "E124"),
    "acts:\n  - {do: a, expect: {outcome: soon}}\n": (6, "E124"),
    "acts:\n  - {do: a, expect: {due: soon}}\n": (6, "E902"),
    "acts:\n  - {do: a, expect: {states: 1}}\n": (6, "E121"),
    "acts: do\n": (5, "E123"),
    "  channel: fax\n": (5, "E124"),
    "  channel: internal\n": (5, "E124"),
    "  channel: online\n  first: {}\n": (6, "E121"),
    "  papers: {don: 1}\n": (5, "E123"),
    "  papers: [{kind: original}]\n": (5, "E122"),
    "  values: [1]\n": (5, "E123"),
    "  applicant: {nam: A}\n": (5, "E121"),
    "acts:\n" + "  - {do: a}\n" * 501: (5, "E901"),
}


@pytest.mark.parametrize("more", BAD, ids=[k.strip()[:40] for k in BAD])
def test_what_cannot_be_played_is_told_at_its_line(more: str) -> None:
    scenario, findings = read_scenario((HEAD + more).encode(), FILE)
    assert scenario is None
    assert [(f.line, f.code) for f in findings] == [BAD[more]]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("title: x\n", {"E122"}),
        ("procedure: A-1\nopen: {}\n", {"E122"}),
        ("procedure: A-1\nopen: {channel: desk}\n", {"E122"}),
        ("open: [1]\nprocedure: A-1\n", {"E123"}),
        ("- a\n", {"E123"}),
        ("", {"E102"}),
    ],
)
def test_what_is_missing_is_told(text: str, codes: set[str]) -> None:
    _, findings = read_scenario(text.encode(), FILE)
    assert {f.code for f in findings} == codes


@pytest.mark.parametrize(
    ("file", "is_one"),
    [
        ("processes/so-khcn/scenarios/a.yaml", True),
        ("processes/scenarios/nested/a.yaml", True),
        ("processes/so-khcn/scenarios.yaml", False),
        ("processes/so-khcn/a.yaml", False),
    ],
)
def test_a_scenario_lies_in_a_folder_of_that_name(file: str, is_one: bool) -> None:
    assert is_scenario(file) is is_one
