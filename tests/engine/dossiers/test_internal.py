"""Internal procedures: who opens them, how they go over several agencies, what has no limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.accounts import Person
from engine.alerts.sweep import sweep_alerts
from engine.deadlines.explanation.chain import why
from engine.deadlines.marks import TimeState
from engine.definitions.status import Channel, Status
from engine.desk.dossier import dossier as view_of
from engine.desk.inbox import inbox, search
from engine.desk.internal import opening, openings, opens_any
from engine.desk.reception import procedures
from engine.desk.watch import watch
from engine.dossiers import (
    Applicant,
    ReceiveRequest,
    SubmitRequest,
    claim,
    complete,
    receive,
    submit,
    withdraw,
)
from engine.dossiers.apologies.pages import apology
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.dossiers.internal import InternalOpening, InternalRequest, open_internal
from engine.errors import Invalid, MotcuaError
from engine.installation import Installation
from tests.conftest import furnished
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.inside import (
    DRAFT,
    EVERYWHERE,
    LETTER,
    LIMITED,
    THEIRS,
    content_with_internal,
)
from tests.engine.dossiers.play import GENERAL, Desk, Dossier, Values, hired, on
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store

THURSDAY = on("2023-12-07 08:24")
NUMBERED: Values = {"so_ky_hieu": "12/CV"}
OURS = "Sở Khoa học và Công nghệ"


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An office with internal procedures; at the end every dossier must be sound."""
    folder = tmp_path_factory.mktemp("inside")
    with open_store(
        request.param,
        folder,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store, content_with_internal(folder / "content"))
        yield opened
        assert_sound(opened)


@pytest.fixture
def person(installation: Installation) -> Callable[[str], Person]:
    return Desk(installation).officer


Who = Callable[[str], Person]


def opened(
    installation: Installation, who: Person, procedure: str = LETTER, **more: object
) -> InternalOpening:
    given: dict[str, object] = {"procedure": procedure, "subject": "Công văn số 12", **more}
    return open_internal(installation, who, InternalRequest(**given), at=THURSDAY)  # type: ignore[arg-type]


def refusal(act: Callable[[], object]) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        act()
    return refused.value


