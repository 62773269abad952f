"""`motcua migrate` carries over what the release before stored; `motcua answers` then lists it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands import cli
from tests.conftest import SECRET
from tests.last_release import COUNT, WORKED, unpacked


class Shell:
    """A command line on the database of the release before."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def run(self, *words: str, secret: str = SECRET) -> Result:
        environment = {
            "MOTCUA_DATABASE_URL": f"sqlite:///{self.file}",
            "MOTCUA_SECRET_KEY": secret,
            "LC_ALL": "vi_VN.UTF-8",
        }
        return CliRunner(env=environment).invoke(cli, words)


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.delenv("MOTCUA_CONFIG", raising=False)
    return Shell(unpacked(tmp_path / "left.sqlite"))


def test_from_the_check_to_the_answers(left: Shell) -> None:
    before = left.run("migrate", "--check")
    assert before.exit_code == 1
    assert before.stdout == f"pending: 0005, 0006\n{COUNT} dossiers to be carried over\n"
    wrong = left.run("migrate", secret="another-" * 5)
    assert wrong.exit_code == 1
    assert "opens none of the stored states" in str(wrong.exception)
    assert left.run("migrate", "--check").stdout.startswith("pending: 0006\n35 dossiers")

    done = left.run("migrate")
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines()[-1] == f"carried {COUNT} of {COUNT} dossiers"
    assert done.stdout.startswith(f"carried over: {COUNT} dossiers with ")
    assert left.run("migrate", "--check").stdout == "nothing pending\n"
    assert left.run("migrate").stdout == "nothing pending\n"

    one = ("answers", "--as", "lanh-dao", "--dossier", WORKED, "--node", "tham_dinh")
    assert left.run(*one).stdout == f"{WORKED}  tham_dinh  Kết luận thẩm định: dat\n"
    (row,) = csv.DictReader(io.StringIO(left.run(*one, "--csv").stdout.removeprefix("\ufeff")))
    assert (row["version"], row["kind"], row["value"]) == ("2", "radio", "dat")
    assert json.loads(left.run(*one, "--json").stdout)["key"] == "ket_qua_tham_dinh"
    assert left.run(*one, "--to", "2026-11-25").stdout == ""
    assert left.run(*one, "--from", "2026-11-26", "--to", "2026-11-26").stdout
    refused = left.run("answers", "--as", "chuyen-vien", "--dossier", WORKED)
    assert (refused.exit_code, refused.stdout) == (1, "")


@pytest.mark.parametrize("words", [("deploy", "--by", "ai", "--quiet")])
def test_a_deployment_carries_over_first(left: Shell, words: tuple[str, ...]) -> None:
    done = left.run(*words)
    assert done.exit_code == 0, done.output
    assert "0 new, 58 unchanged" in done.stdout
    assert left.run("migrate", "--check").exit_code == 0


def test_with_any_key_all_dossiers_have_an_incident(left: Shell) -> None:
    done = left.run("migrate", "--any-key", secret="another-" * 5)
    assert done.exit_code == 0, done.output
    assert done.stderr.count("state_unreadable: ") == COUNT


@pytest.mark.parametrize("words", [("schedule", "--once"), ("work", "--once")])
def test_nothing_works_before_it(left: Shell, words: tuple[str, ...]) -> None:
    done = left.run(*words)
    assert done.exit_code == 1
    assert "wait for `motcua migrate`" in done.stderr
