"""Who files, for whom and what they want: one text a field, as forms and files have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from engine.l10n.text import Text, _l


class Sex(StrEnum):
    """As the identity paper has it."""

    MALE = "male"
    FEMALE = "female"


class Delivery(StrEnum):
    """How the result is to be received."""

    ONE_STOP = "one_stop"
    POST = "post"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who files, as printed on the receipt (TT 03/2025/TT-VPCP, form 1). "" is not known.

    Days are written dd/mm/yyyy or as ISO 8601. Without an owner the dossier is the submitter's
    own: the owner is the `organisation`, or the person `owner_name`. `province` and `commune` are
    codes of the list of administrative units. The last three are of the dossier, whoever files.
    """

    name: str
    organisation: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id_scheme: str = ""  # "": by the shape of the number
    id_issued_on: str = ""
    id_issued_by: str = ""
    birth_date: str = ""
    sex: str = ""
    ethnicity: str = ""
    province: str = ""
    commune: str = ""
    organisation_kind: str = ""
    tax_code: str = ""
    licence: str = ""
    owner_name: str = ""
    owner_id_number: str = ""
    owner_birth_date: str = ""
    owner_phone: str = ""
    owner_address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    subject: str = ""
    delivery: str = ""
    note: str = ""


APPLICANT_FIELDS = tuple(field.name for field in fields(Applicant))
APPLICANT_LABELS: Mapping[str, Text] = {
    "name": _l("Họ tên người nộp"),
    "organisation": _l("Tên cơ quan, tổ chức"),
    "id_number": _l("Số định danh"),
    "phone": _l("Số điện thoại"),
    "email": _l("Thư điện tử"),
    "address": _l("Địa chỉ"),
    "id_scheme": _l("Loại giấy tờ"),
    "id_issued_on": _l("Ngày cấp"),
    "id_issued_by": _l("Nơi cấp"),
    "birth_date": _l("Ngày sinh"),
    "sex": _l("Giới tính"),
    "ethnicity": _l("Dân tộc"),
    "province": _l("Tỉnh, thành phố"),
    "commune": _l("Xã, phường, đặc khu"),
    "organisation_kind": _l("Loại tổ chức"),
    "tax_code": _l("Mã số thuế, mã số doanh nghiệp"),
    "licence": _l("Số giấy phép, giấy chứng nhận"),
    "owner_name": _l("Họ tên chủ hồ sơ"),
    "owner_id_number": _l("Số định danh của chủ hồ sơ"),
    "owner_birth_date": _l("Ngày sinh của chủ hồ sơ"),
    "owner_phone": _l("Số điện thoại của chủ hồ sơ"),
    "owner_address": _l("Địa chỉ của chủ hồ sơ"),
    "contact_name": _l("Họ tên người liên hệ"),
    "contact_phone": _l("Số điện thoại người liên hệ"),
    "contact_email": _l("Thư điện tử người liên hệ"),
    "subject": _l("Về việc"),
    "delivery": _l("Nhận kết quả"),
    "note": _l("Ghi chú"),
}
