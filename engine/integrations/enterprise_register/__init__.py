"""The adapter enterprise_register: enterprises by their registration number."""

from engine.definitions.service_kinds import Port, PortType, ServiceKind

LOOKUP_ENTERPRISE = ServiceKind(
    "lookup_enterprise",
    "Tra cứu doanh nghiệp",
    "Tra cứu doanh nghiệp theo mã số trong sổ đăng ký mà cài đặt enterprise_register chỉ ra.",
    inputs=(Port("ma_so_doanh_nghiep", "Mã số doanh nghiệp"),),
    outputs=(Port("doanh_nghiep", "Doanh nghiệp", PortType.CONTEXT),),
    idempotent=True,
    handler="engine.integrations.enterprise_register.lookup:lookup_enterprise",
    order=10,
)
