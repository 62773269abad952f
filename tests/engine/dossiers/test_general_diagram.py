"""2.002383 on the general diagram, to the end through every branch."""

from __future__ import annotations

import pytest

from engine.definitions.status import Status
from engine.errors import Refused
from engine.storage.dossiers import supplements
from sla.outcome import Outcome
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    COMPLETED,
    FAIL,
    HAND_OVER,
    HEAD_SENDS_BACK,
    INCOMPLETE,
    LEADER_SENDS_BACK,
    NUMBER,
    PASS,
    REFUSAL,
    REFUSE,
    SIGN,
    TO_APPRAISAL,
    TO_RESULT,
    TO_SIGNATURE,
    Desk,
    on,
)

DIVISION = "phong-quan-ly-chuyen-nganh"
ONE_STOP = "so-khcn-mot-cua"


def test_a_straight_course_shows_status_step_role_and_unit_at_every_stop(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT)
    course = (
        ("phan_cong", {}, Status.RECEIVED, "lanh_dao_phong", DIVISION),
        ("tham_dinh", PASS, Status.IN_PROGRESS, "chuyen_vien", DIVISION),
        ("duyet_du_thao", AGREE, Status.IN_PROGRESS, "lanh_dao_phong", DIVISION),
        ("ky_duyet", SIGN, Status.IN_PROGRESS, "lanh_dao", "so-khcn"),
        ("cap_so", NUMBER, Status.IN_PROGRESS, "van_thu", "so-khcn"),
        ("tra_ket_qua", HAND_OVER, Status.RESOLVED, "mot_cua", ONE_STOP),
    )
    for node, values, status, role, unit in course:
        assert (dossier.row.status, dossier.waits()) == (status, {(node, role, unit)})
        dossier.do(node, values)
    row = dossier.row
    assert (row.status, row.outcome) == (Status.RETURNED, Outcome.EARLY)
    assert row.ended_at == dossier.now
    assert [r.action for r in dossier.journal()] == ["received", *["completed"] * 6]


def test_a_dossier_refused_at_the_desk_ends_without_a_due_moment(desk: Desk) -> None:
    dossier = desk.receive(REFUSE)
    row = dossier.row
    assert (row.status, row.ended_at) == (Status.NOT_ACCEPTED, dossier.now)
    assert (row.received_at, row.due_at, row.outcome) == (None, None, None)
    assert dossier.lines()[-1].reason == REFUSE["ly_do"]


def test_an_incomplete_dossier_is_received_when_it_is_complete(desk: Desk) -> None:
    dossier = desk.receive(INCOMPLETE, on("2023-12-05 09:00"))
    assert (dossier.row.status, dossier.row.clock_stopped) == (Status.SUPPLEMENT, True)
    assert dossier.waits() == {("hoan_thien", "nguoi_nop", ONE_STOP)}
    assert dossier.row.due_at is None
    dossier.do("hoan_thien", COMPLETED, on("2023-12-06 10:00"))
    assert (dossier.row.status, dossier.row.clock_stopped) == (Status.REGISTERED, False)
    dossier.do("kiem_tra", INCOMPLETE)
    dossier.do("hoan_thien", COMPLETED)
    dossier.do("kiem_tra", ACCEPT, on("2023-12-07 08:24"))
    row = dossier.row
    assert (row.status, row.received_at) == (Status.RECEIVED, on("2023-12-07 08:24"))
    assert (row.due_at, row.supplements) == (on("2024-01-02 08:24"), 2)
    with desk.installation.store.read() as tx:
        asked = supplements.of(tx, row.id)
    assert [s.reason for s in asked] == [INCOMPLETE["noi_dung_bo_sung"]] * 2
    assert all(s.answered_at for s in asked)


def test_an_incomplete_dossier_may_still_be_refused(desk: Desk) -> None:
    dossier = desk.receive(INCOMPLETE).play(("hoan_thien", COMPLETED), ("kiem_tra", REFUSE))
    assert dossier.row.status is Status.NOT_ACCEPTED


