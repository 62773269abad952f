"""`roles.yaml`: the roles that diagrams name and that people are granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import Finding


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `name` is what people read."""

    id: str
    name: str
    line: int = 0


def read_roles(data: bytes, file: str) -> tuple[Mapping[str, Role], list[Finding]]:
    raise NotImplementedError