class TestOpening:
    def test_the_opener_holds_the_first_step(self, installation: Installation, person: Who) -> None:
        clerk = person("van-thu")
        done = opened(installation, clerk, requester=" Sở  Nội vụ ", draft={"so_ky_hieu": "1"})
        assert done.code.startswith("H37.04-231207-")
        assert (done.status, done.due_at) == (Status.IN_PROGRESS, None)
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        (step,) = dossier.steps()
        assert (step.node, step.unit, step.assignee) == ("tiep_nhan", "so-khcn", clerk.id)
        row = dossier.row
        assert (row.subject, dossier.filed_by().addressed) == ("Công văn số 12", "Sở Nội vụ")
        assert (row.channel, row.agency, row.received_at) == (
            Channel.INTERNAL,
            "so-khcn",
            THURSDAY,
        )
        assert [r.action for r in dossier.journal()] == ["opened"]
        (task,) = view_of(installation, clerk, done.code, THURSDAY).tasks
        assert task.values["so_ky_hieu"] == "1"
        assert task.values["don_vi_mo"] == "so-khcn"

    def test_with_the_first_form_filled_in_it_is_passed_on(
        self, installation: Installation, person: Who
    ) -> None:
        done = opened(installation, person("van-thu"), first=NUMBERED)
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        assert dossier.waits() == {("phan_phoi", "lanh_dao", "so-khcn")}
        assert [r.action for r in dossier.journal()] == ["opened"]
        (line,) = dossier.lines()
        assert line.step == "Tiep nhan"
        assert [(a.label, a.value) for a in line.answers] == [("Số, ký hiệu", "12/CV")]

    def test_all_that_is_wrong_is_told_together_and_nothing_is_kept(
        self, installation: Installation, person: Who
    ) -> None:
        clerk = person("van-thu")
        before = search(installation, clerk, text="", at=THURSDAY).total
        error = refusal(
            lambda: opened(
                installation, clerk, subject=" ", requester="x" * 301, first={"so_ky_hieu": 5}
            )
        )
        assert isinstance(error, Invalid)
        assert {(p.key, p.code) for p in error.problems} == {
            ("subject", "required"),
            ("requester", "max_length"),
            ("first.so_ky_hieu", "type"),
        }
        assert search(installation, clerk, text="", at=THURSDAY).total == before

    @pytest.mark.parametrize("kept", ["first", "draft"])
    def test_the_letters_own_words_say_what_it_is_about(
        self, installation: Installation, person: Who, kept: str
    ) -> None:
        clerk, said = person("van-thu"), {**NUMBERED, "trich_yeu": "Về việc\n mời họp"}
        assert opening(installation, clerk, LETTER).subject_from == "Trích yếu"
        assert opening(installation, clerk, LIMITED).subject_from == ""
        done = opened(installation, clerk, subject="", **{kept: said})
        assert Dossier(Desk(installation), done.code, THURSDAY).row.subject == "Về việc mời họp"
        long = opened(installation, clerk, subject="", draft={"trich_yeu": "từ " * 400})
        assert len(Dossier(Desk(installation), long.code, THURSDAY).row.subject) <= 500

    def test_without_a_requester_it_is_the_openers_unit(
        self, installation: Installation, person: Who
    ) -> None:
        done = opened(installation, person("van-thu"))
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        assert dossier.filed_by().submitter.name == "Sở Khoa học và Công nghệ"

    @pytest.mark.parametrize(
        "username", ["lanh-dao", "chuyen-vien", "mot-cua", "van-thu-tttt", "quan-tri"]
    )
    def test_others_do_not_open_it(
        self, installation: Installation, person: Who, username: str
    ) -> None:
        who = person(username)
        assert refusal(lambda: opened(installation, who)).code == "not_opener"
        assert LETTER not in {c.code for c in openings(installation, who)}

    def test_only_internal_procedures_are_opened_so(
        self, installation: Installation, person: Who
    ) -> None:
        error = refusal(lambda: opened(installation, person("mot-cua"), GENERAL))
        assert error.code == "not_internal"

    def test_no_applicant_files_one(self, installation: Installation, person: Who) -> None:
        clerk, applicant = person("mot-cua"), Applicant("Người nộp")
        assert LETTER not in {c.code for c in procedures(installation, clerk)}
        asked = ReceiveRequest(LETTER, applicant, {}, {})
        told = [
            refusal(lambda: receive(installation, clerk, asked, at=THURSDAY)).code,
            refusal(
                lambda: submit(installation, SubmitRequest(LETTER, applicant, {}), at=THURSDAY)
            ).code,
        ]
        assert told == ["internal_only", "internal_only"]


class TestWhere:
    def test_what_the_province_declares_each_agency_opens(
        self, installation: Installation, person: Who
    ) -> None:
        done = opened(installation, person("van-thu-tttt"), EVERYWHERE, first={})
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        assert (dossier.row.agency, dossier.row.one_stop) == ("so-tttt", "so-tttt")
        assert done.code.startswith("H37.90-")
        assert dossier.waits() == {("duyet", "lanh_dao", "so-tttt")}

    def test_each_division_drafts_for_itself(self, installation: Installation, person: Who) -> None:
        done = opened(installation, person("chuyen-vien"), DRAFT, first=NUMBERED)
        assert Dossier(Desk(installation), done.code, THURSDAY).waits() == {
            ("duyet", "lanh_dao_phong", "phong-quan-ly-chuyen-nganh")
        }
        error = refusal(lambda: opened(installation, person("chuyen-vien-tttt"), DRAFT))
        assert error.code == "not_opener"

    def test_who_may_open_it_in_two_units_says_in_which(self, installation: Installation) -> None:
        both = hired(installation, "van-thu-hai-noi", {"van_thu": "so-khcn"})
        twice = Person(
            both.id,
            both.username,
            both.name,
            both.kind,
            (*both.grants, *hired(installation, "van-thu-tttt").grants),
        )
        view = opening(installation, twice, EVERYWHERE)
        assert [unit for unit, _ in view.units] == ["so-khcn", "so-tttt"]
        done = opened(installation, twice, EVERYWHERE, unit="so-tttt")
        assert Dossier(Desk(installation), done.code, THURSDAY).row.agency == "so-tttt"
        error = refusal(lambda: opened(installation, twice, EVERYWHERE, unit="so-y-te"))
        assert error.code == "not_opener"

    @pytest.mark.parametrize(
        ("username", "codes"),
        [
            ("van-thu", {LETTER, LIMITED, EVERYWHERE}),
            ("van-thu-tttt", {EVERYWHERE}),
            ("chuyen-vien", {DRAFT}),
            ("mot-cua", set()),
        ],
    )
    def test_the_page_lists_what_one_may_open(
        self, installation: Installation, person: Who, username: str, codes: set[str]
    ) -> None:
        who = person(username)
        listed = {c.code for c in openings(installation, who) if c.code.startswith("NB.THU")}
        assert listed == codes
        assert opens_any(installation, who) or not codes


