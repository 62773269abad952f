"""Elements in the words of the person who drew them."""

from __future__ import annotations

import re

from engine.definitions.graph import Node


def kind_of(node: Node) -> str:
    """`userTask` as "user task"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.kind.value).lower()


def named(node: Node) -> str:
    """Return the name in quotation marks, else the id."""
    return f'"{node.label}"'
