"""Stored states: compressed, with a format number, and sealed so that a forged one is not read.

`mc`, one byte format number, 32 bytes HMAC-SHA256 over all the rest, then zlib. The seal is
checked before anything is unpacked. It covers the dossier and the revision that wrote the state,
so that neither another dossier's nor an older one passes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass

from engine.errors import BadState

FORMAT = 2
_HEAD = b"mc" + bytes([FORMAT])
_HEAD_1 = b"mc\x01"
_MAC = hashlib.sha256().digest_size
_SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class StateKey:
    """What a state is sealed with: the installation's key, whose it is, and who wrote it."""

    key: bytes
    dossier: str  # code
    revision: int


def seal(state: object, key: StateKey) -> bytes:
    """The bytes to store."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    body = zlib.compress(text.encode(), 6)
    return _HEAD + _mac(body, key) + body


def unseal(blob: bytes, key: StateKey) -> object:
    """The state, if these bytes were sealed with this. Raises BadState."""
    head, mac, body = blob[:3], blob[3 : 3 + _MAC], blob[3 + _MAC :]
    if head[:2] != b"mc":
        raise BadState("not_a_state", "the stored state is not one of Motcua's")
    if head != _HEAD:
        raise BadState("old_format", f"the stored state has format {head[2:].hex()}, not {FORMAT}")
    if not hmac.compare_digest(mac, _mac(body, key)):
        message = "the stored state is another's, an older one or changed, or the key is another"
        raise BadState("forged", message)
    return json.loads(zlib.decompress(body))


def reseal(blob: bytes, key: StateKey) -> bytes:
    """A state of format 1, whose seal covered neither dossier nor revision. Raises BadState."""
    head, mac, body = blob[:3], blob[3 : 3 + _MAC], blob[3 + _MAC :]
    if head != _HEAD_1:
        raise BadState("not_a_state", "the stored state is none of format 1")
    if not hmac.compare_digest(mac, hmac.digest(key.key, b"motcua state" + head + body, "sha256")):
        raise BadState("forged", "the stored state was changed outside, or the key is another")
    return _HEAD + _mac(body, key) + body


def _mac(body: bytes, key: StateKey) -> bytes:
    if len(key.key) < _SHORTEST_KEY:
        raise ValueError(f"the key of stored states needs {_SHORTEST_KEY} bytes or more")
    whose = f"{key.dossier}\0{key.revision}\0".encode()
    return hmac.digest(key.key, b"motcua state" + _HEAD + whose + body, "sha256")
