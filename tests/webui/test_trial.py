"""Trials at their pages: every procedure is played to its end, and nothing real is touched."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.accounts import Grant, create_user
from engine.definitions.content import read_bytes, read_content
from engine.definitions.content_root import content_root
from engine.definitions.scenarios.play import ActKind, Opening, PlayAct, Scenario
from engine.definitions.scenarios.scenario_file import read_scenario
from engine.definitions.status import Channel
from engine.installation import Installation, open_installation
from engine.settings import Settings
from engine.storage import Store
from engine.storage.dossiers import dossiers
from engine.storage.trial import trials
from engine.trial.recording import file_name
from engine.trial.scenarios import run_scenario
from engine.trial.trial import replayed
from engine.trial.trial_content import candidate_in, context_at
from tests.conftest import SECRET, furnished
from tests.engine.dossiers.play import on
from tests.engine.publishing.bench import BULLETIN, LICENCE, NOW, Bench
from tests.webui.conftest import PASSWORD, Clock, Enter, post

ROOT = content_root()
FILES = sorted(ROOT.glob("processes/*/scenarios/*.yaml"))
SUNDAY = on("2026-03-01 10:00")
ACCEPT = {"ket_qua_kiem_tra": "tiep_nhan"}


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own content with two designers, one of another agency, and a clerk: made once."""
    file = tmp_path_factory.mktemp("trials") / "template.sqlite"
    shutil.copyfile(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    opened = furnished(store)
    for name, role, unit in (
        ("tinh", "thiet_ke", "ubnd-tinh"),
        ("thiet.ke", "thiet_ke", "so-khcn"),
        ("thiet.ke.tttt", "thiet_ke", "so-tttt"),
        ("mot.cua", "mot_cua", "so-khcn-mot-cua"),
    ):
        grants, at = [Grant(role, unit)], SUNDAY
        create_user(store, name, name, PASSWORD, grants=grants, at=at, settings=opened.settings)
    store.close()
    return file


@pytest.fixture
def installation(template: Path, tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    clock.at = SUNDAY
    file = tmp_path / "motcua.sqlite"
    shutil.copyfile(template, file)
    settings = Settings(database_url=f"sqlite:///{file}", secret_key=SECRET, content=ROOT)
    store = Store(settings.database_url)
    yield open_installation(settings, store)
    store.close()


@pytest.fixture
def designer(enter: Enter) -> FlaskClient:
    return enter("tinh")


class Player:
    """Somebody at the pages of one trial."""

    def __init__(self, client: FlaskClient, number: int) -> None:
        self.client = client
        self.number = number

    @property
    def page(self) -> str:
        return self.client.get(f"/chay-thu/{self.number}").text

    @property
    def revision(self) -> str:
        found = re.search(r'name="revision" value="(\d+)"', self.page)
        assert found
        return found[1]

    def act(self, what: str, **fields: object):
        sent = {"revision": self.revision, **fields}
        return post(self.client, f"/chay-thu/{self.number}/{what}", **sent)

    def do(self, node: str, **values: object):
        return self.act("buoc", node=node, luot=node, values=json.dumps(values))

    @property
    def yaml(self) -> str:
        return self.client.get(f"/chay-thu/{self.number}/kich-ban.yaml").text


def in_form(text: str) -> str:
    """The text as it stands in the values of a form's island."""
    return json.dumps(text)[1:-1]


def scenario(file: Path) -> Scenario:
    found, findings = read_scenario(read_bytes(file), file.relative_to(ROOT).as_posix())
    assert found, findings
    return found


def opening_fields(opening: Opening) -> dict[str, object]:
    """What the opening's page would send for a play."""
    online = opening.channel is Channel.ONLINE
    later = online or opening.first is None
    return {
        "title": "Lần thử",
        "day": opening.at.strftime("%d/%m/%Y"),
        "clock": opening.at.strftime("%H:%M"),
        "channel": "desk" if online or opening.subject else opening.channel.value,
        "case": opening.case,
        "subject": opening.subject,
        "requester": opening.requester,
        "unit": opening.unit,
        "values": json.dumps(dict(opening.values)),
        "first": json.dumps(dict(opening.first or {})),
        "paper": [p.id for p in opening.papers],
        **{f"kind.{p.id}": p.kind for p in opening.papers},
        **{f"copies.{p.id}": p.copies for p in opening.papers},
        **opening.applicant,
        **({"later": "yes"} if later else {}),
    }


def begun(client: FlaskClient, procedure: str, **fields: object) -> Player:
    answer = post(client, f"/chay-thu/moi?thu-tuc={procedure}", **fields)
    assert answer.status_code == 302, re.findall(r'"f-[^>]*>([^<]*)<', answer.text)
    found = re.search(r"/chay-thu/(\d+)", answer.location)
    assert found
    return Player(client, int(found[1]))


def licence(client: FlaskClient) -> Player:
    """A licence at its second step, opened as the page offers it."""
    page = client.get(f"/chay-thu/moi?thu-tuc={LICENCE}").text
    values = re.search(r'id="application-values">(.*?)</script>', page, re.S)
    assert values
    papers = re.findall(r'name="paper" value="([^"]+)"', page)
    opening = Opening(on("2026-03-02 08:00"), {"name": "Người nộp hồ sơ"})
    fields = opening_fields(opening) | {"values": values[1], "first": json.dumps(ACCEPT)}
    fields |= {"paper": papers} | {f"kind.{p}": "copy" for p in papers}
    fields |= {f"copies.{p}": 1 for p in papers}
    del fields["later"]
    return begun(client, LICENCE, **fields)


def play_on(player: Player, act: PlayAct) -> None:
    """Do an act of a scenario at the pages."""
    which = {"instance": act.instance or ""}
    if act.kind is ActKind.DO:
        fields = {"node": act.target, "values": json.dumps(dict(act.values), default=str)}
        player.act("buoc", exception=act.exception, **fields, **which)
    elif act.kind is ActKind.SERVICE:
        kind = re.search(r'name="kind" value="([^"]+)"', player.page)
        assert kind
        out = {f"out-{n}": json.dumps(v, ensure_ascii=False) for n, v in act.values.items()}
        failing = {"error": act.error, "fail": "yes"} if act.error else {}
        player.act("dich-vu", node=act.target, kind=kind[1], **out, **failing, **which)
    elif act.kind is ActKind.MESSAGE:
        player.act("thong-bao", message=act.target, body=json.dumps(dict(act.values)))
    elif act.kind is ActKind.WITHDRAW:
        player.act("rut", reason=act.target)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_scenario_can_be_played_at_the_pages(
    designer: FlaskClient, installation: Installation, file: Path
) -> None:
    wanted, content = scenario(file), read_content(ROOT)
    candidate = candidate_in(
        content, wanted.play.procedure, context_at(content, installation.settings)
    )
    right = replayed(candidate, wanted.play)
    player = begun(designer, wanted.play.procedure, **opening_fields(wanted.play.opening))
    for before, after, act in zip(right.facts, right.facts[1:], wanted.play.acts, strict=False):
        if after.now != before.now:
            answer = player.act("dong-ho", until=after.now.isoformat())
            assert answer.status_code == 302, answer.text
        play_on(player, act)
    recorded, findings = read_scenario(player.yaml.encode(), "processes/x/scenarios/thu.yaml")
    assert recorded, findings
    assert recorded.at_end
    end = right.last
    assert (recorded.at_end.status, sorted(recorded.at_end.at)) == (end.status, sorted(end.at))
    assert recorded.at_end.outcome == end.outcome
    assert run_scenario(candidate, recorded) == []


@pytest.mark.slow
def test_nothing_real_is_touched(designer: FlaskClient, installation: Installation) -> None:
    player = licence(designer)
    player.do("phan_cong")
    player.act("dong-ho", until="2026-04-20T08:00:00+07:00")
    assert "Cảnh báo đã phát" in player.page
    with installation.store.read() as tx:
        assert dossiers.load(tx, "H37.04-260302-0001") is None


def test_the_page_of_a_new_trial_is_filled_in(designer: FlaskClient) -> None:
    page = designer.get(f"/chay-thu/moi?thu-tuc={LICENCE}").text
    assert 'value="02/03/2026"' in page, "the Monday after"
    assert "phiên bản 1" in page
    assert page.count("checked>") >= 5, "all papers are ticked"
    assert "không phải hồ sơ thật" in page


def test_the_page_says_whose_turn_it_is_and_what_would_come(designer: FlaskClient) -> None:
    page = licence(designer).page
    assert "Đang đóng vai: <b>Lãnh đạo phòng – P. QLCN</b>" in page
    assert "Sắp đến hạn: bước “Phân công”" in page
    assert "Đến hạn: cả hồ sơ" in page
    assert "<code>so_ho_so</code>" in page


def test_the_clock_goes_by_working_time_and_to_what_comes(designer: FlaskClient) -> None:
    player = licence(designer)
    player.act("dong-ho", after="hour")
    assert "Thứ Hai" in player.page
    assert "02/03/2026 09:00" in player.page
    player.act("dong-ho", after="day")
    assert "03/03/2026 09:00" in player.page
    player.act("dong-ho", day="06/03/2026", clock="10:30")
    assert "06/03/2026 10:30" in player.page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"day": "31/02/2026", "clock": "08:00"}, 422, "hãy nhập ngày và giờ"),
        ({"day": "", "clock": ""}, 422, "hãy nhập ngày và giờ"),
        ({"day": "01/03/2026", "clock": "08:00"}, 409, "Đồng hồ chạy thử không lùi được"),
        ({"day": "01/03/2090", "clock": "08:00"}, 409, "Lịch làm việc mới có từ"),
        ({"until": "ngay mai"}, 400, "Yêu cầu chưa đọc được"),
        ({"until": "2026-03-05T08:00"}, 400, "Yêu cầu chưa đọc được"),
    ],
    ids=["no such day", "nothing", "back", "past the calendar", "no moment", "no zone"],
)
def test_a_moment_that_cannot_be_is_told(
    designer: FlaskClient, fields: dict[str, str], status: int, words: str
) -> None:
    player = licence(designer)
    answer = player.act("dong-ho", **fields)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert "0 việc đã làm" in player.page


