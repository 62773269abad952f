"""Lanes: whose step it is where no candidate group says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.definitions.bpmn.camunda7 import read_camunda7
from engine.definitions.bpmn.camunda8 import read_camunda8
from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import attribute, bpmn_child, bpmn_children, text_of
from engine.definitions.bpmn.properties import read_own
from engine.definitions.text.slug import slug

_OWN_ID = re.compile(r"lane_([a-z][a-z0-9]*(?:_[a-z0-9]+)*)")
_MODELER_ID = re.compile(r"Lane_[0-9a-z]{7}")


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes of one process: names and roles by lane id, and the lane of each node."""

    names: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    of_node: Mapping[str, str] = field(default_factory=dict)

    def role_at(self, node_id: str) -> str:
        """Return the role of the lane a node stands in, empty where it stands in none."""
        return self.roles.get(self.of_node.get(node_id, ""), "")


def read_lanes(process: etree._Element, remarks: Remarks) -> Lanes:
    """Read all lane sets; of nested lanes the innermost counts."""
    names: dict[str, str] = {}
    roles: dict[str, str] = {}
    of_node: dict[str, str] = {}
    stack = [lane for s in bpmn_children(process, "laneSet") for lane in bpmn_children(s, "lane")]
    while stack:
        lane = stack.pop(0)
        lane_id = attribute(lane, "id")
        names[lane_id] = " ".join(attribute(lane, "name").split())
        roles[lane_id] = _role(lane, remarks)
        for reference in bpmn_children(lane, "flowNodeRef"):
            of_node[text_of(reference)] = lane_id
        inner = bpmn_child(lane, "childLaneSet")
        if inner is not None:
            stack.extend(bpmn_children(inner, "lane"))
    return Lanes(names, roles, of_node)


def _role(lane: etree._Element, remarks: Remarks) -> str:
    settings = read_camunda8(lane, remarks) | read_camunda7(lane, remarks)
    own = read_own(settings.properties, lane, remarks)
    lane_id = attribute(lane, "id")
    if own.role:
        return own.role
    written = None if _MODELER_ID.fullmatch(lane_id) else _OWN_ID.fullmatch(lane_id.lower())
    return written.group(1) if written else slug(attribute(lane, "name"))
