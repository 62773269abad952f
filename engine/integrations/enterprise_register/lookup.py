"""Looking an enterprise up by its registration number, in the register that is configured."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request

from engine.partners.errors import NotConfigured, PartnerUnavailable
from engine.partners.http import body_of, opener
from engine.services.call import Call

_TIMEOUT_SECONDS = 10
_MOST_BYTES = 64 * 1024


def lookup_enterprise(call: Call) -> Mapping[str, object]:
    """The enterprise's data, under `doanh_nghiep`; null there when the register knows none.

    The setting `enterprise_register` is an extract of the register as a CSV file (columns
    `ma_so`, `ten`, `dia_chi`, …) or an address with `{ma_so}` in it that answers a JSON object,
    or status 404. Raises NotConfigured without it, PartnerUnavailable when it does not answer.
    """
    number = call.text("ma_so_doanh_nghiep")
    register = call.installation.settings.enterprise_register
    if not register:
        raise NotConfigured("no_register", "The setting enterprise_register is not set.")
    if urlsplit(register).scheme in ("http", "https"):
        return {"doanh_nghiep": _fetch(register.replace("{ma_so}", quote(number, safe="")))}
    return {"doanh_nghiep": _read(Path(register), number)}


def _read(extract: Path, number: str) -> dict[str, str] | None:
    try:
        with extract.open(encoding="utf-8-sig", newline="") as lines:
            return next((r for r in csv.DictReader(lines) if r.get("ma_so") == number), None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PartnerUnavailable(
            "register_unreadable", f"The register cannot be read: {error}"
        ) from error


def _fetch(url: str) -> dict[str, object] | None:
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - http(s) only, above
    try:
        with opener().open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return _object(body_of(answer, _TIMEOUT_SECONDS, _MOST_BYTES))
    except HTTPError as error:
        with error:
            if error.code == HTTPStatus.NOT_FOUND:  # the agreed "unknown"
                return None
            message = f"The register answered {error.code}."
        raise PartnerUnavailable("register_silent", message) from error
    except (OSError, HTTPException) as error:
        message = f"The register did not answer: {error}"
        raise PartnerUnavailable("register_silent", message) from error


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body) if len(body) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise PartnerUnavailable("register_answer", "The register's answer is no JSON object.")
    return found
