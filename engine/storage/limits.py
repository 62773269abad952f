"""A time limit as two columns: its amount and its unit, both NULL where none runs."""

from __future__ import annotations

from sla.limits import Limit, LimitUnit


class StoredLimit:
    """Rows with these two columns, for dataclasses to inherit."""

    __slots__ = ()
    limit_amount: int | None
    limit_unit: LimitUnit | None

    @property
    def limit(self) -> Limit | None:
        """The limit."""
        if self.limit_amount is None or self.limit_unit is None:
            return None
        return Limit(self.limit_amount, self.limit_unit)


def amount_of(limit: Limit | None) -> int | None:
    """What goes into `limit_amount`."""
    return limit.amount if limit else None


def unit_of(limit: Limit | None) -> LimitUnit | None:
    """What goes into `limit_unit`."""
    return limit.unit if limit else None
