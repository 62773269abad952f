"""A trial: a sandbox with a play on it, act by act, and the dossier's state after each."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict

from engine.definitions.scenarios.play import Opening, Play, PlayAct
from engine.errors import MotcuaError
from engine.trial.acts import do_act, open_dossier
from engine.trial.clock import move_for, settle
from engine.trial.facts import ActOutcome, ActRefusal, facts_of, refusal_of
from engine.trial.plain import plain_play
from engine.trial.sandbox import Sandbox
from engine.trial.trial_content import Candidate
from sla.errors import SlaError

KEPT = 32
"""Trials that a process keeps open, so that one more act costs one act."""


class Trial:
    """A dossier that is played. Not for two threads at once."""

    def __init__(self, candidate: Candidate, opening: Opening) -> None:
        """Open the dossier; `facts` has whether it was accepted."""
        self.candidate = candidate
        self.play = Play(candidate.procedure.code, opening)
        self.sandbox = Sandbox(candidate, opening.at)
        refusal: ActRefusal | None = None
        try:
            open_dossier(self.sandbox, opening)
            settle(self.sandbox)
        except (MotcuaError, SlaError) as error:
            refusal = refusal_of(error)
        self.facts: list[ActOutcome] = [facts_of(self.sandbox, None, refusal)]

    @property
    def last(self) -> ActOutcome:
        """The dossier's state."""
        return self.facts[-1]

    def act(self, act: PlayAct) -> ActOutcome:
        """Do one act more; one that is refused leaves the dossier as it was, but for the clock."""
        refusal: ActRefusal | None = None
        try:
            move_for(self.sandbox, act)
            do_act(self.sandbox, act)
            settle(self.sandbox)
        except (MotcuaError, SlaError) as error:
            refusal = refusal_of(error)
        self.play = self.play.then(act)
        self.facts.append(facts_of(self.sandbox, self.last, refusal))
        return self.last

    def close(self) -> None:
        """Give its memory back."""
        self.sandbox.close()


def replayed(candidate: Candidate, play: Play) -> Trial:
    """A trial of all acts from the beginning; the same play always comes out the same."""
    trial = Trial(candidate, play.opening)
    for act in play.acts:
        trial.act(act)
    return trial


class LiveTrials:
    """Trials of one process that may be gone on with; whatever is not there is played again."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: OrderedDict[str, Trial] = OrderedDict()
        self._most = kept
        self._lock = threading.Lock()

    def take(self, candidate: Candidate, play: Play) -> Trial:
        """The trial that has come just so far: it is the caller's alone until it is put back."""
        with self._lock:
            found = self._kept.pop(_key(candidate, play), None)
        if found is not None:
            return found
        if play.acts:
            before = Play(play.procedure, play.opening, play.acts[:-1])
            with self._lock:
                found = self._kept.pop(_key(candidate, before), None)
            if found is not None:
                found.act(play.acts[-1])
                return found
        return replayed(candidate, play)

    def keep(self, trial: Trial) -> None:
        """Put a trial back; the one used least goes."""
        gone: list[Trial] = []
        with self._lock:
            before = self._kept.pop(_key(trial.candidate, trial.play), None)
            gone += [before] if before is not None else []
            self._kept[_key(trial.candidate, trial.play)] = trial
            while len(self._kept) > self._most:
                gone.append(self._kept.popitem(last=False)[1])
        for old in gone:
            old.close()


def _key(candidate: Candidate, play: Play) -> str:
    text = json.dumps(plain_play(play), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{candidate.key}\n{text}".encode()).hexdigest()
