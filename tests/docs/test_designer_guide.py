"""The designer's guide is true: its commands run, its files are right, its messages are said.

Blocks marked `sh` are run in order, as a reader types them; `bash` marks what needs a network, a
terminal or a browser. Comments in the guide say where the reader has drawn or changed something.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.commands.check_scenarios import play_scenarios
from engine.definitions.content_root import ENGINE
from engine.review.checks.check import check
from engine.starter.starter import write_content
from tests.conftest import SECRET

DOCS = ENGINE.parent / "docs"
EXERCISE = DOCS / "guide/ban-tin"
GUIDES = ("designer-guide.md", "designer-guide.vi.md")
PAPERS = ("from-paper-to-diagram.md", "from-paper-to-diagram.vi.md")
DIAGRAM = "bpmn/ban-tin.bpmn"
MANIFEST = "processes/co-quan/ban-tin.yaml"
FORM = "forms/to-khai-ban-tin.form"
TABLE = "bpmn/thanh-phan-ho-so.dmn"
PLAY = "processes/co-quan/scenarios/TAP.000001-cap-giay-phep.yaml"

# file, what stands there, what a designer wrote instead, code, what check says
MISTAKES = (
    (DIAGRAM, "</bpmn:process>", "", "E104", "not well-formed XML"),
    (MANIFEST, "    fee:", "\tfee:", "E111", "found a tab character"),
    (MANIFEST, "time_limit:", "thoi_han:", "E121", 'key "thoi_han" is not known'),
    (DIAGRAM, '"ky_duyet" />', '"ky_duyett" />', "E204", 'form "ky_duyett" does not exist'),
    (DIAGRAM, "=thanh_phan.", "thanh_phan.", "E212", "the condition must begin with ="),
    (
        DIAGRAM,
        "15 ngày làm việc",
        "15 ngày công",
        "E217",
        'motcua:limit "15 ngày công" is not readable',
    ),
    (
        DIAGRAM,
        ' default="gw_con_thieu__da_tiep_nhan"',
        "",
        "E220",
        'its flow to "đủ" has neither a condition nor is it the default',
    ),
    (FORM, '"textfield"', '"filepicker"', "E302", 'type "filepicker" cannot be shown'),
    (FORM, '"ten_ban_tin"', '"ten_co_quan"', "E303", 'the key "ten_co_quan" stands twice'),
    (
        FORM,
        '"=ten_nuoc_ngoai = ',
        '"ten_nuoc_ngoai = ',
        "E306",
        "hide condition: must be = followed by FEEL",
    ),
    (MANIFEST, "30 working days", "30 ngay", "E402", 'time limit "30 ngay" is not readable'),
    (DIAGRAM, '"khong_dat"', "“khong_dat”", "E520", "the condition is no FEEL"),
    (DIAGRAM, '"lanh_dao" />', '"giam_doc" />', "E611", 'role "giam_doc" does not exist'),
    (
        DIAGRAM,
        'decisionId="thanh_phan_ho_so"',
        'decisionId="thanh_phan"',
        "E612",
        'decision "thanh_phan" does not exist',
    ),
    (
        MANIFEST,
        "cap_giay_phep_ban_tin_tap",
        "ban_tin",
        "E621",
        'diagram "ban_tin" does not exist',
    ),
    (
        DIAGRAM,
        '<zeebe:property name="motcua:milestone" value="received" />',
        "",
        "E626",
        "no event has motcua:milestone = received",
    ),
    (TABLE, "<text>not(null)</text>", "<text>not null</text>", "E710", "is not FEEL"),
    (PLAY, "do: tham_dinh", "do: tham_dinhh", "E904", 'step "tham_dinhh" does not exist'),
    (
        DIAGRAM,
        "=thanh_phan.",
        "=thanh_phần.",
        "W621",
        'reads "thanh_phần" (character 1), which nothing gives',
    ),
    (
        MANIFEST,
        "30 working days",
        "10 working days",
        "W624",
        "the limits of its steps add up to 20 working days",
    ),
    (
        DIAGRAM,
        '= "khong_dat"',
        '= "không đạt"',
        "W625",
        'compares "ket_qua_tham_dinh" with "không đạt" (character 21), which it never is',
    ),
    (
        DIAGRAM,
        "=thanh_phan.còn thiếu",
        "=thanh_phan.con_thieu",
        "W626",
        'asks for "con_thieu" of "thanh_phan" (character 12), which it has not',
    ),
)


def blocks(guide: str, language: str) -> list[str]:
    text = (DOCS / guide).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a reader who has done the exercise."""
    root = tmp_path_factory.mktemp("guide") / "noi-dung"
    write_content(root, "Cơ quan của tôi", "H00.99")
    shutil.copytree(EXERCISE, root, dirs_exist_ok=True)
    return root


