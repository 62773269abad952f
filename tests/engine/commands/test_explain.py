"""Every code has an explanation in both languages, and the documentation lists every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import engine
from engine.commands.explain import explain
from engine.definitions.text.finding_text import FindingText
from engine.definitions.text.report import finding
from engine.errors import Finding, NotFound, Severity
from engine.review.explanations import LANGUAGES, explanations, say

DOCS = Path(__file__).parents[3] / "docs"
SOURCE = Path(engine.__file__).parent
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


@pytest.mark.parametrize("code", sorted(explanations()))
def test_every_code_is_explained_in_sentences(code: str) -> None:
    for language in LANGUAGES:
        found = explanations(language)[code]
        for text in (found.meaning, found.why, found.mend):
            assert text.endswith("."), text
            assert text[0].isupper(), text
            assert bool(VIETNAMESE.search(text)) is (language == "vi"), text


def test_what_is_explained_is_what_the_engine_can_tell() -> None:
    files = list(SOURCE.rglob("*.py"))
    told = {code for f in files for code in re.findall(r'"([EW]\d{3})"', f.read_text("utf-8"))}
    for language in LANGUAGES:
        assert told == set(explanations(language))


def rows(name: str) -> dict[str, str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    found: list[tuple[str, str]] = re.findall(r"^\| ([EW]\d{3}) \| (.*) \|$", text, re.M)
    assert len(found) == len(dict(found))
    return dict(found)


def test_the_documentation_says_the_same_of_every_code() -> None:
    assert rows("check.md") == {code: entry.meaning for code, entry in explanations("en").items()}


def test_the_vietnamese_documentation_says_the_same_and_how_to_mend() -> None:
    said = {code: f"{entry.meaning} | {entry.mend}" for code, entry in explanations("vi").items()}
    assert rows("check.vi.md") == said


def test_a_code_is_explained_on_the_command_line() -> None:
    result = CliRunner(env={"LC_ALL": "C"}).invoke(explain, ["e602", "W804"])
    assert result.exit_code == 0
    assert result.stdout.startswith("E602  A join waits for ever")
    assert "Why:     Dossiers would be stuck" in result.stdout
    assert "W804  An element that people read has no name." in result.stdout


@pytest.mark.parametrize(
    ("asked", "environment"),
    [
        (["--language", "vi"], {"LC_ALL": "C"}),
        ([], {"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}),
        ([], {"LC_ALL": "", "LC_MESSAGES": "vi", "LANG": "C"}),
        ([], {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "vi_VN"}),
    ],
)
def test_it_speaks_vietnamese_where_that_is_asked_for(
    asked: list[str], environment: dict[str, str]
) -> None:
    told = CliRunner(env=environment).invoke(explain, ["E602", *asked]).stdout
    assert told.startswith("E602  Cổng hợp nhánh chờ mãi")
    assert "\nCách sửa: Tách bằng cổng loại nào" in told


@pytest.mark.parametrize(
    ("asked", "environment"),
    [
        ([], {"LC_ALL": "C", "LANG": "vi_VN"}),
        ([], {"LC_ALL": "vie", "LANG": ""}),
        (["--language", "en"], {"LC_ALL": "vi_VN.UTF-8"}),
    ],
)
def test_it_speaks_english_everywhere_else(asked: list[str], environment: dict[str, str]) -> None:
    told = CliRunner(env=environment).invoke(explain, ["E602", *asked]).stdout
    assert "To mend: Join with the kind" in told


def test_a_misspelt_code_is_one_sentence() -> None:
    result = CliRunner().invoke(explain, ["E6O2"])
    assert isinstance(result.exception, NotFound)
    assert "There is no code 'E6O2'" in str(result.exception)


@pytest.mark.parametrize(
    ("code", "named", "short", "hint"),
    [
        (
            "E611",
            FindingText("", "Thẩm định", ("chuyen_vienn",), known=("chuyen_vien",)),
            "“Thẩm định”: không có vai trò này (“chuyen_vienn”)",
            "Gợi ý: chuyen_vien.",
        ),
        (
            "W621",
            FindingText("", "mới", ("loại",), suggestion="loai", known=("loai", "kenh")),
            "“mới”: biểu thức dùng biến mà không bước nào ghi (“loại”)",
            "Có phải “loai”?",
        ),
        ("E402", FindingText("", values=("soon",)), "Thời hạn không đọc được (“soon”)", ""),
        (
            "E302",
            FindingText("", "Tên", ("Tên", "textfeld", "textfeld", "x" * 61), "textfield"),
            "“Tên”: mục không có loại, hoặc loại không hiện được (“textfeld”)",
            "Có phải “textfield”?",
        ),
        (
            "E710",
            FindingText("", "Xếp loại"),
            "“Xếp loại”: ô của bảng quyết định không phải FEEL",
            "",
        ),
        (
            "E403",
            FindingText("", values=("a", "b", "c", "d")),
            "Mã (id) ghi hai lần (“a”, “b”, “c”)",
            "",
        ),
        ("E102", FindingText("the file is empty"), "Tệp trống", ""),
    ],
)
def test_a_finding_is_said_with_the_names_and_values_that_it_carries(
    code: str, named: FindingText, short: str, hint: str
) -> None:
    said = say(finding(code, "x", 1, "", named), "vi")
    mend = explanations("vi")[code].mend
    assert (said.short, said.mend) == (short, f"{mend} {hint}".strip())


def test_what_no_code_explains_is_said_as_it_is() -> None:
    assert say(Finding("x", 1, Severity.ERROR, "E000", "", "odd"), "vi").short == "odd"
