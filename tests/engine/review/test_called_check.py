"""What runs as one: units that steps name, ids of processes that call each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.review.checks.check import check
from tests.diagrams.drawn import PROFILES, content_with


def found(root: Path, file: str, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The (code, element, message) of what is wrong after a file was changed.

    What no paper tells of our own procedures (W4xx) is left out.
    """
    path = root / "bpmn" / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    told = [f for f in check(None, root) if not f.code.startswith("W4")]
    return [(f.code, f.element, f.message) for f in told]


@pytest.fixture(params=PROFILES)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return content_with(tmp_path / "content", request.param)


def test_a_unit_that_does_not_exist_is_told_with_the_nearest(root: Path) -> None:
    ((code, element, message),) = found(
        root, "hoi-y-kien.bpmn", ('value="=noi"', 'value="phong-ttbxcb"')
    )
    assert (code, element) == ("E519", "cho_y_kien")
    assert "phong-ttbcxb" in message


def test_a_unit_that_exists_is_nothing_to_tell(root: Path) -> None:
    assert found(root, "hoi-y-kien.bpmn", ('value="=noi"', 'value="phong-ttbcxb"')) == []


def test_a_called_process_has_ids_of_its_own(root: Path) -> None:
    told = found(root, "ghi-nhan.bpmn", ("xem_ket_qua", "kiem_tra"))
    assert ("E518", "xac_minh_1") in {(code, element) for code, element, _ in told}
    assert any('process "ghi_nhan"' in text and "kiem_tra" in text for _, _, text in told)


def test_a_unit_that_is_no_feel_is_told(root: Path) -> None:
    told = found(root, "hoi-y-kien.bpmn", ('value="=noi"', 'value="=noi +"'))
    assert [(code, element) for code, element, _ in told] == [("E520", "cho_y_kien")]


def test_a_role_that_is_no_feel_is_told(root: Path) -> None:
    told = found(root, "hoi-lan-luot.bpmn", ('"=noi.vai_tro"', '"=noi."'))
    assert [(code, element) for code, element, _ in told] == [("E520", "cho_y_kien")]
