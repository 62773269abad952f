"""Our diagrams as they are drawn, and the steps that the offices' papers give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind
from engine.definitions.content import read_content
from tests.content.test_content import ROOT, exported

FILES = sorted((ROOT / "bpmn").rglob("*.bpmn"))
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
AROUND = {f"{MODEL}{kind}" for kind in ("participant", "lane", "subProcess")}

BAN, OFFICE = "ban-tdkt", "vp-ubnd-tinh"
# Step, role and, where the diagram names one, unit, as the papers order them; approvers agree.
STRAIGHT = {
    "van_ban_den": [
        ("Tiếp nhận văn bản", "van_thu", ""),
        ("Đọc để phân phối", "lanh_dao", ""),
        ("Chỉ đạo đơn vị xử lý", "lanh_dao", ""),
        ("Tổ chức xử lý", "lanh_dao_phong", ""),
        ("Giải quyết, lập hồ sơ công việc", "chuyen_vien", ""),
    ],
    "van_ban_di": [
        ("Dự thảo", "chuyen_vien", ""),
        ("Trình", "chuyen_vien", ""),
        ("Duyệt nội dung", "lanh_dao_phong", ""),
        ("Kiểm tra thể thức", "van_thu", ""),
        ("Trình lãnh đạo cơ quan", "van_thu", ""),
        ("Phê duyệt", "lanh_dao", ""),
        ("Ký số", "lanh_dao", ""),
        ("Cấp số", "van_thu", ""),
        ("Ký số cơ quan", "van_thu", ""),
        ("Phát hành", "van_thu", ""),
    ],
    "tang_tai_san": [
        ("Lập biên bản nghiệm thu bàn giao", "quan_ly_tai_san", ""),
        ("Phê duyệt", "lanh_dao", ""),
        ("Tiếp nhận", "don_vi_su_dung", ""),
        ("Đánh mã số", "quan_ly_tai_san", ""),
        ("Khai báo thông tin", "quan_ly_tai_san", ""),
        ("Quản lý khấu hao", "quan_ly_tai_san", ""),
        ("Lưu hồ sơ", "quan_ly_tai_san", ""),
    ],
    "thanh_ly_tai_san": [
        ("Lập biên bản đề nghị", "hoi_dong_thanh_ly", ""),
        ("Phê duyệt", "lanh_dao", ""),
        ("Xác nhận tình trạng", "hoi_dong_thanh_ly", ""),
        ("Thực hiện thanh lý", "hoi_dong_thanh_ly", ""),
        ("Xác nhận kết quả", "quan_ly_tai_san", ""),
        ("Lập giao dịch", "quan_ly_tai_san", ""),
        ("Lưu hồ sơ", "quan_ly_tai_san", ""),
    ],
    "thi_dua_khen_thuong": [
        ("Nhận hồ sơ", "tiep_nhan", BAN),
        ("Phân công xử lý", "lanh_dao", BAN),
        ("Thẩm định", "chuyen_vien", BAN),
        ("Trình duyệt", "chuyen_vien", BAN),
        ("Duyệt", "lanh_dao", BAN),
        ("Lưu hồ sơ", "chuyen_vien", BAN),
        ("Nhận hồ sơ đã thẩm định", "tiep_nhan", BAN),
        ("Nhận hồ sơ đã được Sở Nội vụ thẩm định", "tiep_nhan", OFFICE),
        ("Xử lý", "chuyen_vien", OFFICE),
        ("Trình phê duyệt", "chuyen_vien", OFFICE),
        ("Phê duyệt", "lanh_dao", "ubnd-tinh"),
        ("Lưu kết quả", "chuyen_vien", OFFICE),
        ("Nhận kết quả", "tiep_nhan", OFFICE),
        ("Nhận kết quả cuối cùng", "tiep_nhan", BAN),
        ("Thông báo cho người yêu cầu", "tiep_nhan", BAN),
        ("Lưu hồ sơ", "chuyen_vien", "so-noi-vu"),
    ],
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in its pixels."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Drawing:
    """What a file draws: elements, their labels, and the lines between them."""

    def __init__(self, file: Path) -> None:
        root = etree.parse(file).getroot()
        kinds = {e.get("id"): e for e in root.iter(etree.Element) if e.tag.startswith(MODEL)}
        self.nodes: dict[str, Box] = {}
        self.labels: list[Box] = []
        self.lines: dict[str, list[Box]] = {}
        self.ends: dict[str, set[str]] = {}
        self.hosts = {(k, e.get("attachedToRef")) for k, e in kinds.items()}
        for shape in root.iter(f"{DI}BPMNShape"):
            key = shape.get("bpmnElement")
            if kinds[key].tag not in AROUND:
                self.nodes[key] = _box(key, shape.find(f"{DC}Bounds"))
            self.labels.extend(_label(key, shape))
        for edge in root.iter(f"{DI}BPMNEdge"):
            key = edge.get("bpmnElement")
            points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(WAYPOINT)]
            self.lines[key] = [_segment(key, a, b) for a, b in pairwise(points)]
            self.ends[key] = {kinds[key].get("sourceRef"), kinds[key].get("targetRef")}
            self.labels.extend(_label(key, edge))


def _box(name: str, bounds: etree._Element) -> Box:
    x, y, width, height = (float(bounds.get(k)) for k in ("x", "y", "width", "height"))
    return Box(name, x, y, x + width, y + height)


def _label(name: str, holder: etree._Element) -> Iterator[Box]:
    for bounds in holder.iterfind(f"{DI}BPMNLabel/{DC}Bounds"):
        yield _box(name, bounds)


def _segment(name: str, a: tuple[float, float], b: tuple[float, float]) -> Box:
    """A line as a box: ours run straight across or straight down."""
    (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    assert left == right or top == bottom, f"{name} runs aslant"
    return Box(name, left - 0.5, top - 0.5, right + 0.5, bottom + 0.5)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_diagram_stands_as_the_modelers_libraries_save_it(file: Path) -> None:
    assert exported(file, "camunda8") == file.read_bytes()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_line_runs_through_an_element_that_it_does_not_join(file: Path) -> None:
    drawing = Drawing(file)
    through = {
        (key, box.name)
        for key, parts in drawing.lines.items()
        for box in drawing.nodes.values()
        if box.name not in drawing.ends[key] and any(part.meets(box) for part in parts)
    }
    attached = {(key, host) for key, host in drawing.hosts if host}
    leaving = {(k, host) for k, ends in drawing.ends.items() for b, host in attached if b in ends}
    assert through - leaving == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_labels_lie_apart_from_elements_and_from_each_other(file: Path) -> None:
    drawing = Drawing(file)
    hidden = {
        (label.name, box.name)
        for label in drawing.labels
        for box in drawing.nodes.values()
        if label.meets(box) and label.name != box.name  # a gateway's label may fill its corner
    }
    over = {(a.name, b.name) for a, b in combinations(drawing.labels, 2) if a.meets(b)}
    assert drawing.labels
    assert (hidden, over) == (set(), set())


@pytest.mark.parametrize("key", STRAIGHT)
def test_an_internal_procedure_has_the_steps_of_the_papers_and_no_limit_of_ours(key: str) -> None:
    diagram = read_content(ROOT).diagrams[key]
    steps = [n for n in diagram.nodes.values() if n.kind is NodeKind.USER_TASK]
    assert [(n.label, n.role, n.unit) for n in straight(diagram)] == STRAIGHT[key]
    aside = {n.label for n in steps} - {name for name, _, _ in STRAIGHT[key]}
    assert aside == ({"Lưu văn bản"} if key == "van_ban_den" else set())
    assert [n.label for n in steps if n.limit] == []


def straight(diagram: Diagram) -> list[FlowNode]:
    """The steps from the start on; of a choice the way that has a condition."""
    (node,) = (n for n in diagram.nodes.values() if n.kind is NodeKind.START)
    steps = []
    while node.outgoing:
        ways = [diagram.flows[key] for key in node.outgoing]
        node = diagram.nodes[max(ways, key=lambda way: bool(way.condition)).target]
        steps += [node] if node.kind is NodeKind.USER_TASK else []
    return steps
