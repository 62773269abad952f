"""Sentences of findings carry what they name; nothing reads it out of the English sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
import webui
from engine.definitions.text.finding_text import FindingText, quoting, subject, suggestion
from engine.definitions.text.report import finding
from engine.errors import Severity
from engine.review.findings.nearest import instead, missing

PATTERNS = {"match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
SOURCES = [
    path
    for package in (engine, webui)
    for path in sorted(Path(package.__file__).parent.rglob("*.py"))
]


def calls(source: str) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def matched_messages(source: str) -> list[int]:
    """Lines on which a pattern is applied to a `.message`."""
    return [
        call.lineno
        for call in calls(source)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in PATTERNS
        and any(
            isinstance(part, ast.Attribute) and part.attr == "message"
            for given in (call.func.value, *call.args, *(k.value for k in call.keywords))
            for part in ast.walk(given)
        )
    ]


def filled_templates(source: str) -> list[int]:
    """Lines on which a template is filled before it is read as one: braces in a value break it."""
    return [
        call.lineno
        for call in calls(source)
        if isinstance(call.func, ast.Name)
        and call.func.id in ("quoting", "subject")
        and any(isinstance(part, ast.JoinedStr) for part in ast.walk(call.args[0]))
    ]


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("re.match(r'x', found.message)", matched_messages),
        ("_HEAD.search(string=str(f.message))", matched_messages),
        ("found.message.split(':')", matched_messages),
        ("quoting(f'{x} \"{{}}\"', y)", filled_templates),
    ],
)
def test_the_guards_see_what_they_are_for(source: str, wrong: object) -> None:
    assert callable(wrong)
    assert wrong(source) == [1]


@pytest.mark.slow
def test_no_pattern_is_matched_over_the_message_of_a_finding() -> None:
    found = {str(p): matched_messages(p.read_text(encoding="utf-8")) for p in SOURCES}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.slow
def test_templates_of_findings_are_literals() -> None:
    found = {str(p): filled_templates(p.read_text(encoding="utf-8")) for p in SOURCES}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_parts_of_a_sentence_keep_what_each_names() -> None:
    text = subject('unit "{}"', "a{b}") + ": " + quoting('parent "{}" of line {line}', "c", line=7)
    text = "1. " + text + suggestion("c", ["cc", "x"])
    assert text == FindingText(
        '1. unit "a{b}": parent "c" of line 7; did you mean "cc"?',
        name="a{b}",
        values=("c",),
        suggestion="cc",
    )


def test_what_exists_is_named_where_nothing_is_near() -> None:
    assert suggestion("q", ["b", "a"]) == FindingText(" (known: a, b)", known=("a", "b"))
    assert suggestion("q", []) == FindingText("")
    assert missing("form", "q", [], "forms/").text == 'form "q" does not exist (forms/: none)'
    assert missing("form", "q", ["d", "c", "b", "a"], "forms/") == FindingText(
        'form "q" does not exist (forms/: a, b, c, …)', values=("q",), known=("a", "b", "c")
    )
    assert instead("dạt", ["dat"]) == FindingText(
        '; did you mean "dat"? (known: dat)', suggestion="dat", known=("dat",)
    )


def test_two_findings_with_one_message_are_one_and_the_code_says_how_grave() -> None:
    plain = finding("W204", "f", 1, "e", 'the id "x"')
    naming = finding("W204", "f", 1, "e", quoting('the id "{}"', "x"))
    assert naming == plain
    assert hash(naming) == hash(plain)
    assert naming.values == ("x",)
    assert naming.severity is Severity.WARNING
    assert finding("E204", "f", 1, "e", "no form").severity is Severity.ERROR
    assert naming.as_json() == {
        "file": "f",
        "line": 1,
        "severity": "warning",
        "code": "W204",
        "element": "e",
        "message": 'the id "x"',
    }
