"""What each role really may do, tried by the use cases, is what the table says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from engine.access import table
from engine.access.dossiers import has_inbox
from engine.access.overview import AccessRow, access_rows, officers
from engine.access.table import PERMISSIONS
from engine.accounts import Person
from engine.desk.dossier import dossier as view_of
from engine.desk.watch import watch
from engine.dossiers import (
    Applicant,
    ReceiveRequest,
    claim,
    receive,
    release,
    supplement,
    withdraw,
)
from engine.dossiers.apologies.apology import ask, sign
from engine.dossiers.erasure import erase
from engine.dossiers.internal import InternalRequest, open_internal
from engine.errors import Forbidden, MotcuaError
from engine.installation import Installation
from engine.instance_migration.pages.plan import moves_page
from engine.publishing.pages import publication, recent
from engine.publishing.publications import approve, drop, reject
from engine.services.pages import open_incidents
from engine.timetables.directives import propose
from engine.trial.listing import lines
from tests.conftest import furnished
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    GENERAL,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    Dossier,
    hired,
)
from tests.engine.publishing.bench import NOW, Bench
from tests.postgres import Cluster
from tests.stores import open_store

AGENCY, DIVISION, COUNTER = "so-khcn", "phong-quan-ly-chuyen-nganh", "so-khcn-mot-cua"
# Where each role is granted, at an agency and at another; roles without a line at the agency.
UNITS = {
    "mot_cua": (COUNTER, "so-tttt-mot-cua"),
    "chuyen_vien": (DIVISION, "phong-ttbcxb"),
    "lanh_dao_phong": (DIVISION, "phong-ttbcxb"),
    "don_vi_su_dung": (DIVISION, "phong-ttbcxb"),
}
OTHER = "so-tttt"
NOT_ELSEWHERE = {"read_dossier", "do_step", "receive", "supplement", "withdraw", "ask_apology"}
"""Permissions of which another agency's officer has none here, whatever the role."""
FIRST_ROLE = "hoi_dong_thanh_ly"
"""Whose step is the first of NB.THANHLY."""


@dataclass(frozen=True)
class World:
    """An office with one of everything that an act needs."""

    installation: Installation
    appraised: Dossier  # its step is the specialist's
    kept: Dossier  # likewise, and the specialist of the matrix holds it
    awaited: Dossier  # waits for the applicant
    resolved: Dossier
    dropped: int  # a publication, taken back


Attempt = Callable[[World, Person], object]


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: object,
    request: pytest.FixtureRequest,
) -> Iterator[World]:
    """Made once: no attempt changes it."""
    folder = tmp_path_factory.mktemp("matrix")
    with open_store("sqlite", folder, lambda: sqlite_template, _no_cluster) as store:
        here = furnished(store)
        desk, bench = Desk(here), Bench(here)
        awaited = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        awaited.do("tham_dinh", ASK)
        kept = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        claim(here, officer(here, "chuyen_vien"), kept.code, _task(kept), at=kept.now)
        made = bench.propose(bench.limit(20), who=officer(here, "thiet_ke"))
        drop(here, officer(here, "thiet_ke"), made, at=NOW)
        appraised = desk.receive(ACCEPT).play(*TO_APPRAISAL)
        resolved = desk.receive(ACCEPT).play(*TO_RESULT)
        yield World(here, appraised, kept, awaited, resolved, made)


def _no_cluster() -> Cluster:
    raise AssertionError("rights are the same on PostgreSQL")


def officer(installation: Installation, role: str, *, elsewhere: bool = False) -> Person:
    """Somebody with this role alone, at the agency of the dossiers or at another."""
    unit = UNITS.get(role, (AGENCY, OTHER))[elsewhere]
    return hired(installation, f"{role}@{unit}", {role: unit})


def _task(dossier: Dossier) -> str:
    return dossier.step("tham_dinh").task_id


def _release(world: World, who: Person) -> None:
    kept = world.kept
    release(world.installation, who, kept.code, _task(kept), at=kept.now)
    claim(world.installation, who, kept.code, _task(kept), at=kept.now)


def _claim(world: World, who: Person) -> None:
    dossier = world.appraised
    claim(world.installation, who, dossier.code, _task(dossier), at=dossier.now)
    release(world.installation, who, dossier.code, _task(dossier), at=dossier.now)


def _has_inbox(world: World, who: Person) -> None:
    if not has_inbox(world.installation, who):
        raise Forbidden("", "")


