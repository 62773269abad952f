"""The smallest diagrams that hold one element of a kind, called `it`, with their drawing."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524"
OMG = "http://www.omg.org/spec/DD/20100524"
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}/MODEL" xmlns:bpmndi="{BPMN}/DI" xmlns:dc="{OMG}/DC"
  xmlns:di="{OMG}/DI" id="d" targetNamespace="http://bpmn.io/schema/bpmn">
<bpmn:process id="process" isExecutable="true">"""
TASK, EVENT = (100, 80), (36, 36)
TIMER = "<bpmn:timerEventDefinition />"
THREE_DAYS = (
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition>"
)


def task(kind: str) -> str:
    """A start, the element, an end."""
    elements = (
        flow("f", "start", "it")
        + flow("g", "it", "end")
        + '<bpmn:startEvent id="start"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
        + f'<bpmn:{kind} id="it"><bpmn:incoming>f</bpmn:incoming>'
        f"<bpmn:outgoing>g</bpmn:outgoing></bpmn:{kind}>"
        '<bpmn:endEvent id="end"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent>'
    )
    size = TASK if kind.endswith("Task") else EVENT
    shapes = shape("start", 100, EVENT) + shape("it", 300, size) + shape("end", 500, EVENT)
    return whole(elements, shapes + edge("f", 136, 300) + edge("g", 300 + size[0], 500))


def catch(timer: str) -> str:
    """An intermediate catch event that is a timer."""
    closing = "</bpmn:intermediateCatchEvent>"
    return task("intermediateCatchEvent").replace(closing, timer + closing)


def end() -> str:
    """A start and the element, an end."""
    elements = (
        flow("f", "start", "it")
        + '<bpmn:startEvent id="start"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
        '<bpmn:endEvent id="it"><bpmn:incoming>f</bpmn:incoming></bpmn:endEvent>'
    )
    shapes = shape("start", 100, EVENT) + shape("it", 300, EVENT)
    return whole(elements, shapes + edge("f", 136, 300))


def boundary(timer: str) -> str:
    """A task with the element on its edge, a timer that leads to an end of its own."""
    elements = (
        flow("f", "start", "host")
        + flow("g", "host", "end")
        + flow("h", "it", "late")
        + '<bpmn:startEvent id="start"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
        '<bpmn:userTask id="host"><bpmn:incoming>f</bpmn:incoming>'
        "<bpmn:outgoing>g</bpmn:outgoing></bpmn:userTask>"
        '<bpmn:boundaryEvent id="it" attachedToRef="host"><bpmn:outgoing>h</bpmn:outgoing>'
        f"{timer}</bpmn:boundaryEvent>"
        '<bpmn:endEvent id="end"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent>'
        '<bpmn:endEvent id="late"><bpmn:incoming>h</bpmn:incoming></bpmn:endEvent>'
    )
    shapes = shape("start", 100, EVENT) + shape("host", 300, TASK) + shape("end", 500, EVENT)
    shapes += shape("it", 332, EVENT, middle=240) + shape("late", 500, EVENT, middle=400)
    edges = edge("f", 136, 300) + edge("g", 400, 500) + edge("h", 350, 500, (258, 400))
    return whole(elements, shapes + edges)


def start(timer: str) -> str:
    """A process with an event sub-process that the element starts, a timer."""
    elements = (
        flow("f", "start", "end")
        + '<bpmn:startEvent id="start"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
        '<bpmn:endEvent id="end"><bpmn:incoming>f</bpmn:incoming></bpmn:endEvent>'
        '<bpmn:subProcess id="sub" triggeredByEvent="true">'
        + flow("g", "it", "done")
        + f'<bpmn:startEvent id="it"><bpmn:outgoing>g</bpmn:outgoing>{timer}</bpmn:startEvent>'
        '<bpmn:endEvent id="done"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent>'
        "</bpmn:subProcess>"
    )
    shapes = shape("start", 100, EVENT) + shape("end", 500, EVENT)
    shapes += shape("sub", 100, (500, 160), middle=400, more=' isExpanded="true"')
    shapes += shape("it", 150, EVENT, middle=400) + shape("done", 400, EVENT, middle=400)
    return whole(elements, shapes + edge("f", 136, 500) + edge("g", 186, 400, (400, 400)))


def whole(elements: str, drawing: str) -> str:
    """The file."""
    plane = '<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="plane" bpmnElement="process">'
    closing = "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    return f"{HEAD}{elements}</bpmn:process>{plane}{drawing}{closing}"


def flow(name: str, source: str, target: str) -> str:
    """A sequence flow."""
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}" />'


def shape(name: str, left: int, size: tuple[int, int], middle: int = 200, more: str = "") -> str:
    """Where an element stands."""
    top = middle - size[1] // 2
    bounds = f'<dc:Bounds x="{left}" y="{top}" width="{size[0]}" height="{size[1]}" />'
    return (
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"{more}>{bounds}</bpmndi:BPMNShape>'
    )


def edge(name: str, left: int, right: int, height: tuple[int, int] = (200, 200)) -> str:
    """Where a flow runs."""
    points = "".join(
        f'<di:waypoint x="{x}" y="{y}" />' for x, y in zip((left, right), height, strict=True)
    )
    return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{points}</bpmndi:BPMNEdge>'
