from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from engine.definitions.status import Channel, Status
from engine.storage import Store
from engine.storage.desk import inbox, search
from engine.storage.desk.inbox import InboxQuery
from engine.storage.desk.search import SearchQuery
from engine.storage.dossiers import steps, timers
from engine.storage.dossiers.steps import NewStep
from engine.storage.folding import fold
from engine.storage.procedures import versions
from engine.storage.services import outbox
from tests.engine.storage.conftest import change

DAY = timedelta(days=1)
MINE = ("chuyen_vien", "phong-a")


@pytest.fixture
def create(store: Store, create_dossier: Callable[..., int], at: datetime) -> Callable[..., int]:
    """A dossier with an open step; its number is the end of its code."""

    def make(number: int, *, step: dict[str, Any] | None = None, **changes: Any) -> int:
        dossier = create_dossier(f"H37.04-260302-{number:04d}", **changes)
        sides: dict[str, Any] = {
            "dossier_id": dossier,
            "task_id": "t1",
            "node": "n",
            "name": "Thẩm định",
            "role": MINE[0],
            "unit": MINE[1],
            "status": Status.IN_PROGRESS,
            "opened_at": at,
        }
        with store.begin() as tx:
            steps.insert(tx, NewStep(**(sides | (step or {}))))
        return dossier

    return make


def _query(at: datetime, **changes: Any) -> InboxQuery:
    sides: dict[str, Any] = {
        "roles": (MINE,),
        "user_id": 1,
        "tab": "fresh",
        "at": at,
        "soon": at + DAY,
    }
    return InboxQuery(**(sides | changes))


def _numbers(store: Store, query: InboxQuery) -> list[int]:
    with store.read() as tx:
        rows, total = inbox.page(tx, query)
        assert total == inbox.counts(tx, query)[query.tab] or query.text or query.field
    return [int(row.dossier.code[-4:]) for row in rows]


def test_each_open_step_is_in_its_tab(
    store: Store, at: datetime, create: Callable[..., int], create_user: Callable[[str], int]
) -> None:
    an = create_user("an")
    create(1)
    create(2, step={"assignee": an})
    seen = create(3)
    create(4, status=Status.REGISTERED, channel=Channel.ONLINE)
    create(5, status=Status.RESOLVED, resolved_at=at, due_at=at)
    create(6, due_at=at - DAY)
    create(7, due_at=at + 2 * DAY)
    create(8, clock_stopped=True, paused_at=at, due_at=at, step={"role": "nguoi_nop"})
    create(9, step={"unit": "phong-b"})
    with store.begin() as tx:
        step = steps.open_of(tx, seen)[0]
        steps.see(tx, step.id, at)
    lists = {tab: _numbers(store, _query(at, tab=tab)) for tab in inbox.TABS}
    assert lists == {
        "online": [4],
        "fresh": [6, 7, 1],
        "working": [2, 3],
        "paused": [],
        "returning": [5],
        "due": [6],
    }


