"""A dossier played by hand in a terminal: what waits, who, until when; then the next act."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import click

from engine.commands.trying.form import ask_form, print_problems
from engine.commands.trying.show import show_all, show_state
from engine.definitions.scenarios.play import ActKind, Opening, PaperIn, Play, PlayAct
from engine.definitions.scenarios.scenario_file import UNTIL
from engine.errors import MotcuaError, NotFound
from engine.trial.facts import ActRefusal
from engine.trial.opening import requirements_of
from engine.trial.recording import recorded, to_yaml
from engine.trial.trial import Trial, replayed
from engine.trial.trial_content import Candidate
from engine.trial.view import Service, TrialStep, state_of
from sla.calendar import VIETNAM
from sla.errors import SlaError
from sla.limits import parse_limit

_NO_FIELD = frozenset({""})  # a key that no field has
HELP = """\
  NUMBER [JSON]           do that step, or answer that service; values as JSON, else you are asked
  NUMBER error CODE       let a service end with an error of the procedure
  wait 2 working hours    let time pass; also: wait until 2024-01-05T08:00
  message NAME [JSON]     another system tells the dossier something
  withdraw REASON         the applicant withdraws
  show                    variables, journal, alerts so far and those to come
  undo                    take the last act back
  save FILE               write the play as a scenario
  quit"""


class TerminalPlayer:
    """One dossier in a terminal."""

    def __init__(self, candidate: Candidate, now: datetime, begun: Play | None = None) -> None:
        """`begun` is a play to go on with, instead of a new dossier."""
        self.candidate = candidate
        self.now = now
        self._trial = replayed(candidate, begun) if begun else None

    @property
    def trial(self) -> Trial:
        """The opened dossier. Raises NotFound before it is opened."""
        if self._trial is None:
            raise NotFound("not_opened", "No dossier has been opened yet.")
        return self._trial

    def play(self) -> None:
        """Open the dossier, then act until the player quits."""
        procedure = self.candidate.procedure
        click.secho(f"{procedure.code}  {procedure.name}", bold=True)
        if self._trial is None:
            self._open()
        click.echo("help lists what you can say.")
        while True:
            show_state(state_of(self.trial))
            try:
                line = click.prompt(">", prompt_suffix=" ", default="", show_default=False)
            except click.Abort:
                return
            word, _, rest = line.strip().partition(" ")
            if word in ("quit", "exit", "q"):
                return
            if word:
                self._obey(word, rest.strip())

    def _obey(self, word: str, rest: str) -> None:
        known: Mapping[str, Callable[[str], object]] = {
            "wait": self._wait,
            "message": self._message,
            "withdraw": lambda reason: self._act(PlayAct(ActKind.WITHDRAW, reason)),
            "show": lambda _: show_all(state_of(self.trial)),
            "undo": lambda _: self._undo(),
            "save": self._save,
            "help": lambda _: click.echo(HELP),
        }
        try:
            if word.isdigit():
                self._numbered(int(word), rest)
            elif word in known:
                known[word](rest)
            else:
                raise NotFound("no_word", f"{word!r} is not known; help lists what is.")
        except (MotcuaError, SlaError, ValueError, OSError) as error:
            click.secho(str(error), fg="red", err=True)

    def _open(self) -> None:
        """Ask for the opening until the dossier is taken."""
        ask = self._internal if self.candidate.procedure.internal else self._at_the_desk
        opening = Opening(self.now, {"name": "Người nộp thử"})
        only: frozenset[str] = frozenset()
        while True:
            opening = ask(opening, only)
            trial = Trial(self.candidate, opening)
            refusal = trial.last.refusal
            if refusal is None:
                self._trial = trial
                return
            trial.close()
            self._print_refusal(refusal)
            only = frozenset(p.key for p in refusal.problems)
            if not only:
                raise click.ClickException(refusal.sentence)

    def _internal(self, before: Opening, only: frozenset[str]) -> Opening:
        """What opens an internal dossier; its first step is then the first act."""
        form = self.candidate.parts.forms.get(self.candidate.procedure.form)
        subject = before.subject
        if not only or "subject" in only:
            subject = click.prompt("Về việc", default="Chạy thử")
        values = ask_form(form, {}, before.values, _of(only, ""))
        return Opening(self.now, values=values, subject=subject)

    def _at_the_desk(self, before: Opening, only: frozenset[str]) -> Opening:
        """What the desk takes in, with its decision; all papers are there."""
        required = requirements_of(self.candidate, self.now)
        click.echo(f"Application ({required.procedure.limit_text}):")
        values = ask_form(required.form, {}, before.values, _of(only, ""))
        click.echo(f"First step: {required.first_step}")
        first = ask_form(required.first_form, values, before.first, _of(only, "decision."))
        return Opening(
            self.now,
            before.applicant,
            values,
            first,
            papers=tuple(PaperIn(p.id, p.kind, p.copies) for p in required.papers),
            case=before.case or self._case([(c.id, c.name) for c in required.procedure.cases]),
        )

    def _case(self, cases: list[tuple[str, str]]) -> str:
        if not cases:
            return ""
        for case_id, name in cases:
            click.echo(f"      {case_id}  {name}")
        return str(click.prompt("Quy trình", type=click.Choice([c for c, _ in cases])))

    def _numbered(self, number: int, rest: str) -> None:
        state = state_of(self.trial)
        every: list[TrialStep | Service] = [*state.steps, *state.services]
        if not 1 <= number <= len(every):
            raise NotFound("no_step", f"There is no {number} in the list.")
        chosen = every[number - 1]
        if isinstance(chosen, Service):
            self._answer(chosen, rest)
        else:
            self._do(chosen, rest)

    def _do(self, step: TrialStep, rest: str) -> None:
        shown = step.task.values
        values: Mapping[str, object] = (
            _json(rest) if rest else ask_form(step.task.form, shown, None)
        )
        exception = ""
        while True:
            act = PlayAct(
                ActKind.DO, step.node, values, instance=step.instance, exception=exception
            )
            refusal = self._act(act)
            if refusal is None or not refusal.problems or rest:
                return
            only = frozenset(p.key for p in refusal.problems)
            if "exception" in only:
                exception = click.prompt("Lý do yêu cầu bổ sung quá hai lần")
            if only - {"exception"}:
                values = ask_form(step.task.form, shown, values, only)

    def _answer(self, service: Service, rest: str) -> None:
        word, _, code = rest.partition(" ")
        if word == "error":
            act = PlayAct(ActKind.SERVICE, service.node, error=code.strip())
        else:
            names = ", ".join(name for name, _ in service.outputs)
            typed = rest or click.prompt(f"Answer as JSON ({names})", default="{}")
            act = PlayAct(ActKind.SERVICE, service.node, _json(typed))
        self._act(act)

    def _message(self, rest: str) -> None:
        name, _, values = rest.partition(" ")
        self._act(PlayAct(ActKind.MESSAGE, name, _json(values) if values else {}))

    def _wait(self, rest: str) -> None:
        moment = next((rest[len(w) :] for w in UNTIL if rest.casefold().startswith(w)), "")
        if moment:
            at = datetime.fromisoformat(moment.strip())
            self._act(PlayAct(ActKind.WAIT, at=at if at.tzinfo else at.replace(tzinfo=VIETNAM)))
            return
        parse_limit(rest)
        self._act(PlayAct(ActKind.WAIT, after=rest))

    def _act(self, act: PlayAct) -> ActRefusal | None:
        """Do it; one that is refused is reported and is no part of the play."""
        before = self.trial.play
        refusal = self.trial.act(act).refusal
        if refusal is not None:
            self._print_refusal(refusal)
            self._replay(before)
        return refusal

    def _undo(self) -> None:
        if not self.trial.play.acts:
            raise NotFound("nothing_to_undo", "Nothing has been done yet.")
        self._replay(self.trial.play.undone())

    def _replay(self, play: Play) -> None:
        self.trial.close()
        self._trial = replayed(self.candidate, play)

    def _save(self, name: str) -> None:
        path = Path(name)
        if not name:
            raise NotFound("no_name", "Say which file: save scenarios/ten.yaml")
        if path.exists() and not click.confirm(f"{path} exists. Write over it?"):
            return
        title = click.prompt("Title", default=self.candidate.procedure.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = to_yaml(recorded(title, self.trial.play, self.trial.facts))
        path.write_text(text, encoding="utf-8")
        click.echo(f"Written: {path}. `motcua check --scenarios {path}` plays it again.")

    def _print_refusal(self, refusal: ActRefusal) -> None:
        click.secho(f"Refused: {refusal.sentence}", fg="red", err=True)
        print_problems(refusal.problems)


def _of(keys: frozenset[str], prefix: str) -> frozenset[str]:
    """The keys of one of the two forms; none where none of them is wrong."""
    if not keys:
        return keys
    known = ("decision.", "applicant.", "papers.", "subject", "requester")
    if prefix:
        own = {k.removeprefix(prefix) for k in keys if k.startswith(prefix)}
    else:
        own = {k for k in keys if not k.startswith(known)}
    return frozenset(own) or _NO_FIELD


def _json(text: str) -> dict[str, object]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError('Write values as JSON, such as {"ket_qua": "dat"}.')
    return found
