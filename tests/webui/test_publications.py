"""Publishing by the pages: files judged, what differs, who decides, what is refused and how."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.accounts.identity import person_of
from engine.definitions.content import content_of
from engine.dossiers import Applicant, ReceiveRequest, receive
from engine.errors import Finding, Severity
from engine.installation import Installation
from engine.procedures.version import active_version
from engine.procedures.version_files import zip_of
from engine.publishing.forcing import put_due_in_force
from engine.storage.accounts import users
from tests.webui.conftest import CLERK, PASSWORD, PROCEDURE, Clock, Enter, post, token
from tests.webui.designers import (
    CONTROLLER,
    DESIGNER,
    DRAWER,
    OFFICER,
    changed,
    designers,
    files,
    hand_in,
    in_force,
)
from webui import create_app
from webui.design.findings import PageDiagram, drawable, shown_findings

STEP = 'id="tham_dinh" name="Thẩm định"'
LOOSE = '<bpmn:sequenceFlow id="f3" sourceRef="tham_dinh" targetRef="xong"/>'
MEANT = b"PK\x05\x06" + b"\0" * 18  # an archive that holds nothing


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    with designers(tmp_path, clock, max_bundle_bytes=3_000_000) as opened:
        yield opened


@pytest.fixture
def two(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    with designers(tmp_path / "two", clock, publish_approval="two") as opened:
        yield opened


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter(DESIGNER)


def sits(installation: Installation, clock: Clock, name: str) -> FlaskClient:
    """Somebody at a browser of another office than the fixture's."""
    client = create_app(installation, clock).test_client()
    assert post(client, "/dang-nhap", username=name, password=PASSWORD).status_code == 302
    return client


def propose(client: FlaskClient, installation: Installation, **fields: str) -> str:
    """The address of a publication that shortens the limit."""
    made = hand_in(client, changed(installation, "17 working", "15 working"), **fields)
    assert made.status_code == 302, made.text
    return made.location


def flat(answer) -> str:
    return " ".join(answer.text.split())


def test_the_limits_are_said_before_files_are_chosen(designer: FlaskClient) -> None:
    page = designer.get(f"/cong-bo/moi?thu-tuc={PROCEDURE}").text
    assert "Tất cả không quá 3 MB." in page
    assert "chỉ thủ tục này" in page
    assert 'data-upload="3000000"' in page


def test_a_change_is_told_before_it_is_published(
    designer: FlaskClient, installation: Installation
) -> None:
    place = propose(designer, installation)
    page = flat(designer.get(place))
    assert "thời hạn 17 ngày làm việc → 15 ngày làm việc" in page
    assert "Chờ duyệt" in page
    assert "Không có hồ sơ nào đang giải quyết" in page
    assert in_force(installation) == 1
    post(designer, f"{place}/duyet")
    assert in_force(installation) == 2
    page = flat(designer.get(place))
    assert "Đã công bố. Hồ sơ mới theo phiên bản này" in page
    assert "nay là phiên bản 2" in page
    assert f"Công bố: {PROCEDURE} phiên bản 2" in page


def test_single_files_are_laid_over_what_is_in_force(
    designer: FlaskClient, installation: Installation
) -> None:
    given = changed(installation, STEP, 'id="tham_dinh" name="Thẩm tra"')
    made = hand_in(designer, {"cap-thu.bpmn": given["bpmn/cap-thu.bpmn"]}, packed=False)
    page = flat(designer.get(made.location))
    assert "Bước “Thẩm tra”: trước đây tên là “Thẩm định”." in page


def test_errors_are_listed_and_nothing_is_stored(
    designer: FlaskClient, installation: Installation
) -> None:
    answer = hand_in(designer, changed(installation, LOOSE, ""))
    page = flat(answer)
    assert answer.status_code == 422
    assert "<title>Lỗi: Tải lên bản sửa" in page
    assert "lỗi phải sửa, chưa ghi gì" in page
    assert "bpmn/cap-thu.bpmn" in page
    assert "“xong”: phần tử chưa nối với phần tử nào" in page
    assert "end event &#34;xong&#34;: nothing leads to it" in page
    assert "data-diagram=" not in page, "this file holds no drawing"
    assert "Đổi thời hạn" in page, "what was typed stays"
    assert "Chưa có đề xuất công bố nào." in designer.get("/cong-bo").text


