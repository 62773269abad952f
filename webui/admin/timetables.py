"""The calendar: a year as a picture, and entering what a directive changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.access.permission import require
from engine.access.table import ENTER_DIRECTIVE
from engine.definitions.calendars.entered_days import EnteredDay, EnteredKind
from engine.definitions.calendars.special_days import Confidence
from engine.errors import FieldProblem, Invalid
from engine.l10n.text import _, _l
from engine.l10n.times import WEEKDAYS, day_of
from engine.timetables.directives import apply, drop, propose, undo
from engine.timetables.pages import changes, proposal, year_view
from webui.context import installation, now, person
from webui.labels import CHANGE_STATE, CONFIDENCE, ENTERED_KIND, MONTHS, SHADES
from webui.pages import MenuEntry, Pages
from webui.query import page_number

ROWS = 6
LENGTH = 300  # of one field
SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
STATUSES = {Confidence.VERIFIED: "confirmed", Confidence.PROJECTED: "projected"}

timetable = Pages("timetable", __name__, url_prefix="/lich")


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    """One row of the form as it was typed."""

    date: str = ""
    kind: str = EnteredKind.OFF.value


@dataclass(frozen=True, slots=True)
class DirectiveInput:
    """What the form shows in its fields."""

    name: str = ""
    source: str = ""
    confidence: str = Confidence.VERIFIED.value
    rows: tuple[DirectiveRow, ...] = (
        DirectiveRow(),
        DirectiveRow("", EnteredKind.WORKED.value),
        *[DirectiveRow()] * (ROWS - 2),
    )


@timetable.menu("", MenuEntry(_l("Lịch làm việc"), 90, home=True))
def page() -> str:
    """A year of the calendar; who may change it also sees what was changed."""
    found = year_view(installation(), person(), _year(), at=now())
    made = changes(installation()) if found.may_change else ()
    return _render("year.html", view=found, changes=made)


@timetable.get("/nhap")
def form() -> str:
    """An empty form for a directive."""
    require(installation(), person(), ENTER_DIRECTIVE)
    return _form(DirectiveInput())


@timetable.post("/nhap")
def enter() -> Response | tuple[str, int]:
    """Propose what was typed; with something wrong, it stays as it was typed."""
    require(installation(), person(), ENTER_DIRECTIVE)
    typed = _typed()
    numbers = [n for n, row in enumerate(typed.rows) if row.date]
    try:
        days = _days(typed, numbers)
        made = propose(installation(), person(), days, typed.name, at=now())
    except Invalid as error:
        return _form(typed, _placed(error.problems, numbers)), 422
    return redirect(url_for("timetable.change", number=made))


@timetable.get("/thay-doi/<int:number>")
def change(number: int) -> str:
    """What a change says, what it moves, and what can be done with it."""
    found = proposal(installation(), person(), number, page=page_number(), at=now())
    return _render("change.html", view=found)


@timetable.post("/thay-doi/<int:number>/ap-dung")
def put_in_force(number: int) -> Response:
    """Apply a proposal."""
    apply(installation(), person(), number, at=now())
    flash(_("Đã áp dụng. Hồ sơ mới tính theo lịch này ngay từ bây giờ."))
    return redirect(url_for("timetable.change", number=number))


@timetable.post("/thay-doi/<int:number>/bo")
def give_up(number: int) -> Response:
    """Drop a proposal."""
    drop(installation(), person(), number, at=now())
    flash(_("Đã bỏ đề xuất. Lịch làm việc vẫn như cũ."))
    return redirect(url_for("timetable.page"))


@timetable.post("/thay-doi/<int:number>/hoan-tac")
def take_back(number: int) -> Response:
    """Propose to put the days back."""
    made = undo(installation(), person(), number, at=now())
    flash(_("Đã lập đề xuất đưa các ngày này về như trước. Xem lại rồi bấm Áp dụng."))
    return redirect(url_for("timetable.change", number=made))


def _year() -> int | None:
    text = request.args.get("nam", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None  # noqa: PLR2004 - a year


def _render(template: str, **values: object) -> str:
    words = {
        "ENTERED_KIND": ENTERED_KIND,
        "CONFIDENCE": CONFIDENCE,
        "CHANGE_STATE": CHANGE_STATE,
        "MONTHS": MONTHS,
        "SHADES": SHADES,
        "WEEKDAYS": WEEKDAYS,
        "SHORT_WEEKDAYS": SHORT_WEEKDAYS,
    }
    return render_template(f"timetable/{template}", **words, **values)


def _form(typed: DirectiveInput, problems: tuple[FieldProblem, ...] = ()) -> str:
    wrong = {problem.key for problem in problems}
    return _render("enter.html", typed=typed, problems=problems, wrong=wrong)


def _typed() -> DirectiveInput:
    posted = request.form
    kinds = {kind.value for kind in EnteredKind}
    rows = [
        DirectiveRow(posted.get(f"date.{n}", "").strip()[:20], posted.get(f"kind.{n}", ""))
        for n in range(ROWS)
    ]
    confidence = posted.get("confidence", "")
    return DirectiveInput(
        name=posted.get("name", "")[: LENGTH + 1].strip(),
        source=posted.get("source", "")[: LENGTH + 1].strip(),
        confidence=confidence if confidence in set(STATUSES) else Confidence.VERIFIED.value,
        rows=tuple(row if row.kind in kinds else DirectiveRow(row.date) for row in rows),
    )


def _days(typed: DirectiveInput, numbers: list[int]) -> list[EnteredDay]:
    """The days that were typed. Raises Invalid for a text that is no date."""
    dates = [day_of(typed.rows[number].date) for number in numbers]
    bad = [
        FieldProblem(f"days.{place}.date", "day", "")
        for place, found in enumerate(dates)
        if found is None
    ]
    if bad:
        texts = {"source": typed.source, "name": typed.name}
        bad += [FieldProblem(key, "required", "") for key, text in texts.items() if not text]
        raise Invalid(bad)
    return [
        EnteredDay(
            found,
            EnteredKind(typed.rows[number].kind),
            typed.name,
            typed.source,
            Confidence(typed.confidence),
        )
        for number, found in zip(numbers, dates, strict=True)
        if found is not None
    ]


def _placed(problems: tuple[FieldProblem, ...], numbers: list[int]) -> tuple[FieldProblem, ...]:
    """The same beside the rows of the page, of which empty ones were passed over."""
    return tuple(_at_row(problem, numbers) for problem in problems)


def _at_row(problem: FieldProblem, numbers: list[int]) -> FieldProblem:
    if problem.key == "days":
        return replace(problem, key="days-0.date", label=_("Ngày thứ %(n)s", n=1))
    head, _dot, rest = problem.key.partition(".")
    if head != "days":
        labels = {"name": _("Nội dung"), "source": _("Văn bản")}
        return replace(problem, label=labels.get(problem.key, problem.label))
    row = numbers[int(rest.partition(".")[0])]
    return replace(problem, key=f"days-{row}.date", label=_("Ngày thứ %(n)s", n=row + 1))
