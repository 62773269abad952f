"""90x: recorded plays. Code → why it matters, how to mend it, an example where one helps."""

from __future__ import annotations

SCENARIOS: dict[str, tuple[str, ...]] = {
    "E901": (
        "What is to be done must be certain, or the play means something else than it says.",
        "Give each item of `acts` exactly one of do, service, message, withdraw and wait.",
        "- do: tham_dinh\n  after: 2 working hours\n  values: {ket_qua_tham_dinh: dat}",
    ),
    "E902": (
        "The clock of a scenario stands where the file says, so it must be readable.",
        "Write moments like 2024-01-05T08:00 and spans like 2 working hours or 3 ngày làm việc.",
        "- wait: until 2024-01-05T08:00",
    ),
    "E903": (
        "There is nothing that could be played.",
        "Correct the code; a procedure that is information only has no scenario.",
    ),
    "E904": (
        "The step was renamed or removed, so the play would stop there.",
        "Write the element's new id, or record the scenario again with `motcua try`.",
    ),
    "E905": ("It was renamed or removed.", "Correct the id as suggested."),
    "E906": (
        "The procedure now does something else than when the scenario was recorded.",
        "If the change is wanted, write what came instead; if not, mend the diagram or the form.",
        "expect: {at: [ky_duyet], status: in_progress}",
    ),
    "E907": (
        "An act was refused or something failed by itself, so the rest was not played.",
        "Read the sentence: often a form asks for a field more, or the step comes later now.",
    ),
}
