"""`motcua move …`: running dossiers go on under another version of their procedure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from engine.accounts import Person
from engine.commands.acting import acting, installation, moment, plain, show, someone
from engine.commands.sentence import SentenceCommand
from engine.installation import Installation
from engine.instance_migration import batches
from engine.instance_migration import single as one
from engine.instance_migration.pages.moves import MoveView, VersionsView, versions_of
from engine.instance_migration.pages.moves import move as read_move
from engine.instance_migration.reasons import Reason
from engine.instance_migration.work import work_batch
from engine.storage.instance_migration.move_items import Fate

_LISTED = (Fate.CANNOT, Fate.KEPT)


class Pair(click.ParamType[tuple[str, str]]):
    """`OLD=NEW`: two ids of steps."""

    name = "OLD=NEW"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """Read it."""
        if isinstance(value, tuple):
            return value
        old, sign, new = str(value).partition("=")
        if not (old.strip() and sign and new.strip()):
            self.fail(f"{value!r} is no pair of steps: write old_step=new_step.", param, ctx)
        return old.strip(), new.strip()


to_option = click.option("--to", "number", type=int, required=True, help="Number of the version.")
map_option = click.option(
    "--map", "pairs", type=Pair(), multiple=True, help="Where a step that is gone goes on."
)


@click.group()
def move() -> None:
    """Move running dossiers to another version of their procedure, and back."""


@move.command("list", cls=SentenceCommand)
@click.argument("procedure")
@acting
def list_(procedure: str, username: str, at: str | None, as_json: bool) -> None:
    """Show which open dossiers of PROCEDURE run on which version, and what was moved."""
    del at
    here = installation()
    found = versions_of(here, someone(here, username), procedure)
    show(found, as_json, _versions(found))


@move.command(cls=SentenceCommand)
@click.argument("procedure")
@to_option
@map_option
@click.option("--dossier", "codes", multiple=True, metavar="CODE", help="Only these; else all.")
@click.option("--note", required=True, help="Why; the journal of each dossier tells it.")
@acting
def preview(  # noqa: PLR0913, PLR0917 - the options of the command
    procedure: str,
    number: int,
    pairs: tuple[tuple[str, str], ...],
    codes: tuple[str, ...],
    note: str,
    username: str,
    at: str | None,
    as_json: bool,
) -> None:
    """Find out which dossiers of PROCEDURE can go on under another version. Nothing moves yet."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    wanted = codes or None
    made = batches.propose(here, who, procedure, number, dict(pairs), note, at=now, codes=wanted)
    _work(here, who, made, now, as_json)


@move.command("show", cls=SentenceCommand)
@click.argument("batch", type=int)
@acting
def show_(batch: int, username: str, at: str | None, as_json: bool) -> None:
    """Show how far move BATCH has come, and why some dossiers cannot go."""
    here = installation()
    found = read_move(here, someone(here, username), batch, fates=_LISTED, at=moment(here, at))
    show(found, as_json, _text(found))


@move.command("apply", cls=SentenceCommand)
@click.argument("batch", type=int)
@acting
def apply_(batch: int, username: str, at: str | None, as_json: bool) -> None:
    """Move the dossiers of BATCH that can go."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    batches.apply(here, who, batch, at=now)
    _work(here, who, batch, now, as_json)


@move.command("undo", cls=SentenceCommand)
@click.argument("batch", type=int)
@acting
def undo_(batch: int, username: str, at: str | None, as_json: bool) -> None:
    """Bring back the dossiers of BATCH that nobody has gone on with since."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    batches.undo(here, who, batch, at=now)
    _work(here, who, batch, now, as_json)


@move.command("drop", cls=SentenceCommand)
@click.argument("batch", type=int)
@acting
def drop_(batch: int, username: str, at: str | None, as_json: bool) -> None:
    """Give BATCH up before it is applied."""
    here = installation()
    batches.drop(here, someone(here, username), batch, at=moment(here, at))
    show({"move": batch, "state": "dropped"}, as_json, f"move {batch}: dropped")


@move.command("one", cls=SentenceCommand)
@click.argument("code")
@to_option
@map_option
@click.option("--reason", required=True, help="Why; the dossier's journal tells it.")
@acting
def one_(  # noqa: PLR0913, PLR0917 - the options of the command
    code: str,
    number: int,
    pairs: tuple[tuple[str, str], ...],
    reason: str,
    username: str,
    at: str | None,
    as_json: bool,
) -> None:
    """Move the one dossier CODE."""
    here = installation()
    who, now = someone(here, username), moment(here, at)
    mapping = dict(pairs)
    judged = one.preview_one(here, who, code, number, mapping, at=now)
    if judged.case is None:
        text = "\n".join(f"  {_reason(r)}" for r in judged.reasons)
        show({"moved": False, "reasons": judged.reasons}, as_json, f"{code} cannot go:\n{text}")
        raise SystemExit(1)
    batch = one.move_one(here, who, code, number, mapping, at=now, reason=reason)
    text = f"{code}: version {number} (move {batch})"
    show({"moved": True, "move": batch, "version": number}, as_json, text)