# What is tried for each permission; whoever may meets another error, or changes nothing.
ATTEMPTS: Mapping[str, Attempt] = {
    "read_dossier": lambda w, who: view_of(w.installation, who, w.appraised.code, NOW),
    "keep_inbox": _has_inbox,
    "do_step": _claim,
    "release": _release,
    "receive": lambda w, who: receive(
        w.installation, who, ReceiveRequest(GENERAL, Applicant(""), {}, ACCEPT), at=NOW
    ),
    "supplement": lambda w, who: supplement(
        w.installation, who, w.awaited.code, {"la": 1}, at=w.awaited.now
    ),
    "withdraw": lambda w, who: withdraw(
        w.installation, who, w.resolved.code, "Không còn nhu cầu", at=w.resolved.now
    ),
    "open_internal": lambda w, who: open_internal(
        w.installation, who, InternalRequest(procedure="NB.THANHLY", subject=""), at=NOW
    ),
    "ask_apology": lambda w, who: ask(w.installation, who, w.appraised.code, "", NOW, at=NOW),
    "sign_apology": lambda w, who: sign(w.installation, who, w.appraised.code, at=NOW),
    "watch": lambda w, who: watch(w.installation, who, at=NOW),
    "read_versions": lambda w, who: recent(w.installation, who),
    "read_publication": lambda w, who: publication(w.installation, who, w.dropped),
    "design": lambda w, who: lines(w.installation, who),
    "drop_publication": lambda w, who: drop(w.installation, who, w.dropped, at=NOW),
    "publish": lambda w, who: reject(w.installation, who, w.dropped, "Không cần", at=NOW),
    "approve": lambda w, who: approve(w.installation, who, w.dropped, at=NOW),
    "migrate": lambda w, who: moves_page(w.installation, who),
    "enter_directive": lambda w, who: propose(w.installation, who, [], "", at=NOW),
    "handle_incident": lambda w, who: open_incidents(w.installation, who, page=1),
    "erase": lambda w, who: erase(w.installation, who, "H37.04-231207-9999", "Thử", at=NOW),
}
# Of the roles that the table names, the one that it is about here: a step's, an opener's, its own.
ONE = {
    "do_step": "chuyen_vien",
    "release": "chuyen_vien",
    "ask_apology": "chuyen_vien",
    "open_internal": FIRST_ROLE,
    "drop_publication": "thiet_ke",
}


def allowed(world: World, permission: str, who: Person) -> bool:
    """Whether the use case lets the person do it."""
    try:
        ATTEMPTS[permission](world, who)
    except Forbidden:
        return False
    except MotcuaError:  # a rule of another kind came after the right
        return True
    return True


@pytest.mark.parametrize("name", ATTEMPTS)
def test_each_role_may_do_what_the_overview_says(world: World, name: str) -> None:
    roles = officers(world.installation.roles.values())
    row = _row(world, name)
    found = {r.id for r in roles if allowed(world, name, officer(world.installation, r.id))}
    listed = {role for role, reaches in row.roles.items() if reaches}
    assert found == ({ONE[name]} if name in ONE else listed)
    assert found <= listed
    if name != "read_dossier":
        assert 0 < len(found) < len(roles)


@pytest.mark.parametrize("name", sorted(NOT_ELSEWHERE | {"release", "read_publication", "publish"}))
def test_no_role_of_another_agency_may(world: World, name: str) -> None:
    for role in officers(world.installation.roles.values()):
        who = officer(world.installation, role.id, elsewhere=True)
        assert not allowed(world, name, who), role.id


def test_everything_in_the_table_is_tried() -> None:
    assert list(ATTEMPTS) == [permission.name for permission in PERMISSIONS]


def test_where_two_people_decide_one_cannot_approve_ones_own(world: World) -> None:
    two = Bench(world.installation).needing_two()
    asked = (two.installation, officer(two.installation, "thiet_ke"), world.dropped)
    with pytest.raises(Forbidden) as refused:
        approve(*asked, at=NOW)
    assert refused.value.code == table.APPROVE.code
    second = officer(two.installation, "kiem_soat")
    with pytest.raises(MotcuaError, match="dropped already"):
        approve(two.installation, second, world.dropped, at=NOW)


def _row(world: World, name: str) -> AccessRow:
    rows = access_rows(world.installation.roles.values())
    return next(row for row in rows if row.name == name)
