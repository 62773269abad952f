"""What real offices draw, as dossiers: units, rights, clocks, timers and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.accounts import Person
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.desk.inbox import inbox, search
from engine.dossiers import claim, complete, save_draft
from engine.dossiers.messages import deliver
from engine.errors import Forbidden, Invalid, MotcuaError, NotFound, Refused
from engine.installation import Installation
from tests.conftest import furnished
from tests.diagrams.drawn import content_with
from tests.engine.commands.conftest import Shell
from tests.engine.dossiers.play import Desk, Dossier, Values, on
from tests.oracle import assert_sound
from tests.stores import open_store

THURSDAY = on("2023-12-07 08:24")
OURS, THEIRS = "phong-quan-ly-chuyen-nganh", "phong-ttbcxb"
PROCESS = {
    "consult": "THU-01",
    "by role": "THU-02",
    "inclusive": "THU-03",
    "sub-process": "THU-04",
    "call": "THU-05",
    "timers": "THU-06",
    "messages": "THU-07",
    "event sub-process": "THU-08",
    "race": "THU-13",
}
Start = Callable[[str], Dossier]


@pytest.fixture(
    scope="module",
    params=[("sqlite", "camunda8"), ("postgresql", "camunda8"), ("sqlite", "camunda7")],
    ids="-".join,
)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An office with the drawn procedures; at the end every dossier must be sound."""
    backend, profile = request.param
    folder = tmp_path_factory.mktemp("drawn")
    root = content_with(folder / "content", profile)
    with open_store(
        backend,
        folder,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store, root)
        yield opened
        assert_sound(opened)


@pytest.fixture
def start(installation: Installation) -> Start:
    """A dossier of one of the procedures, received on Thursday."""
    return lambda name: Desk(installation, PROCESS[name]).receive({}, THURSDAY)


def refusal(act: Callable[[], object]) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        act()
    return refused.value


def asked(start: Start, *units: str) -> Dossier:
    """A dossier whose specialist asked these units."""
    dossier = start("consult")
    dossier.do("chon_noi", {"cac_noi": list(units)})
    return dossier


def answer(dossier: Dossier, unit: str, who: Person, values: Values) -> Status:
    (step,) = [s for s in dossier.steps() if s.unit == unit]
    return complete(dossier.installation, who, dossier.code, step.task_id, values, at=dossier.now)


def listed(dossier: Dossier, who: Person) -> set[str]:
    """The steps of the dossier in somebody's inbox."""
    pages = [inbox(dossier.installation, who, tab=t, at=dossier.now) for t in ("fresh", "working")]
    return {i.step_unit for p in pages for i in p.items if i.code == dossier.code}


AGREES: Values = {"y_kien": "dong_y"}


