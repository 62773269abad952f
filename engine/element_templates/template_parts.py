"""What an element template of ours consists of, before it is written for a dialect of Camunda."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Binding(Enum):
    """Where in a diagram the value of a field is kept."""

    ROLE = auto()  # the candidate group
    FORM = auto()  # the id of a Camunda form
    PROPERTY = auto()  # an extension property
    SUBSTITUTE = auto()  # one for what Camunda 8, not 7, has a setting of its own for
    KIND = auto()  # the job type or external topic; never shown
    INPUT = auto()  # an input mapping: the field's value is its source
    OUTPUT = auto()  # an output mapping: the field's value is the variable it fills
    DURATION = auto()  # the duration of a timer, which only Camunda 8 lets a template set


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """A heading in the properties panel."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One field of the panel. `name` is what the place is called in the file; `help` is shown.

    With `choices` (value, label) it is a list to choose from, with `none` for what an empty choice
    means. `pattern` is a regular expression that both JavaScript and Python read, and `message`
    what to write instead, with an example.
    `feel` says that the value may be FEEL after `=`; `only` that it must be.
    """

    place: Binding
    name: str
    label: str = ""
    help: str = ""
    group: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    none: str = ""
    value: str = ""
    pattern: str = ""
    message: str = ""
    required: bool = False
    feel: bool = False
    only_feel: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A template for one type of BPMN element.

    `event` is the event definition that Camunda 8 gives the element; `automatic` that each new
    element of the type has the template.
    """

    id: str
    name: str
    help: str
    element: str
    fields: tuple[TemplateField, ...]
    groups: tuple[TemplateGroup, ...] = ()
    event: str = ""
    automatic: bool = False
    keywords: tuple[str, ...] = ()
