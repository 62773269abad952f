"""Names that mean one thing: public classes, modules of a package."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [path for top in ("engine", "webui", "sla") for path in sorted((ROOT / top).rglob("*.py"))]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


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
        for node in tree_of(path).body:
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


WORDS = {"told", "tell", "asked", "said", "held", "stood", "meant", "hush", "look", "house"}
WORDS |= {"alone", "standing", "ahead", "explained"}
# Names that are stored or printed: they stay what they were called first (docs/glossary.md).
KEPT = {
    "asked_at": "column of apologies",
    "asked_by": "column of apologies",
    "asked_by_name": "label of a column of apologies",
    "engine/definitions/forms told": "aspect in `motcua diff --json`",
    "engine/desk held": "key of `motcua dossier show --json`",
    "engine/commands said": "key of `motcua holidays check --json`",
}


def identifiers_of(path: Path) -> set[str]:
    """The names that a module defines or uses, its own among them."""
    names = (
        getattr(node, field, None)
        for node in ast.walk(tree_of(path))
        for field in ("id", "attr", "arg", "name", "asname")
    )
    return {path.stem} | {name for name in names if isinstance(name, str)}


def has_word(name: str) -> bool:
    """Whether a word of the list is a part of a name: `told_so`, `ToldSo`, `TOLD`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return not WORDS.isdisjoint(spaced.lower().split("_"))


def test_identifiers_use_the_nouns_and_verbs_of_the_field() -> None:
    found = set()
    kept = set()
    for path in FILES:
        place = path.relative_to(ROOT).as_posix()
        for name in filter(has_word, identifiers_of(path)):
            exception = {name, f"{path.parent.relative_to(ROOT).as_posix()} {name}"} & KEPT.keys()
            kept |= exception
            if not exception:
                found.add(f"{place}: {name}")
    assert found == set()
    assert kept == KEPT.keys()


@pytest.mark.parametrize("name", ["told", "_told", "told_so", "HUSH", "FlowAhead", "is_asked"])
def test_a_word_is_found_in_a_name(name: str) -> None:
    assert has_word(name)


@pytest.mark.parametrize("name", ["household", "lookup", "standings", "task"])
def test_a_longer_word_is_another(name: str) -> None:
    assert not has_word(name)