class TestConsultation:
    def test_each_agency_has_a_step_of_its_own_with_its_own_limit(self, start: Start) -> None:
        dossier = asked(start, OURS, THEIRS)
        assert dossier.waits() == {("cho_y_kien", "chuyen_vien", u) for u in (OURS, THEIRS)}
        opened = dossier.now
        assert {s.due_at for s in dossier.steps()} == {opened.replace(day=12)}  # Tuesday
        assert dossier.row.due_at == on("2023-12-21 08:24")
        assert not dossier.row.clock_stopped

    def test_it_stands_in_the_inbox_of_those_who_were_asked(self, start: Start) -> None:
        dossier = asked(start, THEIRS)
        there, here = (dossier.desk.officer(n) for n in ("chuyen-vien-tttt", "chuyen-vien"))
        name = dossier.installation.unit_name(THEIRS)
        assert (listed(dossier, there), listed(dossier, here)) == ({name}, set())

    def test_who_was_asked_may_see_the_dossier_then_and_afterwards(self, start: Start) -> None:
        dossier = start("consult")
        installation, code = dossier.installation, dossier.code
        guest = dossier.desk.officer("chuyen-vien-tttt")
        assert (
            refusal(lambda: view_of(installation, guest, code, dossier.now)).code == "other_agency"
        )
        dossier.do("chon_noi", {"cac_noi": [THEIRS]})
        (task,) = view_of(installation, guest, code, dossier.now).tasks
        assert (task.name, task.can_claim) == ("Cho ý kiến", True)
        answer(dossier, THEIRS, guest, AGREES)
        assert view_of(installation, guest, code, dossier.now).tasks == ()

    def test_before_they_are_asked_nobody_says_who_will_be(self, start: Start) -> None:
        dossier = start("consult")
        who = dossier.desk.holder("chuyen_vien")
        steps = view_of(dossier.installation, who, dossier.code, dossier.now).next_steps
        ahead = {n.node: (n.role_name, n.unit_name) for n in steps}
        assert ahead["cho_y_kien"] == ("Chuyên viên", "")
        assert ahead["tong_hop"] == ("Chuyên viên", dossier.installation.unit_name(OURS))

    def test_who_was_asked_finds_the_dossier_by_its_code_alone(self, start: Start) -> None:
        dossier = asked(start, THEIRS)
        guest, stranger = (dossier.desk.officer(n) for n in ("chuyen-vien-tttt", "mot-cua-tttt"))

        def found(who: Person, text: str) -> int:
            return search(dossier.installation, who, text=text, at=dossier.now).total

        assert found(guest, dossier.code) == 1
        assert found(guest, dossier.code.lower()) == 1
        assert found(guest, dossier.code[:6]) == 0
        assert found(stranger, dossier.code) == 0

    @pytest.mark.parametrize("username", ["van-thu-tttt", "lanh-dao-tttt", "mot-cua-tttt"])
    def test_other_units_of_that_agency_may_not(self, start: Start, username: str) -> None:
        dossier = asked(start, THEIRS)
        who = dossier.desk.officer(username)
        error = refusal(lambda: view_of(dossier.installation, who, dossier.code, dossier.now))
        assert isinstance(error, Forbidden)

    def test_who_was_asked_and_no_longer_is_sees_nothing(self, start: Start) -> None:
        dossier = asked(start, OURS, THEIRS)
        guest = dossier.desk.officer("chuyen-vien-tttt")
        answer(dossier, OURS, dossier.desk.officer("chuyen-vien"), {"y_kien": "khong_dong_y"})
        assert dossier.at_nodes() == {"tong_hop"}
        error = refusal(lambda: view_of(dossier.installation, guest, dossier.code, dossier.now))
        assert isinstance(error, Forbidden)

    def test_nobody_answers_for_another_agency(self, start: Start) -> None:
        dossier = asked(start, OURS, THEIRS)
        installation, code, at = dossier.installation, dossier.code, dossier.now
        theirs = next(s for s in dossier.steps() if s.unit == THEIRS).task_id
        ours = next(s for s in dossier.steps() if s.unit == OURS).task_id
        for username, task in (("chuyen-vien", theirs), ("chuyen-vien-tttt", ours)):
            who = dossier.desk.officer(username)
            for act in (
                lambda w=who, t=task: complete(installation, w, code, t, AGREES, at=at),
                lambda w=who, t=task: claim(installation, w, code, t, at=at),
                lambda w=who, t=task: save_draft(installation, w, code, t, AGREES, at=at),
            ):
                assert refusal(act).code == "not_your_step"

    def test_who_asked_sees_the_answers(self, start: Start) -> None:
        dossier = asked(start, OURS, THEIRS)
        asker = dossier.desk.officer("chuyen-vien")
        answer(dossier, THEIRS, dossier.desk.officer("chuyen-vien-tttt"), AGREES)
        answer(dossier, OURS, asker, AGREES)
        (task,) = view_of(dossier.installation, asker, dossier.code, dossier.now).tasks
        assert task.values["cac_y_kien"] == [
            {"noi": OURS, "y_kien": "dong_y"},
            {"noi": THEIRS, "y_kien": "dong_y"},
        ]
        told = [{a.label: a.value for a in line.answers} for line in dossier.lines()[-2:]]
        assert told == [{"Ý kiến": "Đồng ý"}, {"Ý kiến": "Đồng ý"}]

    def test_a_unit_that_does_not_exist_changes_nothing(self, start: Start) -> None:
        dossier = start("consult")
        before = dossier.row, dossier.steps()
        error = refusal(lambda: dossier.do("chon_noi", {"cac_noi": ["don-vi-khong-con"]}))
        assert (type(error), error.code) == (Refused, "no_such_unit")
        assert (dossier.row, dossier.steps()) == before

    def test_role_and_unit_may_both_be_computed(self, start: Start) -> None:
        dossier = start("by role")
        assert dossier.waits() == {("cho_y_kien", "chuyen_vien", THEIRS)}
        answer(dossier, THEIRS, dossier.desk.officer("chuyen-vien-tttt"), AGREES)
        assert dossier.waits() == {("cho_y_kien", "lanh_dao", "so-tttt")}
        answer(dossier, "so-tttt", dossier.desk.officer("lanh-dao-tttt"), AGREES)
        assert dossier.at_nodes() == {"tra"}


