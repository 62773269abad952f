"""Which texts a few words find, best first: an inverted index that bears typing errors.

Vietnamese without its accents has short words that differ by one letter (hôn, hộ, hợp), so a word
is read as mistyped only where nothing else fits as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from engine.procedures.register.words import (
    MOST_ERRORS,
    MOST_LETTERS,
    MOST_WORDS,
    code_key,
    errors_allowed,
    words,
)

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

BESIDE = 0.6  # what a word counts that stands in the agency or field, not in the name
_BEGUN, _PARTED, _WRONG = 0.85, 0.95, 0.4  # of a begun word, two words in one, each wrong letter
_NAME = 0.3  # share of the score that says how much of the name was asked for
_ORDER = 0.3  # added where the words stand in the same order
_UNKNOWN = 2.0  # weight of a word that no text has, and the most of a letter
_OF_CODE = 4  # digits, and letters that words of names have and those of codes (BKH) have not
_RANKED = 60  # texts that are compared letter by letter
_CLEAR = 0.1  # by so much a reading with errors must be better than one without
_ENOUGH = 0.65  # of what was asked for: of several words, not each may be corrected
_NEAR_BEST = 0.8  # of what the best text has of it


class MatchMode(StrEnum):
    """How the words were read to find anything."""

    ALL = "all"  # every word as typed
    NEAR = "near"  # every word, some of them corrected
    SOME = "some"  # not all of the words


@dataclass(frozen=True, slots=True)
class IndexedText:
    """What can be found: by the words of its name, by those beside it, by its code."""

    name: str
    beside: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """Places of texts, best first, and how the words were read."""

    places: tuple[int, ...]
    reading: MatchMode = MatchMode.ALL


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a query over all texts: how well it fits as typed, and with corrections."""

    weight: float  # its inverse document frequency
    typed: Floats
    mended: Floats
    in_name: Floats


