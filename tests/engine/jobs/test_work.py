"""The outbox worker: what is done, tried again, given up, revived, and never done twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands import cli
from engine.definitions.service_kinds import Services
from engine.desk.dossier import dossier as view_of
from engine.dossiers.open_dossier import reopen, row_by_id
from engine.errors import Conflict
from engine.installation import Installation
from engine.jobs import outbox as worker
from engine.jobs.outbox import work_outbox
from engine.services.answers import answer_service
from engine.services.call import Call
from engine.storage.services import incidents, outbox
from engine.storage.services.incidents import IncidentRow
from engine.storage.services.outbox import OutboxRow
from tests.conftest import SECRET
from tests.engine.dossiers.play import DRAFT, HAND_OVER, NUMBER, PASS, SIGN, Desk, Dossier
from tests.engine.jobs.conftest import Register, handled_by, looking_up, with_settings

KNOWN = b'{"ma_so": "0000000001", "ten": "An"}'


def jobs(dossier: Dossier) -> tuple[OutboxRow, ...]:
    with dossier.installation.store.read() as tx:
        return outbox.of(tx, dossier.row.id)


def troubles(dossier: Dossier) -> list[IncidentRow]:
    with dossier.installation.store.read() as tx:
        return [i for i in incidents.open_list(tx) if i.dossier_id == dossier.row.id]


def variables(dossier: Dossier) -> dict[str, object]:
    with dossier.installation.store.read() as tx:
        return dict(reopen(dossier.installation, tx, row_by_id(tx, dossier.row.id)).run.data)


def test_what_the_extract_knows_goes_into_the_dossier(bulletins: Desk, tmp_path: Path) -> None:
    extract = tmp_path / "dn.csv"
    extract.write_text("ma_so,ten\n0000000001,An\n", encoding="utf-8")
    installation = with_settings(bulletins.installation, enterprise_register=str(extract))
    known, unknown = looking_up(bulletins), looking_up(bulletins, "0000000002")
    assert work_outbox(installation, "w1", at=known.now) == 2
    assert work_outbox(installation, "w1", at=known.now) == 0
    for dossier, found in ((known, {"ma_so": "0000000001", "ten": "An"}), (unknown, None)):
        assert dossier.at_nodes() == {"tham_dinh"}
        assert variables(dossier)["doanh_nghiep"] == found
        assert [j.state for j in jobs(dossier)] == ["sent"]
        assert dossier.journal()[-1].action == "service_answered"
    known.play(("tham_dinh", PASS), ("soan_giay_phep", DRAFT), ("ky_duyet", SIGN))
    known.play(("cap_so", NUMBER), ("tra_ket_qua", HAND_OVER))
    assert known.row.status == "returned"


def test_a_dossier_without_a_number_asks_nobody(bulletins: Desk) -> None:
    dossier = looking_up(bulletins, "")
    assert (dossier.at_nodes(), jobs(dossier)) == ({"tham_dinh"}, ())


def test_a_register_that_is_down_is_asked_again_with_growing_pauses_then_given_up(
    bulletins: Desk, register: Register
) -> None:
    installation = with_settings(
        bulletins.installation, enterprise_register=register.address, job_attempts=4
    )
    register.answers["/dn/0000000001"] = (503, b"", {})
    dossier = looking_up(bulletins)
    at, waited = dossier.now, []
    for _ in range(3):
        assert work_outbox(installation, "w1", at=at) == 1
        (job,) = jobs(dossier)
        waited.append(job.next_at - at)
        assert work_outbox(installation, "w1", at=job.next_at - timedelta(seconds=1)) == 0
        at = job.next_at
    assert waited == sorted(set(waited))
    assert not troubles(dossier)
    work_outbox(installation, "w1", at=at)
    (job,) = jobs(dossier)
    (trouble,) = troubles(dossier)
    assert (job.state, job.attempts, len(register.asked)) == ("dead", 4, 4)
    view = view_of(installation, bulletins.holder("mot_cua"), dossier.code, at)
    assert view.incidents == (trouble.kind,)
    _retry(installation, trouble, bulletins)
    assert not troubles(dossier)
    register.answers["/dn/0000000001"] = (200, KNOWN, {})
    (job,) = jobs(dossier)
    assert work_outbox(installation, "w2", at=job.next_at) == 1
    assert dossier.at_nodes() == {"tham_dinh"}


def _retry(installation: Installation, trouble: IncidentRow, bulletins: Desk) -> None:
    bulletins.officer("quan-tri")
    url = installation.store.url.render_as_string(hide_password=False)
    environment = {"MOTCUA_DATABASE_URL": url, "MOTCUA_SECRET_KEY": SECRET}
    runner = CliRunner(env=environment)
    listed = runner.invoke(cli, ["incident", "list", "--json"])
    assert [i["id"] for i in json.loads(listed.stdout)] == [trouble.id]
    words = ["incident", "retry", str(trouble.id), "--as", "quan-tri"]
    assert runner.invoke(cli, words).exit_code == 0
    again = runner.invoke(cli, words)
    assert again.exit_code == 1
    assert runner.invoke(cli, ["incident", "list"]).stdout.strip() == "no open incident"


def test_a_register_that_is_not_configured_is_an_incident_at_once(bulletins: Desk) -> None:
    dossier = looking_up(bulletins)
    work_outbox(bulletins.installation, "w1", at=dossier.now)
    assert [j.state for j in jobs(dossier)] == ["dead"]
    assert "enterprise_register" in troubles(dossier)[0].details


def test_a_kind_that_nobody_registered_is_an_incident_at_once(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = looking_up(bulletins)
    known = Services({})
    monkeypatch.setattr("engine.services.handling.services", lambda: known)
    work_outbox(bulletins.installation, "w1", at=dossier.now)
    assert [j.state for j in jobs(dossier)] == ["dead"]
    assert "lookup_enterprise" in troubles(dossier)[0].details


def test_a_handler_that_breaks_holds_up_nobody(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = looking_up(bulletins, "0000000001"), looking_up(bulletins, "0000000002")

    def lookup(call: Call) -> dict[str, object]:
        if call.inputs["ma_so_doanh_nghiep"] == "0000000001":
            raise ZeroDivisionError("poison")
        return {"doanh_nghiep": {"ten": "An"}}

    handled_by(monkeypatch, "lookup_enterprise", lookup)
    work_outbox(bulletins.installation, "w1", at=broken.now)
    assert (broken.at_nodes(), fine.at_nodes()) == (set(), {"tham_dinh"})
    (job,) = jobs(broken)
    assert (job.state, job.attempts) == ("pending", 1)
    assert "ZeroDivisionError" in job.details


def test_a_dossier_whose_state_is_forged_becomes_an_incident_and_the_others_run(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged, fine = looking_up(bulletins), looking_up(bulletins)
    _answers(monkeypatch)
    state = forged.row.state
    _put(forged, state[:-1] + bytes([state[-1] ^ 1]))
    work_outbox(bulletins.installation, "w1", at=forged.now)
    assert (len(troubles(forged)), fine.at_nodes()) == (1, {"tham_dinh"})
    _put(forged, state)


def _put(dossier: Dossier, state: bytes) -> None:
    mark = "?" if dossier.installation.store.dialect == "sqlite" else "%s"
    with dossier.installation.store.begin() as tx:
        statement = f"UPDATE dossiers SET state = {mark} WHERE code = {mark}"  # noqa: S608
        tx.exec_driver_sql(statement, (state, dossier.code))


def _answers(monkeypatch: pytest.MonkeyPatch, then: Callable[[], object] = int) -> None:
    def lookup(*_: object) -> dict[str, object]:
        then()
        return {"doanh_nghiep": {"ten": "An"}}

    handled_by(monkeypatch, "lookup_enterprise", lookup)


def test_a_worker_that_lost_its_lease_writes_nothing(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation, dossier = bulletins.installation, looking_up(bulletins)
    lease = timedelta(seconds=installation.settings.worker_lease_seconds)
    with installation.store.begin() as tx:
        (stale,) = outbox.claim(
            tx, "slow", dossier.now, installation.settings.worker_lease_seconds, 1
        )
    _answers(monkeypatch)
    assert work_outbox(installation, "quick", at=dossier.now) == 0
    assert work_outbox(installation, "quick", at=dossier.now + lease) == 1
    before = dossier.row, dossier.journal(), jobs(dossier)
    with pytest.raises(Conflict) as refused:
        answer_service(installation, stale, {"doanh_nghiep": None}, at=dossier.now + lease)
    assert refused.value.code == "stale_worker"
    worker._do(installation, stale, dossier.now + lease)  # nor by the way that every worker goes
    assert (dossier.row, dossier.journal(), jobs(dossier)) == before


def test_a_worker_that_dies_leaves_the_job_to_the_next(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation, dossier = bulletins.installation, looking_up(bulletins)

    def killed() -> object:
        raise KeyboardInterrupt

    _answers(monkeypatch, killed)
    with pytest.raises(KeyboardInterrupt):
        work_outbox(installation, "w1", at=dossier.now)
    assert dossier.at_nodes() == set()
    _answers(monkeypatch)
    later = dossier.now + timedelta(seconds=installation.settings.worker_lease_seconds)
    assert work_outbox(installation, "w2", at=later) == 0, "a partner may still be answering"
    assert work_outbox(installation, "w2", at=later + timedelta(minutes=3)) == 1
    assert dossier.at_nodes() == {"tham_dinh"}
    assert [r.action for r in dossier.journal()].count("service_answered") == 1


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_dossier_withdrawn_at_the_look_up_is_left_in_peace(
    bulletins: Desk, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    installation, dossier = bulletins.installation, looking_up(bulletins)
    moment: datetime = dossier.now
    _answers(monkeypatch, dossier.withdraw if when == "during" else int)
    if when == "before":
        dossier.withdraw()
    work_outbox(installation, "w1", at=moment)
    assert dossier.at_nodes() == {"tra_lai_ho_so"}
    assert "service_answered" not in {r.action for r in dossier.journal()}
    assert [j.state for j in jobs(dossier)] == ["sent"]
    assert not troubles(dossier)
    dossier.do("tra_lai_ho_so")
