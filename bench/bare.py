"""Bare SpiffWorkflow: its own parser and serialiser, the spec kept in memory, the state zipped."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.rows import Row
from engine.definitions.bpmn.graph import Diagram

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Bare:
    """Dossiers of one diagram, one after the other in the same row."""

    def __init__(self, diagram: Diagram, row: Row) -> None:
        self._spec, self._inner = parsed(diagram)
        self._serialiser = split(self._spec, self._inner)
        self._row = row

    def open(self, data: Mapping[str, object]) -> None:
        """A new dossier at its first step."""
        workflow = BpmnWorkflow(self._spec, self._inner)
        workflow.task_tree.data.update(data)
        workflow.do_engine_steps()
        self._row.store(self._packed(workflow))

    def step(self, values: Mapping[str, object]) -> None:
        """Load, complete the waiting step, run on, store."""
        self._row.change(lambda blob: self._stepped(blob, values))

    @property
    def size(self) -> int:
        """Bytes of the stored state."""
        return len(self._row.load())

    def _stepped(self, blob: bytes, values: Mapping[str, object]) -> bytes:
        workflow = self._serialiser.from_dict(json.loads(zlib.decompress(blob)))
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(values)
        task.run()
        workflow.do_engine_steps()
        return self._packed(workflow)

    def _packed(self, workflow: BpmnWorkflow) -> bytes:
        return zlib.compress(json.dumps(self._serialiser.to_dict(workflow)).encode())


def parsed(diagram: Diagram) -> tuple[Any, Any]:
    """A diagram of ours through SpiffWorkflow's own parser."""
    root = etree.fromstring(f'<definitions xmlns="{BPMN}" targetNamespace="b"/>')
    process = etree.SubElement(root, f"{{{BPMN}}}process", id="bench", isExecutable="true")
    for node in diagram.nodes.values():
        etree.SubElement(process, f"{{{BPMN}}}{node.kind}", id=node.id, name=node.name)
    for flow in diagram.flows.values():
        given = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        etree.SubElement(process, f"{{{BPMN}}}sequenceFlow", given)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(etree.tostring(root))))
    return parser.get_spec("bench"), parser.get_subprocess_specs("bench")


def split(spec: Any, inner: Any) -> BpmnWorkflowSerializer:
    """SpiffWorkflow's serialiser with the spec split off."""

    class Split(BpmnWorkflowConverter):  # type: ignore[misc]  # the library has no types
        """Leaves the spec in memory."""

        def to_dict(self, workflow: Any) -> dict[str, Any]:
            spec_of, workflow.spec = workflow.spec, None
            inner_of, workflow.subprocess_specs = workflow.subprocess_specs, {}
            try:
                dct: dict[str, Any] = super().to_dict(workflow)
            finally:
                workflow.spec, workflow.subprocess_specs = spec_of, inner_of
            return dct

        def from_dict(self, dct: dict[str, Any]) -> Any:
            restore = self.registry.restore
            self.registry.restore = lambda v, **k: spec if v is None else restore(v, **k)
            try:
                workflow = super().from_dict(dct)
            finally:
                self.registry.restore = restore
            workflow.subprocess_specs = inner
            return workflow

    config = DEFAULT_CONFIG | {BpmnWorkflow: Split}
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