def test_remarks_on_a_file_that_was_not_handed_in_stand_on_the_diagram_in_force(
    installation: Installation,
) -> None:
    content = content_of({}, installation.organisation, installation.roles)
    with installation.store.read() as tx:
        diagram = active_version(tx, PROCEDURE).diagram
    said = [
        Finding(diagram.file, 9, Severity.WARNING, "W621", "tham_dinh", "reads x"),
        Finding(diagram.file, 9, Severity.ERROR, "E204", "tham_dinh", "no form"),
        Finding("processes/thu.yaml", 1, Severity.ERROR, "E402", PROCEDURE, "no limit"),
    ]
    drawings = drawable(said, content, [diagram])
    assert drawings == {diagram.file: PageDiagram("sheet-0", diagram.xml)}
    shown = shown_findings(said, drawings)
    assert (shown.errors, shown.warnings) == (2, 1)
    assert [sheet.file for sheet in shown.sheets] == [diagram.file]
    marks = shown.sheets[0].picture["marks"]
    words = "Không có biểu mẫu mà bước dùng; Biểu thức dùng biến mà không bước nào ghi"
    assert marks == {"tham_dinh": {"state": "error", "text": words}}
    assert shown_findings(said, drawings, sheets=False).sheets == ()


def test_files_of_no_procedure_are_one_line_and_no_remark() -> None:
    left = ["roles.yaml", "README.md"]
    said = [Finding(file, 1, Severity.WARNING, "W951", file, "not taken") for file in left]
    shown = shown_findings(said)
    assert (shown.files, shown.warnings, shown.left) == ((), 0, ("README.md", "roles.yaml"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"../x.bpmn": b"<a/>"}, "Tên tệp dẫn ra ngoài gói"),
        ({"doc.txt": b"a"}, "Không có tệp nào công bố được"),
        ({"a/b.zip": MEANT}, "Trong gói còn một gói nén"),
        ({"bpmn/x.bpmn": b"<a"}, "Tệp XML viết sai"),
        ({"bpmn/x.bpmn": b"<!DOCTYPE a []><a/>"}, "Tệp có khai báo kiểu hoặc thực thể"),
    ],
)
def test_what_means_harm_is_told_in_a_sentence(
    given: dict[str, bytes], words: str, designer: FlaskClient
) -> None:
    answer = hand_in(designer, given)
    assert answer.status_code == 422
    assert words in answer.text
    assert "data-diagram" not in answer.text, "no viewer is handed what no reader could read"


def test_bytes_that_are_no_archive_are_told(designer: FlaskClient) -> None:
    answer = hand_in(designer, {"sua.zip": b"PK nothing"}, packed=False)
    assert answer.status_code == 422
    assert "không đọc được" in answer.text


def test_the_same_files_are_refused(designer: FlaskClient, installation: Installation) -> None:
    answer = hand_in(designer, files(installation))
    assert answer.status_code == 409
    assert "giống hệt phiên bản đang áp dụng" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"note": ""}, "Nội dung thay đổi: hãy nhập mục này"),
        ({"when": "later"}, "Có hiệu lực từ: hãy nhập ngày và giờ"),
        ({"when": "later", "day": "31/02/2024", "clock": "08:00"}, "Có hiệu lực từ: hãy nhập"),
        ({"when": "later", "day": "01/12/2023", "clock": "08:00"}, "từ hôm nay trở đi"),
    ],
)
def test_fields_are_asked_for_by_name(
    fields: dict[str, str], words: str, designer: FlaskClient, installation: Installation
) -> None:
    answer = hand_in(designer, changed(installation, "17 working", "15 working"), **fields)
    assert answer.status_code == 422
    assert words in flat(answer)


def test_without_a_file_it_says_so(designer: FlaskClient) -> None:
    answer = hand_in(designer, {}, packed=False)
    assert answer.status_code == 422
    assert "Tệp: hãy nhập mục này" in flat(answer)


def test_uploads_may_be_large_and_not_too_large(
    designer: FlaskClient, installation: Installation
) -> None:
    padded = changed(installation, "17 working", "15 working") | {"bpmn/anh.png": b"x" * 2_500_000}
    assert hand_in(designer, padded, packed=False).status_code == 302
    padded["bpmn/anh.png"] *= 2
    answer = hand_in(designer, padded, packed=False)
    assert answer.status_code == 413
    assert "Các tệp gửi lên quá 3 MB." in answer.text


def test_nobody_else_may_send_that_much(enter: Enter, installation: Installation) -> None:
    given = {"a.bpmn": b"x" * 2_500_000}
    answer = hand_in(enter(OFFICER), given, packed=False)
    assert answer.status_code == 413
    assert "Nội dung gửi lên quá lớn" in answer.text


def test_a_later_date_is_approved_now_and_comes_by_itself(
    designer: FlaskClient, enter: Enter, installation: Installation, clock: Clock
) -> None:
    place = propose(designer, installation, when="later", day="11/12/2023", clock="08:00")
    assert "Công bố từ 11/12/2023 08:00" in flat(designer.get(place))
    post(designer, f"{place}/duyet")
    assert "Chờ đến ngày áp dụng" in designer.get(place).text
    assert in_force(installation) == 1
    clock.passes(days=5)
    put_due_in_force(installation, at=clock())
    assert in_force(installation) == 2
    page = flat(enter(DESIGNER).get(place))
    assert "Đã công bố" in page
    assert "· hệ thống" in page


