"""What cannot be carried over: nothing of it is lost, nothing else suffers from it."""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.dossiers.open_dossier import reopen
from engine.errors import BadState
from engine.installation import Installation, open_installation
from engine.storage import Store
from engine.storage.dossiers import answers, dossiers, journal, parties
from engine.storage.dossiers.dossiers import DossierRow
from engine.storage.services import incidents
from engine.storage.types import canonical
from engine.upgrade import UpgradeProblem, UpgradeReport
from tests.engine.dossiers.play import PASS, Desk, Dossier
from tests.engine.upgrade.conftest import LATER, settings_of, upgrade
from tests.last_release import CLAIMED, MOVED, PAUSED, WORKED

pytestmark = pytest.mark.slow


def change(store: Store, statement: str, **values: object) -> None:
    """Write what no release would."""
    with store.begin() as tx:
        given = statement.replace("?", "{}").format(
            *(f"%({k})s" if store.dialect == "postgresql" else f":{k}" for k in values)
        )
        assert tx.exec_driver_sql(given, values).rowcount == 1


def one(store: Store, name: str, code: str) -> object:
    with store.read() as tx:
        query = f"SELECT {name} FROM dossiers WHERE code = '{code}'"  # noqa: S608
        return tx.exec_driver_sql(query).scalar_one()


def row_of(here: Installation, code: str) -> DossierRow:
    with here.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row is not None
        return row


def after(store: Store) -> tuple[Installation, UpgradeReport]:
    report = upgrade(store)
    assert store.pending_migrations() == ()
    return open_installation(settings_of(store), store), report


def append(store: Store, code: str, action: str, fields: str) -> None:
    """A journal row as the release before chained it."""
    number, seq, head = (one(store, name, code) for name in ("id", "revision", "journal_head"))
    moment = datetime(2026, 11, 26, 3, 20, tzinfo=UTC)
    plain: Mapping[str, object] = {
        "dossier_id": number,
        "seq": seq,
        "at": moment,
        "actor": None,
        "actor_name": "",
        "action": action,
        "fields": json.loads(fields),
        "address": "",
        "prev_hash": head,
    }
    digest = hashlib.sha256(canonical(plain).encode()).hexdigest()
    at = moment if store.dialect == "postgresql" else "2026-11-26 03:20:00.000000"
    change(
        store,
        "INSERT INTO journal (dossier_id, seq, at, actor_name, action, fields, address, prev_hash,"
        " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        **{k: v for k, v in plain.items() if k != "actor"}
        | {"at": at, "fields": fields, "hash": digest},
    )
    change(
        store,
        "UPDATE dossiers SET journal_head = ?, revision = revision + 1 WHERE code = ?",
        head=digest,
        code=code,
    )


