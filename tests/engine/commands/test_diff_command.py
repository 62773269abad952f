"""`motcua diff`: sentences for people, JSON for scripts, an exit code for both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.installation import Installation
from engine.publishing.deployment import deploy
from tests.conftest import OPENED
from tests.engine.commands.conftest import Shell

LICENCE = "2.002383.000.00.00.H37"
TOLD = "Thủ tục: thời hạn 17 ngày làm việc → 15 ngày làm việc."


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The content with two days less for the licence."""
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    for file in (root / "processes").rglob("*.yaml"):
        text = file.read_text("utf-8")
        if LICENCE in text:
            file.write_text(text.replace("17 working days", "15 working days"), "utf-8")
    return root


def test_what_is_in_force_does_not_differ_from_the_files(shell: Shell) -> None:
    result = shell.run("diff", LICENCE)
    assert (result.exit_code, result.stdout) == (0, "Không có gì khác.\n")


def test_a_folder_is_told_against_what_is_in_force(shell: Shell, changed: Path) -> None:
    result = shell.run("diff", LICENCE, str(changed))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == ["Thời hạn", f"  ~ {TOLD}", "1 chỗ khác."]


def test_two_stored_versions(shell: Shell, installation: Installation, changed: Path) -> None:
    deploy(installation.store, read_content(changed), at=OPENED, by="tests")
    result = shell.run("diff", LICENCE, "--to", "2", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["same"], told["first"]) == (False, False)
    (item,) = told["items"]
    assert (item["area"], item["kind"], item["text"]) == ("limits", "changed", TOLD)
    assert (item["before"], item["after"]) == ("17 ngày làm việc", "15 ngày làm việc")
    back = shell.run("diff", LICENCE, "--from", "2", "--to", "1")
    assert "15 ngày làm việc → 17 ngày làm việc" in back.stdout
    same = shell.run("diff", LICENCE, "--from", "2", "--to", "2", "--json")
    assert (same.exit_code, json.loads(same.stdout)["same"]) == (0, True)
    first = json.loads(shell.run("diff", LICENCE, "--to", "1", "--json").stdout)
    assert first["first"] is True


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["9.999999.000.00.00.H37"], "There is no procedure '9.999999.000.00.00.H37'"),
        ([LICENCE, "--to", "7"], "There is no version 7; stored: 1."),
    ],
)
def test_what_is_not_there_is_said(shell: Shell, words: list[str], sentence: str) -> None:
    result = shell.run("diff", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
