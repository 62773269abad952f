"""The words of pages: form-js in Vietnamese, marks of time, values, the chosen language."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from engine.deadlines.marks import TimeMark, TimeState
from sla.remaining import Remaining
from tests.webui.conftest import CHECKOUT, Enter, post
from webui.sentences import shown
from webui.times import mark


def test_all_texts_are_composed_letters() -> None:
    for file in [*(CHECKOUT / "webui").rglob("*.py"), *(CHECKOUT / "webui").rglob("*.html")]:
        text = file.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), file


def test_every_text_of_the_form_viewer_is_translated() -> None:
    viewer = CHECKOUT / "node_modules/@bpmn-io/form-js-viewer/dist/index.es.js"
    if not viewer.exists():
        pytest.skip("npm packages are not installed")
    code = viewer.read_text(encoding="utf-8")
    wanted = {
        (single or double).replace("\\'", "'")
        for single, double in re.findall(
            r"""[^\w]_?translate\((?:'((?:[^'\\]|\\.)+)'|"([^"]+)")""", code
        )
    }
    ours = (CHECKOUT / "assets/form-words.js").read_text(encoding="utf-8")
    # The one with braces is the example in a comment of the viewer.
    missing = {text for text in wanted - {"HELLO {you}", "HELLO {you}!"} if text not in ours}
    assert missing == set()
    assert len(wanted) > 30


@pytest.mark.parametrize(
    ("state", "left", "text"),
    [
        (TimeState.WITHIN, Remaining(23, 2, 36, False), "● Còn 23 ngày 2 giờ 36 phút"),
        (TimeState.NEAR, Remaining(0, 4, 36, False), "◆ Còn 4 giờ 36 phút"),
        (TimeState.OVERDUE, Remaining(0, 7, 24, True), "▲ Quá hạn 7 giờ 24 phút"),
        (TimeState.EARLY, Remaining(2, 0, 0, False), "✓ Xong trước hạn 2 ngày"),
        (TimeState.ON_TIME, Remaining(0, 0, 0, False), "✓ Xong đúng hạn"),
        (TimeState.LATE, Remaining(1, 0, 5, True), "▲ Xong trễ hạn 1 ngày 5 phút"),
        (TimeState.NEAR, Remaining(0, 0, 0, False), "◆ Còn dưới 1 phút"),
        (TimeState.NOT_RUNNING, None, "○ Không tính thời hạn"),
    ],
)
def test_a_mark_of_time_is_shape_and_word(
    app: Flask, state: TimeState, left: Remaining | None, text: str
) -> None:
    with app.test_request_context():
        drawn = mark(TimeMark(state, remaining=left))
    assert f"{drawn.shape} {drawn.text}" == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "Có"),
        (False, "Không"),
        (date(2023, 12, 7), "07/12/2023"),
        (datetime(2023, 12, 7, 1, 24, tzinfo=UTC), "07/12/2023 08:24"),
        ("2023-12-07", "2023-12-07"),
        ([{"ten": "Máy A"}, {"ten": "Máy B"}], "Máy A; Máy B"),
        (92.5, "92,5"),
        (3, "3"),
        (None, ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(app: Flask, value: object, text: str) -> None:
    with app.test_request_context():
        assert shown(value) == text


def test_the_reader_may_switch_to_english_and_back(enter: Enter) -> None:
    clerk = enter("mot.cua")
    post(clerk, "/ngon-ngu", language="en", next="/hop-viec")
    page = clerk.get("/hop-viec").text
    assert '<html lang="en">' in page
    assert "My inbox" in page
    post(clerk, "/ngon-ngu", language="vi", next="/hop-viec")
    assert "Hộp việc của tôi" in clerk.get("/hop-viec").text
