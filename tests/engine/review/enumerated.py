"""A second opinion on soundness: every marking of a diagram, one by one, sub-processes within.

Nothing is shared with the checker that it judges: the file is read with the standard library, all
orders are played, a sub-process is played inside the marking of what surrounds it, and an inclusive
split chooses its branches at once. It is meant for small diagrams; `States.known` is False where
there are too many markings or too many tokens on one place.

A marking of a scope is a sorted tuple of tokens:
    ("on", node)                about to run a gateway, a start or an end
    ("join", flow)              waiting at a parallel join
    ("or", node)                waiting at an inclusive join
    ("at", node, fired)         an activity, with the boundary events that have fired
    ("in", node, fired, inner)  a sub-process and the marking inside
    ("aside", node, inner)      an event sub-process that runs
    ("fired", node)             no token: the event sub-process beside has run its once

Tokens that can only run aside to a plain end, as after a reminder, are counted to two: a notice in
each round of a loop is no fault.
"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
Token = tuple[Any, ...]
Tokens = tuple[Token, ...]
Step = tuple[Tokens, bool]  # the marking after, and whether something from around interrupted
MOST_STATES, MOST_ALIKE = 300, 3
_STEPS = {"task", "userTask", "intermediateCatchEvent", "receiveTask", "callActivity"}


class Raised(Exception):
    """An error end was reached; `code` is the id of its error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Element:
    id: str
    tag: str
    parent: str
    attached: str = ""
    stops: bool = True
    event: str = ""
    error: str = ""
    triggered: bool = False
    out: list[str] = field(default_factory=list)
    into: list[str] = field(default_factory=list)


@dataclass
class States:
    """What was found; meaningful only when `known`."""

    known: bool = True
    stuck: bool = False  # some scope waits for ever inside a reachable marking
    lost: bool = False  # from some marking no end is reachable without an interruption
    unbounded: bool = False
    tangled: bool = False  # inclusive joins wait for one another
    doubled: bool = False
    ran: set[str] = field(default_factory=set)
    count: int = 0


