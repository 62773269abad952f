"""A diagram as our own frozen graph: what the reader gives and everything else works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.definitions.status import Milestone, Status
from engine.definitions.text.finding_text import AnyText, quoting
from sla.limits import Limit


class NodeKind(StrEnum):
    """Flow nodes that the engine runs, by their BPMN element name."""

    START = "startEvent"
    END = "endEvent"
    THROW = "intermediateThrowEvent"
    CATCH = "intermediateCatchEvent"
    BOUNDARY = "boundaryEvent"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    TASK = "task"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    SCRIPT_TASK = "scriptTask"
    RULE_TASK = "businessRuleTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_GATEWAY = "eventBasedGateway"
    SUB_PROCESS = "subProcess"
    EVENT_SUB_PROCESS = "eventSubProcess"  # subProcess with triggeredByEvent
    CALL_ACTIVITY = "callActivity"


class EventKind(StrEnum):
    """What an event waits for or throws."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"


class DecisionResult(StrEnum):
    """What a business rule task keeps: VALUE as Camunda 8, else `camunda:mapDecisionResult`."""

    VALUE = ""
    SINGLE_ENTRY = "singleEntry"
    SINGLE_RESULT = "singleResult"
    COLLECT_ENTRIES = "collectEntries"
    RESULT_LIST = "resultList"


class TimerKind(StrEnum):
    """The three timer forms of BPMN."""

    DURATION = "timeDuration"
    DATE = "timeDate"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """The event definition of an event node.

    `name` is the message, signal, error or escalation it refers to. `timer` is ISO 8601 text or,
    when `feel`, a FEEL expression (without the leading `=`). A `working` timer counts working
    time: P5D is five working days, PT4H four working hours.
    """

    kind: EventKind
    name: str = ""
    timer_kind: TimerKind | None = None
    timer: str = ""
    feel: bool = False
    working: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: over a FEEL `collection` (as `element`), or `cardinality` times (FEEL).

    Each instance's `output_element` (FEEL) is collected, in order, into the variable `output`.
    """

    sequential: bool
    collection: str = ""
    element: str = ""
    cardinality: str = ""
    output: str = ""
    output_element: str = ""
    completion: str = ""


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One input or output mapping: FEEL `source` into variable `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A flow node. FEEL texts carry no leading `=`; `line` is that of the element in its file."""

    id: str
    name: str
    kind: NodeKind
    line: int
    parent: str | None = None  # the enclosing (event) sub-process
    lane: str = ""
    role: str = ""  # candidate group, else the lane's role
    role_from: str = ""  # FEEL that gives the role of each step, instead of `role`
    unit: str = ""  # the unit whose step it is, where that is not the agency's own (motcua:unit)
    unit_from: str = ""  # FEEL that gives the unit of each step
    form: str = ""
    event: EventDefinition | None = None
    attached_to: str = ""  # boundary events
    interrupting: bool = True  # boundary events, start events of event sub-processes
    default: str = ""  # flow id
    incoming: tuple[str, ...] = ()  # flow ids
    outgoing: tuple[str, ...] = ()  # flow ids, in document order
    service: str = ""  # kind of service task (zeebe:taskDefinition type, camunda:topic)
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    script: str = ""  # FEEL of a script task
    result: str = ""  # variable that takes the result of a script, decision or service
    decision: str = ""
    decision_result: DecisionResult = DecisionResult.VALUE
    called: str = ""  # process id of a call activity
    loop: Loop | None = None
    limit: Limit | None = None  # time allowed for the step (motcua:limit)
    status: Status | None = None  # shown while a dossier waits here / ended here (motcua:status)
    stops_clock: bool = False  # the legal clock stands still here (motcua:clock = stopped)
    milestone: Milestone | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name a person knows it by, else the id."""
        return self.name or self.id

    def expressions(self, *, outputs: bool = True) -> Iterator[tuple[AnyText, str]]:
        """Each expression that is a part of its work: what it is for, and its FEEL, or empty.

        Without `outputs`, those that read what the work brings are left out.
        """
        yield "the script", self.script
        yield "the candidate group", self.role_from
        yield "the unit", self.unit_from
        for mapping in (*self.inputs, *(self.outputs if outputs else ())):
            yield quoting('the mapping to "{}"', mapping.target), mapping.source
        if self.event is not None and self.event.feel:
            yield "the timer", self.event.timer
        if self.loop is not None:
            yield "the collection", self.loop.collection
            yield "the number of instances", self.loop.cardinality
            yield "the output element", self.loop.output_element
            yield "the completion condition", self.loop.completion

    @property
    def awaits(self) -> str:
        """The message that it takes; "" where it takes none, or only throws one."""
        throws = self.kind in (NodeKind.THROW, NodeKind.END)
        event = self.event
        return event.name if event and event.kind is EventKind.MESSAGE and not throws else ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is FEEL without the leading `=`, empty when there is none."""

    id: str
    name: str
    source: str
    target: str
    line: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """One executable process of one file.

    `id` is the process id, `nodes` and `flows` are in document order, `lanes` maps a lane's id to
    its name, `xml` is the file as saved (for showing), `digest` the SHA-256 of it.
    """

    id: str
    name: str
    file: str
    nodes: Mapping[str, FlowNode]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, str]
    xml: bytes
    digest: str
    dialect: str  # "camunda8", "camunda7" or "plain"

    def children(self, parent: str | None) -> list[FlowNode]:
        """Nodes directly inside `parent` (None: the process itself)."""
        return [n for n in self.nodes.values() if n.parent == parent]