class TestTimers:
    def test_a_cycle_in_working_time_beats_three_times(self, start: Start) -> None:
        dossier = start("timers")
        beats = ["2023-12-08 08:24", "2023-12-11 08:24", "2023-12-12 08:24"]
        for count, beat in enumerate(beats, 1):
            (timer,) = [t for t in dossier.timers() if t.node == "nhac"]
            assert timer.due_at == on(beat)
            dossier.sweep(on(beat))
            assert [s.node for s in dossier.steps()].count("don_doc") == count
        assert "nhac" not in {t.node for t in dossier.timers()}

    def test_working_and_calendar_time_stand_side_by_side(self, start: Start) -> None:
        due = {t.node: t.due_at for t in start("timers").timers()}
        assert due["qua_nua_han"] == on("2023-12-08 08:24")
        assert due["qua_han"] == on("2023-12-12 08:24")

    def test_an_interrupting_one_takes_the_step_away(self, start: Start) -> None:
        dossier = start("timers")
        dossier.sweep(on("2023-12-12 08:24"))
        assert "xu_ly" not in dossier.at_nodes()
        assert "giao_lai" in dossier.at_nodes()
        assert dossier.timers() == ()

    def test_a_step_done_in_time_takes_its_timers_away(self, start: Start) -> None:
        dossier = start("timers")
        dossier.do("xu_ly")
        assert {t.node for t in dossier.timers()} == {"cho_cong_bo"}
        assert dossier.sweep(on("2023-12-08 08:25")) == 1
        assert dossier.at_nodes() == {"tra"}


