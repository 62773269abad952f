"""The public pages: open to all, the same for all, and safe to keep."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.definitions.content import read_content
from engine.definitions.organisation.agencies import read_agencies
from engine.installation import Installation
from engine.publishing.deployment import deploy
from tests.webui.conftest import CLERK, PASSWORD, PROCEDURE, Clock, Enter, post
from tests.webui.test_desk import FORMS, PAPERS
from webui import create_app

INFORMATION = "9.000002.000.00.00.H37"
BLANK = "don-mau.docx"


@pytest.fixture
def listed(installation: Installation, clock: Clock) -> Installation:
    """The office with an old list and a blank."""
    folder = Path(installation.root) / "processes/catalogues"
    folder.mkdir()
    (folder / "cu.yaml").write_text("title: Danh mục cũ\nyear: 2020\n", "utf-8")
    rows = "number,agency,field,code,name\n1,Sở Cũ,Thử,BCT-LSN-1,Cấp phép cũ\n"
    (folder / "cu.csv").write_text(rows + f"2,Sở Cũ,Thử,{PROCEDURE},=Cấp thử\n", "utf-8")
    manifest = Path(installation.root) / "processes/thu.yaml"
    text = manifest.read_text("utf-8").replace("form: don_thu}", f"form: don_thu, blank: {BLANK}}}")
    manifest.write_text(text, "utf-8")
    blanks = Path(installation.root) / "forms/blanks"
    blanks.mkdir()
    (blanks / BLANK).write_bytes(b"PK\x03\x04")
    deploy(installation.store, read_content(installation.root), at=clock(), by="test")
    return installation


PAGES = (
    "/thu-tuc",
    "/thu-tuc?q=cap+thu",
    "/thu-tuc?list=cu",
    f"/thu-tuc/{PROCEDURE}",
    f"/thu-tuc/{INFORMATION}",
    f"/thu-tuc/{PROCEDURE}/mau/don_thu",
    "/thu-tuc/danh-muc/hien-hanh",
    "/thu-tuc/danh-muc/cu",
)
FILES = (f"/thu-tuc/{PROCEDURE}/tai-ve/{BLANK}", "/thu-tuc/danh-muc/cu.csv")


@pytest.mark.parametrize("path", PAGES + FILES)
def test_anybody_reads_and_no_cookie_is_set(
    listed: Installation, visitor: FlaskClient, path: str
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer.headers["Vary"]
    assert "csrf" not in answer.text.lower() if path in PAGES else True
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_in_gets_an_answer_of_their_own(
    listed: Installation, clerk: FlaskClient, path: str
) -> None:
    answer = clerk.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Lê Thị Một Cửa" in answer.text
    assert 'name="csrf-token"' in answer.text


def test_an_answer_that_has_not_changed_is_not_sent_again(
    listed: Installation, visitor: FlaskClient
) -> None:
    first = visitor.get("/thu-tuc")
    again = visitor.get("/thu-tuc", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_errors_are_never_kept(listed: Installation, visitor: FlaskClient) -> None:
    for path in (
        "/thu-tuc/9.999999",
        f"/thu-tuc/{PROCEDURE}/mau/khong_co",
        f"/thu-tuc/{PROCEDURE}/tai-ve/khac.docx",
        f"/thu-tuc/{PROCEDURE}/tai-ve/..",
        "/thu-tuc/danh-muc/khong-co",
        "/thu-tuc/danh-muc/khong-co.csv",
        "/thu-tuc?list=khong-co",
    ):
        answer = visitor.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_blank_is_kept_and_never_opened_in_our_origin(
    listed: Installation, visitor: FlaskClient
) -> None:
    answer = visitor.get(FILES[0])
    assert answer.data == b"PK\x03\x04"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={BLANK}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_list_as_a_table_holds_no_formula(listed: Installation, visitor: FlaskClient) -> None:
    answer = visitor.get(FILES[1])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "'=Cấp thử" in answer.get_data(as_text=True)


def test_a_short_code_leads_to_the_whole_one(listed: Installation, visitor: FlaskClient) -> None:
    assert visitor.get("/thu-tuc/9.000001").location == f"/thu-tuc/{PROCEDURE}"


def test_what_is_not_known_is_said(listed: Installation, visitor: FlaskClient) -> None:
    page = visitor.get(f"/thu-tuc/{INFORMATION}").text
    assert "Chỉ để tra cứu, chưa nộp hồ sơ ở đây được." in page
    assert "Dữ liệu chưa có thời hạn giải quyết, tờ khai điện tử." in page
    assert page.count("Chưa có trong dữ liệu") >= 5


def test_an_old_row_leads_to_the_procedure_that_is_in_force(
    listed: Installation, visitor: FlaskClient
) -> None:
    page = visitor.get("/thu-tuc?list=cu").text
    assert page.count("đang áp dụng</a>") == 1
    assert f'href="/thu-tuc/{PROCEDURE}">đang áp dụng' in page


def test_an_empty_search_says_where_else_something_is(
    listed: Installation, visitor: FlaskClient
) -> None:
    page = visitor.get("/thu-tuc?q=phep+cu").text
    assert "Không tìm thấy thủ tục nào." in page
    assert "Xem 1 thủ tục trong danh mục cũ 2020" in page
    nowhere = visitor.get("/thu-tuc?q=qqqqq").text
    assert "Xem tất cả thủ tục" in nowhere
    filtered = visitor.get("/thu-tuc?agency=khong-co").text
    assert "Bỏ lọc" in filtered


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999"])
def test_pages_that_make_no_sense_are_borne(
    listed: Installation, visitor: FlaskClient, page: str
) -> None:
    assert visitor.get(f"/thu-tuc?page={page}").status_code == 200


def test_what_is_typed_is_shown_and_never_run(listed: Installation, visitor: FlaskClient) -> None:
    page = visitor.get("/thu-tuc?q=%3Cscript%3Ealert(1)%3C/script%3E&agency=%22%3E").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_desk_that_receives_a_procedure_is_led_there(
    listed: Installation, enter: Enter
) -> None:
    clerk, specialist = enter("mot.cua"), enter("chuyen.vien")
    path = f'href="/tiep-nhan/{PROCEDURE}"'
    assert path in clerk.get(f"/thu-tuc/{PROCEDURE}").text
    assert path not in specialist.get(f"/thu-tuc/{PROCEDURE}").text
    assert "/tiep-nhan/9.000002" not in clerk.get(f"/thu-tuc/{INFORMATION}").text


@pytest.fixture
def ended(listed: Installation) -> Installation:
    """The office whose one agency ended yesterday and is another now."""
    text = (Path(listed.root) / "processes/agencies.yaml").read_text("utf-8")
    dates = "kind: agency, valid_to: 2023-12-06, successors: [so-moi]"
    text = text.replace("kind: agency", dates, 1)
    text += "  - {id: so-moi, code: H37.98, name: Sở Mới, kind: agency, hours: an-giang}\n"
    organisation, findings = read_agencies(text.encode(), "agencies.yaml")
    assert findings == []
    return replace(listed, organisation=organisation)


def test_what_an_agency_is_now_is_said_and_its_desk_receives_nothing(
    ended: Installation, clock: Clock
) -> None:
    app = create_app(ended, clock)
    visitor, clerk = app.test_client(), app.test_client()
    name = "Sở Thử (nay là Sở Mới)"
    assert name in visitor.get("/thu-tuc").text
    page = visitor.get(f"/thu-tuc/{PROCEDURE}").text
    assert f"{name} không mở hồ sơ mới của thủ tục này." in page
    assert "Một cửa</div>" not in page
    post(clerk, "/dang-nhap", username=CLERK, password=PASSWORD)
    assert f'href="/tiep-nhan/{PROCEDURE}"' not in clerk.get(f"/thu-tuc/{PROCEDURE}").text
    filed = {"name": "Người nộp", "channel": "desk", **FORMS, **PAPERS}
    answer = post(clerk, f"/tiep-nhan/{PROCEDURE}", **filed)
    assert answer.status_code == 409
    assert "Sở Thử không mở hồ sơ mới nữa, nay là Sở Mới." in answer.text
    clock.passes(days=-1)
    assert "nay là" not in visitor.get("/thu-tuc").text


def test_a_visitor_reads_in_english_and_comes_back(
    listed: Installation, visitor: FlaskClient
) -> None:
    page = visitor.get("/thu-tuc?q=thu").text
    way = re.search(r'href="(/ngon-ngu[^"]+)"', page)
    assert way
    assert "English" in visitor.get(way[1].replace("&amp;", "&")).text
    answer = post(visitor, "/ngon-ngu", language="en", next="/thu-tuc?q=thu")
    assert answer.location == "/thu-tuc?q=thu"
    assert 'lang="en"' in visitor.get("/thu-tuc?q=thu").text[:80]


def test_the_sign_in_page_leads_to_the_catalogue(
    listed: Installation, visitor: FlaskClient
) -> None:
    assert 'href="/thu-tuc"' in visitor.get("/dang-nhap").text
