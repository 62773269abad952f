"""YAML: lines of keys, codes kept as written, hostile files refused with their line."""

import pytest

from engine.definitions.text.yaml import read_yaml
from engine.errors import BrokenContent

BAD = {
    "empty": (b"", "E102", 1),
    "only comments": (b"# nothing\n", "E102", 1),
    "double key": (b"a: 1\nb: 2\na: 3\n", "E112", 3),
    "double key inside": (b"x:\n  - a: 1\n    a: 2\n", "E112", 3),
    "alias": (b"a: &x [1]\nb: *x\n", "E113", 1),
    "merge": (b"a: 1\n<<: {b: 2}\n", "E113", 2),
    "laughs": (b"a: &a [1]\nb: &b [*a,*a]\nc: [*b,*b]\n", "E113", 1),
    "python": (b"a: !!python/object/apply:os.system [ls]\n", "E114", 1),
    "own tag": (b"a: !x 1\n", "E114", 1),
    "binary": (b"a: !!binary aGk=\n", "E114", 1),
    "list as key": (b"? [a]\n: 1\n", "E115", 1),
    "cut": (b"a: [1,\n2\n", "E111", 3),
    "tab": (b"a:\n\tb: 1\n", "E111", 2),
    "two documents": (b"a: 1\n---\nb: 2\n", "E111", 2),
    "utf-16": ("a: 1".encode("utf-16"), "E103", 1),
    "not utf-8": (b"a: 1\nb: \xff\n", "E103", 2),
    "huge": (b"a: " + b"x" * 50_000_000, "E101", 1),
    "deep flow": (b"a: " + b"[" * 20_000, "E106", 1),
    "deep block": (b"- " * 5_000 + b"a", "E106", 1),
    "deep closed": (b"a: " + b"[" * 101 + b"]" * 101, "E106", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_yaml_is_a_located_finding(name):
    data, code, line = BAD[name]
    with pytest.raises(BrokenContent) as caught:
        read_yaml(data, "processes/x.yaml")
    finding = caught.value.findings[0]
    assert (finding.code, finding.line, finding.file) == (code, line, "processes/x.yaml")


def test_every_double_key_is_told():
    with pytest.raises(BrokenContent) as caught:
        read_yaml(b"a: 1\na: 2\nb: 1\nb: 2\n", "x")
    assert [f.line for f in caught.value.findings] == [2, 4]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("yes", "yes"),
        ("on", "on"),
        ("17", 17),
        ("012", "012"),
        ("1.5", 1.5),
        ("~", None),
        ("2024-04-01", "2024-04-01"),
        ("12:30", "12:30"),
        ("'17'", "17"),
        ("17 working days", "17 working days"),
    ],
)
def test_only_plain_values_are_resolved(text, value):
    found = read_yaml(f"a: {text}".encode(), "x").get("a")
    assert found.scalar == value
    assert type(found.scalar) is type(value)


def test_a_code_that_looks_like_a_number_keeps_its_last_zero():
    assert read_yaml(b"code: 1.003710", "x").get("code").text == "1.003710"


def test_every_key_knows_its_line():
    root = read_yaml("# đầu\na: 1\n\nb:\n  c: 2\n".encode(), "x")
    assert (root.line_of("a"), root.line_of("b"), root.get("b").line_of("c")) == (2, 4, 5)


def test_a_missing_file_is_a_finding(tmp_path):
    with pytest.raises(BrokenContent) as caught:
        read_yaml(tmp_path / "none.yaml", "none.yaml")
    assert caught.value.findings[0].code == "E107"
