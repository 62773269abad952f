"""A BPMN file of Camunda Modeler as our own graph; what cannot run is refused by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lxml import etree

from engine.definitions.bpmn.camunda7 import refuse_code7
from engine.definitions.bpmn.camunda8 import refuse_code8
from engine.definitions.bpmn.element_findings import Remarks
from engine.definitions.bpmn.elements import (
    BPMN,
    CAMUNDA,
    MODELER,
    ZEEBE,
    attribute,
    bpmn_children,
    line_of,
    local,
    namespace,
)
from engine.definitions.bpmn.events import read_named
from engine.definitions.bpmn.flows import join, read_flow
from engine.definitions.bpmn.graph import Diagram, Flow, FlowNode, NodeKind
from engine.definitions.bpmn.lanes import read_lanes
from engine.definitions.bpmn.nodes import (
    SCOPES,
    NodeContext,
    NodeScope,
    cannot_run,
    kind_of,
    read_node,
)
from engine.definitions.bpmn.structure import Graph, check_structure
from engine.definitions.text.decoding import check_normal
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import FindingList
from engine.definitions.text.xml import parse_xml
from engine.errors import BrokenContent, Finding

# Drawn for the reader, or data of other tools: they change nothing in a run.
_DRAWN_ONLY = frozenset(
    {
        *("laneSet", "dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation"),
        *("association", "group", "documentation", "extensionElements", "ioSpecification"),
        *("property", "artifact", "auditing", "monitoring", "incoming", "outgoing"),
        *("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
        *("dataInputAssociation", "dataOutputAssociation", "category"),
    }
)
_DATA_LANGUAGE = ("transformation", "assignment")


def read_diagrams(data: bytes, file: str) -> tuple[list[Diagram], list[Finding]]:
    """Read every executable process of a file; one with errors is noted and left out."""
    report = FindingList(file)
    try:
        root = parse_xml(data, file)
    except BrokenContent as error:
        return [], list(error.findings)
    if namespace(root) != BPMN or local(root) != "definitions":
        report.add("E201", line_of(root), "", "the file is XML but not a BPMN 2.0 diagram")
        return [], report.findings
    check_normal(data.decode("utf-8-sig"), report)
    diagrams = _File(root, data, report).diagrams()
    return ([] if report.broken else diagrams), report.findings


class _File:
    """Reads the processes of one parsed file."""

    def __init__(self, root: etree._Element, data: bytes, report: FindingList) -> None:
        self._root = root
        self._data = data
        self._report = report
        self._remarks = Remarks(report)
        self._named = read_named(root, self._remarks)

    def diagrams(self) -> list[Diagram]:
        self._refuse_double_ids()
        processes = list(bpmn_children(self._root, "process"))
        executable = [p for p in processes if attribute(p, "isExecutable") in ("true", "1")]
        if not executable:
            message = 'no process is executable: tick "Executable" in the Modeler'
            line = line_of(processes[0]) if processes else 1
            self._report.add("E202", line, "", message)
        return [self._process(process) for process in executable]

    def _refuse_double_ids(self) -> None:
        seen: dict[str, int] = {}
        for element in self._root.iter(etree.Element):
            name = attribute(element, "id")
            if name and name in seen:
                message = quoting(
                    'the id "{}" is already that of an element on line {line}',
                    name,
                    line=seen[name],
                )
                self._report.add("E203", line_of(element), name, message)
            elif name:
                seen[name] = line_of(element)

    def _process(self, process: etree._Element) -> Diagram:
        refuse_code7(process, self._remarks)
        refuse_code8(process, self._remarks)
        lanes = read_lanes(process, self._remarks)
        walk = _Walk(NodeContext(self._named, lanes, self._remarks))
        walk.scope(process, NodeScope())
        nodes, flows = join(walk.nodes, walk.flows, self._remarks)
        process_id = attribute(process, "id")
        name = " ".join(attribute(process, "name").split()) or self._participant(process_id)
        check_structure(Graph(nodes, flows, self._report), (process_id, line_of(process), name))
        return Diagram(
            id=process_id,
            name=name,
            file=self._report.file,
            nodes=nodes,
            flows=flows,
            lanes=lanes.names,
            xml=self._data,
            digest=hashlib.sha256(self._data).hexdigest(),
            dialect=self._dialect(),
        )

    def _participant(self, process_id: str) -> str:
        for element in self._root.iter(f"{{{BPMN}}}participant"):
            if attribute(element, "processRef") == process_id:
                return " ".join(attribute(element, "name").split())
        return ""

    def _dialect(self) -> str:
        platform = attribute(self._root, "executionPlatform", MODELER)
        spaces = {namespace(e) for e in self._root.iter(etree.Element)}
        if platform == "Camunda Cloud" or ZEEBE in spaces:
            return "camunda8"
        used = CAMUNDA in spaces or any(
            str(key).startswith(f"{{{CAMUNDA}}}")
            for e in self._root.iter(etree.Element)
            for key in e.keys()  # noqa: SIM118  # an element's own iteration gives children
        )
        return "camunda7" if used or platform == "Camunda Platform" else "plain"


class _Walk:
    """Gathers nodes and flows of a process, scope by scope, in the order of the file."""

    def __init__(self, reading: NodeContext) -> None:
        self.nodes: dict[str, FlowNode] = {}
        self.flows: list[tuple[etree._Element, Flow]] = []
        self._reading = reading

    def scope(self, element: etree._Element, scope: NodeScope) -> None:
        remarks = self._reading.remarks
        for child in element.iterchildren(etree.Element):
            if namespace(child) != BPMN:
                remarks.on(child, "E223", f"<{local(child)}> can stand only in extensionElements")
            elif local(child) == "sequenceFlow":
                self._flow(child)
            elif kind_of(child) is not None:
                self._node(child, scope)
            elif local(child) not in _DRAWN_ONLY:
                remarks.on(child, "E206", cannot_run(child))

    def _flow(self, element: etree._Element) -> None:
        if self._has_id(element):
            self.flows.append((element, read_flow(element, self._reading.remarks)))

    def _node(self, element: etree._Element, scope: NodeScope) -> None:
        kind = kind_of(element)
        if kind is None or not self._has_id(element):
            return
        for mapping in _data_mappings(element):
            self._reading.remarks.on(mapping, "E212", "data mappings are not read: use FEEL")
        node = read_node(element, kind, scope, self._reading)
        self.nodes[node.id] = node
        if kind in SCOPES:
            triggered = kind is NodeKind.EVENT_SUB_PROCESS
            self.scope(element, NodeScope(node.id, triggered, node.lane, node.role))

    def _has_id(self, element: etree._Element) -> bool:
        if attribute(element, "id"):
            return True
        self._reading.remarks.on(element, "E205", f"<{local(element)}> has no id")
        return False


def _data_mappings(element: etree._Element) -> Iterator[etree._Element]:
    for name in ("dataInputAssociation", "dataOutputAssociation"):
        for association in bpmn_children(element, name):
            yield from (e for e in bpmn_children(association) if local(e) in _DATA_LANGUAGE)
