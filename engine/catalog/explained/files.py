"""1xx: the form of a file. Code → why it matters, how to mend it, an example where one helps."""

from __future__ import annotations

FILES: dict[str, tuple[str, ...]] = {
    "E101": (
        "No file of content comes near 5 MB; one that does would hold up everybody's check.",
        "Split the procedure, or take out pictures and data that were put into the file.",
    ),
    "E102": ("There is nothing in it to read.", "Save it again from the Modeler, or delete it."),
    "E103": (
        "Vietnamese letters in another encoding would come out wrong on every page and paper.",
        "Save the file as UTF-8; in an editor: Save with encoding → UTF-8.",
        '<?xml version="1.0" encoding="UTF-8"?>',
    ),
    "E104": (
        "The file is cut off or was changed by hand, so nothing of it can be trusted.",
        "Open it in the Modeler and save it again, or take back the last change at this line.",
    ),
    "E105": (
        "A document type or entity can pull in other files or blow up the memory.",
        "Delete the <!DOCTYPE …> and write what the entities stand for.",
    ),
    "E106": (
        "So deep a file is an attack or the mistake of an export.",
        "Draw sub-processes as called processes in files of their own.",
    ),
    "E107": ("What cannot be opened cannot be checked.", "Give the user who runs this the right."),
    "E111": (
        "An indentation or quotation mark is wrong, so it is not known what belongs to what.",
        "Look at this line and the one before; texts with a colon need quotation marks.",
        'name: "Cấp giấy phép: trường hợp mới"',
    ),
    "E112": (
        "Of two values with one key only one would count, and nobody would see which.",
        "Delete or rename one of the two.",
    ),
    "E113": (
        "An alias says one thing in two places, and can make a small file huge.",
        "Write the value out where it is needed, or use `defaults`.",
    ),
    "E114": ("A tag could make Python objects of text.", "Delete the !tag and write plain text."),
    "E115": ("A key must be found by its name.", "Write the key as plain text."),
    "E116": (
        "The form is cut off or was changed by hand.",
        "Open it in the Modeler and save it again; check commas and brackets at this line.",
    ),
    "E117": (
        "A letter with its mark as two characters looks the same but is never found by a search.",
        "Retype the text with a keyboard in precomposed Unicode, or convert it to NFC.",
    ),
    "E121": (
        "A misspelt key would silently not count.",
        "Correct it as suggested, or delete it.",
        "time_limit: 17 working days   # not: timelimit",
    ),
    "E122": ("Without it the rest has no meaning.", "Add the key with its value."),
    "E123": (
        "A list where a text is expected cannot be guessed at.",
        "Write the value as the message says; numbers with a last zero need quotation marks.",
    ),
    "E124": ("Anything else has no meaning here.", "Use one of the values that the message names."),
}
