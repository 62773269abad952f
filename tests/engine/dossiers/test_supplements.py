"""Requests for supplements: two at most, a third only with a reason (NĐ 63/2010 Đ.20 k.4)."""

from __future__ import annotations

import pytest

from engine.definitions.status import Status
from engine.errors import Invalid
from engine.storage.dossiers import supplements
from engine.storage.dossiers.supplements import SupplementRow
from tests.engine.dossiers.play import (
    ACCEPT,
    ASK,
    BROUGHT,
    COMPLETED,
    INCOMPLETE,
    PASS,
    TO_APPRAISAL,
    Desk,
    Dossier,
)

AGAIN = (("tham_dinh", ASK), ("bo_sung", BROUGHT))


def kept(dossier: Dossier) -> tuple[SupplementRow, ...]:
    with dossier.installation.store.read() as tx:
        return supplements.of(tx, dossier.row.id)


def test_two_requests_need_no_reason_for_being_made(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, *AGAIN)
    dossier.do("tham_dinh", ASK, exception="không cần ghi")
    assert [(s.number, s.exception) for s in kept(dossier)] == [(1, ""), (2, "")]
    assert not dossier.lines()[-1].exception


@pytest.mark.parametrize(
    ("before", "course"),
    [
        (ACCEPT, (*TO_APPRAISAL, *AGAIN, *AGAIN)),
        (INCOMPLETE, (("hoan_thien", COMPLETED), ("kiem_tra", ACCEPT), *TO_APPRAISAL, *AGAIN)),
    ],
    ids=["after receipt", "one before receipt"],
)
def test_a_third_request_is_refused_without_a_reason_and_kept_with_one(
    desk: Desk, before: dict[str, object], course: tuple[tuple[str, dict[str, object]], ...]
) -> None:
    dossier = desk.receive(before).play(*course)
    held, told = dossier.row, dossier.journal()
    for exception in ("", "  \n"):
        with pytest.raises(Invalid) as refused:
            dossier.do("tham_dinh", ASK, exception=exception)
        (problem,) = refused.value.problems
        assert (problem.key, problem.code) == ("exception", "required")
        assert problem.label == "Lý do yêu cầu bổ sung quá hai lần"
    assert (dossier.row, dossier.journal(), len(kept(dossier))) == (held, told, 2)
    assert dossier.at_nodes() == {"tham_dinh"}
    reason = "Chứng chỉ bị thu hồi sau lần bổ sung thứ hai"
    assert dossier.do("tham_dinh", ASK, exception=f" {reason} ") is Status.SUPPLEMENT
    assert [s.exception for s in kept(dossier)] == ["", "", reason]
    assert dossier.row.supplements == 3
    assert dossier.lines()[-1].exception == reason
    dossier.play(("bo_sung", BROUGHT), ("tham_dinh", PASS))


def test_a_reason_that_is_longer_than_can_be_read_is_refused(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, *AGAIN, *AGAIN)
    with pytest.raises(Invalid) as refused:
        dossier.do("tham_dinh", ASK, exception="x" * 2001)
    assert [(p.code, p.limit) for p in refused.value.problems] == [("max_length", 2000)]
    dossier.do("tham_dinh", ASK, exception="x" * 2000)


def test_what_was_brought_is_noted_and_what_was_given_up_is_not(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL, *AGAIN, ("tham_dinh", ASK))
    dossier.withdraw()
    assert [s.answered_at is not None for s in kept(dossier)] == [True, False]
