"""Motcua itself: an office on the small content, and dossiers that officers take to their end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bench.content import PROCEDURE, RECEIVE, ROLES, UNITS
from bench.course import answers
from engine.accounts import Grant, create_user
from engine.definitions.content import read_content
from engine.dossiers import Applicant, ReceiveRequest, complete, receive
from engine.installation import open_installation
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage import Store
from engine.storage.dossiers import dossiers, steps
from engine.storage.dossiers.dossiers import DossierRow
from sla.calendar import VIETNAM

MORNING = datetime(2023, 12, 7, 8, 24, tzinfo=VIETNAM)
APPLICANT = Applicant("Nguyễn Văn A", id_number="020090000000", phone="0900000000")


class OurOffice:
    """An office in a database; one officer holds every role, so that nobody is looked up."""

    def __init__(self, url: str, root: Path) -> None:
        self.store = Store(url)
        self.store.migrate()
        deploy(self.store, read_content(root), at=MORNING, by="bench")
        given = {"database_url": url, "secret_key": "only-for-figures-" * 3, "content": root}
        settings = Settings.model_validate(given)
        self.installation = open_installation(settings, self.store)
        self.officer = create_user(
            self.store,
            "can-bo",
            "Cán bộ đo",
            "Do-toc-do-2026!",
            grants=[Grant(role, UNITS[role]) for role in sorted(set(ROLES.values()))],
            at=MORNING,
            settings=settings,
        )
        self._at = MORNING
        self.code = ""

    def open(self) -> None:
        """A dossier received at the desk, at the first of the five tasks."""
        self._at = MORNING
        values = {**answers("to_khai")}
        request = ReceiveRequest(PROCEDURE, APPLICANT, values, decision=answers(RECEIVE))
        self.code = receive(self.installation, self.officer, request, at=self._at).code

    def seen(self) -> tuple[str, int]:
        """The open task and the revision, as the officer's page shows them."""
        with self.store.read() as tx:
            row = self.row()
            (step,) = steps.open_of(tx, row.id)
        return step.task_id, row.revision

    def step(self, name: str, task_id: str, revision: int) -> None:
        """Complete the task: the use case whose time is measured."""
        self._at += timedelta(minutes=7)
        complete(
            self.installation,
            self.officer,
            self.code,
            task_id,
            answers(name),
            at=self._at,
            revision=revision,
            address="127.0.0.1",
        )

    def row(self) -> DossierRow:
        """The dossier as it is stored."""
        with self.store.read() as tx:
            row = dossiers.load(tx, self.code)
        if row is None:
            raise LookupError(self.code)
        return row
