"""Kinds of service task: what each takes and gives. Ours are listed here, a province's are found.

A kind of ours has no handler here: `engine.jobs.handlers` ties its function to it, as this layer
knows of no office. A province's package names its kinds by the entry point group `motcua.services`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from engine.definitions.text.finding_text import AnyText, subject

GROUP = "motcua.services"
SECRET = re.compile(r"\{\{\s*secret\.([A-Z][A-Z0-9_]*)\s*\}\}", re.ASCII)
"""A secret named in an input mapping: `{{secret.NAME}}`."""

_ID = re.compile(r"[a-z][a-z0-9_.-]{0,59}", re.ASCII)

Handler = Callable[[Any], Mapping[str, object]]
"""Takes an `engine.services.call.Call`, gives the outputs."""


class PortType(StrEnum):
    """What may come in or out, in FEEL's words; null comes in where nothing was given."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CONTEXT = "context"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output. `label` is Vietnamese, for whoever fills it in."""

    name: str
    label: str
    type: PortType = PortType.STRING
    required: bool = False
    choices: tuple[str, ...] = ()

    def takes(self, value: object) -> bool:
        """Whether a value is of the port's type, and one of its choices where it has some."""
        if value is None:
            return not self.required
        if self.choices:
            return value in self.choices
        if self.required and value == "":
            return False
        return _is(value, self.type)


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of service task. `id` is the job type (Camunda 8) or the topic (Camunda 7).

    `idempotent`: doing it twice does no harm. One that is not is never repeated by itself after
    a worker died over it; an incident asks a person first.
    """

    id: str
    name_vi: str
    help: str
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    handler: Handler | None = field(default=None, compare=False)
    idempotent: bool = False


@dataclass(frozen=True, slots=True)
class Services:
    """The kinds there are, by id, and what went wrong while those of packages were found."""

    kinds: Mapping[str, ServiceKind]
    faults: tuple[AnyText, ...] = ()


LOOKUP_ENTERPRISE = ServiceKind(
    "lookup_enterprise",
    "Tra cứu doanh nghiệp",
    "Tra cứu doanh nghiệp theo mã số trong sổ đăng ký mà cài đặt enterprise_register chỉ ra.",
    inputs=(Port("ma_so_doanh_nghiep", "Mã số doanh nghiệp"),),
    outputs=(Port("doanh_nghiep", "Doanh nghiệp", PortType.CONTEXT),),
    idempotent=True,
)
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
)
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
        Port("query", "Tham số trên địa chỉ", PortType.CONTEXT),
        Port("headers", "Tiêu đề HTTP", PortType.CONTEXT),
        Port("body", "Nội dung gửi đi, thành JSON", PortType.ANY),
        Port("timeout", "Chờ nhiều nhất mấy giây (mặc định 15, nhiều nhất 30)", PortType.NUMBER),
        Port("accept", "Mã trả lời khác 2xx cũng nhận, ví dụ [404]", PortType.LIST),
    ),
    outputs=(
        Port("status", "Mã trả lời, ví dụ 200", PortType.NUMBER),
        Port("result", "Câu trả lời (JSON)", PortType.ANY),
    ),
    idempotent=True,
)
BUILT_IN = (LOOKUP_ENTERPRISE, NOTIFY, ISSUE_DOCUMENT, HTTP)


@cache
def services() -> Services:
    """Our kinds and those of installed packages; found once in a process."""
    kinds = {kind.id: kind for kind in BUILT_IN}
    faults: list[AnyText] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda found: found.name):
        found = _loaded(entry)
        if isinstance(found, str):
            name = subject('service task kind "{}"', entry.name)
            faults.append(name + f" ({entry.value}): {found}")
        elif found.id in kinds:
            name = subject('service task kind "{}"', found.id)
            faults.append(name + f" ({entry.value}): the id is taken")
        else:
            kinds[found.id] = found
    return Services(kinds, tuple(faults))


def _loaded(entry: EntryPoint) -> ServiceKind | str:
    """The kind that an entry point gives, else what is wrong with it."""
    try:
        found = entry.load()
        kind = found() if callable(found) and not isinstance(found, ServiceKind) else found
    except Exception as error:  # foreign code: whatever it raises must not stop the server
        return f"cannot be loaded: {type(error).__name__}: {error}"
    return kind if isinstance(kind, ServiceKind) and not _wrong(kind) else _wrong(kind)


def _wrong(kind: object) -> str:
    if not isinstance(kind, ServiceKind):
        return f"gives no ServiceKind but {type(kind).__name__}"
    if not _ID.fullmatch(kind.id):
        return f"its id {kind.id!r} is not written in small letters, digits, _ . -"
    names = [port.name for port in kind.inputs]
    if len(set(names)) < len(names):
        return "two inputs have one name"
    return "" if callable(kind.handler) else "it has no handler"


def _is(value: object, wanted: PortType) -> bool:
    match wanted:
        case PortType.STRING:
            return isinstance(value, str)
        case PortType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case PortType.BOOLEAN:
            return isinstance(value, bool)
        case PortType.CONTEXT:
            return isinstance(value, dict)
        case PortType.LIST:
            return isinstance(value, list)
    return True
