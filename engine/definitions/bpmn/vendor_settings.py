"""What both dialects of Camunda say about one element, in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.bpmn.graph import DecisionResult, IoMapping


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """Vendor settings of an element; FEEL texts carry no leading `=`."""

    group: str = ""
    group_from: str = ""  # FEEL that gives the group
    form: str = ""
    service: str = ""
    decision: str = ""
    decision_result: DecisionResult = DecisionResult.VALUE
    called: str = ""
    script: str = ""
    result: str = ""
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: VendorSettings) -> VendorSettings:
        """Return these settings, with those of `other` where these are empty."""
        mine = {name: getattr(self, name) for name in self.__slots__}
        return VendorSettings(**{k: v or getattr(other, k) for k, v in mine.items()})
