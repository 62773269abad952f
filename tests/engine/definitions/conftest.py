import pytest

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs">
"""


def _diagram(inside: str = "", roots: str = "") -> bytes:
    """A start that leads to `t` (drawn by `inside`) and on to the end; its process on line 6."""
    body = f"""<bpmn:process id="p" name="Cấp phép" isExecutable="true">
<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
{inside}
<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/><bpmn:endEvent id="e"/>
</bpmn:process>{roots}</bpmn:definitions>"""
    return (HEAD + body).encode()


@pytest.fixture
def diagram():
    return _diagram


@pytest.fixture
def head():
    return HEAD
