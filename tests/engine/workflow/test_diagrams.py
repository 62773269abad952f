"""Diagrams as Camunda Modeler saves them, in both profiles, stored and restored at each step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Refused, Severity
from engine.review.checks.check import check
from tests.diagrams.drawn import PROFILES, content_with, drawn, files
from tests.engine.workflow.conftest import Course

Begin = Callable[..., Course]


@pytest.fixture(params=PROFILES)
def received(request: pytest.FixtureRequest) -> Begin:
    """Start a diagram and receive the dossier."""

    def begin(process: str, **data: Any) -> Course:
        known = drawn(request.param)
        course = Course(known[process], known, {"so_ho_so": "H1", **data})
        assert course.open[:1] in (["kiem_tra"], ["cau_hoi"])
        return course.do("kiem_tra")

    return begin


def handed_over(course: Course) -> bool:
    """Whether what is left is the result, and that is the end."""
    return course.open == ["tra"] and course.do("tra").run.ended


@pytest.mark.parametrize("profile", PROFILES)
def test_check_finds_nothing_to_say_about_any_of_them(profile: str, tmp_path: Path) -> None:
    """What the repository's manifests and lists lack is told there, and no fault of theirs."""
    told = check(None, content_with(tmp_path / "content", profile))
    assert [
        f for f in told if f.severity is Severity.ERROR or not f.file.startswith("processes/")
    ] == []


def test_both_profiles_hold_the_same_diagrams() -> None:
    names = [[file.name for file in files(profile)] for profile in PROFILES]
    assert names[0] == names[1]
    assert len(names[0]) >= 15


class TestConsultation:
    def test_everyone_asked_answers_and_the_answers_are_collected(self, received: Begin) -> None:
        c = received("hoi_y_kien").do("chon_noi", cac_noi=["a", "b", "c"])
        assert c.open == ["cho_y_kien"] * 3
        assert [c.run.local(w.task_id)["noi"] for w in c.run.waits()] == ["a", "b", "c"]
        c.do("cho_y_kien", 2, y_kien="dong_y").do("cho_y_kien", 0, y_kien="dong_y")
        c.do("cho_y_kien", y_kien="dong_y")
        assert c.open == ["tong_hop"]
        assert c.data["cac_y_kien"] == [{"noi": n, "y_kien": "dong_y"} for n in "abc"]
        assert handed_over(c.do("tong_hop"))

    def test_an_answer_that_decides_ends_the_asking(self, received: Begin) -> None:
        c = received("hoi_y_kien").do("chon_noi", cac_noi=["a", "b", "c"])
        c.do("cho_y_kien", 1, y_kien="khong_dong_y")
        assert c.open == ["tong_hop"]
        assert c.data["cac_y_kien"] == [None, {"noi": "b", "y_kien": "khong_dong_y"}, None]

    def test_nobody_asked_is_no_wait(self, received: Begin) -> None:
        assert received("hoi_y_kien").do("chon_noi", cac_noi=[]).open == ["tong_hop"]

    def test_one_after_the_other(self, received: Begin) -> None:
        c = received("hoi_lan_luot")
        assert c.run.local(c.wait("cho_y_kien"))["noi"]["vai_tro"] == "chuyen_vien"
        c.do("cho_y_kien", y_kien="dong_y")
        assert c.run.local(c.wait("cho_y_kien"))["noi"]["vai_tro"] == "lanh_dao"
        c.do("cho_y_kien", y_kien="khong_dong_y")
        assert c.data["cac_y_kien"] == ["dong_y", "khong_dong_y"]
        assert handed_over(c)


@pytest.mark.parametrize(
    ("chosen", "opened"),
    [
        ({"can_ky_thuat": True, "can_phap_ly": True}, ["ky_thuat", "phap_ly"]),
        ({"can_ky_thuat": False, "can_phap_ly": True}, ["phap_ly"]),
        ({"can_ky_thuat": False, "can_phap_ly": False}, ["tai_chinh"]),
    ],
)
def test_an_inclusive_gateway_waits_for_what_it_chose(
    received: Begin, chosen: dict[str, bool], opened: list[str]
) -> None:
    c = received("thanh_phan_tuy_chon").do("chon", **chosen)
    for done in range(len(opened)):
        assert c.open == opened[done:]
        c.do(opened[done])
    assert handed_over(c)


def test_a_sub_process_is_left_when_it_ends(received: Begin) -> None:
    c = received("quy_trinh_con").do("soan").do("soat", soat_dat=False)
    assert c.open == ["soan"]
    assert handed_over(c.do("soan").do("soat", soat_dat=True))


def test_a_called_process_takes_and_gives_only_what_is_mapped(received: Begin) -> None:
    c = received("goi_quy_trinh")
    assert [(w.node, w.process) for w in c.run.waits()] == [("di_xac_minh", "xac_minh")]
    assert c.run.local(c.wait("di_xac_minh"))["so_can_xac_minh"] == "H1"
    c.do("di_xac_minh", ket_luan="đúng thực tế")
    assert [(w.node, w.process) for w in c.run.waits()] == [("xem_ket_qua", "ghi_nhan")]
    c.do("xem_ket_qua")
    assert c.data == {"so_ho_so": "H1", "ket_luan_thuc_te": "đúng thực tế"}
    assert handed_over(c)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_called_process_honours_its_own_lanes(profile: str) -> None:
    nodes = {n.id: n.role for d in drawn(profile).values() for n in d.nodes.values()}
    assert (nodes["di_xac_minh"], nodes["xem_ket_qua"]) == ("chuyen_vien", "lanh_dao_phong")


