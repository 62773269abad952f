"""Running dossiers go on under another version: seen before, moved, brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.accounts import Person
from engine.definitions.status import Status
from engine.dossiers import claim, release
from engine.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.instance_migration import work
from engine.instance_migration.batches import apply, drop, propose, undo
from engine.instance_migration.single import move_one, preview_one, undo_one
from engine.l10n.limits import limit_words
from engine.storage.dossiers import steps
from engine.storage.instance_migration import move_items, moves
from engine.storage.instance_migration.move_items import Fate
from engine.storage.instance_migration.moves import MoveState
from tests.engine.dossiers.directive import decide, off
from tests.engine.dossiers.edited import LICENCE, RESTART
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    GENERAL,
    PASS,
    TO_APPRAISAL,
    TO_RESULT,
    TO_SIGNATURE,
    Desk,
    Dossier,
    Values,
    hired,
    on,
)
from tests.engine.instance_migration.conftest import (
    DIAGRAM,
    FORM,
    LATER,
    NO_PAUSE,
    OTHER_STEP,
    SHORTER,
    SOONER,
    Publish,
    settle,
)
from tests.oracle import assert_sound

Acts = tuple[tuple[str, Values], ...]
TO_REVIEW: Acts = (*TO_APPRAISAL, ("tham_dinh", PASS))
TO_PAUSE: Acts = (*TO_APPRAISAL, ("tham_dinh", ASK))
MAPPED = {"duyet_du_thao": "xet_du_thao"}


def standing(dossier: Dossier) -> object:
    """All of a dossier that a move may change, but for the revision and the count of task ids."""
    row = dossier.row
    return (
        row.version_id,
        row.status,
        row.due_at,
        row.alert_at,
        row.clock_stopped,
        row.paused_at,
        [(s.id, s.node, s.role, s.unit, s.assignee, s.due_at, s.alert_at, limit_words(s.limit))
         for s in dossier.steps()],
        [(t.id, t.node, t.due_at, limit_words(t.limit)) for t in dossier.timers()],
    )  # fmt: skip


def moved(
    installation: Installation, who: Person, number: int, mapping: dict[str, str] | None = None
) -> int:
    """Propose, count and apply a batch of all; its id."""
    batch = propose(installation, who, GENERAL, number, mapping or {}, "Bản mới", at=LATER)
    settle(installation)
    apply(installation, who, batch, at=LATER)
    settle(installation)
    assert_sound(installation)
    return batch


def undone(installation: Installation, who: Person, batch: int) -> None:
    undo(installation, who, batch, at=LATER)
    settle(installation)
    assert_sound(installation)


def state_of(installation: Installation, batch: int) -> tuple[str, dict[Fate, int], dict[str, int]]:
    with installation.store.read() as tx:
        row = moves.load(tx, batch)
        assert row is not None
        return row.state, move_items.fates(tx, batch), move_items.reasons(tx, batch)


def test_a_batch_is_counted_applied_and_undone(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    begun = [desk.receive(ACCEPT).play(*acts) for acts in (TO_APPRAISAL, TO_REVIEW, TO_PAUSE)]
    desk.receive(ACCEPT).withdraw()
    number = publish(*OTHER_STEP)
    before = [standing(d) for d in begun]
    batch = propose(installation, designer, GENERAL, number, {}, "Đổi bước", at=LATER)
    assert [standing(d) for d in begun] == before
    state, fates, reasons = state_of(installation, batch)
    assert (state, reasons) == (MoveState.COUNTED, {"node_gone": 1})
    assert fates == {Fate.CAN: 3, Fate.CANNOT: 1}
    apply(installation, designer, batch, at=LATER)
    assert state_of(installation, batch)[0] == MoveState.APPLIED
    versions_now = {d.row.version_id for d in (begun[0], begun[2])}
    assert len(versions_now) == 1
    assert standing(begun[1]) == before[1]
    undone(installation, designer, batch)
    assert [standing(d) for d in begun] == before
    assert state_of(installation, batch)[:2] == (MoveState.UNDONE, {Fate.UNDONE: 3, Fate.CANNOT: 1})


def test_a_step_that_is_gone_goes_where_a_person_maps_it(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_REVIEW)
    old, before = dossier.step("duyet_du_thao"), standing(dossier)
    batch = moved(installation, designer, publish(*OTHER_STEP), MAPPED)
    new = dossier.step("xet_du_thao")
    assert (new.opened_at, new.task_id == old.task_id) == (LATER, False)
    told = dossier.lines()[-1]
    assert told.action == "version_moved"
    assert (told.actor, told.reason) == (designer.name, "Bản mới")
    assert (told.source, told.target) == (1, 2)
    assert told.waits == ("Duyệt dự thảo",)
    undone(installation, designer, batch)
    assert standing(dossier) == before
    assert dossier.journal()[-1].action == "version_restored"
    # No task id is given twice, whatever was undone: the next steps open and close as ever.
    dossier.now = LATER
    dossier.play(("duyet_du_thao", AGREE), *TO_RESULT[len(TO_SIGNATURE) :])
    assert dossier.row.status is Status.RESOLVED


def test_a_moved_dossier_is_gone_on_with_to_its_end(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_REVIEW)
    moved(installation, designer, publish(*OTHER_STEP), MAPPED)
    dossier.now = LATER
    dossier.play(("xet_du_thao", AGREE), *TO_RESULT[len(TO_SIGNATURE) :])
    assert dossier.row.status is Status.RESOLVED


def test_limits_of_steps_are_the_new_ones_the_legal_limit_is_not(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    legal, before = dossier.row.due_at, standing(dossier)
    limit = (LICENCE, "time_limit: 17 working days", "time_limit: 9 working days")
    batch = moved(installation, designer, publish(SHORTER, SOONER, limit))
    step, (timer,) = dossier.step("tham_dinh"), dossier.timers()
    assert limit_words(step.limit) == "5 ngày làm việc"
    opened = step.opened_at
    assert step.due_at == timer.due_at == opened + timedelta(days=7)
    assert (dossier.row.due_at, limit_words(dossier.row.limit)) == (legal, "17 ngày làm việc")
    undone(installation, designer, batch)
    assert standing(dossier) == before


@pytest.mark.slow
def test_who_holds_a_step_keeps_it_only_with_its_new_role(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    kept, lost = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    officer = desk.officer("chuyen-vien")
    for dossier in (kept, lost):
        claim(installation, officer, dossier.code, dossier.step("tham_dinh").task_id, at=LATER)
    number = publish(SHORTER)
    batch = moved(installation, designer, number)
    assert kept.step("tham_dinh").assignee == officer.id
    role = 'formId="tham_dinh" />\n        <zeebe:assignmentDefinition candidateGroups="'
    other = publish((DIAGRAM, f'{role}chuyen_vien"', f'{role}lanh_dao_phong"'))
    again = moved(installation, designer, other)
    step = lost.step("tham_dinh")
    assert (step.role, step.assignee, step.claimed_at) == ("lanh_dao_phong", None, None)
    undone(installation, designer, again)
    assert (lost.step("tham_dinh").role, lost.step("tham_dinh").assignee) == (
        "chuyen_vien",
        officer.id,
    )
    release(installation, officer, kept.code, kept.step("tham_dinh").task_id, at=LATER)
    undone(installation, designer, batch)
    assert (kept.step("tham_dinh").assignee, lost.step("tham_dinh").assignee) == (None, officer.id)


class TestWhatCannotGo:
    def why(
        self, installation: Installation, who: Person, dossier: Dossier, number: int
    ) -> list[tuple[str, str, str]]:
        judged = preview_one(installation, who, dossier.code, number, {}, at=LATER)
        assert judged.case is None
        return [(r.code, r.name, r.other) for r in judged.reasons]

    def test_a_key_of_the_application_renamed(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        renamed = (FORM, '"key": "ten_to_chuc"', '"key": "ten_don_vi"')
        asks = (DIAGRAM, '=ket_qua_ky = "ky"', '=ket_qua_ky = "ky" and ten_don_vi != null')
        only = preview_one(installation, designer, dossier.code, publish(renamed), {}, at=LATER)
        assert only.case is not None
        assert [(w.code, w.other) for w in only.warnings] == [("key_gone", "ten_to_chuc")]
        found = self.why(installation, designer, dossier, publish(renamed, asks))
        assert found == [("no_value", "ký", "ten_don_vi")]

    def test_a_key_of_a_step_that_was_done_and_one_that_is_yet_to_come(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        done = desk.receive(ACCEPT).play(*TO_REVIEW)
        ahead = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        number = publish(
            ("forms/tham-dinh.form", '"key": "y_kien_tham_dinh"', '"key": "danh_gia"'),
            (DIAGRAM, '=ket_qua_ky = "ky"', '=ket_qua_ky = "ky" and danh_gia != ""'),
        )
        assert self.why(installation, designer, done, number) == [("no_value", "ký", "danh_gia")]
        judged = preview_one(installation, designer, ahead.code, number, {}, at=LATER)
        assert judged.case is not None

    def test_the_legal_clock_that_would_start(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT).play(*TO_PAUSE)
        found = self.why(installation, designer, dossier, publish(NO_PAUSE))
        assert found == [("clock_changes", "", "runs")]

    def test_a_status_that_only_an_act_may_bring(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT).play(*TO_RESULT)
        shown = 'name="motcua:status" value="resolved"'
        number = publish((DIAGRAM, shown, shown.replace("resolved", "in_progress")))
        found = self.why(installation, designer, dossier, number)
        assert found == [("status_changes", "resolved", "in_progress")]

    def test_one_that_is_there_or_has_ended(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT)
        assert self.why(installation, designer, dossier, 1) == [("already_there", "", "")]
        done = desk.receive({"ket_qua_kiem_tra": "tu_choi", "ly_do": "Không thuộc đối tượng"})
        assert self.why(installation, designer, done, publish(SHORTER)) == [("ended", "", "")]

    def test_a_pause_rule_of_the_new_version_is_not_that_of_the_dossier(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT).play(*TO_PAUSE)
        moved(installation, designer, publish(RESTART))
        assert dossier.row.pause_policy == "resume"
        dossier.now = LATER
        dossier.do("bo_sung", BROUGHT, on("2023-12-13 09:00"))


def test_a_dossier_that_went_on_is_judged_anew_and_is_not_brought_back(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    goes, stays, ends = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(3))
    number = publish(*OTHER_STEP)
    batch = propose(installation, designer, GENERAL, number, {}, "Đổi bước", at=LATER)
    stays.now = ends.now = LATER
    stays.do("tham_dinh", PASS)
    apply(installation, designer, batch, at=LATER)
    assert state_of(installation, batch)[1:] == ({Fate.MOVED: 2, Fate.CANNOT: 1}, {"node_gone": 1})
    ends.do("tham_dinh", PASS)
    undone(installation, designer, batch)
    assert state_of(installation, batch)[1:] == (
        {Fate.UNDONE: 1, Fate.KEPT: 1, Fate.CANNOT: 1},
        {"node_gone": 1, "acted_since": 1},
    )
    assert (goes.at_nodes(), ends.at_nodes()) == ({"tham_dinh"}, {"xet_du_thao"})


def test_a_new_calendar_between_the_move_and_its_undoing_stays_true(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    batch = moved(installation, designer, publish(SHORTER, SOONER))
    decide(installation, hired(installation, "quan-tri"), off("2023-12-13"), at=LATER)
    undone(installation, designer, batch)
    assert limit_words(dossier.step("tham_dinh").limit) == "10 ngày làm việc"


def test_many_are_worked_off_by_the_scheduler(
    installation: Installation,
    desk: Desk,
    designer: Person,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = [desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(5)]
    batch = propose(installation, designer, GENERAL, publish(SHORTER), {}, "Bản mới", at=LATER)
    drop(installation, designer, batch, at=LATER)
    assert state_of(installation, batch)[0] == MoveState.DROPPED
    monkeypatch.setattr("engine.instance_migration.batches.FIRST", 2)
    monkeypatch.setattr("engine.jobs.moves.CHUNK", 2)
    batch = propose(installation, designer, GENERAL, 2, {}, "Bản mới", at=LATER)
    assert state_of(installation, batch)[1] == {Fate.CAN: 2, Fate.LISTED: 3}
    with pytest.raises(Refused) as refused:
        apply(installation, designer, batch, at=LATER)
    assert refused.value.code == "move_counting"
    settle(installation)
    apply(installation, designer, batch, at=LATER)
    assert state_of(installation, batch)[1] == {Fate.CAN: 3, Fate.MOVED: 2}
    with pytest.raises(Refused) as refused:
        undo(installation, designer, batch, at=LATER)
    assert refused.value.code == "move_applying"
    settle(installation)
    assert {limit_words(d.step("tham_dinh").limit) for d in begun} == {"5 ngày làm việc"}
    assert begun[4].journal()[-1].actor_name == designer.name
    undo(installation, designer, batch, at=LATER)
    assert state_of(installation, batch)[1] == {Fate.UNDONE: 2, Fate.MOVED: 3}
    settle(installation)
    assert {limit_words(d.step("tham_dinh").limit) for d in begun} == {"10 ngày làm việc"}


def test_what_fails_holds_up_nobody(
    installation: Installation,
    desk: Desk,
    designer: Person,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    batch = propose(installation, designer, GENERAL, publish(SHORTER), {}, "Bản mới", at=LATER)
    carry = work.carry

    def failing(case: object, *args: object) -> object:
        if case.row.code == first.code:  # type: ignore[attr-defined]
            raise Conflict("dossier_changed", "again and again")
        return carry(case, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "carry", failing)
    apply(installation, designer, batch, at=LATER)
    assert state_of(installation, batch) == (
        MoveState.APPLIED,
        {Fate.CANNOT: 1, Fate.MOVED: 1},
        {"busy": 1},
    )
    assert limit_words(second.step("tham_dinh").limit) == "5 ngày làm việc"


class TestOne:
    def test_there_and_back(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier, other = (desk.receive(ACCEPT).play(*TO_REVIEW) for _ in range(2))
        before = standing(dossier), standing(other)
        number = publish(*OTHER_STEP)
        with pytest.raises(Refused) as refused:
            move_one(installation, designer, dossier.code, number, {}, at=LATER, reason="Đổi")
        assert [r.code for r in refused.value.fields["reasons"]] == ["node_gone"]
        move_one(installation, designer, dossier.code, number, MAPPED, at=LATER, reason="Đổi")
        assert_sound(installation)
        assert dossier.at_nodes() == {"xet_du_thao"}
        undo_one(installation, designer, dossier.code, at=LATER)
        assert (standing(dossier), standing(other)) == before
        with pytest.raises(Refused) as refused:
            undo_one(installation, designer, dossier.code, at=LATER)
        assert refused.value.code == "not_moved"

    def test_once_somebody_acted_it_stays(
        self, installation: Installation, desk: Desk, designer: Person, publish: Publish
    ) -> None:
        dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        number = publish(SHORTER)
        move_one(installation, designer, dossier.code, number, {}, at=LATER, reason="Đổi")
        dossier.now = LATER
        dossier.do("tham_dinh", PASS)
        with pytest.raises(Refused) as refused:
            undo_one(installation, designer, dossier.code, at=LATER)
        assert refused.value.code == "acted_since"


@pytest.mark.parametrize("act", ["batch", "one", "undo"])
def test_who_may(
    installation: Installation, desk: Desk, designer: Person, publish: Publish, act: str
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    number = publish(SHORTER)
    batch = moved(installation, designer, number)
    there = {"so-khcn": True, "so-tttt": False}
    people = {
        hired(installation, f"{role}-{unit}", {role: unit}): role in allowed and there[unit]
        for role in ("thiet_ke", "kiem_soat", "lanh_dao", "chuyen_vien")
        for unit in there
        for allowed in [("thiet_ke", "kiem_soat", "lanh_dao")]
    }
    acts: dict[str, Callable[[Person], object]] = {
        "batch": lambda who: propose(installation, who, GENERAL, 1, {}, "Về bản cũ", at=LATER),
        "one": lambda who: preview_one(installation, who, dossier.code, 1, {}, at=LATER),
        "undo": lambda who: drop(installation, who, batch, at=LATER),
    }
    for who, may in people.items():
        try:
            acts[act](who)
            refused = False
        except Forbidden:
            refused = True
        except Conflict:  # it is applied: whoever hears so was let in
            refused = False
        assert refused is not may, who.username


def test_what_is_not_said_right_is_refused(
    installation: Installation, desk: Desk, designer: Person, publish: Publish
) -> None:
    dossier = desk.receive(ACCEPT)
    with pytest.raises(Invalid):
        propose(installation, designer, GENERAL, 1, {}, " ", at=LATER)
    with pytest.raises(NotFound):
        propose(installation, designer, GENERAL, 9, {}, "Bản mới", at=LATER)
    with pytest.raises(Refused) as refused:
        propose(installation, designer, GENERAL, 1, {}, "Bản mới", at=LATER)
    assert refused.value.code == "nothing_to_move"
    with pytest.raises(NotFound):
        apply(installation, designer, 99, at=LATER)
    batch = propose(
        installation,
        designer,
        GENERAL,
        publish(SHORTER),
        {},
        "Bản mới",
        at=LATER,
        codes=[dossier.code],
    )
    apply(installation, designer, batch, at=LATER)
    with pytest.raises(Conflict):
        apply(installation, designer, batch, at=LATER)
    with pytest.raises(Conflict):
        drop(installation, designer, batch, at=LATER)
    with installation.store.read() as tx:
        assert len(steps.open_of(tx, dossier.row.id)) == 1
