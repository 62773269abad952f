"""The page that compares two versions: who may see it, what it says, where it leads."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.definitions.content import read_content
from engine.installation import Installation, open_installation
from engine.publishing.deployment import deploy
from engine.settings import Settings
from tests.engine.review.drawing import BPMN
from tests.engine.review.sample import AGENCIES, FORM, MANIFEST, ROLES, RUN, write
from tests.stores import blank
from tests.webui.conftest import CHECKOUT, HOURS, PASSWORD, PROCEDURE, Clock, Enter

DESIGNER = "thiet.ke"
PAGE = f"/quy-trinh/{PROCEDURE}/so-sanh"


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    root = tmp_path / "content"
    roles = f"{ROLES}  - {{id: thiet_ke, name: Thiết kế, designs: true}}\n"
    write(root / "processes/agencies.yaml", AGENCIES.replace("hanh-chinh", HOURS))
    write(root / "processes/roles.yaml", roles)
    write(root / "processes/thu.yaml", MANIFEST)
    write(root / "forms/don_thu.form", FORM % "don_thu")
    write(root / "bpmn/cap-thu.bpmn", BPMN.format(id="cap_thu", body=RUN))
    shutil.copytree(CHECKOUT / "holidays", root / "holidays")
    opened = open_installation(Settings(database_url=blank(tmp_path / "t.sqlite"), content=root))
    deploy(opened.store, read_content(root), at=clock(), by="test")
    for name, grant in (
        (DESIGNER, Grant("thiet_ke", "so-thu")),
        ("chuyen.vien", Grant("chuyen_vien", "phong-thu")),
    ):
        create_user(
            opened.store,
            name,
            name,
            PASSWORD,
            grants=[grant],
            at=clock(),
            settings=opened.settings,
        )
    yield opened
    opened.store.close()


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter(DESIGNER)


def publish(installation: Installation, clock: Clock) -> None:
    """A second version: another name, a limit, a field that must be filled in, fewer days."""
    root = installation.root
    step = 'id="tham_dinh" name="Thẩm định"'
    body = RUN.replace(step, 'id="tham_dinh" name="Thẩm tra"')
    write(root / "bpmn/cap-thu.bpmn", BPMN.format(id="cap_thu", body=body))
    write(root / "processes/thu.yaml", MANIFEST.replace("17 working", "15 working"))
    form = (FORM % "don_thu").replace('"label": "Tên"', '"label": "Họ tên"')
    write(root / "forms/don_thu.form", form)
    deploy(installation.store, read_content(root), at=clock(), by="test")


def test_one_version_has_nothing_to_be_compared_with(designer: FlaskClient) -> None:
    answer = designer.get(PAGE)
    assert answer.status_code == 200
    assert "Thủ tục mới có một phiên bản." in answer.text
    assert "data-diagram" not in answer.text


def test_the_last_two_versions_are_laid_side_by_side(
    designer: FlaskClient, installation: Installation, clock: Clock
) -> None:
    publish(installation, clock)
    page = designer.get(PAGE).text
    for words in (
        "Thủ tục: thời hạn 17 ngày làm việc → 15 ngày làm việc.",
        "Bước “Thẩm tra”: trước đây tên là “Thẩm định”.",
        "Phiên bản 1 · Thử",
        "Phiên bản 2 · Thử",
        "Biểu mẫu “don_thu”: 1 chỗ khác.",
        "3 chỗ khác",
    ):
        assert words in page, words
    assert 'data-shows="tham_dinh" data-in="old-0 new-0"' in page
    for side in ("old-0", "new-0"):
        told = re.search(rf'id="{side}">(.*?)</script>', page, re.DOTALL)
        assert told
        marks = json.loads(told[1])["marks"]
        assert marks["tham_dinh"]["state"] == "changed"


def test_any_two_versions_can_be_chosen(
    designer: FlaskClient, installation: Installation, clock: Clock
) -> None:
    publish(installation, clock)
    back = designer.get(f"{PAGE}?tu=2&den=1").text
    assert "thời hạn 15 ngày làm việc → 17 ngày làm việc" in back
    same = designer.get(f"{PAGE}?tu=2&den=2").text
    assert "Hai phiên bản không khác nhau." in same


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{PAGE}?den=9", 404),
        (f"{PAGE}?tu=x", 400),
        (f"{PAGE}?tu=-1", 400),
        ("/quy-trinh/9.9/so-sanh", 404),
    ],
)
def test_what_is_not_there_is_said(designer: FlaskClient, path: str, status: int) -> None:
    answer = designer.get(path)
    assert answer.status_code == status
    assert "Về mục Quy trình" in answer.text


def test_only_designers_and_publishers_see_it(enter: Enter) -> None:
    answer = enter("chuyen.vien").get(PAGE)
    assert answer.status_code == 403
    assert "người thiết kế quy trình" in answer.text