class Enumerated:
    """One process read from XML, and the game over it."""

    def __init__(self, text: str, *, beside: bool = True) -> None:
        """Without `beside`, events that interrupt nothing never happen."""
        self.happens_beside = beside
        self.nodes: dict[str, Element] = {}
        self.target: dict[str, str] = {}
        self.default: dict[str, str] = {}
        root = ET.fromstring(text)  # noqa: S314  # made by the test
        (process,) = root.iter(MODEL + "process")
        self._read(process, "")
        for flow in process.iter(MODEL + "sequenceFlow"):
            key = flow.attrib["id"]
            self.target[key] = flow.attrib["targetRef"]
            self.nodes[flow.attrib["sourceRef"]].out.append(key)
            self.nodes[flow.attrib["targetRef"]].into.append(key)
        self.seen = States()
        # A join that looks at others is not monotonous: more tokens may do less.
        gateways = (n for n in self.nodes.values() if n.tag == "inclusiveGateway")
        self.waits_for_others = any(len(n.into) > 1 for n in gateways)
        self.known_aside: dict[tuple[str, tuple[str, ...]], bool] = {}

    def aside(self, token: Token) -> bool:
        """Whether a token can only run to plain ends: neither round, nor to a join."""
        if token[0] == "join":
            return False
        key = (token[1], token[2] if token[0] == "at" else ())
        if key not in self.known_aside:
            self.known_aside[key] = self._runs_aside(*key)
        return self.known_aside[key]

    def _runs_aside(self, node: str, fired: tuple[str, ...]) -> bool:
        seen: set[str] = set()
        todo = [node]
        while todo:
            at = self.nodes[todo.pop()]
            joins = len(at.into) > 1 and at.tag in ("parallelGateway", "inclusiveGateway")
            if joins or at.tag == "subProcess" or at.event in ("terminate", "error"):
                return False
            events = [b for b in self._boundaries(at.id) if b.id not in fired or at.id != node]
            after = [self.target[f] for e in (at, *events) for f in e.out]
            if node in after:
                return False
            todo += [n for n in after if n not in seen]
            seen.update(after)
        return not any(self._turns(n) for n in seen)

    def _turns(self, node: str) -> bool:
        todo, seen = [node], set[str]()
        while todo:
            at = self.nodes[todo.pop()]
            for event in (at, *self._boundaries(at.id)):
                for flow in event.out:
                    if self.target[flow] == node:
                        return True
                    if self.target[flow] not in seen:
                        seen.add(self.target[flow])
                        todo.append(self.target[flow])
        return False

    def norm(self, tokens: Tokens) -> Tokens:
        """Sorted; of tokens at one inclusive join one, of those that only run aside two."""
        kept: list[Token] = []
        for token in sorted(tokens, key=repr):
            most = 1 if token[0] == "or" else 2 if self.aside(token) else len(tokens)
            if kept.count(token) < most:
                kept.append(token)
        return tuple(kept) if any(t[0] != "fired" for t in kept) else ()

    def _read(self, scope: ET.Element, parent: str) -> None:
        for child in scope:
            tag, key = child.tag.removeprefix(MODEL), child.attrib.get("id", "")
            if tag == "sequenceFlow" or not key or not child.tag.startswith(MODEL):
                continue
            node = Element(key, tag, parent, child.attrib.get("attachedToRef", ""))
            stops = ("cancelActivity", "isInterrupting")
            node.stops = all(child.attrib.get(k) != "false" for k in stops)
            node.triggered = child.attrib.get("triggeredByEvent") == "true"
            for inner in child:
                if inner.tag.endswith("EventDefinition"):
                    node.event = inner.tag.removeprefix(MODEL).removesuffix("EventDefinition")
                    node.error = inner.attrib.get("errorRef", "")
            self.default[key] = child.attrib.get("default", "")
            self.nodes[key] = node
            if tag == "subProcess":
                self._read(child, key)

    # Moves of one scope

    def begin(self, scope: str) -> Tokens:
        starts = [n for n in self.nodes.values() if n.parent == scope and n.tag == "startEvent"]
        return tuple(("on", n.id) for n in starts)

    def put(self, flows: list[str]) -> Tokens:
        return tuple(map(self._token, flows))

    def _token(self, flow: str) -> Token:
        node = self.nodes[self.target[flow]]
        if node.tag in _STEPS:
            return ("at", node.id, ())
        if node.tag == "subProcess":
            return ("in", node.id, (), self.begin(node.id))
        if len(node.into) > 1 and node.tag == "parallelGateway":
            return ("join", flow)
        if len(node.into) > 1 and node.tag == "inclusiveGateway":
            return ("or", node.id)
        return ("on", node.id)

    def steps(self, scope: str, tokens: Tokens) -> list[Step]:
        """All that can come next in a scope; a Raised leaves it. Notes a scope that is stuck."""
        found = [(self.norm(after), False) for after in self._inside(tokens)]
        if not found and not self._inner_moves(tokens):
            self._note_stuck(tokens)
        found += [(self.norm(after), True) for after in self._interrupted(scope, tokens)]
        found += [(self.norm(after), True) for after in self._cut_short(tokens)]
        found += [(self.norm(after), False) for after in self._beside(scope, tokens)]
        return found

    def _note_stuck(self, tokens: Tokens) -> None:
        if tokens and all(t[0] in ("or", "fired") for t in tokens):
            self.seen.tangled = True
        elif any(t[0] == "or" for t in tokens):
            self.seen.tangled = self.seen.tangled or sum(t[0] == "or" for t in tokens) > 1
            self.seen.stuck = True
        else:
            self.seen.stuck = True

    def _inner_moves(self, tokens: Tokens) -> bool:
        """Whether the scope only waits for what is stuck further in, which is told there."""
        return any(t[0] in ("in", "aside") for t in tokens)

    def _inside(self, tokens: Tokens) -> Iterator[Tokens]:  # noqa: C901  # one branch a kind
        for token in dict.fromkeys(tokens):
            rest = without(tokens, token)
            kind = token[0]
            if kind == "on":
                yield from self._run(self.nodes[token[1]], rest)
            elif kind == "at":
                node = self.nodes[token[1]]
                self.seen.ran.add(node.id)
                yield rest + self.put(node.out)
                for edge in self._edges(node, token):
                    yield rest + edge
            elif kind == "in":
                yield from self._sub(token, rest)
            elif kind == "aside":
                for inner, stopped in self.steps(token[1], token[2]):
                    if not stopped:
                        yield rest if not inner else (*rest, ("aside", token[1], inner))
        yield from self._joins(tokens)

    def _edges(self, node: Element, token: Token) -> Iterator[Tokens]:
        for event in self._boundaries(node.id):
            if event.stops:
                self.seen.ran.add(event.id)
                yield self.put(event.out)
            elif event.id not in token[2]:
                self.seen.ran.add(event.id)
                fired = tuple(sorted((*token[2], event.id)))
                yield ((token[0], token[1], fired, *token[3:]), *self.put(event.out))

    def _boundaries(self, host: str) -> list[Element]:
        found = [n for n in self.nodes.values() if n.attached == host]
        return [n for n in found if n.stops or self.happens_beside]

    def _sub(self, token: Token, rest: Tokens) -> Iterator[Tokens]:
        node = self.nodes[token[1]]
        for inner, stopped in self._guarded(node, token[3]):
            if stopped:
                continue
            if isinstance(inner, str):
                catching = self._catching(node, inner)
                if catching is None:
                    raise Raised(inner)
                self.seen.ran.add(catching.id)
                yield rest + self.put(catching.out)
            elif inner:
                yield (*rest, ("in", node.id, token[2], inner))
            else:
                self.seen.ran.add(node.id)
                yield rest + self.put(node.out)
        for event in self._boundaries(node.id):
            if not event.stops and event.id not in token[2]:
                self.seen.ran.add(event.id)
                fired = tuple(sorted((*token[2], event.id)))
                yield (*rest, ("in", node.id, fired, token[3]), *self.put(event.out))

    def _guarded(self, node: Element, inner: Tokens) -> list[tuple[Tokens | str, bool]]:
        """Steps inside a sub-process, an error as its code. Each token is tried by itself."""
        try:
            return list(self.steps(node.id, inner))
        except Raised as error:
            ends = [t for t in inner if t[0] == "on" and self.nodes[t[1]].event == "error"]
            others = inner
            for end in ends:
                self.seen.ran.add(end[1])
                others = without(others, end)
            going = self._with(node.id, inner, ends) if others else []
            return [(error.code, False), *going]

    def _with(self, scope: str, inner: Tokens, ends: list[Token]) -> list[tuple[Tokens, bool]]:
        """Return what else could happen before the error ends are reached."""
        left = inner
        for end in ends:
            left = without(left, end)
        return [(self.norm((*after, *ends)), stop) for after, stop in self.steps(scope, left)]

    def _catching(self, node: Element, code: str) -> Element | None:
        found = (b for b in self._boundaries(node.id) if b.event == "error")
        return next((b for b in found if b.error in ("", code)), None)

    def _interrupted(self, scope: str, tokens: Tokens) -> Iterator[Tokens]:
        """Event sub-processes that clear their scope."""
        if not any(t[0] == "aside" and self._start(t[1]).stops for t in tokens):
            for event in self._event_subs(scope):
                if tokens and self._start(event).stops:
                    yield (("aside", event, self.begin(event)),)

    def _beside(self, scope: str, tokens: Tokens) -> Iterator[Tokens]:
        """Event sub-processes that run beside, each once."""
        for event in self._event_subs(scope):
            if tokens and not self._start(event).stops and ("fired", event) not in tokens:
                yield (*tokens, ("fired", event), ("aside", event, self.begin(event)))

    def _cut_short(self, tokens: Tokens) -> Iterator[Tokens]:  # noqa: C901  # as above
        """Sub-processes that one of their boundary events ends, or one of their own inside."""
        for token in dict.fromkeys(tokens):
            if self._stops_inside(token, tokens):
                yield ()
            if token[0] not in ("in", "aside"):
                continue
            rest = without(tokens, token)
            if token[0] == "in":
                for event in self._boundaries(token[1]):
                    if event.stops and event.event != "error":
                        self.seen.ran.add(event.id)
                        yield rest + self.put(event.out)
                for inner, stopped in self._guarded(self.nodes[token[1]], token[3]):
                    if stopped and inner and not isinstance(inner, str):
                        yield (*rest, ("in", token[1], token[2], inner))
                    elif stopped and not inner:
                        yield rest + self.put(self.nodes[token[1]].out)
            else:
                for inner, stopped in self.steps(token[1], token[2]):
                    if stopped:
                        yield (*rest, ("aside", token[1], inner)) if inner else rest

    def _stops_inside(self, token: Token, tokens: Tokens) -> bool:
        """Whether a terminate end takes a sub-process away that still runs."""
        ends = token[0] == "on" and self.nodes[token[1]].event == "terminate"
        return ends and any(t[0] in ("in", "aside") for t in tokens)

    def _event_subs(self, scope: str) -> list[str]:
        return [n.id for n in self.nodes.values() if n.parent == scope and n.triggered]

    def _start(self, scope: str) -> Element:
        return next(n for n in self.nodes.values() if n.parent == scope and n.tag == "startEvent")

    def _run(self, node: Element, rest: Tokens) -> Iterator[Tokens]:  # noqa: C901  # as above
        if node.event == "error" and node.tag == "endEvent":
            self.seen.ran.add(node.id)
            raise Raised(node.error)
        self.seen.ran.add(node.id)
        if node.event == "terminate":
            if not any(t[0] in ("in", "aside") for t in rest):
                yield ()
        elif node.tag == "endEvent":
            yield rest
        elif node.tag in ("exclusiveGateway", "eventBasedGateway"):
            for flow in node.out:
                yield rest + self.put([flow])
        elif node.tag == "inclusiveGateway":
            for chosen in self._chosen(node):
                yield rest + self.put(chosen)
        else:
            yield rest + self.put(node.out)

    def _chosen(self, node: Element) -> Iterator[list[str]]:
        default = self.default[node.id]
        others = [f for f in node.out if f != default]
        if not others or not default:
            yield node.out
            return
        yield [default]
        for size in range(1, len(others) + 1):
            yield from map(list, itertools.combinations(others, size))

    def _joins(self, tokens: Tokens) -> Iterator[Tokens]:
        for node in {self.target[t[1]] for t in tokens if t[0] == "join"}:
            wanted = [("join", flow) for flow in self.nodes[node].into]
            if all(w in tokens for w in wanted):
                rest = tokens
                for one in wanted:
                    rest = without(rest, one)
                self.seen.ran.add(node)
                yield rest + self.put(self.nodes[node].out)
        for node in {t[1] for t in tokens if t[0] == "or"}:
            if not any(self._may_come(t, node) for t in tokens if t != ("or", node)):
                rest = tuple(t for t in tokens if t != ("or", node))
                self.seen.ran.add(node)
                for chosen in self._chosen(self.nodes[node]):
                    yield rest + self.put(chosen)

    def _may_come(self, token: Token, join: str) -> bool:
        if token[0] in ("aside", "fired"):
            return False
        first = self.nodes[self.target[token[1]] if token[0] == "join" else token[1]]
        fired = token[2] if token[0] in ("at", "in") else ()
        todo = [self.target[f] for f in first.out]
        todo += [self.target[f] for b in self._boundaries(first.id) for f in b.out
                 if b.id not in fired]  # fmt: skip
        seen: set[str] = set()
        while todo:
            at = todo.pop()
            if at == join:
                return True
            if at not in seen:
                seen.add(at)
                todo += [self.target[f] for f in self.nodes[at].out]
                todo += [self.target[f] for b in self._boundaries(at) for f in b.out]
        return False

    # The whole

    def play(self) -> States:
        """Enumerate all markings from the start."""
        start = self.norm(self.begin(""))
        came: dict[Tokens, Tokens | None] = {start: None}
        calm: dict[Tokens, list[Tokens]] = {}  # marking → those before it, no interruption
        ended: list[Tokens] = []
        todo = deque([start])
        while todo:
            tokens = todo.popleft()
            self._judge(tokens, came)
            if self.seen.unbounded or not self.seen.known:
                break
            if not tokens:
                ended.append(tokens)
                continue
            for after, stopped in self._whole(tokens, ended):
                if not stopped:
                    calm.setdefault(after, []).append(tokens)
                if after not in came:
                    came[after] = tokens
                    todo.append(after)
        self.seen.count = len(came)
        self.seen.lost = not set(came) <= _back(ended, calm)
        return self.seen

    def _whole(self, tokens: Tokens, ended: list[Tokens]) -> list[Step]:
        try:
            return self.steps("", tokens)
        except Raised:
            ended.append(tokens)
            ends = [t for t in tokens if t[0] == "on" and self.nodes[t[1]].event == "error"]
            left = tokens
            for end in ends:
                left = without(left, end)
            if not left or not ends:
                return []
            return [(self.norm((*after, *ends)), s) for after, s in self._whole(left, [])]

    def _judge(self, tokens: Tokens, came: dict[Tokens, Tokens | None]) -> None:
        if len(came) > MOST_STATES:
            self.seen.known = False
        real = [t for t in tokens if t[0] != "fired"]
        alike = max((real.count(t) for t in real), default=0)
        self.seen.doubled = self.seen.doubled or alike > 1
        if alike > 1 and not self.waits_for_others and self._covers(tokens, came):
            self.seen.unbounded = True
        elif alike > MOST_ALIKE:
            self.seen.known = False

    def _covers(self, tokens: Tokens, came: dict[Tokens, Tokens | None]) -> bool:
        """Whether an earlier marking came back with more of what can make more."""
        earlier = came[tokens]
        while earlier is not None:
            more = [t for t in set(tokens) if tokens.count(t) > earlier.count(t)]
            fewer = any(earlier.count(t) > tokens.count(t) for t in set(earlier))
            counted = all(t[0] not in ("fired", "aside") for t in more)
            if more and not fewer and counted and not all(map(self.aside, more)):
                return True
            earlier = came[earlier]
        return False


def _back(ended: list[Tokens], before: dict[Tokens, list[Tokens]]) -> set[Tokens]:
    seen, todo = set(ended), list(ended)
    while todo:
        for earlier in before.get(todo.pop(), ()):
            if earlier not in seen:
                seen.add(earlier)
                todo.append(earlier)
    return seen


def without(tokens: Tokens, one: Token) -> Tokens:
    at = tokens.index(one)
    return tokens[:at] + tokens[at + 1 :]
