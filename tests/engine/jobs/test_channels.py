"""Channels and settings of packages: found by entry point, and a broken one stops nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from importlib.metadata import EntryPoint, distribution
from pathlib import Path

import pytest
from pydantic import Field

from engine import adapters
from engine.alerts.sweep import sweep_alerts
from engine.installation import Installation
from engine.jobs.outbox import work_outbox
from engine.messages import message_channel
from engine.messages.alert_batch import AlertBatch
from engine.messages.message_channel import MessageChannel, channels
from engine.partners.errors import PartnerRefused
from engine.settings import AdapterSettings, BadSettings, Settings, load_settings, setting_parts
from engine.storage.services import incidents, outbox
from engine.storage.services.outbox import NewJob, OutboxRow
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, Desk, hired, on
from tests.engine.jobs.test_alerts import DOSSIER, DUE, heard, rule, ruled

AT = on("2024-01-12 09:00")
SENT: list[Mapping[str, object]] = []


def texts(_: Installation, batch: AlertBatch, at: object) -> Iterator[NewJob]:
    del at
    for number, alert in batch.alerts.items():
        key, payload = f"sms:{number}", {"user": alert.user_id, "level": alert.level}
        yield NewJob(key=key, kind="sms", payload=payload, created_at=AT, next_at=AT)


def send(_: Installation, job: OutboxRow, at: object) -> None:
    del at
    SENT.append(job.payload)
    if job.payload["level"] != "due":
        raise PartnerRefused("no_such_number", "The gateway knows no such number.")


def fails(*_: object) -> Iterator[NewJob]:
    yield from ()
    raise ZeroDivisionError


def always(_: Settings) -> bool:
    return True


SMS = MessageChannel("sms", {"sms": send}, always, texts)
FAILING = MessageChannel("fax", {"fax": send}, always, fails)
TAKEN = MessageChannel("post", {"mail": send}, always)
EMPTY = MessageChannel("nothing", {}, always)
NO_CHANNEL = 7


class SmsSettings(AdapterSettings):
    sms_sender: str = Field("motcua", description="Sender.")
    sms_parts: int = Field(1, ge=1, description="Most parts of one message.")


class TakenSettings(AdapterSettings):
    smtp_host: str = ""


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """What packages name beside ours; found anew before and after."""
    named: list[EntryPoint] = []
    found = adapters.entry_points

    def entries(*, group: str) -> list[EntryPoint]:
        return [*found(group=group), *(each for each in named if each.group == group)]

    monkeypatch.setattr(adapters, "entry_points", entries)
    for known in (channels, setting_parts):
        known.cache_clear()
    SENT.clear()
    yield named
    for known in (channels, setting_parts):
        known.cache_clear()


def named(name: str, group: str = message_channel.GROUP) -> EntryPoint:
    return EntryPoint(name.lower(), f"{__name__}:{name}", group)


def test_a_channel_of_a_package_sends_alerts_and_a_failing_one_stops_no_other(
    installation: Installation,
    packages: list[EntryPoint],
    caplog: pytest.LogCaptureFixture,
) -> None:
    packages += [named("FAILING"), named("SMS")]
    mine = ruled(installation, rule(DOSSIER, DUE, "kiem_soat"))
    reader = hired(mine, "kiem-soat", {"kiem_soat": "so-khcn"})
    Desk(mine).receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)
    assert sweep_alerts(mine, at=AT) == 1
    for _ in range(2):
        work_outbox(mine, "w", at=AT)
    assert list(SENT) == [{"user": reader.id, "level": "due"}]
    assert len(heard(mine, "kiem-soat", AT)) == 1
    assert "the channel fax failed over alerts" in caplog.text


def test_what_a_channel_refuses_for_good_is_an_incident(
    installation: Installation, packages: list[EntryPoint]
) -> None:
    packages.append(named("SMS"))
    job = NewJob(key="k", kind="sms", payload={"level": "near"}, created_at=AT, next_at=AT)
    lost = NewJob(key="l", kind="fax", payload={}, created_at=AT, next_at=AT)
    with installation.store.begin() as tx:
        outbox.add_all(tx, [job, lost])
    assert work_outbox(installation, "w", at=AT) == 2
    with installation.store.read() as tx:
        messages = sorted(row.code for row in incidents.open_list(tx))
    assert messages == ["no_such_number", "unknown_message"]


def test_a_broken_channel_is_reported_and_ours_stay(packages: list[EntryPoint]) -> None:
    ours = channels().by_kind
    channels.cache_clear()
    missing = EntryPoint("a_missing", "no_such_module:X", message_channel.GROUP)
    packages += [missing, named("TAKEN"), named("EMPTY"), named("NO_CHANNEL"), named("SMS")]
    found = channels()
    assert {**ours, "sms": SMS} == found.by_kind
    for words in ("No module named", "sends mail", "sends nothing", "no MessageChannel but int"):
        assert any(words in str(fault) for fault in found.faults), words
    assert len(found.faults) == 4


def test_settings_of_a_package_are_read_with_ours(packages: list[EntryPoint]) -> None:
    packages.append(named("SmsSettings", "motcua.settings"))
    settings = load_settings({"MOTCUA_SMS_PARTS": "3", "MOTCUA_PORT": "9000"})
    assert (settings.port, settings.of(SmsSettings).sms_parts) == (9000, 3)
    assert settings.model_copy(update={"port": 1}).of(SmsSettings).sms_parts == 3
    assert Settings().of(SmsSettings).sms_sender == "motcua"
    for wrong in ({"MOTCUA_SMS_PARTS": "0"}, {"MOTCUA_SMS_PART": "1"}):
        with pytest.raises(BadSettings, match="sms_part"):
            load_settings(wrong)


@pytest.mark.parametrize(
    ("name", "words"), [("TakenSettings", "taken: smtp_host"), ("SMS", "no AdapterSettings")]
)
def test_settings_that_are_none_or_take_a_name_are_refused(
    packages: list[EntryPoint], name: str, words: str
) -> None:
    packages.append(named(name, "motcua.settings"))
    with pytest.raises(BadSettings, match=words):
        load_settings({})


def test_what_is_installed_names_what_the_sources_name() -> None:
    sources = ConfigParser()
    sources.read(Path(__file__).parents[3] / "setup.cfg", encoding="utf-8")
    wanted = {
        (group, *(part.strip() for part in line.split("=")))
        for group, lines in sources["options.entry_points"].items()
        for line in lines.strip().splitlines()
    }
    found = {(e.group, e.name, e.value) for e in distribution("motcua").entry_points}
    assert found == wanted, "run: make setup"


def test_an_installation_older_than_the_sources_says_so() -> None:
    with pytest.raises(adapters.StaleInstallation, match="make setup"):
        adapters.load_adapters("motcua.none_of_ours", "thing", str)
