from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from engine import accounts
from engine.accounts import AccountKind, Grant, Person, Session, resume, sign_out
from engine.accounts import session as session_module
from engine.accounts.security_log import LOG, open_security_log
from engine.errors import Forbidden
from engine.settings import Settings
from engine.storage import Store
from sla.calendar import VIETNAM

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def enter(store: Store, settings: Settings, at: datetime) -> Callable[..., Session]:
    def sign_in(
        password: str = "Trà-đá-vỉa-hè-1958",  # noqa: S107
        *,
        username: str = "chuyenvien",
        moment: datetime = at,
        agent: str = "browser",
    ) -> Session:
        return accounts.sign_in(
            store, username, password, at=moment, address="10.0.0.1", agent=agent, settings=settings
        )

    return sign_in


def _refused(enter: Callable[..., Session], *args: str, **kwargs: object) -> str:
    with pytest.raises(Forbidden) as caught:
        enter(*args, **kwargs)
    return caught.value.code


def test_the_right_password_opens_a_session(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    made = create()
    session = enter(username=" ChuyenVien ")
    assert session.person == made
    assert resume(store, session.token, at + MINUTE) == made
    assert resume(store, session.token[:-1], at) is None
    assert resume(store, "", at) is None


def test_the_store_does_not_hold_the_token_or_the_password(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session]
) -> None:
    create()
    token = enter().token
    with store.read() as tx:
        rows = [
            *tx.execute(text("SELECT * FROM users")),
            *tx.execute(text("SELECT * FROM web_sessions")),
        ]
    held = "".join(map(str, rows))
    assert "$argon2id$" in held
    assert token not in held
    assert "1958" not in held


def test_two_sign_ins_have_two_tokens(
    create: Callable[..., Person], enter: Callable[..., Session]
) -> None:
    create()
    assert enter().token != enter().token


def test_a_stranger_and_a_wrong_password_get_the_same_answer(
    create: Callable[..., Person], enter: Callable[..., Session]
) -> None:
    create()
    assert _refused(enter, "wrong") == "bad_credentials"
    assert _refused(enter, username="nobody") == "bad_credentials"
    assert _refused(enter, "x" * 5000) == "bad_credentials"


