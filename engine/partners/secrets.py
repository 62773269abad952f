"""Secrets of service tasks: put in where the designer wrote their names, taken out of all else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from engine.definitions.service_kinds import SECRET
from engine.partners.errors import BadInputs, NotConfigured
from engine.settings import Settings

HIDDEN = "***"
_LEAST = 4  # characters; shorter ones occur in too many harmless words
_Value = TypeVar("_Value")


def unveiled(settings: Settings, named: Collection[str], text: str) -> str:
    """The text with those secrets in it that the diagram itself names.

    A name that came in with somebody's data stays the text it is. Raises NotConfigured for a
    secret that the settings do not hold, BadInputs for one that would break out of a header.
    """
    known = settings.secrets
    for name in sorted({*SECRET.findall(text)} & set(named)):
        if name not in known:
            raise NotConfigured("no_secret", f"The setting MOTCUA_SECRET_{name} is not set.")
    filled = SECRET.sub(lambda m: known[m[1]].get_secret_value() if m[1] in named else m[0], text)
    if not filled.isprintable():
        raise BadInputs("bad_header", "A header or parameter holds line breaks or the like.")
    return filled


def redacted(settings: Settings, text: str) -> str:
    """The text without any secret of service tasks."""
    values = [secret.get_secret_value() for secret in settings.secrets.values()]
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= _LEAST:
            text = text.replace(value, HIDDEN)
    return text


def cleaned(settings: Settings, names: Collection[str], value: _Value) -> _Value:
    """A partner's JSON without the secrets that were sent to it: some repeat what they are sent."""
    values = [settings.secrets[n].get_secret_value() for n in names if n in settings.secrets]
    hidden = [text for text in values if len(text) >= _LEAST]
    return _without(hidden, value) if hidden else value  # type: ignore[return-value]  # same shape


def _without(hidden: Iterable[str], value: object) -> object:
    if isinstance(value, str):
        for text in hidden:
            value = value.replace(text, HIDDEN)
        return value
    if isinstance(value, list):
        return [_without(hidden, each) for each in value]
    if isinstance(value, dict):
        return {_without(hidden, k): _without(hidden, v) for k, v in value.items()}
    return value