class TestMessages:
    def send(self, dossier: Dossier, name: str, **values: object) -> Status:
        return deliver(dossier.installation, dossier.code, name, values, at=dossier.now)

    def test_a_message_moves_the_dossier_and_leaves_a_row(self, start: Start) -> None:
        dossier = start("messages")
        before = dossier.row.revision
        assert self.send(dossier, "ket_qua_kiem_nghiem", diem=8) is Status.IN_PROGRESS
        told = dossier.lines()[-1]
        assert (told.action, told.actor) == ("message_received", "")
        assert told.message == "ket_qua_kiem_nghiem"
        assert [(a.key, a.value) for a in told.answers] == [("diem", 8)]
        assert dossier.row.revision == before + 1
        self.send(dossier, "xac_nhan", ma_xac_nhan="X1")
        assert dossier.at_nodes() == {"lam_tiep"}

    def test_the_command_line_delivers(self, start: Start) -> None:
        dossier = start("messages")
        shell = Shell(dossier.installation)
        shell.environment["MOTCUA_CONTENT"] = str(dossier.installation.root)
        words = ("dossier", "message", dossier.code, "ket_qua_kiem_nghiem")
        given = ("--json-values", '{"diem": 8}', "--at", "2023-12-07T09:00")
        assert shell.json(*words, *given) == {"code": dossier.code, "status": "in_progress"}
        assert [(a.key, a.value) for a in dossier.lines()[-1].answers] == [("diem", 8)]

    def test_a_message_at_the_border_takes_the_step_away(self, start: Start) -> None:
        dossier = start("messages")
        for name in ("ket_qua_kiem_nghiem", "xac_nhan", "huy_yeu_cau"):
            self.send(dossier, name)
        assert dossier.at_nodes() == {"ghi_huy"}

    @pytest.mark.parametrize("name", ["xac_nhan", "khong_co", "", "rut_ho_so"])
    def test_what_it_does_not_wait_for_changes_nothing(self, start: Start, name: str) -> None:
        dossier = start("messages")
        before = dossier.row, dossier.journal()
        error = refusal(lambda: self.send(dossier, name))
        assert (type(error), error.code) == (Refused, "message_not_awaited")
        assert "ket_qua_kiem_nghiem" in str(error)
        assert (dossier.row, dossier.journal()) == before

    def test_a_withdrawal_is_no_message_of_others(self, start: Start) -> None:
        dossier = start("event sub-process")
        error = refusal(lambda: self.send(dossier, "rut_ho_so"))
        assert error.code == "message_not_awaited"
        assert dossier.withdraw() is Status.WITHDRAWN

    def test_a_message_cannot_pose_as_the_engine(self, start: Start) -> None:
        dossier = start("messages")
        error = refusal(lambda: self.send(dossier, "ket_qua_kiem_nghiem", so_ho_so="H2"))
        assert isinstance(error, Invalid)

    def test_only_a_dossier_that_exists_and_runs_is_told(self, start: Start) -> None:
        dossier = start("event sub-process")
        dossier.withdraw()
        dossier.do("xac_nhan_rut")
        assert refusal(lambda: self.send(dossier, "hoi_tien_do")).code == "dossier_ended"
        error = refusal(
            lambda: deliver(dossier.installation, "H0", "hoi_tien_do", {}, at=dossier.now)
        )
        assert isinstance(error, NotFound)

    def test_one_beside_opens_a_step_and_the_work_goes_on(self, start: Start) -> None:
        dossier = start("event sub-process")
        self.send(dossier, "hoi_tien_do")
        assert dossier.at_nodes() == {"xu_ly", "tra_loi"}

    def test_a_message_drops_the_timer_that_raced_with_it(self, start: Start) -> None:
        dossier = start("race")
        assert {t.node for t in dossier.timers()} == {"het"}
        self.send(dossier, "ket_qua", ket_qua="đạt")
        assert (dossier.timers(), dossier.at_nodes()) == ((), {"tra"})


def test_a_called_process_has_steps_in_its_own_lanes(start: Start) -> None:
    dossier = start("call")
    assert dossier.waits() == {("di_xac_minh", "chuyen_vien", OURS)}
    dossier.do("di_xac_minh", {"ket_luan": "đúng"})
    assert dossier.waits() == {("xem_ket_qua", "lanh_dao_phong", OURS)}
    dossier.do("xem_ket_qua")
    assert dossier.at_nodes() == {"tra"}


def test_what_comes_next_is_seen_from_inside_a_sub_process(start: Start) -> None:
    dossier = start("sub-process")
    who = dossier.desk.holder("chuyen_vien")
    view = view_of(dossier.installation, who, dossier.code, dossier.now)
    assert [n.node for n in view.next_steps] == ["soat", "tra"]


@pytest.mark.parametrize("name", ["inclusive", "sub-process"])
def test_it_comes_to_its_end(start: Start, name: str) -> None:
    dossier = start(name)
    acts: tuple[tuple[str, Values], ...] = (
        (("chon", {"can_ky_thuat": True, "can_phap_ly": True}), ("ky_thuat", {}), ("phap_ly", {}))
        if name == "inclusive"
        else (("soan", {}), ("soat", {"soat_dat": True}))
    )
    dossier.play(*acts, ("tra", {}))
    assert dossier.row.status is Status.RETURNED
    assert dossier.row.ended_at == dossier.now
