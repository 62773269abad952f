"""Dated code lists beside procedures and places."""

from __future__ import annotations

from datetime import date

import pytest

from engine.definitions.code_lists import read_code_list, read_code_lists
from engine.definitions.content_root import shipped_root


def test_the_content_has_the_ethnic_groups() -> None:
    lists, findings = read_code_lists(shipped_root())
    assert findings == []
    groups = lists["ethnic-groups"]
    assert (groups.title, len(groups.codes)) == ("Dân tộc", 56)  # 54, foreigners, not known
    assert [groups.name(code) for code in ("01", "02", "54", "99")] == [
        "Kinh", "Tày", "Rơ-măm", "99",
    ]  # fmt: skip


def test_codes_are_chosen_by_the_day() -> None:
    text = """title: Thử
valid_from: 2025-07-01
codes:
  - {code: "1", name: Cũ, valid_from: 2020-01-01, valid_to: 2025-06-30, successors: ["2"]}
  - {code: "2", name: Mới}
"""
    found, findings = read_code_list(text.encode(), "thu.yaml")
    assert findings == []
    assert found is not None
    assert [c.name for c in found.codes_on(date(2025, 6, 30))] == ["Cũ"]
    assert [c.name for c in found.codes_on(date(2025, 7, 1))] == ["Mới"]
    assert found.name("1") == "Cũ", "what was stored under it stays readable"


HEAD = "title: Thử\ncodes:\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("codes: [{code: a, name: A}]\n", "E122", 1),
        ("title: Thử\n", "E122", 1),
        (HEAD + "  - {code: a, name: A}\n  - {code: a, name: B}\n", "E403", 4),
        (HEAD + "  - {code: a, nam: A}\n", "E121", 3),
        (HEAD + "  - {code: a, name: A, valid_to: 2025-01-01, successors: [b]}\n", "E413", 3),
        (HEAD + "  - {code: a, name: A, valid_to: 2025-01-01, successors: [a]}\n", "E414", 3),
    ],
)
def test_a_bad_list_is_reported_with_its_line(text: str, code: str, line: int) -> None:
    _, findings = read_code_list(text.encode(), "thu.yaml")
    assert (code, line) in [(f.code, f.line) for f in findings]
