"""JSON: lines, and hostile files refused with theirs."""

import json

import pytest

from engine.definitions.text.json import read_json
from engine.errors import BrokenContent

BAD = {
    "empty": (b"", "E102", 1),
    "cut": (b'{"a": [1,\n', "E116", 2),
    "cut text": (b'{\n"a": "x', "E116", 2),
    "double key": (b'{"a": 1,\n"a": 2}', "E112", 2),
    "comma": (b'{"a": 1\n"b": 2}', "E116", 2),
    "trailing comma": (b"[1,\n]", "E116", 2),
    "no colon": (b'{"a" 1}', "E116", 1),
    "two values": (b"{}\n{}", "E116", 2),
    "word": (b'{"a": NaN}', "E116", 1),
    "bad escape": (b'["\\x"]', "E116", 1),
    "leading zero": (b"[01]", "E116", 1),
    "python": (b"{'a': 1}", "E116", 1),
    "deep": (b"[" * 100_000, "E106", 1),
    "deep objects": (b'{"a":' * 100_000, "E106", 1),
    "huge": (b'"' + b"x" * 50_000_000 + b'"', "E101", 1),
    "utf-16": ('{"a": 1}'.encode("utf-16"), "E103", 1),
    "long number": (b"[1" + b"0" * 5000 + b"]", "E116", 1),
    "control": (b'["\n"]', "E116", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_json_is_a_located_finding(name):
    data, code, line = BAD[name]
    with pytest.raises(BrokenContent) as caught:
        read_json(data, "forms/x.form")
    (finding,) = caught.value.findings
    assert (finding.code, finding.line) == (code, line)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        'đ " \\ / \n \U0001f600',
        -1.5e10,
        True,
        None,
        {"a": [{"b": {}}, [], [[1]], "x"], "c": {"d": None}},
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_reads_as_the_library_reads_it(value, ascii_only):
    data = json.dumps(value, ensure_ascii=ascii_only, indent=1).encode()
    assert read_json(data, "x").plain() == value


def test_every_value_knows_its_line():
    root = read_json(b'{\n"a":\n[\n1,\n2]\n,"b": 1}', "x")
    assert root.line_of("a") == 2
    assert [i.line for i in root.get("a").each()] == [4, 5]
    assert root.line_of("b") == 6
