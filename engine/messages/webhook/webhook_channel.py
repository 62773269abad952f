"""The channel webhook: an alert posted as signed JSON to the one address of the settings."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request

from engine.installation import Installation
from engine.messages.alert_batch import AlertBatch, RuleFiring
from engine.messages.message_channel import MessageChannel
from engine.partners.errors import NotConfigured, PartnerUnavailable
from engine.partners.http import body_of, opener
from engine.storage.services.outbox import NewJob, OutboxRow

SIGNATURE = "X-Motcua-Signature"
_MOST_BYTES = 64 * 1024


def alert_posts(installation: Installation, batch: AlertBatch, at: datetime) -> Iterable[NewJob]:
    """One message a firing, whoever is alerted; codes and moments, nothing about people."""
    del installation
    return [
        NewJob(
            key=f"webhook:{firing.key}",
            kind="webhook",
            payload={"body": _body(firing)},
            created_at=at,
            next_at=at,
        )
        for firing in batch.firings
        if firing.rule.webhook
    ]


def _body(firing: RuleFiring) -> dict[str, object]:
    return {
        "event": "alert",
        "key": firing.key,
        "rule": firing.rule.id,
        "level": firing.rule.level.value,
        "of": firing.rule.of.value,
        "dossier": firing.watched.code,
        "procedure": firing.watched.procedure,
        "agency": firing.watched.agency,
        "steps": [{"name": s.name, "role": s.role, "unit": s.unit} for s in firing.steps],
        "at": firing.at.astimezone(UTC).isoformat(),
        "due_at": firing.watched.due_at.astimezone(UTC).isoformat(),
    }


def post_webhook(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Post the body of a job, with `sha256=` and the HMAC of exactly these bytes.

    Raises NotConfigured without address or secret, PartnerUnavailable unless a status 2xx answers.
    """
    settings = installation.settings
    if not settings.webhook_url or settings.webhook_secret is None:
        raise NotConfigured(
            "no_webhook", "The settings webhook_url and webhook_secret are not set."
        )
    base, body = settings.base_url.rstrip("/"), job.payload["body"]
    content = dict(body) if isinstance(body, dict) else {}
    content |= {"sent_at": at.isoformat()}
    if base:
        content["url"] = f"{base}/ho-so/{content['dossier']}"
    data = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    secret = settings.webhook_secret.get_secret_value().encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        SIGNATURE: f"sha256={hmac.digest(secret, data, 'sha256').hex()}",
    }
    _post(settings.webhook_url, data, headers, settings.smtp_seconds)


def _post(url: str, data: bytes, headers: dict[str, str], seconds: float) -> None:
    request = Request(url, data=data, headers=headers, method="POST")  # noqa: S310 - http(s) only, by the setting's pattern
    try:
        with opener().open(request, timeout=seconds) as answer:
            body_of(answer, seconds, _MOST_BYTES)
    except HTTPError as error:
        with error:
            message = f"The webhook answered {error.code}."
        raise PartnerUnavailable("webhook_refused", message) from error
    except (OSError, HTTPException) as error:
        raise PartnerUnavailable(
            "webhook_silent", f"The webhook did not answer: {error}"
        ) from error


WEBHOOK = MessageChannel(
    "webhook",
    {"webhook": post_webhook},
    is_configured=lambda settings: bool(settings.webhook_url),
    alert_jobs=alert_posts,
)
