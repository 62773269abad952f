"""The HTTP connector: calls another system and takes its JSON answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode

from engine.partners.errors import BadInputs, PartnerRefused, PartnerUnavailable
from engine.partners.http_address import HttpTarget, allowed, resolved
from engine.partners.http_exchange import MOST_BYTES, Reply, Request, exchange
from engine.partners.secrets import cleaned, unveiled
from engine.services.call import Call

IDEMPOTENCY = "Idempotency-Key"
DEFAULT_SECONDS = 15
MOST_SECONDS = 30
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "idempotency-key"})
_AGAIN = frozenset({408, 425, 429})  # of 4xx those that say "later"
_TOKEN = frozenset("!#$%&'*+-.^_`|~") | frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)


def call_http(call: Call) -> Mapping[str, object]:
    """Send the request; give `status` and `result` (JSON; null for an empty answer).

    Raises NotConfigured for an address or secret the settings do not allow, BadInputs,
    PartnerRefused for a redirect or any 4xx that is not accepted, PartnerUnavailable for what a
    retry may mend: no answer, 5xx, no JSON.
    """
    settings = call.installation.settings
    place = allowed(settings, call.text("url"))
    request = _request(call, place)
    reply = exchange(place, resolved(settings, place), request, _seconds(call))
    _judge(call, place, reply)
    found = cleaned(settings, call.secrets, _json(place, reply.body))
    return {"status": reply.status, "result": found}


def idempotency_key(key: str) -> str:
    """The same for each attempt at a task; a digest, so that it says nothing about the dossier."""
    return sha256(f"motcua:{key}".encode()).hexdigest()[:32]


def _request(call: Call, place: HttpTarget) -> Request:
    body = call.inputs.get("body")
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    if data is not None and len(data) > MOST_BYTES:
        raise BadInputs("body_too_large", f"The body is larger than {MOST_BYTES // 1024} KiB.")
    headers = {"Accept": "application/json", "User-Agent": "motcua"}
    if data is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    headers |= _headers(call) | {IDEMPOTENCY: idempotency_key(call.key), "Connection": "close"}
    query = urlencode([(name, _filled(call, value)) for name, value in _pairs(call, "query")])
    target = place.path + "?" * bool(place.query or query)
    target += "&".join(part for part in (place.query, query) if part)
    return Request(call.text("method") or "GET", target, headers, data)


def _headers(call: Call) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in _pairs(call, "headers"):
        if not name or not _TOKEN.issuperset(name) or name.lower() in _OURS:
            raise BadInputs("bad_header", "A header's name is none, or one that is set for you.")
        text = _filled(call, value)
        if not text.isascii():
            raise BadInputs("bad_header", "A header holds letters outside ASCII.")
        given[name.title()] = text
    return given


def _pairs(call: Call, name: str) -> list[tuple[str, object]]:
    found = call.inputs.get(name)
    return [(str(k), v) for k, v in found.items()] if isinstance(found, dict) else []


def _filled(call: Call, value: object) -> str:
    return unveiled(call.installation.settings, call.secrets, _plain(value))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _seconds(call: Call) -> float:
    wanted = call.inputs.get("timeout")
    seconds = float(wanted) if isinstance(wanted, int | float) else DEFAULT_SECONDS
    return min(max(seconds, 1.0), MOST_SECONDS)


def _judge(call: Call, place: HttpTarget, reply: Reply) -> None:
    accept = call.inputs.get("accept")
    status, others = reply.status, accept if isinstance(accept, list) else []
    if 200 <= status < 300 or (status in others and not 300 <= status < 400):  # noqa: PLR2004 - HTTP statuses
        return
    message = f"{place} answered {status}."
    if status in _AGAIN or status >= 500:  # noqa: PLR2004 - server errors begin there
        raise PartnerUnavailable("partner_error", message)
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP statuses
        raise PartnerRefused("redirected", f"{message} Redirects are not followed.")
    raise PartnerRefused("partner_refused", message)


def _json(place: HttpTarget, body: bytes) -> object:
    if not body.strip():
        return None
    try:
        found: object = json.loads(body, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate cannot be stored
    except (ValueError, RecursionError):
        raise PartnerUnavailable("answer_no_json", f"{place} answered no JSON.") from None
    return found


def _no_number(word: str) -> object:
    raise ValueError(word)
