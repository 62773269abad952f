"""The words that offices use, by our own codes. Called late, so that the language is known."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from engine.definitions.organisation.alert_rules import LEVEL_NAMES
from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.definitions.status import STATUS_NAMES, Channel
from engine.l10n.text import Text, _l

STATUS: Mapping[str, Text] = {status.value: name for status, name in STATUS_NAMES.items()}
CHANNEL = {
    Channel.DESK: _l("Trực tiếp"),
    Channel.ONLINE: _l("Trực tuyến"),
    Channel.POST: _l("Bưu chính"),
    Channel.INTERNAL: _l("Nội bộ"),
}
ENTERED_KIND = {"off": _l("Nghỉ"), "worked": _l("Làm việc"), "ordinary": _l("Trở lại ngày thường")}
CONFIDENCE = {
    "verified": _l("đã có văn bản"),
    "high": _l("đã có văn bản"),
    "statutory": _l("theo luật"),
    "projected": _l("dự kiến"),
}
SHADES = {
    "working": _l("ngày làm việc"),
    "weekend": _l("nghỉ hằng tuần"),
    "off": _l("nghỉ lễ, nghỉ bù, hoán đổi"),
    "worked": _l("làm bù"),
}
CHANGE_STATE = {
    "proposed": _l("Đang tính"),
    "counted": _l("Chờ quyết định"),
    "applied": _l("Đã áp dụng"),
    "deployed": _l("Theo nội dung triển khai"),
    "dropped": _l("Đã bỏ"),
    "outdated": _l("Đã lỗi thời"),
}
MONTHS = tuple(_l("Tháng %(n)s", n=n) for n in range(1, 13))
PARTY_KIND = {
    PartyKind.PERSON: _l("Cá nhân"),
    PartyKind.ORGANISATION: _l("Tổ chức"),
    PartyKind.HOUSEHOLD: _l("Hộ kinh doanh"),
    PartyKind.AGENCY: _l("Cơ quan"),
}
PARTY_ROLE = {
    PartyRole.SUBMITTER: _l("Người nộp"),
    PartyRole.OWNER: _l("Chủ hồ sơ"),
    PartyRole.CONTACT: _l("Người liên hệ"),
}
SCHEME = {
    Scheme.PERSONAL_ID: _l("Số định danh"),
    Scheme.IDENTITY_CARD: _l("Chứng minh nhân dân"),
    Scheme.PASSPORT: _l("Hộ chiếu"),
    Scheme.TAX_CODE: _l("Mã số thuế"),
    Scheme.OTHER: _l("Giấy tờ khác"),
}
SEX = {"male": _l("Nam"), "female": _l("Nữ")}
DELIVERY = {
    "one_stop": _l("Tại bộ phận một cửa"),
    "post": _l("Qua bưu chính"),
    "electronic": _l("Bản điện tử"),
}
PAPER_KIND = {"original": _l("Bản chính"), "copy": _l("Bản sao"), "": _l("Chưa nộp")}
OUTCOME = {"early": _l("trước hạn"), "on_time": _l("đúng hạn"), "late": _l("trễ hạn")}
INBOX_TABS = {
    "online": _l("Tiếp nhận online"),
    "fresh": _l("Vừa tiếp nhận"),
    "working": _l("Đang xử lý"),
    "paused": _l("Đang tạm dừng"),
    "returning": _l("Trả kết quả"),
    "due": _l("Hồ sơ đến hạn"),
}
SORTS = {
    "due": _l("Đến hạn trước"),
    "received": _l("Mới tiếp nhận trước"),
    "oldest": _l("Tiếp nhận lâu nhất trước"),
}
EMPTY = {
    "online": _l("Chưa có hồ sơ trực tuyến nào chờ tiếp nhận."),
    "fresh": _l("Không còn hồ sơ mới nào chưa mở."),
    "working": _l("Bạn không còn hồ sơ nào phải xử lý."),
    "paused": _l("Không có hồ sơ nào đang tạm dừng."),
    "returning": _l("Không có kết quả nào chờ trả."),
    "due": _l("Không có hồ sơ nào đến hạn hay quá hạn."),
    "search": _l("Không tìm thấy hồ sơ nào."),
}
WATCH_TABS = {
    "late": _l("Quá hạn"),
    "near": _l("Sắp đến hạn"),
    "within": _l("Trong hạn"),
    "paused": _l("Tạm dừng"),
    "resolved": _l("Chờ trả kết quả"),
    "idle": _l("Chưa tính hạn"),
}
WATCH_EMPTY = {
    "late": _l("Không có hồ sơ nào quá hạn."),
    "near": _l("Không có hồ sơ nào sắp đến hạn."),
    "within": _l("Không có hồ sơ nào đang trong hạn."),
    "paused": _l("Không có hồ sơ nào đang tạm dừng."),
    "resolved": _l("Không có kết quả nào chờ trả."),
    "idle": _l("Không có hồ sơ nào chưa tính hạn."),
}
ALERT_LEVEL: Mapping[str, Text] = {level.value: name for level, name in LEVEL_NAMES.items()}
DAY_KIND = {
    "working": _l("ngày làm việc"),
    "weekend": _l("nghỉ hằng tuần"),
    "off": _l("ngày nghỉ"),
    "paused": _l("tạm dừng"),
    "held": _l("tạm dừng một phần"),
}


LEVEL = {
    "full": _l("Toàn trình"),
    "partial": _l("Một phần"),
    "information": _l("Cung cấp thông tin"),
}
PORTAL = {
    "provincial": _l("Cổng dịch vụ công của tỉnh"),
    "national-single-window": _l("Cổng thông tin một cửa quốc gia"),
}
MISSING = {
    "diagram": _l("quy trình giải quyết"),
    "time_limit": _l("thời hạn giải quyết"),
    "form": _l("tờ khai điện tử"),
}


def missing_words(what: str) -> str:
    """What a procedure lacks to be filed."""
    return str(MISSING.get(what, what))


def init_labels(app: Flask) -> None:
    """What templates know of these tables."""
    app.jinja_env.filters["missing_words"] = missing_words
    app.jinja_env.globals.update(
        STATUS=STATUS,
        CHANNEL=CHANNEL,
        PAPER_KIND=PAPER_KIND,
        PARTY_KIND=PARTY_KIND,
        PARTY_ROLE=PARTY_ROLE,
        SCHEME=SCHEME,
        SEX=SEX,
        DELIVERY=DELIVERY,
        OUTCOME=OUTCOME,
        ALERT_LEVEL=ALERT_LEVEL,
        DAY_KIND=DAY_KIND,
        LEVEL=LEVEL,
        PORTAL=PORTAL,
    )
