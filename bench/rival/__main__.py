"""For every line on standard input: one process through its tasks, its milliseconds as JSON.

The argument is Django's database settings as JSON.
"""
# ruff: noqa: T201

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def prepare(database: dict[str, object]) -> User:
    """Set Django up, make the tables and a user."""
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow"]
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=[*apps, "bench.rival"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs the settings

    return User.objects.get_or_create(username="bench")[0]


def course(user: User) -> list[float]:
    """Milliseconds of each step of a new process; opening and claiming are not timed."""
    from viewflow.workflow.models import Task  # noqa: PLC0415 - the same

    from bench.rival.flows import Course, complete  # noqa: PLC0415 - the same
    from bench.rival.models import STEPS, Dossier  # noqa: PLC0415 - the same

    Course.start.run()
    process = Dossier.objects.latest("pk")
    spent = []
    for step in STEPS:
        task = Task.objects.get(process_id=process.pk, finished=None)
        with task.activation() as activation:
            activation.assign(user)
        begin = time.perf_counter()
        complete(task.pk, step, user)
        spent.append((time.perf_counter() - begin) * 1_000)
    if not Dossier.objects.get(pk=process.pk).finished:
        raise RuntimeError("the process has not ended")
    return spent


def main() -> None:
    """Answer each line with one course."""
    user = prepare(json.loads(sys.argv[1]))
    for _line in sys.stdin:
        print(json.dumps(course(user)), flush=True)


if __name__ == "__main__":
    main()
