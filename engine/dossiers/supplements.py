"""Requests for supplements: counted, and from the third on only with a recorded reason.

Source: NĐ 63/2010/NĐ-CP Đ.20 k.4.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.status import Status
from engine.dossiers.change import Change
from engine.dossiers.open_dossier import Act, OpenDossier
from engine.errors import FieldProblem, Invalid
from engine.storage.dossiers import supplements

ALLOWED = 2
"""Requests of one dossier that need no reason for being made at all."""

LONGEST = 2000
"""Characters of a recorded reason."""

_LABEL = "Lý do yêu cầu bổ sung quá hai lần"
_GIVEN_UP = frozenset({Status.WITHDRAWN, Status.STOPPED})


def count_supplement(
    case: OpenDossier, act: Act, change: Change, status: Status, fields: Mapping[str, object]
) -> None:
    """Number a request that this act makes, and note that one was answered.

    `fields` may hold the officer's `reason`, which the applicant reads, and the `exception`.
    Raises Invalid when an officer makes one request more than is allowed without the exception.
    """
    requested, was_requested = status is Status.SUPPLEMENT, case.row.status is Status.SUPPLEMENT
    if was_requested and not requested and status not in _GIVEN_UP:
        supplements.answer(case.tx, case.row.id, act.at)
    if not requested or was_requested:
        return
    number = case.row.supplements + 1
    exception = _exception(act, number, fields)
    supplements.insert(
        case.tx,
        case.row.id,
        number,
        act.at,
        act.user_id,
        str(fields.get("reason", "")),
        exception,
    )
    change.columns["supplements"] = number
    change.notes["supplement"] = number
    if exception:
        change.notes["exception"] = exception


def _exception(act: Act, number: int, fields: Mapping[str, object]) -> str:
    if number <= ALLOWED:
        return ""
    exception = str(fields.get("exception", "")).strip()
    if not exception and act.who is not None:  # the engine itself has nobody to ask for a reason
        raise Invalid([FieldProblem("exception", "required", _LABEL)])
    if len(exception) > LONGEST:
        raise Invalid([FieldProblem("exception", "max_length", _LABEL, LONGEST)])
    return exception
