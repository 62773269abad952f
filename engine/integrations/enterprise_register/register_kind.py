"""The kind of service task `lookup_enterprise`: what a diagram hands in and gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.definitions.service_kinds import Port, PortType, ServiceKind

if TYPE_CHECKING:
    from engine.services.call import Call


def _lookup(call: Call) -> Mapping[str, object]:
    from engine.integrations.enterprise_register.lookup import (  # noqa: PLC0415 - only a worker calls
        lookup_enterprise,
    )

    return lookup_enterprise(call)


LOOKUP_ENTERPRISE = ServiceKind(
    "lookup_enterprise",
    "Tra cứu doanh nghiệp",
    "Tra cứu doanh nghiệp theo mã số trong sổ đăng ký mà cài đặt enterprise_register chỉ ra.",
    inputs=(Port("ma_so_doanh_nghiep", "Mã số doanh nghiệp"),),
    outputs=(Port("doanh_nghiep", "Doanh nghiệp", PortType.CONTEXT),),
    idempotent=True,
    handler=_lookup,
    order=10,
)
