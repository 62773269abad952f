"""A sandbox does what the office does, by its own clock, and reaches nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.definitions.content import Content
from engine.definitions.scenarios.play import ActKind, PlayAct
from engine.definitions.scenarios.scenario_file import scenario_of
from engine.definitions.status import Status
from engine.errors import Invalid
from engine.storage.accounts import users
from engine.storage.services import outbox
from engine.trial.opening import requirements_of
from engine.trial.sandbox import CANNOT_SIGN_IN, Sandbox
from engine.trial.trial import Trial, replayed
from engine.trial.trial_content import Candidate, TrialContent, candidate_in
from engine.trial.view import state_of
from tests.engine.dossiers.play import ASK, BROUGHT, BULLETIN, FORMS, GENERAL, PASS, on
from tests.engine.trial.conftest import Plain, plain, played

Drawn = Callable[[str], Candidate]
THURSDAY = on("2023-12-07 08:24")
ASSIGN: Plain = {"do": "phan_cong", "after": "1 working hour"}
OURS, THEIRS = "phong-quan-ly-chuyen-nganh", "phong-ttbcxb"


def test_it_begins_as_the_desk_receives(licence: Candidate) -> None:
    facts = played(licence).last
    assert (facts.status, facts.at, facts.due) == (
        Status.RECEIVED,
        ("phan_cong",),
        on("2024-01-02 08:24"),
    )


def test_what_comes_online_waits_for_the_desk(licence: Candidate) -> None:
    facts = played(licence, channel="online", first=None).last
    assert (facts.status, facts.at, facts.due) == (Status.REGISTERED, ("kiem_tra",), None)


def test_time_passes_in_order_timers_and_alerts_each_at_its_moment(licence: Candidate) -> None:
    trial = played(licence, ASSIGN, {"wait": "until 2023-12-26T08:00"})
    assert trial.last.at == ("tham_dinh", "don_doc")
    told = [(t.at, t.rule) for t in state_of(trial).alerts]
    assert told == [
        (on("2023-12-19 09:24"), "buoc_80"),
        (on("2023-12-21 09:24"), "buoc_den_han"),
        (on("2023-12-22 09:24"), "buoc_qua_han"),
        (on("2023-12-25 09:24"), "buoc_qua_han"),
    ]
    view = state_of(trial).view
    assert view is not None
    fired = next(line for line in view.journal if line.action == "timer_fired")
    assert fired.at == on("2023-12-21 09:24")


@pytest.mark.slow
def test_what_would_come_comes_if_nobody_acts(licence: Candidate) -> None:
    coming = state_of(played(licence, ASSIGN)).coming
    first = {(c.what, c.at) for c in coming if c.kind != "timer"}
    came = state_of(played(licence, ASSIGN, {"wait": "40 working days"})).alerts
    firsts: dict[str, object] = {}
    for told in came:
        firsts.setdefault(told.rule, told.at)
    timer = {(c.what, c.at) for c in coming if c.kind == "timer"}
    # The reminder has no limit of its own, so what it starts adds no alert.
    assert timer == {("het_thoi_gian", on("2023-12-21 09:24"))}
    assert first == set(firsts.items())


def test_alerts_say_to_whom(licence: Candidate) -> None:
    (first, *_) = state_of(played(licence, ASSIGN)).coming
    assert (first.what, first.to) == ("buoc_80", ("Chuyên viên – P. QLCN",))


def test_a_claimed_step_has_a_holder_and_is_completed_by_them(licence: Candidate) -> None:
    trial = played(licence, ASSIGN, {"claim": "tham_dinh", "after": "1 working hour"})
    assert (trial.last.refusal, trial.last.at) == (None, ("tham_dinh",))
    view = state_of(trial).view
    assert view is not None
    assert [(t.name, t.assignee) for t in view.tasks] == [("Thẩm định", "Chuyên viên – P. QLCN")]
    assert "claimed" in [line.action for line in view.journal]
    assert trial.act(PlayAct(ActKind.DO, "tham_dinh", PASS)).at == ("duyet_du_thao",)


def test_a_role_of_another_step_claims_nothing(licence: Candidate) -> None:
    trial = played(licence, ASSIGN, {"claim": "tham_dinh", "as": "van_thu"})
    assert trial.last.refusal is not None
    assert trial.last.refusal.code == "not_your_step"


def test_the_clock_stands_still_while_the_applicant_is_awaited(licence: Candidate) -> None:
    asked = ({"do": "tham_dinh", "after": "1 working day", "values": ASK},)
    trial = played(licence, ASSIGN, *asked, {"wait": "20 working days"})
    assert (trial.last.status, trial.last.alerts) == (Status.SUPPLEMENT, ())
    state = state_of(trial)
    assert [c for c in state.coming if c.kind == "due"] == []
    brought = played(
        licence, ASSIGN, *asked, {"wait": "20 working days"}, {"do": "bo_sung", "values": BROUGHT}
    )
    before = played(licence).last.due
    assert brought.last.due is not None
    assert before is not None
    assert brought.last.due > before


REFUSED = {
    "a step that does not wait": ({"do": "ky_duyet"}, "not_waiting_at"),
    "another role": ({"do": "phan_cong", "as": "van_thu"}, "not_your_step"),
    "a form with problems": ({"do": "phan_cong", "values": {"xx": 1}}, "invalid"),
    "the clock put back": ({"wait": "until 2023-12-07T08:00"}, "clock_back"),
    "a message nobody waits for": ({"message": "khong_co"}, "message_not_awaited"),
    "a service that is none": ({"service": "phan_cong"}, "not_waiting_at"),
    "an instance that is none": ({"do": "phan_cong", "instance": 2}, "not_waiting_at"),
    "time that no calendar covers": ({"wait": "9999 working days"}, "OutsideCalendar"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_changes_nothing(licence: Candidate, name: str) -> None:
    act, code = REFUSED[name]
    trial = played(licence, act)
    before, after = trial.facts
    assert after.refusal is not None
    assert after.refusal.code == code
    assert (after.status, after.at, after.variables) == (before.status, before.at, before.variables)


def test_a_bad_opening_tells_every_problem_and_opens_nothing(licence: Candidate) -> None:
    trial = played(licence, {"do": "phan_cong"}, values={}, first={}, applicant={})
    opened, act = trial.facts
    assert opened.refusal is not None
    assert act.refusal is not None
    assert isinstance(opened.refusal.error, Invalid)
    keys = {p.key for p in opened.refusal.problems}
    assert {"applicant.name", "ten_to_chuc", "decision.ket_qua_kiem_tra"} <= keys
    assert act.refusal.code == "not_opened"
    assert state_of(trial).view is None


def test_who_files_for_whom_is_played_as_at_the_desk(licence: Candidate) -> None:
    who = {"name": "Người nộp", "birth_date": "28/02/1990", "owner_name": "Chủ hồ sơ"}
    trial = played(licence, applicant=who)
    view = state_of(trial).view
    assert view is not None
    assert [party.name for party in view.parties] == ["Người nộp", "Chủ hồ sơ"]
    (opened,) = played(licence, applicant={**who, "birth_date": "31/02/1990"}).facts
    assert opened.refusal is not None
    assert [p.key for p in opened.refusal.problems] == ["applicant.birth_date"]


def test_the_same_play_comes_out_the_same(licence: Candidate) -> None:
    acts = (ASSIGN, {"do": "tham_dinh", "values": PASS}, {"wait": "3 working days"})
    assert played(licence, *acts).facts == played(licence, *acts).facts


def test_the_withdrawal_is_the_applicants(licence: Candidate) -> None:
    trial = played(licence, ASSIGN, {"withdraw": "Đổi ý", "after": "1 working hour"})
    assert (trial.last.status, trial.last.at) == (Status.WITHDRAWN, ("tra_lai_ho_so",))
    assert trial.last.variables["ly_do_rut"] == "Đổi ý"


class TestServices:
    BEGUN = ({"do": "ban_giao"},)

    @pytest.fixture
    def bulletin(self, content: Content, context: TrialContent) -> Candidate:
        return candidate_in(content, BULLETIN, context)

    def begun(self, bulletin: Candidate, *acts: Plain) -> Plain:
        values = {**FORMS[BULLETIN], "ma_so_doanh_nghiep": "0000000001"}
        return plain(
            bulletin, *self.BEGUN, *acts, values=values, first={"ket_qua_kiem_tra": "day_du"}
        )

    def test_nobody_is_asked_but_the_player_sees_what_would_be(self, bulletin: Candidate) -> None:
        trial = played_plain(bulletin, self.begun(bulletin))
        (service,) = state_of(trial).services
        assert (service.node, service.kind) == ("tra_cuu_doanh_nghiep", "lookup_enterprise")
        assert service.inputs == {"ma_so_doanh_nghiep": "0000000001"}
        with trial.sandbox.installation.store.read() as tx:
            (job,) = outbox.of(tx, trial.sandbox.row(tx).id)
        assert (job.state, job.attempts) == ("pending", 0)

    def test_the_players_answer_goes_on(self, bulletin: Candidate) -> None:
        found = {"doanh_nghiep": {"ten": "Doanh nghiệp số 1"}}
        act: Plain = {"service": "tra_cuu_doanh_nghiep", "answer": found}
        facts = played_plain(bulletin, self.begun(bulletin, act)).last
        assert "tham_dinh" in facts.at
        assert facts.variables["doanh_nghiep"] == found["doanh_nghiep"]

    def test_an_error_that_nothing_catches_is_told(self, bulletin: Candidate) -> None:
        act: Plain = {"service": "tra_cuu_doanh_nghiep", "error": "khong_thay"}
        facts = played_plain(bulletin, self.begun(bulletin, act)).last
        assert facts.refusal is not None
        assert facts.refusal.code == "uncaught_error"
        assert "tra_cuu_doanh_nghiep" in facts.at


def played_plain(candidate: Candidate, scenario: Plain) -> Trial:
    return replayed(candidate, scenario_of(scenario).play)


class TestDrawn:
    def test_each_unit_that_is_asked_answers_for_itself(self, drawn: Drawn) -> None:
        asked: Plain = {"do": "chon_noi", "values": {"cac_noi": [OURS, THEIRS]}}
        second: Plain = {"do": "cho_y_kien", "instance": 2, "values": {"y_kien": "dong_y"}}
        trial = played(drawn("THU-01"), asked, second)
        (left,) = state_of(trial).steps
        assert (left.instance, left.unit, left.by) == (1, OURS, "Chuyên viên – P. QLCN")
        assert trial.last.at == ("cho_y_kien",)

    def test_a_message_from_outside(self, drawn: Drawn) -> None:
        act: Plain = {"message": "ket_qua_kiem_nghiem", "values": {"diem": 8}}
        trial = played(drawn("THU-07"), act)
        assert (trial.last.at, trial.last.variables["diem"]) == (("cho_xac_nhan",), 8)
        (message,) = state_of(trial).messages
        assert (message.message, message.beside) == ("xac_nhan", False)

    def test_a_cycle_beats_as_often_as_it_says(self, drawn: Drawn) -> None:
        trial = played(drawn("THU-06"), {"wait": "until 2023-12-12T08:00"})
        assert trial.last.at.count("don_doc") == 1
        assert [s.node for s in state_of(trial).steps].count("don_doc") == 2


class TestIsolation:
    def test_nothing_outside_is_named(self, licence: Candidate) -> None:
        installation = Sandbox(licence, THURSDAY).installation
        settings = installation.settings
        outside = (settings.smtp_host, settings.webhook_url, settings.http_hosts)
        assert (*outside, settings.enterprise_register, settings.secrets) == ("", "", "", "", {})
        assert installation.store.url.database is None

    def test_no_mail_is_even_written(self, licence: Candidate) -> None:
        trial = played(licence, ASSIGN, {"wait": "30 working days"})
        assert trial.last.alerts
        with trial.sandbox.installation.store.read() as tx:
            assert outbox.of(tx, trial.sandbox.row(tx).id) == ()

    def test_players_cannot_sign_in(self, licence: Candidate) -> None:
        sandbox = played(licence, ASSIGN).sandbox
        with sandbox.installation.store.read() as tx:
            found = users.all_users(tx)
        assert {row.password_hash for row in found} == {CANNOT_SIGN_IN}

    def test_two_sandboxes_do_not_meet(self, licence: Candidate) -> None:
        first, second = played(licence, ASSIGN), played(licence)
        assert first.last.at == ("tham_dinh",)
        assert second.last.at == ("phan_cong",)


def test_a_diagram_of_a_changed_version_is_what_runs(
    content: Content, context: TrialContent
) -> None:
    """Two versions with one id in two sandboxes are never mixed up."""
    procedure = content.procedures[GENERAL]
    shorter = replace(procedure, cases=(replace(procedure.cases[0], text="5 working days"),))
    changed = replace(content, procedures={GENERAL: shorter})
    candidate = candidate_in(changed, GENERAL, context)
    assert played(candidate).last.due == on("2023-12-14 08:24")
    assert played(candidate_in(content, GENERAL, context)).last.due == on("2024-01-02 08:24")


def test_the_opening_shows_what_the_desk_shows(licence: Candidate) -> None:
    view = requirements_of(licence, THURSDAY)
    assert view.form is not None
    assert view.first_form is not None
    assert (view.form.id, view.first_form.id) == ("don_bo_sung_giay_phep_x_quang", "tiep_nhan")
    assert [p.id for p in view.papers][:1] == ["don"]


def test_a_wait_in_which_too_much_happens_is_refused(
    licence: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.trial.clock.MOST_MOMENTS", 2)
    refusal = played(licence, ASSIGN, {"wait": "40 working days"}).last.refusal
    assert refusal is not None
    assert refusal.code == "too_many_moments"


def test_a_trial_in_which_too_much_happens_in_all_is_refused(
    licence: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is played again from its beginning, so many small waits cost as much as a long one."""
    monkeypatch.setattr("engine.trial.clock.MOST_IN_ALL", 2)
    waits = [{"wait": "10 working days"}] * 4
    refused = [f.refusal for f in played(licence, ASSIGN, *waits).facts if f.refusal]
    assert [refusal.code for refusal in refused][:1] == ["too_many_moments"]
