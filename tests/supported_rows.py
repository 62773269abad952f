"""One small diagram for each element of BPMN 2.0's process part, in both profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

START = '<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
END = '<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/><bpmn:endEvent id="e"/>'
EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
MANUAL = '<bpmn:manualTask id="t"/>'


@dataclass(frozen=True, slots=True)
class Row:
    """A diagram: what stands between its start and its end. `body` may differ by profile."""

    group: str
    element: str
    body: str | Mapping[str, str]
    note: str = ""
    start: str = START
    end: str = END
    before: str = ""
    alone: bool = False  # without the messages, signals and the called process


DEFINITIONS = {
    "message": '<bpmn:messageEventDefinition messageRef="M"/>',
    "timer, duration": (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>"
    ),
    "timer, date": (
        "<bpmn:timerEventDefinition><bpmn:timeDate>2030-01-02T08:00:00+07:00</bpmn:timeDate>"
        "</bpmn:timerEventDefinition>"
    ),
    "timer, cycle": (
        "<bpmn:timerEventDefinition><bpmn:timeCycle>R2/PT8H</bpmn:timeCycle>"
        "</bpmn:timerEventDefinition>"
    ),
    "signal": '<bpmn:signalEventDefinition signalRef="S"/>',
    "error": '<bpmn:errorEventDefinition errorRef="E"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="X"/>',
    "conditional": (
        '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">'
        "= true</bpmn:condition></bpmn:conditionalEventDefinition>"
    ),
    "link": '<bpmn:linkEventDefinition name="L"/>',
    "compensation": "<bpmn:compensateEventDefinition/>",
    "cancel": "<bpmn:cancelEventDefinition/>",
    "terminate": "<bpmn:terminateEventDefinition/>",
}
SEVERAL = DEFINITIONS["message"] + DEFINITIONS["signal"]
THROWING = {
    "camunda8": EXT.format('<zeebe:taskDefinition type="gui_tin"/>') + DEFINITIONS["message"],
    "camunda7": (
        '<bpmn:messageEventDefinition messageRef="M" camunda:type="external" '
        'camunda:topic="gui_tin"/>'
    ),
}


def element(tag: str, inside: str = "", attributes: str = "") -> str:
    """The element `t` that stands between start and end."""
    return f'<bpmn:{tag} id="t" name="Thử" {attributes}>{inside}</bpmn:{tag}>'


def both(tag: str, eight: str, seven: str) -> dict[str, str]:
    """Camunda 8 says it in elements, Camunda 7 in attributes."""
    return {
        "camunda8": element(tag, EXT.format(eight)),
        "camunda7": element(tag, attributes=seven),
    }


def tasks() -> Iterator[Row]:
    """Tasks."""
    group = "Tasks"
    yield Row(group, "task (abstract)", element("task"), "passed through, as Camunda does")
    yield Row(
        group,
        "user task",
        both(
            "userTask",
            '<zeebe:userTask/><zeebe:formDefinition formId="f"/>'
            '<zeebe:assignmentDefinition candidateGroups="chuyen_vien"/>',
            'camunda:formRef="f" camunda:candidateGroups="chuyen_vien"',
        ),
        "candidate group, else the lane; `motcua:unit` for another agency's",
    )
    yield Row(group, "manual task", element("manualTask"), "passed through")
    job = both(
        "serviceTask",
        '<zeebe:taskDefinition type="notify"/>',
        'camunda:type="external" camunda:topic="notify"',
    )
    yield Row(group, "service task", job, "job type or external topic names a kind of ours")
    send = {key: text.replace("serviceTask", "sendTask") for key, text in job.items()}
    yield Row(group, "send task", send, "as a service task")
    yield Row(group, "receive task", element("receiveTask", attributes='messageRef="M"'))
    script = {
        "camunda8": element(
            "scriptTask", EXT.format('<zeebe:script expression="= 1" resultVariable="x"/>')
        ),
        "camunda7": element(
            "scriptTask",
            "<bpmn:script>1</bpmn:script>",
            'scriptFormat="feel" camunda:resultVariable="x"',
        ),
    }
    yield Row(group, "script task in FEEL", script)
    python = element("scriptTask", "<bpmn:script>1</bpmn:script>", 'scriptFormat="python"')
    yield Row(group, "script task in any other language", python, "FEEL only")
    rule = both(
        "businessRuleTask",
        '<zeebe:calledDecision decisionId="quyet_dinh" resultVariable="x"/>',
        'camunda:decisionRef="quyet_dinh" camunda:resultVariable="x"',
    )
    yield Row(group, "business rule task", rule, "by a DMN decision")


def activities() -> Iterator[Row]:
    """What holds other elements, and markers."""
    group = "Sub-processes and markers"
    inner = (
        '<bpmn:startEvent id="is"/><bpmn:sequenceFlow id="if" sourceRef="is" targetRef="iu"/>'
        '<bpmn:manualTask id="iu"/>'
    )
    yield Row(group, "sub-process", element("subProcess", inner))
    yield Row(
        group, "event sub-process", MANUAL + _triggered("message", ""), "see its start events"
    )
    call = both("callActivity", '<zeebe:calledElement processId="con"/>', "")
    call["camunda7"] = element("callActivity", attributes='calledElement="con"')
    yield Row(group, "call activity", call, "with input and output mappings; its own lanes")
    common = element("callActivity", attributes='calledElement="chung"')
    shared = {**both("callActivity", '<zeebe:calledElement processId="chung"/>', "")}
    yield Row(group, "call of a global task", {**shared, "camunda7": common}, "call a process")
    yield Row(group, "transaction", element("transaction", inner))
    yield Row(group, "ad-hoc sub-process", element("adHocSubProcess", inner))
    for name, sequential in (("parallel", "false"), ("sequential", "true")):
        yield Row(group, f"multi-instance, {name}, over a collection", _many(sequential))
    count = element(
        "manualTask",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    yield Row(group, "multi-instance by a number", count)
    standard = element("manualTask", "<bpmn:standardLoopCharacteristics/>")
    yield Row(group, "standard loop", standard, "draw the way back")
    compensates = element("manualTask", attributes='isForCompensation="true"')
    yield Row(group, "compensation activity", compensates, "draw what undoes as a step")


def _many(sequential: str) -> dict[str, str]:
    open_tag = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"'
    close = "</bpmn:multiInstanceLoopCharacteristics>"
    zeebe = EXT.format('<zeebe:loopCharacteristics inputCollection="=so" inputElement="i"/>')
    camunda = 'camunda:collection="so" camunda:elementVariable="i"'
    return {
        "camunda8": element("manualTask", f"{open_tag}>{zeebe}{close}"),
        "camunda7": element("manualTask", f"{open_tag} {camunda}>{close}"),
    }


def gateways() -> Iterator[Row]:
    """Gateways."""
    group = "Gateways and flows"
    way = '<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2">{}</bpmn:sequenceFlow>'
    condition = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">= 1 = 1'
        "</bpmn:conditionExpression>"
    )
    other = '<bpmn:endEvent id="e2"/>'
    chosen = way.format(condition) + other
    for kind in ("exclusive", "inclusive"):
        body = element(f"{kind}Gateway", attributes='default="f2"') + chosen
        yield Row(group, f"{kind} gateway", body)
    yield Row(group, "parallel gateway", element("parallelGateway") + way.format("") + other)
    caught = (
        f'<bpmn:intermediateCatchEvent id="t2">{DEFINITIONS["message"]}'
        '</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="w" sourceRef="t" targetRef="t2"/>'
    )
    end = '<bpmn:sequenceFlow id="f2" sourceRef="t2" targetRef="e"/><bpmn:endEvent id="e"/>'
    yield Row(group, "event-based gateway", element("eventBasedGateway") + caught, end=end)
    starts = element("eventBasedGateway", attributes='instantiate="true"') + caught
    yield Row(group, "event-based gateway that starts a process", starts, end=end)
    every = element("eventBasedGateway", attributes='eventGatewayType="Parallel"') + caught
    yield Row(group, "parallel event-based gateway", every, end=end)
    yield Row(group, "complex gateway", element("complexGateway"))
    yield Row(group, "sequence flow", MANUAL)
    body = element("exclusiveGateway", attributes='default="f2"') + chosen
    yield Row(group, "condition on a flow that leaves a gateway", body)
    yield Row(
        group, "condition on a flow that leaves a task", MANUAL + chosen, "decide at a gateway"
    )
    juel = chosen.replace("= 1 = 1", "${a == 1}")
    body = element("exclusiveGateway", attributes='default="f2"') + juel
    yield Row(group, "condition in JUEL", body, "FEEL only")


def starts_and_ends() -> Iterator[Row]:
    """Start and end events of a process."""
    group = "Start events of a process"
    flow = '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
    yield Row(group, "none", MANUAL)
    for kind in ("message", "timer, duration", "signal", "conditional"):
        start = f'<bpmn:startEvent id="s">{DEFINITIONS[kind]}</bpmn:startEvent>{flow}'
        yield Row(group, kind, MANUAL, "a dossier is opened by being filed", start=start)
    start = f'<bpmn:startEvent id="s">{SEVERAL}</bpmn:startEvent>{flow}'
    yield Row(group, "multiple", MANUAL, start=start)
    group = "End events"
    line = '<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    yield Row(group, "none", MANUAL)
    sent = {
        profile: MANUAL + f'{line}<bpmn:endEvent id="e">{text}</bpmn:endEvent>'
        for profile, text in THROWING.items()
    }
    yield Row(group, "message", sent, "sent by a worker", end="")
    for kind in ("signal", "error", "escalation", "terminate", "compensation", "cancel", "link"):
        end = f'{line}<bpmn:endEvent id="e">{DEFINITIONS[kind]}</bpmn:endEvent>'
        yield Row(group, kind, MANUAL, end=end)
    end = f'{line}<bpmn:endEvent id="e">{SEVERAL}</bpmn:endEvent>'
    yield Row(group, "multiple", MANUAL, end=end)


def intermediate() -> Iterator[Row]:
    """Intermediate events in the flow."""
    group = "Intermediate catch events"
    caught = ("message", "timer, duration", "timer, date", "timer, cycle", "signal")
    for kind in (*caught, "conditional", "link"):
        yield Row(group, kind, element("intermediateCatchEvent", DEFINITIONS[kind]))
    yield Row(group, "multiple", element("intermediateCatchEvent", SEVERAL))
    nobody = element("intermediateCatchEvent", "<bpmn:messageEventDefinition/>")
    yield Row(group, "message without a name", nobody, "would wait for ever")
    group = "Intermediate throw events"
    yield Row(group, "none", element("intermediateThrowEvent"), "may carry a milestone")
    sent = {p: element("intermediateThrowEvent", text) for p, text in THROWING.items()}
    yield Row(group, "message", sent, "sent by a worker")
    silent = element("intermediateThrowEvent", DEFINITIONS["message"])
    yield Row(group, "message that nobody sends", silent, "needs a job type or an external topic")
    for kind in ("signal", "escalation", "compensation", "link"):
        yield Row(group, kind, element("intermediateThrowEvent", DEFINITIONS[kind]))


_ATTACHED = ("message", "timer, duration", "timer, cycle", "signal", "error", "escalation")


def attached() -> Iterator[Row]:
    """Boundary events, and start events of event sub-processes."""
    for group, drawn in (
        ("Boundary events", _at_border),
        ("Start events of an event sub-process", _triggered),
    ):
        for kind in (*_ATTACHED, "conditional", "compensation", "cancel"):
            if kind == "cancel" and drawn is _triggered:
                continue
            for how, key in (("interrupting", ""), ("beside", "false")):
                if kind in {"cancel", "compensation"} and key:
                    continue
                yield Row(group, f"{kind}, {how}", WAITS + drawn(kind, key))


WAITS = '<bpmn:receiveTask id="t" messageRef="M2"/>'


def _at_border(kind: str, cancels: str) -> str:
    attribute = f'cancelActivity="{cancels}"' if cancels else ""
    return (
        f'<bpmn:boundaryEvent id="b" attachedToRef="t" {attribute}>{DEFINITIONS[kind]}'
        '</bpmn:boundaryEvent><bpmn:sequenceFlow id="bf" sourceRef="b" targetRef="be"/>'
        '<bpmn:endEvent id="be"/>'
    )


def _triggered(kind: str, interrupts: str) -> str:
    attribute = f'isInterrupting="{interrupts}"' if interrupts else ""
    return (
        '<bpmn:subProcess id="w" triggeredByEvent="true">'
        f'<bpmn:startEvent id="ws" {attribute}>{DEFINITIONS[kind]}</bpmn:startEvent>'
        '<bpmn:sequenceFlow id="wf" sourceRef="ws" targetRef="we"/><bpmn:endEvent id="we"/>'
        "</bpmn:subProcess>"
    )


def drawn_only() -> Iterator[Row]:
    """What is drawn for the reader, and data."""
    group = "Pools, lanes, data and artifacts"
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/>'
        '<bpmn:participant id="o" name="Bên ngoài"/>'
        '<bpmn:messageFlow id="mf" sourceRef="o" targetRef="t"/></bpmn:collaboration>'
    )
    yield Row(group, "pool, message flow", MANUAL, "drawn only", before=pool)
    lane = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="lane_chuyen_vien" name="Chuyên viên">'
        "<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    yield Row(group, "lane", lane + element("userTask"), "gives the role")
    note = '<bpmn:textAnnotation id="n"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
    note += '<bpmn:association id="na" sourceRef="t" targetRef="n"/><bpmn:group id="gr"/>'
    yield Row(group, "text annotation, association, group", MANUAL + note, "drawn only")
    data = '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dr" dataObjectRef="do"/>'
    data += '<bpmn:dataStoreReference id="ds"/>'
    yield Row(group, "data object, data store", MANUAL + data, "drawn only")
    association = '<bpmn:dataInputAssociation id="di">{}</bpmn:dataInputAssociation>'
    ends = "<bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>t</bpmn:targetRef>"
    plain = association.format(ends)
    yield Row(group, "data association", element("manualTask", plain) + data, "drawn only")
    mapped = association.format("<bpmn:transformation>x</bpmn:transformation>")
    body = element("manualTask", mapped) + data
    yield Row(group, "data association with a mapping", body, "use input and output mappings")
    owner = element("userTask", '<bpmn:potentialOwner id="po"/>')
    yield Row(group, "potential owner", lane + owner, "use a candidate group or a lane")


ROWS: tuple[Row, ...] = (
    *tasks(),
    *activities(),
    *gateways(),
    *starts_and_ends(),
    *intermediate(),
    *attached(),
    *drawn_only(),
)
