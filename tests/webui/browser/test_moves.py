"""A designer moves running dossiers at a real browser: in bulk and one by its page, and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engine.accounts import Grant, Person, create_user
from engine.definitions.content import read_content
from engine.installation import Installation
from engine.jobs.moves import work_moves
from engine.publishing.deployment import deploy
from engine.storage.procedures import versions
from tests.conftest import OPENED, PASSWORD
from tests.engine.dossiers.edited import edited
from tests.engine.instance_migration.conftest import OTHER_STEP, SHORTER
from tests.oracle import assert_sound
from tests.webui.browser.apart import apart
from tests.webui.browser.conftest import NARROW, WIDE, Enter, moment
from tests.webui.browser.licence import LICENCE, PASS, file_at_desk, finish, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

NOTE = "Đổi bước duyệt dự thảo"
LEGAL = "Hạn giải quyết không đổi: tính theo quy định khi tiếp nhận."


@pytest.fixture
def codes(
    installation: Installation, who: Callable[[str], Person], clock: Clock, tmp_path: Path
) -> tuple[str, str, str]:
    """Two dossiers under appraisal, one under review; version 2 has another step for that."""
    made = [file_at_desk(installation, who("mot-cua"), clock()) for _ in range(3)]
    for code in made:
        finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    finish(installation, who("chuyen-vien"), made[2], PASS, moment(7, "11:00"))
    root = edited(tmp_path / "content", *OTHER_STEP, SHORTER)
    shutil.rmtree(root / "processes/so-khcn/scenarios")  # they play the step that is gone
    deploy(installation.store, read_content(root), at=moment(7, "14:00"), by="tests")
    person = {
        "grants": [Grant("thiet_ke", "so-khcn")],
        "at": OPENED,
        "settings": installation.settings,
    }
    create_user(installation.store, "thiet-ke", "Thiết kế", PASSWORD, **person)
    clock.at = moment(8, "09:00")
    return made[0], made[1], made[2]


def version_of(installation: Installation, code: str) -> int:
    with installation.store.read() as tx:
        numbers = {head.id: head.number for head in versions.all_of(tx, LICENCE)}
    return numbers[rows_of(installation, code)[0].version_id]


def preview(officer: Officer) -> None:
    """Ask what would become of all dossiers of the licence."""
    officer.go("/quy-trinh")
    officer.follow("Chuyển hồ sơ")
    officer.turn(officer.page.locator(f"a[href*='{LICENCE}']").first)
    officer.reads("3 hồ sơ theo phiên bản 1", "1 hồ sơ đang chờ ở bước “Duyệt dự thảo”", LEGAL)
    officer.type("Lý do", NOTE)
    officer.press("Xem trước")


def test_dossiers_are_moved_in_bulk_and_brought_back(
    enter: Enter,
    installation: Installation,
    who: Callable[[str], Person],
    codes: tuple[str, str, str],
) -> None:
    officer = enter("thiet-ke")
    preview(officer)
    officer.reads(
        "2 hồ sơ chuyển được",
        "1 hồ sơ không chuyển được",
        "Cộng: 3 hồ sơ",
        "Bước “Duyệt dự thảo” không còn trong phiên bản mới.",
        codes[2],
    )
    assert [version_of(installation, code) for code in codes] == [1, 1, 1]
    officer.press("Chuyển 2 hồ sơ")
    officer.reads("Kết quả", "2 hồ sơ đã chuyển", "Hồ sơ đã có người xử lý tiếp", LEGAL)
    assert [version_of(installation, code) for code in codes] == [2, 2, 1]
    finish(installation, who("chuyen-vien"), codes[0], PASS, moment(8, "09:10"))
    officer.press("Hoàn tác")
    officer.reads(
        "1 hồ sơ đã trở lại phiên bản trước",
        "1 hồ sơ giữ nguyên ở phiên bản mới",
        "Đã có người xử lý tiếp nên không hoàn tác",
    )
    assert [version_of(installation, code) for code in codes] == [2, 1, 1]
    assert_sound(installation)


def test_a_step_that_is_gone_is_mapped_on_the_preview(
    enter: Enter, installation: Installation, codes: tuple[str, str, str]
) -> None:
    officer = enter("thiet-ke")
    preview(officer)
    label = "Hồ sơ đang ở bước “Duyệt dự thảo” chuyển tới bước"
    officer.page.get_by_label(label).select_option(value="xet_du_thao")
    officer.press("Xem trước lại")
    officer.reads("3 hồ sơ chuyển được", "0 hồ sơ không chuyển được", "Duyệt dự thảo → Duyệt")
    officer.press("Chuyển 3 hồ sơ")
    officer.reads("3 hồ sơ đã chuyển")
    assert [version_of(installation, code) for code in codes] == [2, 2, 2]
    assert_sound(installation)


def test_the_page_follows_the_scheduler(
    enter: Enter,
    installation: Installation,
    clock: Clock,
    codes: tuple[str, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.instance_migration.batches.FIRST", 1)
    officer = enter("thiet-ke")
    preview(officer)
    officer.reads("Đang xem hồ sơ nào chuyển được", "Đã xem 1 trên 3 hồ sơ.")
    apart(work_moves)(installation, clock())
    officer.reads("2 hồ sơ chuyển được")  # it looks by itself
    officer.press("Chuyển 2 hồ sơ")
    officer.reads("Đang chuyển hồ sơ", "Đã xử lý 1 trên 2 hồ sơ.")
    clock.passes(seconds=20)
    officer.reads("Bộ lập lịch chưa chạy")
    apart(work_moves)(installation, clock())
    officer.follow("Tải lại")
    officer.reads("2 hồ sơ đã chuyển")


def test_one_dossier_goes_by_its_own_page_and_back(
    enter: Enter, installation: Installation, codes: tuple[str, str, str]
) -> None:
    code = codes[2]
    due_at = rows_of(installation, code)[0].due_at
    officer = enter("thiet-ke")
    officer.dossier(code)
    officer.reads("phiên bản 1", "đang áp dụng phiên bản 2")
    officer.follow("Đổi qui trình thủ tục")
    officer.reads(
        "Hồ sơ này chưa chuyển sang phiên bản 2 được",
        "Bước “Thẩm định”: thời hạn 10 ngày làm việc → 5 ngày làm việc.",
        LEGAL,
    )
    label = "Hồ sơ đang ở bước “Duyệt dự thảo” chuyển tới bước"
    officer.page.get_by_label(label).select_option(value="xet_du_thao")
    officer.press("Xem hồ sơ sẽ chờ ở đâu")
    officer.reads("Sẽ chờ ở", "bước tô đậm là nơi hồ sơ sẽ chờ")
    expect(officer.page.locator("[data-element-id=xet_du_thao].now")).to_have_count(1)
    officer.type("Lý do", NOTE)
    officer.press("Đổi")
    officer.reads("Đã chuyển hồ sơ sang phiên bản 2.", "Hoàn tác được đến khi", "Quy trình phiên")
    assert version_of(installation, code) == 2
    officer.follow("Nhật ký")
    officer.reads("Chuyển hồ sơ từ phiên bản 1 sang phiên bản 2 của quy trình.", f"Lý do: {NOTE}")
    officer.press("Hoàn tác")
    officer.reads("Hồ sơ trở lại phiên bản trước khi chuyển.")
    assert version_of(installation, code) == 1
    assert rows_of(installation, code)[0].due_at == due_at
    assert_sound(installation)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_open_to_all_and_never_wider_than_the_screen(
    size: tuple[int, int], enter: Enter, codes: tuple[str, str, str], forgiven: set[int]
) -> None:
    forgiven.add(422)
    officer = enter("thiet-ke", size=size)
    axe, faults = AXE.read_text(encoding="utf-8"), []
    choose = f"/chuyen/moi?thu-tuc={LICENCE}"
    one = f"/ho-so/{codes[2]}/doi-quy-trinh"

    def looked() -> None:
        faults.extend(examined(officer, axe))
        assert officer.page.evaluate("document.documentElement.scrollWidth") <= size[0]

    for path in ("/chuyen", choose, one, f"{one}?den=2&map.duyet_du_thao=xet_du_thao"):
        officer.go(path)
        looked()
    officer.press("Đổi")
    officer.reads("Lý do: hãy nhập mục này")
    looked()
    officer.go(choose)
    officer.type("Lý do", NOTE)
    officer.press("Xem trước")
    looked()
    officer.press("Chuyển 2 hồ sơ")
    looked()
    officer.dossier(codes[0])
    looked()
    officer.go("/chuyen")
    looked()
    assert not faults, "\n".join(faults)