def test_what_was_typed_stays_beside_what_is_wrong(designer: FlaskClient) -> None:
    player = licence(designer)
    player.do("phan_cong")
    answer = player.do("tham_dinh", y_kien_tham_dinh="Tôi đã xem kỹ")
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    assert "hãy nhập mục này" in answer.text
    assert in_form("Tôi đã xem kỹ") in answer.text


def test_of_two_windows_the_slower_is_told_and_keeps_its_words(designer: FlaskClient) -> None:
    player = licence(designer)
    old = player.revision
    player.act("dong-ho", after="hour")
    typed = json.dumps({"y_kien_phan_cong": "Chữ của cửa sổ thứ hai"})
    answer = player.act("buoc", node="phan_cong", luot="phan_cong", values=typed, revision=old)
    assert answer.status_code == 409
    assert "vừa được làm tiếp ở cửa sổ khác" in answer.text
    assert in_form("Chữ của cửa sổ thứ hai") in answer.text
    again = player.act("lai", revision=old)
    assert again.status_code == 409
    assert "1 việc đã làm" in player.page


@pytest.mark.slow
def test_acts_are_taken_back_one_by_one_or_all(designer: FlaskClient) -> None:
    player = licence(designer)
    assert "Hoàn tác <kbd" not in player.page, "nothing was done yet"
    assert player.act("hoan-tac").status_code == 409
    for node, values in (("phan_cong", {}), ("tham_dinh", {"ket_qua_tham_dinh": "dat"})):
        assert player.do(node, **values).status_code == 302
    player.act("hoan-tac")
    assert "Đang đóng vai: <b>Chuyên viên" in player.page
    assert "1 việc đã làm bị bỏ" in designer.get(f"/chay-thu/{player.number}/lai").text
    player.act("lai")
    assert "Đang đóng vai: <b>Lãnh đạo phòng" in player.page
    assert "0 việc đã làm" in player.page


