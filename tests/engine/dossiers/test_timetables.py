"""A directive moves the deadlines of what is in hand: seen before, logged once, taken back."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from engine.accounts import Person
from engine.deadlines.closing import closes_at
from engine.deadlines.stopwatches import dossier_watch, past_pauses, step_watch, timer_watch
from engine.definitions.calendars.entered_days import EnteredDay
from engine.definitions.calendars.special_days import Confidence
from engine.definitions.content_root import content_root
from engine.errors import BrokenContent, Conflict, Forbidden, Invalid, NotFound, Refused
from engine.installation import Installation, open_installation
from engine.installation.timetable import deploy_timetable, opened, unpacked
from engine.storage import Store
from engine.storage.dossiers import dossiers, pauses, steps, timers
from engine.storage.services import incidents
from engine.storage.tables.calendar_tables import TimetableTable
from engine.storage.tables.dossier_tables import DossierTable as Table
from engine.storage.tables.dossier_tables import PauseTable
from engine.storage.timetables import timetables
from engine.storage.timetables.timetables import TimetableState
from engine.timetables import preview, recount
from engine.timetables.directives import apply, drop, propose, undo
from tests.conftest import OPENED, furnished
from tests.engine.dossiers.directive import (
    SOURCE,
    decide,
    off,
    ordinary,
    settle,
    worked,
)
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BULLETIN,
    TO_APPRAISAL,
    TO_RESULT,
    TO_SIGNATURE,
    Desk,
    Dossier,
    hired,
    on,
)
from tests.oracle import assert_sound

LATER = on("2023-12-11 09:00")
FRIDAY, SATURDAY = "2023-12-15", "2023-12-16"


@pytest.fixture
def installation(store: Store) -> Installation:
    """One of its own: the calendar of an office is that of all its dossiers."""
    return furnished(store)


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation)


@pytest.fixture
def admin(installation: Installation) -> Person:
    return hired(installation, "quan-tri")


def moments(installation: Installation) -> dict[str, object]:
    """Every moment that a timetable can move, dossier by dossier."""
    found: dict[str, object] = {}
    with installation.store.read() as tx:
        for (i,) in tx.exec_driver_sql("SELECT id FROM dossiers ORDER BY id").all():
            row = dossiers.load_by_id(tx, i)
            assert row is not None
            found[row.code] = (
                row.due_at,
                row.due_projected,
                tuple((s.node, s.due_at) for s in steps.open_of(tx, i)),
                tuple((t.node, t.due_at) for t in timers.open_of(tx, i)),
                tuple(p.closes_at for p in pauses.of(tx, i)),
            )
    return found


def from_scratch(installation: Installation) -> dict[str, object]:
    """The same, counted by the stopwatch of each and by nothing that is stored of them."""
    installation.timetables.refresh()
    found: dict[str, object] = {}
    with installation.store.read() as tx:
        for (i,) in tx.exec_driver_sql("SELECT id FROM dossiers ORDER BY id").all():
            row = dossiers.load_by_id(tx, i)
            assert row is not None
            calendar = installation.calendars.get(row.hours)
            past = past_pauses(pauses.of(tx, i))
            watch = dossier_watch(row, past)
            assert watch is not None
            due = watch.due(calendar)
            found[row.code] = (
                due.at,
                due.projected,
                tuple(
                    (s.node, w.due(calendar).at if (w := step_watch(s, past)) else s.due_at)
                    for s in steps.open_of(tx, i)
                ),
                tuple(
                    (t.node, w.due(calendar).at)
                    if (w := timer_watch(t, past, row.pause_policy))
                    else (t.node, t.due_at)
                    for t in timers.open_of(tx, i)
                ),
                tuple(p.closes_at for p in pauses.of(tx, i)),
            )
    return found


def in_hand(desk: Desk) -> list[Dossier]:
    """Dossiers at several places: appraised, at the signature, paused, decided."""
    appraised = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    signed = desk.receive(ACCEPT, OPENED + timedelta(hours=2)).play(*TO_SIGNATURE)
    asked = desk.receive(ACCEPT, OPENED + timedelta(hours=3)).play(*TO_APPRAISAL)
    asked.do("tham_dinh", ASK)
    decided = desk.receive(ACCEPT, OPENED + timedelta(hours=1)).play(*TO_RESULT)
    return [appraised, signed, asked, decided]


def test_a_day_off_moves_what_is_in_hand_and_is_logged_once(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    appraised, signed, _asked, decided = in_hand(desk)
    before = moments(installation)
    rows = [len(d.journal()) for d in (appraised, signed, decided)]
    first = appraised.row.first_due_at
    decide(installation, admin, off(FRIDAY), at=LATER)
    assert moments(installation)[decided.code] == before[decided.code]
    assert appraised.row.due_at == on("2024-01-03 08:24")
    assert appraised.row.first_due_at == first
    assert [len(d.journal()) for d in (appraised, signed, decided)] == [
        rows[0] + 1,
        rows[1] + 1,
        rows[2],
    ]
    told = appraised.lines()[-1]
    assert (told.action, told.actor, told.at) == ("recounted", "", LATER)
    assert told.note == "Hoán đổi ngày làm việc"
    assert told.due_from
    assert told.due_to
    assert assert_sound(installation) == 4


def test_the_preview_says_what_applying_does(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    in_hand(desk)
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    before = moments(installation)
    settle(installation, LATER)
    assert moments(installation) == before, "a proposal moves nothing"
    with installation.store.read() as tx:
        moves = {m.code: (m.due_from, m.due_to) for m in timetables.moves(tx, made, 1, 100)}
    apply(installation, admin, made, at=LATER)
    settle(installation, LATER)
    after = moments(installation)
    assert moves == {
        code: (before[code][0], after[code][0])
        for code in before
        if before[code][0] != after[code][0]
    }
    assert len(moves) == 3


def test_undo_puts_every_moment_back(installation: Installation, desk: Desk, admin: Person) -> None:
    in_hand(desk)
    before = moments(installation)
    made = decide(installation, admin, off(FRIDAY), at=LATER)
    assert moments(installation) != before
    back = undo(installation, admin, made, at=LATER)
    settle(installation, LATER)
    apply(installation, admin, back, at=LATER)
    settle(installation, LATER)
    assert moments(installation) == before
    with pytest.raises(Refused, match="the same"):
        undo(installation, admin, made, at=LATER)
    assert_sound(installation)


def test_effects_tell_what_becomes_late_and_what_no_longer_is(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    due = dossier.row.due_at
    assert due is not None
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=due + timedelta(minutes=1))
    settle(installation, due)
    with installation.store.read() as tx:
        assert timetables.effects(tx, made) == {"not_late": 1}
    sure = propose(installation, admin, [worked(SATURDAY)], "Làm bù", at=due - timedelta(hours=1))
    settle(installation, due)
    with installation.store.read() as tx:
        assert timetables.effects(tx, sure) == {"late": 1}


def test_who_becomes_late_hears_of_it_at_once(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    due = dossier.row.due_at
    assert due is not None
    # So far all that was to be said before the end has been said.
    with installation.store.begin() as tx:
        assert dossiers.save(tx, dossier.row, replace(dossier.row, alert_at=due))
    now = due - timedelta(hours=1)
    decide(installation, admin, worked(SATURDAY), at=now)
    assert dossier.row.alert_at == now


def test_a_pause_that_is_open_keeps_its_silence(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    asked = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    asked.do("tham_dinh", ASK)
    assert asked.row.paused_at is not None
    decide(installation, admin, off(FRIDAY), at=LATER)
    assert asked.row.alert_at is None
    assert moments(installation) == from_scratch(installation)
    assert_sound(installation)


DAYS = st.lists(
    st.tuples(st.integers(8, 29), st.booleans()), min_size=1, max_size=4, unique_by=lambda d: d[0]
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DAYS)
def test_a_recount_is_counting_from_scratch(
    installation: Installation, desk: Desk, admin: Person, chosen: Sequence[tuple[int, bool]]
) -> None:
    if not moments(installation):
        in_hand(desk)
    days = [_entered(number) for number, _sure in chosen]
    with suppress(Refused):  # the days are so already
        decide(installation, admin, *days, at=LATER)
    found, wanted = moments(installation), from_scratch(installation)
    with installation.store.read() as tx:
        running = [r for c in found if (r := dossiers.load(tx, c)) and r.resolved_at is None]
    assert running
    for row in running:
        assert found[row.code] == wanted[row.code]
    assert_sound(installation)


def _entered(number: int) -> EnteredDay:
    day = datetime(2023, 12, number)  # noqa: DTZ001 - a bare date
    text = f"2023-12-{number:02}"
    return worked(text) if day.weekday() > 4 else off(text)


def test_two_recounts_at_once_do_nothing_twice(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    many = [desk.receive(ACCEPT, OPENED + timedelta(minutes=n)) for n in range(6)]
    rows = sum(len(d.journal()) for d in many)
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    at_once(lambda: preview.count_preview(installation, batch=2), until=lambda more: not more)
    settle(installation, LATER)
    with installation.store.read() as tx:
        row = timetables.load(tx, made)
        assert row
        assert (row.counted, row.total, sum(timetables.effects(tx, made).values())) == (6, 6, 6)
    apply(installation, admin, made, at=LATER)
    at_once(lambda: recount.recount(installation, at=LATER, batch=2), until=lambda n: not n)
    settle(installation, LATER)
    assert sum(len(d.journal()) for d in many) == rows + 6
    assert assert_sound(installation) == 6


def at_once(act, until) -> None:
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        while not until(act()):
            pass

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(work) for _ in range(3)]:
            done.result(60)


def test_a_dossier_acted_on_meanwhile_is_counted_all_the_same(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    dossier = desk.receive(ACCEPT)
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    settle(installation, LATER)
    apply(installation, admin, made, at=LATER)
    dossier.play(*TO_APPRAISAL)
    settle(installation, LATER)
    assert moments(installation) == from_scratch(installation)
    assert dossier.row.timetable_id == made
    assert_sound(installation)


def test_an_incident_stands_for_what_cannot_be_counted(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    good, odd = desk.receive(ACCEPT), desk.receive(ACCEPT)
    with installation.store.begin() as tx:
        tx.exec_driver_sql(f"UPDATE dossiers SET hours = 'la' WHERE id = {odd.row.id}")  # noqa: S608
    due = odd.row.due_at
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    settle(installation, LATER)
    apply(installation, admin, made, at=LATER)
    settle(installation, LATER)
    assert odd.row.due_at == due
    assert good.row.due_at != due
    with installation.store.read() as tx:
        assert [i.kind for i in incidents.of(tx, odd.row.id)] == ["recounted"]


def test_only_an_administrator_changes_the_calendar(installation: Installation, desk: Desk) -> None:
    clerk = desk.officer("mot-cua")
    for act in (
        lambda: propose(installation, clerk, [off(FRIDAY)], "Nghỉ", at=LATER),
        lambda: apply(installation, clerk, 1, at=LATER),
        lambda: undo(installation, clerk, 1, at=LATER),
        lambda: drop(installation, clerk, 1, at=LATER),
    ):
        with pytest.raises(Forbidden) as caught:
            act()
        assert caught.value.code == "not_administrator"


BAD = [
    ([], "Nghỉ", [("days", "required")]),
    ([off(FRIDAY)], " ", [("name", "required")]),
    ([worked(FRIDAY)], "Làm", [("days.0.date", "worked_anyway")]),
    ([off(FRIDAY), off(FRIDAY)], "Nghỉ", [("days.1.date", "twice")]),
    ([ordinary(FRIDAY)], "Bỏ", [("days.0.date", "ordinary_anyway")]),
    ([off("2031-01-02")], "Nghỉ", [("days.0.date", "no_year")]),
    ([off(FRIDAY), worked("2023-12-14")], "x" * 301, [("name", "max_length")]),
]


@pytest.mark.parametrize(("days", "name", "wrong"), BAD)
def test_what_a_directive_cannot_say_is_told_by_field(
    installation: Installation,
    admin: Person,
    days: list[EnteredDay],
    name: str,
    wrong: list[tuple[str, str]],
) -> None:
    with pytest.raises(Invalid) as caught:
        propose(installation, admin, days, name, at=LATER)
    assert [(p.key, p.code) for p in caught.value.problems] == wrong


def test_what_changes_nothing_is_refused(installation: Installation, admin: Person) -> None:
    decide(installation, admin, off(FRIDAY), at=LATER)
    with pytest.raises(Refused) as caught:
        propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    assert caught.value.code == "timetable_same"


def test_of_two_proposals_the_second_is_outdated(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    desk.receive(ACCEPT)
    first = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    with pytest.raises(Refused, match="still counted"):
        apply(installation, admin, first, at=LATER)
    settle(installation, LATER)
    second = propose(installation, admin, [off("2023-12-14")], "Nghỉ", at=LATER)
    settle(installation, LATER)
    apply(installation, admin, first, at=LATER)
    for act in (apply, drop):
        with pytest.raises(Conflict) as caught:
            act(installation, admin, second, at=LATER)
        assert caught.value.code == "timetable_changed"
    with pytest.raises(NotFound):
        apply(installation, admin, 999, at=LATER)
    with pytest.raises(Refused):
        undo(installation, admin, second, at=LATER)


def test_a_dropped_proposal_leaves_nothing(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    desk.receive(ACCEPT)
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    settle(installation, LATER)
    drop(installation, admin, made, at=LATER)
    with installation.store.read() as tx:
        assert timetables.effects(tx, made) == {}
        row = timetables.load(tx, made)
    assert row
    assert row.state == TimetableState.DROPPED


def test_a_projected_day_marks_what_rests_on_it(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    dossier = desk.receive(ACCEPT)
    assert not dossier.row.due_projected
    decide(installation, admin, off(FRIDAY, Confidence.PROJECTED), at=LATER)
    assert dossier.row.due_projected
    rows = len(dossier.journal())
    decide(installation, admin, off(FRIDAY), at=LATER)
    assert not dossier.row.due_projected
    assert len(dossier.journal()) == rows, "nothing moved, so nothing is told"


def test_new_dossiers_count_by_it_at_once_in_another_process_as_well(
    store: Store, installation: Installation, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_installation(installation.settings, store)
    assert other.timetable.id == installation.timetable.id
    made = decide(installation, admin, off(FRIDAY), at=LATER)
    assert installation.timetable.id == made
    assert other.timetable.id != made, "it looks only every few seconds"
    monkeypatch.setattr("engine.installation.timetable_in_force.REFRESH_SECONDS", 0.0)
    assert other.timetable.id == made
    dossier = Desk(other, BULLETIN).receive({"ket_qua_kiem_tra": "day_du"})
    assert dossier.row.timetable_id == made


def copied(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    root.mkdir()
    for name in ("processes", "bpmn", "forms"):
        (root / name).symlink_to(content_root() / name)
    (root / "holidays").mkdir()
    for path in (content_root() / "holidays").glob("*.yaml"):
        (root / "holidays" / path.name).write_bytes(path.read_bytes())
    return root


def add_day(root: Path, day: str, kind: str = "off") -> None:
    with (root / "holidays/2023.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f'  - {{date: {day}, kind: "{kind}", name: x, source: y, confidence: verified}}\n'
        )


def test_entered_days_survive_a_deployment(store: Store, tmp_path: Path) -> None:
    root = copied(tmp_path)
    installation = furnished(store, root)
    admin = hired(installation, "quan-tri")
    decide(installation, admin, off(FRIDAY), off("2023-12-14"), at=LATER)
    same = installation.timetable.id
    assert deploy_timetable(store, root, at=LATER, by="deploy") == same, "the files are the same"
    add_day(root, FRIDAY)  # now the file says it by itself
    new = deploy_timetable(store, root, at=LATER, by="deploy")
    assert new > same
    with store.read() as tx:
        row = timetables.load(tx, new)
    assert row
    kept = unpacked(row.data)
    assert [(d.date.isoformat(), d.source) for d in kept.entered] == [("2023-12-14", SOURCE)]
    calendar = opened(new, kept).calendars.get("lang-son")
    assert [calendar.is_working(datetime(2023, 12, n).date()) for n in (14, 15)] == [False, False]  # noqa: DTZ001


def test_broken_files_leave_the_running_one_in_force(store: Store, tmp_path: Path) -> None:
    root = copied(tmp_path)
    installation = furnished(store, root)
    running = installation.timetable
    add_day(root, FRIDAY, "perhaps")
    with pytest.raises(BrokenContent, match=r"holidays/2023.yaml:\d+: E124"):
        deploy_timetable(store, root, at=LATER, by="deploy")
    installation.timetables.refresh()
    assert installation.timetable is running
    again = open_installation(installation.settings, store)
    assert again.timetable.id == running.id
    assert "E124" in again.timetables.problem


def test_without_a_stored_one_broken_files_stop_the_office(store: Store, tmp_path: Path) -> None:
    root = copied(tmp_path)
    settings_ = furnished(store, root).settings
    with store.begin() as tx:
        tx.exec_driver_sql("DELETE FROM timetables")
    assert open_installation(settings_, store).timetable.id == 0
    add_day(root, FRIDAY, "perhaps")
    with pytest.raises(BrokenContent):
        open_installation(settings_, store)


def test_a_stored_one_that_cannot_be_opened_leaves_the_last_good(
    store: Store, installation: Installation, admin: Person, desk: Desk
) -> None:
    good = installation.timetable.id
    made = propose(installation, admin, [off(FRIDAY)], "Nghỉ", at=LATER)
    with store.begin() as tx:
        timetables.retire(tx, good)
        broken = {"data": zlib.compress(b"{}"), "active": True}
        tx.execute(update(TimetableTable).where(TimetableTable.id == made).values(broken))
    installation.timetables.refresh()
    assert installation.timetable.id == good
    assert installation.timetables.problem
    assert desk.receive(ACCEPT).row.timetable_id == good


def test_the_first_directive_keeps_the_files_as_well(
    installation: Installation, admin: Person
) -> None:
    with installation.store.begin() as tx:
        tx.exec_driver_sql("DELETE FROM timetables")
    made = decide(installation, admin, off(FRIDAY), at=LATER)
    with installation.store.read() as tx:
        assert [(h.id, h.state) for h in timetables.heads(tx)] == [
            (made, TimetableState.APPLIED),
            (made - 1, TimetableState.DEPLOYED),
        ]


def test_a_date_that_was_signed_for_stands_where_the_office_counts_by_it(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    signed, other = desk.receive(ACCEPT), desk.receive(ACCEPT)
    promised = on("2024-01-12 17:00")
    with installation.store.begin() as tx:
        row = signed.row
        changes = {"due_at": promised, "reappointed_to": promised}
        tx.execute(update(Table).where(Table.id == row.id).values(changes))
    strict = replace(
        installation, settings=installation.settings.model_copy(update={"late_by": "appointment"})
    )
    before = other.row.due_at
    made = decide(strict, admin, off(FRIDAY), at=LATER)
    assert signed.row.due_at == promised
    assert signed.row.timetable_id == made
    assert other.row.due_at != before


def test_the_closing_of_an_unanswered_request_moves_along(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    asked = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    asked.do("tham_dinh", ASK)
    begun = asked.row.paused_at
    assert begun is not None
    calendar = installation.calendars.get(asked.row.hours)
    with installation.store.begin() as tx:
        tx.execute(update(PauseTable).values(closes_at=closes_at(calendar, begun)))
    decide(installation, admin, off(FRIDAY), at=LATER)
    calendar = installation.calendars.get(asked.row.hours)
    with installation.store.read() as tx:
        (pause,) = pauses.of(tx, asked.row.id)
    assert pause.closes_at == closes_at(calendar, begun)
    assert asked.journal()[-1].action == "recounted"
    assert_sound(installation)


def test_the_answer_to_an_online_dossier_moves_before_there_is_a_receipt(
    installation: Installation, desk: Desk, admin: Person
) -> None:
    submitted = on("2023-12-07 15:00")  # eight working hours: until 15:00 of Friday
    dossier = desk.submit(submitted)
    assert dossier.step("kiem_tra").due_at == on("2023-12-08 15:00")
    decide(installation, admin, off("2023-12-08"), at=submitted)
    assert dossier.row.due_at is None
    assert dossier.step("kiem_tra").due_at == on("2023-12-11 15:00")
    assert [line.action for line in dossier.journal()] == ["submitted", "recounted"]
