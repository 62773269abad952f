from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from engine import accounts
from engine.accounts import AccountKind, Grant, Person
from engine.accounts.passwords import hash_password, outdated, verify_password
from engine.errors import Conflict, Invalid, NotFound
from engine.settings import Settings
from engine.storage import Store


@pytest.mark.parametrize(
    ("password", "kind", "code"),
    [
        ("Trà-đá-vỉa-hè-1958", AccountKind.STAFF, ""),
        ("Aa1-567890123", AccountKind.STAFF, "min_length"),
        ("Aa1-56789012x4", AccountKind.STAFF, ""),
        ("Tra-da-12", AccountKind.CITIZEN, ""),
        ("Tra-d1!", AccountKind.CITIZEN, "min_length"),
        ("A1-" + "xyzuvw" * 11, AccountKind.STAFF, ""),
        ("A1-" + "xyzuvw" * 50, AccountKind.STAFF, "max_length"),
        ("chỉ-có-chữ-thường-1", AccountKind.STAFF, "classes"),
        ("KhôngCóDấuHiệuNào1", AccountKind.STAFF, "classes"),
        ("Không-có-chữ-số-nào", AccountKind.STAFF, "classes"),
        ("Password-1234567", AccountKind.STAFF, "common"),
        ("Mật Khẩu-123456789", AccountKind.STAFF, ""),
        ("MậtKhẩu-123456789", AccountKind.STAFF, "common"),
        ("Aaaaaaaaaaaa1111!", AccountKind.STAFF, "common"),
        ("Xin-chào-NguyenAn-1", AccountKind.STAFF, "common"),
    ],
)
def test_what_may_be_a_password(
    store: Store, settings: Settings, at: datetime, password: str, kind: AccountKind, code: str
) -> None:
    if not code:
        _make(store, settings, at, "nguyenan", password, kind)
        return
    with pytest.raises(Invalid) as caught:
        _make(store, settings, at, "nguyenan", password, kind)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert accounts.accounts(store) == ()


@pytest.mark.parametrize("username", ["", "a", "-an", "nguyễn", "a b", "x" * 65, "a/b"])
def test_a_username_is_plain(store: Store, settings: Settings, at: datetime, username: str) -> None:
    with pytest.raises(Invalid, match="username"):
        _make(store, settings, at, username, "Trà-đá-vỉa-hè-1958", AccountKind.STAFF)


def test_a_username_is_taken_whatever_its_case(
    store: Store, settings: Settings, at: datetime, create: Callable[..., Person]
) -> None:
    create("nguyenan")
    with pytest.raises(Conflict, match="already"):
        _make(store, settings, at, "NguyenAn", "Trà-đá-vỉa-hè-1958", AccountKind.STAFF)


def test_rights_are_by_role_and_unit(create: Callable[..., Person]) -> None:
    person = create()
    assert person.has_role("chuyen_vien")
    assert person.has_role("chuyen_vien", "phong-a")
    assert not person.has_role("chuyen_vien", "phong-b")
    assert not person.has_role("lanh_dao")


def test_roles_are_replaced_as_a_whole(
    store: Store, create: Callable[..., Person], at: datetime
) -> None:
    create()
    wanted = [Grant("van_thu", "b"), Grant("van_thu", "b"), Grant("lanh_dao", "a")]
    accounts.set_grants(store, "chuyenvien", wanted, at=at)
    found = accounts.person(store, "CHUYENVIEN")
    assert found is not None
    assert found.grants == (Grant("lanh_dao", "a"), Grant("van_thu", "b"))


def test_an_unknown_account_is_told(store: Store, at: datetime) -> None:
    assert accounts.person(store, "nobody") is None
    with pytest.raises(NotFound, match="nobody"):
        accounts.unlock(store, "nobody", at=at)


def test_the_same_accents_typed_another_way_are_the_same_password() -> None:
    hashed = hash_password("ph\u1edf")
    assert hashed.startswith("$argon2id$")
    assert verify_password(hashed, "pho\u031b\u0309")
    assert not verify_password(hashed, "pho")
    assert not verify_password("no hash", "pho")
    assert not outdated(hashed)


def _make(
    store: Store, settings: Settings, at: datetime, username: str, password: str, kind: AccountKind
) -> None:
    accounts.create_user(
        store, username, "Nguyễn An", password, kind=kind, at=at, settings=settings
    )
