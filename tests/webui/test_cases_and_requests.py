"""The desk's choice of a case, papers as people bring them, and words before a further request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.installation import Installation
from engine.storage.dossiers import steps
from tests.conftest import PASSWORD, hire
from tests.engine.dossiers.edited import PAYMENT, TWO_CASES, edited_office
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    GENERAL,
    LICENCE_FORM,
    TO_APPRAISAL,
    Desk,
    Dossier,
    Values,
)
from tests.webui.conftest import Clock, post
from webui import create_app

PAGE = f"/tiep-nhan/{GENERAL}"
AGAIN = (("tham_dinh", ASK), ("bo_sung", BROUGHT))
SECOND = "Yêu cầu thêm một lần nữa sẽ bị tính là quá hạn khi chấm điểm"
THIRD = "Lý do yêu cầu bổ sung quá hai lần"

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with edited_office(request, tmp_path, TWO_CASES, backend="sqlite") as opened:
        yield opened


@pytest.fixture
def sign_in(installation: Installation, clock: Clock) -> SignIn:
    app = create_app(installation, clock)

    def enter(username: str) -> FlaskClient:
        hire(installation, username)
        client = app.test_client()
        answer = post(client, "/dang-nhap", username=username, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return client

    return enter


def fields(**more: object) -> dict[str, object]:
    forms = {"values": json.dumps(LICENCE_FORM), "decision": json.dumps(ACCEPT)}
    return {"name": "Nguyễn Văn Nộp", "channel": "desk", **forms, **more}


def task_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/buoc/{dossier.step('tham_dinh').task_id}/hoan-thanh"


def test_both_limits_are_told_where_a_procedure_is_chosen(sign_in: SignIn) -> None:
    page = sign_in("mot-cua").get("/tiep-nhan").text
    assert "Thông thường: 17 ngày làm việc; Rút gọn: 5 ngày làm việc" in page


def test_the_desk_chooses_the_case_and_nothing_is_chosen_for_it(sign_in: SignIn) -> None:
    clerk = sign_in("mot-cua")
    page = clerk.get(PAGE).text
    cases = re.findall(r'<input type="radio"[^>]* name="case" value="(\w+)"([^>]*)>', page)
    assert [case for case, _ in cases] == ["thuong", "rut_gon"]
    assert not any("checked" in rest for _, rest in cases)
    answer = post(clerk, PAGE, **fields())
    assert answer.status_code == 422
    assert "Quy trình: hãy nhập mục này" in answer.text
    assert 'href="#f-case"' in answer.text
    assert 'value="Nguyễn Văn Nộp"' in answer.text
    answer = post(clerk, PAGE, **fields(case="rut_gon"))
    assert answer.status_code == 302
    assert "5 ngày làm việc" in clerk.get(answer.location).text


def test_the_chosen_case_stays_when_something_else_is_missing(sign_in: SignIn) -> None:
    answer = post(sign_in("mot-cua"), PAGE, **fields(name=" ", case="rut_gon"))
    assert answer.status_code == 422
    assert re.search(r'name="case" value="rut_gon"[^>]* checked', answer.text)


def test_each_paper_begins_as_applicants_bring_it(sign_in: SignIn) -> None:
    page = sign_in("mot-cua").get(PAGE).text
    found = re.findall(r'name="kind\.(\w+)".*?value="(\w+)" selected', page, re.DOTALL)
    kinds = dict(found)
    assert kinds["don"] == "original"  # filled in for this very dossier
    assert kinds["chung_chi_nhan_vien"] == "copy"


def test_the_badge_counts_papers_handed_in_of_those_asked_for(sign_in: SignIn) -> None:
    clerk = sign_in("mot-cua")
    given = {"paper": "don", "copies.don": "1", "kind.don": "original"}
    answer = post(clerk, PAGE, **fields(case="thuong", **given))
    assert '<span class="n">1/5</span>' in clerk.get(answer.location).text


@pytest.mark.parametrize(
    ("course", "warned", "wanted"),
    [((), False, False), (AGAIN, True, False), ((*AGAIN, *AGAIN), False, True)],
    ids=["none yet", "one", "two"],
)
def test_what_a_further_request_means_is_told_before_the_act(
    installation: Installation,
    sign_in: SignIn,
    clock: Clock,
    course: tuple[tuple[str, Values], ...],
    warned: bool,
    wanted: bool,
) -> None:
    officer = sign_in("chuyen-vien")
    dossier = (
        Desk(installation).receive(ACCEPT, clock(), case="thuong").play(*TO_APPRAISAL, *course)
    )
    page = officer.get(f"/ho-so/{dossier.code}").text
    assert (SECOND in page, THIRD in page) == (warned, wanted)


def test_a_third_request_without_its_reason_keeps_what_was_typed(
    installation: Installation, sign_in: SignIn, clock: Clock
) -> None:
    officer = sign_in("chuyen-vien")
    course = (*TO_APPRAISAL, *AGAIN, *AGAIN)
    dossier = Desk(installation).receive(ACCEPT, clock(), case="thuong").play(*course)
    clock.passes(minutes=14)
    sent = {"values": json.dumps(ASK), "revision": str(dossier.row.revision)}
    answer = post(officer, task_of(dossier), exception="  ", **sent)
    assert answer.status_code == 422
    assert f"{THIRD}: hãy nhập mục này" in answer.text
    assert 'href="#f-exception"' in answer.text
    assert json.dumps("Thiếu chứng chỉ") in answer.text
    long = "x" * 2001
    answer = post(officer, task_of(dossier), exception=long, **sent)
    assert answer.status_code == 422
    assert long in answer.text
    answer = post(officer, task_of(dossier), exception="Chứng chỉ bị thu hồi", **sent)
    assert answer.status_code == 302, answer.text
    told = officer.get(f"/ho-so/{dossier.code}?tab=nhat-ky").text
    assert f"{THIRD}: Chứng chỉ bị thu hồi" in told


def test_a_step_that_asks_for_nothing_says_nothing(
    installation: Installation, sign_in: SignIn, clock: Clock
) -> None:
    head = sign_in("lanh-dao-phong")
    course = (*TO_APPRAISAL, *AGAIN, *AGAIN, ("tham_dinh", {"ket_qua_tham_dinh": "dat"}))
    dossier = Desk(installation).receive(ACCEPT, clock(), case="thuong").play(*course)
    page = head.get(f"/ho-so/{dossier.code}").text
    assert "Duyệt dự thảo" in page
    assert (SECOND in page, THIRD in page) == (False, False)


def test_an_online_dossier_is_received_on_its_page(
    installation: Installation, sign_in: SignIn, clock: Clock
) -> None:
    clerk = sign_in("mot-cua")
    dossier = Desk(installation).submit(clock(), case="thuong")
    assert dossier.code in clerk.get("/hop-viec?tab=online").text
    (step,) = dossier.steps()
    told = clerk.get(f"/ho-so/{dossier.code}?tab=nhat-ky").text
    assert "Người nộp gửi hồ sơ trực tuyến." in told
    path = f"/ho-so/{dossier.code}/buoc/{step.task_id}/hoan-thanh"
    assert post(clerk, path, values=json.dumps(ACCEPT)).status_code == 302
    assert dossier.row.received_at == clock()


@pytest.mark.slow
def test_a_dossier_that_waits_for_payment_says_so(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> None:
    with edited_office(request, tmp_path / "payment", PAYMENT, backend="sqlite") as installation:
        hire(installation, "mot-cua")
        client = create_app(installation, clock).test_client()
        post(client, "/dang-nhap", username="mot-cua", password=PASSWORD)
        dossier = (
            Desk(installation).receive(ACCEPT, clock()).play(*TO_APPRAISAL, ("tham_dinh", ASK))
        )
        page = client.get(f"/ho-so/{dossier.code}").text
        assert "Yêu cầu thực hiện nghĩa vụ tài chính" in page
        assert "chờ người nộp thực hiện nghĩa vụ tài chính" in page
        assert "Ghi nhận đã nộp" in page
        with installation.store.read() as tx:
            assert [s.node for s in steps.open_of(tx, dossier.row.id)] == ["bo_sung"]
