"""Requests for supplements: counted, and from the third on only with a recorded reason.

Source: NĐ 63/2010/NĐ-CP Đ.20 k.4.
"""

from __future__ import annotations

from dataclasses import replace

from engine.definitions.status import Status
from engine.dossiers.change import Change, NewRequest
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.errors import FieldProblem, Invalid

ALLOWED = 2
"""Requests of one dossier that need no reason for being made at all."""

LONGEST = 2000
"""Characters of a recorded reason."""

_LABEL = "Lý do yêu cầu bổ sung quá hai lần"
_GIVEN_UP = frozenset({Status.WITHDRAWN, Status.STOPPED})


def count_supplement(
    case: OpenDossier, act: Act, change: Change, status: Status, reason: str, exception: str
) -> None:
    """Number a request that this act makes, and note that one was answered.

    `reason` is the officer's, which the applicant reads. Raises Invalid when an officer makes one
    request more than is allowed without the exception.
    """
    requested, was_requested = status is Status.SUPPLEMENT, case.row.status is Status.SUPPLEMENT
    if was_requested and not requested and status not in _GIVEN_UP:
        change.answered = True
    if not requested or was_requested:
        return
    number = case.row.supplements + 1
    change.request = NewRequest(number, reason, _exception(act, number, exception))
    change.row = replace(change.row, supplements=number)


def _exception(act: Act, number: int, given: str) -> str:
    if number <= ALLOWED:
        return ""
    exception = given.strip()
    if not exception and act.who is not None:  # the engine itself has nobody to ask for a reason
        raise Invalid([FieldProblem("exception", "required", _LABEL)])
    if len(exception) > LONGEST:
        raise Invalid([FieldProblem("exception", "max_length", _LABEL, LONGEST)])
    return exception
