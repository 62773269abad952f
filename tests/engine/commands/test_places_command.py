"""`motcua places`: what there is today, found by what there was."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.places import places


def run(*words: str) -> list[str]:
    result = CliRunner().invoke(places, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout.splitlines()


def test_without_words_each_province_is_listed_with_its_communes() -> None:
    lines = run()
    assert lines[-1] == "99 found"
    after = lines.index("20     Tỉnh Lạng Sơn") + 1
    assert lines[after] == (
        "06040  Xã Thất Khê  Tỉnh Lạng Sơn  was Xã Chí Minh, Xã Chi Lăng, Thị trấn Thất Khê"
    )


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            ["ban tin,", "xa", "mai", "pha"],
            ["05977  Phường Đông Kinh  Tỉnh Lạng Sơn  was Xã Mai Pha", "1 found"],
        ),
        (
            ["06622"],
            [
                "06613  Xã Đình Lập  Tỉnh Lạng Sơn  was Xã Bính Xá (một phần)",
                "06625  Xã Kiên Mộc  Tỉnh Lạng Sơn  was Xã Bính Xá (một phần)",
                "2 found",
            ],
        ),
        (["khong", "co"], ["0 found"]),
    ],
)
def test_words_find_what_there_is_today(words: list[str], lines: list[str]) -> None:
    assert run(*words) == lines


def test_as_json_everything_known_is_there() -> None:
    text = "\n".join(run("--json", "xuan long"))
    assert '"code": "06286"' in text
    assert '"province": "Tỉnh Lạng Sơn"' in text
    assert '"valid_from": "2025-07-01"' in text
    assert '"found_as": "Xã Xuân Long"' in text
    assert '"Huyện Cao Lộc"' in text


def test_broken_places_are_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "processes/places"
    folder.mkdir(parents=True)
    (folder / "sai.yaml").write_text('provinces: [{code: "2", name: A}]\n', "utf-8")
    monkeypatch.setenv("MOTCUA_CONTENT", str(tmp_path))
    result = CliRunner().invoke(places, [])
    assert result.exit_code == 1
    assert 'processes/places/sai.yaml:1: E405 place "2": the code "2"' in result.stderr
