"""One step: restore, complete, dump, one committed row. Ours against bare SpiffWorkflow.

Bare: its own parser and serialiser, the spec kept in memory and out of the state, zlib. Both on
SQLite in a file. Also: the 200th step of a looping dossier against its 5th, and bytes of state.
"""
# ruff: noqa: T201

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.definitions.graph import Diagram, Flow, Node, NodeKind
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec

STEPS = ("nhan", "tham_dinh", "trinh", "ky", "tra")
DATA = {"ho_ten": "Nguyễn Văn A", "so_giay_to": 5, "linh_vuc": "An toàn bức xạ và hạt nhân"}
KEY = b"bench" * 8
ROUNDS = 300
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Row:
    """A SQLite file with one row that each step writes and commits."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "bench.db", isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY, blob BLOB)"
        )

    def load(self) -> bytes:
        """The state of the one dossier."""
        blob: bytes = self.database.execute("SELECT blob FROM state WHERE id = 1").fetchone()[0]
        return blob

    def store(self, blob: bytes) -> None:
        """Write and commit."""
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute("INSERT OR REPLACE INTO state VALUES (1, ?)", (blob,))
        self.database.execute("COMMIT")


def drawn(*, loops: bool) -> Diagram:
    """Five user tasks in a row, which may start again."""
    ids = ("start", "again", *STEPS, "more", "end")
    kinds = {"start": NodeKind.START, "end": NodeKind.END}
    kinds |= {"again": NodeKind.EXCLUSIVE, "more": NodeKind.EXCLUSIVE}
    nodes = {i: Node(i, i, kinds.get(i, NodeKind.USER_TASK), 1) for i in ids}
    pairs = list(pairwise(ids))
    flows = {f"f{n}": Flow(f"f{n}", "", a, b, 1) for n, (a, b) in enumerate(pairs)}
    if loops:
        last = f"f{len(pairs) - 1}"
        flows[last] = Flow(last, "", "more", "end", 1, "xong = true")
        flows["back"] = Flow("back", "", "more", "again", 1, "xong != true")
    digest = hashlib.sha256(repr(flows).encode()).hexdigest()
    return Diagram("bench", "bench", "bench.bpmn", nodes, flows, {}, b"", digest, "plain")


def bare_spec(diagram: Diagram) -> tuple[Any, Any]:
    """The same diagram through SpiffWorkflow's own parser."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap={None: BPMN}, targetNamespace="b")
    process = etree.SubElement(root, f"{{{BPMN}}}process", id="bench", isExecutable="true")
    for node in diagram.nodes.values():
        etree.SubElement(process, f"{{{BPMN}}}{node.kind}", id=node.id, name=node.name)
    for flow in diagram.flows.values():
        given = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        etree.SubElement(process, f"{{{BPMN}}}sequenceFlow", given)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(etree.tostring(root))))
    return parser.get_spec("bench"), parser.get_subprocess_specs("bench")


def bare_serialiser(spec: Any, inner: Any) -> BpmnWorkflowSerializer:
    """SpiffWorkflow's serialiser with the spec split off."""

    class Split(BpmnWorkflowConverter):  # type: ignore[misc]
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


def timed(step: Callable[[], None]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    step()
    return (time.perf_counter() - begin) * 1_000


def ours(row: Row) -> list[float]:
    """Milliseconds of each step of many dossiers."""
    spec = compile_spec(drawn(loops=False))

    def step() -> None:
        run = Run.restore(spec, row.load(), KEY)
        run.complete(run.waits()[0].task_id, {"y_kien": "Đồng ý"})
        row.store(run.dump(KEY))

    times = []
    for _ in range(ROUNDS // len(STEPS)):
        row.store(Run.start(spec, DATA, datetime.now(UTC)).dump(KEY))
        times += [timed(step) for _ in STEPS]
    return times


def bare(row: Row) -> list[float]:
    """The same steps by SpiffWorkflow alone."""
    spec, inner = bare_spec(drawn(loops=False))
    serialiser = bare_serialiser(spec, inner)

    def store(workflow: Any) -> None:
        row.store(zlib.compress(json.dumps(serialiser.to_dict(workflow)).encode()))

    def step() -> None:
        workflow = serialiser.from_dict(json.loads(zlib.decompress(row.load())))
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data["y_kien"] = "Đồng ý"
        task.run()
        workflow.do_engine_steps()
        store(workflow)

    times = []
    for _ in range(ROUNDS // len(STEPS)):
        workflow = BpmnWorkflow(spec, inner)
        workflow.task_tree.data.update(DATA)
        workflow.do_engine_steps()
        store(workflow)
        times += [timed(step) for _ in STEPS]
    return times


def looping(row: Row) -> tuple[float, float, int]:
    """Median of step 5 and of step 200 over dossiers that loop, and bytes of state at the end."""
    spec = compile_spec(drawn(loops=True))
    early, late = [], []
    for _ in range(15):
        row.store(Run.start(spec, DATA, datetime.now(UTC)).dump(KEY))
        for number in range(1, 201):
            run = Run.restore(spec, row.load(), KEY)
            task = run.waits()[0].task_id

            def step(task: str = task) -> None:
                again = Run.restore(spec, row.load(), KEY)
                again.complete(task, {"y_kien": "Đồng ý"})
                row.store(again.dump(KEY))

            spent = timed(step)
            if number in (5, 200):
                (early if number == 5 else late).append(spent)  # noqa: PLR2004
    return median(early), median(late), len(row.load())


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        row = Row(Path(folder))
        mine, theirs = median(ours(row)), median(bare(row))
        fifth, last, size = looping(row)
    print(f"one step, SQLite: ours {mine:.2f} ms, bare SpiffWorkflow {theirs:.2f} ms")
    print(
        f"  ratio of medians {mine / theirs:.2f} (workflow and one row only; goal of the whole: 4)"
    )
    print(f"step 5 {fifth:.2f} ms, step 200 {last:.2f} ms: ratio {last / fifth:.2f} (goal 1.3)")
    print(f"state after 200 steps: {size} bytes (goal 2000)")


if __name__ == "__main__":
    main()
