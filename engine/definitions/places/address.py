"""An address of two levels: commune and province by code, before them whatever people write."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.places.gazetteer import Places


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is: `line` is house, street and hamlet, the others are codes.

    Where only a text is known, such as an older address with a district, it stays whole in `line`
    and the codes are "".
    """

    line: str
    commune: str = ""
    province: str = ""


def address_text(places: Places, address: Address) -> str:
    """`12 đường X, phường Đông Kinh, tỉnh Lạng Sơn`; a code that is not known stands as it is.

    The province of a commune that is known need not be given.
    """
    commune = places.commune(address.commune)
    code = address.province or (commune.province if commune else "")
    province = places.province(code)
    names = (
        _within(commune.name) if commune else address.commune,
        _within(province.name) if province else code,
    )
    return ", ".join(part for part in (address.line.strip(), *names) if part)


def _within(name: str) -> str:
    """The name as it stands within a sentence: its kind begins with a small letter."""
    return name[:1].lower() + name[1:]
