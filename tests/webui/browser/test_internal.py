"""A letter comes in: the records clerk opens it, passes it on, and the leader finds it."""

from __future__ import annotations

import pytest

from engine.installation import Installation
from tests.webui.browser.conftest import NARROW, Enter
from tests.webui.browser.licence import acts_of

CODE = "H37.04-231207-0001"
LETTER = "Đề nghị góp ý dự thảo quy định"

pytestmark = pytest.mark.browser


def test_a_letter_is_registered_and_passed_on(enter: Enter, installation: Installation) -> None:
    clerk = enter("van-thu")
    clerk.follow("Việc nội bộ")
    clerk.reads("Chọn việc để mở", "Văn bản đến", "không có thời hạn chung")
    clerk.follow("Văn bản đến")
    clerk.push("Mở và hoàn thành bước đầu")  # nothing is typed yet
    clerk.reads("Có 4 mục cần sửa", "Trích yếu nội dung: hãy nhập mục này")
    clerk.type("Số đến", "105")
    clerk.type_date("Ngày đến", "07/12/2023")
    clerk.type("Cơ quan, tổ chức ban hành", "Sở Nội vụ")
    clerk.type("Trích yếu nội dung", LETTER)
    clerk.press("Mở và hoàn thành bước đầu")
    clerk.reads(CODE, LETTER, "Đã xong bước “Tiếp nhận văn bản”", "Bạn không phải làm gì lúc này")
    assert acts_of(installation, CODE) == ["opened"]

    leader = enter("lanh-dao")
    leader.go("/hop-viec?tab=fresh")
    leader.reads(LETTER, "Nội bộ", "Không có thời hạn")
    leader.follow(CODE)
    leader.reads("Đọc để phân phối", "Việc này không có thời hạn chung")


def test_on_a_phone_it_is_opened_for_later_and_nothing_typed_is_lost(
    enter: Enter, forgiven: set[int]
) -> None:
    forgiven.add(422)  # the browser tells of it, as of any refusal
    clerk = enter("van-thu", size=NARROW)
    clerk.go("/noi-bo/NB.VBDEN")
    clerk.type("Số đến", "106")
    clerk.press("Mở, làm bước đầu sau")
    clerk.reads("Có 1 mục cần sửa", "Về việc: hãy nhập mục này")
    clerk.has("Số đến", "106")
    clerk.type("Về việc", LETTER)
    clerk.press("Mở, làm bước đầu sau")
    clerk.reads(CODE, "Bạn đang giữ bước “Tiếp nhận văn bản”")
    clerk.has("Số đến", "106")
