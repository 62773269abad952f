"""3xx: forms. Code → why it matters, how to mend it, an example where one helps."""

from __future__ import annotations

FORMS: dict[str, tuple[str, ...]] = {
    "E301": ("There is nothing to show.", "Save the form from Camunda Modeler."),
    "E302": (
        "The browser would show nothing there, and nobody would notice.",
        "Use a component of docs/forms.md.",
    ),
    "E303": ("Two fields would write over each other.", "Give each field a key of its own."),
    "E304": ("The rule would not hold.", "Correct it in the panel under Validation."),
    "E305": ("Nobody could choose anything.", "Give it static options, or a key that holds them."),
    "E306": ("The field would never be shown or hidden.", "Write = followed by FEEL.", "= co_con"),
    "E307": (
        "A foreign address learns who works on what, and may vanish.",
        "Put the picture into our own pages and link it with an address that begins with /.",
    ),
    "E308": ("No browser shows it in reasonable time.", "Split it into forms of several steps."),
    "E309": ("The page could not tell them apart.", "Save it again, or give one another id."),
    "E310": ("The dossier's own value would be lost.", "Give the field another key."),
    "E311": ("The table would stay empty.", "Give it columns and the data to show."),
    "E312": ("No text would be accepted.", "Correct the pattern.", "[0-9]{12}"),
    "W301": ("You may rely on something that does not happen.", "Delete the setting."),
    "W302": ("Nobody would know what to enter.", "Give the field a label."),
    "W303": ("The form could not be sent as it opens.", "Correct the default value."),
}
