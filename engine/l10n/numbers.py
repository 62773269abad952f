"""Numbers as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from engine.l10n.language import VIETNAMESE, current

_SWAPPED = str.maketrans(",.", ".,")


def number(value: float | Decimal) -> str:
    """`200.000` and `2,5` in Vietnamese, `200,000` and `2.5` in English."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    text = f"{exact:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(_SWAPPED) if current() == VIETNAMESE else text
