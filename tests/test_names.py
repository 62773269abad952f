"""Names that mean one thing: public classes, modules of a package."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [path for top in ("engine", "webui", "sla") for path in sorted((ROOT / top).rglob("*.py"))]


def modules_of(folder: Path) -> set[str]:
    """The modules and packages directly in a folder."""
    names = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
    return names | {path.parent.name for path in folder.glob("*/__init__.py")}


def too_near(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ by an underscore or a plural alone."""
    return [pair for pair in combinations(sorted(names), 2) if stem(pair[0]) == stem(pair[1])]


def stem(name: str) -> str:
    """What a noun has in common with its plural."""
    return re.sub("(ies|es|s|y|e)$", "", name.replace("_", ""))


def test_a_public_class_name_means_one_thing() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(path.relative_to(ROOT)))
    assert len(homes) > 400
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_two_modules_of_a_package_differ_by_a_plural_or_an_underscore() -> None:
    folders = {path.parent for path in FILES}
    near = {str(folder.relative_to(ROOT)): too_near(modules_of(folder)) for folder in folders}
    assert {folder: pairs for folder, pairs in near.items() if pairs} == {}


@pytest.mark.parametrize(
    "pair",
    [
        ("timetables", "time_tables"),
        ("watch", "watches"),
        ("case", "cases"),
        ("entry", "entries"),
        ("note", "notes"),
    ],
)
def test_such_pairs_are_found(pair: tuple[str, str]) -> None:
    assert too_near(["other", *pair]) == [tuple(sorted(pair))]
