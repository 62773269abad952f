"""Mails and webhooks: what they say, that they arrive once, and what happens when they do not."""

from __future__ import annotations

import hmac
import json
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme

from engine.accounts import disable, set_email
from engine.alerts.acknowledge import see_all_alerts
from engine.alerts.digest import send_digests
from engine.alerts.sweep import sweep_alerts
from engine.definitions.organisation.alert_rules import Mail
from engine.errors import Invalid
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.jobs.rounds import ROUND, play_round
from engine.settings import BadSettings, load_settings
from engine.storage.accounts import users
from engine.storage.services import incidents
from engine.storage.services.incidents import IncidentRow
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, TO_RESULT, Desk, hired, on
from tests.engine.jobs.conftest import with_settings
from tests.engine.jobs.servers import ACCOUNT, Mailbox, Receiver, mail_server, receiver
from tests.engine.jobs.test_alerts import DOSSIER, DUE, jobs, rule, ruled

AT = on("2024-01-12 09:00")
WEBHOOK_SECRET = "only-for-tests-" * 3
SENDER = "Một cửa <motcua@example.vn>"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def desk(installation: Installation, box: Mailbox) -> Desk:
    """The desk of 2.002383; its supervisor can be reached by mail."""
    changes = {
        "smtp_host": "127.0.0.1",
        "smtp_port": box.port,
        "smtp_security": "none",
        "mail_from": SENDER,
        "base_url": "https://motcua.example.vn/",
    }
    desk = Desk(with_settings(installation, **changes))
    hired(installation, "kiem-soat", {"kiem_soat": "so-khcn"})
    set_email(installation.store, "kiem-soat", "ks@example.vn", at=AT)
    desk.holder("chuyen_vien")
    return desk


def told(installation: Installation) -> tuple[IncidentRow, ...]:
    with installation.store.read() as tx:
        return incidents.open_list(tx)


def overdue(desk: Desk) -> None:
    desk.receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)
    sweep_alerts(desk.installation, at=AT)


def overdue_and_near(desk: Desk) -> None:
    overdue(desk)
    desk.receive(ACCEPT, on("2023-12-19 15:00")).play(*TO_APPRAISAL)
    sweep_alerts(desk.installation, at=AT)


def test_the_morning_mail_tells_counts_first_and_names_no_applicant(
    desk: Desk, box: Mailbox
) -> None:
    overdue_and_near(desk)
    assert send_digests(desk.installation, at=on("2024-01-12 07:29")) == 0
    assert send_digests(desk.installation, at=on("2024-01-13 09:00")) == 0  # Saturday
    assert send_digests(desk.installation, at=AT) == 1
    assert send_digests(desk.installation, at=AT) == 0
    assert work_outbox(desk.installation, "w", at=AT) == 1
    (mail,) = box.mails
    assert box.to == ["ks@example.vn"]
    assert mail["Subject"] == "Hồ sơ cần xử lý: 1 quá hạn, 1 sắp đến hạn"
    assert mail["From"] == SENDER
    assert mail["To"] == "kiem-soat <ks@example.vn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = (
        part.get_content()
        for part in (mail.get_body(("plain",)), mail.get_body(("html",)))
        if part is not None
    )
    assert plain.startswith("1 quá hạn, 1 sắp đến hạn.")
    assert plain.index("Quá hạn (1)") < plain.index("Sắp đến hạn (1)")
    for body in (plain, html):
        assert "https://motcua.example.vn/ho-so/H37.04-231207-0001" in body
        assert "https://motcua.example.vn/canh-bao" in body
        assert "Bước Thẩm định – Chuyên viên" in body
        assert "Hạn trả kết quả: 08:24 ngày 02/01/2024, quá hạn" in body
        assert "Người nộp" not in body


