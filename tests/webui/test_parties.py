"""The desk takes who files for whom; the dossier shows them; a known number is offered again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.installation import Installation
from tests.conftest import PASSWORD, hire
from tests.engine.dossiers.edited import LICENCE, edited_office
from tests.engine.dossiers.play import ACCEPT, GENERAL, LICENCE_FORM
from tests.webui.conftest import Clock, post
from webui import create_app

PAGE = f"/tiep-nhan/{GENERAL}"
KNOWN = f"{PAGE}/nguoi-nop"
CODE = "H37.04-231207-0001"
NUMBER = "020190000001"
REQUIRED = (
    LICENCE,
    "time_limit: 17 working days",
    "time_limit: 17 working days\n    applicant: {required: [birth_date, owner_phone]}",
)
FORMS = {"values": json.dumps(LICENCE_FORM), "decision": json.dumps(ACCEPT)}
WHO = {
    "name": "Người nộp",
    "id_number": NUMBER,
    "phone": "0205 000 001",
    "birth_date": "28/02/1990",
    "sex": "female",
    "ethnicity": "02",
}

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with edited_office(request, tmp_path, REQUIRED, backend="sqlite") as opened:
        yield opened


@pytest.fixture
def sign_in(installation: Installation, clock: Clock) -> SignIn:
    app = create_app(installation, clock)

    def enter(username: str) -> FlaskClient:
        hire(installation, username)
        client = app.test_client()
        post(client, "/dang-nhap", username=username, password=PASSWORD)
        return client

    return enter


@pytest.fixture
def clerk(sign_in: SignIn) -> FlaskClient:
    return sign_in("mot-cua")


def folded(page: str) -> dict[str, bool]:
    """The folds of the page, and whether each is open."""
    found = re.findall(r'<details class="more"( open)?><summary>(.*?)</summary>', page)
    return {title: bool(is_open) for is_open, title in found}


def test_what_is_required_stands_open_and_is_marked(clerk: FlaskClient) -> None:
    page = clerk.get(PAGE).text
    before_folds = page.partition('<details class="more"')[0]
    assert '<label for="f-applicant.birth_date">Ngày sinh *</label>' in before_folds
    assert '<label for="f-applicant.owner_phone">Số điện thoại của chủ hồ sơ *</label>' in page
    assert "owner_phone" not in before_folds  # it counts where there is an owner
    assert set(folded(page).values()) == {False}
    assert len(folded(page)) == 5


def test_with_something_wrong_all_that_was_typed_stays_and_its_fold_is_open(
    clerk: FlaskClient,
) -> None:
    typed = {
        **WHO,
        "birth_date": "31/02/2026",
        "id_scheme": "identity_card",
        "owner_name": "Chủ hồ sơ",
        "delivery": "post",
        "note": "Gọi <buổi sáng>",
        "commune": "06040",
    }
    answer = post(clerk, PAGE, **typed, **FORMS)
    assert answer.status_code == 422
    for sentence in (
        "Ngày sinh: hãy nhập ngày có thật theo ngày/tháng/năm",
        "Số định danh: số chứng minh nhân dân có 9 chữ số",
        "Số điện thoại của chủ hồ sơ: hãy nhập mục này",
    ):
        assert answer.text.count(sentence) == 2  # in the list on top, and at the field
    for name, text in typed.items():
        if name in ("sex", "ethnicity", "id_scheme", "delivery"):
            assert f'<option value="{text}" selected>' in answer.text, name
        elif name not in ("note", "commune"):  # no commune of today there was in 2023
            assert f'value="{text}"' in answer.text, name
    assert "Gọi &lt;buổi sáng&gt;</textarea>" in answer.text
    assert folded(answer.text) == {
        "Thêm thông tin người nộp": True,
        "Thêm thông tin tổ chức": False,
        "Nộp thay người khác": True,
        "Người liên hệ khác": False,
        "Về việc, nhận kết quả, ghi chú": True,
    }


def test_the_dossier_shows_everybody_and_leaves_out_what_is_not_known(clerk: FlaskClient) -> None:
    more = {
        "organisation": "Hộ kinh doanh thử nghiệm",
        "organisation_kind": "household",
        "tax_code": "0100000001-002",
        "contact_name": "Người liên hệ",
        "contact_email": "lien.he@example.vn",
        "subject": "Bổ sung 01 thiết bị",
        "delivery": "electronic",
        "note": "Gọi buổi sáng",
    }
    assert post(clerk, PAGE, **WHO, **more, **FORMS).status_code == 302
    page = clerk.get(f"/ho-so/{CODE}").text
    for text in (
        *("<h3>Chủ hồ sơ</h3>", "<h3>Người liên hệ</h3>", "<dt>Hộ kinh doanh</dt>"),
        *("<dt>Mã số thuế</dt><dd>0100000001-002</dd>", "<dd>28/02/1990</dd>", "<dd>Nữ</dd>"),
        *("<dd>Tày</dd>", "lien.he@example.vn", "<b>Bổ sung 01 thiết bị</b>", "<dd>Bản điện tử"),
        "<dd>Gọi buổi sáng</dd>",
    ):
        assert text in page, text
    assert "Giấy phép</dt>" not in page
    assert "cấp ngày" not in page
    found = clerk.get("/tra-cuu?q=0100000001002").text
    assert CODE in found
    assert "Bổ sung 01 thiết bị" in found


def test_a_known_number_is_offered_to_those_who_receive(
    clerk: FlaskClient, sign_in: SignIn
) -> None:
    assert post(clerk, PAGE, **WHO, **FORMS).status_code == 302
    fragment = clerk.get(KNOWN, query_string={"id_number": "020.190.000.001"}).text
    assert "<b>Người nộp</b>: đã có 1 hồ sơ với số này" in fragment
    assert CODE in fragment
    assert "0205" not in fragment  # what is known is shown when it is taken
    typed = {"id_number": NUMBER, "email": "moi@example.vn", "phone": "0205 999 999", "take": "yes"}
    taken = clerk.get(KNOWN, query_string=typed).text
    for text in ('value="Người nộp"', 'value="0205 000 001"', 'value="moi@example.vn"'):
        assert text in taken
    assert "<html" not in taken
    for number in ("", "020190000002", "không"):
        assert clerk.get(KNOWN, query_string={"id_number": number}).text.strip() == ""
    wrong = {"id_number": NUMBER, "id_scheme": "passport"}
    assert clerk.get(KNOWN, query_string=wrong).text.strip() == ""
    specialist = sign_in("chuyen-vien").get(KNOWN, query_string={"id_number": NUMBER})
    assert specialist.status_code == 403
    assert "Người nộp</b>" not in specialist.text
    elsewhere = sign_in("mot-cua-tttt")
    assert elsewhere.get(KNOWN, query_string={"id_number": NUMBER}).status_code == 403


def test_a_number_of_another_agency_says_nothing(clerk: FlaskClient, sign_in: SignIn) -> None:
    assert post(clerk, PAGE, **WHO, **FORMS).status_code == 302
    there = "/tiep-nhan/BTT-LSN-284348/nguoi-nop"
    answer = sign_in("mot-cua-tttt").get(there, query_string={"id_number": NUMBER})
    assert (answer.status_code, answer.text.strip()) == (200, "")
