"""`docs/architecture.md` has one line for each package, and none for what is not there."""

from __future__ import annotations

import re
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([a-z0-9_.]+)` \|", re.MULTILINE)
OF_A_TOOL = re.compile(r"engine$|engine\.content\.|engine\.storage\.")


def rows() -> list[str]:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    return ROW.findall(text.split("## Modules")[1].split("\n## ")[0])


def test_every_package_has_one_line() -> None:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    packages = settings["options"]["packages"].split()
    wanted = {name for name in packages if not OF_A_TOOL.match(name)}
    told = rows()
    assert len(told) == len(set(told))
    assert wanted - set(told) == set()


def test_every_line_names_a_module() -> None:
    assert [name for name in rows() if find_spec(name) is None] == []
