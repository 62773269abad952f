"""Forecasts: on both shipped diagrams as a table, on small drawings for what they do not have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from engine.deadlines.forecast import Forecast, forecast
from engine.deadlines.reappointment import new_appointment
from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.status import Milestone
from engine.l10n.times import duration
from engine.procedures.reachability.milestones import leads_to
from engine.procedures.version import Version
from sla.points import days_after
from tests.engine.dossiers.play import BULLETIN, GENERAL, on
from tests.engine.review.drawing import BPMN, scope

CALENDAR = read_calendars(content_root() / "holidays").get("lang-son")
CONTENT = read_content(content_root())
OFFICE = "07:30–11:30, 13:00–17:00"


def shipped(code: str) -> Version:
    procedure = CONTENT.procedures[code]
    diagram = CONTENT.diagrams[procedure.diagram]
    return Version(1, 1, procedure, {diagram.id: diagram}, {}, "")


def drawn(arrows: str, limits: Mapping[str, str] | None = None, sub: str = "") -> Version:
    """A drawing whose tasks have limits; `done` is the milestone."""
    inside = {"sub1": scope(sub, prefix="s")} if sub else {}
    text = BPMN.format(id="thu", body=scope(arrows, sub=inside))
    for node, limit in (limits or {}).items():
        text = _with(text, node, "limit", limit, "<zeebe:assignmentDefinition")
    text = text.replace(
        '<bpmn:endEvent id="end9" >',
        '<bpmn:endEvent id="end9"><bpmn:extensionElements><zeebe:properties>'
        '<zeebe:property name="motcua:milestone" value="resolved"/>'
        "</zeebe:properties></bpmn:extensionElements>",
    )
    (diagram,), found = read_diagrams(text.encode(), "thu.bpmn")
    assert not found, found
    procedure = Procedure("9.1", "Thử", "so", "Thử", "thu.yaml", 1, diagram="thu")
    return Version(1, 1, procedure, {"thu": diagram}, {}, "")


def _with(text: str, node: str, name: str, value: str, before: str) -> str:
    head, found, tail = text.partition(f'<bpmn:userTask id="{node}"')
    assert found, node
    own = f'<zeebe:property name="motcua:{name}" value="{value}"/>'
    own = f"<zeebe:properties>{own}</zeebe:properties>"
    return head + found + tail.replace(before, own + before, 1)


def told(found: Forecast | None) -> tuple[str, str, bool]:
    assert found is not None
    return (
        duration(found.needed),
        duration(found.left),
        found.late,
    )


@pytest.mark.parametrize(
    ("code", "opened", "due", "needed", "left", "late"),
    [
        # general: 10 days of appraisal, then 1 + 1 days and 4 hours
        (GENERAL, {"tham_dinh": "2023-12-21 08:00"}, "2023-12-29 08:00",
         "12 ngày 4 giờ", "16 ngày", False),
        (GENERAL, {"tham_dinh": "2023-12-08 08:00"}, "2023-12-11 08:00",
         "3 ngày 4 giờ", "2 ngày", True),
        (GENERAL, {"tham_dinh": "2023-12-01 08:00"}, "2023-12-11 08:00",  # overdue
         "2 ngày 4 giờ", "2 ngày", True),
        (GENERAL, {"tham_dinh": "2023-12-01 08:00"}, "2023-12-11 13:30",
         "2 ngày 4 giờ", "2 ngày 4 giờ", False),
        (GENERAL, {"cap_so": "2023-12-07 13:30"}, "2023-12-07 14:00",
         "4 giờ", "4 giờ 30 phút", False),
        (GENERAL, {"cap_so": "2023-12-07 13:30"}, "2023-12-07 11:00",
         "4 giờ", "3 giờ", True),
        (GENERAL, {"soan_tu_choi": "2023-12-11 08:00"}, "2023-12-13 08:00",
         "4 ngày 4 giờ", "4 ngày", True),
        # the reminder beside the appraisal ends by itself and takes nothing
        (GENERAL, {"tham_dinh": "2023-12-08 08:00", "don_doc": None}, "2023-12-12 08:00",
         "3 ngày 4 giờ", "3 ngày", True),
        # bulletin: 3 + 2 days and 4 hours after the appraisal; the apology beside it takes nothing
        (BULLETIN, {"tham_dinh": "2023-12-08 08:00"}, "2023-12-15 08:00",
         "6 ngày 4 giờ", "6 ngày", True),
        (BULLETIN, {"tham_dinh": "2023-12-08 08:00", "hen_lai": "2023-12-08 08:00"},
         "2023-12-15 14:00", "6 ngày 4 giờ", "6 ngày 4 giờ 30 phút", False),
        (BULLETIN, {"ban_giao": "2023-12-07 13:30"}, "2024-01-19 08:00",
         "21 ngày", "30 ngày", False),
        (BULLETIN, {"soan_tra_loi": None}, "2023-12-07 09:00",
         "2 ngày 4 giờ", "1 giờ", True),
    ],
)  # fmt: skip
def test_what_a_dossier_needs_against_what_is_left(
    code: str,
    opened: dict[str, str | None],
    due: str,
    needed: str,
    left: str,
    late: bool,
) -> None:
    moments = {node: on(text) if text else None for node, text in opened.items()}
    found = forecast(shipped(code), moments, on(due), CALENDAR, on("2023-12-07 08:00"))
    assert told(found) == (needed, left, late)


def test_the_steps_on_the_way_are_named() -> None:
    opened = {"tham_dinh": on("2023-12-08 08:00")}
    found = forecast(
        shipped(GENERAL), opened, on("2023-12-11 08:00"), CALENDAR, on("2023-12-07 08:00")
    )
    assert found
    assert found.steps == ("Thẩm định", "Duyệt dự thảo", "Ký duyệt", "Cấp số, đóng dấu")


@pytest.mark.parametrize("node", ["tra_ket_qua", "don_doc", "tra_lai_ho_so", "khong_co"])
def test_nothing_is_forecast_where_no_way_leads_to_the_decision(node: str) -> None:
    at = on("2023-12-07 08:00")
    assert forecast(shipped(GENERAL), {node: at}, at, CALENDAR, at) is None


DAYS = {"A": "2 working days", "B": "5 working days", "C": "1 working day"}


@pytest.mark.parametrize(
    ("arrows", "sub", "opened", "days"),
    [
        ("start>A>xor1>B>end9,xor1>C>end9", "", ("A",), 3),  # the shorter branch
        ("start>and1>A>and2>C>end9,and1>B>and2", "", ("A", "B"), 6),  # the join waits for both
        ("start>and1>A>and2>C>end9,and1>B>and2", "", ("A",), 3),  # B is done already
        ("start>A>and1>B>and2>end9,and1>C>and2", "", ("A",), 7),  # a fork ahead, and its join
        ("start>A>sub1>end9", "start2>B>end2", ("A",), 7),  # through a sub-process
        ("start>sub1>C>end9", "start2>A>B>end2", ("A",), 8),  # out of one
        ("start>A>xor1>B>end9,xor1>A", "", ("A",), 7),  # a way back is no way on
        ("start>and1>A>and2>C>end9,and1>sub1>and2", "start2>B>end2", ("A", "B"), 6),
    ],
)
def test_a_way_is_as_long_as_its_steps(
    arrows: str, sub: str, opened: tuple[str, ...], days: int
) -> None:
    limits = {name: text for name, text in DAYS.items() if name in arrows + sub}
    version = drawn(arrows, limits, sub)
    at = on("2023-12-04 08:00")
    ends = {name: _after(at, int(DAYS[name][0])) for name in opened}
    found = forecast(version, ends, _after(at, 4), CALENDAR, at)
    assert found
    assert (found.needed.days, found.needed.hours) == (days, 0)
    assert found.late is (days > 4)


def _after(at: datetime, days: int) -> datetime:
    return days_after(CALENDAR, at, days)


@pytest.mark.parametrize(
    ("opened", "due", "at", "proposed"),
    [
        # what is needed ends before the day after the old date: at least a working day later
        ({"cap_so": "2023-12-08 15:00"}, "2023-12-08 10:00", "2023-12-08 09:00",
         "2023-12-11 10:00"),
        ({"tham_dinh": "2023-12-21 08:00"}, "2023-12-12 08:00", "2023-12-07 08:00",
         "2023-12-25 13:30"),
        # overdue for long: counted from now
        ({"cap_so": "2023-12-08 15:00"}, "2023-11-01 10:00", "2023-12-08 09:00:20",
         "2023-12-11 09:01"),
        # at night: the end of the next working day
        ({"cap_so": None}, "2023-11-01 10:00", "2023-12-08 22:10", "2023-12-11 17:00"),
    ],
)  # fmt: skip
def test_the_new_date_leaves_what_is_needed_and_a_day_at_least(
    opened: dict[str, str | None], due: str, at: str, proposed: str
) -> None:
    moments = {node: on(text) if text else None for node, text in opened.items()}
    found = forecast(shipped(GENERAL), moments, on(due), CALENDAR, on(at))
    assert new_appointment(CALENDAR, found, on(due), on(at)) == on(proposed)


@pytest.mark.parametrize(
    ("code", "node", "milestone", "ahead"),
    [
        (GENERAL, "tham_dinh", Milestone.RESOLVED, True),
        (GENERAL, "tra_ket_qua", Milestone.RESOLVED, False),
        (GENERAL, "tham_dinh", Milestone.RECEIVED, False),
        (GENERAL, "tham_dinh", Milestone.REAPPOINTED, False),
        (BULLETIN, "gan_den_han", Milestone.REAPPOINTED, True),
        (BULLETIN, "hen_lai", Milestone.REAPPOINTED, True),
        (BULLETIN, "tham_dinh", Milestone.REAPPOINTED, False),
    ],
)
def test_a_milestone_ahead(code: str, node: str, milestone: Milestone, ahead: bool) -> None:
    assert leads_to(shipped(code), [node], milestone) is ahead
