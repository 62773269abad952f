"""A stored state that is not this dossier's, an older one, or changed: told, and made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.accounts import Person
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.dossiers.replay import replayed
from engine.errors import BadState, Refused
from engine.installation import Installation
from engine.jobs.timers import sweep_timers
from engine.services.incidents import UNREADABLE, retry_incident
from engine.services.unreadable import rebuild_state, report_unreadable
from engine.storage.dossiers import journal
from engine.storage.services import incidents
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    HAND_OVER,
    INCOMPLETE,
    NUMBER,
    PASS,
    SIGN,
    TO_APPRAISAL,
    Desk,
    Dossier,
    hired,
    on,
)

TO_THE_END = (
    ("tham_dinh", PASS),
    ("duyet_du_thao", AGREE),
    ("ky_duyet", SIGN),
    ("cap_so", NUMBER),
    ("tra_ket_qua", HAND_OVER),
)


@pytest.fixture
def administrator(installation: Installation) -> Person:
    return hired(installation, "quan-tri-may", {"quan_tri": "so-khcn"})


def set_columns(dossier: Dossier, **values: object) -> None:
    """What somebody with the database's password may do."""
    mark = "?" if dossier.installation.store.dialect == "sqlite" else "%s"
    columns = ", ".join(f"{name} = {mark}" for name in values)
    with dossier.installation.store.begin() as tx:
        statement = f"UPDATE dossiers SET {columns} WHERE code = {mark}"  # noqa: S608
        tx.exec_driver_sql(statement, (*values.values(), dossier.code))


def refused(dossier: Dossier) -> str:
    """Why the dossier cannot go on; the error names it, and nothing is written."""
    before = dossier.row, dossier.journal()
    with pytest.raises(BadState) as caught:
        dossier.do("tham_dinh", PASS)
    assert caught.value.fields["dossier"] == dossier.code
    assert (dossier.row, dossier.journal()) == before
    return caught.value.code


def of_another(dossier: Dossier, desk: Desk) -> None:
    other = desk.receive(ACCEPT).play(*TO_APPRAISAL).row
    set_columns(dossier, state=other.state, state_revision=other.state_revision)


def an_older_one(dossier: Dossier, desk: Desk) -> None:
    before = dossier.row
    dossier.do("tham_dinh", ASK)
    dossier.do("bo_sung", BROUGHT)
    set_columns(dossier, state=before.state, state_revision=before.state_revision)


def changed(dossier: Dossier, desk: Desk) -> None:
    state = bytearray(dossier.row.state)
    state[-1] ^= 1
    set_columns(dossier, state=bytes(state))


def none_at_all(dossier: Dossier, desk: Desk) -> None:
    set_columns(dossier, state=b"")


@pytest.mark.parametrize("harm", [of_another, an_older_one, changed, none_at_all])
def test_it_is_refused_told_once_and_made_again(
    desk: Desk, administrator: Person, harm: Callable[[Dossier, Desk], None]
) -> None:
    installation = desk.installation
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    harm(dossier, desk)
    code = refused(dossier)
    assert code == ("not_a_state" if harm is none_at_all else "forged")
    view = view_of(installation, desk.holder("chuyen_vien"), dossier.code, dossier.now)
    assert view.unreadable is not None
    assert (view.tasks, view.status, bool(view.journal)) == ((), dossier.row.status, True)
    assert report_unreadable(installation, view.unreadable, at=dossier.now)
    assert not report_unreadable(installation, view.unreadable, at=dossier.now)
    number = incident_of(dossier)
    with pytest.raises(Refused) as still:
        retry_incident(installation, administrator, number, at=dossier.now)
    assert still.value.code == "still_unreadable"
    rebuild_state(installation, administrator, number, at=dossier.now)
    assert dossier.lines()[-1].action == "state_rebuilt"
    dossier.play(*TO_THE_END)
    assert dossier.row.status is Status.RETURNED


def incident_of(dossier: Dossier) -> int:
    with dossier.installation.store.read() as tx:
        found = [i for i in incidents.of(tx, dossier.row.id) if i.resolved_at is None]
    (one,) = (each for each in found if each.kind == UNREADABLE)
    return one.id


def test_a_timer_of_such_a_dossier_is_left_and_told(desk: Desk, administrator: Person) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    (timer,) = dossier.timers()
    changed(dossier, desk)
    for _ in range(2):
        sweep_timers(desk.installation, at=timer.due_at)
    assert dossier.timers() == (timer,)
    rebuild_state(desk.installation, administrator, incident_of(dossier), at=dossier.now)
    sweep_timers(desk.installation, at=timer.due_at)
    assert dossier.lines()[-1].action == "timer_fired"


def test_with_the_state_put_back_it_is_only_tried_again(desk: Desk, administrator: Person) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    kept = dossier.row.state
    changed(dossier, desk)
    error = BadState(refused(dossier), "…", dossier=dossier.code)
    assert report_unreadable(desk.installation, error, at=dossier.now)
    set_columns(dossier, state=kept)
    retry_incident(desk.installation, administrator, incident_of(dossier), at=dossier.now)
    dossier.play(*TO_THE_END)


def test_a_journal_that_is_not_whole_makes_nothing_again(desk: Desk, administrator: Person) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    kept = dossier.row
    set_columns(dossier, state=b"", journal_head="x")
    error = BadState(refused(dossier), "…", dossier=dossier.code)
    report_unreadable(desk.installation, error, at=dossier.now)
    with pytest.raises(Refused) as broken:
        rebuild_state(desk.installation, administrator, incident_of(dossier), at=dossier.now)
    assert broken.value.code == "journal_broken"
    set_columns(dossier, state=kept.state, journal_head=kept.journal_head)
    retry_incident(desk.installation, administrator, incident_of(dossier), at=dossier.now)


def test_every_course_can_be_made_again(desk: Desk) -> None:
    """Requests before and after receipt, a withdrawal, a timer, a dossier that has ended."""
    courses = (
        desk.receive(INCOMPLETE),
        desk.receive(ACCEPT).play(*TO_APPRAISAL),
        desk.submit(),
        desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK), ("bo_sung", BROUGHT)),
        desk.receive(ACCEPT).play(*TO_APPRAISAL, *TO_THE_END),
    )
    courses[1].withdraw()
    late = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    late.sweep(on("2024-03-01 08:00"))
    for dossier in (*courses, late):
        with desk.installation.store.read() as tx:
            run = replayed(tx, dossier.row, journal.of(tx, dossier.row.id))
        assert run.ended == (dossier.row.ended_at is not None)
