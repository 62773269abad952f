"""A small content without a fault: one procedure that runs, one that is information only."""

from __future__ import annotations

from pathlib import Path

AGENCIES = """units:
  - {id: so-thu, code: H37.99, name: Sở Thử, kind: agency, hours: an-giang}
  - {id: so-thu-mot-cua, code: H37.99.1, name: Một cửa, kind: one_stop, parent: so-thu}
  - {id: phong-thu, code: H37.99.2, name: Phòng Thử, kind: division, parent: so-thu}
"""
ROLES = """roles:
  - {id: nguoi_nop, name: Người nộp}
  - {id: mot_cua, name: Một cửa}
  - {id: chuyen_vien, name: Chuyên viên}
"""
MANIFEST = """agency: so-thu
field: Thử
defaults: {diagram: cap_thu, units: {chuyen_vien: phong-thu}}
procedures:
  - code: 9.000001.000.00.00.H37
    name: Cấp thử
    time_limit: 17 working days
    form: don_thu
    papers:
      - {id: don, name: Đơn, copies: 2, form: don_thu}
      - {id: ly_lich, name: Lý lịch, reuse: [KQ.G15.000007], required: false}
    result: {name: Giấy thử}
  - code: 9.000002.000.00.00.H37
    name: Chỉ công bố
    result: {name: Lý lịch, code: KQ.G15.000007}
"""
FORM = """{"type": "default", "id": "%s", "schemaVersion": 18, "components": [
 {"type": "textfield", "id": "Field_1", "key": "ten", "label": "Tên",
  "validate": {"required": true}}
]}
"""
RUN = """<bpmn:startEvent id="start"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="nhan" name="Tiếp nhận"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:formDefinition formId="don_thu"/><zeebe:assignmentDefinition candidateGroups="mot_cua"/>
<zeebe:properties><zeebe:property name="motcua:status" value="registered"/></zeebe:properties>
</bpmn:extensionElements></bpmn:userTask>
<bpmn:intermediateThrowEvent id="da_nhan"><bpmn:extensionElements><zeebe:properties>
<zeebe:property name="motcua:milestone" value="received"/></zeebe:properties>
</bpmn:extensionElements></bpmn:intermediateThrowEvent>
<bpmn:userTask id="tham_dinh" name="Thẩm định"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="xong"><bpmn:extensionElements><zeebe:properties>
<zeebe:property name="motcua:milestone" value="resolved"/>
<zeebe:property name="motcua:status" value="returned"/></zeebe:properties>
</bpmn:extensionElements></bpmn:endEvent>
<bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="nhan"/>
<bpmn:sequenceFlow id="f1" sourceRef="nhan" targetRef="da_nhan"/>
<bpmn:sequenceFlow id="f2" sourceRef="da_nhan" targetRef="tham_dinh"/>
<bpmn:sequenceFlow id="f3" sourceRef="tham_dinh" targetRef="xong"/>
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
