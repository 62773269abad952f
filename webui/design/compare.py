"""Two versions of a procedure: what differs in words, on the drawings, in the forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from engine.definitions.bpmn.graph import Diagram
from engine.l10n.text import _
from engine.review.difference.items import Area, DifferenceItem, DifferenceKind, DifferenceSubject
from engine.review.difference.side_by_side import DifferenceView, Drawing, Marks, names_of, state_of
from engine.review.difference.side_by_side import compare as read_comparison
from engine.review.difference.wording import (
    AREAS,
    OrganisationNames,
    aspect_words,
    difference_words,
    side_words,
)
from webui.context import installation, person
from webui.pages import Pages
from webui.picture import NodeMark, marked
from webui.query import query_number

STATES = {DifferenceKind.ADDED: "added", DifferenceKind.REMOVED: "removed"}
NO_REMARKS: Mapping[str, Mapping[str, NodeMark]] = {}

compare = Pages("compare", __name__, url_prefix="/quy-trinh/<code>/so-sanh", parent="procedures")


@dataclass(frozen=True, slots=True)
class DifferenceSentence:
    """One sentence. `shows` are the ids of what it speaks of, in the drawings named `drawings`."""

    state: str  # "added", "removed" or "changed"
    text: str
    shows: str = ""
    drawings: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceGroup:
    """The sentences of one area."""

    title: str
    entries: tuple[DifferenceSentence, ...]
    forms: bool  # whether the tables of forms belong to it


@dataclass(frozen=True, slots=True)
class Side:
    """One drawing: `name` is the id of its data on the page."""

    name: str
    title: str
    picture: dict[str, object]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of a field."""

    state: str
    field: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FormTable:
    """The fields of one form that differ."""

    form: str
    used: str
    rows: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """What `compare/difference.html` shows: groups of sentences, drawings in pairs, forms."""

    total: int
    first: bool
    groups: tuple[DifferenceGroup, ...]
    drawings: tuple[tuple[Side | None, Side | None], ...]
    forms: tuple[FormTable, ...]


@compare.get("")
def page(code: str) -> str:
    """Any two stored versions; first the one in force and the one before it."""
    found = read_comparison(
        installation(), person(), code, old=query_number("tu"), new=query_number("den")
    )
    titles = (
        _("Phiên bản %(n)s", n=found.old.number) if found.old else "",
        _("Phiên bản %(n)s", n=found.new.number),
    )
    shown = shown_difference(found.view, names_of(installation()), titles)
    return render_template("compare/page.html", found=found, shown=shown)


def shown_difference(
    view: DifferenceView,
    names: OrganisationNames,
    titles: tuple[str, str],
    remarks: Mapping[str, Mapping[str, NodeMark]] = NO_REMARKS,
) -> ShownDifference:
    """A difference in the reader's language; `titles` head the earlier and the later drawings.

    `remarks` are marks besides, in the later drawing of a file, by element; a difference wins.
    """
    return ShownDifference(
        total=view.total,
        first=view.difference.first,
        groups=tuple(_group(view, area, items, names) for area, items in view.groups),
        drawings=tuple(
            _pair(number, drawing, names, titles, remarks)
            for number, drawing in enumerate(view.drawings)
        ),
        forms=tuple(_forms(view, names)),
    )


def _group(
    view: DifferenceView, area: Area, items: tuple[DifferenceItem, ...], names: OrganisationNames
) -> DifferenceGroup:
    shown = [item for item in items if item.subject is not DifferenceSubject.FIELD]
    entries = tuple(_entry(view, item, names) for item in shown)
    return DifferenceGroup(str(AREAS[area]), entries, area is Area.FORMS)


def _entry(
    view: DifferenceView, item: DifferenceItem, names: OrganisationNames
) -> DifferenceSentence:
    number = next((n for n, drawing in enumerate(view.drawings) if _draws(drawing, item)), None)
    state, text = STATES.get(item.kind, "changed"), difference_words(item, names)
    if number is None or not item.element:
        return DifferenceSentence(state, text)
    shows = f"{item.element} {item.old_element}".strip()
    return DifferenceSentence(state, text, shows, f"old-{number} new-{number}")


def _draws(drawing: Drawing, item: DifferenceItem) -> bool:
    sides = ((drawing.old, drawing.old_marks), (drawing.new, drawing.new_marks))
    return any(side is not None and _known(marks, item) for side, marks in sides)


def _known(marks: Marks, item: DifferenceItem) -> bool:
    return any(item in items for items in marks.values())


def _pair(
    number: int,
    drawing: Drawing,
    names: OrganisationNames,
    titles: tuple[str, str],
    remarks: Mapping[str, Mapping[str, NodeMark]],
) -> tuple[Side | None, Side | None]:
    old = _side(f"old-{number}", titles[0], drawing.old, _signs(drawing.old_marks, names, False))
    beside = remarks.get(drawing.new.file, {}) if drawing.new else {}
    signs = {**beside, **_signs(drawing.new_marks, names, True)}
    new = _side(f"new-{number}", titles[1], drawing.new, signs)
    return old, new


def _side(
    name: str, title: str, diagram: Diagram | None, marks: dict[str, NodeMark]
) -> Side | None:
    if diagram is None:
        return None
    heading = f"{title} · {diagram.name or diagram.id}" if title else diagram.name or diagram.id
    return Side(name, heading, marked(diagram.xml, marks))


def _signs(marks: Marks, names: OrganisationNames, later: bool) -> dict[str, NodeMark]:
    return {
        element: NodeMark(
            state_of(items, later=later),
            " ".join(difference_words(item, names) for item in items),
        )
        for element, items in marks.items()
    }


def _forms(view: DifferenceView, names: OrganisationNames) -> list[FormTable]:
    """The changes of fields, form by form."""
    found: dict[tuple[str, str], list[FieldChange]] = {}
    for item in view.difference.worded:
        if item.subject is DifferenceSubject.FIELD:
            found.setdefault((item.within, item.beside), []).append(_row(item, names))
    return [FormTable(form, used, tuple(rows)) for (form, used), rows in found.items()]


def _row(item: DifferenceItem, names: OrganisationNames) -> FieldChange:
    state = STATES.get(item.kind, "changed")
    if not item.aspect:
        added = _("thêm mục, bắt buộc nhập") if item.after == "required" else _("thêm mục")
        whole = added if item.kind is DifferenceKind.ADDED else _("bỏ mục")
        return FieldChange(state, item.name, whole, "", "")
    return FieldChange(state, item.name, aspect_words(item), *side_words(item, names))
