"""A database that the release before wrote: opened, listed, explained and worked on by this one.

How the file came about is told in `tests.last_release`; what it is carried over to, and on both
stores, in `tests/engine/upgrade`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from engine.deadlines.explanation.as_json import why_json
from engine.deadlines.explanation.chain import why
from engine.definitions.content import content_of
from engine.definitions.status import Status
from engine.desk.dossier import dossier as view_of
from engine.desk.inbox import inbox, search
from engine.errors import BadState
from engine.installation import Installation, open_installation
from engine.procedures.bundle import bundle_of, open_bundle
from engine.procedures.version_files import files_of
from engine.settings import Settings
from engine.storage import Store
from engine.storage.procedures import versions
from engine.upgrade import carry_over
from tests.conftest import SECRET
from tests.engine.dossiers.play import (
    AGREE,
    BROUGHT,
    BULLETIN,
    DRAFT,
    GENERAL,
    HAND_OVER,
    NUMBER,
    PASS,
    SIGN,
    Desk,
    Dossier,
    on,
)
from tests.last_release import COUNT, unpacked
from tests.oracle import assert_sound

LATER = on("2026-11-26 10:30")
TO_THE_END = (
    ("duyet_du_thao", AGREE),
    ("ky_duyet", SIGN),
    ("cap_so", NUMBER),
    ("tra_ket_qua", HAND_OVER),
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Installation]:
    """The installation of the release before, with its own copy of the database."""
    file = unpacked(tmp_path / "kept.sqlite")
    settings = Settings(database_url=f"sqlite:///{file}", secret_key=SECRET)
    store = Store(settings.database_url)
    carry_over(store, settings.state_key, at=LATER)
    yield open_installation(settings, store)
    store.close()


def waiting(kept: Installation, procedure: str, node: str) -> Dossier:
    """A dossier that waits at this step alone."""
    with kept.store.read() as tx:
        query = (
            "SELECT d.code FROM dossiers d JOIN steps s ON s.dossier_id = d.id"
            " WHERE s.completed_at IS NULL AND s.cancelled_at IS NULL AND d.procedure = ?"
            " GROUP BY d.code HAVING min(s.node) = ? AND count(*) = 1 ORDER BY d.code"
        )
        code = tx.exec_driver_sql(query, (procedure, node)).scalars().first()
    assert code is not None, f"no dossier waits at {node}"
    return Dossier(Desk(kept, procedure), code, LATER)


def test_every_stored_version_has_the_digest_that_its_files_give(kept: Installation) -> None:
    with kept.store.read() as tx:
        ids = tx.exec_driver_sql("SELECT id FROM versions").scalars().all()
        rows = [versions.load(tx, number) for number in ids]
    assert len(rows) > 50
    for row in rows:
        assert row is not None
        assert open_bundle(row.data).procedure.code == row.procedure
        read = content_of(files_of(row.data), kept.organisation, kept.roles)
        assert bundle_of(read, read.procedures[row.procedure]).digest == row.digest, row.procedure


def test_it_is_sound_listed_shown_and_explained(kept: Installation) -> None:
    assert assert_sound(kept) == COUNT
    clerks = ("mot-cua", "mot-cua-tttt", "mot-cua-xa", "tiep-nhan-tdkt")
    seen: set[str] = set()
    statuses: set[Status] = set()
    for username in clerks:
        who = Desk(kept).officer(username)
        first = search(kept, who, text="", at=LATER)
        rest = (search(kept, who, text="", page=n, at=LATER) for n in range(2, first.pages + 1))
        for item in (*first.items, *(item for page in rest for item in page.items)):
            view = view_of(kept, who, item.code, LATER)
            assert view.journal_intact
            assert why_json(why(kept, who, item.code, at=LATER))
            seen.add(item.code)
            statuses.add(item.status)
    assert len(seen) == COUNT
    assert statuses >= set(Status) - {Status.STOPPED, Status.PAYMENT}


def test_work_goes_on(kept: Installation) -> None:
    head = Desk(kept).holder("lanh_dao_phong")
    assert inbox(kept, head, tab="fresh", at=LATER).total
    appraised = waiting(kept, GENERAL, "tham_dinh")
    appraised.play(("tham_dinh", PASS), *TO_THE_END)
    supplied = waiting(kept, GENERAL, "bo_sung")
    supplied.play(("bo_sung", BROUGHT), ("tham_dinh", PASS), *TO_THE_END)
    bulletin = waiting(kept, BULLETIN, "tham_dinh")
    bulletin.play(("tham_dinh", PASS), ("soan_giay_phep", DRAFT), *TO_THE_END[1:])
    withdrawn = waiting(kept, GENERAL, "tham_dinh")
    withdrawn.withdraw()
    assert {d.row.status for d in (appraised, supplied, bulletin)} == {Status.RETURNED}
    assert withdrawn.row.status is Status.WITHDRAWN
    online = waiting(kept, GENERAL, "kiem_tra")
    online.do("kiem_tra", {"ket_qua_kiem_tra": "tiep_nhan"})
    assert online.row.status is Status.RECEIVED
    assert assert_sound(kept) == COUNT


def test_another_key_opens_nothing(kept: Installation) -> None:
    settings = kept.settings.model_copy(update={"secret_key": SecretStr("another-" * 5)})
    other = open_installation(settings, kept.store)
    code = waiting(kept, GENERAL, "tham_dinh").code
    dossier = Dossier(Desk(other), code, LATER)
    with pytest.raises(BadState):
        dossier.do("tham_dinh", PASS)
