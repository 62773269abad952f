"""Waiting for the applicant's financial obligations: status 6 of the portal, the clock stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.definitions.status import Status
from engine.installation import Installation
from engine.jobs.closing import sweep_unanswered
from engine.storage.dossiers import pauses
from tests.engine.dossiers.edited import PAYMENT, RESTART, edited_office
from tests.engine.dossiers.play import ACCEPT, ASK, BROUGHT, PASS, TO_APPRAISAL, Desk, on
from tests.stores import BACKENDS


@pytest.fixture(scope="module", params=BACKENDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with edited_office(request, tmp_path_factory.mktemp("payment"), PAYMENT) as opened:
        yield opened


def test_the_clock_stands_still_until_the_applicant_has_paid(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT, on("2023-12-07 08:24")).play(*TO_APPRAISAL)
    due = dossier.row.due_at
    dossier.do("tham_dinh", ASK, on("2023-12-11 08:00"))
    row = dossier.row
    assert (row.status, row.clock_stopped, row.paused_at) == (
        Status.PAYMENT,
        True,
        on("2023-12-11 08:00"),
    )
    assert (row.due_at, row.supplements) == (due, 0)
    dossier.do("bo_sung", BROUGHT, on("2023-12-13 08:00"))
    row = dossier.row
    assert (row.status, row.clock_stopped) == (Status.IN_PROGRESS, False)
    assert (row.due_at, row.first_due_at) == (on("2024-01-04 08:24"), due)
    with desk.installation.store.read() as tx:
        kept = [(p.reason, p.started_at, p.ended_at) for p in pauses.of(tx, row.id)]
    assert kept == [("payment", on("2023-12-11 08:00"), on("2023-12-13 08:00"))]
    dossier.do("tham_dinh", PASS)


def test_payments_are_no_requests_for_supplements_and_have_no_limit_of_number(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    for _ in range(4):
        dossier.play(("tham_dinh", ASK), ("bo_sung", BROUGHT))
    assert dossier.row.supplements == 0


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_nobody_is_given_up_for_not_paying(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("restart")
    with edited_office(request, folder, PAYMENT, RESTART, backend=backend) as installation:
        dossier = Desk(installation).receive(ACCEPT).play(*TO_APPRAISAL)
        dossier.do("tham_dinh", ASK, on("2023-12-11 08:00"))
        assert sweep_unanswered(installation, at=on("2025-06-02 08:00")) == 0
        dossier.do("bo_sung", BROUGHT, on("2023-12-13 08:00"))
        assert dossier.row.due_at == on("2024-01-08 08:00")  # 17 working days anew
