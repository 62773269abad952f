"""Every component and rule through form-js in Chromium and through the server: they agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import cast

import pytest
from playwright.sync_api import Browser, Page

from tests.webui.browser.apart import apart
from tests.webui.browser.forms_page import build, opened
from tests.webui.forms.agreement import form_of, judged, meant, schema
from tests.webui.forms.cases import CASES, Case
from tests.webui.forms.random_forms import random_cases

Result = dict[str, object]


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened(chromium, build(tmp_path_factory.mktemp("forms")), "en-US") as page:
        yield page


@pytest.fixture(scope="module")
def results(page: Page) -> list[Result]:
    return run(page, CASES)


NAMES = [f"{n}-{c.feature}" for n, c in enumerate(CASES)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_the_server_says_what_the_browser_says(number: int, results: list[Result]) -> None:
    case, result = CASES[number], results[number]
    assert "failed" not in result, result
    problems, kept = apart(judge)(case, result)
    assert (problems, result["wrong"]) == (case.wrong, sorted(case.wrong)), asdict(case)
    if not case.wrong:
        assert meant(kept) == meant(case.kept)
        before = case.inputs
        assert meant({**before, **(kept or {})}) == meant({**before, **sent(result)})


def judge(case: Case, result: Result) -> tuple[dict[str, str], dict[str, object] | None]:
    return judged(form_of(case.components), sent(result), case.inputs)


def sent(result: Result) -> dict[str, object]:
    return cast("dict[str, object]", result["data"])


def test_random_forms_are_judged_alike(page: Page) -> None:
    cases = random_cases(300)
    results = run(page, cases)
    outcomes = [apart(judge)(case, result) for case, result in zip(cases, results, strict=True)]
    for case, result, (problems, kept) in zip(cases, results, outcomes, strict=True):
        told = (asdict(case), result)
        assert sorted(problems) == result["wrong"], told
        if kept is not None:
            before = case.inputs
            assert meant({**before, **kept}) == meant({**before, **sent(result)}), told
    accepted = sum(not problems for problems, _ in outcomes)
    assert len(cases) * 0.1 < accepted < len(cases) * 0.9


def run(page: Page, cases: list[Case]) -> list[Result]:
    asked = [{"schema": schema(c.components), "inputs": c.inputs, "typed": c.typed} for c in cases]
    found = page.evaluate("cases => runCases(cases)", asked)
    assert len(found) == len(cases)
    return cast("list[Result]", found)
