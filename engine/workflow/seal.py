"""Stored states: compressed, with a format number, and sealed so that a forged one is not read.

`mc`, one byte format number, 32 bytes HMAC-SHA256 over all the rest, then zlib. The seal is
checked before anything is unpacked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib

from engine.errors import BadState

FORMAT = 1
_HEAD = b"mc" + bytes([FORMAT])
_MAC = hashlib.sha256().digest_size
_SHORTEST_KEY = 16


def seal(state: object, key: bytes) -> bytes:
    """The bytes to store."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    body = zlib.compress(text.encode(), 6)
    return _HEAD + _mac(body, key) + body


def unseal(blob: bytes, key: bytes) -> object:
    """The state, if these bytes were sealed with this key. Raises BadState."""
    head, mac, body = blob[:3], blob[3 : 3 + _MAC], blob[3 + _MAC :]
    if head[:2] != b"mc":
        raise BadState("not_a_state", "the stored state is not one of Motcua's")
    if head != _HEAD:
        raise BadState("old_format", f"the stored state has format {head[2:].hex()}, not {FORMAT}")
    if not hmac.compare_digest(mac, _mac(body, key)):
        raise BadState("forged", "the stored state was changed outside, or the key is another")
    return json.loads(zlib.decompress(body))


def _mac(body: bytes, key: bytes) -> bytes:
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"the key of stored states needs {_SHORTEST_KEY} bytes or more")
    return hmac.digest(key, b"motcua state" + _HEAD + body, "sha256")
