"""What somebody means harm with, on the pages of designers and of the public catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.installation import Installation
from engine.trial import store as trials
from tests.webui.conftest import PASSWORD, PROCEDURE, Clock, Enter, post, token
from tests.webui.designers import (
    CONTROLLER,
    DESIGNER,
    DRAWER,
    OFFICER,
    changed,
    designers,
    hand_in,
    in_force,
)
from webui import create_app
from webui.design import uploads

LONG = 9_999_999_999_999_999_999
OPENING = {
    "title": "Thử",
    "day": "07/12/2023",
    "clock": "08:30",
    "channel": "desk",
    "name": "A",
    "values": '{"ten": "x"}',
    "first": '{"ten": "x"}',
    "paper": "don",
    "kind.don": "original",
    "copies.don": "2",
}


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    with designers(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter(DESIGNER)


@pytest.fixture
def trial(designer: FlaskClient) -> str:
    """The address of a trial that was begun."""
    answer = post(designer, f"/chay-thu/moi?thu-tuc={PROCEDURE}", **OPENING)
    assert answer.status_code == 302, answer.text
    return answer.location.partition("?")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/thu-tuc/%00",
        "/thu-tuc/a%00/mau/x",
        "/thu-tuc/a%00/tai-ve/x",
        "/quy-trinh/%00",
        "/quy-trinh/%00/tep",
        "/ho-so/%00/doi-quy-trinh",
        f"/chay-thu/{LONG}",
        f"/cong-bo/{LONG}",
        f"/chuyen/{LONG}",
    ],
)
def test_what_no_database_stores_leads_nowhere(designer: FlaskClient, path: str) -> None:
    assert designer.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/thu-tuc?q=%00", "/tra-cuu?q=a%00", "/chuyen/moi?thu-tuc=%00", "/thu-tuc?%00=x"]
)
def test_no_page_is_asked_for_a_zero_byte(designer: FlaskClient, path: str) -> None:
    answer = designer.get(path)
    assert answer.status_code == 400
    assert "Yêu cầu chưa đọc được" in answer.text


def test_no_page_is_sent_a_zero_byte(
    app: Flask, designer: FlaskClient, visitor: FlaskClient, trial: str
) -> None:
    bad = "a\x00b"
    for path, name in (
        ("/cong-bo/1/tu-choi", "reason"),
        ("/chuyen/moi", "note"),
        ("/chuyen/moi", "map.\x00"),
        (f"{trial}/kich-ban", "title"),
        (f"{trial}/rut", "reason"),
    ):
        assert post(designer, path, **{name: bad}).status_code == 400, path
    assert post(visitor, "/dang-nhap", username=bad, password=bad).status_code == 400
    assert hand_in(designer, {"a.bpmn": b""}, note=bad).status_code == 400


@pytest.mark.parametrize("target", ["http://[", "//[", "https://[::1"])
def test_an_address_that_cannot_be_taken_apart_leads_home(
    visitor: FlaskClient, target: str
) -> None:
    assert visitor.get("/ngon-ngu", query_string={"next": target}).status_code == 200
    answer = post(visitor, "/ngon-ngu", language="en", next=target)
    assert answer.location == "/hop-viec"
    sent = {"csrf_token": token(visitor)}
    answer = visitor.post("/cong-bo/moi", data=sent, headers={"Referer": target})
    assert answer.status_code == 302
    assert answer.location.startswith("/dang-nhap")


def test_half_a_character_is_a_bad_request(designer: FlaskClient, trial: str) -> None:
    half = json.dumps({"ten": "\ud800"})
    for name in ("values", "first"):
        opening = {**OPENING, name: half}
        answer = post(designer, f"/chay-thu/moi?thu-tuc={PROCEDURE}", **opening)
        assert answer.status_code == 400
    sent = {"node": "tham_dinh", "revision": "1"}
    assert post(designer, f"{trial}/buoc", values=half, **sent).status_code == 400


@pytest.mark.parametrize(
    ("until", "status"),
    [
        ("9999-12-31T23:59:00-12:00", 400),
        ("0001-01-01T00:00:00+12:00", 400),
        ("2523-12-07T08:00:00+07:00", 409),
        ("2023-12-07T08:00:00+07:00", 409),
    ],
)
def test_a_trial_waits_no_five_hundred_years(
    designer: FlaskClient, trial: str, until: str, status: int
) -> None:
    answer = post(designer, f"{trial}/dong-ho", until=until, revision="1")
    assert answer.status_code == status
    assert designer.get(trial).status_code == 200


def test_an_upload_of_more_than_anybody_draws_is_told(designer: FlaskClient) -> None:
    rows = "".join(f"  - {{code: 9.{n:06d}, name: Thủ tục {n}}}\n" for n in range(501))
    manifest = f"agency: so-thu\nfield: Thử\nprocedures:\n{rows}".encode()
    answer = hand_in(designer, {"processes/nhieu.yaml": manifest}, procedure="")
    assert answer.status_code == 422
    assert "the upload has more than 500 procedures" in answer.text


def test_a_page_lists_as_many_findings_as_somebody_reads(designer: FlaskClient) -> None:
    answer = hand_in(designer, {f"../{n}.bpmn": b"" for n in range(400)})
    assert answer.status_code == 422
    assert "Có 400 lỗi phải sửa" in answer.text
    assert answer.text.count("<details>") == 300
    assert "Và 100 chỗ khác" in answer.text


def test_one_upload_is_judged_at_a_time(
    designer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT", 0)
    with uploads._judging:
        answer = hand_in(designer, {"a.bpmn": b"<a/>"})
        assert answer.status_code == 409
        assert "đang kiểm tra bản gửi khác" in answer.text
    assert hand_in(designer, {"a.bpmn": b"<a/>"}).status_code == 422


def test_a_date_of_the_next_century_is_a_slip(
    installation: Installation, designer: FlaskClient
) -> None:
    later = changed(installation, "17 working days", "18 working days")
    for day, said in (
        ("01/01/2123", "trong vòng 730 ngày tới"),
        ("31/12/9999", "trong vòng 730 ngày tới"),
        ("01/01/0001", "từ hôm nay trở đi"),
    ):
        answer = hand_in(designer, later, when="later", day=day, clock="08:00")
        assert answer.status_code == 422
        assert said in answer.text
    assert "Chưa có đề xuất" in designer.get("/cong-bo").text


def test_a_mapping_of_more_than_a_diagram_has(
    installation: Installation, designer: FlaskClient
) -> None:
    mapping = {f"map.buoc{n}": "tham_dinh" for n in range(300)}
    sent = {"thu-tuc": PROCEDURE, "den": "1", "note": "Đổi bước", **mapping}
    answer = post(designer, "/chuyen/moi", **sent)
    assert answer.status_code == 422
    assert "Bước tương ứng: nhiều nhất 200 dòng" in answer.text


def test_a_trial_grows_to_its_limit_and_stays_playable(
    designer: FlaskClient, trial: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST_BYTES", 10)
    answer = post(designer, f"{trial}/dong-ho", after="hour", revision="1")
    assert answer.status_code == 409
    assert "Lần chạy thử đã quá dài" in answer.text
    monkeypatch.undo()
    assert post(designer, f"{trial}/dong-ho", after="hour", revision="1").status_code == 302


@pytest.mark.parametrize("name", [OFFICER, DRAWER, CONTROLLER])
def test_nobody_gets_further_than_their_role(
    app: Flask, enter: Enter, trial: str, name: str
) -> None:
    """No address fails, another's trial is nobody else's, and an officer sees none of it."""
    client = enter(name)
    filled = {"code": PROCEDURE, "number": 1, "trial_id": trial.rsplit("/", 1)[1]}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/quy-trinh", "/cong-bo", "/chay-thu", "/chuyen")):
            continue
        path = app.url_map.bind("").build(rule.endpoint, {k: filled[k] for k in rule.arguments})
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            status = (client.get(path) if method == "GET" else post(client, path)).status_code
            assert status < 500, (method, path)
            assert name != OFFICER or status in (302, 403, 404, 400), (method, path)
            if "trial_id" in rule.arguments:
                assert status == 404, (method, path)


def test_four_eyes_are_those_of_two_accounts(tmp_path: Path, clock: Clock) -> None:
    """Another name or a second try makes nobody another person."""
    with designers(tmp_path / "two", clock, publish_approval="two") as installation:
        client = create_app(installation, clock).test_client()
        post(client, "/dang-nhap", username=DESIGNER, password=PASSWORD)
        place = hand_in(
            client, changed(installation, "17 working days", "18 working days")
        ).location
        assert post(client, f"{place}/duyet").status_code == 403
        with installation.store.begin() as tx:
            tx.exec_driver_sql("UPDATE users SET username = 'khac' WHERE username = 'thiet.ke'")
        assert post(client, f"{place}/duyet").status_code == 403
        assert in_force(installation) == 1


@pytest.mark.parametrize("day", ["01/01/0001", "0001-01-01", "31/12/9999", "32/01/2023", ""])
def test_a_trial_begins_on_a_day_that_there_is(designer: FlaskClient, day: str) -> None:
    """The first midnight here is a day of no year in the zone that is stored."""
    opening = {**OPENING, "day": day, "clock": "00:00"}
    answer = post(designer, f"/chay-thu/moi?thu-tuc={PROCEDURE}", **opening)
    assert answer.status_code == 422


def test_a_decision_too_large_to_read_is_no_upload(designer: FlaskClient) -> None:
    answer = post(designer, "/cong-bo/1/tu-choi", reason="x" * 2_100_000)
    assert answer.status_code == 413
    assert "Tải lên bản sửa" not in answer.text
    assert "Nội dung gửi lên quá lớn" in answer.text
