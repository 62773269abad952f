"""Small diagrams as XML, drawn with arrows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d"
    targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud"
    modeler:executionPlatformVersion="8.8.0">
<bpmn:error id="err" name="hỏng" errorCode="hong"/>
<bpmn:message id="msg" name="rút hồ sơ"/>
<bpmn:process id="{id}" name="Thử" isExecutable="true">
{body}
</bpmn:process></bpmn:definitions>
"""
TIMER = (
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition>"
)
MESSAGE = '<bpmn:messageEventDefinition messageRef="msg"/>'
ERROR = '<bpmn:errorEventDefinition errorRef="err"/>'
TERMINATE = "<bpmn:terminateEventDefinition/>"
_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "stop": "endEvent",
    "fail": "endEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "catch": "intermediateCatchEvent",
    "sub": "subProcess",
}


def element(node: str, inside: str = "", attributes: str = "") -> str:
    """`xor1` is an exclusive gateway; a word that begins no kind is a user task of that name."""
    kind = next((tag for key, tag in _KINDS.items() if node.rstrip("0123456789") == key), "")
    if not kind:
        role = (
            "<bpmn:extensionElements><zeebe:userTask/>"
            '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/></bpmn:extensionElements>'
        )
        return (
            f'<bpmn:userTask id="{node}" name="{node}" {attributes}>{role}{inside}</bpmn:userTask>'
        )
    what = node.rstrip("0123456789")
    inside += {"stop": TERMINATE, "fail": ERROR, "catch": MESSAGE}.get(what, "")
    return f'<bpmn:{kind} id="{node}" {attributes}>{inside}</bpmn:{kind}>'


def scope(
    arrows: str, extra: str = "", sub: Mapping[str, str] | None = None, prefix: str = ""
) -> str:
    """`start>Thẩm_định>xor1>end1, xor1>end2`: nodes and flows as XML."""
    nodes: dict[str, None] = {}
    flows: list[tuple[str, str]] = []
    for chain in arrows.replace("\n", " ").split(","):
        steps = [step.strip() for step in chain.split(">") if step.strip()]
        nodes |= dict.fromkeys(steps)
        flows += pairwise(steps)
    given = {n for n in nodes if f'id="{n}"' in extra}
    first = {source: f"{prefix}f{i}" for i, (source, _) in reversed(list(enumerate(flows)))}
    text = [
        element(n, (sub or {}).get(n, ""), f'default="{first[n]}"' if _chooses(n, flows) else "")
        for n in nodes
        if n not in given
    ]
    for i, (source, target) in enumerate(flows):
        key, condition = f"{prefix}f{i}", ""
        if _chooses(source, flows) and first[source] != key:
            condition = "<bpmn:conditionExpression>=x = 1</bpmn:conditionExpression>"
        text.append(
            f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}">'
            f"{condition}</bpmn:sequenceFlow>"
        )
    return "\n".join(text) + extra


def _chooses(node: str, flows: list[tuple[str, str]]) -> bool:
    many = [s for s, _ in flows].count(node) > 1
    return many and node.rstrip("0123456789") in ("xor", "or")


def boundary(name: str, host: str, event: str = TIMER, interrupting: bool = True) -> str:
    cancel = "" if interrupting else 'cancelActivity="false"'
    host = f'attachedToRef="{host}"'
    return f'<bpmn:boundaryEvent id="{name}" {host} {cancel}>{event}</bpmn:boundaryEvent>'


def xml(
    arrows: str, extra: str = "", sub: Mapping[str, str] | None = None, key: str = "thu"
) -> str:
    return BPMN.format(id=key, body=scope(arrows, extra, sub))
