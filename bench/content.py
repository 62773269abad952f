"""A small office in a folder: one agency, one diagram, six forms, one procedure or many.

The desk's check comes first because every dossier is received through it; then the five tasks
of the course, each with a role, a limit and a form of three fields. Days off and office hours are
the repository's own.
"""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

from bench.course import STEPS
from engine.definitions.content_root import content_root
from engine.definitions.manifests.historical_catalogue import FOLDER as CATALOGUES
from engine.definitions.manifests.historical_catalogue import read_catalogues

PROCEDURE = "1.000001.000.00.00.H37"
RECEIVE = "tiep_nhan"
RECEIVED, RESOLVED = "da_tiep_nhan", "da_giai_quyet"
ROLES = {
    RECEIVE: "mot_cua",
    "thu_ly": "chuyen_vien",
    "tham_dinh": "chuyen_vien",
    "trinh": "lanh_dao_phong",
    "ky": "lanh_dao",
    "tra": "mot_cua",
}
UNITS = {"mot_cua": "mot-cua", "chuyen_vien": "phong", "lanh_dao_phong": "phong", "lanh_dao": "so"}

AGENCIES = """
hours: lang-son
units:
  - id: so
    code: H37.04
    name: Sở đo lường
    short_name: Sở
    kind: agency
    units:
      - {id: mot-cua, name: Một cửa của Sở, short_name: Một cửa, kind: one_stop}
      - {id: phong, name: Phòng chuyên môn, short_name: Phòng, kind: division}
"""
MANIFEST = f"""
agency: so
field: Đo lường
source: {{document: Chỉ để đo tốc độ}}
defaults: {{service_level: full, diagram: bench, pause: resume}}
procedures:
  - code: {PROCEDURE}
    name: Thủ tục năm bước
    time_limit: 17 working days
    form: to_khai
    papers: [{{id: don, name: Đơn, copies: 1}}]
    units: {{chuyen_vien: phong, lanh_dao_phong: phong}}
"""
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d" '
    'targetNamespace="http://bpmn.io/schema/bpmn" '
    'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">'
    '<bpmn:process id="bench" name="Năm bước" isExecutable="true">'
)


def write_many(root: Path, count: int, names: list[str]) -> None:
    """Write all four content folders with as many procedures, and the historical lists."""
    write_content(root)
    head, entry = MANIFEST.split("  - code:")
    rest = entry.split("\n", 2)[2]
    entries = (
        f"  - code: 1.{n:06}.000.00.00.H37\n    name: {names[n % len(names)]!r}\n{rest}"
        for n in range(1, count + 1)
    )
    (root / "processes/bench.yaml").write_text(head.lstrip("\n") + "".join(entries), "utf-8")
    shutil.copytree(content_root() / CATALOGUES, root / CATALOGUES)


def historical_names() -> list[str]:
    """The names of procedures of 2020, which many procedures take their words from."""
    lists, _ = read_catalogues(content_root())
    return [row.name for row in lists[0].rows if row.name]


def write_content(root: Path) -> None:
    """Write all four content folders."""
    shutil.copytree(content_root() / "holidays", root / "holidays")
    roles = (content_root() / "processes/roles.yaml").read_text("utf-8")
    files = {
        "processes/agencies.yaml": AGENCIES,
        "processes/roles.yaml": roles,
        "processes/bench.yaml": MANIFEST,
        "bpmn/bench.bpmn": diagram(),
    }
    files |= {f"forms/{name}.form": form(name) for name in ("to_khai", RECEIVE, *STEPS)}
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text.lstrip("\n"), "utf-8")


def diagram() -> str:
    """The diagram, without its picture."""
    order = ("nop", RECEIVE, RECEIVED, *STEPS[:-1], RESOLVED, STEPS[-1], "xong")
    nodes = [_milestone(RECEIVED, "received"), _milestone(RESOLVED, "resolved")]
    nodes += [_task(name) for name in (RECEIVE, *STEPS)]
    nodes += [_node("startEvent", "nop", ""), _node("endEvent", "xong", _set("status", "returned"))]
    flows = [
        f'<bpmn:sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in pairwise(order)
    ]
    return "\n".join([HEAD, *nodes, *flows, "</bpmn:process></bpmn:definitions>"])


def form(name: str) -> str:
    """A form of three fields: a choice that must be made, a text, a number."""
    choice = [{"label": "Đạt", "value": "dat"}, {"label": "Không đạt", "value": "khong_dat"}]
    fields: list[dict[str, object]] = [
        {"type": "radio", "key": f"ket_qua_{name}", "label": "Kết quả", "values": choice},
        {"type": "textarea", "key": f"y_kien_{name}", "label": "Ý kiến"},
        {"type": "number", "key": f"so_trang_{name}", "label": "Số trang"},
    ]
    rules: list[dict[str, object]] = [
        {"required": True},
        {"maxLength": 2000},
        {"min": 0, "max": 10_000},
    ]
    for number, (field, rule) in enumerate(zip(fields, rules, strict=True)):
        field |= {"id": f"Field_{number}", "validate": rule}
    head: dict[str, object] = {"type": "default", "id": name, "schemaVersion": 19}
    platform: dict[str, object] = {
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.8.0",
    }
    return json.dumps(head | platform | {"components": fields}, ensure_ascii=False)


def _task(name: str) -> str:
    status = {RECEIVE: "registered", STEPS[-1]: "resolved"}.get(name, "in_progress")
    inner = f'<zeebe:userTask/><zeebe:formDefinition formId="{name}"/>'
    inner += f'<zeebe:assignmentDefinition candidateGroups="{ROLES[name]}"/>'
    return _node("userTask", name, inner + _set("limit", "2 working days", "status", status))


def _milestone(name: str, milestone: str) -> str:
    return _node("intermediateThrowEvent", name, _set("milestone", milestone))


def _set(*pairs: str) -> str:
    properties = (
        f'<zeebe:property name="motcua:{name}" value="{value}"/>'
        for name, value in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return f"<zeebe:properties>{''.join(properties)}</zeebe:properties>"


def _node(kind: str, name: str, inner: str) -> str:
    label = quoteattr(name.replace("_", " "))
    extension = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""
    return f'<bpmn:{kind} id="{name}" name={label}>{extension}</bpmn:{kind}>'
