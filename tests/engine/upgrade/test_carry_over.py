"""Everything that the release before stored is carried over, and work goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.accounts import Person
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.forms.field_list import listed_fields
from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.dossiers.open_dossier import reopen
from engine.errors import BadState, Conflict, Refused
from engine.installation import Installation, open_installation
from engine.instance_migration.single import move_one, undo_one
from engine.procedures.bundle import with_forms
from engine.procedures.version import load_version
from engine.publishing.deployment import deploy
from engine.storage import Store
from engine.storage.dossiers import answers, dossiers, journal, parties
from engine.storage.dossiers.labelled_answers import AnswersWanted, LabelledAnswer, listed
from engine.storage.parties import register
from engine.storage.types import canonical
from engine.storage.upgrade import bundles_before
from engine.upgrade import Progress, carry_over, dossiers_to_carry
from engine.upgrade.meanings import declared
from tests.engine.dossiers.play import (
    AGREE,
    BROUGHT,
    BULLETIN,
    GENERAL,
    HAND_OVER,
    NUMBER,
    PASS,
    SIGN,
    Desk,
    Dossier,
    Values,
    hired,
)
from tests.engine.upgrade.conftest import LATER, journal_bytes, settings_of, upgrade
from tests.last_release import CLAIMED, COUNT, MOVED, PAUSED, RESTORED, WORKED
from tests.oracle import assert_sound

Carried = Callable[[], Installation]
TO_THE_END: tuple[tuple[str, Values], ...] = (
    ("duyet_du_thao", AGREE),
    ("ky_duyet", SIGN),
    ("cap_so", NUMBER),
    ("tra_ket_qua", HAND_OVER),
)


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.read() as tx:
        return list(map(tuple, tx.exec_driver_sql(query)))


def dossier(here: Installation, code: str, procedure: str = GENERAL) -> Dossier:
    return Dossier(Desk(here, procedure), code, LATER)


def designer(here: Installation) -> Person:
    return hired(here, "thiet-ke-x", {"thiet_ke": "so-khcn"})


def test_every_dossier_is_sound_and_the_journal_as_it_was(left: Store) -> None:
    before = journal_bytes(left)
    told: list[Progress] = []
    report = carry_over(left, settings_of(left).state_key, at=LATER, batch=10, progress=told.append)
    assert left.pending_migrations() == ()
    assert journal_bytes(left) == before
    assert (report.dossiers, report.problems) == (COUNT, {})
    assert [p.done for p in told if p.stage == "dossiers"] == [10, 20, 30, 35]
    assert {p.total for p in told if p.stage == "dossiers"} == {COUNT}
    here = open_installation(settings_of(left), left)
    assert assert_sound(here) == COUNT
    assert upgrade(left).dossiers == 0


def test_a_store_without_dossiers_needs_no_key(store: Store) -> None:
    def no_key() -> bytes:
        raise AssertionError("asked for a key")

    assert carry_over(store, no_key, at=LATER).dossiers == 0
    assert dossiers_to_carry(store) == 0


def test_no_state_is_read_by_another_key(left: Store) -> None:
    with pytest.raises(Refused, match="opens none"):
        carry_over(left, lambda: b"another key of 32 characters and m", at=LATER)
    assert dossiers_to_carry(left) == COUNT
    assert left.pending_migrations() == ("0006",)
    assert (upgrade(left).dossiers, dossiers_to_carry(left)) == (COUNT, 0)


def test_limits_are_values_everywhere(left: Store) -> None:
    query = "SELECT limit_text FROM {} ORDER BY id"
    before = {name: rows(left, query.format(name)) for name in ("dossiers", "steps", "timers")}
    upgrade(left)
    words = {
        ("1", "working_days"): "1 ngày làm việc",
        ("4", "working_hours"): "4 giờ làm việc",
        ("8", "working_hours"): "8 giờ làm việc",
    }
    for name, texts in before.items():
        after = rows(left, f"SELECT limit_amount, limit_unit FROM {name} ORDER BY id")  # noqa: S608
        assert len(after) == len(texts)
        for (amount, unit), (text,) in zip(after, texts, strict=True):
            if not text:
                assert (amount, unit) == (None, None)
            elif str(text).startswith("P"):
                assert (f"P{amount}D", unit) == (text, "working_days")
            else:
                named = words.get((str(amount), str(unit)), f"{amount} ngày làm việc")
                assert named == text


def test_an_applicant_is_parties(left: Store) -> None:
    names = "id, applicant_name, applicant_id_number, applicant_phone, applicant_email"
    names += ", applicant_address, organisation, channel"
    before = rows(left, f"SELECT {names} FROM dossiers ORDER BY id")  # noqa: S608
    upgrade(left)
    with left.read() as tx:
        for number, name, identifier, phone, email, address, organisation, channel in before:
            found = parties.of(tx, int(str(number)))
            them = found.submitter
            written = (them.name, them.identifier, them.phone, them.email, them.address)
            assert written == (name, identifier, phone, email, address)
            kind = PartyKind.AGENCY if channel == "internal" else PartyKind.PERSON
            assert them.kind is kind
            assert found.organisation == organisation
            assert (PartyRole.OWNER in found.by_role) is bool(organisation)


def test_one_person_is_one_entry_of_the_register(left: Store) -> None:
    spelt = (
        "UPDATE dossiers SET applicant_id_number = '{}', applicant_name = '{}' WHERE code = '{}'"
    )
    with left.begin() as tx:
        tx.exec_driver_sql(spelt.format("012345678901", "Lê Văn Ba", MOVED))
        tx.exec_driver_sql(spelt.format("012.345.678 901", "LÊ VĂN BA", PAUSED))
    upgrade(left)
    with left.read() as tx:
        filed = [dossiers.load(tx, code) for code in (MOVED, PAUSED)]
        found = [parties.of(tx, row.id).submitter for row in filed if row]
        (known,) = register.find(tx, [Scheme.PERSONAL_ID], "012345678901")
    assert [each.party_id for each in found] == [known.id, known.id]
    assert [each.name for each in found] == ["Lê Văn Ba", "LÊ VĂN BA"]
    assert known.name == "LÊ VĂN BA"


def test_the_application_and_all_answers_are_by_key(left: Store) -> None:
    before = rows(left, "SELECT code, data FROM dossiers")
    upgrade(left)
    with left.read() as tx:
        for code, data in before:
            row = dossiers.load(tx, str(code))
            assert row is not None
            filed = answers.application(tx, row.id)
            assert canonical(dict(filed)) == data
            given = [a for a in answers.of(tx, row.id) if a.node]
            told = [j for j in journal.of(tx, row.id) if j.fields.get("answers")]
            assert [a.seq for a in given] == [j.seq for j in told]
            assert all(a.salt is None for a in given)
            for stored, line in zip(given, told, strict=True):
                assert len(stored.data or {}) == len(dict(line.fields["answers"]))  # type: ignore[call-overload]


def listing(store: Store, **wanted: str) -> list[LabelledAnswer]:
    with store.read() as tx:
        agencies = tx.exec_driver_sql("SELECT DISTINCT agency FROM dossiers").scalars().all()
        return list(listed(tx, AnswersWanted(agencies=tuple(agencies), **wanted)))


def test_answers_are_listed_by_the_labels_of_their_version(left: Store) -> None:
    upgrade(left)
    found = listing(left, procedure=GENERAL, node="tham_dinh")
    labels = {(a.version, a.label) for a in found if a.key == "ket_qua_tham_dinh"}
    assert labels == {(1, "Kết quả thẩm định"), (2, "Kết luận thẩm định")}
    assert {a.value for a in found if a.key == "ket_qua_tham_dinh"} <= {
        "dat", "can_bo_sung", "khong_dat",
    }  # fmt: skip
    (worked,) = listing(left, dossier=WORKED, node="tham_dinh")
    assert (worked.version, worked.label, worked.value) == (2, "Kết luận thẩm định", "dat")
    filed = listing(left, dossier=WORKED, node="")
    in_list = [a for a in filed if a.key.startswith("cac_tai_lieu")]
    assert [(a.key, a.row, a.value) for a in in_list] == [
        ("cac_tai_lieu.ten_tai_lieu", 1, "Báo cáo đánh giá an toàn")
    ]
    assert all(isinstance(a.label, str) and a.label for a in filed)


def test_the_content_is_unchanged_to_a_deployment(left: Store) -> None:
    upgrade(left)
    report = deploy(left, read_content(content_root()), at=LATER, by="tests")
    assert ([d.code for d in report.new], len(report.unchanged)) == ([], 58)


@pytest.mark.parametrize("code", [MOVED, CLAIMED, PAUSED])
def test_a_move_made_before_is_undone(carried: Carried, code: str) -> None:
    here = carried()
    found = dossier(here, code)
    moved = found.row.version_id
    limits = {(s.node, s.limit_amount) for s in found.steps() if s.open}
    undo_one(here, designer(here), code, at=LATER)
    assert found.row.version_id != moved
    assert limits != {(s.node, s.limit_amount) for s in found.steps() if s.open} or code == PAUSED
    if code != PAUSED:
        found.play(("tham_dinh", PASS), *TO_THE_END)
        assert found.row.status is Status.RETURNED
    assert_sound(here)


def test_a_move_is_not_undone_where_work_went_on_or_it_was_undone(carried: Carried) -> None:
    here = carried()
    for code in (WORKED, RESTORED):
        with pytest.raises((Refused, Conflict)):
            undo_one(here, designer(here), code, at=LATER)


def test_one_that_was_brought_back_is_moved_and_brought_back_again(carried: Carried) -> None:
    here = carried()
    found = dossier(here, RESTORED)
    before = found.row.version_id
    move_one(here, designer(here), RESTORED, 2, {}, at=LATER, reason="Lần nữa")
    assert found.row.version_id != before
    undo_one(here, designer(here), RESTORED, at=LATER)
    assert found.row.version_id == before
    assert_sound(here)


def waiting(here: Installation, procedure: str, node: str) -> Dossier:
    """A dossier that waits at this step alone."""
    query = (
        "SELECT d.code FROM dossiers d JOIN steps s ON s.dossier_id = d.id"  # noqa: S608
        " WHERE s.completed_at IS NULL AND s.cancelled_at IS NULL"
        " GROUP BY d.code, d.procedure HAVING count(*) = 1"
        f" AND d.procedure = '{procedure}' AND min(s.node) = '{node}' ORDER BY d.code"
    )
    return dossier(here, str(rows(here.store, query)[0][0]), procedure)


def test_work_goes_on(carried: Carried) -> None:
    here = carried()
    head = Desk(here).holder("lanh_dao_phong")
    appraised = waiting(here, GENERAL, "tham_dinh")
    appraised.play(("tham_dinh", PASS), *TO_THE_END)
    supplied = waiting(here, GENERAL, "bo_sung")
    supplied.play(("bo_sung", BROUGHT), ("tham_dinh", PASS), *TO_THE_END)
    withdrawn = waiting(here, GENERAL, "tham_dinh")
    withdrawn.withdraw()
    withdrawn.do("tra_lai_ho_so", {})
    bulletin = waiting(here, BULLETIN, "tham_dinh")
    bulletin.do("tham_dinh", PASS)
    assert {d.row.status for d in (appraised, supplied)} == {Status.RETURNED}
    assert withdrawn.row.ended_at is not None
    view = view_of(here, head, appraised.code, LATER)
    assert view.journal_intact
    assert assert_sound(here) == COUNT


def test_a_state_is_one_dossiers_own(carried: Carried) -> None:
    here = carried()
    with here.store.begin() as tx:
        own, other = (dossiers.load(tx, code) for code in (MOVED, CLAIMED))
        assert own is not None
        assert other is not None
        assert reopen(here, tx, own).run.waits()
        stolen = {"state": other.state, "revision": other.state_revision, "id": own.id}
        tx.exec_driver_sql(
            "UPDATE dossiers SET state = %(state)s WHERE id = %(id)s"
            if tx.dialect.name == "postgresql"
            else "UPDATE dossiers SET state = :state WHERE id = :id",
            stolen,
        )
        row = dossiers.load(tx, MOVED)
        assert row is not None
        with pytest.raises(BadState):
            reopen(here, tx, row)


def test_what_is_not_of_a_dossier_stays(left: Store) -> None:
    kept = ("drafts", "alerts", "pauses", "supplements", "users", "serials", "trials")
    before = {name: sorted(map(repr, rows(left, f"SELECT * FROM {name}"))) for name in kept}  # noqa: S608
    open_before = rows(left, "SELECT count(*) FROM incidents")
    assert len(before["drafts"]) == 1
    upgrade(left)
    assert {name: sorted(map(repr, rows(left, f"SELECT * FROM {name}"))) for name in kept} == before  # noqa: S608
    assert rows(left, "SELECT count(*) FROM incidents") == open_before


def test_proposals_declare_what_fields_mean_and_are_published(left: Store) -> None:
    upgrade(left)
    with left.read() as tx:
        items = bundles_before.of_publications(tx)
        stored = bundles_before.of_versions(tx, bundles_before.version_ids(tx))
    assert len(items) == 1
    assert len(stored) == 59
    for each in (*items, *stored):
        again = with_forms(each.procedure, each.data, declared)
        assert (again.digest, again.data) == (each.digest, each.data)


def test_the_fields_of_every_version_are_listed(left: Store) -> None:
    upgrade(left)
    query = "SELECT form, key FROM form_fields WHERE version_id = {} ORDER BY form, place"
    with left.read() as tx:
        for number in bundles_before.version_ids(tx):
            version = load_version(tx, number)
            found = set(map(tuple, tx.exec_driver_sql(query.format(number))))
            wanted = {
                (form.id, each.key)
                for form in version.forms.values()
                for each in listed_fields(form.fields)
            }
            assert found == wanted
