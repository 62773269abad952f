"""Who takes part in a dossier, as words of the code: kinds, roles, schemes of identifiers."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    HOUSEHOLD = "household"  # hộ kinh doanh
    AGENCY = "agency"


class PartyRole(StrEnum):
    """What a party is in one dossier."""

    SUBMITTER = "submitter"  # người nộp
    OWNER = "owner"  # chủ hồ sơ, where it is not who submits
    CONTACT = "contact"  # người liên hệ, where it is neither


class Scheme(StrEnum):
    """What an identifier is an identifier of; unique within it."""

    PERSONAL_ID = "personal_id"  # số định danh cá nhân, số thẻ căn cước: 12 digits
    IDENTITY_CARD = "identity_card"  # chứng minh nhân dân: 9 digits
    PASSPORT = "passport"
    TAX_CODE = "tax_code"  # mã số thuế, mã số doanh nghiệp: 10 or 13 digits
    OTHER = "other"
