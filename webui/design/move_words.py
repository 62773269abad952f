"""Why a dossier cannot go on under another version, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.instance_migration.reasons import Reason
from engine.l10n.text import _l
from engine.storage.instance_migration.move_items import Fate
from engine.storage.instance_migration.moves import MoveState
from webui.labels import STATUS

MOVE_STATE = {
    MoveState.PROPOSED: _l("Đang xem trước"),
    MoveState.COUNTED: _l("Chờ quyết định"),
    MoveState.APPLYING: _l("Đang chuyển"),
    MoveState.APPLIED: _l("Đã chuyển"),
    MoveState.UNDOING: _l("Đang hoàn tác"),
    MoveState.UNDONE: _l("Đã hoàn tác"),
    MoveState.DROPPED: _l("Đã bỏ"),
}
FATE = {
    Fate.CAN: _l("chuyển được"),
    Fate.MOVED: _l("đã chuyển"),
    Fate.UNDONE: _l("đã trở lại phiên bản trước"),
    Fate.KEPT: _l("giữ nguyên ở phiên bản mới"),
    Fate.CANNOT: _l("không chuyển được"),
    Fate.LISTED: _l("chưa xem đến"),
}
SLUGS = {
    Fate.KEPT: "giu-nguyen",
    Fate.CANNOT: "khong-duoc",
    Fate.LISTED: "chua-xem",
    Fate.CAN: "duoc",
    Fate.MOVED: "da-chuyen",
    Fate.UNDONE: "da-tro-lai",
}

_CHOOSE = _l("Chọn bước tương ứng ở dưới rồi xem trước lại.")
_AGAIN = _l("Lập đợt chuyển khác và chọn bước tương ứng.")
_REDRAW = _l(
    "Làm xong bước này theo phiên bản cũ rồi chuyển, hoặc sửa sơ đồ và công bố phiên bản khác."
)
_LATER = _l("Chuyển sau khi hồ sơ qua bước đang chờ.")
_NOTHING = _l("Không phải làm gì.")
_REPORT = _l("Báo quản trị viên kiểm tra hồ sơ.")
_LAW = _l("Chuyển sau khi có người xử lý xong bước đang chờ. Việc chuyển không thay cho việc đó.")

# By code: what it is called where dossiers are counted, and what to do.
GROUPS: dict[str, tuple[Any, Any]] = {
    "node_gone": (_l("Bước đang chờ không còn trong phiên bản mới"), _CHOOSE),
    "other_kind": (_l("Bước đang chờ nay là việc loại khác"), _CHOOSE),
    "other_scope": (_l("Bước đang chờ nay nằm ở quy trình con khác"), _CHOOSE),
    "other_loop": (_l("Bước lặp nay lặp theo cách khác"), _REDRAW),
    "other_service": (_l("Việc tự động nay gọi dịch vụ khác"), _LATER),
    "flow_gone": (_l("Một nhánh đang đợi đã đi qua đường nay không còn"), _REDRAW),
    "not_mapped_so": (_l("Việc đang chờ không chuyển sang bước khác được"), _LATER),
    "target_gone": (_l("Bước được chọn không có trong phiên bản mới"), _CHOOSE),
    "target_other_kind": (_l("Bước được chọn chờ việc loại khác"), _CHOOSE),
    "target_elsewhere": (_l("Bước được chọn nằm ở nơi hồ sơ không vào được"), _CHOOSE),
    "goes_on": (_l("Chuyển sang thì hồ sơ tự đi qua việc chưa ai làm"), _REDRAW),
    "stuck": (_l("Sang phiên bản mới thì hồ sơ đợi mãi"), _REDRAW),
    "cannot_enter": (_l("Biểu thức của phiên bản mới chưa tính được"), _REDRAW),
    "no_value": (
        _l("Phiên bản mới cần một mục mà hồ sơ chưa có"),
        _l("Giữ mã cũ của mục trong biểu mẫu, hoặc hỏi mục đó ở một bước sau, rồi công bố lại."),
    ),
    "clock_changes": (_l("Thời hạn giải quyết sẽ dừng hoặc chạy tiếp vì việc chuyển"), _LAW),
    "status_changes": (_l("Trạng thái báo cho người nộp sẽ đổi dù chưa ai làm"), _LAW),
    "milestone_gone": (_l("Chuyển sang thì hồ sơ bỏ qua lúc tính thời hạn"), _LATER),
    "never_closed": (
        _l("Phiên bản mới không tự đóng hồ sơ khi người nộp không bổ sung"),
        _l("Vẽ thêm việc đóng hồ sơ hết hạn bổ sung rồi công bố lại."),
    ),
    "no_holder": (
        _l("Bước giao cho vai trò hoặc đơn vị không có trong danh sách"),
        _l("Sửa vai trò hoặc đơn vị trên sơ đồ rồi công bố lại."),
    ),
    "ended": (_l("Hồ sơ đã kết thúc"), _NOTHING),
    "already_there": (_l("Hồ sơ đã theo phiên bản này"), _NOTHING),
    "bad_state": (_l("Dữ liệu của hồ sơ không đọc được"), _REPORT),
    "uncounted": (
        _l("Thời hạn của bước chưa tính được"),
        _l("Bổ sung lịch làm việc hoặc sửa thời hạn trên sơ đồ, rồi chuyển lại."),
    ),
    "busy": (_l("Có người đang cập nhật hồ sơ"), _l("Chuyển lại sau ít phút.")),
    "acted_since": (
        _l("Đã có người xử lý tiếp nên không hoàn tác"),
        _l("Không phải làm gì. Muốn về phiên bản trước thì chuyển riêng hồ sơ đó."),
    ),
}

# The same of one dossier, with the names of what stands in the way.
SENTENCES: dict[str, Any] = {
    "node_gone": _l("Bước “%(name)s” không còn trong phiên bản mới."),
    "other_kind": _l("Bước “%(name)s” trong phiên bản mới là việc loại khác."),
    "other_scope": _l("Bước “%(name)s” nay nằm ở quy trình con khác."),
    "other_loop": _l("Bước “%(name)s” nay lặp theo cách khác."),
    "other_service": _l("Việc tự động “%(name)s” nay gọi dịch vụ khác."),
    "flow_gone": _l("Nhánh đang đợi ở “%(name)s” đã đi qua đường nay không còn."),
    "not_mapped_so": _l("Việc đang chờ ở “%(name)s” không chuyển sang bước khác được."),
    "target_gone": _l("Bước được chọn thay “%(name)s” không có trong phiên bản mới."),
    "target_other_kind": _l("Bước được chọn thay “%(name)s” chờ việc loại khác."),
    "target_elsewhere": _l("Bước được chọn thay “%(name)s” nằm ở nơi hồ sơ không vào được."),
    "goes_on": _l("Chuyển sang thì hồ sơ tự đi qua “%(name)s” mà chưa ai làm."),
    "stuck": _l("Hồ sơ sẽ đợi mãi ở “%(name)s”."),
    "cannot_enter": _l("Ở “%(name)s”, một biểu thức của phiên bản mới chưa tính được."),
    "no_value": _l(
        "“%(name)s” cần mục “%(other)s” mà hồ sơ chưa có và trước đó không bước nào hỏi."
    ),
    "never_closed": _l("Phiên bản mới không tự đóng hồ sơ khi người nộp không bổ sung."),
    "no_holder": _l("Bước “%(name)s” giao cho “%(other)s”, không có trong danh sách."),
}
_CLOCK = {
    "stopped": _l("Thời hạn giải quyết sẽ tạm dừng chỉ vì việc chuyển."),
    "runs": _l("Thời hạn giải quyết sẽ chạy tiếp chỉ vì việc chuyển."),
}
_MILESTONE = {
    "received": _l("Hồ sơ chưa tiếp nhận và sẽ không qua lúc tiếp nhận nữa."),
    "resolved": _l("Hồ sơ sẽ không qua lúc có kết quả giải quyết nữa."),
}
_STATUS = _l("Trạng thái sẽ đổi từ “%(old)s” thành “%(new)s” dù chưa ai làm việc đó.")
_KEY_GONE = _l("Mục “%(other)s” vẫn được giữ nhưng biểu mẫu của phiên bản mới không hiện mục này.")
_UNKNOWN = _l("Hồ sơ chưa chuyển được.")


def group_in_words(code: str, *, settled: bool = False) -> tuple[str, str]:
    """What a reason is called where dossiers are counted by it, and what to do about it.

    Where the batch is `settled`, nothing can be chosen for it any more.
    """
    words, remedy = GROUPS.get(code, (_UNKNOWN, _REPORT))
    return str(words), str(_AGAIN if settled and remedy is _CHOOSE else remedy)


def reason_in_words(reason: Reason) -> str:
    """Why this one dossier cannot go."""
    special = _SPECIAL.get(reason.code)
    if special is not None:
        return special(reason)
    if reason.code in SENTENCES:
        return str(SENTENCES[reason.code]) % {"name": reason.name, "other": reason.other}
    return f"{group_in_words(reason.code)[0]}."


def remedy_in_words(reason: Reason) -> str:
    """What to do about it."""
    return group_in_words(reason.code)[1]


def _clock(reason: Reason) -> str:
    return str(_CLOCK.get(reason.other, _UNKNOWN))


def _milestone(reason: Reason) -> str:
    return str(_MILESTONE.get(reason.other, _UNKNOWN))


def _status(reason: Reason) -> str:
    old, new = (
        STATUS.get(reason.name, reason.name),
        STATUS.get(reason.other, reason.other),
    )
    return str(_STATUS) % {"old": str(old), "new": str(new)}


def _key_gone(reason: Reason) -> str:
    return str(_KEY_GONE) % {"other": reason.other}


_SPECIAL: dict[str, Callable[[Reason], str]] = {
    "clock_changes": _clock,
    "milestone_gone": _milestone,
    "status_changes": _status,
    "key_gone": _key_gone,
}
