"""The papers that a procedure asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting

PAPER_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_BLANK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KEYS = ("id", "name", "copies", "form", "blank", "kind", "reuse", "required")
PAPER_KINDS = ("original", "copy")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier; `reuse` names result codes that can stand in its place.

    `kind` is the one of PAPER_KINDS that the file says, empty where it says nothing.
    """

    id: str
    name: str
    copies: int = 1
    form: str = ""
    blank: str = ""
    kind: str = ""
    reuse: tuple[str, ...] = ()
    required: bool = True
    line: int = 0

    @property
    def usual_kind(self) -> str:
        """Original or copy, as applicants usually bring it: what they fill in is no copy."""
        return self.kind or ("original" if self.form or self.blank else "copy")


def read_papers(procedure: Entries) -> tuple[Paper, ...]:
    """Read `papers:` of a procedure."""
    papers: dict[str, Paper] = {}
    for node in procedure.mappings("papers"):
        entries = procedure.of(node, "paper", _KEYS)
        paper = _paper(entries)
        if entries.is_new("id", paper.id, papers):
            papers[paper.id] = paper
    return tuple(papers.values())


def _paper(entries: Entries) -> Paper:
    blank = entries.text("blank")
    if blank and not _BLANK.fullmatch(blank):
        entries.add("E405", "blank", quoting('the blank "{}" must be a plain file name', blank))
    return Paper(
        id=entries.written_like("id", PAPER_ID, "phieu_ly_lich", required=True),
        name=entries.text("name", required=True),
        copies=entries.count("copies", 1),
        form=entries.text("form"),
        blank=blank,
        kind=entries.choice("kind", PAPER_KINDS),
        reuse=entries.texts("reuse"),
        required=entries.flag("required", True),
        line=entries.node.line,
    )
