"""Differences in sentences that say what is other, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.definitions.bpmn.graph import EventDefinition, EventKind, NodeKind
from engine.definitions.dmn.decision_file import read_decisions
from engine.definitions.forms.fields import OptionList
from engine.definitions.manifests.limit_cases import LimitCase
from engine.definitions.manifests.manifest import PauseRule, ServiceLevel
from engine.definitions.status import Milestone, Status
from engine.procedures.bundle import Parts
from engine.review.difference import difference
from engine.review.difference.aspects import ASPECTS, TRUTHS
from engine.review.difference.items import Area, DifferenceItem, DifferenceKind, DifferenceSubject
from engine.review.difference.side_by_side import difference_view, state_of
from engine.review.difference.wording import AREAS, OrganisationNames, difference_words
from sla.limits import parse_limit
from tests.engine.review.test_difference import (
    BASE,
    FORM,
    MAIN,
    OTHER_FACT,
    OTHER_FIELD,
    OTHER_NODE,
    OTHER_PAPER,
    OTHER_RULE,
    TIMER,
    drawn,
    with_field,
    with_flows,
    with_nodes,
    with_procedure,
)

NAMES = OrganisationNames(
    role={"van_thu": "Văn thư", "chuyen_vien": "Chuyên viên"}.get, unit=str.upper
)
RULES = FORM.fields[0].rules


def said(new: Parts, old: Parts | None = BASE) -> list[str]:
    return [difference_words(item, NAMES) for item in difference(old, new).worded]


STEPS: list[tuple[dict[str, Any], str]] = [
    (
        {"limit": parse_limit("3 working days")},
        "Bước “Thẩm định”: thời hạn 10 ngày làm việc → 3 ngày làm việc.",
    ),
    ({"limit": None}, "Bước “Thẩm định”: bỏ thời hạn 10 ngày làm việc."),
    ({"role": "van_thu"}, "Bước “Thẩm định”: vai trò “Chuyên viên” → “Văn thư”."),
    ({"unit": "so-khcn"}, "Bước “Thẩm định”: thêm đơn vị “SO-KHCN”."),
    (
        {"status": Status.RESOLVED},
        "Bước “Thẩm định”: trạng thái hồ sơ Đang xử lý → Đã xử lý xong.",
    ),
    ({"stops_clock": True}, "Bước “Thẩm định”: nay dừng tính thời hạn khi chờ ở đây."),
    ({"milestone": Milestone.RESOLVED}, "Bước “Thẩm định”: thêm mốc đã giải quyết."),
    ({"form": "ky_duyet"}, "Bước “Thẩm định”: biểu mẫu “tham_dinh” → “ky_duyet”."),
    ({"parent": "rut_ho_so"}, "Bước “Thẩm định”: nằm trong – → “Rút hồ sơ”."),
    (
        {"kind": NodeKind.MANUAL_TASK},
        "Bước “Thẩm định”: loại bước của người → việc ngoài hệ thống.",
    ),
    (
        {"event": EventDefinition(EventKind.MESSAGE, "rut")},
        "Bước “Thẩm định”: thêm loại sự kiện thông báo “rut”.",
    ),
    ({"documentation": "Xem kỹ."}, "Bước “Thẩm định”: thêm hướng dẫn “Xem kỹ.”."),
]


@pytest.mark.parametrize(("changed", "sentence"), STEPS)
def test_a_step_says_what_is_other(changed: dict[str, Any], sentence: str) -> None:
    assert said(with_nodes(tham_dinh=changed)) == [sentence]


def test_a_timer_says_its_time() -> None:
    shorter = with_nodes(het_thoi_gian={"event": replace(TIMER, timer="P8D")})
    assert said(shorter) == [
        "Sự kiện “Quá 10 ngày làm việc”: thời điểm hẹn 10 ngày làm việc → 8 ngày làm việc."
    ]
    minutes = replace(TIMER, timer="PT30M")
    calendar = with_nodes(het_thoi_gian={"event": replace(minutes, working=False)})
    assert said(calendar, with_nodes(het_thoi_gian={"event": minutes})) == [
        "Sự kiện “Quá 10 ngày làm việc”: không còn tính theo giờ làm việc."
    ]


def test_a_removed_step_says_that_dossiers_must_move_on() -> None:
    nodes = {key: node for key, node in MAIN.nodes.items() if key != "soan_tu_choi"}
    shorter = replace(BASE, diagrams={MAIN.id: replace(MAIN, nodes=nodes)})
    assert said(shorter) == [
        "Bỏ bước “Soạn văn bản từ chối”; hồ sơ đang chờ ở đây phải được chuyển sang bước khác."
    ]
    (item,) = difference(BASE, shorter).worded
    assert state_of((item,), later=False) == "removed"


def test_a_step_drawn_anew_says_so() -> None:
    item = DifferenceItem(
        area=Area.STEPS,
        kind=DifferenceKind.RECREATED,
        subject=DifferenceSubject.STEP,
        name="Phân công",
        before="a",
        after="b",
    )
    assert difference_words(item, NAMES) == (
        "Bước “Phân công”: vẽ lại với mã khác (a → b); "
        "hồ sơ đang chờ ở đây phải được chuyển sang bước mới."
    )
    assert [state_of((item,), later=later) for later in (False, True)] == ["removed", "added"]


def test_conditions_and_ways_are_told_by_the_steps_between() -> None:
    asked = with_flows(gw_duyet__ky_duyet={"condition": "muc > 5"})
    assert said(asked) == [
        'Đường đi “Phòng duyệt? → Ký duyệt”: điều kiện “y_kien_duyet = "dong_y"” → “muc > 5”.'
    ]
    moved = with_flows(gw_duyet__tham_dinh={"target": "phan_cong"})
    assert said(moved) == ["Đường đi “Phòng duyệt? → Thẩm định” nay là “Phòng duyệt? → Phân công”."]
    assert said(with_nodes(gw_duyet={"default": "gw_duyet__ky_duyet"})) == [
        "Cổng “Phòng duyệt?”: nhánh mặc định đến “Thẩm định” → “Ký duyệt”."
    ]


FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"label": "Kết luận"}, "mục “Kết luận”: trước đây tên là “Kết quả thẩm định”."),
    ({"rules": replace(RULES, required=False)}, "mục “Kết quả thẩm định”: không còn bắt buộc."),
    (
        {"rules": replace(RULES, max_length=9)},
        "mục “Kết quả thẩm định”: thêm số ký tự nhiều nhất 9.",
    ),
    ({"hide": "a = 1"}, "mục “Kết quả thẩm định”: thêm điều kiện ẩn “a = 1”."),
    (
        {"path": ("ket_luan",)},
        (
            "mục “Kết quả thẩm định”: đổi mã từ ket_qua_tham_dinh thành ket_luan; nội dung đã nhập "
            "vẫn nằm ở mã cũ, biểu thức dùng mã cũ phải sửa theo."
        ),
    ),
]


@pytest.mark.parametrize(("changed", "sentence"), FIELDS)
def test_a_field_says_what_is_other(changed: dict[str, Any], sentence: str) -> None:
    assert said(with_field(**changed)) == [f"Biểu mẫu “tham_dinh”, {sentence}"]


def test_options_are_told_one_by_one() -> None:
    values = (("dat", "Đạt"), ("can_bo_sung", "Thiếu giấy tờ"))
    assert said(with_field(choices=OptionList(values=values))) == [
        (
            "Biểu mẫu “tham_dinh”, mục “Kết quả thẩm định”: lựa chọn “Cần bổ sung (can_bo_sung)” → "
            "“Thiếu giấy tờ (can_bo_sung)”."
        ),
        "Biểu mẫu “tham_dinh”, mục “Kết quả thẩm định”: bỏ lựa chọn “Không đạt (khong_dat)”.",
    ]


def test_facts_limits_papers_and_units() -> None:
    limit = parse_limit("15 working days")
    papers = BASE.procedure.papers
    new = with_procedure(
        cases=(LimitCase("", "", limit, "15 working days"),),
        service_level=ServiceLevel.PARTIAL,
        pause_policy=PauseRule.RESTART,
        papers=(replace(papers[0], copies=papers[0].copies + 1), *papers[1:-1]),
        units={**BASE.procedure.units, "van_thu": "so-khcn"},
    )
    copies = papers[0].copies
    assert said(new) == [
        "Thủ tục: thời hạn 17 ngày làm việc → 15 ngày làm việc.",
        "Vai trò “Văn thư”: thêm đơn vị “SO-KHCN”.",
        f"Bỏ giấy tờ “{papers[-1].name}”.",
        f"Giấy tờ “{papers[0].name}”: số bản {copies} → {copies + 1}.",
        "Thủ tục: mức độ dịch vụ trực tuyến toàn trình → một phần.",
        "Thủ tục: cách tính khi tạm dừng tính tiếp phần còn lại → tính lại từ đầu.",
    ]


TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Chọn"
    namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="chon" name="Chọn quy trình"><decisionTable id="t" hitPolicy="{policy}">
    <input id="i" label="Số thiết bị"><inputExpression id="e" typeRef="number">
      <text>so_thiet_bi</text></inputExpression></input>
    <output id="o" label="Quy trình" name="quy_trinh" typeRef="string"/>
{rules}
  </decisionTable></decision>
</definitions>
"""


