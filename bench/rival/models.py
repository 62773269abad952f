"""A process of viewflow that keeps what the five forms ask for."""

from __future__ import annotations

from typing import Any

from viewflow import jsonstore
from viewflow.workflow.models import Process

STEPS = ("thu_ly", "tham_dinh", "trinh", "ky", "tra")
RESULTS = [("dat", "Đạt"), ("khong_dat", "Không đạt")]


def fields(step: str) -> dict[str, object]:
    """The three fields of a step's form, in viewflow's own JSON store."""
    return {
        f"ket_qua_{step}": jsonstore.CharField(max_length=20, choices=RESULTS),
        f"y_kien_{step}": jsonstore.TextField(max_length=2000, blank=True),
        f"so_trang_{step}": jsonstore.IntegerField(blank=True, null=True),
    }


class _Meta:
    proxy = True


_body = {name: field for step in STEPS for name, field in fields(step).items()}
Dossier: Any = type("Dossier", (Process,), {"__module__": __name__, "Meta": _Meta, **_body})