class WordIndex:
    """An index over texts that never changes; safe to share between threads."""

    def __init__(self, texts: Sequence[IndexedText]) -> None:
        """Number the texts in their order."""
        self._size = len(texts)
        names = [words(t.name) for t in texts]
        others = [[*words(t.beside), *words(t.code)] for t in texts]
        self._names = [" ".join(name) for name in names]
        self._codes = [code_key(t.code) for t in texts]
        self._in_name = _postings(names)
        self._beside = _postings(others)
        self._vocabulary = sorted(self._in_name.keys() | self._beside.keys())
        self._weight = {word: self._weight_of(word) for word in self._vocabulary}
        self._name_weight = np.array(
            [sum(self._weight[w] for w in set(n)) or 1 for n in names], np.float32
        )

    def find(self, query: str) -> Hits:
        """The texts that the words of the query find; all of them where there is no word."""
        wanted = list(dict.fromkeys(words(query[:MOST_LETTERS])))[:MOST_WORDS]
        if not wanted:
            return Hits(tuple(range(self._size)))
        if not self._size:
            return Hits(())
        if _is_code(query):
            coded = self._by_code(query)
            if coded:
                return Hits(coded)
            wanted = [word for word in wanted if len(word) >= _OF_CODE] or wanted
        wrong = process.cdist(
            wanted, self._vocabulary, scorer=OSA.distance, score_cutoff=MOST_ERRORS, dtype=np.uint8
        )
        read = [
            self._word(word, wrong[n], last=n == len(wanted) - 1) for n, word in enumerate(wanted)
        ]
        return self._chosen(read, " ".join(words(query[:MOST_LETTERS])))

    def nearest(self, query: str, most: int = 3) -> tuple[int, ...]:
        """Texts whose whole names look like the query, where `find` finds nothing."""
        wanted = " ".join(words(query[:MOST_LETTERS]))
        found = process.extract(
            wanted, self._names, scorer=fuzz.token_set_ratio, limit=most, score_cutoff=50
        )
        return tuple(place for _, _, place in found)

    def _by_code(self, query: str) -> tuple[int, ...]:
        """Texts whose code is the query, else begins with it."""
        key = code_key(query)
        same = tuple(n for n, code in enumerate(self._codes) if code == key)
        return same or tuple(n for n, code in enumerate(self._codes) if code.startswith(key))

    def _weight_of(self, word: str) -> float:
        """How much a word narrows the search: its inverse document frequency.

        A single letter is more often a typing error than a word.
        """
        none = np.array([], np.intp)
        places = np.union1d(self._in_name.get(word, none), self._beside.get(word, none))
        found = math.log(1 + self._size / len(places))
        return min(found, _UNKNOWN) if len(word) == 1 else found

    def _word(self, word: str, wrong: NDArray[np.uint8], *, last: bool) -> _Word:
        typed, mended, in_name = (np.zeros(self._size, np.float32) for _ in range(3))
        sure = {word: 1.0} if word in self._weight else {}
        begun = self._begun(word) if last or not sure else {}
        near = self._near(word, wrong)
        if last and not sure:
            sure = begun
        parted = () if sure else self._parted(word)
        for known, weight in sure.items():
            self._lay(typed, known, weight)
        for known, weight in {**near, **begun, **sure}.items():
            self._lay(mended, known, weight)
            if known in self._in_name:
                at = self._in_name[known]
                in_name[at] = np.maximum(in_name[at], weight)
        for place in parted:
            typed[place] = mended[place] = in_name[place] = _PARTED
        weights = [self._weight[known] for known in (sure or near)]
        return _Word(max(weights, default=_UNKNOWN), typed, mended, in_name)

    def _lay(self, onto: Floats, known: str, weight: float) -> None:
        for postings, share in ((self._in_name, 1.0), (self._beside, BESIDE)):
            if known in postings:
                # A number stands in a code: it counts whole.
                at, worth = postings[known], weight * (1.0 if known.isdigit() else share)
                onto[at] = np.maximum(onto[at], worth)

    def _begun(self, word: str) -> dict[str, float]:
        """Words that begin with the last word, which may not be typed to its end."""
        return {w: _BEGUN for w in self._vocabulary if w.startswith(word) and w != word}

    def _near(self, word: str, wrong: NDArray[np.uint8]) -> dict[str, float]:
        """Known words and what they are worth; `wrong` counts the errors against each of them."""
        found = np.flatnonzero((wrong > 0) & (wrong <= errors_allowed(word)))
        return {self._vocabulary[n]: 1 - _WRONG * int(wrong[n]) for n in found}

    def _parted(self, word: str) -> list[int]:
        """Texts with two words that were typed without the space between: `dangky`."""
        known, found = self._in_name, []
        for first, second in ((word[:n], word[n:]) for n in range(1, len(word))):
            if first in known and second in known:
                both = np.intersect1d(known[first], known[second])
                found += [int(n) for n in both if f"{first} {second}" in self._names[n]]
        return found

    def _chosen(self, read: list[_Word], wanted: str) -> Hits:
        """Read the words as typed unless a reading with errors is clearly better."""
        weights = np.array([w.weight for w in read], np.float32)
        typed, mended = (np.stack([getattr(w, name) for w in read]) for name in ("typed", "mended"))
        covered = weights @ mended / weights.sum()
        named = np.minimum(weights @ np.stack([w.in_name for w in read]) / self._name_weight, 1)
        score = (1 - _NAME) * covered + _NAME * named
        self._compare(score, wanted)
        best = float(score.max())
        exact, mostly = (np.asarray((fit > 0).all(axis=0)) for fit in (typed, mended))
        if mostly.any():  # corrected where it need not be, a word finds too much
            least = _ENOUGH if len(read) > 1 else 0
            mostly &= covered >= max(least, _NEAR_BEST * float(covered[mostly].max()))
        for reading, fits in ((MatchMode.ALL, exact), (MatchMode.NEAR, mostly)):
            if fits.any() and float(score[fits].max()) >= best - _CLEAR:
                return Hits(_ranked(score, fits), reading)
        enough = max(_ENOUGH, _NEAR_BEST * float(covered.max()))
        return Hits(_ranked(score, np.asarray(covered >= enough)), MatchMode.SOME)

    def _compare(self, score: Floats, wanted: str) -> None:
        """Add to the best scores what the order of the words says."""
        best = np.argsort(-score, kind="stable")[:_RANKED]
        for place in best:
            name = self._names[place]
            alike = max(fuzz.ratio(wanted, name), 0.9 * fuzz.partial_ratio(wanted, name))
            score[place] += _ORDER * alike / 100


def _is_code(query: str) -> bool:
    """Whether a query is one code or the beginning of one: digits, and no words as names have."""
    parts = words(query)
    digits = sum(c.isdigit() for part in parts for c in part)
    return digits >= _OF_CODE and all(len(p) < _OF_CODE or not p.isalpha() for p in parts)


def _postings(texts: list[list[str]]) -> dict[str, NDArray[np.intp]]:
    places: dict[str, list[int]] = {}
    for place, found in enumerate(texts):
        for word in set(found):
            places.setdefault(word, []).append(place)
    return {word: np.array(at, np.intp) for word, at in places.items()}


def _ranked(score: Floats, fits: Flags) -> tuple[int, ...]:
    order = np.argsort(-score, kind="stable")
    return tuple(int(place) for place in order[fits[order]])