def test_what_comes_after_the_morning_mail_waits_for_the_next(desk: Desk, box: Mailbox) -> None:
    overdue(desk)
    desk.receive(ACCEPT, on("2023-12-20 15:00"))  # one day is left from 15:00 on
    send_digests(desk.installation, at=AT)
    evening, morning = on("2024-01-12 17:00"), on("2024-01-15 07:30")
    sweep_alerts(desk.installation, at=evening)
    assert send_digests(desk.installation, at=evening) == 0
    assert send_digests(desk.installation, at=morning) == 1
    work_outbox(desk.installation, "w", at=morning)
    first, second = box.mails
    assert first["Message-ID"] != second["Message-ID"]


def test_a_mail_that_nobody_needs_any_more_is_not_sent(desk: Desk, box: Mailbox) -> None:
    dossier = desk.receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)
    sweep_alerts(desk.installation, at=AT)
    send_digests(desk.installation, at=AT)
    dossier.play(*TO_RESULT[1:])
    assert work_outbox(desk.installation, "w", at=AT) == 1
    assert box.mails == []
    assert told(desk.installation) == ()


def test_an_account_that_is_off_gets_no_mail(desk: Desk, box: Mailbox) -> None:
    overdue_and_near(desk)
    send_digests(desk.installation, at=AT)
    disable(desk.installation.store, "kiem-soat", at=AT)
    work_outbox(desk.installation, "w", at=AT)
    assert box.mails == []


def test_nobody_is_mailed_when_nothing_waits(desk: Desk) -> None:
    assert send_digests(desk.installation, at=AT) == 0
    overdue_and_near(desk)
    silent = with_settings(desk.installation, smtp_host="")
    assert send_digests(silent, at=AT) == 0
    see_all_alerts(desk.installation, hired(desk.installation, "kiem-soat"), at=AT)
    assert send_digests(desk.installation, at=AT) == 1  # looked at is not answered


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "553 Not allowed"])
def test_a_recipient_that_is_refused_for_good_is_an_incident_at_once(
    desk: Desk, box: Mailbox, answer: str
) -> None:
    box.refusal = answer
    overdue_and_near(desk)
    send_digests(desk.installation, at=AT)
    work_outbox(desk.installation, "w", at=AT)
    (trouble,) = told(desk.installation)
    assert (trouble.kind, trouble.dossier_id) == ("mail", None)
    assert answer[:3] in trouble.details
    assert work_outbox(desk.installation, "w", at=AT + timedelta(days=9)) == 0


def test_a_mail_that_is_put_off_is_tried_again_and_arrives_once(desk: Desk, box: Mailbox) -> None:
    box.refusal = "450 4.2.1 Later"
    overdue_and_near(desk)
    send_digests(desk.installation, at=AT)
    work_outbox(desk.installation, "w", at=AT)
    assert told(desk.installation) == ()
    box.refusal, box.dropped = "", "451 4.3.0 Later"
    work_outbox(desk.installation, "w", at=AT + timedelta(minutes=5))
    box.dropped = ""
    work_outbox(desk.installation, "w", at=AT + timedelta(minutes=20))
    work_outbox(desk.installation, "w", at=AT + timedelta(days=1))
    assert (len(box.mails), told(desk.installation)) == (1, ())