def test_a_trial_is_listed_and_forgotten_after_a_question(
    designer: FlaskClient, installation: Installation
) -> None:
    assert "Bạn chưa chạy thử lần nào." in designer.get("/chay-thu").text
    player = licence(designer)
    player.do("phan_cong")
    page = designer.get("/chay-thu").text
    assert "Lần thử" in page
    assert "Đang xử lý" in page
    assert "1 việc đã làm" in page
    assert "không lấy lại được" in designer.get(f"/chay-thu/{player.number}/xoa").text
    player.act("xoa")
    assert "Bạn chưa chạy thử lần nào." in designer.get("/chay-thu").text
    with installation.store.read() as tx:
        assert trials.load(tx, player.number) is None


def test_a_service_is_answered_by_the_player_or_fails(designer: FlaskClient) -> None:
    play = scenario(ROOT / f"processes/so-tttt/scenarios/{BULLETIN}-cap-giay-phep.yaml").play
    player = begun(designer, BULLETIN, **opening_fields(play.opening))
    for act in play.acts:
        if act.kind is ActKind.SERVICE:
            break
        play_on(player, act)
    assert "Hệ thống: Tra cứu doanh nghiệp" in player.page
    ask = {"node": act.target, "kind": "enterprise-register"}
    kind = re.search(r'name="kind" value="([^"]+)"', player.page)
    assert kind
    ask |= {"kind": kind[1], "luot": act.target}
    answer = player.act("dich-vu", **ask, **{"out-doanh_nghiep": "{sai"})
    assert (answer.status_code, "{sai" in answer.text) == (422, True)
    assert "hãy viết đúng dạng JSON" in answer.text
    answer = player.act("dich-vu", **ask, fail="yes", error="KHONG_BAT")
    assert answer.status_code == 409
    assert "Sơ đồ không bắt lỗi này" in answer.text
    answer = player.act("dich-vu", **ask, fail="yes", error="")
    assert (answer.status_code, "Mã lỗi" in answer.text) == (422, True)
    assert player.act("dich-vu", **ask).status_code == 302


