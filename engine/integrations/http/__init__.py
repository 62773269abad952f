"""The adapter http: any partner that answers JSON over HTTP."""

from engine.definitions.service_kinds import Port, PortType, ServiceKind

HTTP = ServiceKind(
    "http",
    "Gọi hệ thống khác (HTTP)",
    "Gọi một địa chỉ mà cài đặt http_hosts cho phép và nhận câu trả lời JSON. Mật khẩu, khóa API "
    "viết {{secret.TEN}} trong headers hoặc query; giá trị nằm ở cài đặt, không ở sơ đồ.",
    inputs=(
        Port(
            "method",
            "Phương thức (mặc định GET)",
            choices=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        ),
        Port("url", "Địa chỉ đầy đủ, https://…", required=True),
        Port("query", "Tham số trên địa chỉ", PortType.CONTEXT, secrets=True),
        Port("headers", "Tiêu đề HTTP", PortType.CONTEXT, secrets=True),
        Port("body", "Nội dung gửi đi, thành JSON", PortType.ANY),
        Port("timeout", "Chờ nhiều nhất mấy giây (mặc định 15, nhiều nhất 30)", PortType.NUMBER),
        Port("accept", "Mã trả lời khác 2xx cũng nhận, ví dụ [404]", PortType.LIST),
    ),
    outputs=(
        Port("status", "Mã trả lời, ví dụ 200", PortType.NUMBER),
        Port("result", "Câu trả lời (JSON)", PortType.ANY),
    ),
    idempotent=True,
    handler="engine.integrations.http.connector:call_http",
    order=40,
)
