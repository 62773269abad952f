"""Five views in a row, and what viewflow's own view does between request and answer."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.forms import modelform_factory
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Task

from bench.rival.models import STEPS, Dossier, fields

FORMS = {step: modelform_factory(Dossier, fields=list(fields(step))) for step in STEPS}


class Course(flow.Flow):  # type: ignore[misc]  # the library has no types
    """Start, the five tasks, end."""

    process_class = Dossier

    start = flow.StartHandle().Next(this.thu_ly)
    thu_ly = flow.View(None).Next(this.tham_dinh)
    tham_dinh = flow.View(None).Next(this.trinh)
    trinh = flow.View(None).Next(this.ky)
    ky = flow.View(None).Next(this.tra)
    tra = flow.View(None).Next(this.end)
    end = flow.End()


def answers(step: str) -> dict[str, str]:
    """What an officer types, as a browser sends it."""
    note = "Hồ sơ đầy đủ, đề nghị chuyển bước sau."
    return {f"ket_qua_{step}": "dat", f"y_kien_{step}": note, f"so_trang_{step}": "12"}


def complete(task_id: int, step: str, user: User) -> None:
    """Load the task, check right and form, save, go on to the next task; one transaction."""
    task = Task.objects.get(pk=task_id)
    with task.activation() as activation:
        if not activation.start.has_perm(user):
            raise PermissionError(step)
        activation.start(None)
        form = FORMS[step](answers(step), instance=activation.process)
        if not form.is_valid():
            raise ValueError(form.errors)
        form.save()
        activation.execute()
