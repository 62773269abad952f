from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from engine.storage import Store
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import Fault
from engine.storage.services.outbox import OutboxRow

LEASE = 60


def _add(store: Store, dossier: int, at: datetime, *keys: str) -> None:
    with store.begin() as tx:
        for key in keys:
            outbox.add(tx, key, dossier, "notify", {"to": key}, at)


def _claim(
    store: Store, at: datetime, worker: str = "w1", limit: int = 10
) -> tuple[OutboxRow, ...]:
    with store.begin() as tx:
        return outbox.claim(tx, worker, at, LEASE, limit)


def test_a_key_goes_in_once(store: Store, dossier: int, at: datetime) -> None:
    with store.begin() as tx:
        assert outbox.add(tx, "k", dossier, "notify", {"a": 1}, at)
        assert not outbox.add(tx, "k", dossier, "notify", {"a": 2}, at)
    assert [job.payload for job in _claim(store, at)] == [{"a": 1}]


def test_a_claimed_job_is_passed_by_until_its_lease_ends(
    store: Store, dossier: int, at: datetime
) -> None:
    _add(store, dossier, at, "a", "b")
    first = _claim(store, at, "w1", limit=1)
    second = _claim(store, at, "w2")
    assert [j.key for j in first + second] == ["a", "b"]
    assert _claim(store, at + timedelta(seconds=LEASE - 1)) == ()
    again = _claim(store, at + timedelta(seconds=LEASE), "w3")
    assert [(j.key, j.attempts, j.worker) for j in again] == [("a", 2, "w3"), ("b", 2, "w3")]


def test_a_job_waits_for_its_moment(store: Store, dossier: int, at: datetime) -> None:
    _add(store, dossier, at + timedelta(hours=1), "later")
    assert _claim(store, at) == ()
    assert [j.key for j in _claim(store, at + timedelta(hours=1))] == ["later"]


def test_a_stale_lease_writes_nothing(store: Store, dossier: int, at: datetime) -> None:
    _add(store, dossier, at, "a")
    (stale,) = _claim(store, at, "w1")
    later = at + timedelta(seconds=LEASE)
    (fresh,) = _claim(store, later, "w2")
    with store.begin() as tx:
        assert not outbox.done(tx, stale, later)
        assert not outbox.retry(tx, stale, Fault("late"), later)
        assert not outbox.bury(tx, stale, Fault("late"), later)
        assert outbox.done(tx, fresh, later)
        assert not outbox.done(tx, fresh, later)
    with store.read() as tx:
        assert [(j.state, j.done_at) for j in outbox.of(tx, dossier)] == [("sent", later)]
        assert incidents.open_list(tx) == ()


def test_a_failed_job_comes_back_at_its_next_moment(
    store: Store, dossier: int, at: datetime
) -> None:
    _add(store, dossier, at, "a")
    (job,) = _claim(store, at)
    with store.begin() as tx:
        assert outbox.retry(tx, job, Fault("busy", "HTTP 503"), at + timedelta(minutes=5))
    assert _claim(store, at + timedelta(minutes=4)) == ()
    (again,) = _claim(store, at + timedelta(minutes=5))
    assert (again.attempts, again.error, again.details) == (2, "busy", "HTTP 503")


def test_an_exhausted_job_becomes_an_incident_that_a_person_resolves(
    store: Store, dossier: int, at: datetime
) -> None:
    _add(store, dossier, at, "poison", "next")
    poison, following = _claim(store, at)
    with store.begin() as tx:
        assert outbox.bury(tx, poison, Fault("no_receiver", "There is none."), at)
        assert outbox.done(tx, following, at)
    with store.begin() as tx:
        (found,) = incidents.open_list(tx)
        assert (found.outbox_id, found.code) == (poison.id, "no_receiver")
        assert found.dossier_code == "H37.04-260302-0001"
        assert incidents.resolve(tx, found.id, None, at)
        assert not incidents.resolve(tx, found.id, None, at)
        assert outbox.revive(tx, poison.id, at)
    assert [(j.key, j.attempts) for j in _claim(store, at)] == [("poison", 1)]


def test_jobs_that_a_dossier_no_longer_waits_for_are_dropped(
    store: Store, dossier: int, at: datetime
) -> None:
    _add(store, dossier, at, "a")
    with store.begin() as tx:
        assert outbox.drop(tx, dossier, "notify", at) == 1
    assert _claim(store, at) == ()


def test_many_workers_take_each_job_once(store: Store, dossier: int, at: datetime) -> None:
    _add(store, dossier, at, *[f"job-{n:03d}" for n in range(60)])

    def work(number: int) -> list[str]:
        taken: list[str] = []
        while batch := _claim(store, at, f"w{number}", limit=5):
            taken += [job.key for job in batch]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(work, range(4)) for key in keys]
    assert sorted(taken) == [f"job-{n:03d}" for n in range(60)]
