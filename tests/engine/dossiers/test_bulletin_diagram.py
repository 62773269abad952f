"""BTT-LSN-284348 on its own diagram, to the end through every branch."""

from __future__ import annotations

import pytest

from engine.definitions.status import Channel, Status
from engine.storage.services import outbox
from sla.outcome import Outcome
from tests.engine.dossiers.play import (
    BROUGHT,
    CHANGE,
    COMPLETED,
    DRAFT,
    FULL,
    HAND_OVER,
    INCOMPLETE,
    LEADER_SENDS_BACK,
    NOT_GRANTED,
    NOT_OURS,
    NOTICE,
    NUMBER,
    PASS,
    REPLY,
    SIGN,
    Desk,
    Dossier,
    on,
)

DIVISION = "phong-ttbcxb"
ONE_STOP = "so-tttt-mot-cua"
TO_APPRAISAL = (("ban_giao", {}),)
TO_RESULT = (
    *TO_APPRAISAL,
    ("tham_dinh", PASS),
    ("soan_giay_phep", DRAFT),
    ("ky_duyet", SIGN),
    ("cap_so", NUMBER),
)


def test_a_straight_course_shows_status_step_role_and_unit_at_every_stop(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL)
    assert dossier.row.due_at == on("2024-01-19 08:24")  # 30 working days, New Year's Day off
    course = (
        ("ban_giao", {}, Status.RECEIVED, "mot_cua", ONE_STOP),
        ("tham_dinh", PASS, Status.IN_PROGRESS, "chuyen_vien", DIVISION),
        ("soan_giay_phep", DRAFT, Status.IN_PROGRESS, "chuyen_vien", DIVISION),
        ("ky_duyet", SIGN, Status.IN_PROGRESS, "lanh_dao", "so-tttt"),
        ("cap_so", NUMBER, Status.IN_PROGRESS, "van_thu", "so-tttt"),
        ("tra_ket_qua", HAND_OVER, Status.RESOLVED, "mot_cua", ONE_STOP),
    )
    for node, values, status, role, unit in course:
        assert (dossier.row.status, dossier.waits()) == (status, {(node, role, unit)})
        dossier.do(node, values)
    row = dossier.row
    assert (row.status, row.outcome) == (Status.RETURNED, Outcome.EARLY)
    assert dossier.timers() == ()


def test_what_is_not_ours_is_shown_the_way_and_ends(bulletins: Desk) -> None:
    row = bulletins.receive(NOT_OURS).row
    assert (row.status, row.due_at, row.outcome) == (Status.NOT_ACCEPTED, None, None)
    assert row.ended_at is not None


def test_an_incomplete_dossier_at_the_desk_waits_for_the_applicant_at_once(
    bulletins: Desk,
) -> None:
    dossier = bulletins.receive(INCOMPLETE)
    assert dossier.waits() == {("hoan_thien", "nguoi_nop", ONE_STOP)}
    dossier.play(("hoan_thien", COMPLETED), ("kiem_tra", FULL))
    assert dossier.row.status is Status.RECEIVED


def test_an_incomplete_dossier_by_post_is_answered_by_a_letter_of_the_leader(
    bulletins: Desk,
) -> None:
    dossier = bulletins.receive(INCOMPLETE, channel=Channel.POST)
    assert dossier.waits() == {("ky_thu_yeu_cau", "lanh_dao", "so-tttt")}
    assert dossier.row.status is Status.REGISTERED
    dossier.do("ky_thu_yeu_cau", {"noi_dung_thu": "Đề nghị gửi thêm sơ yếu lý lịch"})
    assert (dossier.row.status, dossier.at_nodes()) == (Status.SUPPLEMENT, {"hoan_thien"})
    dossier.play(("hoan_thien", COMPLETED), ("kiem_tra", FULL))
    assert dossier.row.received_at == dossier.now


def test_a_notice_of_change_pauses_the_clock_only_while_the_applicant_works(
    bulletins: Desk,
) -> None:
    dossier = bulletins.receive(FULL).play(*TO_APPRAISAL)
    dossier.do("tham_dinh", CHANGE, on("2023-12-14 08:00"))
    assert dossier.waits() == {("thong_bao_can_sua", "mot_cua", ONE_STOP)}
    assert not dossier.row.clock_stopped
    dossier.do("thong_bao_can_sua", NOTICE, on("2023-12-15 08:00"))
    assert (dossier.row.status, dossier.row.clock_stopped) == (Status.SUPPLEMENT, True)
    dossier.do("bo_sung", BROUGHT, on("2023-12-20 08:00"))
    row = dossier.row
    assert (row.clock_stopped, row.supplements) == (False, 1)
    assert row.due_at == on("2024-01-24 08:24")  # three working days later
    assert dossier.at_nodes() == {"tham_dinh"}


