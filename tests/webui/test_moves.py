"""Moving running dossiers through the pages: asked, seen before, done, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.installation import Installation
from engine.instance_migration.reasons import Reason
from engine.jobs.moves import work_moves
from engine.storage import Store
from tests.conftest import OPENED, PASSWORD, furnished, hire
from tests.engine.dossiers.play import ACCEPT, GENERAL, PASS, TO_APPRAISAL, Desk, Dossier
from tests.engine.instance_migration.conftest import (
    DIAGRAM,
    LATER,
    NO_PAUSE,
    OTHER_STEP,
    SHORTER,
    Publish,
    publish,
)
from tests.engine.instance_migration.test_batches import TO_PAUSE, TO_REVIEW
from tests.oracle import assert_sound
from tests.stores import blank
from tests.webui.conftest import CHECKOUT, Clock, post
from webui import create_app
from webui.design.move_words import GROUPS, group_in_words, reason_in_words

__all__ = ["publish"]

DESIGNER = "thiet-ke"
NOTE = "Đổi bước duyệt dự thảo"
LEGAL = "Hạn giải quyết không đổi: tính theo quy định khi tiếp nhận."
ASKED = {"thu-tuc": GENERAL, "den": "2"}
MAPPED = {"map.duyet_du_thao": "xet_du_thao"}
Enter = Callable[[str], FlaskClient]


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    store = Store(blank(tmp_path / "chuyen.sqlite"))
    opened = furnished(store)
    grants = [Grant("thiet_ke", "so-khcn")]
    made = {"grants": grants, "at": OPENED, "settings": opened.settings}
    create_user(store, DESIGNER, "Người thiết kế", PASSWORD, **made)
    for username in ("chuyen-vien", "lanh-dao", "lanh-dao-tttt"):
        hire(opened, username)
    clock.at = LATER
    yield opened
    assert_sound(opened)
    store.close()


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation)


@pytest.fixture
def app(installation: Installation, clock: Clock) -> Flask:
    return create_app(installation, clock)


@pytest.fixture
def enter(app: Flask) -> Enter:
    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        assert post(client, "/dang-nhap", username=name, password=PASSWORD).status_code == 302
        return client

    return sign_in


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter(DESIGNER)


@pytest.fixture
def begun(desk: Desk, publish: Publish) -> tuple[Dossier, ...]:
    """Two that wait for appraisal and one for a review, which version 2 has as another step."""
    started = [desk.receive(ACCEPT).play(*acts) for acts in (TO_APPRAISAL, TO_APPRAISAL, TO_REVIEW)]
    publish(*OTHER_STEP, SHORTER)
    return tuple(started)


def words(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def proposed(client: FlaskClient, **fields: str) -> str:
    """The address of a batch just proposed."""
    answer = post(client, "/chuyen/moi", **{**ASKED, "note": NOTE, **fields})
    assert answer.status_code == 302, answer.text
    return answer.location


def versions_of(begun: tuple[Dossier, ...]) -> list[int]:
    return [int(dossier.row.version_id or 0) for dossier in begun]


def test_procedures_with_older_dossiers_come_first(
    designer: FlaskClient, begun: tuple[Dossier, ...]
) -> None:
    page = designer.get("/chuyen").text
    assert f"/chuyen/moi?thu-tuc={GENERAL}" in page
    assert "phiên bản 2 3" in words(page)
    assert "Chưa chuyển hồ sơ nào." in page
    assert LEGAL in page


def test_all_run_on_the_version_in_force(designer: FlaskClient, desk: Desk) -> None:
    desk.receive(ACCEPT)
    assert "Mọi hồ sơ đều theo phiên bản đang áp dụng." in designer.get("/chuyen").text
    page = designer.get(f"/chuyen/moi?thu-tuc={GENERAL}").text
    assert "Không có hồ sơ nào để chuyển." in page
    assert designer.get("/chuyen/moi").location == "/chuyen"


def test_what_differs_and_which_steps_are_gone_is_said_first(
    designer: FlaskClient, begun: tuple[Dossier, ...]
) -> None:
    page = designer.get(f"/chuyen/moi?thu-tuc={GENERAL}").text
    told = words(page)
    for sentence in (
        "3 hồ sơ theo phiên bản 1",
        "Bước “Thẩm định”: thời hạn 10 ngày làm việc → 5 ngày làm việc.",
        "1 hồ sơ đang chờ ở bước “Duyệt dự thảo”",
        "Phiên bản 2 vẽ lại bước này với mã khác.",
        LEGAL,
    ):
        assert sentence in told, sentence
    assert f"/quy-trinh/{GENERAL}/so-sanh?tu=1&amp;den=2" in page
    options = re.findall(r'<option value="(\w+)"', page)
    assert {"xet_du_thao", "tham_dinh"} <= set(options)
    assert "het_han" not in options


def test_a_move_without_a_reason_keeps_what_was_chosen(
    designer: FlaskClient, begun: tuple[Dossier, ...]
) -> None:
    answer = post(designer, "/chuyen/moi", **ASKED, **MAPPED, note=" ")
    assert answer.status_code == 422
    assert "<title>Lỗi: Chuyển hồ sơ" in answer.text
    assert "Lý do: hãy nhập mục này" in answer.text
    assert '<option value="xet_du_thao" selected>' in answer.text
    long = post(designer, "/chuyen/moi", **ASKED, note="x" * 400)
    assert "Lý do: hãy nhập nhiều nhất 300 ký tự" in long.text


@pytest.mark.slow
def test_a_batch_from_preview_to_undoing(
    designer: FlaskClient, begun: tuple[Dossier, ...], desk: Desk
) -> None:
    before = versions_of(begun)
    address = proposed(designer)
    told = words(designer.get(address).text)
    for sentence in (
        "2 hồ sơ chuyển được",
        "1 hồ sơ không chuyển được",
        "Cộng: 3 hồ sơ",
        "Bước đang chờ không còn trong phiên bản mới 1 Chọn bước tương ứng ở dưới",
        f"{begun[2].code} phiên bản 1 Duyệt dự thảo Bước “Duyệt dự thảo” không còn",
        f"Lý do: {NOTE}",
        LEGAL,
    ):
        assert sentence in told, sentence
    can = words(designer.get(f"{address}?xem=duoc").text)
    assert f"{begun[0].code} phiên bản 1 Thẩm định · giữ nguyên bước" in can
    assert versions_of(begun) == before

    assert post(designer, f"{address}/ap-dung").location == address
    told = words(designer.get(address).text)
    assert "2 hồ sơ đã chuyển" in told
    assert "Lập đợt chuyển khác và chọn bước tương ứng." in told
    assert "Hồ sơ đã có người xử lý tiếp từ khi chuyển thì giữ nguyên phiên bản 2." in told
    assert len(set(versions_of(begun))) == 2

    begun[0].now = LATER
    begun[0].do("tham_dinh", PASS)
    post(designer, f"{address}/hoan-tac")
    told = words(designer.get(address).text)
    for sentence in (
        "1 hồ sơ đã trở lại phiên bản trước",
        "1 hồ sơ giữ nguyên ở phiên bản mới",
        "1 hồ sơ không chuyển được",
        "Cộng: 3 hồ sơ",
        "1 hồ sơ đã có người xử lý tiếp từ khi chuyển nên giữ nguyên phiên bản 2.",
        f"{begun[0].code} từ phiên bản 1 Duyệt dự thảo Đã có người xử lý tiếp",
    ):
        assert sentence in told, sentence
    assert versions_of(begun)[1:] == before[1:]
    line = "1 đã trở lại phiên bản trước · 1 giữ nguyên ở phiên bản mới · 1 không chuyển được"
    assert line in words(designer.get("/chuyen").text)


def test_steps_chosen_on_the_preview_make_another_of_it(
    designer: FlaskClient, begun: tuple[Dossier, ...]
) -> None:
    first = proposed(designer)
    page = designer.get(first).text
    assert '<select id="f-map-1" name="map.duyet_du_thao">' in page
    number = first.rpartition("/")[2]
    second = proposed(designer, thay=number, **MAPPED)
    told = words(designer.get(f"{second}?xem=duoc").text)
    assert "3 hồ sơ chuyển được 0 hồ sơ không chuyển được" in told
    assert f"{begun[2].code} phiên bản 1 Duyệt dự thảo → Duyệt dự thảo" in told
    assert "Đợt chuyển này đã bỏ" in designer.get(first).text
    # What was replaced is settled already: the new preview stands all the same.
    assert proposed(designer, thay=number) != second


def test_a_preview_replaces_only_one_of_its_own_procedure(
    designer: FlaskClient, begun: tuple[Dossier, ...]
) -> None:
    for strange in ("999", "0"):
        answer = post(designer, "/chuyen/moi", **ASKED, **MAPPED, note=NOTE, thay=strange)
        assert answer.status_code == 404
    assert "/chuyen/1" not in designer.get("/chuyen").text, "nothing was proposed"
    assert post(designer, "/chuyen/moi", **ASKED, note=NOTE, thay="x").status_code == 400


def test_giving_up_changes_nothing(designer: FlaskClient, begun: tuple[Dossier, ...]) -> None:
    before = versions_of(begun)
    address = proposed(designer)
    post(designer, f"{address}/bo")
    assert "Đã bỏ đợt chuyển. Không hồ sơ nào thay đổi." in designer.get("/chuyen").text
    assert versions_of(begun) == before
    late = post(designer, f"{address}/ap-dung")
    assert late.status_code == 409
    assert "đã thực hiện, đã hoàn tác hoặc đã bỏ" in late.text


def test_progress_is_looked_at_again_until_nobody_works(
    designer: FlaskClient,
    begun: tuple[Dossier, ...],
    installation: Installation,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.instance_migration.batches.FIRST", 1)
    address = proposed(designer)
    page = designer.get(address).text
    assert "Đã xem 1 trên 3 hồ sơ." in page
    assert f'hx-get="{address}" hx-trigger="every 1s"' in page
    clock.passes(seconds=20)
    idle = designer.get(address).text
    assert "Bộ lập lịch chưa chạy" in idle
    assert "every 1s" not in idle
    early = post(designer, f"{address}/ap-dung")
    assert "Hệ thống còn đang xem hồ sơ nào chuyển được." in early.text
    while work_moves(installation, clock.at):
        pass
    post(designer, f"{address}/ap-dung")
    assert "Đã xử lý 1 trên 2 hồ sơ." in designer.get(address).text
    while work_moves(installation, clock.at):
        pass
    post(designer, f"{address}/hoan-tac")
    page = designer.get(address).text
    assert "Đang hoàn tác" in page
    assert "every 1s" in page


def test_none_that_can_go_leaves_no_button(
    designer: FlaskClient, desk: Desk, publish: Publish
) -> None:
    desk.receive(ACCEPT).play(*TO_PAUSE)
    publish(NO_PAUSE)
    page = designer.get(proposed(designer)).text
    assert "Không hồ sơ nào chuyển được." in page
    assert "ap-dung" not in page
    assert "Thời hạn giải quyết sẽ chạy tiếp chỉ vì việc chuyển." in page


class TestOne:
    def test_what_it_would_mean_is_said_first(
        self, designer: FlaskClient, begun: tuple[Dossier, ...]
    ) -> None:
        home = f"/ho-so/{begun[2].code}"
        page = designer.get(home).text
        assert f'href="{home}/doi-quy-trinh"' in page
        assert "phiên bản 1 đang áp dụng phiên bản 2" in words(page)
        asked = words(designer.get(f"{home}/doi-quy-trinh").text)
        for sentence in (
            "đang theo phiên bản 1",
            "Hồ sơ này chưa chuyển sang phiên bản 2 được",
            "Bước “Duyệt dự thảo” không còn trong phiên bản mới.",
            "thời hạn 10 ngày làm việc → 5 ngày làm việc",
            LEGAL,
        ):
            assert sentence in asked, sentence
        shown = designer.get(f"{home}/doi-quy-trinh?den=2&map.duyet_du_thao=xet_du_thao").text
        assert "Đang chờ ở Duyệt dự thảo Sẽ chờ ở Duyệt dự thảo" in words(shown)
        assert '"current": ["xet_du_thao"]' in shown
        empty = post(designer, f"{home}/doi-quy-trinh", den="2", note="", **MAPPED)
        assert empty.status_code == 422
        assert "Lý do: hãy nhập mục này" in empty.text
        assert 'name="map.duyet_du_thao" value="xet_du_thao"' in empty.text

    def test_there_and_back(
        self, designer: FlaskClient, begun: tuple[Dossier, ...], enter: Enter
    ) -> None:
        dossier, before = begun[2], begun[2].row
        home = f"/ho-so/{dossier.code}"
        done = post(designer, f"{home}/doi-quy-trinh", den="2", note=NOTE, **MAPPED)
        assert done.location == home
        page = words(designer.get(home).text)
        assert "Đã chuyển hồ sơ sang phiên bản 2." in page
        assert "Hoàn tác được đến khi có người xử lý bước tiếp theo." in page
        assert dossier.at_nodes() == {"xet_du_thao"}
        assert dossier.row.due_at == before.due_at
        assert "Hoàn tác được" not in enter("chuyen-vien").get(home).text

        post(designer, f"{home}/doi-quy-trinh/hoan-tac")
        page = words(designer.get(home).text)
        assert "Hồ sơ trở lại phiên bản trước khi chuyển." in page
        assert "Hoàn tác được" not in page
        assert (dossier.row.version_id, dossier.row.due_at) == (before.version_id, before.due_at)

    def test_the_journal_tells_both_ways(
        self, designer: FlaskClient, begun: tuple[Dossier, ...]
    ) -> None:
        home = f"/ho-so/{begun[2].code}"
        post(designer, f"{home}/doi-quy-trinh", den="2", note=NOTE, **MAPPED)
        post(designer, f"{home}/doi-quy-trinh/hoan-tac")
        journal = words(designer.get(f"{home}?tab=nhat-ky").text)
        for sentence in (
            "Chuyển hồ sơ từ phiên bản 1 sang phiên bản 2 của quy trình.",
            f"Hồ sơ chờ ở bước: Duyệt dự thảo. Lý do: {NOTE}",
            "hồ sơ trở lại phiên bản 1 của quy trình. Hồ sơ chờ ở bước: Duyệt dự thảo.",
        ):
            assert sentence in journal, sentence
        assert journal.count(f"Lý do: {NOTE}") == 1

    def test_the_way_back_ends_with_the_next_step(
        self, designer: FlaskClient, begun: tuple[Dossier, ...]
    ) -> None:
        dossier = begun[0]
        home = f"/ho-so/{dossier.code}"
        post(designer, f"{home}/doi-quy-trinh", den="2", note=NOTE)
        assert "Hoàn tác được" in designer.get(home).text
        dossier.now = LATER
        dossier.do("tham_dinh", PASS)
        assert "Hoàn tác được" not in designer.get(home).text
        late = post(designer, f"{home}/doi-quy-trinh/hoan-tac")
        assert late.status_code == 409
        assert "Đã có người xử lý tiếp hồ sơ" in late.text

    def test_what_cannot_go_is_refused_whatever_the_page_said(
        self, designer: FlaskClient, begun: tuple[Dossier, ...]
    ) -> None:
        home = f"/ho-so/{begun[2].code}"
        answer = post(designer, f"{home}/doi-quy-trinh", den="2", note=NOTE)
        assert answer.status_code == 409
        assert "Hồ sơ này chưa chuyển sang phiên bản đó được." in answer.text
        assert "Đang chờ" in designer.get(f"{home}/doi-quy-trinh?den=2").text

    def test_the_version_that_it_has(
        self, designer: FlaskClient, begun: tuple[Dossier, ...]
    ) -> None:
        home = f"/ho-so/{begun[0].code}/doi-quy-trinh"
        page = designer.get(f"{home}?den=1").text
        assert "Hồ sơ đang theo phiên bản 1." in page
        assert designer.get(f"{home}?den=7").status_code == 404
        assert designer.get(f"{home}?den=x").status_code == 400

    def test_an_ended_dossier_and_a_single_version_offer_nothing(
        self, designer: FlaskClient, desk: Desk, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT)
        home = f"/ho-so/{dossier.code}"
        assert "doi-quy-trinh" not in designer.get(home).text
        publish((DIAGRAM, "10 working days", "9 working days"))
        assert "doi-quy-trinh" in designer.get(home).text
        dossier.now = LATER
        dossier.withdraw()
        dossier.play(("tra_lai_ho_so", {}))
        assert "doi-quy-trinh" not in designer.get(home).text


@pytest.mark.parametrize(
    ("name", "status"), [("chuyen-vien", 403), ("lanh-dao-tttt", 403), ("lanh-dao", 200)]
)
def test_who_may(name: str, status: int, begun: tuple[Dossier, ...], enter: Enter) -> None:
    client, dossier = enter(name), f"/ho-so/{begun[0].code}"
    for path in (f"/chuyen/moi?thu-tuc={GENERAL}", f"{dossier}/doi-quy-trinh"):
        assert client.get(path).status_code == status, path
    posted = post(client, "/chuyen/moi", **ASKED, note=NOTE)
    assert posted.status_code == (302 if status == 200 else 403)
    if name == "chuyen-vien":
        assert client.get("/chuyen").status_code == 403
        assert "doi-quy-trinh" not in client.get(dossier).text
    if name == "lanh-dao":
        assert "doi-quy-trinh" in client.get(dossier).text
        assert "so-sanh" not in client.get(f"/chuyen/moi?thu-tuc={GENERAL}").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/chuyen/99", 404),
        ("/chuyen/moi?thu-tuc=9.9", 404),
        (f"/chuyen/moi?thu-tuc={GENERAL}&den=9", 404),
        (f"/chuyen/moi?thu-tuc={GENERAL}&den=x", 400),
        ("/ho-so/H37.04-1/doi-quy-trinh", 404),
    ],
)
def test_what_is_not_there_is_said(designer: FlaskClient, path: str, status: int) -> None:
    answer = designer.get(path)
    assert answer.status_code == status
    assert "Về mục Quy trình" in answer.text


def codes_of_reasons() -> set[str]:
    """Every code that the engine documents, from the docstrings that list them."""
    texts = [
        (CHECKOUT / "engine" / file).read_text(encoding="utf-8").partition(start)[2]
        for file, start in (
            ("workflow/matching.py", "one of:"),
            ("instance_migration/reasons.py", "there are:"),
        )
    ]
    listed = [re.split(r'"""|A warning', text)[0] for text in texts]
    return {
        code
        for text in listed
        for line in re.findall(r"^ *- (.*?)[;:]", text, re.MULTILINE)
        + re.findall(r"; (`.*?):", text)
        for code in re.findall(r"`([a-z_]+)`", line)
        if code not in {"name", "kind", "other"}
    }


def test_every_reason_has_words_and_a_remedy() -> None:
    codes = codes_of_reasons()
    assert {"node_gone", "goes_on", "no_value", "busy", "acted_since"} <= codes
    assert codes - GROUPS.keys() == set()
    assert GROUPS.keys() - codes == set()


def test_words_of_reasons(app: Flask) -> None:
    told = {
        Reason("status_changes", name="resolved", other="in_progress"): (
            "Trạng thái sẽ đổi từ “Đã xử lý xong” thành “Đang xử lý” dù chưa ai làm việc đó."
        ),
        Reason("no_value", name="ký", other="Tên đơn vị"): (
            "“ký” cần mục “Tên đơn vị” mà hồ sơ chưa có và trước đó không bước nào hỏi."
        ),
        Reason("busy"): "Có người đang cập nhật hồ sơ.",
    }
    with app.test_request_context():
        for reason, sentence in told.items():
            assert reason_in_words(reason) == sentence
        for code in GROUPS:
            reason = Reason(code, name="bước", other="runs")
            assert reason_in_words(reason).endswith("."), code
            assert all(group_in_words(code)), code