def test_who_only_draws_proposes_and_another_decides(
    enter: Enter, installation: Installation
) -> None:
    drawer = enter(DRAWER)
    place = propose(drawer, installation)
    page = flat(drawer.get(place))
    assert "Chờ duyệt. Người giữ vai trò Thiết kế hoặc Kiểm soát thủ tục của Sở Thử" in page
    assert f'action="{place}/duyet"' not in page
    assert post(drawer, f"{place}/duyet").status_code == 403
    controller = enter(CONTROLLER)
    assert "Duyệt và công bố" in controller.get(place).text
    post(controller, f"{place}/duyet")
    assert in_force(installation) == 2


def test_two_people_decide_where_that_is_set(two: Installation, clock: Clock) -> None:
    designer = sits(two, clock, DESIGNER)
    place = propose(designer, two)
    page = flat(designer.get(place))
    assert "Bản này bạn gửi nên người khác duyệt." in page
    assert f'action="{place}/duyet"' not in page
    assert post(designer, f"{place}/duyet").status_code == 403
    assert in_force(two) == 1
    post(sits(two, clock, CONTROLLER), f"{place}/duyet")
    assert in_force(two) == 2


def test_a_refusal_has_a_reason(enter: Enter, installation: Installation) -> None:
    place = propose(enter(DRAWER), installation)
    controller = enter(CONTROLLER)
    empty = post(controller, f"{place}/tu-choi", reason=" ")
    assert empty.status_code == 422
    assert "Lý do: hãy nhập mục này" in flat(empty)
    post(controller, f"{place}/tu-choi", reason="Thiếu căn cứ")
    assert "Không duyệt: Thiếu căn cứ" in controller.get(place).text
    assert in_force(installation) == 1


def test_one_takes_back_what_one_sent(enter: Enter, installation: Installation) -> None:
    drawer = enter(DRAWER)
    place = propose(drawer, installation)
    assert post(enter(CONTROLLER), f"{place}/rut").status_code == 403
    post(drawer, f"{place}/rut")
    assert "Người gửi đã rút." in drawer.get(place).text


def test_who_is_overtaken_reads_how_to_go_on(
    designer: FlaskClient, installation: Installation
) -> None:
    late = propose(designer, installation)
    given = changed(installation, STEP, 'id="tham_dinh" name="Thẩm tra"')
    first = hand_in(designer, given).location
    post(designer, f"{first}/duyet")
    page = flat(designer.get(late))
    assert "Đã lỗi thời" in page
    assert "Tải bản đang áp dụng về" in page
    answer = post(designer, f"{late}/duyet")
    assert answer.location == late
    assert "Sau khi có đề xuất này, một phiên bản khác đã được công bố." in designer.get(late).text
    assert in_force(installation) == 2


def test_what_it_does_to_dossiers_under_way_is_told(
    designer: FlaskClient, installation: Installation, clock: Clock
) -> None:
    given = changed(installation, '"tham_dinh"', '"tham_tra"')
    open_one(installation, clock)
    page = flat(designer.get(hand_in(designer, given).location))
    assert "1 hồ sơ đang giải quyết giữ phiên bản của mình." in page
    assert "1 hồ sơ đang chờ ở bước “Thẩm định” (phiên bản 1), bước này không còn" in page


def open_one(installation: Installation, clock: Clock) -> None:
    """A dossier at its first step."""
    grants = [Grant("mot_cua", "so-thu-mot-cua")]
    settings = installation.settings
    create_user(
        installation.store, CLERK, "Cửa", PASSWORD, grants=grants, at=clock(), settings=settings
    )
    with installation.store.read() as tx:
        row = users.by_username(tx, CLERK)
        assert row
        who = person_of(tx, row)
    asked = ReceiveRequest(PROCEDURE, Applicant(name="A"), {"ten": "A"}, {"ten": "A"}, ())
    receive(installation, who, asked, at=clock())


def test_what_is_not_there_is_said(designer: FlaskClient) -> None:
    answer = designer.get("/cong-bo/99")
    assert answer.status_code == 404
    assert "Không có đề xuất công bố này." in answer.text


def test_names_of_files_are_shown_and_not_run(designer: FlaskClient) -> None:
    answer = hand_in(designer, {"bpmn/<b>.bpmn": b"<a/>"})
    assert "<b>.bpmn" not in answer.text


def test_scripts_of_htmx_are_led_to_the_publication(
    designer: FlaskClient, installation: Installation
) -> None:
    data = zip_of(changed(installation, "17 working", "15 working"))
    body = {"csrf_token": token(designer), "note": "Đổi", "files": (io.BytesIO(data), "a.zip")}
    answer = designer.post("/cong-bo/moi", data=body, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/cong-bo/")
