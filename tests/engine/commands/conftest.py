"""A command line over an office of its own, as an administrator's shell has it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.commands import cli
from engine.installation import Installation
from tests.conftest import SECRET, STAFF
from tests.engine.dossiers.play import hired


class Shell:
    """Runs `motcua …` with the office's environment."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.environment = {
            "MOTCUA_DATABASE_URL": installation.store.url.render_as_string(hide_password=False),
            "MOTCUA_SECRET_KEY": SECRET,
            "MOTCUA_ALLOW_AT": "true",
            "MOTCUA_SECURITY_LOG": "/dev/null",
            "LC_ALL": "vi_VN.UTF-8",
        }

    def run(self, *words: str, **environment: str) -> Result:
        """Run one command."""
        return CliRunner(env={**self.environment, **environment}).invoke(cli, words)

    def json(self, *words: str) -> Any:
        """What a command prints with --json."""
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def says(self, *words: str, **environment: str) -> str:
        """The one sentence with which a command fails."""
        result = self.run(*words, **environment)
        assert result.exit_code == 1, result.output
        assert isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.stdout == ""
        lines = result.stderr.strip().splitlines()
        assert len(lines) == 1, result.stderr
        return lines[0]


@pytest.fixture
def shell(installation: Installation) -> Shell:
    """A shell on an office with all its staff."""
    for username in STAFF:
        hired(installation, username)
    return Shell(installation)


@pytest.fixture
def bare_shell(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Shell]:
    """A shell on an office without staff."""
    monkeypatch.delenv("MOTCUA_CONFIG", raising=False)
    return lambda: Shell(installation)