@pytest.mark.parametrize(
    ("username", "procedure", "ahead"),
    [
        (
            "van-thu",
            LETTER,
            [
                ("phan_phoi", "Lãnh đạo cơ quan", OURS, False),
                ("cho_y_kien", "Chuyên viên", "Phòng Thông tin – Báo chí – Xuất bản", True),
                ("luu", "Văn thư", OURS, False),
            ],
        ),
        (
            "chuyen-vien",
            DRAFT,
            [("duyet", "Lãnh đạo phòng", "Phòng Quản lý chuyên ngành", False)],
        ),
    ],
)
def test_what_comes_next_is_told_with_its_unit(
    installation: Installation, person: Who, username: str, procedure: str, ahead: list[object]
) -> None:
    who = person(username)
    view = view_of(installation, who, opened(installation, who, procedure).code, THURSDAY)
    told = [(n.node, n.role_name, n.unit_name, n.named) for n in view.next_steps]
    assert told == ahead


@pytest.mark.parametrize(
    ("above", "unit", "reached"),
    [
        ("so-khcn", "so-khcn", True),
        ("so-khcn", THEIRS, False),
        ("ubnd-tinh", THEIRS, True),
        (THEIRS, "so-tttt", False),
        ("so-khcn", "khong-co", False),
    ],
)
def test_a_unit_reaches_what_stands_below_it(
    installation: Installation, above: str, unit: str, reached: bool
) -> None:
    assert installation.organisation.reaches(above, unit) is reached


class TestTheWholeWay:
    def test_over_two_agencies_to_the_end(self, installation: Installation, person: Who) -> None:
        done = opened(installation, person("van-thu"), first=NUMBERED)
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        (step,) = dossier.steps()
        assert step.due_at == on("2023-12-08 08:24")  # 8 working hours
        guest = person("chuyen-vien-tttt")
        error = refusal(lambda: view_of(installation, guest, done.code, THURSDAY))
        assert error.code == "other_agency"
        dossier.do("phan_phoi")
        (step,) = dossier.steps()
        assert (step.role, step.unit) == ("chuyen_vien", THEIRS)
        assert step.due_at == on("2023-12-11 08:25")  # Thursday, then two working days
        at, task = dossier.now, step.task_id
        own = person("chuyen-vien")
        assert (
            refusal(lambda: claim(installation, own, done.code, task, at=at)).code
            == "not_your_step"
        )
        (mine,) = view_of(installation, guest, done.code, at).tasks
        assert mine.can_claim
        assert complete(installation, guest, done.code, task, {}, at=at) is Status.IN_PROGRESS
        dossier.do("luu")
        row = dossier.row
        assert (row.status, row.outcome, row.ended_at) == (Status.RESOLVED, None, dossier.now)
        assert view_of(installation, guest, done.code, at).status is Status.RESOLVED

    def test_a_limit_of_its_own_runs_between_its_milestones(
        self, installation: Installation, person: Who
    ) -> None:
        done = opened(installation, person("van-thu"), LIMITED)
        assert done.due_at is None
        dossier = Dossier(Desk(installation), done.code, THURSDAY)
        assert dossier.row.received_at is None
        dossier.do("lap", at=THURSDAY)
        assert dossier.row.due_at == on("2023-12-14 08:24")
        dossier.do("xem", at=on("2023-12-15 09:00"))
        assert dossier.row.outcome == "late"

    def test_a_late_one_is_nobodys_to_apologise_for(
        self, installation: Installation, person: Who
    ) -> None:
        done = opened(installation, person("van-thu"), LIMITED)
        Dossier(Desk(installation), done.code, THURSDAY).do("lap", at=THURSDAY)
        late = on("2023-12-20 09:00")
        sweep_apologies(installation, at=late)
        found = apology(installation, person("lanh-dao"), done.code, late)
        assert (found.state, found.refusal, found.concerns) == ("", "no_apology_inside", False)


