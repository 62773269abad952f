"""An administrator finds what failed, tries it again, and answers in place of a service."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.storage.services import incidents
from engine.storage.services.incidents import Fault
from tests.engine.dossiers.play import BULLETIN, Desk, Dossier
from tests.engine.jobs.conftest import looking_up
from tests.webui.browser.apart import apart
from tests.webui.browser.conftest import NARROW, WIDE, Enter
from tests.webui.browser.test_habits import AXE, examined, sideways
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser


@pytest.fixture
def stuck(installation: Installation, clock: Clock) -> Dossier:
    """A dossier whose look-up found no register; an alert and a count that failed beside it."""
    dossier = apart(looking_up)(Desk(installation, BULLETIN))
    apart(work_outbox)(installation, "w1", at=dossier.now)
    with installation.store.begin() as tx:
        told = "webhook_silent: The webhook did not answer: timed out"
        incidents.insert(tx, None, None, "webhook", Fault(*told.split(": ", 1)), dossier.now)
    clock.at = dossier.now
    return dossier


def test_an_administrator_tries_again_then_answers_for_the_service(
    enter: Enter, stuck: Dossier, installation: Installation
) -> None:
    boss = enter("quan-tri")
    boss.go("/lich")
    boss.follow("Sự cố (2)")
    boss.reads("Tra cứu doanh nghiệp", "Chưa cài đặt nơi tra cứu doanh nghiệp", stuck.code)
    boss.reads("Gửi cảnh báo sang hệ thống khác", "đã thử 1 lần")
    boss.press(f"Thử lại: Tra cứu doanh nghiệp {stuck.code}")
    boss.reads("Đã cho chạy lại.", "Sự cố (1)")
    apart(work_outbox)(installation, "w1", at=stuck.now)
    boss.go("/su-co")
    boss.follow(f"Đã xử lý: Tra cứu doanh nghiệp {stuck.code}")
    boss.reads("Trả lời thay dịch vụ", "Hồ sơ đang chờ ở bước “Tra cứu doanh nghiệp”.")
    boss.type("Doanh nghiệp", '{"ten": "An"}')
    boss.type("Đã xử lý thế nào", "Đã gọi điện hỏi nơi đăng ký kinh doanh")
    boss.press("Ghi và cho hồ sơ đi tiếp")
    boss.reads("Đã ghi nhận sự cố được xử lý.", "Sự cố (1)")
    assert stuck.at_nodes() == {"tham_dinh"}
    clerk = enter("mot-cua-tttt")
    clerk.dossier(stuck.code, "nhat-ky")
    clerk.reads("Quản trị viên trả lời thay dịch vụ ở bước “Tra cứu doanh nghiệp”.")
    clerk.reads("Quản trị viên cho chạy lại việc tự động bị lỗi.", "Đã gọi điện hỏi")


def test_what_was_typed_stays_beside_what_is_wrong(
    enter: Enter, stuck: Dossier, forgiven: set[int]
) -> None:
    forgiven.add(422)
    boss = enter("quan-tri", size=NARROW)
    boss.go("/su-co")
    boss.follow(f"Đã xử lý: Tra cứu doanh nghiệp {stuck.code}")
    boss.type("Doanh nghiệp", "ten: An")
    boss.press("Ghi và cho hồ sơ đi tiếp")
    boss.reads("Có 2 mục cần sửa", "hãy viết đúng dạng JSON", "hãy nhập mục này")
    field = boss.field("Doanh nghiệp")
    expect(field).to_have_value("ten: An")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert boss.page.title().startswith("Lỗi:")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault_and_nothing_sticks_out(
    size: tuple[int, int], enter: Enter, stuck: Dossier
) -> None:
    axe = AXE.read_text(encoding="utf-8")
    boss = enter("quan-tri", size=size)
    boss.go("/su-co")
    places = [link.get_attribute("href") for link in boss.page.get_by_text("Đã xử lý").all()]
    faults: list[str] = []
    for path in ("/su-co", *places):
        boss.go(str(path))
        for closed in boss.page.locator("main summary").all():
            closed.click()
        faults += examined(boss, axe)
        faults += [f"{path} is too wide: {found}" for found in sideways(boss)]
    assert len(places) == 2
    assert not faults, "\n".join(faults)


def test_with_nothing_open_the_page_says_so(enter: Enter, installation: Installation) -> None:
    boss = enter("quan-tri", size=NARROW)
    boss.go("/su-co")
    boss.reads("Không có sự cố nào.")
