"""Accounts: who may sign in, and with which rights."""

from engine.accounts.account import (
    AccountRow,
    accounts,
    create_user,
    disable,
    enable,
    lock,
    person,
    set_email,
    set_grants,
    set_password,
    unlock,
)
from engine.accounts.identity import AccountKind, Grant, Person
from engine.accounts.session import Session, resume, sign_in, sign_out

__all__ = [
    "AccountKind",
    "AccountRow",
    "Grant",
    "Person",
    "Session",
    "accounts",
    "create_user",
    "disable",
    "enable",
    "lock",
    "person",
    "resume",
    "set_email",
    "set_grants",
    "set_password",
    "sign_in",
    "sign_out",
    "unlock",
]
