"""The sweep of apologies: what is near and will be late, once, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from engine.dossiers.apologies.apology import ask, sign
from engine.dossiers.apologies.sweep import sweep_apologies
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.storage.alerts import alerts
from engine.storage.dossiers import apologies
from engine.storage.dossiers.apologies import ApologyRow
from engine.storage.services import outbox
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    FULL,
    NUMBER,
    PASS,
    SIGN,
    TO_APPRAISAL,
    Desk,
    Dossier,
    on,
)
from tests.engine.dossiers.test_races import at_once, errors
from tests.engine.jobs.conftest import with_settings
from tests.engine.jobs.servers import mail_server
from tests.oracle import assert_sound

# Received 2023-12-07 08:24, due 2024-01-02 08:24; after the appraisal 2 days and 4 hours.
THREE_DAYS = on("2023-12-27 08:24")


@pytest.fixture
def desk(installation: Installation) -> Iterator[Desk]:
    yield Desk(installation)
    assert_sound(installation)


def under_appraisal(desk: Desk, email: str = "") -> Dossier:
    for username in ("lanh-dao", "chuyen-vien", "chuyen-vien-2", "van-thu"):
        desk.officer(username)
    return desk.receive(ACCEPT, email=email).play(*TO_APPRAISAL)


def apology(dossier: Dossier) -> ApologyRow | None:
    with dossier.installation.store.read() as tx:
        return apologies.of(tx, dossier.row.id)


def state(dossier: Dossier) -> str:
    found = apology(dossier)
    return found.state if found else ""


def told(desk: Desk, username: str) -> list[tuple[str, str]]:
    with desk.installation.store.read() as tx:
        lines, _ = alerts.page(tx, desk.officer(username).id, only_unseen=False, number=1, size=50)
    return [(line.dossier.code, line.alert.rule) for line in lines]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2023-12-26 08:24", ""),  # four working days before
        ("2023-12-27 08:23", ""),
        ("2023-12-27 08:24", ""),  # 3 days left, 2 days and 4 hours needed
        ("2023-12-27 14:00", "prepared"),
        ("2023-12-29 08:00", "prepared"),
        ("2024-01-08 08:00", "prepared"),  # overdue: the day before has passed
    ],
)
def test_it_is_prepared_when_it_is_near_and_no_longer_fits(
    desk: Desk, at: str, expected: str
) -> None:
    dossier = under_appraisal(desk)
    made = sweep_apologies(desk.installation, at=on(at))
    assert (state(dossier), made) == (expected, int(bool(expected)))


def test_what_it_was_based_on_is_kept_and_a_date_is_proposed(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    sweep_apologies(desk.installation, at=on("2023-12-28 09:24"))
    found = apology(dossier)
    assert found
    assert found.forecast["needed"] == [2, 4, 0]
    assert found.forecast["left"] == [1, 7, 0]
    assert found.forecast["steps"] == ["Thẩm định", "Duyệt dự thảo", "Ký duyệt", "Cấp số, đóng dấu"]
    assert found.old_due_at == on("2024-01-02 08:24")
    assert found.new_due_at == on("2024-01-03 08:24")
    assert dossier.journal()[-1].action == "completed"  # nothing about the dossier changed


def test_a_dossier_that_is_in_time_is_left_alone(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.play(("tham_dinh", PASS), ("duyet_du_thao", AGREE))
    assert sweep_apologies(desk.installation, at=on("2023-12-28 08:30")) == 0  # 3 days, 1.5 needed
    assert sweep_apologies(desk.installation, at=on("2023-12-29 14:00")) == 1


def test_it_is_prepared_once_and_everybody_concerned_hears_once(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    for at in ("2023-12-28 08:00", "2023-12-28 08:01", "2023-12-29 09:00", "2024-01-05 09:00"):
        sweep_apologies(desk.installation, at=on(at))
    for username in ("chuyen-vien", "chuyen-vien-2", "lanh-dao"):
        assert told(desk, username) == [(dossier.code, "xin_loi")]
    assert told(desk, "van-thu") == []


def test_a_paused_dossier_is_left_alone(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.do("tham_dinh", ASK, on("2023-12-26 10:00"))
    assert sweep_apologies(desk.installation, at=on("2023-12-29 09:00")) == 0
    dossier.do("bo_sung", BROUGHT, on("2023-12-29 10:00"))  # due three days later


def test_a_request_of_an_officer_needs_no_preparing(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    who, at = desk.officer("chuyen-vien"), on("2023-12-20 09:00")
    ask(desk.installation, who, dossier.code, "Chờ ý kiến", on("2024-01-10 10:00"), at=at)
    assert sweep_apologies(desk.installation, at=on("2023-12-29 09:00")) == 0
    assert state(dossier) == "asked"


def test_the_request_keeps_what_the_forecast_said(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    at = on("2023-12-28 09:24")
    sweep_apologies(desk.installation, at=at)
    who = desk.officer("chuyen-vien")
    ask(desk.installation, who, dossier.code, "Chờ ý kiến", on("2024-01-10 10:00"), at=at)
    found = apology(dossier)
    assert found
    assert (found.state, found.forecast["needed"]) == ("asked", [2, 4, 0])


@pytest.mark.parametrize("asked", [False, True])
def test_it_is_dropped_once_the_result_is_there(desk: Desk, asked: bool) -> None:
    dossier = under_appraisal(desk)
    at = on("2023-12-28 09:00")
    sweep_apologies(desk.installation, at=at)
    if asked:
        who = desk.officer("chuyen-vien")
        ask(desk.installation, who, dossier.code, "Chờ", on("2024-01-10 10:00"), at=at)
    for node, values in (("tham_dinh", PASS), ("duyet_du_thao", AGREE), ("ky_duyet", SIGN)):
        dossier.do(node, values, at)
    dossier.do("cap_so", NUMBER, at)
    sweep_apologies(desk.installation, at=on("2023-12-28 10:00"))
    assert state(dossier) == "dropped"


def test_it_is_dropped_when_it_fits_again_and_prepared_anew_when_not(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    sweep_apologies(desk.installation, at=on("2023-12-28 09:00"))
    assert state(dossier) == "prepared"
    dossier.do("tham_dinh", PASS, on("2023-12-28 09:30"))
    dossier.do("duyet_du_thao", AGREE, on("2023-12-28 09:40"))
    sweep_apologies(desk.installation, at=on("2023-12-28 09:50"))
    assert state(dossier) == "dropped"
    sweep_apologies(desk.installation, at=on("2023-12-29 14:00"))  # the signature takes too long
    assert state(dossier) == "prepared"


def test_the_diagram_that_asks_by_itself_is_left_alone(installation: Installation) -> None:
    bulletins = Desk(installation, "BTT-LSN-284348")
    dossier = bulletins.receive(FULL).play(("ban_giao", {}))
    assert dossier.row.due_at == on("2024-01-19 08:24")
    for at in ("2024-01-17 09:00", "2024-01-22 09:00"):
        assert sweep_apologies(installation, at=on(at)) == 0
    dossier.sweep(on("2024-01-18 08:30"))
    assert sweep_apologies(installation, at=on("2024-01-18 09:00")) == 0


def test_sweeps_at_once_prepare_each_dossier_once(desk: Desk) -> None:
    dossiers = [under_appraisal(desk) for _ in range(6)]
    results = at_once(*[lambda: sweep_apologies(desk.installation, at=on("2023-12-28 09:00"))] * 3)
    assert not errors(results)
    assert sum(int(str(r)) for r in results) == len(dossiers)
    assert sorted(told(desk, "lanh-dao")) == [(d.code, "xin_loi") for d in dossiers]


def test_batches_go_on_where_the_last_one_ended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.dossiers.apologies.sweep.BATCH", 2)
    dossiers = [under_appraisal(desk) for _ in range(5)]
    assert sweep_apologies(desk.installation, at=on("2023-12-27 08:24")) == 0  # near, and in time
    assert sweep_apologies(desk.installation, at=on("2023-12-28 09:00")) == len(dossiers)


def test_one_that_cannot_be_forecast_holds_up_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.dossiers.apologies import sweep as job  # noqa: PLC0415

    first, second = under_appraisal(desk), under_appraisal(desk)
    judged = job._judged

    def broken(installation: Installation, row, *rest: object):
        if row.code == first.code:
            raise RuntimeError("broken")
        return judged(installation, row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "_judged", broken)
    assert sweep_apologies(desk.installation, at=on("2023-12-28 09:00")) == 1
    assert (state(first), state(second)) == ("", "prepared")


def test_at_the_end_of_the_calendar_it_does_not_fall_over(desk: Desk) -> None:
    under_appraisal(desk)
    assert isinstance(
        sweep_apologies(desk.installation, at=datetime(2027, 12, 31, 17, tzinfo=THREE_DAYS.tzinfo)),
        int,
    )


# The letter


def signed(desk: Desk, email: str) -> Dossier:
    """A dossier whose apology the leader has signed; the applicant has this address."""
    dossier, at = under_appraisal(desk, email), on("2023-12-28 09:00")
    new = on("2024-01-10 10:00")
    ask(desk.installation, desk.officer("chuyen-vien"), dossier.code, "Chờ đo kiểm", new, at=at)
    sign(desk.installation, desk.officer("lanh-dao"), dossier.code, at=at)
    return dossier


def set_email(dossier: Dossier, email: str) -> None:
    """Behind the engine."""
    mark = "?" if dossier.installation.store.dialect == "sqlite" else "%s"
    with dossier.installation.store.begin() as tx:
        statement = f"UPDATE dossier_parties SET email = {mark} WHERE dossier_id = {mark}"  # noqa: S608
        tx.exec_driver_sql(statement, (email, dossier.row.id))


def mailing(installation: Installation, port: int) -> Installation:
    return with_settings(
        installation,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="Một cửa <motcua@example.vn>",
    )


def test_the_applicant_gets_a_letter_once(installation: Installation) -> None:
    with mail_server() as box:
        desk = Desk(mailing(installation, box.port))
        dossier = signed(desk, "nguoi.nop@example.vn")
        while work_outbox(desk.installation, "w", at=on("2023-12-28 09:05")):
            pass
    assert box.to == ["nguoi.nop@example.vn"]
    (mail,) = box.mails
    assert dossier.code in mail["Subject"]
    body = mail.get_body(("plain",))
    assert body
    text = body.get_content()
    for words in ("Chờ đo kiểm", "08:24 ngày 02/01/2024", "10:00 ngày 10/01/2024", "xin lỗi"):
        assert words in text
    assert_sound(installation)


@pytest.mark.parametrize(("email", "host"), [("", True), ("nguoi.nop@example.vn", False)])
def test_without_an_address_or_a_mail_server_no_letter_waits(
    installation: Installation, email: str, host: bool
) -> None:
    desk = Desk(mailing(installation, 1) if host else installation)
    dossier = signed(desk, email)
    with installation.store.read() as tx:
        assert outbox.of(tx, dossier.row.id) == ()


def test_an_address_that_is_none_becomes_an_incident(installation: Installation) -> None:
    desk = Desk(mailing(installation, 1))
    dossier = signed(desk, "nguoi.nop@example.vn")
    # No filing takes such an address any more; one of an earlier release may have it.
    set_email(dossier, "no address\r\nBcc: all@example.vn")
    work_outbox(desk.installation, "w", at=on("2023-12-28 09:05"))
    set_email(dossier, "nguoi.nop@example.vn")
    with installation.store.read() as tx:
        (job,) = outbox.of(tx, dossier.row.id)
    assert job.state == "dead"
    assert_sound(installation)