@pytest.mark.slow
def test_the_finished_exercise_has_nothing_wrong_and_plays(finished: Path) -> None:
    assert check(None, finished) == []
    assert play_scenarios((), finished) == []


@pytest.mark.parametrize("guide", [*GUIDES, *PAPERS])
def test_files_that_are_quoted_stand_so(guide: str) -> None:
    folders = [EXERCISE, ENGINE.parent / "processes"]
    files = [p.read_text("utf-8") for f in folders for p in f.rglob("*.yaml")]
    quoted = blocks(guide, "yaml")
    assert quoted
    for block in quoted:
        assert any(block in text for text in files), block


@pytest.mark.parametrize("guide", [*GUIDES, *PAPERS])
def test_what_is_linked_or_shown_is_there(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (DOCS / target).exists(), target


def test_both_languages_tell_the_same_commands() -> None:
    for one, other in (GUIDES, PAPERS):
        assert blocks(one, "sh") == blocks(other, "sh")
        assert blocks(one, "yaml") == blocks(other, "yaml")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_tables_of_the_guide_say_what_the_exercise_has(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    form = (EXERCISE / FORM).read_text("utf-8")
    for key, label in zip(
        re.findall(r'"key": "(\w+)"', form), re.findall(r'"label": "(.+)"', form), strict=True
    ):
        assert f"| {label} | `{key}` |" in text
    table = (EXERCISE / TABLE).read_text("utf-8")
    for entries in re.findall(r"<rule .*?</rule>", table, re.DOTALL):
        note = re.findall(r"<description>(.*)</description>", entries)
        cells = [f"`{cell or '-'}`" for cell in re.findall(r"<text>(.*?)</text>", entries)]
        assert f"| {' | '.join([*cells, *note])} |" in text


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake[3])
def test_a_mistake_is_told_as_the_guide_says(
    finished: Path, mistake: tuple[str, str, str, str, str]
) -> None:
    name, right, wrong, code, said = mistake
    file = finished / name
    before = file.read_text("utf-8")
    assert right in before
    file.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    try:
        found = {f.code: f.message for f in check(None, finished)}
    finally:
        file.write_text(before, encoding="utf-8")
    assert said in found[code]
    for guide in GUIDES:
        assert f"| `{code}` {said} |" in (DOCS / guide).read_text("utf-8")


def test_the_tables_list_no_other_messages() -> None:
    for guide in GUIDES:
        told = re.findall(r"^\| `([EW]\d{3})` ", (DOCS / guide).read_text("utf-8"), re.MULTILINE)
        assert told == [mistake[3] for mistake in MISTAKES]


def script(guide: str) -> str:
    """The commands of a guide in order, with what its reader does in Camunda Modeler between."""
    acts = {
        "exercise": f'cp -r "{EXERCISE}/." noi-dung/',
        "change": f"sed -i 's/15 ngày làm việc/12 ngày làm việc/' noi-dung/{DIAGRAM}",
    }
    lines = ["set -eux", 'at() { "$@" || test $? -eq 1; }']
    text = (DOCS / guide).read_text("utf-8")
    pattern = r"^<!-- test: (\w+) -->$|^```sh\n(.*?)^```$"
    for act, block in re.findall(pattern, text, re.DOTALL | re.MULTILINE):
        told = acts[act] if act else block.strip()
        lines += [re.sub(r"^motcua diff", "at motcua diff", line) for line in told.splitlines()]
    return "\n".join(lines)


def run(text: str, folder: Path) -> str:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "MOTCUA_SECRET_KEY": SECRET,
        "MOTCUA_SECURITY_LOG": "/dev/null",
    }
    done = subprocess.run(  # noqa: S603 - commands of our own guide
        ["bash", "-c", text],  # noqa: S607 - any bash
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_commands_of_the_guide_run_one_after_the_other(tmp_path: Path) -> None:
    told = run(script(GUIDES[0]), tmp_path)
    assert "publication 1 (applied): Bài tập: bản đầu tiên" in told
    assert "~ Step “Thẩm định”: limit 15 working days → 12 working days." in told
    assert "move 1 of TAP.000001 to version 2 (undone): 1 undone" in told


@pytest.mark.slow
def test_the_commands_from_paper_to_diagram_run_on_our_own_content() -> None:
    told = run(script(PAPERS[0]), ENGINE.parent)
    assert "do luu_van_ban: resolved, at its end" in told
