"""An officer at a real browser: clicks and types by what can be read on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import APIResponse, Locator, Page

from tests.conftest import PASSWORD

# English that form-js, flatpickr and the browser would show were it not taken away.
ENGLISH = re.compile(
    r"\b(select|required|field|search|mm/dd/yyyy|hh:mm|add new|remove|results?|loading|month|year"
    r"|submit|cancel|close|previous|next|error|invalid|value|please|today|expand|collapse)\b",
    re.IGNORECASE,
)
# Everything a person reads or is read to: text, names, hints, titles. The licence of form-js
# forbids to change the link "Powered by bpmn.io".
READ = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]
    .filter(e => e.checkVisibility() && !e.closest('a[href="https://bpmn.io"]'))
    .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt'].map(n => e.getAttribute(n) ?? ''))
].join('\\n')"""
DRAWN = """() => [...document.querySelectorAll('[data-form], [data-diagram]')]
  .every(e => !e.hasAttribute('aria-busy'))"""


@dataclass
class Officer:
    """One signed-in person in a browser of their own; `said` is what the console complained of."""

    base: str
    page: Page
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Hear every warning, error and policy violation of the page."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(f"uncaught: {error}"))

    def _hear(self, message) -> None:
        if message.type in {"warning", "error"}:
            self.said.append(message.text)

    def sign_in(self, username: str) -> None:
        """As everybody begins: at the sign-in page, with name and password."""
        self.go("/dang-nhap")
        self.sign_in_again(username)
        assert "/hop-viec" in self.page.url, self.text

    def sign_in_again(self, username: str) -> None:
        """On the sign-in page that stands there; it leads back to where one came from."""
        self.type("Tên đăng nhập", username)
        self.type("Mật khẩu", PASSWORD)
        self.press("Đăng nhập")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.drawn()

    def dossier(self, code: str, tab: str = "") -> None:
        self.go(f"/ho-so/{code}" + (f"?tab={tab}" if tab else ""))

    def drawn(self) -> None:
        """Wait until every form and diagram of the page stands."""
        self.page.wait_for_function(DRAWN)

    @property
    def text(self) -> str:
        """What the page says, on one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    def reads(self, *words: str) -> None:
        """The page shows these words, and none in English."""
        self.drawn()
        said = self.text
        for word in words:
            assert word in said, f"“{word}” is not on {self.page.url}: {said}"
        self.reads_vietnamese()

    def reads_vietnamese(self) -> None:
        found = ENGLISH.findall(self.page.evaluate(READ))
        assert not found, f"{self.page.url}: {found}"

    def field(self, label: str, within: str = "") -> Locator:
        place = self.page.get_by_role("group", name=within, exact=True) if within else self.page
        name = re.compile(rf"^{re.escape(label)}( \*)?$")
        return place.get_by_label(name).or_(place.get_by_role("textbox", name=name)).last

    def type(self, label: str, text: str, within: str = "") -> None:
        self.field(label, within).fill(text)

    def type_date(self, label: str, text: str, within: str = "") -> None:
        """Key by key, as a calendar field wants it, and on to the next field."""
        box = self.field(label, within)
        box.click()
        box.press_sequentially(text)
        box.press("Tab")

    def choose(self, label: str) -> None:
        self.page.get_by_role("radio", name=label, exact=True).check()

    def tick(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=label, exact=True).check()

    def press(self, name: str) -> None:
        """Press a button and wait for the page that follows."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state("load")
        self.drawn()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state("load")
        self.drawn()

    def post(self, path: str, token: bool = True, **fields: str) -> APIResponse:
        """Straight by HTTP with this person's cookies, past everything that the page checks."""
        kept = self.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        body = {**({"csrf_token": kept} if token else {}), **fields}
        return self.page.request.post(self.base + path, form=body, max_redirects=0)