def test_content_refused_for_good_and_a_server_that_is_gone(desk: Desk, box: Mailbox) -> None:
    box.dropped = "554 5.6.0 No"
    overdue(desk)
    send_digests(desk.installation, at=AT)
    work_outbox(desk.installation, "w", at=AT)
    assert len(told(desk.installation)) == 1
    gone = with_settings(desk.installation, smtp_port=9, job_attempts=1)
    sweep_alerts(gone, at=on("2024-01-15 09:00"))
    send_digests(gone, at=on("2024-01-15 09:00"))
    work_outbox(gone, "w", at=on("2024-01-15 09:00"))
    assert len(told(gone)) == 2
    bare = with_settings(desk.installation, smtp_host="")
    sweep_alerts(desk.installation, at=on("2024-01-16 09:00"))
    send_digests(desk.installation, at=on("2024-01-16 09:00"))
    work_outbox(bare, "w", at=on("2024-01-16 09:00"))
    assert "smtp_host" in told(desk.installation)[-1].details


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_mail_goes_encrypted_and_signed_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    overdue_and_near(desk)
    send_digests(desk.installation, at=AT)
    starttls, tls = (context, None) if way == "starttls" else (None, context)
    with mail_server(starttls=starttls, tls=tls) as box:
        account = {"smtp_user": ACCOUNT[0], "smtp_password": _secret(ACCOUNT[1])}
        changes = {"smtp_port": box.port, "smtp_security": way, **account}
        installation = with_settings(desk.installation, **changes)
        work_outbox(installation, "w", at=AT)
        assert box.mails == []  # nobody vouches for this server
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        wrong = with_settings(installation, smtp_password=_secret("wrong"))
        work_outbox(wrong, "w", at=AT + timedelta(minutes=2))
        assert box.mails == []
        work_outbox(installation, "w", at=AT + timedelta(minutes=20))
        assert (len(box.mails), box.signed_in) == (1, [True])


def _secret(text: str) -> object:
    return load_settings({"MOTCUA_SECRET_KEY": text.ljust(32, "-")}).secret_key.__class__(text)


def test_an_address_that_is_none_is_not_taken(desk: Desk) -> None:
    store = desk.installation.store
    set_email(store, "kiem-soat", " a.b+c@d-e.example.vn\n", at=AT)
    for address in (
        "a@b.vn\r\nBcc: x@y.vn",
        "a@b.vn, c@d.vn",
        "a b@c.vn",
        "a@b",
        "<a@b.vn>",
        "@b.vn",
        "ắ@b.vn",
        "a@-b.vn",
    ):
        with pytest.raises(Invalid):
            set_email(store, "kiem-soat", address, at=AT)
    with store.read() as tx:
        row = users.by_username(tx, "kiem-soat")
    assert row is not None
    assert row.email == "a.b+c@d-e.example.vn"


def test_words_of_the_content_cannot_become_headers_or_markup(desk: Desk, box: Mailbox) -> None:
    overdue(desk)
    mark = "?" if desk.installation.store.dialect == "sqlite" else "%s"
    with desk.installation.store.begin() as tx:
        hostile = ("<script>\r\nBcc: x@y.vn",)
        tx.exec_driver_sql(f"UPDATE dossiers SET procedure_name = {mark}", hostile)  # noqa: S608
        tx.exec_driver_sql(f"UPDATE users SET name = {mark}", ("An\r\nBcc: x@y.vn",))  # noqa: S608
    send_digests(desk.installation, at=AT)
    work_outbox(desk.installation, "w", at=AT)
    assert [(t.kind, "address" in t.details) for t in told(desk.installation)] == [("mail", True)]
    with desk.installation.store.begin() as tx:
        tx.exec_driver_sql(f"UPDATE users SET name = {mark}", ('"An" <b@c.vn>',))  # noqa: S608
    sweep_alerts(desk.installation, at=on("2024-01-15 09:00"))
    send_digests(desk.installation, at=on("2024-01-15 09:00"))
    work_outbox(desk.installation, "w", at=on("2024-01-15 09:00"))
    (mail,) = box.mails
    assert box.to == ["ks@example.vn"]
    assert mail["Bcc"] is None
    body = mail.get_body(("html",))
    assert body is not None
    assert "<script>" not in body.get_content()


# Webhooks


def posting(desk: Desk, hook: Receiver, **changes: object) -> Installation:
    installation = ruled(
        desk.installation, rule(DOSSIER, DUE, "kiem_soat", "lanh_dao", webhook=True)
    )
    secret = _secret(WEBHOOK_SECRET)
    return with_settings(installation, webhook_url=hook.address, webhook_secret=secret, **changes)


