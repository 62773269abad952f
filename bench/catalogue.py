"""Milliseconds that the catalogue takes: the first request, searches, a whole page of the server.

1,800 procedures are in force and can be filed, the 1,717 rows of 2020 stand beside them; each
search counts the hits in both lists.
"""
# ruff: noqa: T201

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.content import historical_names, write_many
from bench.installation import MORNING
from engine.definitions.content import read_content
from engine.installation import Installation, open_installation
from engine.portal.catalogue import CatalogueQuery, find
from engine.procedures.register.words import words
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage import Store

PROCEDURES = 1800
LIMIT = 50  # ms for a search in the server


def main() -> None:
    """Print a line for each."""
    names = historical_names()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write_many(root, PROCEDURES, names)
        installation = _office(root, folder)
        began = perf_counter()
        find(installation, CatalogueQuery())
        _tell("first request", [(perf_counter() - began) * 1000], 3000)
        for listed in ("", "lang-son-2020"):
            told = listed or "in force"
            _tell(
                f"{told}: names, no accents", _timed(installation, listed, _queries(names, _plain))
            )
            _tell(
                f"{told}: one letter wrong", _timed(installation, listed, _queries(names, _wrong))
            )
            _tell(f"{told}: three words", _timed(installation, listed, _queries(names, _three)))
            _tell(f"{told}: nothing found", _timed(installation, listed, ["qqqq zzz wwww"] * 20))
        _pages(installation)
        installation.store.close()


def _office(root: Path, folder: str) -> Installation:
    url = f"sqlite:///{folder}/bench.sqlite"
    store = Store(url)
    store.migrate()
    deploy(store, read_content(root), at=MORNING, by="bench")
    given = {"database_url": url, "secret_key": "only-for-figures-" * 3, "content": root}
    return open_installation(Settings.model_validate(given), store)


def _queries(names: list[str], change: Callable[[str, random.Random], str]) -> list[str]:
    rng = random.Random(2020)  # noqa: S311 - the same figures each time
    return [change(" ".join(words(name)), rng) for name in rng.sample(names, 200)]


def _plain(name: str, _: random.Random) -> str:
    return name


def _wrong(name: str, rng: random.Random) -> str:
    at = rng.randrange(len(name))
    return name[:at] + name[at + 1 :]


def _three(name: str, rng: random.Random) -> str:
    parts = name.split()
    at = rng.randrange(max(1, len(parts) - 2))
    return " ".join(parts[at : at + 3])


def _timed(installation: Installation, listed: str, queries: list[str]) -> list[float]:
    took = []
    for query in queries:
        began = perf_counter()
        find(installation, CatalogueQuery(query, listed))
        took.append((perf_counter() - began) * 1000)
    return took


def _pages(installation: Installation) -> None:
    from webui import create_app  # noqa: PLC0415 - after what the first request costs

    took = []
    with redirect_stdout(StringIO()):  # the log of requests
        client = create_app(installation).test_client()
        client.get("/thu-tuc?q=giay+phep&list=lang-son-2020")  # templates are compiled
        for query in ("giay phep", "dang ky kt hon", "", "ly lich tu phap") * 10:
            began = perf_counter()
            client.get("/thu-tuc", query_string={"q": query, "list": "lang-son-2020"})
            took.append((perf_counter() - began) * 1000)
    _tell("the whole page", took)


def _tell(name: str, took: list[float], limit: float = LIMIT) -> None:
    most = sorted(took)[-max(1, len(took) // 20)]
    told = f"median {median(took):7.1f} ms  95 % within {most:7.1f} ms  (limit {limit})"
    print(f"{name:34} {told}{' OVER' if most > limit else ''}")


if __name__ == "__main__":
    main()
