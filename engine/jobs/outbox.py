"""The outbox worker: claims what is due, does it, retries with back-off, then an incident."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from engine.definitions.service_kinds import services
from engine.errors import BadState, Conflict, MotcuaError
from engine.installation import Installation
from engine.messages.message_channel import channels, send
from engine.partners.errors import BadInputs, NotConfigured, PartnerRefused, UnknownKind
from engine.partners.secrets import redacted
from engine.services.answers import answer_service, drop_service, service_request
from engine.services.call import Call
from engine.services.handling import answer_of
from engine.settings import Settings
from engine.storage.services import outbox
from engine.storage.services.incidents import Fault
from engine.storage.services.outbox import INTERRUPTED, OutboxRow

BATCH = 10


class Interrupted(MotcuaError):
    """A worker died over a task that must not be repeated: a person decides."""


_FIRST_PAUSE = timedelta(seconds=30)
_CALLS = 4  # times that one call of a service may wait for its partner
_HOPELESS = (UnknownKind, NotConfigured, BadState, BadInputs, PartnerRefused, Interrupted)
log = logging.getLogger(__name__)


def work_outbox(installation: Installation, worker: str, *, at: datetime) -> int:
    """Do a batch of what is due; returns how many rows were taken."""
    with installation.store.begin() as tx:
        batch = outbox.claim(tx, worker, at, installation.settings.worker_lease_seconds, BATCH)
    began = monotonic()
    for job in batch:
        if _kept(installation, job, at + timedelta(seconds=monotonic() - began)):
            _do(installation, job, at)
    return len(batch)


def _kept(installation: Installation, job: OutboxRow, now: datetime) -> bool:
    """Whether the job is still this worker's; it is kept for as long as doing it may take.

    What a service answers is refused when it comes too late, but a mail cannot be taken back, and
    a partner should not be called twice.
    """
    settings = installation.settings
    lease = settings.worker_lease_seconds + _longest(job, settings)
    with installation.store.begin() as tx:
        return outbox.hold(tx, job, now + timedelta(seconds=lease))


def _longest(job: OutboxRow, settings: Settings) -> float:
    """The seconds that doing a job may take: what waits for its partners, as its package says."""
    if _is_message(job):
        channel = channels().by_kind.get(job.kind)
        return channel.answers * settings.smtp_seconds if channel is not None else 0
    kind = services().kinds.get(job.kind)
    return _CALLS * kind.seconds if kind is not None else 0


def _is_message(job: OutboxRow) -> bool:
    """Whether no dossier waits for it; any other job answers a service task of a dossier."""
    return "task_id" not in job.payload


def _do(installation: Installation, job: OutboxRow, at: datetime) -> None:
    try:
        if _is_message(job):
            _send(installation, job, at)
        else:
            _serve(installation, job, at)
    except _HOPELESS as error:
        _bury(installation, job, _fault(error), at)
    except Conflict as error:
        # The dossier was changed at the same moment: no failure of the service.
        _retry(installation, job, _fault(error), at)
    except MotcuaError as error:
        _retry_or_bury(installation, job, _fault(error), at)
    except Exception as error:  # whatever a handler raises must not stop the worker
        # Its text may hold personal data: it goes to the log, which only operators read.
        trace = redacted(installation.settings, traceback.format_exc())
        log.error("job %s (%s) failed\n%s", job.key, job.kind, trace)
        details = f"{type(error).__name__}; the worker's log says more."
        _retry_or_bury(installation, job, Fault("unforeseen", details), at)


def _fault(error: MotcuaError) -> Fault:
    return Fault(error.code, str(error))


def _serve(installation: Installation, job: OutboxRow, at: datetime) -> None:
    found = service_request(installation, job)
    if found is None:
        drop_service(installation, job, at=at)
        return
    kind = services().kinds.get(job.kind)
    if job.error == INTERRUPTED and kind is not None and not kind.idempotent:
        message = "A worker stopped in the middle of it; whether it was done is not known."
        raise Interrupted("interrupted", message)
    call = Call(
        installation=installation,
        inputs=found.mapped,
        key=job.key,
        at=at,
        dossier=found.dossier,
        agency=found.agency,
        variables=found.variables,
        secrets=found.secrets,
    )
    answer_service(installation, job, answer_of(job.kind, call), at=at)


def _send(installation: Installation, job: OutboxRow, at: datetime) -> None:
    send(installation, job, at)
    with installation.store.begin() as tx:
        outbox.done(tx, job, at)


def _retry_or_bury(installation: Installation, job: OutboxRow, fault: Fault, at: datetime) -> None:
    if job.attempts >= installation.settings.job_attempts:
        _bury(installation, job, fault, at)
    else:
        _retry(installation, job, fault, at)


def _retry(installation: Installation, job: OutboxRow, fault: Fault, at: datetime) -> None:
    fault = replace(fault, details=redacted(installation.settings, fault.details))
    with installation.store.begin() as tx:
        outbox.retry(tx, job, fault, at + _FIRST_PAUSE * 2 ** min(job.attempts, 10))


def _bury(installation: Installation, job: OutboxRow, fault: Fault, at: datetime) -> None:
    fault = replace(fault, details=redacted(installation.settings, fault.details))
    log.error("job %s (%s) gave up: %s: %s", job.key, job.kind, fault.code, fault.details)
    with installation.store.begin() as tx:
        outbox.bury(tx, job, fault, at)
