"""The outbox worker: claims what is due, does it, retries with back-off, then an incident."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from time import monotonic

from engine.dossiers.service import answer_service, drop_service, service_inputs
from engine.errors import BadState, Conflict, MotcuaError
from engine.jobs.enterprise import NotConfigured
from engine.jobs.handlers import UnknownService, handle
from engine.jobs.mail import Undeliverable
from engine.jobs.messages import is_message, send
from engine.office import Office
from engine.storage import outbox
from engine.storage.outbox import OutboxRow

BATCH = 10
_FIRST_PAUSE = timedelta(seconds=30)
_ANSWERS = 10  # a mail server's in one session, at most
_HOPELESS = (UnknownService, NotConfigured, BadState, Undeliverable)
log = logging.getLogger(__name__)


def work_outbox(office: Office, worker: str, *, at: datetime) -> int:
    """Do a batch of what is due; returns how many rows were taken."""
    with office.store.begin() as tx:
        batch = outbox.claim(tx, worker, at, office.settings.worker_lease_seconds, BATCH)
    began = monotonic()
    for job in batch:
        if _is_held(office, job, at + timedelta(seconds=monotonic() - began)):
            _do(office, job, at)
    return len(batch)


def _is_held(office: Office, job: OutboxRow, now: datetime) -> bool:
    """Whether the job is still this worker's; a message is kept for as long as sending may take.

    What a service answers is refused when it comes too late, but a mail cannot be taken back.
    """
    if not is_message(job):
        return True
    lease = office.settings.worker_lease_seconds + _ANSWERS * office.settings.smtp_seconds
    with office.store.begin() as tx:
        return outbox.hold(tx, job, now + timedelta(seconds=lease))


def _do(office: Office, job: OutboxRow, at: datetime) -> None:
    try:
        if is_message(job):
            _send(office, job, at)
        else:
            _serve(office, job, at)
    except _HOPELESS as error:
        _bury(office, job, str(error), at)
    except Conflict as error:
        # Somebody worked on the dossier at the same moment: no failure of the service.
        _retry(office, job, str(error), at)
    except MotcuaError as error:
        _retry_or_bury(office, job, str(error), at)
    except Exception as error:  # the one place where a handler's surprise is caught
        log.exception("job %s (%s) failed", job.key, job.kind)
        _retry_or_bury(office, job, f"{type(error).__name__}: {error}", at)


def _serve(office: Office, job: OutboxRow, at: datetime) -> None:
    inputs = service_inputs(office, job)
    if inputs is None:
        drop_service(office, job, at=at)
    else:
        answer_service(office, job, handle(office, job.kind, inputs), at=at)


def _send(office: Office, job: OutboxRow, at: datetime) -> None:
    send(office, job, at)
    with office.store.begin() as tx:
        outbox.done(tx, job, at)


def _retry_or_bury(office: Office, job: OutboxRow, error: str, at: datetime) -> None:
    if job.attempts >= office.settings.job_attempts:
        _bury(office, job, error, at)
    else:
        _retry(office, job, error, at)


def _retry(office: Office, job: OutboxRow, error: str, at: datetime) -> None:
    with office.store.begin() as tx:
        outbox.retry(tx, job, error, at + _FIRST_PAUSE * 2 ** min(job.attempts, 10))


def _bury(office: Office, job: OutboxRow, error: str, at: datetime) -> None:
    log.error("job %s (%s) gave up: %s", job.key, job.kind, error)
    with office.store.begin() as tx:
        outbox.bury(tx, job, error, at)