class TestWithoutLimit:
    @pytest.fixture
    def dossier(self, installation: Installation, person: Who) -> Dossier:
        done = opened(installation, person("van-thu"), subject="Thư không có hạn", first=NUMBERED)
        return Dossier(Desk(installation), done.code, THURSDAY)

    def test_lists_show_the_steps_own_time(self, dossier: Dossier, person: Who) -> None:
        late = on("2023-12-11 08:00")
        found = {
            tab: [
                i
                for i in inbox(dossier.installation, person("lanh-dao"), tab=tab, at=late).items
                if i.code == dossier.code
            ]
            for tab in ("fresh", "due")
        }
        (item,), (due,) = found["fresh"], found["due"]
        assert item == due
        assert (item.subject, item.channel) == ("Thư không có hạn", Channel.INTERNAL)
        assert item.time.state is TimeState.NOT_RUNNING
        assert item.step_time.state is TimeState.OVERDUE

    def test_a_step_due_sooner_stands_before_a_dossier_due_later(
        self, installation: Installation, dossier: Dossier, person: Who
    ) -> None:
        leader = person("lanh-dao")
        other = Dossier(
            Desk(installation),
            opened(installation, person("van-thu"), LIMITED, first={}).code,
            THURSDAY,
        )
        listed = [i.code for i in inbox(installation, leader, tab="fresh", at=THURSDAY).items]
        assert listed.index(dossier.code) < listed.index(other.code)

    def test_supervisors_find_it_where_nothing_is_counted(
        self, dossier: Dossier, person: Who
    ) -> None:
        page = watch(dossier.installation, person("kiem-soat"), tab="idle", at=THURSDAY)
        (item,) = [i for i in page.items if i.code == dossier.code]
        assert (item.subject, item.step_time.state) == ("Thư không có hạn", TimeState.NEAR)

    def test_it_is_explained_as_having_none(self, dossier: Dossier, person: Who) -> None:
        found = why(dossier.installation, person("van-thu"), dossier.code, at=THURSDAY)
        assert (found.chain, found.received_at) == (None, THURSDAY)
        (step,) = dossier.steps()
        of_step = why(
            dossier.installation, person("van-thu"), dossier.code, at=THURSDAY, task=step.task_id
        )
        assert of_step.chain
        assert of_step.chain.due_at == step.due_at

    def test_its_step_is_told_when_late(self, dossier: Dossier, person: Who) -> None:
        leader = person("lanh-dao")
        sweep_alerts(dossier.installation, at=on("2023-12-08 08:24"))
        with dossier.installation.store.read() as tx:
            heard = tx.exec_driver_sql(
                f"SELECT count(*) FROM alerts WHERE dossier_id = {dossier.row.id} "  # noqa: S608
                f"AND user_id = {leader.id}"
            ).scalar_one()
        assert heard

    def test_words_of_its_subject_find_it(self, dossier: Dossier, person: Who) -> None:
        found = search(
            dossier.installation, person("van-thu"), text="thu khong co han", at=THURSDAY
        )
        assert dossier.code in {i.code for i in found.items}

    def test_nobody_withdraws_it(self, dossier: Dossier) -> None:
        clerk = hired(dossier.installation, "mot-cua-cua-so", {"mot_cua": "so-khcn"})
        error = refusal(
            lambda: withdraw(dossier.installation, clerk, dossier.code, "Không cần", at=THURSDAY)
        )
        assert error.code == "no_withdrawal"
        assert not view_of(dossier.installation, clerk, dossier.code, THURSDAY).can_withdraw


def test_the_command_line_opens_one(installation: Installation, person: Who) -> None:
    person("van-thu")
    shell = Shell(installation)
    shell.environment["MOTCUA_CONTENT"] = str(installation.root)
    words = ("dossier", "open-internal", LETTER, "--subject", "Thư mời", "--as", "van-thu")
    done = shell.json(*words, "--first", '{"so_ky_hieu": "3"}', "--at", "2023-12-07T09:00")
    assert done["status"] == "in_progress"
    assert Dossier(Desk(installation), done["code"], THURSDAY).at_nodes() == {"phan_phoi"}
    assert "no_dossier" not in shell.says(
        "dossier", "open-internal", GENERAL, "--subject", "x", "--as", "van-thu"
    )
