"""The desk where a decision table chooses the case: no choice is offered, the reason is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.installation import Installation
from tests.conftest import PASSWORD, furnished, hire
from tests.engine.dossiers.edited import DECIDED, edited
from tests.engine.dossiers.play import ACCEPT, GENERAL, LICENCE_FORM
from tests.engine.dossiers.test_decided_cases import TABLE
from tests.stores import open_store
from tests.webui.conftest import Clock, post
from webui import create_app

PAGE = f"/tiep-nhan/{GENERAL}"


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    root = edited(tmp_path / "content", DECIDED)
    (root / "bpmn/chon-quy-trinh.dmn").write_bytes(TABLE)
    templates = (
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    )
    with open_store("sqlite", tmp_path, *templates) as store:
        yield furnished(store, root)


@pytest.fixture
def clerk(installation: Installation, clock: Clock) -> FlaskClient:
    hire(installation, "mot-cua")
    client = create_app(installation, clock).test_client()
    post(client, "/dang-nhap", username="mot-cua", password=PASSWORD)
    return client


def file(clerk: FlaskClient, place: str, **more: str) -> TestResponse:
    values = json.dumps({**LICENCE_FORM, "noi_lap": place})
    fields = {"name": "Người nộp", "channel": "desk", "values": values, **more}
    return post(clerk, PAGE, decision=json.dumps(ACCEPT), **fields)


def test_the_page_says_who_chooses_and_offers_nothing(clerk: FlaskClient) -> None:
    text = clerk.get(PAGE).text
    assert "Bảng quyết định “Chọn quy trình” chọn theo nội dung đơn" in text
    assert 'name="case"' not in text


def test_the_clerk_is_told_which_case_it_is_and_why(clerk: FlaskClient) -> None:
    answer = file(clerk, "Hà Nội")
    assert answer.status_code == 302
    shown = clerk.get(answer.location).text
    assert "Quy trình: Rút gọn. Nộp từ Hà Nội." in shown
    told = "Quy trình: Rút gọn, theo bảng quyết định “Chọn quy trình”, dòng 2. Nộp từ Hà Nội."
    page = answer.location.partition("?")[0]
    assert told in clerk.get(f"{page}?tab=nhat-ky").text


@pytest.mark.parametrize(
    ("place", "case", "said"),
    [
        (
            "Lạng Sơn",
            "rut_gon",
            "Quy trình: theo nội dung đơn, hồ sơ thuộc quy trình “Thông thường”",
        ),
        ("Cao Bằng", "", "Quy trình: nội dung đơn chưa cho biết quy trình nào"),
    ],
)
def test_another_case_or_none_is_told_at_its_place(
    clerk: FlaskClient, place: str, case: str, said: str
) -> None:
    answer = file(clerk, place, case=case)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="f-case"' in answer.text


def test_a_table_that_contradicts_itself_is_told_without_technical_words(
    clerk: FlaskClient,
) -> None:
    answer = file(clerk, "Huế")
    assert answer.status_code == 409
    assert "Bảng quyết định của thủ tục chưa cho kết quả" in answer.text
    assert "UNIQUE" not in answer.text