def test_an_alert_is_posted_once_and_signed(desk: Desk, hook: Receiver) -> None:
    installation = posting(desk, hook)
    dossier = desk.receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)
    sweep_alerts(installation, at=AT)
    for _ in range(3):
        work_outbox(installation, "w", at=AT)
    ((path, body, headers),) = hook.posted
    signature = hmac.digest(WEBHOOK_SECRET.encode(), body, "sha256").hex()
    assert (path, headers["X-Motcua-Signature"]) == ("/alerts", f"sha256={signature}")
    said = json.loads(body)
    assert said["dossier"] == dossier.code
    assert (said["level"], said["of"], said["steps"][0]["name"]) == ("due", "dossier", "Thẩm định")
    assert said["url"] == f"https://motcua.example.vn/ho-so/{dossier.code}"
    assert "Người nộp" not in body.decode()


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (403, {}), (302, {"Location": "/x"})])
def test_a_webhook_that_does_not_take_it_is_tried_again_then_an_incident(
    desk: Desk, hook: Receiver, status: int, headers: dict[str, str]
) -> None:
    installation = posting(desk, hook, job_attempts=2)
    hook.status, hook.headers = status, headers
    desk.receive(ACCEPT, on("2023-12-07 08:24"))
    sweep_alerts(installation, at=AT)
    work_outbox(installation, "w", at=AT)
    assert told(installation) == ()
    work_outbox(installation, "w", at=AT + timedelta(hours=1))
    assert [t.kind for t in told(installation)] == ["webhook"]
    assert [path for path, _, _ in hook.posted] == ["/alerts", "/alerts"]


def test_a_webhook_that_is_not_configured_any_more(desk: Desk, hook: Receiver) -> None:
    installation = posting(desk, hook)
    desk.receive(ACCEPT, on("2023-12-07 08:24"))
    sweep_alerts(installation, at=AT)
    work_outbox(desk.installation, "w", at=AT)
    assert "webhook_url" in told(installation)[0].details
    assert jobs(installation, "webhook") == ()


# The round


def test_a_job_that_fails_does_not_stop_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)

    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("engine.jobs.rounds.ROUND", {"broken": broken, **ROUND})
    done = play_round(desk.installation, at=AT)
    assert done["broken"] is None
    assert done["digests written"] == 1
    assert None not in [count for name, count in done.items() if name != "broken"]


@pytest.mark.parametrize(
    "environment",
    [
        {"SMTP_HOST": "mail.example.vn"},
        {"SMTP_USER": "motcua"},
        {"SMTP_PASSWORD": "x"},
        {"WEBHOOK_URL": "https://example.vn/x"},
        {"WEBHOOK_URL": "https://example.vn/x", "WEBHOOK_SECRET": "short"},
        {"WEBHOOK_URL": "ftp://example.vn/x", "WEBHOOK_SECRET": WEBHOOK_SECRET},
        {"BASE_URL": "javascript:alert(1)"},
        {"BASE_URL": "https://a@b.vn"},
        {
            "PRODUCTION": "1",
            "SECRET_KEY": WEBHOOK_SECRET,
            "SMTP_HOST": "m",
            "MAIL_FROM": SENDER,
            "SMTP_USER": "u",
            "SMTP_PASSWORD": "p",
            "SMTP_SECURITY": "none",
        },
    ],
)
def test_settings_that_do_not_fit_together_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(BadSettings):
        load_settings({f"MOTCUA_{name}": value for name, value in environment.items()})


def test_quiet_hours_hold_mail_back_until_they_end(desk: Desk, box: Mailbox) -> None:
    late: datetime = on("2024-01-12 18:30")
    installation = ruled(
        desk.installation,
        rule(DOSSIER, DUE, "kiem_soat", mail=Mail.AT_ONCE),
        quiet=desk.installation.timetable.alerts.quiet,
    )
    desk.receive(ACCEPT, on("2023-12-07 08:24"))
    sweep_alerts(installation, at=late)
    work_outbox(installation, "w", at=late)
    assert box.mails == []
    work_outbox(installation, "w", at=on("2024-01-13 07:00"))
    assert [m["Subject"] for m in box.mails] == ["Hồ sơ cần xử lý: 1 đến hạn"]
