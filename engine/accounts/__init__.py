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
from engine.accounts.identity import Grant, Kind, Person
from engine.accounts.session import Session, resume, sign_in, sign_out

__all__ = [
    "AccountRow",
    "Grant",
    "Kind",
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
