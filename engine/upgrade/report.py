"""What an upgrade did, and what it could not carry over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class UpgradeProblem(StrEnum):
    """Why something is not carried over; nothing of it is lost, all stays as it was stored."""

    STATE = "state_unreadable"  # changed outside, or of another key: the dossier has an incident
    LIMIT = "limit_unreadable"  # no limit runs now: the dossier has an incident
    ROW = "journal_row_unknown"  # its answers stay in the journal alone
    LABEL = "label_unknown"  # no field of the form has it, or several: the same
    UNDO = "undo_unreadable"  # the move of the dossier cannot be undone
    BUNDLE = "version_unreadable"  # stays as it is, its forms are not listed
    DIGEST = "digest_taken"  # stays as it is: another version is what it would become


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come: `stage` is "versions" or "dossiers"."""

    stage: str
    done: int
    total: int


@dataclass(slots=True)
class UpgradeReport:
    """Counts of what this run did; `problems` by kind and subject, with how often."""

    versions: int = 0  # whose forms were changed
    dossiers: int = 0
    answers: int = 0
    problems: Counter[tuple[UpgradeProblem, str]] = field(default_factory=Counter)

    def note(self, problem: UpgradeProblem, subject: str) -> None:
        """Note what is not carried over."""
        self.problems[problem, subject] += 1

    def take(self, other: UpgradeReport) -> None:
        """Add what a batch did, once it is written."""
        self.versions += other.versions
        self.dossiers += other.dossiers
        self.answers += other.answers
        self.problems += other.problems


Watch = Callable[[Progress], None]
"""Called after each batch."""
