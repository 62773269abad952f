"""The designers' procedures: who sees them, what is found, versions and their files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.installation import Installation
from tests.webui.conftest import PROCEDURE, Clock, Enter, post
from tests.webui.designers import (
    CONTROLLER,
    DESIGNER,
    INFORMED,
    OFFICER,
    changed,
    designers,
    files,
    hand_in,
)

PAGE = f"/quy-trinh/{PROCEDURE}"


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    with designers(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter(DESIGNER)


def published(client: FlaskClient, installation: Installation) -> None:
    """A second version in force."""
    made = hand_in(client, changed(installation, "17 working", "15 working"))
    post(client, f"{made.location}/duyet")


def codes(page: str) -> list[str]:
    return re.findall(r'sub code">([^<]+)</div>', page)


def test_the_menu_shows_the_pages_to_those_whose_they_are(enter: Enter) -> None:
    assert 'href="/quy-trinh"' in enter(DESIGNER).get("/thu-tuc").text
    assert 'href="/quy-trinh"' not in enter(OFFICER).get("/thu-tuc").text


@pytest.mark.parametrize("path", ["/quy-trinh", PAGE, f"{PAGE}/tep", "/cong-bo", "/cong-bo/moi"])
def test_nobody_else_sees_them(path: str, enter: Enter) -> None:
    answer = enter(OFFICER).get(path)
    assert answer.status_code == 403
    assert "người thiết kế quy trình" in answer.text


def test_who_only_publishes_reads_and_hands_nothing_in(enter: Enter) -> None:
    client = enter(CONTROLLER)
    assert "Tải lên bản sửa" not in client.get(PAGE).text
    assert client.get("/quy-trinh").status_code == 200
    assert client.get("/cong-bo/moi").status_code == 403


def test_what_can_be_filed_stands_first(designer: FlaskClient) -> None:
    page = designer.get("/quy-trinh").text
    assert codes(page) == [PROCEDURE, INFORMED]
    assert "2 thủ tục" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=BIEU+cu", [INFORMED]),
        ("q=9.000001", [PROCEDURE]),
        ("kind=fileable", [PROCEDURE]),
        ("kind=information", [INFORMED]),
        ("kind=pending", []),
        ("agency=so-thu", [PROCEDURE, INFORMED]),
        ("agency=khong-co", []),
        ("sort=name", [INFORMED, PROCEDURE]),
        ("q=xyz", []),
        ("page=99", [PROCEDURE, INFORMED]),
    ],
)
def test_words_and_filters_narrow_the_list(
    query: str, found: list[str], designer: FlaskClient
) -> None:
    page = designer.get(f"/quy-trinh?{query}").text
    assert codes(page) == found
    assert ("Không có thủ tục nào khớp." in page) is (not found)


def test_one_procedure_shows_its_diagram_and_its_versions(
    designer: FlaskClient, installation: Installation
) -> None:
    page = designer.get(PAGE).text
    assert "data-diagram" in page
    assert "So sánh" not in page
    published(designer, installation)
    page = designer.get(PAGE).text
    assert "So sánh với bản đang áp dụng" in page
    assert "do người thiết kế công bố" in page
    assert f"{PAGE}/tep?phien-ban=1" in page


def test_what_is_information_only_says_what_it_lacks(designer: FlaskClient) -> None:
    page = designer.get(f"/quy-trinh/{INFORMED}").text
    assert "Còn thiếu thời hạn giải quyết, tờ khai điện tử." in page
    assert "data-diagram" not in page
    assert "Chạy thử</a></div>" not in page


def test_what_waits_is_told_on_the_list_and_on_the_procedure(
    designer: FlaskClient, installation: Installation
) -> None:
    made = hand_in(designer, changed(installation, "17 working", "15 working"))
    assert "1 đề xuất đang chờ công bố" in designer.get("/quy-trinh?kind=pending").text
    assert f'href="{made.location}"' in designer.get(PAGE).text


def test_a_version_is_fetched_as_the_files_it_was_made_of(
    designer: FlaskClient, installation: Installation
) -> None:
    first = files(installation)
    published(designer, installation)
    answer = designer.get(f"{PAGE}/tep?phien-ban=1")
    assert answer.mimetype == "application/zip"
    name = f"{PROCEDURE.lower()}-v1.zip"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == first
    assert designer.get(f"{PAGE}/tep").headers["Content-Disposition"].endswith("-v2.zip")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/quy-trinh/khong-co", 404),
        ("/quy-trinh/khong-co/tep", 404),
        (f"{PAGE}/tep?phien-ban=9", 404),
        (f"{PAGE}/tep?phien-ban=x", 400),
    ],
)
def test_what_is_not_there_is_said(path: str, status: int, designer: FlaskClient) -> None:
    assert designer.get(path).status_code == status
