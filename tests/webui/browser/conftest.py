"""A real server, a real headless Chromium, an office of the repository's own content.

The server lives as long as the session, a browser as long as a module; each test has its own
database file, its own application behind the same port, and a clock that only the test moves.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from waitress.server import create_server

from engine.accounts import Person
from engine.accounts.identity import person_of
from engine.installation import Installation, open_installation
from engine.settings import Settings
from engine.storage import Store
from engine.storage.accounts import users
from tests.conftest import PASSWORD, SECRET, STAFF, furnished, hire
from tests.webui.browser.apart import apart
from tests.webui.browser.officer import PATIENCE, Officer
from tests.webui.conftest import CHECKOUT, Clock, post
from webui import create_app

WIDE = (1366, 768)
NARROW = (390, 844)
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Front:
    """The one application that the port shows; the next test puts another in its place."""

    app: Callable | None = None

    def __call__(self, environ, start_response):
        assert self.app
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: no loop of Playwright's may outlive the tests that need it."""
    found = subprocess.run(  # noqa: S603 - our own script
        [CHECKOUT / "scripts/find-chromium"], check=True, capture_output=True, text=True
    )
    path = found.stdout.strip().splitlines()[-1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def front() -> Iterator[tuple[Front, str]]:
    shown = Front()
    server = create_server(shown, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield shown, f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture(scope="session")
def furnished_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everything deployed and everybody hired, to copy for each test."""
    file = tmp_path_factory.mktemp("browser") / "furnished.sqlite"
    shutil.copyfile(sqlite_template, file)
    apart(furnish)(file)
    return file


def furnish(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    installation = furnished(store)
    for username in STAFF:
        hire(installation, username)
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def installation(furnished_file: Path, tmp_path: Path) -> Iterator[Installation]:
    file = tmp_path / "motcua.sqlite"
    shutil.copyfile(furnished_file, file)
    settings = Settings(
        database_url=f"sqlite:///{file}", secret_key=SECRET, allow_at=True, content=CHECKOUT
    )
    store = Store(settings.database_url)
    yield open_installation(settings, store)
    store.close()


@pytest.fixture
def who(installation: Installation) -> Callable[[str], Person]:
    """A person of the staff, for acts that need no browser."""

    def found(username: str) -> Person:
        with installation.store.read() as tx:
            row = users.by_username(tx, username)
            assert row
            return person_of(tx, row)

    return found


Enter = Callable[..., Officer]


@pytest.fixture
def forgiven() -> set[int]:
    """The statuses of refusals that a test asks for; the console may tell of them."""
    return set()


@pytest.fixture
def enter(
    chromium: Browser,
    front: tuple[Front, str],
    installation: Installation,
    clock: Clock,
    forgiven: set[int],
) -> Iterator[Enter]:
    """Sits somebody down at a browser of their own; whatever the console says fails the test."""
    shown, base = front
    shown.app = app = create_app(installation, clock)
    sitting: list[Officer] = []

    def sit_down(
        username: str = "", size: tuple[int, int] = WIDE, locale: str = "vi-VN"
    ) -> Officer:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        officer = Officer(base, context.new_page())
        officer.listen()
        sitting.append(officer)
        if username:
            context.add_cookies(
                [{"name": "motcua", "value": signed_in(app, username), "url": base}]
            )
            officer.go("/hop-viec")
        return officer

    yield sit_down
    for officer in sitting:
        officer.page.context.close()
    allowed = [f"responded with a status of {status}" for status in forgiven]
    said = [text for officer in sitting for text in officer.said]
    assert [text for text in said if not any(words in text for words in allowed)] == []


def signed_in(app: Flask, username: str) -> str:
    """The cookie of a new session, without the three pages that a sign-in by hand costs."""
    client = app.test_client()
    assert post(client, "/dang-nhap", username=username, password=PASSWORD).status_code == 302
    cookie = client.get_cookie("motcua")
    assert cookie
    return cookie.value


def moment(day: int, clock: str, month: int = 12, year: int = 2023) -> datetime:
    """A moment of that winter on the clock of the office."""
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{clock}+07:00")
