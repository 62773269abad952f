"""`motcua catalogue`: what the public page finds, for scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.commands.conftest import Shell

Bare = Callable[[], Shell]


@pytest.fixture
def here(bare_shell: Bare) -> Shell:
    return bare_shell()


def test_words_find_procedures_in_force(here: Shell) -> None:
    found = here.run("catalogue", "search", "li", "lich", "tu", "phap")
    lines = found.stdout.splitlines()
    assert lines[0].startswith("2.000488")
    assert "Cấp Phiếu lý lịch tư pháp  [Sở Tư pháp · Lý lịch tư pháp]" in lines[0]
    assert lines[-1] == "1 found, some words corrected"


def test_an_old_list_is_searched_by_its_name(here: Shell) -> None:
    found = here.json("catalogue", "search", "dang ky ket hon", "--list", "lang-son-2020")
    assert (found["total"], found["reading"]) == (5, "all")
    assert found["items"][0]["name"] == "Đăng ký kết hôn"


def test_filters_and_a_count_narrow_the_list(here: Shell) -> None:
    found = here.json("catalogue", "search", "giay phep", "--agency", "so-khcn", "--most", "2")
    assert len(found["items"]) == 2
    assert found["total"] > 2
    assert {item["agency"] for item in found["items"]} == {"so-khcn"}


def test_a_list_that_does_not_exist_is_one_sentence(here: Shell) -> None:
    assert (
        here.says("catalogue", "report", "--list", "khong-co")
        == "Error: There is no list 'khong-co'."
    )


@pytest.mark.slow
def test_the_report_adds_up(here: Shell) -> None:
    counted = here.json("catalogue", "report", "--list", "lang-son-2020")
    assert (counted["total"], counted["residual"]) == (1717, 0)
    assert sum(agency["count"] for agency in counted["agencies"]) == 1717
    lines = here.run("catalogue", "report").stdout.splitlines()
    assert any(line.endswith("Sở Khoa học và Công nghệ") and " 48 " in line for line in lines)
