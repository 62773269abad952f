"""Administrative units (đơn vị hành chính) of the two levels, and those they were merged from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from engine.definitions.manifests.manifest import LegalSource
from engine.definitions.validity import Validity


class PlaceKind(StrEnum):
    """What a place is; its name begins with the word for it."""

    PROVINCE = "province"
    CITY = "city"  # of the level of a province
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"


@dataclass(frozen=True, slots=True)
class FormerPlace:
    """What a place was before a merger; `code` is "" where it is not known.

    `part`: only some of it came into this place, so an address there may now be in another.
    """

    name: str
    code: str = ""
    part: bool = False

    @property
    def text(self) -> str:
        """The name, with a mark where only a part of it came here."""
        return f"{self.name} (một phần)" if self.part else self.name


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city of its level; `name` has its kind: Tỉnh Lạng Sơn."""

    code: str
    name: str
    kind: PlaceKind
    validity: Validity = field(default_factory=Validity)
    source: LegalSource = field(default_factory=LegalSource)
    merged_from: tuple[FormerPlace, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone; `name` has its kind: Phường Đông Kinh.

    `province` is a code. `districts` are those that its parts once belonged to, by name: where
    there are several, the source does not say which part belonged to which.
    """

    code: str
    name: str
    kind: PlaceKind
    province: str
    validity: Validity = field(default_factory=Validity)
    source: LegalSource = field(default_factory=LegalSource)
    merged_from: tuple[FormerPlace, ...] = ()
    districts: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
