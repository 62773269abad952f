"""Files handed in on the page: read, judged, and proposed where nothing is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from flask import request
from werkzeug.datastructures import FileStorage

from engine.errors import (
    BrokenContent,
    Conflict,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
)
from engine.l10n.text import _
from engine.publishing import publications as use
from engine.publishing.drafting import BrokenDraft, JudgedUpload
from engine.review.upload import Upload, read_upload
from webui.context import address, installation, now, person
from webui.design.findings import ShownFindings, drawable, shown_findings
from webui.errors import sentence
from webui.posted import moment_of

NOTE, CODE = 300, 64  # characters
WAIT = 20  # seconds
_judging = BoundedSemaphore()
"""Judging takes long where somebody drew much: one upload at a time, the other threads serve."""


@dataclass(frozen=True, slots=True)
class UploadInput:
    """What stands in the fields of an upload, besides its files."""

    procedure: str = ""
    note: str = ""
    when: str = "now"  # or "later"
    day: str = ""
    clock: str = "08:00"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an upload was not taken: fields to mend, findings, or a sentence."""

    problems: tuple[FieldProblem, ...] = ()
    findings: ShownFindings | None = None
    message: str = ""


def typed_in() -> UploadInput:
    """The fields of an upload as they were posted."""
    posted = request.form
    return UploadInput(
        procedure=posted.get("procedure", "")[:CODE],
        note=posted.get("note", "")[: NOTE + 1].strip(),
        when="later" if posted.get("when") == "later" else "now",
        day=posted.get("day", "").strip()[:20],
        clock=posted.get("clock", "").strip()[:20],
    )


def proposed(typed: UploadInput) -> tuple[Wrong, int | None]:
    """The publication that was made of what was handed in; else what is wrong with it."""
    given = [file for file in request.files.getlist("files") if file.filename]
    moment = _effective(typed)
    problems = _problems(typed, given, moment)
    if problems:
        return Wrong(problems), None
    if not _judging.acquire(timeout=WAIT):
        busy = _("Hệ thống đang kiểm tra bản gửi khác. Chờ một phút rồi bấm Kiểm tra lại.")
        return Wrong(message=busy), None
    try:
        return _judged(typed, given, moment)
    finally:
        _judging.release()


def _judged(
    typed: UploadInput, given: list[FileStorage], moment: datetime | None
) -> tuple[Wrong, int | None]:
    try:
        upload = read_upload((file.filename or "", file.read()) for file in given)
        return Wrong(), _propose(typed, upload, moment)
    except Invalid as error:
        return Wrong(error.problems), None
    except BrokenDraft as error:
        return Wrong(findings=_found(error.draft)), None
    except BrokenContent as error:  # the files could not even be read
        return Wrong(findings=shown_findings(error.findings)), None
    except (Conflict, NotFound, Refused, Forbidden) as error:
        return Wrong(message=sentence(error)), None


def _propose(typed: UploadInput, upload: Upload, moment: datetime | None) -> int:
    return use.propose(
        installation(),
        person(),
        upload,
        typed.procedure or None,
        note=typed.note,
        effective_at=moment,
        at=now(),
        address=address(),
    )


def _found(made: JudgedUpload) -> ShownFindings:
    """The findings of a draft, with the diagrams that they speak of."""
    within = [d for base in made.bases for d in base.diagrams.values()]
    return shown_findings(made.findings, drawable(made.findings, made.content, within))


def _problems(
    typed: UploadInput, given: list[FileStorage], moment: datetime | None
) -> tuple[FieldProblem, ...]:
    """What is missing in the fields, in the order of the page."""
    problems = []
    if not given:
        problems.append(FieldProblem("files", "required", _("Tệp")))
    if not typed.note:
        problems.append(FieldProblem("note", "required", _("Nội dung thay đổi")))
    if typed.when == "later" and moment is None:
        problems.append(FieldProblem("effective_at", "date", _("Có hiệu lực từ")))
    return tuple(problems)


def _effective(typed: UploadInput) -> datetime | None:
    """The moment that was typed; None for at once, or where it is none."""
    return moment_of(typed.day, typed.clock) if typed.when == "later" else None
