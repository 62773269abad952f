"""Withdrawal at the applicant's wish, possible until a decision is issued.

Source: NĐ 118/2025/NĐ-CP Đ.21; TT 03/2025/TT-VPCP Đ.7.
"""

from __future__ import annotations

from datetime import datetime

from engine.access.dossiers import find
from engine.access.permission import require
from engine.access.table import WITHDRAW
from engine.accounts import Person
from engine.definitions.status import Channel, Status
from engine.dossiers.moment import at_its_moment
from engine.dossiers.open_dossier import Act, reopen
from engine.dossiers.record import record
from engine.errors import FieldProblem, Invalid, Refused
from engine.installation import Installation
from engine.journal.events import Withdrawn
from engine.storage.dossiers.dossiers import DossierRow

MESSAGE = "rut_ho_so"
"""The message that a diagram's withdrawal waits for."""


@at_its_moment
def withdraw(
    installation: Installation,
    who: Person,
    code: str,
    reason: str,
    *,
    at: datetime,
    address: str = "",
) -> Status:
    """Record that the applicant withdraws; what runs in the diagram is cancelled.

    Raises Refused once a decision is issued, or where the diagram knows no withdrawal.
    """
    if not reason.strip():
        raise Invalid([FieldProblem("ly_do", "required", "Lý do rút hồ sơ")])
    with installation.store.begin() as tx:
        row = find(installation, tx, who, code)
        require(installation, who, WITHDRAW, row)
        refusal = withdrawal_refusal(row)
        if refusal:
            raise Refused(refusal, f"Dossier {code} cannot be withdrawn now.", dossier=code)
        case = reopen(installation, tx, row)
        if not case.run.deliver(MESSAGE, {"ly_do_rut": reason.strip()}):
            raise Refused("no_withdrawal", "The diagram of this procedure knows no withdrawal.")
        return record(case, Act(who, at, address), Withdrawn(reason=reason.strip())).status


def withdrawal_refusal(row: DossierRow) -> str:
    """Why this dossier can no longer be withdrawn, "" when it can."""
    if row.ended_at is not None:
        return "dossier_ended"
    if row.channel is Channel.INTERNAL:
        return "no_withdrawal"
    if row.status == Status.WITHDRAWN:
        return "already_withdrawn"
    return "already_resolved" if row.resolved_at is not None else ""
