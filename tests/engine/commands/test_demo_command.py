"""`motcua demo`: a first run makes everything, a second keeps what is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.accounts import person
from engine.commands import cli
from engine.commands.demo.staff import PASSWORD, STAFF
from engine.desk.inbox import inbox, search
from engine.desk.rows import InboxItem
from engine.installation import Installation, open_installation
from engine.publishing.pages import publication, recent
from engine.settings import load_settings
from engine.storage.publishing.publications import PublicationState
from tests.oracle import assert_sound

TABS = ("fresh", "working")
DEPLOY = Path(__file__).parents[3] / "deploy"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("demo")
    return {
        "MOTCUA_CONFIG": str(DEPLOY / "demo.toml"),
        "MOTCUA_DATABASE_URL": f"sqlite:///{folder}/demo.sqlite",
        "MOTCUA_ENTERPRISE_REGISTER": str(DEPLOY / "demo-register.csv"),
        "MOTCUA_SECURITY_LOG": "/dev/null",
    }


@pytest.fixture(scope="module")
def first(environment: dict[str, str]) -> Result:
    return CliRunner(env=environment).invoke(cli, ["demo"])


@pytest.fixture(scope="module")
def demo_office(environment: dict[str, str], first: Result) -> Iterator[Installation]:
    assert first.exit_code == 0, first.output
    installation = open_installation(load_settings(environment))
    yield installation
    installation.store.close()


def items(installation: Installation, username: str) -> list[InboxItem]:
    """All dossiers of the agency of a user."""
    who = person(installation.store, username)
    assert who is not None
    at = datetime.now(UTC)
    first = search(installation, who, text="", at=at)
    rest = (search(installation, who, text="", page=n, at=at) for n in range(2, first.pages + 1))
    return [*first.items, *(item for page in rest for item in page.items)]


def test_the_demo_names_its_address_users_and_passwords(first: Result) -> None:
    assert "http://127.0.0.1:8000" in first.stdout
    for username in STAFF:
        assert username in first.stdout
    assert PASSWORD in first.stdout


def test_some_fifty_dossiers_are_in_every_state_there_is(demo_office: Installation) -> None:
    desks = ("mot-cua", "mot-cua-tttt", "mot-cua-xa", "tiep-nhan-tdkt")
    found = [item for username in desks for item in items(demo_office, username)]
    assert 49 <= len(found) <= 59
    states = {item.time.state for item in found}
    assert states >= {"early", "on_time", "late", "near", "overdue", "paused", "within"}
    statuses = {item.status for item in found}
    assert statuses >= {
        "received",
        "not_accepted",
        "in_progress",
        "supplement",
        "withdrawn",
        "resolved",
        "returned",
    }
    assert {item.channel for item in found} >= {"desk", "post"}
    assert assert_sound(demo_office) == len(found)


def test_other_offices_have_work_of_the_commune_and_of_each_other(
    demo_office: Installation,
) -> None:
    waiting = {
        "chuyen-vien-xa": "2.002307",
        "chuyen-vien-lien-thong": "2.002307",
        "chuyen-vien-tdkt": "NB.TDKT",
        "su-dung-tai-san": "NB.TANGTS",
    }
    for username, procedure in waiting.items():
        who = person(demo_office.store, username)
        assert who is not None
        own = [inbox(demo_office, who, tab=tab, at=datetime.now(UTC)).items for tab in TABS]
        assert procedure in {item.procedure for items in own for item in items}, username


def test_nothing_of_the_demo_lies_in_the_future(demo_office: Installation) -> None:
    with demo_office.store.read() as tx:
        (latest,) = tx.exec_driver_sql("SELECT max(at) FROM journal").one()
    assert str(latest) <= datetime.now(UTC).isoformat(sep=" ")


def test_a_second_run_keeps_the_data(
    environment: dict[str, str], demo_office: Installation
) -> None:
    def state() -> list[object]:
        with demo_office.store.read() as tx:
            return [tuple(r) for r in tx.exec_driver_sql("SELECT code, revision FROM dossiers")]

    before = state()
    again = CliRunner(env=environment).invoke(cli, ["demo"])
    assert again.exit_code == 0
    assert "0 versions deployed" in again.stdout
    assert state() == before


def test_production_refuses_the_demo(environment: dict[str, str]) -> None:
    production = {**environment, "MOTCUA_PRODUCTION": "true", "MOTCUA_SECRET_KEY": "x" * 40}
    production["MOTCUA_ALLOW_AT"] = "false"
    refused = CliRunner(env=production).invoke(cli, ["demo"])
    assert refused.exit_code == 1
    assert "not in production" in str(refused.stderr or refused.exception)


def test_a_proposed_version_waits_for_whoever_publishes(demo_office: Installation) -> None:
    who = person(demo_office.store, "kiem-soat")
    assert who is not None
    [line] = recent(demo_office, who)
    view = publication(demo_office, who, line.row.id)
    assert (line.row.state, view.items[0].gone[0].name) == (PublicationState.PROPOSED, "Phân công")
    assert {i.element for i in view.items[0].difference.items if not i.quiet} >= {
        "phan_cong",
        "tham_dinh",
        "het_thoi_gian",
    }
