"""`motcua publish`, `publication`, `export` and `deploy` beside them, as a shell sees them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from engine.installation import Installation
from engine.storage import Store
from tests.conftest import furnished
from tests.engine.commands.conftest import Shell
from tests.engine.publishing.bench import LICENCE, MAIN, Bench

MANIFEST = f"processes/{LICENCE.lower()}.yaml"
AT = ("--at", "2023-12-08T09:00")


@pytest.fixture
def installation(store: Store) -> Installation:
    return furnished(store)


@pytest.fixture
def shell(installation: Installation) -> Shell:
    bench = Bench(installation)
    for username in ("thiet-ke", "thiet-ke-2", "kiem-soat"):
        bench.who(username)
    return Shell(installation)


@pytest.fixture
def folder(shell: Shell, tmp_path: Path) -> Path:
    """The licence's files, exported."""
    result = shell.run("export", LICENCE, "-o", str(tmp_path / "ra"))
    assert result.exit_code == 0, result.output
    return tmp_path / "ra"


def limit(folder: Path, days: int) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text("utf-8").replace("17 working", f"{days} working"), "utf-8")


def test_a_version_goes_out_as_files_and_comes_back_changed(shell: Shell, folder: Path) -> None:
    assert (folder / MAIN).is_file()
    words = ("publish", str(folder), "--as", "thiet-ke", "--note", "Rút ngắn", *AT)
    assert shell.says(*words) == "Error: The versions in force are the same already."
    limit(folder, 12)
    done = shell.json(*words)
    assert done["publication"]["state"] == "applied"
    assert [(i["procedure"], i["base"], i["version"]) for i in done["items"]] == [(LICENCE, 1, 2)]
    again = shell.run("export", LICENCE, "-o", str(folder))
    assert again.exit_code == 0, again.output


def test_an_archive_of_any_version(shell: Shell, folder: Path, tmp_path: Path) -> None:
    limit(folder, 12)
    shell.json("publish", str(folder), "--as", "thiet-ke", "--note", "Rút ngắn", *AT)
    target = tmp_path / "cu.zip"
    assert shell.run("export", LICENCE, "--version", "1", "-o", str(target)).exit_code == 0
    with zipfile.ZipFile(target) as archive:
        assert b"17 working days" in archive.read(MANIFEST)
    assert "add --overwrite" in shell.says("export", LICENCE, "-o", str(target))
    assert "no version 9" in shell.says("export", LICENCE, "--version", "9", "-o", str(target))
    back = shell.json("publish", str(target), "--as", "thiet-ke", "--note", "Quay lại", *AT)
    assert back["items"][0]["version"] == 1


def test_an_export_writes_over_nothing_unasked(shell: Shell, folder: Path) -> None:
    limit(folder, 12)
    assert MANIFEST in shell.says("export", LICENCE, "-o", str(folder))
    assert "12 working days" in (folder / MANIFEST).read_text("utf-8")
    assert shell.run("export", LICENCE, "-o", str(folder), "--overwrite").exit_code == 0
    assert "17 working days" in (folder / MANIFEST).read_text("utf-8")


def test_a_fault_is_told_with_its_place_and_nothing_is_published(
    shell: Shell, folder: Path
) -> None:
    path = folder / MAIN
    path.write_text(path.read_text("utf-8").replace('"chuyen_vien"', '"chuyen_vine"'), "utf-8")
    words = ("publish", str(folder), "--as", "thiet-ke", "--note", "Đổi", *AT)
    result = shell.run(*words)
    assert result.exit_code == 1
    assert f"{MAIN}:" in result.stdout
    assert "E611" in result.stdout
    assert "Nothing was published." in result.stderr
    told = json.loads(shell.run(*words, "--json").stdout)
    assert "E611" in {f["code"] for f in told["findings"]}
    assert shell.run("publication", "list", "--as", "thiet-ke").stdout == "no publication\n"


def test_a_proposal_waits_for_somebody_else(shell: Shell, folder: Path) -> None:
    limit(folder, 12)
    words = ("publish", str(folder), "--as", "thiet-ke", "--note", "Rút ngắn", *AT)
    two = {"MOTCUA_PUBLISH_APPROVAL": "two"}
    result = shell.run(*words, **two)
    assert result.exit_code == 0, result.output
    assert "waits for a decision" in result.stdout
    own = ("publication", "approve", "1", "--as", "thiet-ke", *AT)
    assert "somebody else" in shell.says(*own, **two)
    done = shell.run("publication", "approve", "1", "--as", "kiem-soat", *AT, **two)
    assert "version 2" in done.stdout
    assert "applied" in shell.run("publication", "list", "--as", "kiem-soat").stdout
    assert "already" in shell.says("publication", "drop", "1", "--as", "thiet-ke", *AT)


def test_a_later_date_rejected_and_taken_back(shell: Shell, folder: Path) -> None:
    limit(folder, 12)
    words = ("publish", str(folder), "--as", "thiet-ke", "--note", "Từ năm mới", *AT)
    assert "past" in shell.says(*words, "--effective", "2023-12-01T00:00")
    told = shell.run(*words, "--effective", "2024-01-01T00:00").stdout
    assert "in force from 01/01/2024 00:00" in told
    reason = ("--reason", "Hoãn")
    told = shell.run("publication", "reject", "1", "--as", "kiem-soat", *reason, *AT).stdout
    assert "rejected: Hoãn" in told
    proposed = shell.json(*words, "--propose")
    assert proposed["publication"]["state"] == "proposed"
    assert shell.json("publication", "drop", "2", "--as", "thiet-ke", *AT)["blocked"]
    assert shell.json("publication", "show", "2", "--as", "kiem-soat")["items"][0]["version"] == 0


def test_a_deployment_says_what_it_kept_and_how_to_go_on(shell: Shell, folder: Path) -> None:
    limit(folder, 12)
    shell.json("publish", str(folder), "--as", "thiet-ke", "--note", "Rút ngắn", *AT)
    result = shell.run("deploy", "--quiet")
    assert result.exit_code == 0, result.output
    assert f"kept       {LICENCE} version 2" in result.stdout
    assert "0 new" in result.stdout
    assert "motcua export" in result.stderr
    replaced = shell.run("deploy", "--quiet", "--replace")
    assert f"new        {LICENCE} version 1" in replaced.stdout


def test_where_two_decide_a_deployment_is_refused_with_a_sentence(
    shell: Shell, folder: Path
) -> None:
    limit(folder, 12)
    shell.json("publish", str(folder), "--as", "thiet-ke", "--note", "Rút ngắn", *AT)
    two = {"MOTCUA_PUBLISH_APPROVAL": "two"}
    assert shell.run("deploy", "--quiet", **two).exit_code == 0
    refused = shell.run("deploy", "--quiet", "--replace", **two)
    assert refused.exit_code == 1
    assert LICENCE in str(refused.exception)