def test_a_withdrawal_needs_its_reason_and_a_message_its_form(designer: FlaskClient) -> None:
    player = licence(designer)
    answer = player.act("rut", reason="  ")
    assert (answer.status_code, "Lý do rút hồ sơ: hãy nhập mục này" in answer.text) == (422, True)
    answer = player.act("thong-bao", message="gi_do", body="[1]")
    assert (answer.status_code, "hãy viết đúng dạng JSON" in answer.text) == (422, True)
    answer = player.act("thong-bao", message="gi_do")
    assert (answer.status_code, "Hồ sơ không chờ thông báo này" in answer.text) == (409, True)
    player.act("rut", reason="Đổi ý")
    assert "Công dân yêu cầu rút hồ sơ" in player.page


def test_a_scenario_says_where_its_file_belongs(designer: FlaskClient) -> None:
    player = licence(designer)
    post(designer, f"/chay-thu/{player.number}/kich-ban", title="Đủ giấy tờ, một lần", revision=1)
    page = designer.get(f"/chay-thu/{player.number}/kich-ban").text
    name = "2.002383-du-giay-to-mot-lan.yaml"
    assert f"processes/so-khcn/scenarios/{name}" in page
    answer = designer.get(f"/chay-thu/{player.number}/kich-ban.yaml")
    assert f"filename={name}" in answer.headers["Content-Disposition"]
    assert answer.text.startswith("title: Đủ giấy tờ, một lần\nprocedure: ")
    bad = post(designer, f"/chay-thu/{player.number}/kich-ban", title=" ", revision=2)
    assert (bad.status_code, "hãy nhập mục này" in bad.text) == (422, True)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Đặng Ứng – lần 2", "2.002383-dang-ung-lan-2.yaml"),
        ("../../etc/passwd", "2.002383-etc-passwd.yaml"),
        ("\r\nX: y", "2.002383-x-y.yaml"),
        (
            "Một hai ba bốn năm sáu bảy tám chín mười " * 3,
            "2.002383-mot-hai-ba-bon-nam-sau-bay-tam-chin-muoi-mot-hai.yaml",
        ),
        ("試", "2.002383-kich-ban.yaml"),
    ],
)
def test_a_files_name_is_plain(title: str, name: str) -> None:
    assert file_name(LICENCE, title) == name


