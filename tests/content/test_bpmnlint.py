"""bpmnlint's recommended rules: each is a finding of ours, or left out for a reason."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from engine.review.checks.check import check
from tests.content.test_content import NODE
from tests.engine.review.drawing import BPMN, boundary

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# Rule → our codes. None: we see it otherwise, which docs/check.md says.
RULES: dict[str, set[str] | None] = {
    "ad-hoc-sub-process": {"E206"},
    "conditional-flows": {"E220"},
    "end-event-required": {"W801"},
    "event-based-gateway": {"W802", "E220"},
    "event-sub-process-typed-start-event": {"E219"},
    "fake-join": None,  # a way back to a step; W602 where two tokens can really meet
    "global": {"W803"},
    "label-required": {"W804"},
    "link-event": {"E219"},
    "no-bpmndi": {"W805"},
    "no-complex-gateway": {"E206"},
    "no-disconnected": {"E209"},
    "no-duplicate-sequence-flows": {"W807"},
    "no-gateway-join-fork": {"W808"},
    "no-implicit-split": {"W809"},
    "no-implicit-end": {"W810", "E209"},
    "no-implicit-start": {"E209"},
    "no-inclusive-gateway": None,  # run and played
    "no-overlapping-elements": {"W806"},
    "single-blank-start-event": {"E208"},
    "single-event-definition": {"E219"},
    "start-event-required": {"E208"},
    "sub-process-blank-start-event": {"E219"},
    "superfluous-gateway": {"W811"},
    "superfluous-label": {"W812"},
    "superfluous-termination": {"W813"},
}


def lint(*files: Path) -> dict[str, list[tuple[str, str]]]:
    done = subprocess.run(  # noqa: S603  # our own script
        [NODE, HERE / "lint.mjs", *files], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    return {file: [(rule, key) for rule, key in told] for file, told in found.items()}


def test_every_recommended_rule_has_its_finding() -> None:
    text = (ROOT / "node_modules/bpmnlint/config/recommended.js").read_text(encoding="utf-8")
    assert set(re.findall(r"^ +'?([a-z-]+)'?: '(?:error|warn)'", text, re.MULTILINE)) == set(RULES)


def test_the_documentation_maps_every_rule() -> None:
    text = (ROOT / "docs/check.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", text, re.MULTILINE))
    assert set(rows) == set(RULES)
    for rule, codes in RULES.items():
        assert all(code in rows[rule] for code in codes or ()), rule


def test_bpmnlint_has_nothing_unexplained_to_say_about_our_content() -> None:
    files = sorted((ROOT / "bpmn").rglob("*.bpmn"))
    found = {(file, rule) for file, told in lint(*files).items() for rule, _ in told}
    assert len(files) > 1
    assert {(file, rule) for file, rule in found if RULES[rule] is not None} == set()


def user(key: str, name: str = "Việc") -> str:
    return f'<bpmn:userTask id="{key}" name="{name}"/>'


def flow(source: str, target: str, more: str = "", inside: str = "") -> str:
    key = f"{source}_{target}"
    arrow = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{key}" {arrow} {more}>{inside}</bpmn:sequenceFlow>'


IF = "<bpmn:conditionExpression>=x</bpmn:conditionExpression>"
START, END = '<bpmn:startEvent id="s" name="Đầu"/>', '<bpmn:endEvent id="e" name="Cuối"/>'
LINE = START + END + user("t") + flow("s", "t") + flow("t", "e")
TERMINATE = "<bpmn:terminateEventDefinition id='x1'/>"
MESSAGE = '<bpmn:messageEventDefinition id="x2" messageRef="msg"/>'


def gate(kind: str, key: str = "g", more: str = "") -> str:
    return f'<bpmn:{kind} id="{key}" name="Chọn?" {more}/>'


def through(kind: str, *flows: str) -> str:
    return START + END + user("t") + gate(kind) + "".join(flows)


BAD = {
    "ad-hoc-sub-process": LINE + '<bpmn:adHocSubProcess id="q" name="Q">'
    '<bpmn:intermediateThrowEvent id="q1"/><bpmn:startEvent id="q2"/></bpmn:adHocSubProcess>',
    "conditional-flows": through("exclusiveGateway", flow("s", "g"), flow("g", "t", "", IF),
                                 flow("g", "e"), flow("t", "e")),
    "end-event-required": START + user("t") + flow("s", "t"),
    "event-based-gateway": START + END + gate("eventBasedGateway") + flow("s", "g")
    + f'<bpmn:intermediateCatchEvent id="c" name="C">{MESSAGE}</bpmn:intermediateCatchEvent>'
    + flow("g", "c") + flow("c", "e"),
    "event-sub-process-typed-start-event": LINE + '<bpmn:subProcess id="q" name="Q" '
    'triggeredByEvent="true"><bpmn:startEvent id="q1" name="A"/><bpmn:endEvent id="q2" name="B"/>'
    + flow("q1", "q2") + "</bpmn:subProcess>",
    "global": LINE,  # the file's error and message are used by nothing
    "label-required": LINE.replace('id="t" name="Việc"', 'id="t"'),
    "link-event": LINE + '<bpmn:intermediateThrowEvent id="l" name="L">'
    '<bpmn:linkEventDefinition id="x3"/></bpmn:intermediateThrowEvent>',
    "no-bpmndi": LINE,
    "no-complex-gateway": through("complexGateway", flow("s", "g"), flow("g", "t"),
                                  flow("t", "e")),
    "no-disconnected": LINE + user("allein"),
    "no-duplicate-sequence-flows": LINE + flow("t", "e").replace('"t_e"', '"t_e2"'),
    "no-gateway-join-fork": through("parallelGateway", flow("s", "g"), flow("g", "t"),
                                    flow("t", "g"), flow("g", "e")),
    "no-implicit-split": LINE + user("u") + flow("t", "u") + flow("u", "e"),
    "no-implicit-end": LINE + user("u") + flow("b", "u")
    + boundary("b", "t", MESSAGE).replace('id="b"', 'id="b" name="B"'),
    "no-implicit-start": LINE + user("u") + flow("u", "e"),
    "single-blank-start-event": LINE + '<bpmn:startEvent id="s2" name="Hai"/>' + flow("s2", "t"),
    "single-event-definition": LINE.replace(
        END, f'<bpmn:endEvent id="e" name="Cuối">{TERMINATE}{MESSAGE}</bpmn:endEvent>'),
    "start-event-required": END + user("t") + flow("t", "e"),
    "sub-process-blank-start-event": LINE.replace(
        user("t"), '<bpmn:subProcess id="t" name="T"><bpmn:startEvent id="i" name="I">'
        f'{MESSAGE}</bpmn:startEvent><bpmn:endEvent id="j" name="J"/>' + flow("i", "j")
        + "</bpmn:subProcess>"),
    "superfluous-gateway": through("exclusiveGateway", flow("s", "g"), flow("g", "t"),
                                   flow("t", "e")),
    "superfluous-label": LINE.replace('targetRef="e"', 'targetRef="e" name="rồi"'),
    "superfluous-termination": LINE.replace(
        END, f'<bpmn:endEvent id="e" name="Cuối">{TERMINATE}</bpmn:endEvent>'),
}  # fmt: skip
DRAWN = """<bpmndi:BPMNDiagram id="di" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane id="pl" bpmnElement="thu">
{}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""


