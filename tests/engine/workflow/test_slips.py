"""What a person writes who has not read FEEL's grammar, and what they are told."""

from __future__ import annotations

import pytest

from engine.workflow import feel, slips


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("loai = “moi”", 'curly quotes are no FEEL: write "…"'),
        ("loai = 'moi'", 'a text stands in double quotes: "…"'),
        ("san_luong > 1,5", "a decimal number takes a point: 1.5"),
        ('loai == "moi"', "equal is a single ="),
        ("a = 1 và b = 2", "both is written: and"),
        ("a = 1 hoặc b = 2", "one of two is written: or"),
        ("!(a = 1)", "not is written: not(…)"),
    ],
)
def test_a_slip_is_told_with_what_to_write(text: str, told: str) -> None:
    error = feel.parse_error(text)
    assert error is not None
    assert error.endswith(f"; {told}")


@pytest.mark.parametrize("text", ['loai = "a == b"', 'loai = "nơi nào và ở đâu"', "f(1,2) != 3"])
def test_what_stands_in_texts_is_no_slip(text: str) -> None:
    assert feel.parse_error(text) is None


@pytest.mark.parametrize(
    ("cell", "at"),
    [("<= 1,5", 4), ("> 10,25", 4), ("1,2,3", None), ("< 1, > 5", None), ('"< 1,5"', None)],
)
def test_a_comparison_with_a_comma_is_found_and_lists_are_not(cell: str, at: int | None) -> None:
    assert slips.decimal_comma(cell) == at
