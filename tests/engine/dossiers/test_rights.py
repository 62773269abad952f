"""Who may do what: by role, unit and agency; and what nobody may do twice or out of turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.accounts import Person
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.dossiers import (
    Applicant,
    PaperGiven,
    ReceiveRequest,
    claim,
    complete,
    hand_over,
    note_view,
    receive,
    release,
    save_draft,
    supplement,
    withdraw,
)
from engine.errors import Conflict, Forbidden, Invalid, MotcuaError, NotFound, Refused
from tests.conftest import OPENED
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    GENERAL,
    HAND_OVER,
    HEAD_SENDS_BACK,
    INCOMPLETE,
    LICENCE_FORM,
    PASS,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    Dossier,
    hired,
)

STRANGERS: dict[str, dict[str, str]] = {
    "nobody": {},
    "other-agency": {"chuyen_vien": "phong-ttbcxb"},
    "role-elsewhere": {"chuyen_vien": "so-khcn-mot-cua"},
    "other-role": {"van_thu": "phong-quan-ly-chuyen-nganh"},
}


def refusal(dossier: Dossier, act: Callable[[], object]) -> MotcuaError:
    """The error of an act that must change nothing."""
    before = dossier.row, dossier.journal(), dossier.steps()
    with pytest.raises(MotcuaError) as refused:
        act()
    assert (dossier.row, dossier.journal(), dossier.steps()) == before
    return refused.value


def under_appraisal(desk: Desk) -> Dossier:
    return desk.receive(ACCEPT).play(*TO_APPRAISAL)


@pytest.mark.parametrize("username", STRANGERS)
def test_a_step_is_only_for_its_role_in_its_unit(desk: Desk, username: str) -> None:
    dossier = under_appraisal(desk)
    who = hired(desk.installation, username, STRANGERS[username])
    task = dossier.step("tham_dinh").task_id
    installation, code, at = desk.installation, dossier.code, dossier.now
    acts: tuple[Callable[[], object], ...] = (
        lambda: complete(installation, who, code, task, PASS, at=at),
        lambda: claim(installation, who, code, task, at=at),
        lambda: release(installation, who, code, task, at=at),
        lambda: save_draft(installation, who, code, task, PASS, at=at),
        lambda: withdraw(installation, who, code, "lý do", at=at),
    )
    for act in acts:
        assert isinstance(refusal(dossier, act), Forbidden)


@pytest.mark.parametrize("username", ["nobody", "other-agency"])
def test_a_dossier_of_another_agency_is_not_shown(desk: Desk, username: str) -> None:
    dossier = under_appraisal(desk)
    who = hired(desk.installation, username, STRANGERS[username])
    error = refusal(dossier, lambda: view_of(desk.installation, who, dossier.code, dossier.now))
    assert (type(error), error.code) == (Forbidden, "other_agency")
    error = refusal(
        dossier, lambda: note_view(desk.installation, who, dossier.code, at=dossier.now)
    )
    assert error.code == "other_agency"


def test_a_code_that_nobody_has_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        view_of(desk.installation, desk.holder("mot_cua"), "H37.04-231207-9999", OPENED)


@pytest.mark.parametrize("username", ["chuyen-vien", "mot-cua-tttt", "lanh-dao"])
def test_only_the_one_stop_of_the_agency_receives(desk: Desk, username: str) -> None:
    request = ReceiveRequest(GENERAL, Applicant("Người nộp"), LICENCE_FORM, ACCEPT)
    with pytest.raises(Forbidden) as refused:
        receive(desk.installation, desk.officer(username), request, at=OPENED)
    assert refused.value.code == "not_one_stop"


def test_only_the_one_stop_records_supplements_and_withdrawals(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.do("tham_dinh", ASK)
    officer = desk.holder("chuyen_vien")
    brought = {"giay_to_da_bo_sung": "Giấy"}
    acts: tuple[Callable[[], object], ...] = (
        lambda: supplement(desk.installation, officer, dossier.code, brought, at=dossier.now),
        lambda: withdraw(desk.installation, officer, dossier.code, "lý do", at=dossier.now),
    )
    for act in acts:
        assert isinstance(refusal(dossier, act), Forbidden)


def test_a_held_step_is_the_holders_until_it_is_released(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    first, second = desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")
    task = dossier.step("tham_dinh").task_id
    installation, code, at = desk.installation, dossier.code, dossier.now
    claim(installation, first, code, task, at=at)
    claim(installation, first, code, task, at=at)  # again: nothing happens
    for act in (
        lambda: claim(installation, second, code, task, at=at),
        lambda: complete(installation, second, code, task, PASS, at=at),
    ):
        error = refusal(dossier, act)
        assert (type(error), error.code) == (Conflict, "step_held")
    error = refusal(dossier, lambda: release(installation, second, code, task, at=at))
    assert error.code == "not_holder"
    release(installation, first, code, task, at=at)
    dossier.do("tham_dinh", PASS, by=second)
    assert [r.action for r in dossier.journal()][-3:] == ["claimed", "released", "completed"]


def test_a_step_is_completed_once(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    task = dossier.step("tham_dinh").task_id
    dossier.do("tham_dinh", PASS)
    error = refusal(dossier, lambda: _appraise(desk, dossier, task))
    assert (type(error), error.code) == (Conflict, "step_done")


def test_a_stale_revision_is_told(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    step, seen = dossier.step("tham_dinh"), dossier.row.revision
    first, second = desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")
    claim(desk.installation, second, dossier.code, step.task_id, at=dossier.now)
    release(desk.installation, second, dossier.code, step.task_id, at=dossier.now)
    error = refusal(dossier, lambda: _appraise(desk, dossier, step.task_id, seen, first))
    assert (type(error), error.code) == (Conflict, "dossier_changed")
    _appraise(desk, dossier, step.task_id, dossier.row.revision, first)
    assert dossier.at_nodes() == {"duyet_du_thao"}


def _appraise(
    desk: Desk, dossier: Dossier, task: str, revision: int | None = None, who: Person | None = None
) -> Status:
    who = who or desk.holder("chuyen_vien")
    installation, code = desk.installation, dossier.code
    return complete(installation, who, code, task, PASS, at=dossier.now, revision=revision)


def test_nothing_is_completed_on_a_paused_dossier(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    with_applicant = "999"  # no step of the office is open
    dossier.do("tham_dinh", ASK)
    error = refusal(dossier, lambda: _appraise(desk, dossier, with_applicant))
    assert (type(error), error.code) == (Refused, "dossier_paused")
    task = dossier.step("bo_sung").task_id
    error = refusal(dossier, lambda: _appraise(desk, dossier, task))
    assert (type(error), error.code) == (Forbidden, "not_your_step")


def test_nothing_is_done_to_an_ended_dossier(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_RESULT)
    task = dossier.step("tra_ket_qua").task_id
    dossier.do("tra_ket_qua", HAND_OVER)
    installation, clerk, code, at = (
        desk.installation,
        desk.holder("mot_cua"),
        dossier.code,
        dossier.now,
    )
    table: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: complete(installation, clerk, code, task, HAND_OVER, at=at), "dossier_ended"),
        (lambda: claim(installation, clerk, code, task, at=at), "dossier_ended"),
        (lambda: withdraw(installation, clerk, code, "lý do", at=at), "dossier_ended"),
        (lambda: supplement(installation, clerk, code, {}, at=at), "nothing_awaited"),
        (lambda: hand_over(installation, clerk, code, HAND_OVER, at=at), "no_result"),
    )
    for act, code_of_error in table:
        error = refusal(dossier, act)
        assert (type(error), error.code) == (Refused, code_of_error)


def test_there_is_nothing_to_hand_over_before_the_result(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    clerk = desk.holder("mot_cua")
    error = refusal(
        dossier,
        lambda: hand_over(desk.installation, clerk, dossier.code, HAND_OVER, at=dossier.now),
    )
    assert (type(error), error.code) == (Refused, "no_result")
    dossier.play(*TO_RESULT[1:])
    assert (
        hand_over(desk.installation, clerk, dossier.code, HAND_OVER, at=dossier.now) == "returned"
    )


FORGED: tuple[tuple[dict[str, object], set[tuple[str, str]]], ...] = (
    ({}, {("ket_qua_tham_dinh", "required")}),
    ({"ket_qua_tham_dinh": "can_bo_sung"}, {("noi_dung_bo_sung", "required")}),
    ({**PASS, "ket_qua_ky": "ky"}, {("ket_qua_ky", "unknown")}),
    ({**PASS, "so_van_ban": "01/GP"}, {("so_van_ban", "unknown")}),
    ({**PASS, "__proto__": {"x": 1}}, {("__proto__", "unknown")}),
    ({"ket_qua_tham_dinh": "duyet_luon"}, {("ket_qua_tham_dinh", "option")}),
    ({"ket_qua_tham_dinh": ["dat"]}, {("ket_qua_tham_dinh", "option")}),
    ({**PASS, "y_kien_tham_dinh": "x" * 2001}, {("y_kien_tham_dinh", "max_length")}),
    (
        {"ket_qua_tham_dinh": None, "la": 1},
        {("ket_qua_tham_dinh", "required"), ("la", "unknown")},
    ),
)


@pytest.mark.parametrize(("values", "problems"), FORGED)
def test_missing_extra_and_forged_fields_change_nothing(
    desk: Desk, values: dict[str, object], problems: set[tuple[str, str]]
) -> None:
    dossier = under_appraisal(desk)
    error = refusal(dossier, lambda: dossier.do("tham_dinh", values))
    assert isinstance(error, Invalid)
    assert {(p.key, p.code) for p in error.problems} == problems
    dossier.do("tham_dinh", PASS)


def test_what_a_hidden_field_was_sent_does_not_reach_the_dossier(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.do("tham_dinh", {**PASS, "ly_do": "ẩn"})
    assert "ẩn" not in str(dossier.journal()[-1].fields)


def test_all_problems_of_a_reception_are_told_together_and_use_up_no_code(desk: Desk) -> None:
    before = desk.receive(ACCEPT).code
    request = ReceiveRequest(
        GENERAL,
        Applicant("  "),
        {**LICENCE_FORM, "dien_thoai": "không", "la": 1, "kinh_gui": ""},
        {"ket_qua_kiem_tra": "tu_choi"},
        papers=(PaperGiven("la"), PaperGiven("don", copies=0)),
    )
    with pytest.raises(Invalid) as refused:
        receive(desk.installation, desk.holder("mot_cua"), request, at=OPENED)
    assert {p.key for p in refused.value.problems} == {
        "applicant.name",
        "dien_thoai",
        "la",
        "kinh_gui",
        "decision.ly_do",
        "papers.la",
        "papers.don",
    }
    after = desk.receive(ACCEPT).code
    assert int(after[-4:]) == int(before[-4:]) + 1


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ((PaperGiven("don", "forged"),), "option"),
        ((PaperGiven("don", ""),), "option"),
        ((PaperGiven("don"), PaperGiven("don", "original")), "unknown"),
    ],
    ids=["no such kind", "no kind", "twice"],
)
def test_a_paper_is_given_once_as_original_or_copy(
    desk: Desk, papers: tuple[PaperGiven, ...], code: str
) -> None:
    request = ReceiveRequest(GENERAL, Applicant("A"), LICENCE_FORM, ACCEPT, papers)
    with pytest.raises(Invalid) as refused:
        receive(desk.installation, desk.holder("mot_cua"), request, at=OPENED)
    assert [(p.key, p.code) for p in refused.value.problems] == [("papers.don", code)]


def test_a_withdrawal_needs_a_reason(desk: Desk) -> None:
    dossier = desk.receive(INCOMPLETE)
    clerk = desk.holder("mot_cua")
    error = refusal(
        dossier, lambda: withdraw(desk.installation, clerk, dossier.code, "  ", at=dossier.now)
    )
    assert isinstance(error, Invalid)


def test_drafts_are_each_persons_own_and_end_with_the_step(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    step = dossier.step("tham_dinh")
    first, second = desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")
    typed = {"ket_qua_tham_dinh": "khong_dat", "ly_do": "đang viết"}
    save_draft(desk.installation, first, dossier.code, step.task_id, typed, at=dossier.now)

    def shown(who: Person) -> object:
        (task,) = view_of(desk.installation, who, dossier.code, dossier.now).tasks
        return task.values.get("ly_do")

    assert (shown(first), shown(second)) == ("đang viết", None)
    dossier.play(("tham_dinh", PASS), ("duyet_du_thao", HEAD_SENDS_BACK))
    assert shown(first) is None
