"""The one-stop's answer to an online dossier: receive it, refuse it, or say what is missing.

An online dossier is answered within 8 working hours; out of hours these count from the moment
that the unit's rule gives (three rules are in use, `sla.receipt`).
"""

from __future__ import annotations

from engine.definitions.bpmn.graph import FlowNode
from engine.definitions.status import Channel
from engine.dossiers.open_dossier import OpenDossier
from sla.limits import Limit, LimitUnit
from sla.receipt import ReceiptRule

ANSWER_LIMIT = Limit(8, LimitUnit.WORKING_HOURS)


def is_answer(case: OpenDossier, node: FlowNode) -> bool:
    """Whether an online dossier that is not received yet waits at this step for its answer."""
    row = case.row
    awaits = row.channel is Channel.ONLINE and row.received_at is None
    return awaits and node.id == case.version.first_step.id


def own_limit(case: OpenDossier, node: FlowNode) -> tuple[Limit | None, ReceiptRule]:
    """The limit of a step that opens now, and the rule by which it counts from its opening."""
    if is_answer(case, node):
        return node.limit or ANSWER_LIMIT, case.row.receipt_rule
    return node.limit, ReceiptRule.AS_RECEIVED
