"""The kinds whose work is done inside the transaction that takes their answer."""

from engine.definitions.service_kinds import Port, PortType, ServiceKind

NOTIFY = ServiceKind(
    "notify",
    "Gửi thông báo",
    "Gửi thư điện tử cho người nộp (nguoi_nop) hoặc mọi người giữ một vai trò tại cơ quan giải "
    "quyết. Người không có địa chỉ thư thì bỏ qua; so_nguoi_nhan cho biết đã gửi mấy thư.",
    inputs=(
        Port("recipient", "Người nhận: nguoi_nop hoặc mã vai trò", required=True),
        Port("subject", "Tiêu đề thư", required=True),
        Port("text", "Nội dung thư", required=True),
    ),
    outputs=(Port("so_nguoi_nhan", "Số thư đã gửi", PortType.NUMBER),),
    idempotent=True,
    within="engine.services.notify:notify",
    order=20,
)
ISSUE_DOCUMENT = ServiceKind(
    "issue_document",
    "Cấp số văn bản",
    "Lấy số văn bản tiếp theo trong năm của cơ quan giải quyết theo ký hiệu, và điền các biến "
    "{{ten_bien}} của hồ sơ vào nội dung.",
    inputs=(
        Port("symbol", "Ký hiệu, ví dụ TB-SKHCN", required=True),
        Port("title", "Trích yếu", required=True),
        Port("text", "Nội dung, có thể có {{ten_bien}}", required=True),
    ),
    outputs=(
        Port("so_van_ban", "Số văn bản, ví dụ 07/TB-SKHCN"),
        Port("ngay_van_ban", "Ngày văn bản (YYYY-MM-DD)"),
        Port("trich_yeu", "Trích yếu đã điền"),
        Port("noi_dung", "Nội dung đã điền"),
    ),
    idempotent=True,
    within="engine.services.documents:issue_document",
    order=30,
)
