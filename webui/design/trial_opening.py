"""A new trial: which version, and the dossier that it is played with."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine.definitions.scenarios.play import Opening, PaperIn
from engine.definitions.status import Channel
from engine.dossiers.internal import LONGEST
from engine.errors import FieldProblem, Invalid, MotcuaError
from engine.l10n.text import _
from engine.l10n.times import clock, day
from engine.storage import StoreUnavailable
from engine.trial import store
from engine.trial.choices import choices, source_in_force
from engine.trial.opening import OpeningRequirements, opening_requirements
from engine.trial.samples import sample
from sla.errors import SlaError
from webui import desk_fields
from webui.context import installation, now, person
from webui.design.trial_words import RefusalWords, refused
from webui.pages import Pages
from webui.posted import moment_of, values
from webui.query import mentions, query_text

trial_opening = Pages("trial_opening", __name__, url_prefix="/chay-thu/moi", parent="trial")


@dataclass(frozen=True, slots=True)
class TrialOpeningInput:
    """What the page shows in its fields."""

    title: str
    day: str
    clock: str
    channel: Channel = Channel.DESK
    case: str = ""
    applicant: dict[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    papers: dict[str, PaperIn] = field(default_factory=dict)
    subject: str = ""
    requester: str = ""
    unit: str = ""
    values: dict[str, object] = field(default_factory=dict)
    first: dict[str, object] = field(default_factory=dict)


@trial_opening.get("")
def page() -> str:
    """The versions that can be tried; of one that is named, the page that opens a dossier."""
    source = _source()
    if not source:
        return _choose()
    opening = _opening_view(source)
    return _render(opening, _blank(opening))


@trial_opening.post("")
def begin() -> Response | tuple[str, int]:
    """Open the dossier in a sandbox; with something wrong, what was typed stays."""
    source = _source()
    if not source:
        raise BadRequest
    opening, typed = _opening_view(source), _typed()
    try:
        found = store.begin(
            installation(),
            person(),
            source,
            _opening(opening, typed),
            title=typed.title,
            procedure=opening.procedure.code,
            at=now(),
        )
    except StoreUnavailable:
        raise
    except Invalid as error:
        return _render(opening, typed, error.problems), 422
    except (MotcuaError, SlaError) as error:
        return _render(opening, typed, refusal=refused(error)), 422
    flash(_("Đã mở hồ sơ thử. Không hồ sơ thật nào bị ảnh hưởng."))
    done = f"chay-thu/moi/{source}"
    return redirect(url_for("trial.play", trial_id=found.head.id, done=done))


def _source() -> str:
    """The version that the address names: itself, or by its procedure."""
    source, procedure = request.args.get("nguon", ""), request.args.get("thu-tuc", "")
    if source or not procedure:
        return source
    return source_in_force(installation(), person(), procedure)


def _opening_view(source: str) -> OpeningRequirements:
    procedure = request.args.get("thu-tuc", "")
    return opening_requirements(installation(), person(), source, procedure, at=now())


def _choose() -> str:
    found, text = choices(installation(), person()), query_text()
    hits = [c for c in found.in_force if mentions(f"{c.procedure} {c.name}", text)]
    return render_template(
        "trial/choose.html", found=found, hits=hits, text=text, any=bool(found.in_force)
    )


def _blank(opening: OpeningRequirements) -> TrialOpeningInput:
    return TrialOpeningInput(
        title=opening.procedure.name,
        day=day(opening.at),
        clock=clock(opening.at),
        applicant=desk_fields.BLANK | {"name": _("Người nộp hồ sơ")},
        ticked=frozenset(paper.id for paper in opening.papers),
        papers={p.id: PaperIn(p.id, p.kind, p.copies) for p in opening.papers},
        subject=_("Chạy thử") if opening.internal else "",
        values=sample(opening.form, opening.at),
        first=sample(opening.first_form, opening.at, choices=False),
    )


def _typed() -> TrialOpeningInput:
    sent = request.form
    papers = [name.removeprefix("kind.") for name in sent if name.startswith("kind.")]
    return TrialOpeningInput(
        title=sent.get("title", "")[: store.LONGEST_TITLE],
        day=sent.get("day", "")[:10],
        clock=sent.get("clock", "")[:5],
        channel=desk_fields.channel(),
        case=sent.get("case", ""),
        applicant=desk_fields.applicant(sent),
        ticked=frozenset(sent.getlist("paper")),
        papers={name: PaperIn(name, *desk_fields.paper(name)) for name in papers},
        subject=sent.get("subject", "")[: LONGEST["subject"] + 1],
        requester=sent.get("requester", "")[: LONGEST["requester"] + 1],
        unit=sent.get("unit", ""),
        values=values("values"),
        first=values("first"),
    )


def _opening(opening: OpeningRequirements, typed: TrialOpeningInput) -> Opening:
    """The opening that was typed. Raises Invalid for a moment that is none."""
    at, later = moment_of(typed.day, typed.clock), "later" in request.form
    if at is None:
        raise Invalid([FieldProblem("at", "date", _("Mở lúc"))])
    if opening.internal:
        return Opening(
            at,
            values=typed.values,
            first=None if later else typed.first,
            case=typed.case,
            subject=typed.subject,
            requester=typed.requester,
            unit=typed.unit,
        )
    return Opening(
        at,
        applicant={name: text for name, text in typed.applicant.items() if text},
        values=typed.values,
        first=None if later else typed.first,
        papers=tuple(paper for id_, paper in typed.papers.items() if id_ in typed.ticked),
        channel=Channel.ONLINE if later else typed.channel,
        case=typed.case,
    )


def _render(
    opening: OpeningRequirements,
    typed: TrialOpeningInput,
    problems: tuple[FieldProblem, ...] = (),
    refusal: RefusalWords | None = None,
) -> str:
    return render_template(
        "trial/opening.html",
        opening=opening,
        typed=typed,
        problems=problems,
        required=opening.applicant_required,
        refusal=refusal,
        wrong={problem.key for problem in problems},
        longest=LONGEST,
    )