def decided(*rules: tuple[str, str], policy: str = "FIRST") -> Parts:
    rows = "".join(
        f'<rule id="r{n}"><inputEntry id="a{n}"><text>{test}</text></inputEntry>'
        f'<outputEntry id="b{n}"><text>"{gives}"</text></outputEntry></rule>'
        for n, (test, gives) in enumerate(rules)
    )
    held, findings = read_decisions(TABLE.format(policy=policy, rules=rows).encode(), "chon.dmn")
    assert held, findings
    return replace(BASE, decisions=dict.fromkeys(held.decisions, held))


def test_a_decision_is_told_rule_by_rule() -> None:
    old = decided(("&lt; 5", "rut_gon"), ("-", "day_du"))
    new = decided(("&lt; 3", "rut_gon"), ("[3..5]", "vua"), ("-", "day_du"))
    assert said(new, old) == [
        (
            'Bảng quyết định “Chọn quy trình”, dòng 1: “Số thiết bị: < 5 → "rut_gon"” → '
            '“Số thiết bị: < 3 → "rut_gon"”.'
        ),
        'Thêm bảng quyết định “Chọn quy trình”, dòng 2: “Số thiết bị: [3..5] → "vua"”.',
    ]
    assert said(old, new)[-1] == (
        'Bỏ bảng quyết định “Chọn quy trình”, dòng 2: “Số thiết bị: [3..5] → "vua"”.'
    )
    other = decided(("&lt; 5", "rut_gon"), ("-", "day_du"), policy="UNIQUE")
    assert said(other, old) == [
        "Bảng quyết định “Chọn quy trình”: cách chọn dòng “FIRST” → “UNIQUE”."
    ]
    assert said(old, BASE) == ["Thêm bảng quyết định “Chọn quy trình”."]


