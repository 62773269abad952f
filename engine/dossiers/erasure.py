"""Erasing what is personal of a dossier that has ended; its journal stays whole.

Whether and when that has to be done is for the office to say: no rule of law is built in here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.access.permission import require
from engine.access.table import ERASE
from engine.accounts import Person
from engine.accounts.security_log import note
from engine.dossiers.open_dossier import Act, note_act, reopen
from engine.errors import FieldProblem, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.journal.events import PersonalDataErased
from engine.storage.dossiers import answers, dossiers, parties, supplements
from engine.storage.folding import fold
from engine.storage.parties import register

LONGEST = 500
"""Characters of the reason."""


def erase(
    installation: Installation,
    who: Person,
    code: str,
    reason: str,
    *,
    at: datetime,
    address: str = "",
) -> None:
    """Erase answers, parties, the words of requests, and the variables of the workflow.

    A party of the register goes with its last dossier.

    What the journal has of them are digests, which without their salts say nothing. It cannot be
    undone. Raises Forbidden, NotFound, Invalid without a reason, Refused `dossier_open` while the
    dossier runs.
    """
    require(installation, who, ERASE)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST:
        code_of = "max_length" if why else "required"
        raise Invalid([FieldProblem("reason", code_of, "Lý do xóa dữ liệu cá nhân", LONGEST)])
    with installation.store.begin() as tx:
        row = dossiers.load(tx, code)
        if row is None:
            raise NotFound("no_dossier", f"There is no dossier {code}.", dossier=code)
        if row.ended_at is None:
            raise Refused("dossier_open", f"Dossier {code} still runs.", dossier=code)
        case = reopen(installation, tx, row)
        case.run.forget()
        revision = row.revision + 1
        after = replace(
            row,
            search=fold(f"{row.code} {row.procedure_name}"),
            state=case.run.dump(case.state_key(revision)),
            state_revision=revision,
        )
        event = PersonalDataErased(reason=why)
        note_act(installation, tx, row, Act(who, at, address), event, after)
        answers.erase(tx, row.id)
        filed_by = parties.of(tx, row.id).by_role.values()
        parties.erase(tx, row.id)
        register.forget(tx, [each.party_id for each in filed_by if each.party_id is not None])
        supplements.erase(tx, row.id)
    note("erase_dossier", "done", at, account=who.username, address=address, object=code)
