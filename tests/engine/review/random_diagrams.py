"""Small random diagrams: blocks that fit together, some of them then drawn wrong."""

from __future__ import annotations

import random

from tests.engine.review.drawing import BPMN, ERROR, MESSAGE, boundary, scope

_BLOCKS = ("step", "step", "chain", "xor", "and", "or", "loop", "event", "sub", "beside", "cut")


class Dice:
    """Draws one diagram; the same seed draws the same."""

    def __init__(self, seed: int, size: int = 9, nested: bool = True) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secrets
        self.left = size
        self.nested = nested
        self.number = 10
        self.extra = ""
        self.subs: dict[str, str] = {}
        self.ends = 0

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def block(self, depth: int = 0) -> tuple[str, str, list[str]]:
        """First and last node of a block, and its arrows."""
        self.left -= 1
        kind = self.random.choice(_BLOCKS) if self.left > 0 and depth < 4 else "step"
        if kind in ("xor", "and", "or", "event"):
            return self._split(kind, depth)
        if kind == "chain":
            one, two = self.block(depth + 1), self.block(depth + 1)
            return one[0], two[1], [*one[2], *two[2], f"{one[1]}>{two[0]}"]
        if kind == "loop":
            return self._loop(depth)
        if kind in ("beside", "cut"):
            return self._boundary(kind, depth)
        if kind == "sub" and self.nested:
            return self._sub()
        step = self.name("T")
        return step, step, [step]

    def _split(self, kind: str, depth: int) -> tuple[str, str, list[str]]:
        first, last = self.name(kind), self.name("xor" if kind == "event" else kind)
        if self.random.random() < 0.15:
            last = self.name(self.random.choice(("xor", "and", "or")))
        arrows: list[str] = []
        for _ in range(self.random.randint(2, 3)):
            inner = self.block(depth + 1)
            at = first
            if kind == "event":
                at = self.name("catch")
                arrows.append(f"{first}>{at}")
            to = last if self.random.random() < 0.9 else self.end()
            arrows += [*inner[2], f"{at}>{inner[0]}", f"{inner[1]}>{to}"]
        return first, last, arrows

    def end(self) -> str:
        self.ends += 1
        return self.name(self.random.choice(("end", "end", "stop")))

    def _loop(self, depth: int) -> tuple[str, str, list[str]]:
        head, tail = self.name("xor"), self.name("xor" if self.random.random() < 0.9 else "and")
        inner = self.block(depth + 1)
        arrows = [*inner[2], f"{head}>{inner[0]}", f"{inner[1]}>{tail}"]
        if self.random.random() < 0.5:
            return head, tail, [*arrows, f"{tail}>{head}"]
        back = self.name("T")
        return head, tail, [*arrows, f"{tail}>{back}>{head}"]

    def _boundary(self, kind: str, depth: int) -> tuple[str, str, list[str]]:
        step, event, join = self.name("T"), self.name("B"), self.name("xor")
        self.extra += boundary(event, step, interrupting=kind == "cut")
        inner = self.block(depth + 1)
        to = join if kind == "cut" or self.random.random() < 0.2 else self.end()
        return step, join, [f"{step}>{join}", *inner[2], f"{event}>{inner[0]}", f"{inner[1]}>{to}"]

    def _sub(self) -> tuple[str, str, list[str]]:
        key, after = self.name("sub"), self.name("xor")
        inside = Dice(self.random.randrange(10**9), min(4, max(1, self.left)), nested=False)
        inside.number = self.number * 10
        body = inside.arrows()
        fails = self.random.random() < 0.3
        if fails:
            gate = inside.name("xor")
            body = body.replace("start>", f"start>{gate}>", 1) + f", {gate}>{inside.name('fail')}"
        body = body.replace("start>", f"{self.name('start')}>", 1)
        text = scope(body, inside.extra, inside.subs, prefix=key)
        if self.random.random() < 0.3:
            text += event_sub(key, self.random.random() < 0.5)
        self.subs[key] = text
        self.left -= 3
        arrows = [f"{key}>{after}"]
        if fails or self.random.random() < 0.4:
            event = self.name("B")
            stops = fails or self.random.random() < 0.6
            what = ERROR if fails else MESSAGE
            self.extra += boundary(event, key, what, interrupting=stops)
            arrows.append(f"{event}>{self.name('T')}>{after if stops else self.end()}")
        return key, after, arrows

    def arrows(self) -> str:
        first, last, arrows = self.block()
        arrows = [f"start>{first}", *arrows, f"{last}>{self.name('end')}"]
        return ", ".join(self._spoilt(arrows))

    def _spoilt(self, arrows: list[str]) -> list[str]:
        """Turn an arrow or add one, in every other diagram."""
        if self.random.random() < 0.5:
            return arrows
        nodes = [n for a in arrows for n in a.split(">")]
        inner = [n for n in nodes if n.rstrip("0123456789") not in ("start", "end", "stop", "B")]
        ends = [n for n in nodes if n.rstrip("0123456789") != "start" and n[0] != "B"]
        ends = [n for n in ends if not n.startswith("catch")]
        for _ in range(self.random.randint(1, 2)):
            if inner:
                arrows = [*arrows, f"{self.random.choice(inner)}>{self.random.choice(ends)}"]
        return list(dict.fromkeys(arrows))


def event_sub(scope_id: str, stops: bool) -> str:
    """An event sub-process with one step."""
    key = f"esp_{scope_id}"
    body = scope(f"{key}_s>{key}_T>{key}_e", prefix=key)
    for node, tag, inner in ((f"{key}_s", "startEvent", MESSAGE), (f"{key}_e", "endEvent", "")):
        at = body.index(f'<bpmn:userTask id="{node}"')
        until = body.index("</bpmn:userTask>", at) + len("</bpmn:userTask>")
        mark = "" if stops or not inner else ' isInterrupting="false"'
        body = f'{body[:at]}<bpmn:{tag} id="{node}"{mark}>{inner}</bpmn:{tag}>{body[until:]}'
    return f'<bpmn:subProcess id="{key}" triggeredByEvent="true">{body}</bpmn:subProcess>'


def random_diagram(seed: int, nested: bool = True) -> str:
    """One diagram as XML."""
    dice = Dice(seed, random.Random(seed).randint(2, 9), nested)  # noqa: S311
    arrows = dice.arrows()
    body = scope(arrows, dice.extra, dice.subs)
    if nested and dice.random.random() < 0.25:
        body += event_sub("top", dice.random.random() < 0.5)
    return BPMN.format(id="thu", body=body)
