"""Every code has an explanation in both languages, and the documentation lists every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import engine
from engine.catalog.explained import ENTRIES, LANGUAGES, in_short, named
from engine.catalog.explained import explain as explanation
from engine.commands.explain import explain
from engine.errors import NotFound

DOCS = Path(__file__).parents[3] / "docs"
SOURCE = Path(engine.__file__).parent
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_every_code_is_explained_in_sentences(code: str) -> None:
    for language in LANGUAGES:
        found = explanation(code, language)
        assert found is not None
        for text in (found.meaning, found.why, found.mend):
            assert text.endswith("."), text
            assert text[0].isupper(), text
            assert bool(VIETNAMESE.search(text)) is (language == "vi"), text


def test_what_is_explained_is_what_the_engine_can_tell() -> None:
    files = [f for f in SOURCE.rglob("*.py") if "explained" not in f.parts]
    told = {code for f in files for code in re.findall(r'"([EW]\d{3})"', f.read_text("utf-8"))}
    assert told == set(ENTRIES)


def rows(name: str) -> dict[str, str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    found: list[tuple[str, str]] = re.findall(r"^\| ([EW]\d{3}) \| (.*) \|$", text, re.M)
    assert len(found) == len(dict(found))
    return dict(found)


def test_the_documentation_says_the_same_of_every_code() -> None:
    assert rows("check.md") == {code: entry.meaning for code, entry in ENTRIES.items()}


def test_the_vietnamese_documentation_says_the_same_and_how_to_mend() -> None:
    said = {code: f"{entry.meaning_vi} | {entry.mend_vi}" for code, entry in ENTRIES.items()}
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
    ("message", "name"),
    [
        ('user task "Thẩm định": form "x" does not exist', "Thẩm định"),
        ('"code" is missing', ""),
        ("the file is empty", ""),
    ],
)
def test_a_message_names_what_it_speaks_of(message: str, name: str) -> None:
    assert named(message) == name


def test_a_few_words_carry_the_name() -> None:
    assert in_short("E204", "vi", "Ký duyệt") == "“Ký duyệt”: không có biểu mẫu mà bước dùng"
    assert in_short("E204", "en") == "A form that a diagram names does not exist"
