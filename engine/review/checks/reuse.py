"""Papers that can be taken again from a data store, against the results that procedures give."""

from __future__ import annotations

from engine.definitions.content import Content
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.manifests.papers import Paper
from engine.definitions.text.finding_text import quoting
from engine.definitions.text.report import finding
from engine.errors import Finding
from engine.review.findings.nearest import missing

_PLACE = "results of procedures"


def check_reuse(content: Content) -> list[Finding]:
    """Report papers whose `reuse` names a result of no procedure (W617).

    Nothing where a file has errors: the procedure that gives the result may stand there.
    """
    if content.broken_files:
        return []
    procedures = content.procedures.values()
    given = {result.code for p in procedures for result in p.results if result.code}
    return [
        _note(procedure, paper, code, given)
        for procedure in procedures
        for paper in procedure.papers
        for code in paper.reuse
        if code not in given
    ]


def _note(procedure: Procedure, paper: Paper, code: str, given: set[str]) -> Finding:
    paper_name = quoting(': paper "{}": ', paper.name)
    message = procedure.code + paper_name + missing("result", code, given, _PLACE)
    return finding("W617", procedure.file, paper.line, procedure.code, message)
