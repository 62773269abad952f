"""Passwords: what may be chosen, and how it is kept (Argon2id)."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.accounts.identity import AccountKind
from engine.errors import FieldProblem, Invalid
from engine.settings import Settings
from engine.storage.folding import fold

LONGEST = 256
LABEL = "Mật khẩu"

_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# Each computation takes 32 MB: a burst of sign-ins must queue, not fill the memory.
_TURNS = threading.BoundedSemaphore(2)
# What people choose first. Compared without case, accents, digits and signs at the ends.
_COMMON_WORDS = """
    password passw0rd p@ssword p@ssw0rd matkhau matkhaumoi quantri quantrivien admin
    administrator welcome letmein qwerty qwertyuiop qwertyuiopasdfgh asdfghjkl iloveyou
    vietnam hanoi saigon hochiminh motcua hoso hethong abcdef abcdefgh abcd changeme default
    secret
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_SIGNS = "0123456789!@#$%^&*()-_=+.,;:?/ "


def check_password(password: str, *, username: str, kind: AccountKind, settings: Settings) -> None:
    """Raise `Invalid` (key `password`) unless the rules for this kind of account hold.

    Length in characters, all four classes, not common, without the account's own name.
    """
    shortest = settings.password_length
    if kind is AccountKind.CITIZEN:
        shortest = settings.citizen_password_length
    if len(password) < shortest:
        raise _problem("min_length", shortest)
    if len(password) > LONGEST:
        raise _problem("max_length", LONGEST)
    if not all(any(map(belongs, password)) for belongs in _CLASSES):
        raise _problem("classes")
    if _is_common(password) or fold(username) in fold(password):
        raise _problem("common")


def hash_password(password: str) -> str:
    """The Argon2id hash with its own salt and costs."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def verify_password(hashed: str, password: str) -> bool:
    """Whether the password is the one that was hashed. Takes the same time for any answer."""
    if len(password) > LONGEST:
        password = ""
    with _TURNS:
        try:
            return _HASHER.verify(hashed, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def outdated(hashed: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(hashed)


def _normal(password: str) -> str:
    """Keyboards differ in how they compose ế; the password must not."""
    return unicodedata.normalize("NFC", password)


_CLASSES = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())


def _is_common(password: str) -> bool:
    plain = fold(password)
    return len(set(plain)) < 5 or plain.strip(_SIGNS) in _COMMON  # noqa: PLR2004  "aaaa1111…"


def _problem(code: str, limit: object = None) -> Invalid:
    return Invalid([FieldProblem("password", code, LABEL, limit)])
