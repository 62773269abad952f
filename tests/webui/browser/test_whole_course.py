"""2.002383 from the desk to the returned result, through one request for supplements.

Received Thursday 07/12/2023 08:24 with 17 working days: due 02/01/2024 08:24, New Year's Day being
off. Paused from Monday 11/12 09:00 to Thursday 14/12 10:30, that is 3 working days and 1 hour 30
minutes, so due 05/01/2024 09:54.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.definitions.status import Status
from engine.installation import Installation
from tests.webui.browser.conftest import Enter, moment
from tests.webui.browser.licence import acts_of, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.conftest import Clock

CODE = "H37.04-231207-0001"
PROMISED, MOVED = "08:24 · 02/01/2024", "09:54 · 05/01/2024"
DONE = "Đã hoàn thành bước. Hồ sơ chuyển sang bước tiếp theo."
HEAD, LICENCE = "6. Người đứng đầu tổ chức", "7. Giấy phép đề nghị sửa đổi, bổ sung"
CHANGES, DOCUMENTS = "8. Các nội dung đề nghị sửa đổi, bổ sung", "9. Các tài liệu kèm theo"

pytestmark = pytest.mark.browser


def test_a_licence_from_the_desk_to_the_returned_result(
    enter: Enter, clock: Clock, installation: Installation
) -> None:
    def sit(username: str) -> Officer:
        officer = enter()
        officer.sign_in(username)
        return officer

    the_clerk_receives(sit("mot-cua"))
    clock.at = moment(7, "10:00")
    the_head_assigns(sit("lanh-dao-phong"))
    clock.at = moment(8, "14:00")
    the_specialist_claims(sit("chuyen-vien"))
    clock.at = moment(11, "09:00")
    the_specialist_asks_for_supplements(sit("chuyen-vien"))
    clock.at = moment(14, "10:30")
    the_clerk_records_them(sit("mot-cua"))
    clock.at = moment(20, "15:00")
    the_specialist_passes(sit("chuyen-vien"))
    clock.at = moment(21, "08:00")
    the_head_agrees(sit("lanh-dao-phong"))
    clock.at = moment(22, "16:00")
    the_leader_signs(sit("lanh-dao"))
    clock.at = moment(25, "15:00")
    the_records_clerk_numbers(sit("van-thu"))
    clock.at = moment(26, "08:00")
    the_clerk_hands_over(sit("mot-cua"))
    row, _steps, _journal = rows_of(installation, CODE)
    assert (row.status, row.outcome, row.supplements) == (Status.RETURNED, "early", 1)
    assert row.ended_at == moment(26, "08:00")
    assert acts_of(installation, CODE).count("completed") == 7


def the_clerk_receives(clerk: Officer) -> None:
    clerk.reads("Bạn không còn hồ sơ nào phải xử lý.", "Thứ Năm, 07/12/2023 · 08:24")
    top = clerk.page.get_by_role("navigation", name="Trang chính")
    clerk.turn(top.get_by_role("link", name="Tiếp nhận"))
    clerk.reads("Chọn thủ tục mà người nộp yêu cầu", "17 ngày làm việc")
    name = "Bổ sung Giấy phép tiến hành công việc bức xạ"
    clerk.turn(clerk.page.get_by_role("link", name=name))
    clerk.reads("Thời hạn giải quyết: 17 ngày làm việc")
    the_applicant(clerk)
    the_application(clerk)
    clerk.choose("Đầy đủ, tiếp nhận")
    clerk.press("Ghi hồ sơ")
    clerk.reads(
        f"Đã ghi hồ sơ {CODE}. Hẹn trả kết quả 02/01/2024 08:24.",
        PROMISED,
        "Thứ Ba · 17 ngày làm việc từ khi tiếp nhận",
        "Còn 17 ngày",
        "Phòng khám đa khoa số 1",
    )
    clerk.follow("Giấy tờ 3/5")
    clerk.reads(
        "Bản sao", "Bản chính", "Chưa nộp", "04/05/2021", "Bổ sung 01 thiết bị X-quang; Sửa địa chỉ"
    )


def the_applicant(clerk: Officer) -> None:
    clerk.type("Họ tên người nộp", "Người đại diện nộp hồ sơ")
    clerk.type("Tên cơ quan, tổ chức", "Phòng khám đa khoa số 1")
    clerk.type("Số định danh", "000000000001")
    clerk.type("Số điện thoại", "0205 000 001")
    for paper in (
        "Đơn đề nghị bổ sung Giấy phép",
        "Báo cáo đánh giá an toàn đối với công việc bức xạ bổ sung",
        "Bản sao Chứng chỉ nhân viên bức xạ của nhân viên",
    ):
        clerk.tick(paper)
    clerk.page.get_by_label("Loại: Bản sao Chứng chỉ nhân viên bức xạ của nhân viên").select_option(
        "Bản sao"
    )


def the_application(clerk: Officer) -> None:
    for label, text in (
        ("Kính gửi (cơ quan cấp phép)", "Sở Khoa học và Công nghệ"),
        ("1. Tên tổ chức, cá nhân đề nghị", "Phòng khám đa khoa số 1"),
        ("2. Địa chỉ liên lạc", "Phường Đông Kinh, tỉnh Lạng Sơn"),
        ("3. Số điện thoại", "0205 000 001"),
        ("Nơi lập đơn", "Lạng Sơn"),
    ):
        clerk.type(label, text)
    clerk.type("Họ và tên", "Người đứng đầu cơ sở", HEAD)
    clerk.type("Chức vụ", "Giám đốc", HEAD)
    clerk.type("Số giấy tờ", "000000000001", HEAD)
    clerk.type_date("Ngày cấp", "04/05/2021", HEAD)
    clerk.type("Cơ quan cấp", "Cơ quan cấp", HEAD)
    clerk.type("Số giấy phép", "01/GP-SKHCN", LICENCE)
    clerk.type_date("Ngày cấp", "15/03/2022", LICENCE)
    clerk.type_date("Có thời hạn đến ngày", "15/03/2025", LICENCE)
    changes = clerk.page.get_by_role("group", name=CHANGES, exact=True)
    changes.get_by_role("button", name="Thêm").click()
    changes.get_by_role("textbox").nth(0).fill("Bổ sung 01 thiết bị X-quang")
    changes.get_by_role("textbox").nth(1).fill("Sửa địa chỉ")
    clerk.type("Tên tài liệu", "Báo cáo đánh giá an toàn", DOCUMENTS)
    clerk.type_date("Ngày lập đơn", "06/12/2023")


def the_head_assigns(head: Officer) -> None:
    head.reads(CODE, "Hẹn trả 02/01/2024 08:24", "chưa ai nhận", "chưa mở")
    head.follow(CODE)
    head.reads("Phân công", "thời hạn 4 giờ làm việc")
    head.type("Ý kiến chỉ đạo", "Kiểm tra kỹ phần che chắn.")
    head.press("Hoàn thành bước")
    head.reads(DONE, "Hồ sơ chờ Chuyên viên", "Bạn không phải làm gì lúc này.")


def the_specialist_claims(specialist: Officer) -> None:
    specialist.follow(CODE)
    specialist.press("Nhận việc")
    specialist.reads("Bạn đã nhận việc. Hồ sơ này chờ bạn xử lý.", "Đang xử lý", PROMISED)
    specialist.go("/hop-viec?tab=working")
    specialist.reads(CODE, "việc của bạn")


def the_specialist_asks_for_supplements(specialist: Officer) -> None:
    specialist.follow(CODE)
    expect(specialist.page.get_by_role("radio", name="Cần bổ sung", exact=True)).to_be_visible()
    expect(specialist.field("Nội dung cần bổ sung")).to_be_hidden()
    specialist.choose("Cần bổ sung")
    specialist.push("Hoàn thành bước")  # without saying what is wanted
    specialist.reads("Có 1 mục cần sửa", "Nội dung cần bổ sung: hãy nhập mục này.")
    specialist.type("Nội dung cần bổ sung", "Chứng chỉ nhân viên bức xạ còn thời hạn.")
    specialist.press("Hoàn thành bước")
    specialist.reads(DONE, "❚❚ Tạm dừng từ 11/12", "Yêu cầu bổ sung giấy tờ", PROMISED)
    specialist.go("/hop-viec?tab=paused")
    specialist.reads(CODE, "Tạm dừng từ 11/12", "Chờ bổ sung · còn 14 ngày 7 giờ 24 phút")


def the_clerk_records_them(clerk: Officer) -> None:
    clerk.go("/hop-viec?tab=paused")
    clerk.follow(CODE)
    clerk.reads("Tạm dừng từ 11/12", PROMISED, "hẹn trả được tính lại khi người nộp bổ sung xong")
    clerk.type("Giấy tờ, nội dung đã bổ sung", "Bản sao chứng chỉ.")
    clerk.press("Ghi nhận bổ sung")
    clerk.reads("Đã ghi nhận bổ sung. Thời gian giải quyết tính tiếp.", MOVED, "Thứ Sáu")
    clerk.lacks("Tạm dừng từ Thứ Hai 11/12")  # the reason is folded away
    clerk.page.get_by_text("Vì sao?").click()
    clerk.reads(
        "Bỏ qua 01/01/2024 Tết Dương lịch (Bộ luật Lao động 45/2019/QH14 Đ.112 k.1).",
        "Tạm dừng từ Thứ Hai 11/12/2023 09:00 đến Thứ Năm 14/12/2023 10:30"
        " (chờ người nộp bổ sung giấy tờ): trả lại 3 ngày 1 giờ 30 phút.",
        "Hẹn trả ban đầu: 02/01/2024 08:24",
    )


def the_specialist_passes(specialist: Officer) -> None:
    specialist.go("/hop-viec")
    specialist.follow(CODE)
    specialist.choose("Đạt")
    specialist.press("Hoàn thành bước")
    specialist.reads(DONE, MOVED)


def the_head_agrees(head: Officer) -> None:
    head.follow(CODE)
    head.choose("Đồng ý, trình ký")
    head.press("Hoàn thành bước")
    head.reads(DONE)


def the_leader_signs(leader: Officer) -> None:
    leader.follow(CODE)
    leader.choose("Ký")
    leader.press("Hoàn thành bước")
    leader.reads(DONE, "Cấp số, đóng dấu")


def the_records_clerk_numbers(records: Officer) -> None:
    records.follow(CODE)
    records.type("Số văn bản", "01/GP-SKHCN")
    records.type_date("Ngày văn bản", "25/12/2023")
    records.press("Hoàn thành bước")
    records.reads(DONE, "✓ Xong trước hạn 7 ngày 4 giờ 24 phút", "Đã xử lý xong")


def the_clerk_hands_over(clerk: Officer) -> None:
    clerk.reads("Trả kết quả 1", CODE, "Xong trước hạn 7 ngày 4 giờ 24 phút")
    clerk.follow(CODE)
    clerk.choose("Trực tiếp tại một cửa")
    clerk.type("Người nhận kết quả", "Người đại diện nộp hồ sơ")
    clerk.press("Hoàn thành bước")
    clerk.reads(
        "Đã trả kết quả",
        "✓ Xong trước hạn 7 ngày 4 giờ 24 phút",
        "Hồ sơ kết thúc lúc 26/12/2023 08:00. Không còn việc nào phải làm.",
    )
    clerk.follow("Quy trình")
    clerk.reads("Thẩm định", "Bổ sung hồ sơ", "Cấp số, đóng dấu")
    clerk.follow("Nhật ký")
    clerk.reads(
        "Mở hồ sơ, hình thức nộp: trực tiếp.",
        "Hẹn trả kết quả: 02/01/2024 08:24.",
        "11/12/2023 09:00",
        "Thời gian giải quyết tạm dừng.",
        "Ghi nhận giấy tờ người nộp bổ sung.",
        "Hẹn trả chuyển từ 02/01/2024 08:24 sang 05/01/2024 09:54.",
        "Ngày văn bản: 25/12/2023",
        "Giải quyết trước hạn.",
        "Trạng thái mới: Đã trả kết quả.",
    )
