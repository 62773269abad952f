"""Findings on elements of a diagram: line, id and name are taken from the element."""

from __future__ import annotations

from lxml import etree

from engine.definitions.bpmn.elements import attribute, described, line_of, owner
from engine.definitions.text.finding_text import AnyText
from engine.definitions.text.report import FindingList


class Remarks:
    """Notes findings on elements into a report."""

    def __init__(self, report: FindingList) -> None:
        """Note findings in `report`."""
        self.report = report

    def on(self, element: etree._Element, code: str, message: AnyText) -> None:
        """Note a finding, named by the nearest element that a person can select."""
        named = owner(element)
        text = described(named) + ": " + message
        self.report.add(code, line_of(element), attribute(named, "id"), text)
