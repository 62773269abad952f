"""Every code has an explanation, and the documentation lists every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.catalog import explained
from engine.catalog.explained import MEANINGS
from engine.catalog.explained import explain as explanation
from engine.commands.explain import explain
from engine.errors import NotFound

DOCS = Path(__file__).parents[3] / "docs/check.md"


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_every_code_is_explained_in_sentences(code: str) -> None:
    found = explanation(code)
    assert found is not None, f"engine/catalog/explained/ says nothing of {code}"
    for text in (found.meaning, found.why, found.mend):
        assert text.endswith("."), text
        assert text[0].isupper(), text


def test_nothing_is_explained_that_does_not_exist() -> None:
    assert set(explained._TEXTS) <= set(MEANINGS)


def test_the_documentation_says_the_same_of_every_code() -> None:
    rows = re.findall(r"^\| ([EW]\d{3}) \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.M)
    assert len(rows) == len(dict(rows))
    said = dict(rows)
    assert said == {code: meaning for code, meaning in MEANINGS.items() if code in said}
    assert set(MEANINGS) == set(said)


def test_a_code_is_explained_on_the_command_line() -> None:
    result = CliRunner().invoke(explain, ["e602", "W804"])
    assert result.exit_code == 0
    assert result.stdout.startswith("E602  A join waits for ever")
    assert "Why:     Dossiers would be stuck" in result.stdout
    assert "W804  An element that people read has no name." in result.stdout


def test_a_misspelt_code_is_one_sentence() -> None:
    result = CliRunner().invoke(explain, ["E6O2"])
    assert isinstance(result.exception, NotFound)
    assert "There is no code 'E6O2'" in str(result.exception)
