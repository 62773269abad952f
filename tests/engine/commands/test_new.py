"""`motcua new`: what it writes is whole, and what it refuses leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands import cli
from engine.commands.check_scenarios import play_scenarios
from engine.definitions.content import read_content
from engine.review.checks.check import check
from tests.engine.commands.conftest import Shell


def run(*words: str | Path, content: Path | None = None) -> Result:
    environment = {"MOTCUA_CONTENT": str(content) if content else None}
    return CliRunner(env=environment).invoke(cli, [str(word) for word in words])


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "nội dung của tôi"
    result = run("new", folder)
    assert result.exit_code == 0, result.output
    return folder


def test_what_is_written_has_nothing_wrong_and_plays(made: Path) -> None:
    assert check(None, made) == []
    assert play_scenarios((), made) == []
    assert [p.code for p in read_content(made).procedures.values() if p.fileable] == ["MAU.000001"]


def test_the_modelers_fields_are_those_of_its_own_roles(made: Path) -> None:
    assert run("templates", "--check", content=made).exit_code == 0
    text = (made / "bpmn/.camunda/element-templates/motcua-camunda8.json").read_text("utf-8")
    assert '"Người thiết kế quy trình"' in text
    assert "Hội đồng thanh lý" not in text


def test_the_agency_is_named(tmp_path: Path) -> None:
    name = 'Sở "Thử": một & hai'
    assert run("new", tmp_path / "a", "--agency", name, "--code", "H37.04").exit_code == 0
    unit = read_content(tmp_path / "a").organisation.units["co-quan"]
    assert (unit.name, unit.code) == (name, "H37.04")


def test_days_off_are_those_of_motcua_whatever_content_is_named(made: Path, tmp_path: Path) -> None:
    second = tmp_path / "hai"
    assert run("new", second, content=tmp_path / "no such content").exit_code == 0
    (file,) = second.glob("holidays/2026.yaml")
    assert file.read_bytes() == (made / "holidays/2026.yaml").read_bytes()


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert run("new", tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "is not empty: name a new folder."),
        (["--code", "37"], 'The code "37" must be written like H37.04.'),
        (["--agency", " "], "--agency is empty: give the name of the agency."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    folder = tmp_path / "a"
    if not words:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    result = run("new", folder, *words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("mine")
    assert "is a file" in run("new", file).stderr
    assert file.read_text() == "mine"


def test_the_next_steps_that_it_tells_can_be_taken(
    made: Path, bare_shell: Callable[[], Shell]
) -> None:
    shell = bare_shell()
    told = run("new", made.parent / "b").stdout.splitlines()
    assert f"  export MOTCUA_CONTENT={made.parent / 'b'}" in [
        line.replace("'", "") for line in told
    ]
    environment = {"MOTCUA_CONTENT": str(made)}
    assert shell.run("deploy", **environment).exit_code == 0
    accounts = [line.split('"') for line in told if line.startswith("  motcua user add")]
    for before, name, after in accounts:
        words = [*before.split()[1:-1], "--name", name, *after.split()]
        result = shell.run(*words, **environment)
        assert result.exit_code == 0, result.output
