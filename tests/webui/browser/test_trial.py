"""A designer plays a procedure through in a real browser, as each role, by a clock of their own."""

from __future__ import annotations

import pytest

from engine.accounts import Grant, create_user
from engine.installation import Installation
from tests.conftest import OPENED, PASSWORD
from tests.engine.dossiers.play import BULLETIN
from tests.webui.browser.conftest import NARROW, WIDE, Enter
from tests.webui.browser.licence import LICENCE
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined, sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def designer(installation: Installation) -> str:
    person = {"grants": [Grant("thiet_ke", "ubnd-tinh")], "at": OPENED}
    create_user(
        installation.store,
        "thiet-ke",
        "Thiết kế",
        PASSWORD,
        settings=installation.settings,
        **person,
    )
    return "thiet-ke"


def opened(officer: Officer, procedure: str, decision: str = "Đầy đủ, tiếp nhận") -> None:
    """A trial at its second step, with the application as the page filled it in."""
    officer.go(f"/chay-thu/moi?thu-tuc={procedure}")
    officer.choose(decision)
    officer.press("Mở và làm xong bước đầu")


def test_a_designer_plays_a_procedure_to_its_end(enter: Enter, designer: str) -> None:
    player = enter(designer)
    player.go("/chay-thu")
    player.reads("Bạn chưa chạy thử lần nào.", "Không hồ sơ thật nào bị ảnh hưởng")
    player.follow("Chạy thử mới")
    player.turn(player.page.get_by_text("Bổ sung Giấy phép tiến hành công việc bức xạ").first)
    player.choose("Đầy đủ, tiếp nhận")
    player.press("Mở và làm xong bước đầu")
    player.reads("Chạy thử – không phải hồ sơ thật", "Đang đóng vai: Lãnh đạo phòng – P. QLCN")
    player.press("Hoàn thành")
    player.reads("Đã làm xong bước “Phân công”.", "Đang đóng vai: Chuyên viên – P. QLCN")
    player.press("Đến hạn của bước")
    player.reads("Cảnh báo đã phát: buoc_80, buoc_den_han.", "Đến hạn: bước “Thẩm định”")
    player.choose("Đạt")
    player.press("Hoàn thành")
    for role, step in (("Lãnh đạo phòng", "Duyệt dự thảo"), ("Lãnh đạo cơ quan", "Ký duyệt")):
        player.follow(step)  # beside it somebody urges, as the step was late
        player.reads(f"Đang đóng vai: {role}", step)
        player.page.get_by_role("radio").first.check()
        player.press("Hoàn thành")
    player.reads("Báo cáo lần chạy thử", "Lãnh đạo cơ quan làm xong bước “Ký duyệt”.")


def test_z_takes_the_last_act_back_but_not_while_typing(enter: Enter, designer: str) -> None:
    player = enter(designer)
    opened(player, LICENCE)
    player.press("Hoàn thành")
    player.reads("Đang đóng vai: Chuyên viên")
    player.type("Ý kiến thẩm định", "zz")
    player.field("Ý kiến thẩm định").press("z")
    player.has("Ý kiến thẩm định", "zzz")
    player.reads("Đang đóng vai: Chuyên viên")
    player.page.locator("h1").click()
    with player.page.expect_navigation():
        player.page.keyboard.press("z")
    player.reads("Đã hoàn tác việc vừa làm.", "Đang đóng vai: Lãnh đạo phòng")


def test_moving_the_clock_keeps_what_was_typed_and_asks_nothing(
    enter: Enter, designer: str
) -> None:
    player = enter(designer)
    asked: list[str] = []
    player.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    opened(player, LICENCE)
    player.type("Ý kiến chỉ đạo", "Xem kỹ phòng chụp")
    player.press("+1 giờ làm việc")
    player.reads("Đồng hồ chạy thử đã tới Thứ Năm 07/12/2023 09:00.")
    player.has("Ý kiến chỉ đạo", "Xem kỹ phòng chụp")
    player.press("Hoàn thành")
    player.reads("Đã làm xong bước “Phân công”.", "Xem kỹ phòng chụp")
    assert asked == []


def test_the_player_answers_for_a_service(enter: Enter, designer: str) -> None:
    player = enter(designer, size=NARROW)
    player.go(f"/chay-thu/moi?thu-tuc={BULLETIN}")
    player.type("Mã số doanh nghiệp (nếu có)", "0000000001")
    player.page.get_by_role("radio", name="Đầy đủ, tiếp nhận").check()
    player.press("Mở và làm xong bước đầu")
    player.press("Hoàn thành")
    player.reads("Đang đóng vai: Hệ thống: Tra cứu doanh nghiệp", "0000000001")
    player.type("Doanh nghiệp", '{"ten": "Doanh nghiệp số 1"}')
    player.press("Trả lời")
    player.reads("“Tra cứu doanh nghiệp” đã trả lời.", "Đang đóng vai: Chuyên viên")
    player.reads("doanh_nghiep", "Doanh nghiệp số 1", "vừa đổi")


def test_a_trial_becomes_a_file(enter: Enter, designer: str) -> None:
    player = enter(designer)
    opened(player, LICENCE)
    player.press("Hoàn thành")
    player.follow("Ghi thành kịch bản")
    player.type("Tên kịch bản", "Phân công ngay")
    player.press("Đổi tên")
    text = player.page.get_by_label("Nội dung tệp").input_value()
    assert text.startswith("title: Phân công ngay\n")
    with player.page.expect_download() as got:
        player.page.get_by_role("link", name="Tải tệp về").click()
    assert got.value.suggested_filename == "2.002383-phan-cong-ngay.yaml"
    assert got.value.path().read_text("utf-8") == text


def test_on_a_phone_the_act_and_the_clock_are_under_the_thumb(enter: Enter, designer: str) -> None:
    player = enter(designer, size=NARROW)
    opened(player, LICENCE)
    act = player.button("Hoàn thành")
    clock = player.page.get_by_role("button", name="+1 giờ làm việc")
    low, lower = act.bounding_box(), clock.bounding_box()
    assert low
    assert lower
    height = NARROW[1]
    assert height / 2 < low["y"] < low["y"] + low["height"] <= lower["y"] < height


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault_and_nothing_sticks_out(
    size: tuple[int, int], enter: Enter, designer: str
) -> None:
    axe = AXE.read_text(encoding="utf-8")
    player = enter(designer, size=size)
    player.go("/chay-thu")
    faults = examined(player, axe)
    opened(player, LICENCE)
    player.press("Đến mốc kế tiếp")
    here = player.page.url.split("?")[0].removeprefix(player.base)
    paths = ("/chay-thu", "/chay-thu/moi", f"/chay-thu/moi?thu-tuc={LICENCE}")
    for path in (*paths, here, f"{here}/lai", f"{here}/xoa", f"{here}/kich-ban"):
        player.go(path)
        for closed in player.page.locator("main summary").all():
            closed.click()
        player.reads_vietnamese()
        faults += examined(player, axe)
        faults += [f"{path} is too wide: {found}" for found in sideways(player)]
    assert not faults, "\n".join(faults)
