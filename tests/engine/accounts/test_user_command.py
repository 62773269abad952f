from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands.migrate import migrate
from engine.commands.settings import settings
from engine.commands.user import user
from engine.errors import Invalid, NotFound

PASSWORD = "Trà-đá-vỉa-hè-1958\n"  # noqa: S105


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "data" / "motcua.sqlite"
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.fixture
def migrated(database: Path) -> Path:
    assert CliRunner().invoke(migrate).exit_code == 0
    return database


def _user(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(user, words, input=typed, catch_exceptions=False)


def _add(username: str, *words: str) -> Result:
    return _user("add", username, "--name", "Nguyễn An", "--password-stdin", *words, typed=PASSWORD)


def test_migrate_tells_what_it_did(database: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(migrate, ["--check"]).exit_code == 1
    assert not database.exists()
    assert runner.invoke(migrate).output == "migrated: 0001, 0002, 0003, 0004, 0005, 0006\n"
    assert runner.invoke(migrate).output == "nothing pending\n"
    assert runner.invoke(migrate, ["--check"]).exit_code == 0


@pytest.mark.usefixtures("migrated")
def test_alerts_are_mailed_to_the_address_of_an_account() -> None:
    _add("nguyenan", "--email", "an@example.vn")
    assert json.loads(_user("list", "--json").output)[0]["email"] == "an@example.vn"
    assert _user("email", "nguyenan", "an.moi@example.vn").exit_code == 0
    assert "an.moi@example.vn" in _user("list").output
    assert _user("email", "nguyenan", "").exit_code == 0
    assert "@" not in _user("list").output


@pytest.mark.usefixtures("migrated")
def test_an_account_is_made_listed_changed_and_switched_off() -> None:
    assert _add("nguyenan", "--role", "chuyen_vien@so-khcn").output == "account nguyenan made\n"
    assert _user("roles", "nguyenan", "--role", "van_thu@so-khcn").exit_code == 0
    assert _user("password", "nguyenan", "--generate").output.startswith("password: ")
    assert _user("unlock", "nguyenan").exit_code == 0
    assert _user("disable", "nguyenan").exit_code == 0
    (row,) = json.loads(_user("list", "--json").output)
    assert row["person"]["grants"] == [{"role": "van_thu", "unit": "so-khcn"}]
    assert row["disabled_at"]
    assert "off" in _user("list").output
    assert _user("enable", "nguyenan").exit_code == 0
    assert "off" not in _user("list").output


@pytest.mark.usefixtures("migrated")
def test_what_the_content_does_not_know_is_refused() -> None:
    with pytest.raises(NotFound, match="no role 'thanh_tra'"):
        _add("nguyenan", "--role", "thanh_tra@so-khcn")
    with pytest.raises(NotFound, match="no unit 'so-xyz'"):
        _add("nguyenan", "--role", "chuyen_vien@so-xyz")
    with pytest.raises(NotFound, match="no account"):
        _user("unlock", "nobody")
    with pytest.raises(Invalid):
        _user("add", "an.nguyen", "--name", "An", "--password-stdin", typed="short\n")


def test_settings_are_printed_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "MOTCUA_DATABASE_URL" in CliRunner().invoke(settings).output
    assert "good" in CliRunner().invoke(settings, ["--check"]).output
    monkeypatch.setenv("MOTCUA_COLOUR", "red")
    assert CliRunner().invoke(settings, ["--check"]).exit_code == 1
