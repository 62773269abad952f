"""docs/supported.md says what the tests find."""

from __future__ import annotations

import pytest

from tests.supported import AT_SOMETHING, PAGE, PROFILES, page, result_of, source
from tests.supported_rows import ROWS, Row

ENDS = {"e", "e2", "be", "we"}
EVENTS = {"Boundary events", "Start events of an event sub-process"}


@pytest.mark.slow
def test_the_page_is_what_was_found() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.supported"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.group}: {row.element}")
def test_an_element_runs_or_is_refused_by_its_name(row: Row) -> None:
    for profile in PROFILES:
        result = result_of(row, profile)
        if result.refused:
            assert all(f.line > 1 and f.element for f in result.findings), source(row, profile)
        else:
            assert ENDS & set(result.passed)
            if row.group in EVENTS and row.element.startswith(("message", "timer", "signal")):
                assert set(AT_SOMETHING) & set(result.passed)


@pytest.mark.slow
def test_both_profiles_say_the_same_of_every_element() -> None:
    differing = [r.element for r in ROWS if len({str(result_of(r, p)) for p in PROFILES}) > 1]
    assert differing == []
