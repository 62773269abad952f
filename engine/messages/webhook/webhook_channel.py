"""Webhooks: an alert posted as signed JSON to the one address that the settings allow."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request

from engine.installation import Installation
from engine.partners.errors import NotConfigured, PartnerUnavailable
from engine.partners.http import body_of, opener
from engine.storage.services.outbox import OutboxRow

SIGNATURE = "X-Motcua-Signature"
_MOST_BYTES = 64 * 1024


def post_webhook(installation: Installation, job: OutboxRow, at: datetime) -> None:
    """Post the body of a job, with `sha256=` and the HMAC of exactly these bytes.

    Raises NotConfigured without address or secret, Unavailable unless a status 2xx answers.
    """
    settings = installation.settings
    if not settings.webhook_url or settings.webhook_secret is None:
        raise NotConfigured(
            "no_webhook", "The settings webhook_url and webhook_secret are not set."
        )
    base, body = settings.base_url.rstrip("/"), job.payload["body"]
    told = dict(body) if isinstance(body, dict) else {}
    told |= {"sent_at": at.isoformat()}
    if base:
        told["url"] = f"{base}/ho-so/{told['dossier']}"
    data = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
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
            said = f"The webhook answered {error.code}."
        raise PartnerUnavailable("webhook_refused", said) from error
    except (OSError, HTTPException) as error:
        raise PartnerUnavailable(
            "webhook_silent", f"The webhook did not answer: {error}"
        ) from error
