"""An officer at a real browser: clicks and types by what can be read on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import APIResponse, Locator, LocatorAssertions, Page, expect

from tests.conftest import PASSWORD

PATIENCE = 60_000  # milliseconds: whatever is waited for comes; a slow machine is no fault
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
# Every form and diagram stands, htmx has put in what it fetched, and what the next frame draws anew
# (effects of form-js, a canvas whose frame has another size) is drawn.
DRAWN = """async () => {
  const under = '[data-form][aria-busy], [data-diagram][aria-busy], '
    + '.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added';
  if (document.querySelector(under)) return false;
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame += 1) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  return true;
}"""


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
        expect(self.page).to_have_url(re.compile("/hop-viec"))

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
        """Wait until all of the page stands."""
        self.page.wait_for_function(DRAWN)

    def reads(self, *words: str) -> None:
        """The page shows these words, at once or soon, and none in English."""
        for word in words:
            self._body().to_contain_text(word, use_inner_text=True)
        self.drawn()
        self.reads_vietnamese()

    def lacks(self, *words: str) -> None:
        """The page does not show these words; `reads` has told before that it is the right page."""
        for word in words:
            self._body().not_to_contain_text(word, use_inner_text=True)

    def _body(self) -> LocatorAssertions:
        return expect(self.page.locator("body"))

    def has(self, label: str, value: str) -> None:
        """The field holds this."""
        expect(self.field(label)).to_have_value(value)

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
        expect(box).to_have_value(text)

    def choose(self, label: str) -> None:
        self.page.get_by_role("radio", name=label, exact=True).check()

    def tick(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=label, exact=True).check()

    def press(self, name: str) -> None:
        """Press a button and wait for the page that follows."""
        self.turn(self.button(name))

    def push(self, name: str) -> None:
        """Press a button that leaves the page where it is."""
        self.button(name).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def follow(self, name: str) -> None:
        self.turn(self.page.get_by_role("link", name=name, exact=True))

    def turn(self, leads: Locator) -> None:
        """Click what leads to another page, and wait until that one stands."""
        with self.page.expect_navigation():
            leads.click()
        self.drawn()

    def post(self, path: str, token: bool = True, **fields: str) -> APIResponse:
        """Straight by HTTP with this person's cookies, past everything that the page checks."""
        kept = self.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        body = {**({"csrf_token": kept} if token else {}), **fields}
        return self.page.request.post(self.base + path, form=body, max_redirects=0)
