"""Why a dossier or a step is due when it is, as of any moment; who held it how long."""

from __future__ import annotations

import pytest

from engine.deadlines.explanation.as_json import why_json
from engine.deadlines.explanation.chain import why
from engine.deadlines.marks import TimeState
from engine.desk.dossier import dossier
from engine.errors import Forbidden, NotFound
from sla.explain import FactKind
from tests.engine.dossiers.play import ACCEPT, ASK, BROUGHT, REFUSE, TO_APPRAISAL, Desk, on

RECEIVED = on("2023-12-07 08:24")
FIRST_DUE = on("2024-01-02 08:24")
PAUSED, RESUMED = on("2023-12-11 09:00"), on("2023-12-14 10:30")
MOVED = on("2024-01-05 09:54")


def paused_and_resumed(desk: Desk):
    made = desk.receive(ACCEPT, RECEIVED).play(*TO_APPRAISAL)
    made.do("tham_dinh", ASK, PAUSED)
    made.do("bo_sung", BROUGHT, RESUMED)
    return made


@pytest.mark.parametrize(
    ("at", "due", "state", "kinds"),
    [
        ("2023-12-08 09:00", FIRST_DUE, TimeState.WITHIN, set()),
        ("2023-12-12 09:00", FIRST_DUE, TimeState.PAUSED, {FactKind.STILL_PAUSED}),
        ("2023-12-20 09:00", MOVED, TimeState.WITHIN, {FactKind.PAUSED}),
        ("2024-01-08 09:00", MOVED, TimeState.OVERDUE, {FactKind.PAUSED}),
    ],
)
def test_the_chain_is_what_was_known_then(
    desk: Desk, at: str, due: object, state: TimeState, kinds: set[FactKind]
) -> None:
    made = paused_and_resumed(desk)
    found = why(desk.installation, desk.holder("mot_cua"), made.code, at=on(at))
    assert found.chain is not None
    assert (found.chain.due_at, found.chain.time.state) == (due, state)
    assert found.chain.facts[-1].at == found.chain.due_at
    told = {fact.kind for fact in found.chain.facts}
    assert told & {FactKind.STILL_PAUSED, FactKind.PAUSED} == kinds
    assert found.chain.recorded_due_at is None
    assert found.chain.worked > 0
    assert found.first_due_at == FIRST_DUE


def test_a_moment_before_receipt_is_read_as_receipt(desk: Desk) -> None:
    made = desk.receive(ACCEPT, RECEIVED)
    found = why(desk.installation, desk.holder("mot_cua"), made.code, at=on("2020-01-01 09:00"))
    assert found.at == RECEIVED
    far = why(desk.installation, desk.holder("mot_cua"), made.code, at=on("2300-01-01 09:00"))
    assert far.chain is not None
    assert far.chain.time.state is TimeState.OVERDUE


def test_a_step_stands_still_with_the_dossier(desk: Desk) -> None:
    made = paused_and_resumed(desk)
    step = made.step("tham_dinh")
    found = why(
        desk.installation,
        desk.holder("mot_cua"),
        made.code,
        at=on("2023-12-20 09:00"),
        task=step.task_id,
    )
    assert found.chain is not None
    assert (found.step, found.chain.due_at) == ("Thẩm định", step.due_at)
    assert [s.name for s in found.steps].count("Thẩm định") == 2
    assert why_json(found)["step"] == "Thẩm định"


def test_json_has_a_sentence_for_every_fact(desk: Desk) -> None:
    made = paused_and_resumed(desk)
    found = why_json(
        why(desk.installation, desk.holder("mot_cua"), made.code, at=on("2023-12-20 09:00"))
    )
    facts = found["facts"]
    assert isinstance(facts, list)
    assert found["due_at"] == "2024-01-05T09:54:00+07:00"
    assert [fact["kind"] for fact in facts][-1] == "due"
    (paused,) = (fact for fact in facts if fact["kind"] == "paused")
    assert paused["stretch"] == {"days": 3, "worked_minutes": 90}
    assert all(fact["text"].endswith(".") for fact in facts)


def test_rights_and_dossiers_without_a_limit(desk: Desk, bulletins: Desk) -> None:
    made = desk.receive(ACCEPT, RECEIVED)
    with pytest.raises(Forbidden):
        why(desk.installation, bulletins.holder("lanh_dao"), made.code, at=RECEIVED)
    with pytest.raises(NotFound):
        why(desk.installation, desk.holder("mot_cua"), made.code, at=RECEIVED, task="no-such")
    refused = desk.receive(REFUSE, RECEIVED)
    found = why(desk.installation, desk.holder("mot_cua"), refused.code, at=RECEIVED)
    assert found.chain is None
    assert why_json(found)["facts"] == []


def test_held_time_leaves_pauses_out(desk: Desk) -> None:
    made = paused_and_resumed(desk)
    minute = 60_000_000
    view = dossier(desk.installation, desk.holder("mot_cua"), made.code, on("2023-12-14 15:30"))
    held = {(line.node, line.completed_at is None): line.held // minute for line in view.steps}
    assert held["bo_sung", False] == 3 * 480 + 90  # the applicant's own, all of it
    assert held["tham_dinh", True] == 210  # 10:30 to 11:30 and 13:00 to 15:30
    installation = [holder for holder in view.holders if not holder.applicant]
    assert sum(holder.share for holder in installation) == pytest.approx(1.0)
    (applicant,) = (holder for holder in view.holders if holder.applicant)
    assert (applicant.share, applicant.worked // minute) == (0.0, 3 * 480 + 90)


def test_the_page_tells_the_whole_chain_and_a_paused_step_stands(desk: Desk) -> None:
    made = desk.receive(ACCEPT, RECEIVED).play(*TO_APPRAISAL)
    made.do("tham_dinh", ASK, PAUSED)
    view = dossier(desk.installation, desk.holder("mot_cua"), made.code, on("2023-12-13 09:00"))
    assert view.why[-1].at == view.due_at
    assert FactKind.STILL_PAUSED in {fact.kind for fact in view.why}
