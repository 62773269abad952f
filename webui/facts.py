"""Sentences of the engine in the language of the page; worked time as people read it."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from engine.deadlines.explanation.wording import (
    Sentence,
    fact_in_words,
    held_in_words,
    told,
    worked_in_words,
)
from sla.explain import Fact


def say(sentence: Sentence) -> str:
    """The sentence in the reader's language."""
    return told(sentence, gettext)


def fact(found: Fact, of_step: bool = False) -> str:
    """One link of the chain that leads to a due moment."""
    return say(fact_in_words(found, of_step=of_step))


def held(worked: int) -> str:
    """Microseconds of worked time; a working day is 8 worked hours."""
    return say(held_in_words(worked))


def hours(worked: int) -> str:
    """The same in hours alone, whatever the length of a day."""
    return say(worked_in_words(0, worked))


def init_facts(app: Flask) -> None:
    """The filters that templates use."""
    app.jinja_env.filters.update(fact=fact, held=held, hours=hours)
