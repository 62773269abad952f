"""What was answered, out of a dossier's own row and its journal of format 1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.definitions.forms.form import Form
from engine.errors import NotFound, Refused
from engine.journal.coding import ACTIONS
from engine.procedures.version import Version
from engine.storage.dossiers.answers import APPLICATION, AnswersRow
from engine.storage.upgrade.before import DossierBefore, JournalBefore
from engine.upgrade.labels import by_keys
from engine.upgrade.old_versions import OldRow, OldVersions
from engine.upgrade.report import UpgradeProblem

_MESSAGE = "message_received"


@dataclass(frozen=True, slots=True)
class OldAnswers:
    """Reads the answers of one dossier. They have no salt: the journal has no digest of them."""

    dossier: DossierBefore
    versions: OldVersions

    def rows(self, journal: Sequence[JournalBefore]) -> Iterator[AnswersRow]:
        """All answers, the application first. What cannot be mapped is noted, and left out."""
        read = [row for each in journal if (row := self._read(each))]
        course = list(self.versions.course(self.dossier.procedure, self.dossier.version_id, read))
        first = course[0][1] if course else self.dossier.version_id
        if self.dossier.data:
            version = self.versions.open(first)
            form = version.procedure.form if version else ""
            yield AnswersRow(1, APPLICATION, form or "", first, self.dossier.data, None)
        for row, version_id in course:
            yield from self._of(row, version_id)

    def _read(self, row: JournalBefore) -> OldRow | None:
        try:
            fields = json.loads(row.fields)
        except ValueError:
            fields = None
        if isinstance(fields, dict) and row.action in ACTIONS:
            return OldRow(row.seq, row.action, fields)
        self._note(row)
        return None

    def _of(self, row: OldRow, version_id: int) -> Iterator[AnswersRow]:
        given = row.fields.get("answers", {})
        if not isinstance(given, Mapping):
            self._note(row)
        elif row.action == _MESSAGE and given and row.seq > 1:  # the first is the application's
            yield AnswersRow(row.seq, "", "", version_id, dict(given), None)
        elif given and (version := self.versions.open(version_id)):
            yield from self._of_step(row, version, given)

    def _of_step(
        self, row: OldRow, version: Version, given: Mapping[str, object]
    ) -> Iterator[AnswersRow]:
        node = str(row.fields.get("node", ""))
        form = _form(version, node)
        if form is None:
            self._note(row)
            return
        found = by_keys(form, given)
        for label in found.unknown:
            place = f"{version.procedure.code} version {version.number}, {node}"
            self.versions.report.note(UpgradeProblem.LABEL, f"{place}: {label}")
        if found.data:
            yield AnswersRow(row.seq, node, form.id, version.id, found.data, None)

    def _note(self, row: OldRow | JournalBefore) -> None:
        subject = f"{self.dossier.code} row {row.seq}: {row.action}"
        self.versions.report.note(UpgradeProblem.ROW, subject)


def _form(version: Version, node: str) -> Form | None:
    try:
        return version.forms.get(version.node(node).form)
    except (NotFound, Refused):
        return None
