"""Pages register themselves: addresses, and the menu entry that leads to them."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask, current_app, request, url_for

from engine.access.permission import Permission
from engine.accounts import Person
from engine.errors import MotcuaError
from engine.installation import Installation
from engine.l10n.text import Text
from webui.context import installation, may, person

ROOMS = __name__.rpartition(".")[0]
View = Callable[..., Any]
Predicate = Callable[[Installation, Person], bool]
"""Who may, where no permission of the table says so."""
Count = Callable[[Installation, Person], int | None]


def anybody(_installation: Installation, _who: Person) -> bool:
    """Whoever is signed in."""
    return True


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """What leads to pages. `tab` is its title among the tabs of its own pages, if they have any."""

    title: Text | str
    weight: int  # the lightest come first
    may: Permission[Any] | Predicate = anybody
    badge: Count | None = None
    home: bool = False  # the reader's desk may begin here
    tab: Text | str = ""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as one request shows it."""

    address: str
    title: str
    current: bool
    badge: int | None


class Pages(Blueprint):
    """The pages of one module. With a `parent` they are a tab of its pages, or belong to one.

    `words` are what every template knows by these names.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        url_prefix: str | None = None,
        parent: str = "",
        words: Mapping[str, object] | None = None,
    ) -> None:
        """Name the pages as endpoints do; `import_name` is the module's own."""
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.parent = parent
        self.entry: MenuEntry | None = None
        self.entrance = ""  # the endpoint that the entry leads to
        self.record(lambda state: state.app.jinja_env.globals.update(words or {}))

    def menu(self, rule: str, entry: MenuEntry) -> Callable[[View], View]:
        """Route a GET as `get` does, and lead there from the menu.

        Whether the reader `may` only decides what is shown: the use case behind the page refuses.
        """

        def register(view: View) -> View:
            self.entry, self.entrance = entry, f"{self.name}.{view.__name__}"
            return self.get(rule)(view)

        return register


def found_pages() -> Iterator[Pages]:
    """The pages of all modules in the packages of this one."""
    for room in pkgutil.iter_modules(import_module(ROOMS).__path__, f"{ROOMS}."):
        if not room.ispkg:
            continue
        for module in pkgutil.iter_modules(import_module(room.name).__path__, f"{room.name}."):
            for value in vars(import_module(module.name)).values():
                if isinstance(value, Pages) and value.import_name == module.name:
                    yield value


def init_pages(app: Flask) -> None:
    """Register them all, and give templates the menu."""
    for pages in found_pages():
        app.register_blueprint(pages)
    app.jinja_env.globals.update(menu=menu, tabs=tabs, may_open=may_open, home_page=home_page)


def menu() -> list[MenuLink]:
    """The main menu of the reader."""
    here = _lineage()
    return [
        _link(pages.entrance, entry, entry.title, pages.name in here)
        for pages, entry in _entries()
        if not pages.parent and _may(entry)
    ]


def tabs() -> list[MenuLink]:
    """The tabs of the pages that the request is in."""
    here = _lineage()
    current = next((name for name in here if _pages()[name].entry), "")
    return [
        _link(pages.entrance, entry, entry.tab or entry.title, pages.name == current)
        for pages, entry in _entries()
        if here and here[-1] in (pages.name, pages.parent) and _may(entry)
    ]


def may_open(name: str) -> bool:
    """Whether the menu leads the reader to the pages of this name."""
    entry = _pages()[name].entry
    return entry is not None and _may(entry)


def home_page() -> tuple[str, str]:
    """Where the reader's desk begins: the endpoint, and what it is called."""
    found = ((pages, entry) for pages, entry in _entries() if entry.home and _may(entry))
    pages, entry = next(found)
    return pages.entrance, str(entry.title)


def _pages() -> dict[str, Pages]:
    found = current_app.blueprints.items()
    return {name: pages for name, pages in found if isinstance(pages, Pages)}


def _entries() -> list[tuple[Pages, MenuEntry]]:
    found = [(pages, pages.entry) for pages in _pages().values() if pages.entry]
    return sorted(found, key=lambda pair: pair[1].weight)


def _lineage() -> list[str]:
    """The pages that the request is in: its own first, then those whose tab they are."""
    found, name = [], request.blueprint or ""
    while name in _pages():
        found.append(name)
        name = _pages()[name].parent
    return found


def _may(entry: MenuEntry) -> bool:
    if isinstance(entry.may, Permission):
        return may(entry.may)
    return entry.may(installation(), person())


def _link(endpoint: str, entry: MenuEntry, title: Text | str, current: bool) -> MenuLink:
    try:
        badge = entry.badge(installation(), person()) if entry.badge else None
    except MotcuaError:  # the error page has this menu as well
        badge = None
    return MenuLink(url_for(endpoint), str(title), current, badge)