def test_not_granted_ends_with_a_reply_returned(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL).play(*TO_APPRAISAL, ("tham_dinh", NOT_GRANTED))
    assert dossier.waits() == {("soan_tra_loi", "chuyen_vien", DIVISION)}
    dossier.play(("soan_tra_loi", REPLY), ("ky_duyet", SIGN), ("cap_so", NUMBER))
    assert dossier.row.status is Status.RESOLVED
    dossier.do("tra_ket_qua", {"hinh_thuc_tra": "buu_chinh", "nguoi_nhan": "Bưu tá"})
    assert dossier.row.status is Status.RETURNED


def test_the_leader_sends_back_to_appraisal(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL).play(
        *TO_APPRAISAL,
        ("tham_dinh", PASS),
        ("soan_giay_phep", DRAFT),
        ("ky_duyet", LEADER_SENDS_BACK),
    )
    assert dossier.at_nodes() == {"tham_dinh"}


def test_a_result_not_collected_is_kept_until_it_is(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL).play(*TO_RESULT)
    dossier.do("tra_ket_qua", {"hinh_thuc_tra": "chua_nhan"})
    assert (dossier.row.status, dossier.row.ended_at) == (Status.RESOLVED, None)
    assert dossier.waits() == {("luu_giu", "mot_cua", ONE_STOP)}
    dossier.do("luu_giu", {"nguoi_nhan": "Người nộp", "ngay_nhan": "2024-02-01"})
    assert dossier.row.status is Status.RETURNED


def test_a_day_before_the_deadline_the_leader_apologises_and_names_a_new_day(
    bulletins: Desk,
) -> None:
    dossier = bulletins.receive(FULL).play(*TO_APPRAISAL)
    (timer,) = dossier.timers()
    assert timer.due_at == on("2024-01-18 08:24")  # 29 working days; due after 30
    assert dossier.sweep(on("2024-01-18 08:30")) == 1
    assert ("hen_lai", "lanh_dao", "so-tttt") in dossier.waits()
    dossier.do("hen_lai", {"ly_do_cham": "Chờ ý kiến", "ngay_hen_moi": "2024-01-26"})
    assert dossier.at_nodes() == {"tham_dinh"}
    dossier.play(("tham_dinh", PASS), ("soan_giay_phep", DRAFT), ("ky_duyet", SIGN))
    dossier.do("cap_so", NUMBER, on("2024-01-22 09:00"))
    assert dossier.row.outcome is Outcome.LATE
    dossier.do("tra_ket_qua", HAND_OVER)
    assert dossier.row.status is Status.RETURNED


def test_no_apology_is_due_when_the_result_is_there(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL).play(*TO_RESULT)
    assert dossier.sweep(on("2024-01-18 08:30")) == 1
    assert dossier.at_nodes() == {"tra_ket_qua"}
    dossier.do("tra_ket_qua", HAND_OVER)
    assert dossier.row.status is Status.RETURNED


def test_an_apology_nobody_wrote_ends_with_the_dossier(bulletins: Desk) -> None:
    dossier = bulletins.receive(FULL).play(*TO_APPRAISAL)
    dossier.sweep(on("2024-01-18 08:30"))
    dossier.play(*TO_RESULT[1:])
    assert dossier.row.status is Status.RESOLVED
    assert dossier.at_nodes() == {"tra_ket_qua", "hen_lai"}
    dossier.do("tra_ket_qua", HAND_OVER)
    assert (dossier.row.status, dossier.at_nodes()) == (Status.RETURNED, set())


@pytest.mark.parametrize(
    ("decision", "course"),
    [
        (INCOMPLETE, ()),
        (FULL, ()),
        (FULL, TO_APPRAISAL),
        (FULL, (*TO_APPRAISAL, ("tham_dinh", CHANGE), ("thong_bao_can_sua", NOTICE))),
        (FULL, TO_RESULT[:-1]),
    ],
    ids=["before receipt", "received", "under appraisal", "waiting for papers", "signed"],
)
def test_a_withdrawal_ends_all_branches(
    bulletins: Desk, decision: dict[str, object], course: tuple
) -> None:
    dossier = bulletins.receive(decision).play(*course)
    dossier.withdraw()
    assert dossier.waits() == {("tra_lai_ho_so", "mot_cua", ONE_STOP)}
    assert dossier.timers() == ()
    dossier.do("tra_lai_ho_so")
    assert dossier.row.status is Status.WITHDRAWN


def test_a_withdrawal_during_the_look_up_leaves_no_job(bulletins: Desk) -> None:
    dossier = enterprise(bulletins).play(*TO_APPRAISAL)
    dossier.withdraw()
    dossier.do("tra_lai_ho_so")
    assert dossier.row.status is Status.WITHDRAWN


def enterprise(bulletins: Desk) -> Dossier:
    return bulletins.receive(FULL, form={"ma_so_doanh_nghiep": "0000000001"})


def test_a_dossier_of_an_enterprise_waits_for_the_register(bulletins: Desk) -> None:
    dossier = enterprise(bulletins).play(*TO_APPRAISAL)
    assert dossier.at_nodes() == set()
    with bulletins.installation.store.read() as tx:
        (job,) = outbox.of(tx, dossier.row.id)
    assert (job.kind, job.state) == ("lookup_enterprise", "pending")
