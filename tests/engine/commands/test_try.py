"""`motcua try` and `motcua check --scenarios`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands import cli
from engine.definitions.content_root import content_root
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import GENERAL

STRAIGHT = "processes/so-khcn/scenarios/2.002383-giai-quyet-dung-han.yaml"
DIAGRAM = "bpmn/cap-phep-mot-cua.bpmn"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own content, copied."""
    root = tmp_path_factory.mktemp("content")
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    return root


@pytest.fixture
def root(folder: Path) -> Path:
    """The copy, with its scenario as it was."""
    shutil.copy(content_root() / STRAIGHT, folder / STRAIGHT)
    return folder


def run(root: Path, *words: str, typed: str = "") -> Result:
    environment = {"MOTCUA_CONTENT": str(root), "MOTCUA_DATABASE_URL": "sqlite:////nowhere/x"}
    return CliRunner(env=environment).invoke(cli, words, input=typed)


def test_a_scenario_is_told_act_by_act(root: Path) -> None:
    result = run(root, "try", "--scenario", str(root / STRAIGHT))
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "2024-02-26 08:30  open: received, at phan_cong"
    assert lines[-2] == "2024-03-04 10:30  do tra_ket_qua: returned, at its end"


def test_a_scenario_as_json(root: Path) -> None:
    told = json.loads(run(root, "try", "--scenario", str(root / STRAIGHT), "--json").stdout)
    assert (told["procedure"], told["findings"]) == (GENERAL, [])
    assert [act["status"] for act in told["acts"]][-1] == "returned"


@pytest.mark.slow
def test_a_changed_scenario_fails_at_its_line(root: Path) -> None:
    file = root / STRAIGHT
    file.write_text(file.read_text().replace("at: [ky_duyet]", "at: [cap_so]"))
    result = run(root, "check", "--scenarios", str(file), "--json")
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)
    assert (found["code"], found["file"]) == ("E906", STRAIGHT)
    assert "at: [cap_so]" in file.read_text().splitlines()[found["line"] - 1]
    assert "1 scenario played, 1 no longer match." in result.stderr
    assert run(root, "try", "--scenario", str(file)).exit_code == 1


def test_a_scenario_that_cannot_be_read_does_not_stop_the_others(root: Path) -> None:
    broken = root / STRAIGHT.replace("dung-han", "hong")
    broken.write_text("procedure: x\n")
    try:
        result = run(root, "check", "--scenarios", str((root / STRAIGHT).parent))
    finally:
        broken.unlink()
    assert result.exit_code == 1
    assert "E122" in result.stdout
    assert "2 scenarios played, 0 no longer match." in result.stderr


@pytest.mark.slow
def test_content_with_errors_is_not_played(root: Path) -> None:
    diagram = root / DIAGRAM
    before = diagram.read_text()
    diagram.write_text(before.replace('formId="tham_dinh"', 'formId="khong_co"'))
    try:
        checked = run(root, "check", "--scenarios", str(root))
        tried = run(root, "try", GENERAL)
    finally:
        diagram.write_text(before)
    assert "were not played" in checked.stderr
    for result in (checked, tried):
        assert result.exit_code == 1
        assert "E204" in result.stdout


def test_a_plain_check_reads_the_names_in_scenarios(root: Path) -> None:
    file = root / STRAIGHT
    file.write_text(file.read_text().replace("do: tham_dinh", "do: tham_dinhh"))
    result = run(root, "check", "--json")
    found = [f for f in json.loads(result.stdout) if f["code"] == "E904"]
    assert [(f["file"], f["element"]) for f in found] == [(STRAIGHT, "tham_dinhh")]
    assert "tham_dinh" in found[0]["message"]


@pytest.mark.slow
def test_a_dossier_is_played_by_hand_and_saved(root: Path, tmp_path: Path) -> None:
    saved = root / "processes/so-khcn/scenarios/luu.yaml"
    typed = ["help", "show", "1", "", "wait 2 working days", "undo", "9", "xx", "wait soon"]
    typed += [f"save {saved}", "Ghi lại", "quit"]
    opened = root / STRAIGHT
    text = opened.read_text()
    opened.write_text(text[: text.index("acts:")])
    result = run(root, "try", "--from", str(opened), typed="\n".join(typed) + "\n")
    assert result.exit_code == 0, result.output
    assert "1. Phân công (phan_cong): Lãnh đạo phòng – P. QLCN" in result.stdout
    assert "1. Thẩm định (tham_dinh): Chuyên viên – P. QLCN" in result.stdout
    assert "There is no 9 in the list." in result.stderr
    assert "'xx' is not known" in result.stderr
    assert "'soon' is no time limit" in result.stderr
    opened.write_text(text)
    again = run(root, "check", "--scenarios", str(saved))
    saved.unlink()
    assert (again.exit_code, again.stderr) == (0, "1 scenario played, 0 no longer match.\n")


def test_the_opening_is_asked_field_by_field_until_it_is_taken(root: Path) -> None:
    typed = ["", "Về việc"]
    result = run(
        root, "try", str(root / DIAGRAM), "--at", "2024-03-04T09:00", typed="\n".join(typed)
    )
    assert result.exit_code == 0, result.output
    assert "1. Kiểm tra, tiếp nhận (kiem_tra): Bộ phận một cửa" in result.stdout


def test_a_diagram_alone_may_have_a_limit(root: Path) -> None:
    words = ("--limit", "10 working days", "--at", "2024-03-04T09:00")
    result = run(root, "try", str(root / DIAGRAM), *words, typed="x\n9\n1\n1 {}\nquit\n")
    assert result.exit_code == 0, result.output
    assert "'x' is none of the options." in result.stderr
    assert "due 2024-03-18 09:00 (10 working days" in result.stdout
    assert "(tham_dinh): Chuyên viên" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say what to try"),
        (("2.002383.000.00.00.H38",), "does not exist"),
        (("bpmn/khong-co.bpmn",), "There is no file"),
        (("--scenario", "khong-co.yaml"), "There is no file"),
        (("A-1", "--json"), "--json goes with --scenario"),
        (("bpmn/khong-co.bpmn", "--limit", "soon"), "There is no file"),
        ((GENERAL, "--at", "soon"), "is no ISO 8601 moment"),
    ],
)
def test_what_cannot_be_tried_is_one_sentence(
    root: Path, words: tuple[str, ...], said: str
) -> None:
    result = run(root, "try", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_folder_with_several_procedures_must_say_which(root: Path) -> None:
    result = run(root, "try", str(root))
    assert result.exit_code == 1
    assert GENERAL in result.stderr


def test_a_version_of_the_database_is_tried(bare_shell: Callable[[], Shell]) -> None:
    shell = bare_shell()
    file = str(content_root() / STRAIGHT)
    result = shell.run("try", GENERAL, "--version", "active", "--scenario", file)
    assert result.exit_code == 0, result.output
    assert 'Version "7" does not exist' in shell.says("try", GENERAL, "--version", "7")
