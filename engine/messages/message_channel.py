"""Channels: the ways by which messages leave, found by the entry point group `motcua.channels`.

A message is a job of the outbox; its kind says which channel sends it. The bell is no channel: it
shows the stored alerts themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from engine.adapters import AdapterFault, load_adapters
from engine.installation import Installation
from engine.messages.alert_batch import AlertBatch
from engine.partners.errors import UnknownKind
from engine.settings import Settings
from engine.storage.services.outbox import NewJob, OutboxRow

GROUP = "motcua.channels"
Send = Callable[[Installation, OutboxRow, datetime], None]
"""Sends what a job holds, or nothing where nobody needs it any more.

Raises PartnerUnavailable to be tried again; NotConfigured, PartnerRefused or BadInputs for an
incident at once. It may be called twice for one job, whose `key` is then the same.
"""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MessageChannel:
    """A channel and what it sends, by kind of message.

    `alert_jobs` gives the messages about what alert rules have just reported; it is called inside
    the sweep's transaction, only where the channel is configured, and must ask nobody outside.
    """

    name: str
    sends: Mapping[str, Send]
    is_configured: Callable[[Settings], bool]
    alert_jobs: Callable[[Installation, AlertBatch, datetime], Iterable[NewJob]] | None = None
    answers: int = 10  # of its partner in one sending, each within the setting smtp_seconds


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels there are, by kind of message, and what is wrong with those left out."""

    by_kind: Mapping[str, MessageChannel]
    faults: tuple[AdapterFault, ...] = ()


@cache
def channels() -> Channels:
    """Our channels and those of installed packages; found once in a process."""
    by_kind: dict[str, MessageChannel] = {}

    def add(found: object) -> str:
        if not isinstance(found, MessageChannel):
            return f"gives no MessageChannel but {type(found).__name__}"
        if not found.sends:
            return "it sends nothing"
        taken = by_kind.keys() & found.sends.keys()
        if taken:
            return f"another channel sends {', '.join(sorted(taken))}"
        by_kind.update(dict.fromkeys(found.sends, found))
        return ""

    return Channels(by_kind, load_adapters(GROUP, "channel", add))


def may_send(kind: str, settings: Settings) -> bool:
    """Whether messages of this kind can leave: a channel sends them and is configured."""
    channel = channels().by_kind.get(kind)
    return channel is not None and channel.is_configured(settings)


def send(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Send one message. Raises UnknownKind, or what its channel raises."""
    known = channels().by_kind
    if job.kind not in known:
        names = ", ".join(sorted(known))
        raise UnknownKind("unknown_message", f"No message kind {job.kind!r} ({names}).")
    known[job.kind].sends[job.kind](installation, job, at)


def alert_jobs(installation: Installation, batch: AlertBatch, at: datetime) -> list[NewJob]:
    """What every configured channel sends about these alerts; one that fails stops no other."""
    jobs: list[NewJob] = []
    for channel in {each.name: each for each in channels().by_kind.values()}.values():
        try:
            if channel.alert_jobs is not None and channel.is_configured(installation.settings):
                jobs += list(channel.alert_jobs(installation, batch, at))
        except Exception:  # foreign code: the bell and the other channels must not wait for it
            log.exception("the channel %s failed over alerts", channel.name)
    return jobs
