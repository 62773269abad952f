"""A DMN file of Camunda Modeler (DMN 1.1 to 1.5) as decisions; nothing of it is evaluated here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.definitions.bpmn.elements import attribute, line_of, local, namespace
from engine.definitions.dmn.decision import (
    Decision,
    DecisionFile,
    DecisionTable,
    Knowledge,
    Literal,
)
from engine.definitions.dmn.decision_table import read_table
from engine.definitions.dmn.dmn_elements import (
    VERSIONS,
    DmnReport,
    child,
    children,
    described,
    dialect_of,
    feel_in,
    name_of,
    type_in,
)
from engine.definitions.text.decoding import check_normal
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import FindingList
from engine.definitions.text.xml import parse_xml
from engine.errors import BrokenContent, Finding

_BOXED = frozenset(
    {
        *("context", "relation", "invocation", "functionDefinition", "list"),
        *("conditional", "filter", "for", "every", "some"),
    }
)
_FORBIDDEN_NAME = "__proto__"


def read_decisions(data: bytes, file: str) -> tuple[DecisionFile | None, list[Finding]]:
    """Read a file; one with errors is noted and left out."""
    report = FindingList(file)
    try:
        root = parse_xml(data, file)
    except BrokenContent as error:
        return None, list(error.findings)
    if namespace(root) not in VERSIONS or local(root) != "definitions":
        known = ", ".join(sorted(set(VERSIONS.values())))
        report.add("E701", line_of(root), "", f"the file is no DMN file of version {known}")
        return None, report.findings
    check_normal(data.decode("utf-8-sig"), report)
    found = _File(root, data, report).read()
    return (None if report.broken else found), report.findings


class _File:
    """Reads one parsed file."""

    def __init__(self, root: etree._Element, data: bytes, report: FindingList) -> None:
        self._root = root
        self._data = data
        self._report = report
        self._remarks = DmnReport(report)
        self._elements: dict[str, etree._Element] = {}

    def read(self) -> DecisionFile:
        """Read everything, then judge how the parts hang together."""
        self._gather_ids()
        decisions = {d.id: d for d in self._decisions()}
        knowledge = {k.id: k for k in self._knowledge()}
        if not decisions and not self._report.broken:
            self._report.add("E702", line_of(self._root), "", "the file holds no decision")
        self._refuse_one_name(decisions)
        return DecisionFile(
            id=attribute(self._root, "id"),
            name=name_of(self._root),
            file=self._report.file,
            decisions=decisions,
            knowledge=knowledge,
            order=self._order(decisions),
            xml=self._data,
            digest=hashlib.sha256(self._data).hexdigest(),
            dialect=dialect_of(self._root),
        )

    def _gather_ids(self) -> None:
        for element in self._root.iter(etree.Element):
            key = attribute(element, "id")
            if not key:
                if local(element) == "decision":
                    self._remarks.on(element, "E703", "has no id")
            elif key in self._elements:
                first = line_of(self._elements[key])
                message = quoting(
                    'the id "{}" is already that of an element on line {line}', key, line=first
                )
                self._report.add("E703", line_of(element), key, message)
            else:
                self._elements[key] = element
        for element in children(self._root, "import"):
            self._remarks.on(element, "E705", "other files are not imported")

    def _decisions(self) -> Iterator[Decision]:
        for element in children(self._root, "decision"):
            variable = child(element, "variable")
            named = name_of(variable) if variable is not None else ""
            self._refuse_name(element, named, name_of(element), attribute(element, "id"))
            type_in(variable, self._root, self._remarks)
            logic = self._logic(element, named or name_of(element) or attribute(element, "id"))
            if logic is not None and attribute(element, "id"):
                yield Decision(
                    id=attribute(element, "id"),
                    name=name_of(element),
                    variable=named,
                    file=self._report.file,
                    line=line_of(element),
                    logic=logic,
                    requires=self._required(element, "requiredDecision", "decision"),
                    knows=self._required(element, "requiredKnowledge", "businessKnowledgeModel"),
                    data=self._data_names(element),
                )

    def _logic(self, element: etree._Element, owner: str) -> DecisionTable | Literal | None:
        table, literal = child(element, "decisionTable"), child(element, "literalExpression")
        if table is not None:
            return read_table(table, owner, self._remarks)
        if literal is not None:
            return self._literal(literal)
        boxed = next((local(e) for e in element if local(e) in _BOXED), "")
        what = f"a boxed {boxed} is not evaluated" if boxed else "has no logic"
        self._remarks.on(element, "E704", f"{what}: use a decision table or a literal expression")
        return None

    def _literal(self, element: etree._Element) -> Literal:
        before = self._report.broken
        text = feel_in(element, self._remarks)
        if not text and self._report.broken == before:
            self._remarks.on(element, "E709", "the literal expression is empty")
        return Literal(text, line_of(element))

    def _knowledge(self) -> Iterator[Knowledge]:
        for element in children(self._root, "businessKnowledgeModel"):
            function = child(element, "encapsulatedLogic")
            body = child(function, "literalExpression")
            if function is None or body is None:
                message = "only a function with a literal expression is evaluated"
                self._remarks.on(element, "E704", message)
                continue
            if attribute(function, "kind").upper() not in ("", "FEEL"):
                self._remarks.on(function, "E711", "only functions in FEEL are read")
            parameters = tuple(name_of(p) for p in children(function, "formalParameter"))
            self._refuse_name(element, name_of(element), *parameters)
            yield Knowledge(
                id=attribute(element, "id"),
                name=name_of(element),
                parameters=parameters,
                body=self._literal(body),
                requires=self._required(element, "requiredKnowledge", "businessKnowledgeModel"),
            )

    def _required(self, element: etree._Element, name: str, kind: str) -> tuple[str, ...]:
        """Return the ids an element requires; one that is not there is noted."""
        found = []
        for reference in self._references(element, name):
            target = attribute(reference, "href")
            key = target.removeprefix("#")
            known = self._elements.get(key)
            if not target.startswith("#") or known is None or local(known) != kind:
                message = quoting(
                    'requires "{}", which is no {kind} of this file', target, kind=_WORDS[kind]
                )
                self._remarks.on(reference, "E705", message, described(element))
            else:
                found.append(key)
        return tuple(dict.fromkeys(found))

    def _data_names(self, element: etree._Element) -> tuple[str, ...]:
        keys = self._required(element, "requiredInput", "inputData")
        return tuple(name_of(self._elements[key]) for key in keys)

    def _references(self, element: etree._Element, name: str) -> Iterator[etree._Element]:
        for requirement in ("informationRequirement", "knowledgeRequirement"):
            for found in children(element, requirement):
                yield from children(found, name)

    def _refuse_name(self, element: etree._Element, *names: str) -> None:
        if _FORBIDDEN_NAME in names:
            self._remarks.on(element, "E703", quoting('"{}" cannot be a name', _FORBIDDEN_NAME))

    def _refuse_one_name(self, decisions: Mapping[str, Decision]) -> None:
        """Refuse two decisions with one name: an expression could mean either."""
        seen: dict[str, Decision] = {}
        for decision in decisions.values():
            for name in {decision.name, decision.variable} - {""}:
                first = seen.setdefault(name, decision)
                if first is not decision:
                    message = quoting(
                        '"{}" is already the name of a decision on line {line}',
                        name,
                        line=first.line,
                    )
                    self._remarks.on(self._elements[decision.id], "E703", message)

    def _order(self, decisions: Mapping[str, Decision]) -> tuple[str, ...]:
        """Return each decision after what it requires; a circle is noted once."""
        done: dict[str, None] = {}
        for root in decisions:
            path: list[str] = []
            stack = [(root, iter(decisions[root].requires))]
            while stack:
                key, rest = stack[-1]
                if len(path) < len(stack):
                    path.append(key)
                following = next((k for k in rest if k in decisions and k not in done), None)
                if following is None:
                    done[key] = None
                    stack.pop()
                    path.pop()
                elif following in path:
                    self._refuse_circle(decisions, path[path.index(following) :])
                    return tuple(decisions)
                else:
                    stack.append((following, iter(decisions[following].requires)))
        return tuple(done)

    def _refuse_circle(self, decisions: Mapping[str, Decision], circle: list[str]) -> None:
        names = [decisions[key].label for key in [*circle, circle[0]]]
        path = quoting(" → ".join(['"{}"'] * len(names)), *names)
        element = self._elements[circle[0]]
        self._remarks.on(element, "E706", "the decisions require each other in a circle: " + path)


_WORDS = {
    "decision": "decision",
    "businessKnowledgeModel": "business knowledge model",
    "inputData": "input data",
}