@move.command("undo-one", cls=SentenceCommand)
@click.argument("code")
@acting
def undo_one_(code: str, username: str, at: str | None, as_json: bool) -> None:
    """Bring the one dossier CODE back from its last move."""
    here = installation()
    one.undo_one(here, someone(here, username), code, at=moment(here, at))
    show({"code": code, "undone": True}, as_json, f"{code}: brought back")


def _work(here: Installation, who: Person, batch: int, now: datetime, as_json: bool) -> None:
    """Go on to the end of the pass that has begun, and print what came of it."""
    start = read_move(here, who, batch, fates=_LISTED, at=now).row
    left = start.total - start.counted
    with click.progressbar(length=left, label="Dossiers", hidden=as_json or not left) as bar:
        reached = start.counted
        while work_batch(here, batch, at=now):
            counted = read_move(here, who, batch, fates=_LISTED, at=now).row.counted
            bar.update(counted - reached)
            reached = counted
    found = read_move(here, who, batch, fates=_LISTED, at=now)
    show(found, as_json, _text(found))


def _versions(found: VersionsView) -> str:
    lines = [f"{found.procedure}: {found.name}"]
    for version in found.versions:
        force = "  in force" if version.active else ""
        lines.append(f"  version {version.number}: {version.dossiers} open dossiers{force}")
    for batch in found.batches:
        text = f"  move {batch.id} to version {batch.to_number} ({batch.state}): {batch.note}"
        lines.append(f"{text}, by {batch.made_by_name}, {plain(batch.made_at)}")
    return "\n".join(lines)


def _text(found: MoveView) -> str:
    row = found.row
    head = f"move {row.id} of {row.procedure} to version {row.to_number} ({row.state})"
    counts = ", ".join(f"{number} {fate}" for fate, number in sorted(found.fates.items()))
    lines = [f"{head}: {counts or 'no dossiers'}"]
    for item in found.items:
        why = "; ".join(map(_reason, item.reasons))
        lines.append(f"  {item.code}  version {item.from_number}  {item.step}: {why}")
    rest = sum(found.fates.get(fate, 0) for fate in _LISTED) - len(found.items)
    return "\n".join([*lines, *([f"  … and {rest} more"] if rest else [])])


def _reason(reason: Reason) -> str:
    text = _SENTENCES.get(reason.code, reason.code)
    return text.format(name=reason.name, other=reason.other, node=reason.node)


_SENTENCES = {
    "node_gone": 'step "{name}" ({node}) is gone: say where it goes on, --map {node}=NEW_STEP',
    "other_kind": '"{name}" ({node}) is a {other} there, which waits for something else',
    "other_scope": '"{name}" ({node}) stands in another sub-process there: --map {node}=NEW_STEP',
    "other_loop": '"{name}" ({node}) is repeated otherwise there',
    "other_service": '"{name}" ({node}) waits for a job of another kind there',
    "flow_gone": 'the flow {other} into "{name}" ({node}), where a branch waits, is gone',
    "not_mapped_so": '"{name}" ({node}) cannot go on at another step',
    "target_gone": '"{other}", where "{name}" ({node}) was to go on, is no step',
    "target_other_kind": '"{other}" waits for something else than "{name}" ({node})',
    "target_elsewhere": '"{other}" stands where nothing can go on from "{name}" ({node})',
    "goes_on": 'the move alone would carry it past "{name}"',
    "stuck": 'it would wait for ever at "{name}"',
    "cannot_enter": "an expression of the new version fails: {other}",
    "no_value": '"{name}" reads the variable {other}, which is not there and which nothing'
    " before gives",
    "clock_changes": "the legal clock would be changed by the move (it then: {other})",
    "status_changes": "its status would turn from {name} to {other}, which only an act may do",
    "milestone_gone": 'it would never come to its milestone "{other}" any more',
    "never_closed": "nothing there closes a dossier whose applicant never answers",
    "no_holder": 'step "{name}" ({node}) is for {other}, which is no role or unit of ours',
    "ended": "it has ended",
    "already_there": "it runs on that version already",
    "bad_state": "its stored state cannot be read",
    "uncounted": "its limits cannot be counted: {other}",
    "busy": "others kept changing it; try again",
    "acted_since": "somebody has gone on with it since",
}
