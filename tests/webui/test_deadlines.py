"""The bell, the list of alerts, the watch list and the explanation, as a browser asks for them."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.installation import Installation
from engine.storage.accounts import users
from engine.storage.alerts import alerts
from engine.storage.alerts.alerts import NewAlert
from engine.storage.dossiers import dossiers
from sla.calendar import VIETNAM
from tests.webui.conftest import CODE, PASSWORD, PROCEDURE, SPECIALIST, Clock, Enter, post

HX = {"HX-Request": "true"}
DUE = datetime(2024, 1, 2, 8, 24, tzinfo=VIETNAM)
FORMS = {"values": '{"ten": "Đơn của tôi"}', "decision": '{"ten": "Đủ"}'}


@pytest.fixture
def received(clerk: FlaskClient) -> str:
    answer = post(clerk, f"/tiep-nhan/{PROCEDURE}", name="Người nộp", channel="desk", **FORMS)
    assert answer.status_code == 302, answer.text
    return CODE


def ring(installation: Installation, clock: Clock, times: int = 1) -> None:
    """Alerts about the dossier for the specialist, as the sweep stores them."""
    with installation.store.begin() as tx:
        who, row = users.by_username(tx, SPECIALIST), dossiers.load(tx, CODE)
        assert who
        assert row
        told = {"user_id": who.id, "dossier_id": row.id, "step_id": None, "rule": "thu"}
        told |= {"level": "near", "at": clock(), "due_at": DUE, "created_at": clock()}
        alerts.insert(tx, [NewAlert(key=str(n), **told) for n in range(times)])  # type: ignore[arg-type]


def label(page: str) -> str:
    found = re.search(r'id="bell"[^>]* aria-label="([^"]+)"', page)
    assert found
    return found[1]


def test_the_bell_counts_up_to_99(
    specialist: FlaskClient, received: str, installation: Installation, clock: Clock
) -> None:
    assert label(specialist.get("/tra-cuu").text) == "Cảnh báo: không có gì mới"
    ring(installation, clock, times=3)
    assert label(specialist.get("/tra-cuu").text) == "Cảnh báo: 3 chưa xem"
    ring(installation, clock, times=120)
    page = specialist.get("/canh-bao").text
    assert label(page) == "Cảnh báo: 99+ chưa xem"
    assert "<title>Cảnh báo (99+)" in page


def test_the_bell_answers_only_what_is_new(
    specialist: FlaskClient, received: str, installation: Installation, clock: Clock
) -> None:
    ring(installation, clock)
    assert specialist.get("/canh-bao/so?n=1", headers=HX).status_code == 204
    fresh = specialist.get("/canh-bao/so?n=0", headers=HX)
    assert label(fresh.text) == "Cảnh báo: 1 chưa xem"
    assert "<html" not in fresh.text


def test_the_bell_keeps_no_session_alive(
    specialist: FlaskClient, clock: Clock, received: str
) -> None:
    for _ in range(14):
        clock.passes(minutes=1)
        assert specialist.get("/canh-bao/so?n=0", headers=HX).status_code == 204
    clock.passes(minutes=2)
    ended = specialist.get("/canh-bao/so?n=0", headers=HX)
    assert (ended.status_code, ended.headers["HX-Reswap"]) == (286, "none")
    answer = specialist.get("/hop-viec")
    assert answer.status_code == 302
    assert "Phiên làm việc đã hết" in specialist.get(answer.location).text


def test_opening_a_dossier_sees_its_alerts(
    specialist: FlaskClient, received: str, installation: Installation, clock: Clock
) -> None:
    ring(installation, clock, times=2)
    page = specialist.get("/canh-bao").text
    assert received in page
    assert "Sắp đến hạn" in page
    assert label(specialist.get(f"/ho-so/{received}").text) == "Cảnh báo: không có gì mới"
    assert "Bạn đã xem hết cảnh báo." in specialist.get("/canh-bao").text
    assert received in specialist.get("/canh-bao?xem=tat-ca").text


def test_all_alerts_are_seen_by_one_press(
    specialist: FlaskClient, received: str, installation: Installation, clock: Clock
) -> None:
    ring(installation, clock, times=2)
    answer = post(specialist, "/canh-bao/da-xem")
    page = specialist.get(answer.location).text
    assert "Đã đánh dấu đã xem tất cả cảnh báo." in page
    assert label(page) == "Cảnh báo: không có gì mới"


def test_the_watch_list_is_not_for_everybody(specialist: FlaskClient) -> None:
    answer = specialist.get("/theo-doi")
    assert answer.status_code == 403
    assert "Mục Theo dõi dành cho lãnh đạo và người kiểm soát thủ tục." in answer.text
    assert "/theo-doi" not in specialist.get("/hop-viec").text


def test_the_explanation_as_a_page_and_as_json(specialist: FlaskClient, received: str) -> None:
    page = specialist.get(f"/ho-so/{received}/vi-sao").text
    assert "Vì sao hẹn trả lúc 02/01/2024 08:24?" in page
    assert "ngày 16" in page
    found = specialist.get(f"/ho-so/{received}/vi-sao.json?luc=2023-12-11T09:00").json
    assert found
    assert found["at"] == "2023-12-11T09:00:00+07:00"
    assert found["due_at"] == "2024-01-02T08:24:00+07:00"
    assert found["facts"][-1]["text"] == "Hạn: Thứ Ba 02/01/2024 08:24."


@pytest.mark.parametrize("asked", ["ngay=31/02/2023", "ngay=x&gio=y", "luc=gì", "luc=9999-12-31"])
def test_a_moment_that_makes_no_sense_is_harmless(
    specialist: FlaskClient, received: str, asked: str
) -> None:
    assert specialist.get(f"/ho-so/{received}/vi-sao?{asked}").status_code == 200


def test_what_is_not_theirs_is_not_explained(
    enter: Enter, installation: Installation, clock: Clock, received: str
) -> None:
    create_user(
        installation.store, "ngoai", "Ngoài", PASSWORD,
        grants=[
            Grant("chuyen_vien", unit)
            for unit in ("so-khac",)
            if unit in installation.organisation.units
        ],
        at=clock(), settings=installation.settings,
    )  # fmt: skip
    stranger = enter("ngoai")
    assert stranger.get(f"/ho-so/{received}/vi-sao").status_code == 403
    assert stranger.get(f"/ho-so/{received}/vi-sao.json").status_code == 403
    assert enter(SPECIALIST).get(f"/ho-so/{received}/vi-sao?buoc=x").status_code == 404


def test_the_explanation_is_told_in_english_too(specialist: FlaskClient, received: str) -> None:
    post(specialist, "/ngon-ngu", language="en", next="/")
    page = specialist.get(f"/ho-so/{received}/vi-sao").text
    assert "Received Thursday 07/12/2023 08:24, limit 17 working days." in page
    assert "8 weekly days off" in page
