"""Two officers have the same step open. One act is done; the other is told so in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine.accounts import Person
from engine.installation import Installation
from tests.webui.browser.conftest import Enter, moment
from tests.webui.browser.licence import acts_of, file_at_desk, finish, rows_of
from tests.webui.browser.officer import Officer
from tests.webui.conftest import Clock

pytestmark = pytest.mark.browser

ANSWER = re.compile("Đã hoàn thành bước|chưa thực hiện được")
SEND = "document.querySelector('form[data-summary]').requestSubmit()"


@pytest.fixture
def code(installation: Installation, who: Callable[[str], Person], clock: Clock) -> str:
    """A dossier that waits for appraisal, claimed by nobody."""
    code = file_at_desk(installation, who("mot-cua"), clock())
    finish(installation, who("lanh-dao-phong"), code, {}, moment(7, "10:00"))
    clock.at = moment(8, "08:00")
    return code


def opened(enter: Enter, username: str, code: str, choice: str) -> Officer:
    officer = enter(username)
    officer.dossier(code)
    officer.choose(choice)
    return officer


def test_the_second_of_two_officers_reads_that_the_step_is_done(
    enter: Enter, code: str, installation: Installation, forgiven: set[int]
) -> None:
    forgiven.add(409)
    first = opened(enter, "chuyen-vien", code, "Đạt")
    second = opened(enter, "chuyen-vien-2", code, "Không đạt")
    second.type("Lý do, căn cứ", "Phòng đặt thiết bị chưa được kiểm xạ.")
    first.press("Hoàn thành bước")
    first.reads("Đã hoàn thành bước.")
    before = rows_of(installation, code)
    second.press("Hoàn thành bước")
    second.reads(
        "Việc này chưa thực hiện được",
        "Bước này đã được hoàn thành trước đó. Những gì bạn nhập chưa được ghi.",
    )
    assert rows_of(installation, code) == before
    assert acts_of(installation, code).count("completed") == 2  # the assignment, and one appraisal
    second.follow("Xem lại hồ sơ")
    second.reads("Duyệt dự thảo", "Bạn không phải làm gì lúc này.")


def test_of_two_presses_at_once_one_counts(
    enter: Enter, code: str, installation: Installation, forgiven: set[int]
) -> None:
    forgiven.add(409)
    racers = [opened(enter, name, code, "Đạt") for name in ("chuyen-vien", "chuyen-vien-2")]
    for racer in racers:
        racer.page.evaluate(SEND)  # sends, and does not wait for the answer
    done = "Đã hoàn thành bước."
    told = [racer.page.get_by_text(ANSWER).first.inner_text() for racer in racers]
    assert sorted(done in words for words in told) == [False, True]
    assert acts_of(installation, code).count("completed") == 2


def test_a_step_that_a_colleague_holds_says_who_holds_it(
    enter: Enter, code: str, installation: Installation, forgiven: set[int]
) -> None:
    forgiven.add(409)
    late = opened(enter, "chuyen-vien-2", code, "Đạt")
    early = opened(enter, "chuyen-vien", code, "Đạt")
    early.press("Nhận việc")
    late.press("Nhận việc")
    late.reads("Đồng nghiệp của bạn đã nhận bước này trước.")
    late.follow("Xem lại hồ sơ")
    late.reads("Chuyen vien đang giữ bước này.")
    assert acts_of(installation, code).count("claimed") == 1
