"""The sweep of alerts: who hears what, when, and never twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest

from engine.accounts import Person, disable, set_email
from engine.alerts import sweep as sweeping
from engine.alerts.acknowledge import see_alerts_of, see_all_alerts
from engine.alerts.pages import AlertItem, alerts, bell
from engine.alerts.sweep import forget_alerts, sweep_alerts
from engine.definitions.organisation.alert_rules import (
    HOLDER,
    AlertRule,
    Alerts,
    AlertSubject,
    Mail,
    Point,
    When,
)
from engine.dossiers import claim
from engine.installation import Installation
from engine.installation.timetable import Timetable
from engine.messages.recipients import recipients, staff_for
from engine.storage.alerts import alerts as stored
from engine.storage.alerts.watched import OpenStep
from engine.storage.services import outbox
from engine.storage.services.outbox import OutboxRow
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    PASS,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    Dossier,
    hired,
    on,
)
from tests.engine.jobs.conftest import with_settings
from tests.oracle import assert_sound

MAILED = {"smtp_host": "mail.invalid", "mail_from": "motcua@example.vn"}
STEP, DOSSIER = AlertSubject.STEP, AlertSubject.DOSSIER
DUE, EACH = When(Point.DUE), When(Point.EACH_AFTER, 1)


@pytest.fixture
def desk(installation: Installation) -> Iterator[Desk]:
    """The desk of 2.002383, with somebody who supervises; its dossiers must be sound at the end."""
    opened = Desk(installation)
    hired(installation, "kiem-soat", {"kiem_soat": "so-khcn"})
    for role in ("lanh_dao_phong", "chuyen_vien", "lanh_dao", "mot_cua"):
        opened.holder(role)
    opened.officer("chuyen-vien-2")
    yield opened
    assert_sound(installation)


def ruled(
    installation: Installation, *rules: AlertRule, quiet: tuple[time, time] | None = None
) -> Installation:
    """The same office under these rules only; what is set already keeps its next moment."""

    class Fixed:
        def __init__(self, timetable: Timetable) -> None:
            self._timetable = timetable

        def current(self) -> Timetable:
            return self._timetable

        def refresh(self) -> None:
            """There is no newer one."""

    timetable = dataclasses.replace(installation.timetable, alerts=Alerts(rules, quiet))
    return dataclasses.replace(installation, timetables=Fixed(timetable))


def rule(
    of: AlertSubject, when: When, *to: str, mail: Mail = Mail.NONE, webhook: bool = False
) -> AlertRule:
    return AlertRule(f"{of}_{when.point}", of, when, to, mail, webhook)


def person(installation: Installation, username: str) -> Person:
    return hired(installation, username)


def heard(installation: Installation, username: str, at: datetime) -> list[AlertItem]:
    """What a person was told, the newest first."""
    return list(
        alerts(installation, person(installation, username), unseen=False, page=1, at=at).items
    )


def rules_heard(installation: Installation, username: str, at: datetime) -> list[tuple[str, str]]:
    return [
        (item.rule, f"{item.at.astimezone(at.tzinfo):%m-%d %H:%M}")
        for item in reversed(heard(installation, username, at))
    ]


def jobs(installation: Installation, kind: str) -> tuple[OutboxRow, ...]:
    with installation.store.begin() as tx:
        far = on("2030-01-01 00:00")
        return tuple(j for j in outbox.claim(tx, "test", far, 1, 1000) if j.kind == kind)


def all_times(
    installation: Installation, start: str, end: str, step: timedelta = timedelta(hours=1)
) -> None:
    at = on(start)
    while at <= on(end):
        sweep_alerts(installation, at=at)
        at += step


@pytest.mark.slow
def test_from_receipt_to_overdue_each_hears_in_turn(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    assert dossier.row.due_at == on("2024-01-02 08:24")
    all_times(desk.installation, "2023-12-07 08:24", "2024-01-04 10:00")
    at = on("2024-01-04 10:00")
    head = rules_heard(desk.installation, "lanh-dao-phong", at)
    supervisor = rules_heard(desk.installation, "kiem-soat", at)
    leader = rules_heard(desk.installation, "lanh-dao", at)
    assert supervisor == [
        ("ho_so_truoc_1_ngay", "12-29 08:24"),
        ("ho_so_den_han", "01-02 08:24"),
        ("ho_so_qua_han", "01-03 08:24"),
        ("ho_so_qua_han", "01-04 08:24"),
    ]
    assert leader == supervisor[2:]
    assert set(supervisor) <= set(head)
    holders = rules_heard(desk.installation, "chuyen-vien", at)
    assert holders == rules_heard(desk.installation, "chuyen-vien-2", at)
    assert {r for r, _ in holders} == {
        "buoc_80",
        "buoc_den_han",
        "buoc_qua_han",
        "ho_so_80",
        "ho_so_truoc_1_ngay",
        "ho_so_den_han",
        "ho_so_qua_han",
    }
    assert rules_heard(desk.installation, "mot-cua", at) == []


def test_whoever_was_away_for_a_week_hears_once_how_things_stand(desk: Desk) -> None:
    desk.receive(ACCEPT).play(*TO_APPRAISAL)
    sweep_alerts(desk.installation, at=on("2024-01-22 09:00"))
    sweep_alerts(desk.installation, at=on("2024-01-22 09:01"))
    assert rules_heard(desk.installation, "kiem-soat", on("2024-01-22 09:00")) == [
        ("ho_so_qua_han", "01-22 08:24")
    ]
    sweep_alerts(desk.installation, at=on("2024-01-23 09:00"))
    assert len(heard(desk.installation, "kiem-soat", on("2024-01-23 09:00"))) == 2


def test_only_the_one_who_took_the_step_hears_until_they_are_gone(desk: Desk) -> None:
    installation = ruled(desk.installation, rule(DOSSIER, EACH, HOLDER))
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    step = dossier.step("tham_dinh")
    claim(
        installation,
        person(installation, "chuyen-vien-2"),
        dossier.code,
        step.task_id,
        at=dossier.now,
    )
    sweep_alerts(installation, at=on("2024-01-16 10:00"))
    assert (
        len(heard(installation, "chuyen-vien", dossier.now)),
        len(heard(installation, "chuyen-vien-2", dossier.now)),
    ) == (0, 1)
    disable(installation.store, "chuyen-vien-2", at=dossier.now)
    sweep_alerts(installation, at=on("2024-01-17 10:00"))
    assert (
        len(heard(installation, "chuyen-vien", dossier.now)),
        len(heard(installation, "chuyen-vien-2", dossier.now)),
    ) == (1, 1)


def test_a_role_is_looked_for_up_to_the_agency_and_no_further(desk: Desk) -> None:
    hired(desk.installation, "kiem-soat-tttt", {"kiem_soat": "so-tttt"})
    hired(desk.installation, "kiem-soat-phong", {"kiem_soat": "phong-quan-ly-chuyen-nganh"})
    installation = ruled(desk.installation, rule(DOSSIER, EACH, "kiem_soat"))
    desk.receive(ACCEPT).play(*TO_APPRAISAL)
    sweep_alerts(installation, at=on("2024-01-16 10:00"))
    names = ("kiem-soat", "kiem-soat-phong", "kiem-soat-tttt")
    assert [len(heard(installation, name, on("2024-01-16 10:00"))) for name in names] == [0, 1, 0]


def test_what_the_applicant_owes_is_called_in_by_the_one_stop(desk: Desk) -> None:
    installation = desk.installation
    step = OpenStep(1, 1, "Bổ sung", "nguoi_nop", "so-khcn-mot-cua", None)
    call_in = rule(STEP, DUE, HOLDER)
    with installation.store.read() as tx:
        staff = staff_for(installation, tx, [], [step])
    clerk = person(installation, "mot-cua").id
    assert recipients(installation, call_in, "so-khcn", [step], staff) == (clerk,)
    nobody = rule(DOSSIER, DUE, HOLDER)
    assert recipients(installation, nobody, "so-khcn", [], staff) == ()


def test_a_dossier_with_a_result_reminds_only_of_its_last_step(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_RESULT)
    assert dossier.row.alert_at is None
    sweep_alerts(desk.installation, at=on("2024-02-16 10:00"))
    assert {i.of_step for i in heard(desk.installation, "mot-cua", dossier.now)} <= {True}


def test_a_dossier_that_stands_still_or_is_done_reminds_nobody(desk: Desk) -> None:
    paused = desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK))
    done = desk.receive(ACCEPT).play(*TO_RESULT)
    assert (paused.row.alert_at, done.row.alert_at) == (None, None)
    before = len(heard(desk.installation, "kiem-soat", paused.now))
    sweep_alerts(desk.installation, at=on("2024-03-01 09:00"))
    told = [i for i in heard(desk.installation, "lanh-dao", paused.now) if not i.of_step]
    assert (before, told) == (0, [])
    back = on("2024-03-04 09:00")
    waiting = [s.node for s in paused.steps() if s.role == "nguoi_nop"]
    paused.do(waiting[0], BROUGHT, back)
    row = paused.row
    assert row.due_at is not None
    assert row.alert_at is not None
    assert back < row.alert_at < row.due_at
    sweep_alerts(desk.installation, at=row.due_at)
    assert "ho_so_den_han" in {i.rule for i in heard(desk.installation, "kiem-soat", row.due_at)}


def test_a_sweep_goes_through_all_batches_by_few_statements(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    dossiers = [desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(5)]
    sweep_alerts(desk.installation, at=on("2024-01-12 09:00"))
    codes = {i.code for i in heard(desk.installation, "kiem-soat", on("2024-01-12 09:00"))}
    assert codes == {d.code for d in dossiers}


def test_one_that_cannot_be_judged_holds_up_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    at = on("2024-01-12 09:00")
    _set_hours(broken, "none")
    sweep_alerts(desk.installation, at=at)
    _set_hours(broken, "lang-son")
    assert broken.row.alert_at == at + timedelta(hours=1)
    assert {i.code for i in heard(desk.installation, "kiem-soat", at)} == {fine.code}
    sweep_alerts(desk.installation, at=at + timedelta(hours=1))
    assert len(heard(desk.installation, "kiem-soat", at)) == 2


def _set_hours(dossier: Dossier, hours: str) -> None:
    mark = "?" if dossier.installation.store.dialect == "sqlite" else "%s"
    with dossier.installation.store.begin() as tx:
        tx.exec_driver_sql(
            f"UPDATE dossiers SET hours = {mark} WHERE code = {mark}",  # noqa: S608
            (hours, dossier.code),
        )


def test_two_sweeps_at_once_tell_nobody_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 3)
    installation = with_settings(
        ruled(desk.installation, rule(DOSSIER, EACH, "kiem_soat", mail=Mail.AT_ONCE, webhook=True)),
        **MAILED,
        webhook_url="http://127.0.0.1:9/x",
    )
    _address(installation, "kiem-soat")
    dossiers = [desk.receive(ACCEPT) for _ in range(8)]
    for day in range(16, 19):
        start, at, made = Barrier(4), on(f"2024-01-{day} 10:00"), []

        def sweep(start: Barrier = start, at: datetime = at, made: list[int] = made) -> None:
            start.wait()
            made.append(sweep_alerts(installation, at=at))

        threads = [Thread(target=sweep) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(made) == 8
    told = heard(installation, "kiem-soat", on("2024-01-18 10:00"))
    assert len({(i.code, i.at) for i in told}) == len(told) == 24
    mails, posts = jobs(installation, "mail"), jobs_again(installation, "webhook")
    ids = [i for job in mails for i in job.payload["alerts"]]  # type: ignore[attr-defined]
    assert sorted(ids) == sorted(i.id for i in told)
    assert len(posts) == 3 * len(dossiers)


def jobs_again(installation: Installation, kind: str) -> tuple[OutboxRow, ...]:
    with installation.store.begin() as tx:
        far = on("2031-01-01 00:00")
        return tuple(j for j in outbox.claim(tx, "test", far, 1, 1000) if j.kind == kind)


def _address(installation: Installation, username: str, address: str = "ks@example.vn") -> None:
    set_email(installation.store, username, address, at=on("2023-12-01 08:00"))


def test_mail_is_put_out_only_where_it_can_be_and_after_the_quiet_hours(desk: Desk) -> None:
    quiet = (time(9), time(12))
    at_once = rule(DOSSIER, DUE, "kiem_soat", "lanh_dao_phong", mail=Mail.AT_ONCE)
    bare = ruled(desk.installation, at_once, quiet=quiet)
    _address(bare, "kiem-soat")
    first = desk.receive(ACCEPT)
    sweep_alerts(bare, at=on("2024-01-12 09:00"))
    assert jobs(bare, "mail") == ()  # no mail server: the bell only
    assert len(heard(bare, "kiem-soat", first.now)) == 1
    desk.receive(ACCEPT)
    desk.receive(ACCEPT)
    installation = with_settings(bare, **MAILED)
    sweep_alerts(installation, at=on("2024-01-12 09:30"))
    (mail,) = jobs(installation, "mail")  # one for both; the head of division has no address
    assert mail.next_at == on("2024-01-12 12:00")
    assert len(mail.payload["alerts"]) == 2  # type: ignore[arg-type]


def test_the_bell_counts_what_nobody_looked_at(desk: Desk) -> None:
    first, second = (desk.receive(ACCEPT).play(*TO_APPRAISAL) for _ in range(2))
    installation, who = desk.installation, person(desk.installation, "kiem-soat")
    at = on("2024-01-16 10:00")
    all_times(installation, "2024-01-11 09:00", "2024-01-16 10:00", timedelta(days=1))
    assert bell(installation, who) == 8
    page = alerts(installation, who, unseen=True, page=7, at=at)
    assert (page.total, page.unseen, page.page, page.pages) == (8, 8, 1, 1)
    newest = page.items[0]
    assert (newest.rule, newest.level, newest.seen) == ("ho_so_qua_han", "overdue", False)
    assert (newest.step, newest.holder) == ("Thẩm định", "Chuyên viên")
    assert newest.time.state == "overdue"
    stranger = person(installation, "lanh-dao")
    of_the_stranger = bell(installation, stranger)
    assert see_alerts_of(installation, stranger, second.code, at=at) > 0
    assert bell(installation, who) == 8  # what one person has seen is new to the others
    assert see_alerts_of(installation, who, first.code, at=at) == 4
    assert see_alerts_of(installation, who, first.code, at=at) == 0
    assert see_alerts_of(installation, who, "no-such", at=at) == 0
    assert bell(installation, who) == 4
    assert 0 < bell(installation, stranger) < of_the_stranger
    assert see_all_alerts(installation, who, at=at) == 4
    assert see_alerts_of(installation, who, first.code, at=at) == 0
    assert (
        bell(installation, who),
        alerts(installation, who, unseen=True, page=1, at=at).items,
    ) == (0, ())
    assert alerts(installation, who, unseen=False, page=1, at=at).total == 8


def test_what_was_seen_long_ago_is_deleted(desk: Desk) -> None:
    desk.receive(ACCEPT).play(*TO_APPRAISAL)
    installation, who, at = (
        desk.installation,
        person(desk.installation, "kiem-soat"),
        on("2024-01-16 10:00"),
    )
    sweep_alerts(installation, at=at)
    with installation.store.read() as tx:
        (line,), _ = stored.page(tx, who.id, only_unseen=False, number=1, size=5)
    assert line.stands
    see_all_alerts(installation, who, at=at)
    assert forget_alerts(installation, at=at + timedelta(days=90)) == 0
    assert forget_alerts(installation, at=at + timedelta(days=91)) == 1
    assert heard(installation, "kiem-soat", at) == []
    assert heard(installation, "lanh-dao", at) != []  # nobody looked at theirs


def test_an_alert_of_a_step_ends_with_the_step(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    installation, who = desk.installation, person(desk.installation, "chuyen-vien")
    at = dossier.step("tham_dinh").due_at
    assert at is not None
    sweep_alerts(installation, at=at)

    def stands() -> bool:
        with installation.store.read() as tx:
            lines, _ = stored.page(tx, who.id, only_unseen=False, number=1, size=5)
        return next(line.stands for line in lines if line.alerted)

    assert stands()
    dossier.do("tham_dinh", PASS, at)
    assert not stands()