ODD = {
    "an action nobody knows": ("told_by_phone", '{"answers":{"Ai":"Nguyễn"},"node":"tham_dinh"}'),
    "answers that are none": ("completed", '{"answers":["Đạt"],"node":"tham_dinh"}'),
    "a step that is gone": ("completed", '{"answers":{"Ý kiến":"Đạt"},"node":"da_bo"}'),
    "no step": ("completed", '{"answers":{"Ý kiến":"Đạt"}}'),
    "fields of other kinds": (
        "completed",
        '{"answers":{"Ý kiến":"Đạt"},"due_from":5,"due_to":"mai","node":7,"path":"x","to":"2"}',
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_a_row_nobody_can_map_stays_in_the_journal(left: Store, odd: tuple[str, str]) -> None:
    append(left, CLAIMED, *odd)
    here, report = after(left)
    row = row_of(here, CLAIMED)
    assert report.problems == {(UpgradeProblem.ROW, f"{CLAIMED} row {row.revision}: {odd[0]}"): 1}
    with here.store.read() as tx:
        rows = journal.of(tx, row.id)
        assert journal.intact(rows, row, here.key)
        assert rows[-1].fields == json.loads(odd[1])
        assert all(a.seq != row.revision for a in answers.of(tx, row.id))
    view = view_of(here, Desk(here).officer("lanh-dao"), CLAIMED, LATER)
    assert view.journal_intact


def test_labels_that_no_field_has_stay_in_the_journal(left: Store) -> None:
    told = {"Kết quả thẩm định": "Đạt", "Nhãn đã bỏ": "có"}
    append(left, MOVED, "completed", canonical({"answers": told, "node": "tham_dinh"}))
    here, report = after(left)
    # It runs under version 2, where the first label is another as well.
    assert sum(report.problems.values()) == 2
    assert {problem for problem, _ in report.problems} == {UpgradeProblem.LABEL}
    with here.store.read() as tx:
        row = row_of(here, MOVED)
        assert all(a.seq != row.revision for a in answers.of(tx, row.id))


def unreadable(here: Installation, code: str) -> str:
    """The code of the error with which it does not open; it has its incident, and its history."""
    row = row_of(here, code)
    with here.store.read() as tx:
        found = [i for i in incidents.of(tx, row.id) if i.kind == UpgradeProblem.STATE]
        assert [i.resolved_at for i in found] == [None]
        assert journal.intact(journal.of(tx, row.id), row, here.key)
        assert parties.of(tx, row.id).submitter.name
        assert answers.application(tx, row.id)
        with pytest.raises(BadState) as raised:
            reopen(here, tx, row)
    view_of(here, Desk(here).officer("lanh-dao"), code, LATER)
    return raised.value.code


def goes_on(here: Installation, code: str) -> None:
    found = Dossier(Desk(here), code, LATER)
    found.do("tham_dinh", PASS)
    assert found.row.status is Status.IN_PROGRESS


@pytest.mark.parametrize("damage", ["forged", "empty", "foreign", "older"])
def test_a_state_that_is_not_its_own(left: Store, damage: str) -> None:
    state = one(left, "state", CLAIMED)
    assert isinstance(state, bytes)
    other = {
        "forged": state[:-1] + bytes([state[-1] ^ 1]),
        "empty": b"",
        "foreign": one(left, "state", MOVED),
        "older": _older(left),
    }[damage]
    change(left, "UPDATE dossiers SET state = ? WHERE code = ?", state=other, code=CLAIMED)
    here, report = after(left)
    assert report.problems == {(UpgradeProblem.STATE, CLAIMED): 1}
    assert unreadable(here, CLAIMED) == "old_format" if other else "not_a_state"
    assert row_of(here, CLAIMED).state == other
    goes_on(here, MOVED)


def _older(store: Store) -> bytes:
    """The state before the step that is open now: as sealed then, only that it was later."""
    state = one(store, "state", CLAIMED)
    assert isinstance(state, bytes)
    body = json.loads(zlib.decompress(state[35:]))
    for scope in body["s"]:
        scope[3] = [["7", "phan_cong", *row[2:]] if row[0] == "8" else row for row in scope[3]]
    packed = zlib.compress(json.dumps(body, ensure_ascii=False).encode())
    key = settings_of(store).state_key()
    return b"mc\x01" + hmac.digest(key, b"motcua state" + b"mc\x01" + packed, "sha256") + packed


def test_what_a_move_keeps_is_not_read(left: Store) -> None:
    with left.begin() as tx:
        tx.exec_driver_sql(
            "UPDATE version_move_dossiers SET before = ? WHERE dossier_id = ".replace(  # noqa: S608
                "?", "%(b)s" if left.dialect == "postgresql" else ":b"
            )
            + f"(SELECT id FROM dossiers WHERE code = '{MOVED}') AND before IS NOT NULL",  # noqa: S608
            {"b": b"none"},
        )
    here, report = after(left)
    assert report.problems == {(UpgradeProblem.UNDO, MOVED): 1}
    goes_on(here, MOVED)


def test_a_limit_that_is_none(left: Store) -> None:
    change(
        left,
        "UPDATE steps SET limit_text = ? WHERE completed_at IS NULL AND cancelled_at IS NULL AND"
        " dossier_id = (SELECT id FROM dossiers WHERE code = ?)",
        words="khi nào xong thì xong",
        code=WORKED,
    )
    change(left, "UPDATE dossiers SET limit_text = ? WHERE code = ?", words="sớm", code=PAUSED)
    here, report = after(left)
    assert set(report.problems) == {
        (UpgradeProblem.LIMIT, "khi nào xong thì xong"),
        (UpgradeProblem.LIMIT, "sớm"),
    }
    with here.store.read() as tx:
        for code, words in ((WORKED, "khi nào xong thì xong"), (PAUSED, "sớm")):
            found = [
                i for i in incidents.of(tx, row_of(here, code).id) if i.kind == UpgradeProblem.LIMIT
            ]
            assert [i.details for i in found] == [words]
    assert row_of(here, PAUSED).limit is None


def test_an_applicant_without_a_number_in_a_district_that_is_gone(left: Store) -> None:
    address = "Số 5, xã Hoàng Đồng, thành phố Lạng Sơn, tỉnh Lạng Sơn"
    change(
        left,
        "UPDATE dossiers SET applicant_id_number = '', applicant_phone = '', applicant_address = ?"
        " WHERE code = ?",
        address=address,
        code=MOVED,
    )
    here, report = after(left)
    assert not report.problems
    with here.store.read() as tx:
        found = parties.of(tx, row_of(here, MOVED).id).submitter
    assert (found.identifier, found.phone, found.address) == ("", "", address)
    goes_on(here, MOVED)


def test_a_version_that_opens_no_more(left: Store) -> None:
    with left.read() as tx:
        number = tx.exec_driver_sql(
            f"SELECT version_id FROM dossiers WHERE code = '{MOVED}'"  # noqa: S608
        ).scalar_one()
    change(left, "UPDATE versions SET data = ? WHERE id = ?", data=_packed(b"{}"), id=number)
    report = upgrade(left)
    assert {problem for problem, _ in report.problems} == {UpgradeProblem.BUNDLE}
    assert left.pending_migrations() == ()


def _packed(data: bytes) -> bytes:
    return zlib.compress(data)