def shape(key: str, x: int) -> str:
    box = f'<dc:Bounds x="{x}" y="0" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">{box}</bpmndi:BPMNShape>'


def joined(text: str) -> str:
    """The Modeler names the flows of a node in it, too; bpmnlint reads only those."""
    root = etree.fromstring(text.encode())
    nodes = {e.get("id"): e for e in root.iter(etree.Element)}
    space = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    for arrow in root.iter(space + "sequenceFlow"):
        for end, name in (("targetRef", "incoming"), ("sourceRef", "outgoing")):
            place = nodes[arrow.get(end)]
            made = etree.Element(space + name)
            made.text = arrow.get("id")
            place.insert(0, made)
    return etree.tostring(root, encoding="unicode")


def ours(path: Path) -> set[tuple[str, str]]:
    return {(f.code, f.element) for f in check([path], path.parent / "none")}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("bad")
    for rule, body in BAD.items():
        (folder / f"{rule}.bpmn").write_text(
            joined(BPMN.format(id="thu", body=body)), encoding="utf-8"
        )
    shapes = "".join(shape(k, x) for k, x in (("s", 0), ("t", 50), ("e", 400)))
    text = BPMN.format(id="thu", body=LINE)
    text = joined(text.replace("</bpmn:definitions>", DRAWN.format(shapes)))
    (folder / "no-overlapping-elements.bpmn").write_text(text, encoding="utf-8")
    return {Path(file).as_posix(): told for file, told in lint(*sorted(folder.iterdir())).items()}


def test_every_rule_that_we_follow_is_tried() -> None:
    tried = {*BAD, "no-overlapping-elements"}
    assert tried == {rule for rule, codes in RULES.items() if codes is not None}


@pytest.mark.parametrize("rule", [*BAD, "no-overlapping-elements"])
def test_what_bpmnlint_says_of_a_bad_diagram_we_say_too(
    rule: str, judged: dict[str, list[tuple[str, str]]]
) -> None:
    (file,) = [f for f in judged if f.endswith(f"/{rule}.bpmn")]
    said = ours(Path(file))
    codes = {code for code, _ in said}
    theirs = {key for told, key in judged[file] if told == rule}
    assert theirs, "bpmnlint itself must object"
    assert codes & (RULES[rule] or set()), (rule, said)
    refused = {c for c in codes if c.startswith("E")}
    for told, key in judged[file]:
        wanted = RULES[told]
        if wanted is None or refused:
            continue  # a file that is refused is judged no further
        assert codes & wanted, (told, key, said)
        if told not in ("no-bpmndi", "global", "no-duplicate-sequence-flows"):
            assert {(c, key) for c in wanted} & said, (told, key, said)


def test_we_say_nothing_of_a_good_diagram_that_bpmnlint_does_not() -> None:
    files = sorted((ROOT / "bpmn").rglob("*.bpmn"))
    for file in files:
        assert {c for c, _ in ours(file) if c.startswith("W8")} == set()
