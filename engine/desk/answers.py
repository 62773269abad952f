"""What was answered in an agency's dossiers, with labels, for reports and statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.access.permission import agencies, require
from engine.access.table import WATCH
from engine.accounts import Person
from engine.installation import Installation
from engine.storage.dossiers import labelled_answers
from engine.storage.dossiers.labelled_answers import AnswersWanted, LabelledAnswer


def answers(
    installation: Installation, who: Person, wanted: AnswersWanted
) -> Iterator[LabelledAnswer]:
    """The answers of the agencies that this person supervises, whichever are wanted of them.

    Raises Forbidden for whoever supervises nothing.
    """
    require(installation, who, WATCH)
    theirs = replace(wanted, agencies=tuple(sorted(agencies(installation, who, WATCH))))
    with installation.store.read() as tx:
        yield from labelled_answers.listed(tx, theirs)