def test_only_the_picture_was_rearranged() -> None:
    moved = drawn(MAIN.xml.decode().replace('<dc:Bounds x="', '<dc:Bounds x="1'))
    assert said(moved) == [f"Sơ đồ “{MAIN.name}”: chỉ sắp xếp lại hình, cách giải quyết như cũ."]
    assert said(BASE) == []


def test_every_aspect_has_words() -> None:
    known = ASPECTS.keys() | TRUTHS.keys()
    flows = {"incoming", "outgoing"}
    held = {"choices", "default", "cases", "papers", "source", "id", "events"}
    told = {*OTHER_NODE, *OTHER_FIELD, *OTHER_RULE, *OTHER_FACT, *OTHER_PAPER}
    assert told - held - flows <= known
    assert AREAS.keys() == set(Area)


def test_no_place_of_a_sentence_is_left_empty() -> None:
    for item in difference(None, BASE).worded:
        text = difference_words(item, NAMES)
        assert "%(" not in text
        assert "“”" not in text
        assert text.endswith(".")


def test_marks_stand_on_the_side_where_the_shape_is() -> None:
    view = difference_view(BASE, with_nodes(tham_dinh={"limit": None}))
    (drawing,) = view.drawings
    assert set(drawing.old_marks) == set(drawing.new_marks) == {"tham_dinh"}
    first = difference_view(None, BASE).drawings[0]
    assert first.old is None
    assert "tham_dinh" in first.new_marks
    assert state_of(first.new_marks["tham_dinh"], later=True) == "added"
