"""Identifiers: two spellings are one, the shape says the scheme, a word identifies nobody."""

from __future__ import annotations

import pytest

from engine.definitions.parties import Scheme
from engine.parties.identifier import Identifier, fits, identifier_of, normalised, scheme_of


@pytest.mark.parametrize(
    ("text", "value", "scheme"),
    [
        ("020190000001", "020190000001", Scheme.PERSONAL_ID),
        (" 020 190 000 001 ", "020190000001", Scheme.PERSONAL_ID),
        ("020.190.000.001", "020190000001", Scheme.PERSONAL_ID),
        ("０２０190000001", "020190000001", Scheme.PERSONAL_ID),  # as some keyboards type it
        ("080 000 001", "080000001", Scheme.IDENTITY_CARD),
        ("0100000001", "0100000001", Scheme.TAX_CODE),
        ("0100000001-002", "0100000001002", Scheme.TAX_CODE),
        ("0100000001–002", "0100000001002", Scheme.TAX_CODE),
        ("b 1234567", "B1234567", Scheme.OTHER),
        ("02019000000", "02019000000", Scheme.OTHER),  # eleven digits
        ("", "", Scheme.OTHER),
    ],
)
def test_spaces_dots_dashes_and_case_do_not_count(text: str, value: str, scheme: Scheme) -> None:
    assert (normalised(text), scheme_of(text)) == (value, scheme)


@pytest.mark.parametrize(
    ("scheme", "text", "fit"),
    [
        (Scheme.PERSONAL_ID, "020190000001", True),
        (Scheme.PERSONAL_ID, "080000001", False),
        (Scheme.PERSONAL_ID, "02019000000A", False),
        (Scheme.IDENTITY_CARD, "080 000 001", True),
        (Scheme.IDENTITY_CARD, "020190000001", False),
        (Scheme.PASSPORT, "b1234567", True),
        (Scheme.PASSPORT, "hộ chiếu", False),
        (Scheme.PASSPORT, "PASSPORT", False),
        (Scheme.TAX_CODE, "0100000001", True),
        (Scheme.TAX_CODE, "0100000001-002", True),
        (Scheme.TAX_CODE, "020190000001", True),  # of a household business
        (Scheme.TAX_CODE, "01000000", False),
        (Scheme.OTHER, "thẻ số 5", True),
    ],
)
def test_a_number_fits_a_scheme_or_not(scheme: Scheme, text: str, fit: bool) -> None:
    assert fits(scheme, text) is fit


@pytest.mark.parametrize("text", ["", " - ", "không có", "chưa rõ", "0", "000000000000", "1234"])
def test_what_tells_nobody_apart_is_no_identifier(text: str) -> None:
    assert identifier_of(text) is None


def test_the_chosen_scheme_wins_over_the_shape() -> None:
    assert identifier_of("020190000001") == Identifier(Scheme.PERSONAL_ID, "020190000001")
    chosen = identifier_of("020190000001", Scheme.TAX_CODE)
    assert chosen == Identifier(Scheme.TAX_CODE, "020190000001")