class TestTimers:
    def test_one_that_does_not_interrupt_runs_beside_its_step(self, received: Begin) -> None:
        c = received("hen_gio").fire("qua_nua_han")
        assert c.open == ["nhac", "qua_han", "xem_lai", "xu_ly"]
        assert c.do("xu_ly").open == ["cho_cong_bo", "xem_lai"]
        assert handed_over(c.do("xem_lai").fire("cho_cong_bo"))

    def test_one_that_interrupts_ends_its_step(self, received: Begin) -> None:
        c = received("hen_gio").fire("qua_han")
        assert c.open == ["giao_lai"]
        assert handed_over(c.do("giao_lai").fire("cho_cong_bo"))

    def test_a_cycle_beats_as_often_as_it_says(self, received: Begin) -> None:
        c = received("hen_gio")
        for beat in range(1, 4):
            c.fire("nhac")
            assert c.open.count("don_doc") == beat
            assert ("nhac" in c.open) == (beat < 3)


class TestMessages:
    def test_a_receive_task_and_an_event_take_the_message_they_name(self, received: Begin) -> None:
        c = received("thong_bao")
        assert not c.deliver("xac_nhan", ma_xac_nhan="sớm quá")
        assert c.deliver("ket_qua_kiem_nghiem", diem=8)
        assert c.deliver("xac_nhan", ma_xac_nhan="X1", khong_ghi="không có trong ánh xạ")
        assert c.data == {"so_ho_so": "H1", "diem": 8, "xac_nhan_so": "X1"}
        assert c.open == ["huy", "lam_tiep"]
        assert handed_over(c.do("lam_tiep"))

    def test_a_message_at_the_border_ends_the_step(self, received: Begin) -> None:
        c = received("thong_bao")
        assert c.deliver("ket_qua_kiem_nghiem")
        assert c.deliver("xac_nhan")
        assert c.deliver("huy_yeu_cau")
        assert c.open == ["ghi_huy"]
        assert not c.deliver("huy_yeu_cau")
        assert handed_over(c.do("ghi_huy"))

    @pytest.mark.parametrize(("first", "how"), [("den", "đạt"), ("het", "hết hạn")])
    def test_of_two_events_the_first_counts(self, received: Begin, first: str, how: str) -> None:
        c = received("cho_viec_den_truoc", ket_qua=None)
        assert c.open == ["den", "het"]
        assert c.deliver("ket_qua", ket_qua="đạt") if first == "den" else c.fire("het")
        assert c.data["cach"] == how
        assert handed_over(c)


class TestEventSubProcesses:
    def test_an_interrupting_one_ends_everything_else(self, received: Begin) -> None:
        c = received("quy_trinh_con_su_kien")
        assert c.deliver("hoi_tien_do")
        assert c.deliver("rut_ho_so")
        assert c.open == ["xac_nhan_rut"]
        assert c.do("xac_nhan_rut").run.ended

    def test_one_beside_may_come_as_often_as_it_likes(self, received: Begin) -> None:
        c = received("quy_trinh_con_su_kien")
        assert c.deliver("hoi_tien_do")
        assert c.deliver("hoi_tien_do")
        assert c.open.count("tra_loi") == 2
        c.do("xu_ly").do("tra_loi").do("tra")
        assert not c.run.ended
        assert c.do("tra_loi").run.ended


def test_a_signal_reaches_all_who_wait_for_it(received: Begin) -> None:
    c = received("tin_hieu")
    assert c.open == ["cho", "doi", "ky", "soan"]
    assert c.do("soan").open == ["doi", "ky", "soat", "xem"]
    assert handed_over(c.do("soat").do("xem").do("ky"))


@pytest.mark.parametrize(("fits", "opened"), [(True, "tra"), (False, "soan_tu_choi")])
def test_an_error_end_is_caught_at_the_border(received: Begin, fits: bool, opened: str) -> None:
    c = received("loi_nghiep_vu").do("xem_xet", hop_le=fits)
    assert c.open == [opened]
    assert fits or handed_over(c.do("soan_tu_choi"))


def test_an_escalation_tells_the_leader_and_the_work_goes_on(received: Begin) -> None:
    c = received("bao_cap_tren").do("xem")
    assert c.open == ["lam", "y_kien"]
    assert c.do("lam").open == ["tra", "y_kien"]
    assert handed_over(c.do("y_kien"))


def test_a_terminate_end_ends_its_own_scope_only(received: Begin) -> None:
    c = received("cham_dut")
    assert c.open == ["a", "b"]
    assert handed_over(c.do("a", hop_le=False))
    assert received("cham_dut").do("a", hop_le=True).open == ["b"]


def test_a_collection_that_is_none_is_told(received: Begin) -> None:
    with pytest.raises(Refused) as refusal:
        received("hoi_y_kien").do("chon_noi", cac_noi="so-tttt")
    assert refusal.value.code == "bad_collection"
