"""The course that all subjects run: five user tasks in a row, each with a form of three fields."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from itertools import pairwise

from engine.definitions.bpmn.graph import Diagram, Flow, FlowNode, NodeKind

STEPS = ("thu_ly", "tham_dinh", "trinh", "ky", "tra")
DATA = {
    "ho_ten": "Nguyễn Văn A",
    "so_thiet_bi": 5,
    "noi_dung": "An toàn bức xạ và hạt nhân",
}


def answers(step: str) -> dict[str, object]:
    """What an officer types into the form of a step."""
    return {
        f"ket_qua_{step}": "dat",
        f"y_kien_{step}": "Hồ sơ đầy đủ, đề nghị chuyển bước sau.",
        f"so_trang_{step}": 12,
    }


def drawn(*, loops: bool) -> Diagram:
    """The five tasks as one of our diagrams; looping ones may start again."""
    ids = ("start", "again", *STEPS, "more", "end") if loops else ("start", *STEPS, "end")
    kinds = {"start": NodeKind.START, "end": NodeKind.END}
    kinds |= {"again": NodeKind.EXCLUSIVE, "more": NodeKind.EXCLUSIVE}
    nodes = {i: FlowNode(i, i, kinds.get(i, NodeKind.USER_TASK), 1) for i in ids}
    pairs = list(pairwise(ids))
    flows = {f"f{n}": Flow(f"f{n}", "", a, b, 1) for n, (a, b) in enumerate(pairs)}
    if loops:
        last = f"f{len(pairs) - 1}"
        flows[last] = Flow(last, "", "more", "end", 1, "xong = true")
        flows["back"] = Flow("back", "", "more", "again", 1, "xong != true")
    digest = hashlib.sha256(repr(flows).encode()).hexdigest()
    return Diagram("bench", "bench", "bench.bpmn", nodes, flows, {}, b"", digest, "plain")


def timed(step: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    step()
    return (time.perf_counter() - begin) * 1_000
