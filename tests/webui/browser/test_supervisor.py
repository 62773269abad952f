"""The supervisor's day: the bell rings, the watch list shows, the dossier says why.

Received Thursday 07/12/2023 08:24 with 17 working days: due 02/01/2024 08:24, New Year's Day being
off. Nobody takes the appraisal; on 04/01/2024 at 09:00 it is 2 working days and 36 minutes late.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from engine.accounts import Person, set_email
from engine.alerts.digest import send_digests
from engine.alerts.sweep import sweep_alerts
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from tests.engine.jobs.servers import mail_server
from tests.webui.browser.apart import apart
from tests.webui.browser.conftest import NARROW, WIDE, Enter, Front, moment
from tests.webui.browser.licence import ASK, file_at_desk, finish
from tests.webui.browser.officer import Officer
from tests.webui.browser.test_habits import AXE, examined, sideways
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

DUE_LATER = moment(29, "09:00")


@pytest.fixture
def late(installation: Installation, who: Callable[[str], Person], clock: Clock) -> str:
    """An overdue dossier beside one that is paused and one in time; alerts were swept daily."""
    code = file_at_desk(installation, who("mot-cua"), clock())
    finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    paused = file_at_desk(installation, who("mot-cua"), moment(8, "09:00"))
    finish(installation, who("lanh-dao-phong"), paused, {}, moment(8, "10:00"))
    finish(installation, who("chuyen-vien"), paused, ASK, moment(12, "15:00"))
    file_at_desk(installation, who("mot-cua"), DUE_LATER)
    for day in (29, 30):
        apart(sweep_alerts)(installation, at=moment(day, "09:00"))
    for day in (2, 3, 4):
        apart(sweep_alerts)(installation, at=moment(day, "09:00", month=1, year=2024))
    clock.at = moment(4, "09:00", month=1, year=2024)
    return code


def test_a_supervisor_is_told_looks_and_learns_why(enter: Enter, late: str) -> None:
    head = enter("kiem-soat")
    head.go("/")
    assert head.page.url.endswith("/theo-doi")  # no step ever comes to this role
    head.reads("Theo dõi thời hạn", "Quá hạn 1", "Tạm dừng 1", "3 hồ sơ chưa kết thúc", late)
    head.reads("Quá hạn 2 ngày 36 phút", "Chưa ai nhận", "Hẹn trả 02/01/2024 08:24")
    bell = head.page.locator("#bell")
    expect(bell).to_have_attribute("aria-label", re.compile("^Cảnh báo: .*chưa xem"))
    head.turn(bell)
    assert head.page.url.endswith("/canh-bao")
    head.reads("Quá hạn", late, "Thẩm định", "Đánh dấu đã xem tất cả")
    head.turn(head.page.get_by_role("link", name=late).first)
    head.reads("Quá hạn 2 ngày 36 phút")
    head.page.get_by_text("Vì sao?").click()
    head.reads("Bỏ qua 01/01/2024 Tết Dương lịch (Bộ luật Lao động 45/2019/QH14 Đ.112 k.1).")
    head.follow("Xem từng ngày")
    head.reads(
        "Vì sao hẹn trả lúc 02/01/2024 08:24?",
        "Tiếp nhận Thứ Năm 07/12/2023 08:24, thời hạn 17 ngày làm việc.",
        "ngày 16",
        "hạn 08:24",
        "hôm nay",
    )
    head.go("/canh-bao")
    head.reads("Bạn đã xem hết cảnh báo.")
    expect(head.page.locator("#bell")).to_have_attribute("aria-label", "Cảnh báo: không có gì mới")


def test_the_morning_mail_leads_to_the_dossier(
    enter: Enter,
    installation: Installation,
    who: Callable[[str], Person],
    clock: Clock,
    front: tuple[Front, str],
) -> None:
    with mail_server() as box:
        settings = installation.settings.model_copy(
            update={
                "smtp_host": "127.0.0.1",
                "smtp_port": box.port,
                "smtp_security": "none",
                "mail_from": "motcua@motcua.example",
                "base_url": front[1],
            }
        )
        posting = replace(installation, settings=settings)
        set_email(installation.store, "kiem-soat", "kiem-soat@motcua.example", at=clock())
        code = file_at_desk(installation, who("mot-cua"), clock())
        eve = moment(29, "09:00")  # the working day before it is due
        apart(sweep_alerts)(posting, at=eve)
        clock.at = moment(2, "07:30", month=1, year=2024)
        assert apart(send_digests)(posting, at=clock()) == 1
        apart(work_outbox)(posting, "test", at=clock())
        (mail,) = box.mails
    assert box.to == ["kiem-soat@motcua.example"]
    text = mail.get_body(("plain",)).get_content()
    assert "Sắp đến hạn" in text
    link = next(word for word in text.split() if word.endswith(f"/ho-so/{code}"))
    head = enter("kiem-soat")
    head.page.goto(link)
    head.reads(code, "Còn 54 phút")


def test_the_explanation_is_that_of_the_moment_asked_for(enter: Enter, late: str) -> None:
    del late
    paused = "H37.04-231208-0001"
    head = enter("kiem-soat")
    head.go(f"/ho-so/{paused}/vi-sao")
    head.reads("Tạm dừng từ Thứ Ba 12/12/2023 15:00 (chờ người nộp bổ sung giấy tờ)")
    head.type("Xem tại ngày:", "11/12/2023")
    head.type("lúc:", "09:00")
    head.press("Xem")
    head.reads("Như đã biết lúc 11/12/2023 09:00", "đang xem", "Còn 1")
    head.lacks("Tạm dừng")
    head.type("Xem tại ngày:", "hôm qua")
    head.press("Xem")
    head.reads("Hãy nhập ngày dạng 07/12/2023")


def test_who_held_it_how_long(enter: Enter, late: str) -> None:
    head = enter("kiem-soat")
    head.dossier(late, "quy-trinh")
    head.reads("Ai giữ bao lâu", "Đã giữ", "Phòng Quản lý chuyên ngành")


def pages(officer: Officer, code: str):
    """The pages of this file, each in turn."""
    paths = ("/theo-doi", "/theo-doi?tab=paused", "/theo-doi?tab=near", "/canh-bao")
    own = ("", "?tab=quy-trinh", "/vi-sao", "/vi-sao?ngay=20/12/2023")
    for path in (*paths, "/canh-bao?xem=tat-ca", *(f"/ho-so/{code}{end}" for end in own)):
        officer.go(path)
        yield path


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault_and_nothing_sticks_out(
    size: tuple[int, int], enter: Enter, late: str
) -> None:
    axe = AXE.read_text(encoding="utf-8")
    head = enter("kiem-soat", size=size)
    faults: list[str] = []
    for path in pages(head, late):
        faults += examined(head, axe)
        faults += [f"{path} is too wide: {found}" for found in sideways(head)]
        head.reads_vietnamese()
    assert not faults, "\n".join(faults)