def test_a_proposed_version_is_tried_before_it_is_in_force(
    designer: FlaskClient, installation: Installation
) -> None:
    bench = Bench(installation)
    number = bench.propose(bench.limit(12), at=NOW)
    page = designer.get("/chay-thu/moi").text
    assert "Đang chờ công bố" in page
    page = designer.get(f"/chay-thu/moi?nguon=publication:{number}&thu-tuc={LICENCE}").text
    assert "bản chờ công bố" in page
    assert "12 ngày làm việc" in page


def test_procedures_are_found_without_accents(designer: FlaskClient) -> None:
    page = designer.get("/chay-thu/moi?q=ban tin").text
    assert "Cấp giấy phép xuất bản bản tin" in page
    assert LICENCE not in page
    assert "Không tìm thấy thủ tục nào." in designer.get("/chay-thu/moi?q=khongco").text


def test_only_designers_try_and_only_their_own(designer: FlaskClient, enter: Enter) -> None:
    player = licence(designer)
    clerk, other = enter("mot.cua"), enter("thiet.ke.tttt")
    for path in ("", "/moi", f"/moi?thu-tuc={LICENCE}"):
        assert clerk.get(f"/chay-thu{path}").status_code == 403, path
    assert other.get(f"/chay-thu/moi?thu-tuc={LICENCE}").status_code == 403
    assert other.get("/chay-thu/moi?nguon=version:1").status_code in (200, 403)
    mine = enter("thiet.ke")
    for path in ("", "/lai", "/xoa", "/kich-ban", "/kich-ban.yaml"):
        assert mine.get(f"/chay-thu/{player.number}{path}").status_code == 404, path
        assert clerk.get(f"/chay-thu/{player.number}{path}").status_code == 404, path
    for what in ("buoc", "dich-vu", "thong-bao", "rut", "dong-ho", "hoan-tac", "lai", "xoa"):
        fields = {"revision": 1, "reason": "x", "after": "hour"}
        answer = post(mine, f"/chay-thu/{player.number}/{what}", **fields)
        assert answer.status_code == 404, what
    assert "0 việc đã làm" in player.page


@pytest.mark.parametrize(
    "source", ["version:999", "version:x", "version:" + "9" * 30, "folder:1", "publication:7"]
)
def test_a_source_that_is_not_there_is_not_found(designer: FlaskClient, source: str) -> None:
    assert designer.get(f"/chay-thu/moi?nguon={source}").status_code == 404


def test_an_opening_with_something_wrong_keeps_what_was_typed(designer: FlaskClient) -> None:
    fields = opening_fields(Opening(on("2026-03-02 08:00"), {"name": ""}, first=ACCEPT))
    answer = post(
        designer, f"/chay-thu/moi?thu-tuc={LICENCE}", **fields | {"organisation": "Cơ sở thử"}
    )
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    assert 'value="Cơ sở thử"' in answer.text
    answer = post(designer, f"/chay-thu/moi?thu-tuc={LICENCE}", **fields | {"day": "32/01/2026"})
    assert (answer.status_code, 'value="32/01/2026"' in answer.text) == (422, True)
    assert post(designer, "/chay-thu/moi").status_code == 400
