"""The language in which words are given: of a block, of the environment, of a thread."""

from __future__ import annotations

from threading import Thread

import pytest

from engine.l10n.language import current, language, of_environment
from engine.l10n.text import Text, _, _n


def test_words_are_vietnamese_unless_a_block_says_otherwise() -> None:
    text = Text("Lý do")
    assert (current(), str(text)) == ("vi", "Lý do")
    with language("en"):
        assert (current(), str(text), _("Lý do: %(reason)s", reason="x")) == (
            "en",
            "Reason",
            "Reason: x",
        )
        with language("fr"):
            assert current() == "vi"
        assert current() == "en"
    assert str(text) == "Lý do"


def test_a_language_ends_with_its_block_even_when_that_fails() -> None:
    with pytest.raises(ValueError, match="x"), language("en"):
        raise ValueError("x")
    assert current() == "vi"


def test_a_thread_does_not_take_the_language_of_another() -> None:
    seen: list[str] = []
    with language("en"):
        thread = Thread(target=lambda: seen.append(current()))
        thread.start()
        thread.join()
    assert seen == ["vi"]


@pytest.mark.parametrize(
    ("code", "one", "many"),
    [("vi", "1 hồ sơ", "1.200 hồ sơ"), ("en", "1 dossier", "1,200 dossiers")],
)
def test_a_count_takes_the_form_of_its_language(code: str, one: str, many: str) -> None:
    with language(code):
        assert (_n("%(n)s hồ sơ", 1), _n("%(n)s hồ sơ", 1200)) == (one, many)


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LC_ALL": "", "LC_MESSAGES": "vi", "LANG": "C"}, "vi"),
        ({"LC_ALL": "C", "LANG": "vi_VN"}, "en"),
        ({"LC_ALL": "vie"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_names_a_language(environ: dict[str, str], code: str) -> None:
    assert of_environment(environ) == code
