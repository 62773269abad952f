"""Seeded random forms, with what is typed into them."""

from __future__ import annotations

import random

from tests.webui.forms.cases import OPTIONS, Case, Component, Typed

TEXTS = ["", "a", "b", "ab", " ", "Ánh", "x@y.vn", "0912345678", "12", "dài hơn nhiều"]
NUMBERS = [None, 0, 1, 2, 3, 1.5, -4, 12.25, 2000]
KINDS = ["textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "taglist"]
WORDS: list[object] = ["a", "b", 1]


class Maker:
    """One form; keys are numbered, so that conditions may name earlier and later ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a reproducible form, not a secret
        self.keys: list[tuple[str, str]] = []
        self.typed: Typed = []

    def case(self) -> Case:
        components = [self.component(n) for n in range(self.chance.randint(2, 7))]
        if self.chance.random() < 0.4:
            components.append(self.rows())
        for component in components:
            self.condition(component)
        self.chance.shuffle(self.typed)
        return Case("random", components, self.typed, inputs=self.inputs())

    def component(self, number: int, prefix: tuple[object, ...] = ()) -> Component:
        kind = self.chance.choice(KINDS)
        key = f"k{number}"
        made: Component = {"type": kind, "key": key, "label": f"Mục {key}", "id": f"f_{key}"}
        if kind in {"radio", "select", "checklist", "taglist"}:
            made["values"] = OPTIONS
        made["validate"] = self.rules(kind)
        if self.chance.random() < 0.15:
            made["readonly"] = True
        if self.chance.random() < 0.1:
            made["disabled"] = True
        if not prefix:
            self.keys.append((key, kind))
            if self.chance.random() < 0.8:
                self.typed.append(([key], self.value(kind)))
        return made

    def rules(self, kind: str) -> Component:
        wanted: Component = {"required": self.chance.random() < 0.4}
        if kind in {"textfield", "textarea"} and self.chance.random() < 0.5:
            wanted["minLength"] = self.chance.choice([1, 2, "=k0", "=1 + 1"])
            wanted["maxLength"] = self.chance.choice([1, 5, 30])
        if kind == "number" and self.chance.random() < 0.5:
            wanted["min"] = self.chance.choice([0, 1, "=k1", "=2 - 1"])
            wanted["max"] = self.chance.choice([2, 1999.5, "=k0 + 1"])
        return wanted

    def value(self, kind: str) -> object:
        if kind in {"textfield", "textarea"}:
            return self.chance.choice(TEXTS)
        if kind == "number":
            return self.chance.choice(NUMBERS)
        if kind == "checkbox":
            return self.chance.random() < 0.5
        if kind in {"radio", "select"}:
            return self.chance.choice([None, *WORDS])
        return self.chance.sample(WORDS, self.chance.randint(0, 3))

    def condition(self, component: Component) -> None:
        if self.chance.random() < 0.35:
            key, kind = self.chance.choice(self.keys)
            component["conditional"] = {"hide": f"={key} {self.test(kind)}"}

    def test(self, kind: str) -> str:
        if kind in {"textfield", "textarea", "radio", "select"}:
            return self.chance.choice(['= "a"', '!= "b"', "= null", 'in ["a", "b"]'])
        if kind == "number":
            return self.chance.choice(["> 1", "= null", "<= 3", "!= 0"])
        if kind == "checkbox":
            return self.chance.choice(["", "= false"])
        return self.chance.choice(['= ["a"]', "= []", "[1] = 1"])

    def rows(self) -> Component:
        inside = [self.component(100 + n, ("l",)) for n in range(self.chance.randint(1, 3))]
        for each in inside:
            if self.chance.random() < 0.3:
                test = self.chance.choice(["i[1] > 1", "parent.k0 = null", "this.k100 = null"])
                each["conditional"] = {"hide": f"={test}"}
        count = self.chance.randint(0, 3)
        self.typed.insert(0, (["l"], [{} for _ in range(count)]))
        for row in range(count):
            for each in inside:
                value = self.value(str(each["type"]))
                self.typed.append((["l", row, each["key"]], value))
        return {
            "type": "dynamiclist",
            "path": "l",
            "id": "l",
            "label": "Danh sách",
            "components": inside,
        }

    def inputs(self) -> dict[str, object]:
        known = [(k, kind) for k, kind in self.keys if self.chance.random() < 0.2]
        return {key: self.value(kind) for key, kind in known}


def random_cases(count: int) -> list[Case]:
    return [Maker(seed).case() for seed in range(count)]
