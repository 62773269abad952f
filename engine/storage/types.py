"""Column types: aware moments, JSON as text, words of a closed list."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one raises `ValueError`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite has no zones, so its text is UTC by agreement."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive moment cannot be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def canonical(value: object) -> str:
    """JSON with one spelling only: sorted keys, no spaces, moments and days in ISO 8601."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def sha256_of(text: str, salt: bytes = b"") -> str:
    """SHA-256 of salt and text, in base64 for URLs without padding."""
    digest = hashlib.sha256(salt + text.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"not storable as JSON: {type(value).__name__}")


class Json(TypeDecorator[dict[str, object]]):
    """A mapping as canonical JSON text; the same bytes on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, object] | None, dialect: Dialect) -> str | None:
        """To text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, object] | None:
        """Back to a dict."""
        return None if value is None else dict(json.loads(value))


class Word(TypeDecorator[StrEnum]):
    """A member of a closed list, stored as its own word."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Store members of `words`."""
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """To text; `ValueError` for a word that is not on the list."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Back to the member."""
        return None if value is None else self.words(value)
