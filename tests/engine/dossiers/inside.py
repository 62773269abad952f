"""Made-up internal procedures over several agencies, beside our own content."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

from engine.definitions.content_root import content_root
from tests.engine.review.drawing import BPMN

LETTER, LIMITED, EVERYWHERE, DRAFT = "NB.THU-01", "NB.THU-02", "NB.THU-03", "NB.THU-04"
THEIRS = "phong-ttbcxb"
"""A division of another agency than the one whose procedures these are."""

FORM = """{"type": "default", "id": "van_ban_thu", "schemaVersion": 18, "components": [
 {"type": "textfield", "id": "Field_1", "key": "so_ky_hieu", "label": "Số, ký hiệu",
  "validate": {"required": true}},
 {"type": "textfield", "id": "Field_2", "key": "noi_gui", "label": "Nơi gửi"},
 {"type": "textarea", "id": "Field_3", "key": "trich_yeu", "label": "Trích yếu",
  "properties": {"motcua:means": "subject"}}
]}
"""
MANIFEST = """agency: so-khcn
field: Việc nội bộ thử
defaults: {internal: true}
procedures:
  - {code: NB.THU-01, name: Văn bản thử, diagram: van_ban_thu}
  - {code: NB.THU-02, name: Việc có hạn thử, diagram: co_han_thu, time_limit: 5 working days}
  - {code: NB.THU-04, name: Dự thảo thử, diagram: du_thao_thu}
"""
ABOVE = """agency: ubnd-tinh
field: Việc nội bộ thử
procedures:
  - {code: NB.THU-03, name: Việc chung thử, diagram: viec_chung_thu, internal: true}
"""


def step(node: str, role: str, *, form: str = "", **own: str) -> str:
    """A user task; `own` are our properties (unit, limit, status)."""
    shown = f'<zeebe:formDefinition formId="{form}"/>' if form else ""
    return (
        f'<bpmn:userTask id="{node}" name="{node.replace("_", " ").capitalize()}">'
        f"<bpmn:extensionElements><zeebe:userTask/>{shown}"
        f'<zeebe:assignmentDefinition candidateGroups="{role}"/>{_properties(own)}'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


def event(kind: str, node: str, **own: str) -> str:
    """A start, throw or end event with our properties."""
    inside = f"<bpmn:extensionElements>{_properties(own)}</bpmn:extensionElements>" if own else ""
    return f'<bpmn:{kind} id="{node}" name="{node}">{inside}</bpmn:{kind}>'


def row(process: str, *elements: str) -> str:
    """A process whose elements follow each other."""
    ids = [e.split('id="', 1)[1].split('"', 1)[0] for e in elements]
    flows = (
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{two}"/>'
        for number, (one, two) in enumerate(pairwise(ids))
    )
    return BPMN.format(id=process, body="\n".join((*elements, *flows)))


def _properties(own: dict[str, str]) -> str:
    inside = "".join(
        f'<zeebe:property name="motcua:{key}" value="{value}"/>' for key, value in own.items()
    )
    return f"<zeebe:properties>{inside}</zeebe:properties>" if own else ""


START, END = event("startEvent", "bat_dau"), event("endEvent", "xong", status="resolved")
DRAWN = {
    "van_ban_thu": (
        START,
        step("tiep_nhan", "van_thu", form="van_ban_thu"),
        step("phan_phoi", "lanh_dao", limit="8 working hours"),
        step("cho_y_kien", "chuyen_vien", unit=THEIRS, limit="2 working days"),
        step("luu", "van_thu"),
        END,
    ),
    "co_han_thu": (
        START,
        step("lap", "van_thu"),
        event("intermediateThrowEvent", "da_lap", milestone="received"),
        step("xem", "lanh_dao", status="received"),
        event("endEvent", "xong", milestone="resolved", status="resolved"),
    ),
    "viec_chung_thu": (START, step("ghi", "van_thu"), step("duyet", "lanh_dao"), END),
    "du_thao_thu": (
        START,
        step("du_thao", "chuyen_vien", unit="=don_vi_mo", form="van_ban_thu"),
        step("duyet", "lanh_dao_phong", unit="=don_vi_mo"),
        END,
    ),
}


def content_with_internal(root: Path) -> Path:
    """Our own content and beside it these procedures."""
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    (root / "forms/van-ban-thu.form").write_text(FORM, encoding="utf-8")
    (root / "processes/noi-bo-thu.yaml").write_text(MANIFEST, encoding="utf-8")
    (root / "processes/viec-chung-thu.yaml").write_text(ABOVE, encoding="utf-8")
    for process, elements in DRAWN.items():
        text = row(process, *elements)
        (root / f"bpmn/{process.replace('_', '-')}.bpmn").write_text(text, encoding="utf-8")
    return root