def test_staff_lock_after_five_failures_for_twelve_hours(
    create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    for _ in range(5):
        assert _refused(enter, "wrong", moment=at.astimezone(VIETNAM)) == "bad_credentials"
    assert _refused(enter) == "locked"
    assert _refused(enter, moment=at + 12 * HOUR - MINUTE) == "locked"
    assert _refused(enter, "wrong", moment=at + 12 * HOUR) == "bad_credentials"
    assert enter(moment=at + 12 * HOUR).person.username == "chuyenvien"


def test_a_right_password_starts_the_count_over(
    create: Callable[..., Person], enter: Callable[..., Session]
) -> None:
    create()
    for _ in range(3):
        for _ in range(4):
            assert _refused(enter, "wrong") == "bad_credentials"
        enter()


def test_an_administrator_unlocks_at_once(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    for _ in range(5):
        _refused(enter, "wrong")
    accounts.unlock(store, "chuyenvien", at=at, by="admin")
    enter()


def test_attempts_in_parallel_cannot_outrun_the_lock(
    create: Callable[..., Person], enter: Callable[..., Session]
) -> None:
    """All twelve stand before the password check together; only five may pass."""
    create()
    tried = []
    gate = threading.Barrier(12, timeout=60)

    def count(_hash: str, password: str) -> bool:
        tried.append(password)
        return False

    def attempt(number: int) -> str:
        gate.wait()
        return _refused(enter, f"guess {number}")

    with patch.object(session_module, "verify_password", count), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert len(tried) == 5
    assert sorted(answers) == ["bad_credentials"] * 5 + ["locked"] * 7


def test_a_citizen_waits_longer_each_time_but_is_never_locked_out(
    create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create("nguoinop", AccountKind.CITIZEN)
    moment = at
    for _ in range(20):
        moment += 15 * MINUTE
        assert _refused(enter, "wrong", username="nguoinop", moment=moment) == "bad_credentials"
    assert _refused(enter, username="nguoinop", moment=moment + 14 * MINUTE) == "locked"
    enter(username="nguoinop", moment=moment + 15 * MINUTE)


@pytest.mark.parametrize(
    ("pauses", "alive"),
    [([14, 28, 42], True), ([15], False), ([14, 29], False)],
)
def test_a_session_ends_after_fifteen_idle_minutes(
    store: Store,
    create: Callable[..., Person],
    enter: Callable[..., Session],
    at: datetime,
    pauses: list[int],
    alive: bool,
) -> None:
    create()
    token = enter().token
    found = [resume(store, token, at + m * MINUTE) for m in pauses]
    assert (found[-1] is not None) is alive


def test_a_session_ends_after_ten_hours_whatever_happens(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    token = enter().token
    answers = [resume(store, token, at + 10 * MINUTE * n) for n in range(61)]
    assert all(answers[:60])
    assert answers[60] is None


def test_signing_out_ends_the_session_on_the_server(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    kept, left = enter().token, enter().token
    sign_out(store, left, at)
    sign_out(store, left, at)
    sign_out(store, "unknown", at)
    assert resume(store, left, at) is None
    assert resume(store, kept, at) is not None


@pytest.mark.parametrize("act", ["disable", "lock", "set_grants", "set_password"])
def test_what_an_administrator_changes_ends_running_sessions(
    store: Store,
    settings: Settings,
    create: Callable[..., Person],
    enter: Callable[..., Session],
    at: datetime,
    act: str,
) -> None:
    create()
    token = enter().token
    acts: dict[str, Callable[[], None]] = {
        "disable": lambda: accounts.disable(store, "chuyenvien", at=at),
        "lock": lambda: accounts.lock(store, "chuyenvien", at=at, settings=settings),
        "set_grants": lambda: accounts.set_grants(
            store, "chuyenvien", [Grant("van_thu", "phong-a")], at=at
        ),
        "set_password": lambda: accounts.set_password(
            store, "chuyenvien", "Bánh-mì-và-phở-2024", at=at, settings=settings
        ),
    }
    acts[act]()
    assert resume(store, token, at) is None


def test_a_switched_off_account_stays_outside_until_switched_on(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    accounts.disable(store, "chuyenvien", at=at)
    assert _refused(enter) == "disabled"
    assert accounts.person(store, "chuyenvien") is None
    accounts.enable(store, "chuyenvien", at=at)
    enter()


def test_an_account_is_off_after_forty_five_idle_days(
    store: Store, create: Callable[..., Person], enter: Callable[..., Session], at: datetime
) -> None:
    create()
    day = 24 * HOUR
    enter(moment=at + 44 * day)
    assert _refused(enter, moment=at + 89 * day) == "disabled"
    (row,) = accounts.accounts(store)
    assert row.disabled_at == at + 89 * day
    accounts.enable(store, "chuyenvien", at=at + 100 * day)
    enter(moment=at + 101 * day)


def test_the_security_log_tells_who_from_where_and_no_secret(
    create: Callable[..., Person],
    enter: Callable[..., Session],
    caplog: pytest.LogCaptureFixture,
) -> None:
    create()
    caplog.clear()
    with caplog.at_level(logging.INFO, "motcua.security"):
        token = enter(agent="evil\nagent\u2028{}").token
        _refused(enter, "wrong-secret-word")
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [(line["action"], line["result"]) for line in lines] == [
        ("sign_in", "done"),
        ("sign_in", "refused"),
    ]
    assert lines[0]["account"] == "chuyenvien"
    assert lines[0]["address"] == "10.0.0.1"
    assert lines[1]["reason"] == "bad_credentials"
    text_of_all = "".join(record.getMessage() for record in caplog.records)
    assert len(text_of_all.splitlines()) == 1
    assert token not in text_of_all
    assert "wrong-secret-word" not in text_of_all


def test_the_security_log_goes_to_its_file(
    create: Callable[..., Person], enter: Callable[..., Session], tmp_path: Path
) -> None:
    file = tmp_path / "logs" / "security.jsonl"
    open_security_log(file)
    try:
        create()
        enter()
    finally:
        for handler in LOG.handlers[:]:
            LOG.removeHandler(handler)
            handler.close()
        LOG.propagate = True
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["action"] for line in lines] == ["create_account", "sign_in"]
