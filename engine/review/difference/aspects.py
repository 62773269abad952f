"""How the attributes of steps, forms, papers and facts are called, and their fixed values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definitions.bpmn.graph import DecisionResult, NodeKind
from engine.definitions.forms.fields import FieldKind
from engine.definitions.manifests.manifest import PauseRule, Portal, ServiceLevel
from engine.definitions.status import STATUS_NAMES, Milestone, Status


def _l(text: str) -> str:
    """Mark a text for the catalogues of the pages."""
    return text


ASPECTS: Mapping[str, str] = {
    # of steps and what stands between them
    "limit": _l("thời hạn"),
    "timer": _l("thời điểm hẹn"),
    "event": _l("loại sự kiện"),
    "kind": _l("loại"),
    "parent": _l("nằm trong"),
    "attached_to": _l("gắn vào bước"),
    "service": _l("dịch vụ"),
    "inputs": _l("dữ liệu đầu vào"),
    "outputs": _l("dữ liệu đầu ra"),
    "script": _l("phép tính"),
    "result": _l("biến nhận kết quả"),
    "decision": _l("bảng quyết định"),
    "decision_result": _l("cách lấy kết quả quyết định"),
    "called": _l("sơ đồ được gọi"),
    "loop": _l("cách lặp"),
    "documentation": _l("hướng dẫn"),
    "properties": _l("thuộc tính khác"),
    "role": _l("vai trò"),
    "role_from": _l("biểu thức chọn vai trò"),
    "unit": _l("đơn vị"),
    "units": _l("đơn vị"),
    "unit_from": _l("biểu thức chọn đơn vị"),
    "lane": _l("làn"),
    "status": _l("trạng thái hồ sơ"),
    "milestone": _l("mốc"),
    "form": _l("biểu mẫu"),
    "name": _l("tên"),
    "dialect": _l("loại tệp"),
    "condition": _l("điều kiện"),
    "default": _l("nhánh mặc định đến"),
    "outgoing": _l("thứ tự xét điều kiện"),
    # of fields
    "path": _l("mã"),
    "label": _l("tên"),
    "within": _l("nằm trong"),
    "hide": _l("điều kiện ẩn"),
    "readonly": _l("điều kiện chỉ đọc"),
    "expression": _l("biểu thức"),
    "default_value": _l("giá trị có sẵn"),
    "rows": _l("số dòng ban đầu"),
    "minimum": _l("giá trị nhỏ nhất"),
    "maximum": _l("giá trị lớn nhất"),
    "min_length": _l("số ký tự ít nhất"),
    "max_length": _l("số ký tự nhiều nhất"),
    "pattern": _l("mẫu phải khớp"),
    "validation_type": _l("kiểu kiểm tra"),
    "decimal_digits": _l("số chữ số thập phân"),
    "step": _l("bội số của"),
    "subtype": _l("kiểu ngày giờ"),
    "interval": _l("số phút giữa hai lựa chọn"),
    "told": _l("lời báo khi sai"),
    "computed": _l("giới hạn tính theo biểu thức"),
    "option": _l("lựa chọn"),
    "options_from": _l("nguồn các lựa chọn"),
    # of decisions
    "variable": _l("biến nhận kết quả"),
    "requires": _l("các bảng cần trước"),
    "knows": _l("các hàm dùng đến"),
    "data": _l("dữ liệu cần có"),
    "logic": _l("cách quyết định"),
    "policy": _l("cách chọn dòng"),
    "aggregation": _l("cách gộp kết quả"),
    "input": _l("cột điều kiện"),
    "output": _l("cột kết quả"),
    "rule": _l("nội dung"),
    "knowledge": _l("hàm"),
    # of papers and facts
    "copies": _l("số bản"),
    "blank": _l("mẫu trống"),
    "reuse": _l("kết quả có thể thay thế"),
    "agency": _l("cơ quan giải quyết"),
    "field": _l("lĩnh vực"),
    "service_level": _l("mức độ dịch vụ trực tuyến"),
    "portal": _l("cổng dịch vụ công"),
    "diagram": _l("sơ đồ"),
    "case_decision": _l("bảng quyết định chọn trường hợp"),
    "pause_policy": _l("cách tính khi tạm dừng"),
    "fee": _l("phí, lệ phí"),
    "source.document": _l("văn bản công bố"),
    "source.date": _l("ngày công bố"),
    "source.url": _l("địa chỉ văn bản"),
    "legal_basis": _l("căn cứ pháp lý"),
    "results": _l("kết quả"),
    "id": _l("mã"),
}
PAPER_KINDS: Mapping[str, str] = {"original": _l("bản chính"), "copy": _l("bản sao")}
TRUTHS: Mapping[str, str] = {
    "required": _l("bắt buộc"),
    "readonly": _l("chỉ đọc"),
    "disabled": _l("bị khóa"),
    "fixed_rows": _l("có số dòng cố định"),
    "as_text": _l("lưu số dạng chữ"),
    "from_today": _l("chỉ nhận ngày từ hôm nay trở đi"),
    "default_value": _l("được đánh dấu sẵn"),
    "interrupting": _l("cắt ngang việc đang làm"),
    "stops_clock": _l("dừng tính thời hạn khi chờ ở đây"),
    "working": _l("tính theo giờ làm việc"),
    "internal": _l("là thủ tục nội bộ"),
}
EVENTS: Mapping[str, str] = {
    "none": _l("không có điều kiện"),
    "message": _l("thông báo"),
    "timer": _l("hẹn giờ"),
    "signal": _l("tín hiệu"),
    "error": _l("lỗi"),
    "escalation": _l("chuyển cấp"),
    "terminate": _l("kết thúc toàn bộ"),
}
_NODES: Mapping[str, str] = {
    NodeKind.START: _l("sự kiện bắt đầu"),
    NodeKind.END: _l("sự kiện kết thúc"),
    NodeKind.THROW: _l("sự kiện phát đi"),
    NodeKind.CATCH: _l("sự kiện chờ"),
    NodeKind.BOUNDARY: _l("sự kiện gắn ở bước"),
    NodeKind.USER_TASK: _l("bước của người"),
    NodeKind.MANUAL_TASK: _l("việc ngoài hệ thống"),
    NodeKind.TASK: _l("bước chung"),
    NodeKind.SERVICE_TASK: _l("gọi dịch vụ"),
    NodeKind.SEND_TASK: _l("gửi thông báo"),
    NodeKind.RECEIVE_TASK: _l("chờ thông báo"),
    NodeKind.SCRIPT_TASK: _l("phép tính"),
    NodeKind.RULE_TASK: _l("quyết định theo bảng"),
    NodeKind.EXCLUSIVE: _l("chọn một nhánh"),
    NodeKind.PARALLEL: _l("chạy song song"),
    NodeKind.INCLUSIVE: _l("chọn một hay nhiều nhánh"),
    NodeKind.EVENT_GATEWAY: _l("chờ sự kiện đến trước"),
    NodeKind.SUB_PROCESS: _l("quy trình con"),
    NodeKind.EVENT_SUB_PROCESS: _l("quy trình con theo sự kiện"),
    NodeKind.CALL_ACTIVITY: _l("gọi sơ đồ khác"),
}
_FIELDS: Mapping[str, str] = {
    FieldKind.TEXTFIELD: _l("ô chữ"),
    FieldKind.TEXTAREA: _l("ô nhiều dòng"),
    FieldKind.NUMBER: _l("ô số"),
    FieldKind.CHECKBOX: _l("ô đánh dấu"),
    FieldKind.CHECKLIST: _l("chọn nhiều ô"),
    FieldKind.RADIO: _l("chọn một nút"),
    FieldKind.SELECT: _l("danh sách chọn một"),
    FieldKind.TAGLIST: _l("danh sách chọn nhiều"),
    FieldKind.DATETIME: _l("ngày giờ"),
    FieldKind.EXPRESSION: _l("giá trị tính sẵn"),
    FieldKind.GROUP: _l("nhóm"),
    FieldKind.DYNAMICLIST: _l("danh sách nhiều dòng"),
}
WORDS: Mapping[type, Mapping[Any, str]] = {
    Status: STATUS_NAMES,  # the pages collect these words for translation
    NodeKind: _NODES,
    FieldKind: _FIELDS,
    Milestone: {
        Milestone.RECEIVED: _l("tiếp nhận, thời hạn bắt đầu"),
        Milestone.RESOLVED: _l("đã giải quyết"),
        Milestone.REAPPOINTED: _l("đã hẹn lại"),
    },
    ServiceLevel: {
        ServiceLevel.FULL: _l("toàn trình"),
        ServiceLevel.PARTIAL: _l("một phần"),
        ServiceLevel.INFORMATION: _l("cung cấp thông tin"),
    },
    PauseRule: {
        PauseRule.RESUME: _l("tính tiếp phần còn lại"),
        PauseRule.RESTART: _l("tính lại từ đầu"),
    },
    Portal: {
        Portal.PROVINCIAL: _l("Cổng dịch vụ công của tỉnh"),
        Portal.NATIONAL_SINGLE_WINDOW: _l("Cổng thông tin một cửa quốc gia"),
    },
    DecisionResult: {
        DecisionResult.VALUE: _l("theo dạng của kết quả"),
        DecisionResult.SINGLE_ENTRY: _l("một giá trị"),
        DecisionResult.SINGLE_RESULT: _l("một dòng"),
        DecisionResult.COLLECT_ENTRIES: _l("danh sách giá trị"),
        DecisionResult.RESULT_LIST: _l("danh sách dòng"),
    },
}