def test_a_supplement_pauses_the_clock_and_returns_to_the_appraiser(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    dossier.do("tham_dinh", ASK, on("2023-12-12 09:00"))
    row = dossier.row
    assert (row.status, row.clock_stopped) == (Status.SUPPLEMENT, True)
    assert row.paused_at == on("2023-12-12 09:00")
    assert dossier.waits() == {("bo_sung", "nguoi_nop", ONE_STOP)}
    dossier.do("bo_sung", BROUGHT, on("2023-12-14 09:00"))
    row = dossier.row
    assert (row.status, row.clock_stopped, row.paused_at) == (Status.IN_PROGRESS, False, None)
    assert (row.first_due_at, row.due_at) == (on("2024-01-02 08:24"), on("2024-01-04 08:24"))
    assert dossier.waits() == {("tham_dinh", "chuyen_vien", DIVISION)}


def test_a_failed_appraisal_ends_with_a_refusal_returned(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", FAIL))
    assert dossier.waits() == {("soan_tu_choi", "chuyen_vien", DIVISION)}
    dossier.play(
        ("soan_tu_choi", REFUSAL),
        ("duyet_du_thao", AGREE),
        ("ky_duyet", SIGN),
        ("cap_so", NUMBER),
        ("tra_ket_qua", HAND_OVER),
    )
    assert dossier.row.status is Status.RETURNED


def test_head_and_leader_send_back_each_to_the_step_before(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", PASS))
    dossier.do("duyet_du_thao", HEAD_SENDS_BACK)
    assert dossier.at_nodes() == {"tham_dinh"}
    dossier.play(("tham_dinh", PASS), ("duyet_du_thao", AGREE))
    dossier.do("ky_duyet", LEADER_SENDS_BACK)
    assert dossier.at_nodes() == {"duyet_du_thao"}
    dossier.play(("duyet_du_thao", AGREE), ("ky_duyet", SIGN), ("cap_so", NUMBER))
    assert dossier.row.status is Status.RESOLVED


def test_a_slow_appraisal_reminds_the_head_once_and_goes_on(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(("phan_cong", {}))
    (timer,) = dossier.timers()
    assert timer.due_at == on("2023-12-21 08:25")  # ten working days after the assignment
    assert dossier.sweep(on("2023-12-21 08:24")) == 0
    assert dossier.sweep(on("2023-12-21 08:40")) == 1
    assert dossier.waits() == {
        ("tham_dinh", "chuyen_vien", DIVISION),
        ("don_doc", "lanh_dao_phong", DIVISION),
    }
    assert dossier.journal()[-1].action == "timer_fired"
    assert dossier.sweep(on("2023-12-22 08:40")) == 0
    dossier.do("don_doc", {"y_kien_don_doc": "Hoàn thành ngay"})
    assert dossier.at_nodes() == {"tham_dinh"}
    dossier.do("tham_dinh", PASS)
    assert dossier.at_nodes() == {"duyet_du_thao"}


def test_a_reminder_nobody_answers_does_not_hold_the_result(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(("phan_cong", {}))
    dossier.sweep(on("2023-12-21 09:00"))
    dossier.play(("tham_dinh", PASS), ("duyet_du_thao", AGREE), ("ky_duyet", SIGN))
    dossier.play(("cap_so", NUMBER))
    assert dossier.row.status is Status.RESOLVED
    dossier.do("tra_ket_qua", HAND_OVER)
    assert (dossier.row.status, dossier.at_nodes()) == (Status.RETURNED, set())


@pytest.mark.parametrize(
    ("decision", "course", "outcome"),
    [
        (INCOMPLETE, (), None),
        (ACCEPT, (), Outcome.EARLY),
        (ACCEPT, TO_APPRAISAL, Outcome.EARLY),
        (ACCEPT, (*TO_APPRAISAL, ("tham_dinh", ASK)), Outcome.EARLY),
        (ACCEPT, TO_SIGNATURE, Outcome.EARLY),
    ],
    ids=["before receipt", "received", "under appraisal", "waiting for papers", "at signature"],
)
def test_a_dossier_may_be_withdrawn_until_it_is_resolved(
    desk: Desk, decision: dict[str, object], course: tuple, outcome: Outcome | None
) -> None:
    dossier = desk.receive(decision).play(*course)
    dossier.withdraw()
    row = dossier.row
    assert (row.status, row.clock_stopped) == (Status.WITHDRAWN, False)
    assert (row.paused_at, row.resolved_at, row.outcome) == (None, dossier.now, outcome)
    assert dossier.waits() == {("tra_lai_ho_so", "mot_cua", ONE_STOP)}
    with pytest.raises(Refused) as refused:
        dossier.withdraw()
    assert refused.value.code == "already_withdrawn"
    dossier.do("tra_lai_ho_so", {"giay_to_tra_lai": "Toàn bộ"})
    assert (dossier.row.status, dossier.row.ended_at) == (Status.WITHDRAWN, dossier.now)


@pytest.mark.parametrize(
    ("last", "code"),
    [((), "already_resolved"), ((("tra_ket_qua", HAND_OVER),), "dossier_ended")],
    ids=["resolved", "returned"],
)
def test_nothing_is_withdrawn_after_the_decision(desk: Desk, last: tuple, code: str) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_RESULT, *last)
    before = dossier.row.revision
    with pytest.raises(Refused) as refused:
        dossier.withdraw()
    assert (refused.value.code, dossier.row.revision) == (code, before)
