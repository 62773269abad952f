"""Several people at once: one serial order, and the others are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest

from engine.accounts import Person
from engine.definitions.status import Status
from engine.dossiers import claim, complete, receive, supplement, withdraw
from engine.dossiers.reception import Applicant, ReceiveRequest
from engine.errors import BadState, Conflict, Invalid, Refused
from engine.installation import Installation
from engine.jobs.timers import sweep_timers
from engine.storage.dossiers import journal
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    FAIL,
    GENERAL,
    LICENCE_FORM,
    PASS,
    TO_APPRAISAL,
    Desk,
    Dossier,
    on,
)
from tests.oracle import assert_sound

pytestmark = pytest.mark.slow

ROUNDS = 6
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _sound(installation: Installation) -> Iterator[None]:
    yield
    assert_sound(installation)


def at_once(*acts: Act) -> list[object]:
    """Run each act in a thread of its own, all from the same barrier; results or errors."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Act) -> None:
        barrier.wait()
        try:
            results[number] = act()
        except BaseException as error:  # whatever it is, the test must see it
            results[number] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def errors(results: list[object]) -> list[object]:
    return [r for r in results if isinstance(r, BaseException)]


def under_appraisal(desk: Desk) -> Dossier:
    return desk.receive(ACCEPT).play(*TO_APPRAISAL)


def act(dossier: Dossier, username: str, values: dict[str, object]) -> Act:
    desk = dossier.desk
    who, task, at = desk.officer(username), dossier.step("tham_dinh").task_id, dossier.now
    return lambda: complete(desk.installation, who, dossier.code, task, values, at=at)


@pytest.mark.parametrize("second", [PASS, ASK, FAIL], ids=["pass", "ask", "fail"])
def test_two_who_complete_one_step_one_wins_and_the_other_is_told(
    desk: Desk, second: dict[str, object]
) -> None:
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        before = dossier.row.revision
        results = at_once(act(dossier, "chuyen-vien", ASK), act(dossier, "chuyen-vien-2", second))
        (loser,) = errors(results)
        assert isinstance(loser, Conflict), repr(loser)
        assert dossier.row.revision == before + 1
        assert [r.action for r in dossier.journal()].count("completed") == 2


def test_complete_against_withdraw_leaves_one_serial_order(desk: Desk) -> None:
    clerk = desk.holder("mot_cua")
    for values in (PASS, ASK, FAIL) * 2:
        dossier = under_appraisal(desk)
        results = at_once(
            act(dossier, "chuyen-vien", values),
            lambda d=dossier: withdraw(desk.installation, clerk, d.code, "Rút", at=d.now),
        )
        failed = errors(results)
        assert all(isinstance(e, Conflict | Refused) for e in failed), failed
        actions = [r.action for r in dossier.journal()][2:]
        # Either the withdrawal came second, or whoever came second was refused.
        assert actions in (["completed", "withdrawn"], ["withdrawn"], ["completed"])
        assert len(actions) == 2 - len(failed)
        if "withdrawn" in actions:
            assert dossier.row.status is Status.WITHDRAWN


def test_two_who_claim_one_step_one_holds_it(desk: Desk) -> None:
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        officers = [desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")]
        results = at_once(*(_claiming(dossier, who) for who in officers))
        (loser,) = errors(results)
        assert isinstance(loser, Conflict)
        winner = officers[1 - results.index(loser)]
        assert dossier.step("tham_dinh").assignee == winner.id


def _claiming(dossier: Dossier, who: Person) -> Act:
    installation, task = dossier.installation, dossier.step("tham_dinh").task_id
    return lambda: claim(installation, who, dossier.code, task, at=dossier.now)


def test_two_who_record_one_supplement_one_wins(desk: Desk) -> None:
    clerk, at = desk.holder("mot_cua"), on("2023-12-08 09:00")
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        dossier.do("tham_dinh", ASK)
        results = at_once(
            *[lambda d=dossier: supplement(desk.installation, clerk, d.code, BROUGHT, at=at)] * 2
        )
        (loser,) = errors(results)
        assert isinstance(loser, Conflict | Refused), repr(loser)
        assert dossier.at_nodes() == {"tham_dinh"}


def test_a_timer_against_the_step_it_sits_on(desk: Desk) -> None:
    late = on("2023-12-22 09:00")
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        dossier.now = late
        results = at_once(
            act(dossier, "chuyen-vien", PASS), lambda: sweep_timers(desk.installation, at=late)
        )
        assert all(isinstance(e, Conflict) for e in errors(results)), results
        # Whoever lost tries again, as the officer and the next sweep would.
        sweep_timers(desk.installation, at=late)
        if "tham_dinh" in dossier.at_nodes():
            dossier.do("tham_dinh", PASS)
        assert dossier.at_nodes() in ({"duyet_du_thao"}, {"duyet_du_thao", "don_doc"})


def test_two_sweeps_fire_each_timer_once(desk: Desk) -> None:
    dossiers = [under_appraisal(desk) for _ in range(ROUNDS)]
    late = on("2023-12-22 09:00")
    results = at_once(*[lambda: sweep_timers(desk.installation, at=late)] * 3)
    assert not errors(results)
    for dossier in dossiers:
        assert [r.action for r in dossier.journal()].count("timer_fired") == 1
        assert dossier.at_nodes() == {"tham_dinh", "don_doc"}


def test_codes_of_many_desks_have_no_gap_though_some_receptions_fail(desk: Desk) -> None:
    clerk = desk.holder("mot_cua")
    day = on("2023-11-06 09:00")
    good = ReceiveRequest(GENERAL, Applicant("Người nộp"), LICENCE_FORM, ACCEPT)
    bad = ReceiveRequest(GENERAL, Applicant(""), LICENCE_FORM, ACCEPT)
    results = at_once(
        *(
            lambda r=r: receive(desk.installation, clerk, r, at=day)
            for r in [good, good, bad, good] * 3
        )
    )
    assert all(isinstance(e, Invalid) for e in errors(results)), errors(results)
    codes = sorted(r.code for r in results if not isinstance(r, BaseException))
    assert codes == [f"H37.04-231106-{n:04d}" for n in range(1, 10)]


def test_an_error_in_the_middle_of_an_act_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = under_appraisal(desk)
    before = dossier.row, dossier.journal(), dossier.steps()

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(journal, "write", full)
        with pytest.raises(OSError, match="No space"):
            dossier.do("tham_dinh", ASK)
    assert (dossier.row, dossier.journal(), dossier.steps()) == before
    dossier.do("tham_dinh", ASK)


def test_a_forged_or_cut_state_is_refused_before_it_is_read(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    good = dossier.row.state
    table = (good[:-1], b"", good[:5] + bytes([good[5] ^ 1]) + good[6:], b"\x00" * 64)
    for state in table:
        _put(desk, dossier, state)
        with pytest.raises(BadState):
            dossier.do("tham_dinh", PASS)
    _put(desk, dossier, good)
    dossier.do("tham_dinh", PASS)


def _put(desk: Desk, dossier: Dossier, state: bytes) -> None:
    mark = "?" if desk.installation.store.dialect == "sqlite" else "%s"
    with desk.installation.store.begin() as tx:
        statement = f"UPDATE dossiers SET state = {mark} WHERE code = {mark}"  # noqa: S608
        tx.exec_driver_sql(statement, (state, dossier.code))
