"""Our own properties of an element (`motcua:*`), offered by the element templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lxml import etree

from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.expressions import feel, is_juel
from engine.definitions.status import Milestone, Status
from engine.definitions.text.finding_text import quoting, suggestion
from sla.errors import BadLimit
from sla.limits import Limit, parse_limit

PREFIX = "motcua:"
_KNOWN = frozenset(
    PREFIX + name
    for name in (
        *("limit", "status", "clock", "milestone", "time", "role", "unit"),
        *("outputCollection", "outputElement"),
    )
)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Clock(StrEnum):
    """Values of `motcua:clock`."""

    STOPPED = "stopped"
    RUNNING = "running"


class TimerTime(StrEnum):
    """Values of `motcua:time`."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class OwnProperties:
    """Our properties of one element, read."""

    limit: Limit | None = None
    status: Status | None = None
    stops_clock: bool = False
    milestone: Milestone | None = None
    working: bool = False
    role: str = ""
    unit: str = ""
    unit_from: str = ""  # FEEL
    collection: str = ""  # variable that takes what the instances give (Camunda 7 has no own)
    collected: str = ""  # FEEL of what each instance gives


def read_own(
    properties: Mapping[str, str], element: etree._Element, remarks: Remarks
) -> OwnProperties:
    """Read the `motcua:*` entries; a misspelt one would be a silent change to the citizen."""
    for key in properties:
        if key.startswith(PREFIX) and key not in _KNOWN:
            remarks.on(
                element,
                "E217",
                quoting('property "{}" is not known', key) + suggestion(key, _KNOWN),
            )

    def choice(name: str, kind: type[_Choice]) -> _Choice | None:
        return _choice(properties.get(PREFIX + name, ""), name, kind, (element, remarks))

    unit = properties.get(PREFIX + "unit", "").strip()
    computed = unit.startswith("=") or is_juel(unit)
    return OwnProperties(
        limit=_limit(properties.get(PREFIX + "limit", ""), element, remarks),
        status=choice("status", Status),
        stops_clock=choice("clock", Clock) is Clock.STOPPED,
        milestone=choice("milestone", Milestone),
        working=choice("time", TimerTime) is TimerTime.WORKING,
        role=properties.get(PREFIX + "role", "").strip(),
        unit="" if computed else unit,
        unit_from=feel(unit, element, remarks, PREFIX + "unit") if computed else "",
        collection=properties.get(PREFIX + "outputCollection", "").strip(),
        collected=feel(
            properties.get(PREFIX + "outputElement", "").strip(),
            element,
            remarks,
            PREFIX + "outputElement",
        ),
    )


def _choice(
    text: str, name: str, kind: type[_Choice], where: tuple[etree._Element, Remarks]
) -> _Choice | None:
    value = text.strip()
    if not value:
        return None
    known = [member.value for member in kind]
    if value in known:
        return kind(value)
    element, remarks = where
    message = PREFIX + name + quoting(' "{}" is not known', value) + suggestion(value, known)
    remarks.on(element, "E217", message)
    return None


def _limit(text: str, element: etree._Element, remarks: Remarks) -> Limit | None:
    value = text.strip()
    if not value:
        return None
    try:
        return parse_limit(value)
    except BadLimit:
        message = PREFIX + quoting(
            'limit "{}" is not readable; write "5 ngày làm việc" or "P5D"', value
        )
        remarks.on(element, "E217", message)
        return None