def test_a_paused_dossier_shows_for_all_who_had_it_in_hand(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    dossier = create(1, clock_stopped=True, paused_at=at)
    with store.begin() as tx:
        steps.finish(tx, dossier, "t1", at, None, None)
        waiting = NewStep(
            dossier_id=dossier, task_id="t2", node="n", name="Bổ sung", role="nguoi_nop",
            unit="mot-cua", status=Status.SUPPLEMENT, opened_at=at,
        )  # fmt: skip
        steps.insert(tx, waiting)
    for roles in ((MINE,), (("nguoi_nop", "mot-cua"),)):
        query = _query(at, tab="paused", roles=roles)
        assert _numbers(store, query) == [1]
        with store.read() as tx:
            (row,), _ = inbox.page(tx, query)
        assert row.step is not None
        assert row.step.name == "Bổ sung"
    assert _numbers(store, _query(at, tab="paused", roles=(("lanh_dao", "x"),))) == []


def test_nobody_without_roles_sees_anything(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    create(1)
    assert _numbers(store, _query(at, roles=())) == []


def test_finished_steps_and_ended_dossiers_leave_the_inbox(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    done = create(1)
    create(2, ended_at=at)
    with store.begin() as tx:
        steps.finish(tx, done, "t1", at, None, None)
    assert _numbers(store, _query(at)) == []


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("due", [2, 1, 3]),
        ("-due", [1, 2, 3]),
        ("code", [1, 2, 3]),
        ("-code", [3, 2, 1]),
        ("received", [3, 2, 1]),
        ("unknown", [2, 1, 3]),
    ],
)
def test_the_inbox_is_sorted(
    store: Store, at: datetime, create: Callable[..., int], sort: str, numbers: list[int]
) -> None:
    create(1, due_at=at + 2 * DAY, received_at=at + 3 * DAY)
    create(2, due_at=at + DAY, received_at=at + 2 * DAY)
    create(3, received_at=at + DAY)
    assert _numbers(store, _query(at, sort=sort)) == numbers


def test_a_page_past_the_end_is_the_last_one(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    for number in range(1, 6):
        create(number)
    assert _numbers(store, _query(at, size=2, page=1)) == [1, 2]
    assert _numbers(store, _query(at, size=2, page=3)) == [5]
    assert _numbers(store, _query(at, size=2, page=9)) == [5]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("dao", [1]),
        ("  ĐÀO nguyen ", [1]),
        ("0912 345", [2]),
        ("h37.04-260302-0002", [2]),
        ("100%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("", [1, 2]),
    ],
)
def test_words_are_found_without_accents(
    store: Store, at: datetime, create: Callable[..., int], text: str, numbers: list[int]
) -> None:
    create(1, names="Nguyễn Thị Đào, Công ty Thử Nghiệm")
    create(2, names="Trần Văn Thử 0912 345 678")
    assert _numbers(store, _query(at, text=text)) == numbers
    query = SearchQuery(text=text, agencies=("so-khcn",))
    with store.read() as tx:
        rows, total = search.page(tx, query)
    assert sorted(int(row.dossier.code[-4:]) for row in rows) == numbers
    assert total == len(numbers)


def test_search_stays_in_the_readers_agencies_and_shows_ended_dossiers(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    create(1, submitted_at=at, ended_at=at, status=Status.RETURNED)
    create(2, submitted_at=at + DAY)
    create(3, agency="so-tttt")
    with store.read() as tx:
        rows, total = search.page(tx, SearchQuery(text="", agencies=("so-khcn",)))
        returned, _ = search.page(
            tx, SearchQuery(text="", agencies=("so-khcn",), status="returned")
        )
        assert search.page(tx, SearchQuery(text="", agencies=())) == ((), 0)
    assert [row.dossier.code[-1] for row in rows] == ["2", "1"]
    assert total == 2
    assert [row.dossier.code[-1] for row in returned] == ["1"]


def test_facets_name_what_is_in_the_inbox(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    create(1)
    create(2, procedure="9.9", procedure_name="Khác", field="Báo chí")
    create(3, field="Nơi khác", step={"unit": "phong-b"})
    with store.read() as tx:
        fields, procedures = inbox.facets(tx, _query(at))
    assert fields == ("An toàn bức xạ và hạt nhân", "Báo chí")
    assert procedures == (("2.002383", "Bổ sung Giấy phép"), ("9.9", "Khác"))
    assert _numbers(store, _query(at, field="Báo chí")) == [2]
    assert _numbers(store, _query(at, procedure="9.9", text="khac")) == [2]


def test_what_an_applicant_is_called_later_is_what_is_found(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    dossier = create(1, names="Cũ")
    with store.begin() as tx:
        change(tx, dossier, search=fold("Mới Tinh"))
    assert _numbers(store, _query(at, text="moi tinh")) == [1]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐẶNG Hữu  Đức", "dang huu duc"),
        ("u\u031bu\u031b", "uu"),
        ("Ủy ban", "uy ban"),
        ("\tA\nB ", "a b"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_counting_reads_open_work_only(
    store: Store, at: datetime, create: Callable[..., int]
) -> None:
    """The partial indexes must be spelled as the queries are, or SQLite passes them by."""
    create(1)
    if store.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, not by spelling")
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            raw = connection.connection.driver_connection
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values))

    event.listen(store._engine, "before_cursor_execute", explain)
    with store.read() as tx:
        inbox.counts(tx, _query(at))
        inbox.page(tx, _query(at, tab="paused"))
        timers.due(tx, at, 10)
        outbox.claim(tx, "w", at, 60, 10)
        versions.active(tx, "2.002383")
    assert not [step for step in plans if step.startswith("SCAN") and "INDEX" not in step]
    used = " ".join(plans)
    assert "ix_steps_open" in used
    assert "ix_dossiers_stopped" in used
    assert "ix_timers_due" in used
    assert "ix_outbox_pending" in used
    assert "ix_versions_active" in used
