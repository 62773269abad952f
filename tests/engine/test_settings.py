from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.commands.settings import settings_page
from engine.settings import BadSettings, Settings, load_settings

SECRET = "0123456789abcdef" * 2
ROOT = Path(__file__).parents[2]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "motcua.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n', encoding="utf-8")
    settings = load_settings({"MOTCUA_CONFIG": str(file), "MOTCUA_PORT": "9001"})
    assert (settings.port, settings.host) == (9001, "0.0.0.0")  # noqa: S104


def test_defaults_are_those_of_the_security_rules() -> None:
    settings = load_settings({})
    assert (settings.session_idle_minutes, settings.session_hours) == (15, 10)
    assert (settings.sign_in_failures, settings.lock_hours) == (5, 12)
    assert settings.idle_account_days == 45
    assert not settings.allow_at


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MOTCUA_PROT": "1"}, "Unknown setting: prot"),
        ({"MOTCUA_PORT": "0"}, "Setting port: "),
        ({"MOTCUA_PORT": "abc"}, "Setting port: "),
        ({"MOTCUA_ALLOW_AT": "perhaps"}, "Setting allow_at: "),
        ({"MOTCUA_SECRET_KEY": "short"}, "at least 32"),
        ({"MOTCUA_PRODUCTION": "1"}, "Set MOTCUA_SECRET_KEY"),
        ({"MOTCUA_PRODUCTION": "1", "MOTCUA_SECRET_KEY": SECRET, "MOTCUA_ALLOW_AT": "1"}, "off"),
        ({"MOTCUA_CONFIG": "/nowhere.toml"}, "cannot be read"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_sentence(
    environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings(environment)
    assert sentence in str(caught.value)
    assert "short" not in str(caught.value)  # what was set may be a secret


@pytest.mark.parametrize(("text", "sentence"), [("colour = 1", "colour"), ("port =", "be read")])
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "motcua.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=sentence):
        load_settings({"MOTCUA_CONFIG": str(file)})


def test_other_names_of_the_environment_are_not_ours() -> None:
    assert load_settings({"PATH": "/bin", "PORT": "1"}).port == 8080


def test_the_secret_is_made_once_beside_the_database(tmp_path: Path) -> None:
    environment = {"MOTCUA_DATABASE_URL": f"sqlite:///{tmp_path}/data/motcua.sqlite"}
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_settings(environment).state_key(), range(8)))
    assert len(keys) == 1
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text(encoding="ascii")) >= 32


def test_each_purpose_has_its_own_key() -> None:
    settings = load_settings({"MOTCUA_SECRET_KEY": SECRET})
    assert settings.key("state") != settings.key("web")
    assert settings.key("state") == settings.state_key()
    assert len(settings.state_key()) == 32


def test_postgresql_needs_a_secret_of_its_own() -> None:
    settings = load_settings({"MOTCUA_DATABASE_URL": "postgresql://localhost/x"})
    with pytest.raises(BadSettings, match="MOTCUA_SECRET_KEY"):
        settings.state_key()


def test_a_secret_is_not_printed() -> None:
    assert SECRET not in repr(load_settings({"MOTCUA_SECRET_KEY": SECRET}))


def test_every_setting_is_described_and_the_page_is_current() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_page(), "run: motcua settings > docs/settings.md"
