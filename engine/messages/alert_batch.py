"""What one sweep of alerts reports, as channels receive it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.definitions.organisation.alert_rules import AlertRule
from engine.storage.alerts.alerts import NewAlert
from engine.storage.alerts.watched import OpenStep, Watched


@dataclass(frozen=True, slots=True)
class RuleFiring:
    """A rule that fired about a deadline at a moment, and the open steps it is about."""

    watched: Watched
    rule: AlertRule
    at: datetime
    steps: tuple[OpenStep, ...]

    @property
    def key(self) -> str:
        """The same whoever finds it, so that nobody is alerted twice."""
        moment = self.at.astimezone(UTC).isoformat()
        return f"{self.rule.of}:{self.watched.id}:{self.rule.id}:{moment}"


@dataclass(frozen=True, slots=True)
class AlertBatch:
    """The firings of a sweep and the new alerts of people by id; one may have none of the other.

    An alert's `key` is that of its firing.
    """

    firings: Sequence[RuleFiring]
    alerts: Mapping[int, NewAlert]
