"""Moving running dossiers to another version: proposed, previewed, applied, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.access.table import MIGRATE
from engine.errors import FieldProblem, Invalid
from engine.instance_migration import batches
from engine.instance_migration.pages.moves import MoveView, move_fates
from engine.instance_migration.pages.moves import move as read_move
from engine.instance_migration.pages.plan import MovePlan, move_plan, moves_page
from engine.l10n.text import _, _l
from engine.review.difference.side_by_side import DifferenceView, names_of
from engine.review.difference.wording import AREAS, difference_words
from engine.storage.instance_migration.move_items import Fate
from engine.storage.instance_migration.moves import MoveState
from webui.context import installation, now, person
from webui.design.move_words import (
    FATE,
    MOVE_STATE,
    SLUGS,
    group_in_words,
    reason_in_words,
    remedy_in_words,
)
from webui.pages import MenuEntry, Pages, may_open
from webui.posted import number
from webui.query import page_number, query_number

LONGEST = batches.NOTE_LENGTH
_MAP = "map."

moves = Pages(
    "moves",
    __name__,
    url_prefix="/chuyen",
    parent="procedures",
    words={"FATE": FATE, "FATE_SLUG": SLUGS, "MOVE_STATE": MOVE_STATE}
    | {"reason_in_words": reason_in_words, "remedy_in_words": remedy_in_words},
)


@dataclass(frozen=True, slots=True)
class RefusalGroup:
    """Dossiers that cannot go, or were kept, for one reason."""

    words: str
    remedy: str
    dossiers: int


@moves.menu("", MenuEntry(_l("Chuyển hồ sơ"), 83, may=MIGRATE))
def page() -> str:
    """Procedures whose dossiers run on other versions, and what was moved so far."""
    found = moves_page(installation(), person(), page=page_number())
    return render_template("move/list.html", found=found)


@moves.get("/moi")
def form() -> str | Response:
    """What a move needs to know, for one procedure and one version."""
    code = request.args.get("thu-tuc", "")
    if not code:
        return redirect(url_for("moves.page"))
    plan = move_plan(installation(), person(), code, query_number("den"))
    return _form(plan, {}, "")


@moves.post("/moi")
def propose() -> Response | tuple[str, int]:
    """Find out which dossiers can go; with something wrong, what was typed stays."""
    code, target = request.form.get("thu-tuc", ""), number("den") or 0
    mapping, note = mapped(request.form), request.form.get("note", "")[: LONGEST + 1]
    plan = move_plan(installation(), person(), code, target)
    try:
        made = batches.propose(
            installation(),
            person(),
            code,
            target,
            mapping,
            note,
            at=now(),
            instead_of=number("thay"),
        )
    except Invalid as error:
        return _form(plan, mapping, note, error.problems), 422
    return redirect(url_for("moves.batch", number=made))


@moves.get("/<int:number>")
def batch(number: int) -> str:
    """One batch: how far it is, what becomes of its dossiers, what can be done with it."""
    wanted = request.args.get("xem", "")
    counts = move_fates(installation(), person(), number)
    chosen = next((fate for fate, slug in SLUGS.items() if slug == wanted), None)
    fate = chosen if chosen in counts else _first(counts)
    fates = (fate,) if fate else ()
    found = read_move(installation(), person(), number, fates=fates, page=page_number(), at=now())
    return render_template(
        "move/batch.html",
        view=found,
        fate=fate,
        total=sum(found.fates.values()),
        groups=_groups(found),
        working=found.row.state in {MoveState.PROPOSED, MoveState.APPLYING, MoveState.UNDOING},
    )


@moves.post("/<int:number>/ap-dung")
def put_in_force(number: int) -> Response:
    """Move the dossiers that can go."""
    batches.apply(installation(), person(), number, at=now())
    return redirect(url_for("moves.batch", number=number))


@moves.post("/<int:number>/hoan-tac")
def take_back(number: int) -> Response:
    """Bring back those that nobody has gone on with."""
    batches.undo(installation(), person(), number, at=now())
    return redirect(url_for("moves.batch", number=number))


@moves.post("/<int:number>/bo")
def give_up(number: int) -> Response:
    """Give a batch up before it is applied."""
    batches.drop(installation(), person(), number, at=now())
    flash(_("Đã bỏ đợt chuyển. Không hồ sơ nào thay đổi."))
    return redirect(url_for("moves.page"))


def mapped(given: Mapping[str, str]) -> dict[str, str]:
    """The steps that were mapped by hand, from fields named `map.STEP`; "" maps nothing."""
    pairs = {k.removeprefix(_MAP): v[:200] for k, v in given.items() if k.startswith(_MAP)}
    return {old[:200]: new for old, new in pairs.items() if new}


@moves.app_template_global()
def short_difference(view: DifferenceView) -> list[tuple[str, list[str]]]:
    """What differs, in sentences by area, without the drawings."""
    names = names_of(installation())
    return [
        (str(AREAS[area]), [difference_words(item, names) for item in items])
        for area, items in view.groups
    ]


def _form(
    plan: MovePlan,
    mapping: Mapping[str, str],
    note: str,
    problems: tuple[FieldProblem, ...] = (),
) -> str:
    return render_template(
        "move/new.html",
        plan=plan,
        mapping=mapping,
        note=note,
        problems=problems,
        compares=may_open("procedures"),
    )


def _first(counts: Mapping[Fate, int]) -> Fate | None:
    """What is listed first: whatever needs somebody's eye."""
    first = (Fate.KEPT, Fate.CANNOT, *FATE)
    return next((fate for fate in first if counts.get(fate)), None)


def _groups(found: MoveView) -> list[RefusalGroup]:
    """Most dossiers first."""
    counted = sorted(found.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    settled = found.row.state != MoveState.COUNTED
    return [RefusalGroup(*group_in_words(code, settled=settled), n) for code, n in counted]
