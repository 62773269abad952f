"""95x: what designers hand in to be published. Code → why it matters, how to mend it."""

from __future__ import annotations

UPLOADS: dict[str, tuple[str, ...]] = {
    "E951": (
        "Such a name could write over files of the server, or cannot be unpacked everywhere.",
        "Pack the folder itself, with plain names such as bpmn/cap-phep.bpmn.",
    ),
    "E952": (
        "On most computers one of the two would overwrite the other, and nobody would see which.",
        "Rename or leave out one of the two; case and the form of accents do not tell names apart.",
    ),
    "E953": (
        "A small archive can unpack to more than the server has room for.",
        "Hand in only the files of the procedures that change, without pictures and scans.",
    ),
    "E954": (
        "The archive is cut off, or packed in a way that is not read.",
        "Pack the files anew as an ordinary zip, or hand them in one by one.",
    ),
    "E955": (
        "What is encrypted cannot be judged, and a link leads to files of another computer.",
        "Pack the files themselves, without a password.",
    ),
    "E956": (
        "An archive in an archive hides what it holds and how large that is.",
        "Unpack the inner one and pack all files together.",
    ),
    "E957": (
        "Only manifests, diagrams, decisions and forms make a version of a procedure.",
        "Choose the .yaml, .bpmn, .dmn and .form files, or a zip of them.",
    ),
    "W951": (
        "Units, roles, alerts and calendars belong to the whole office, not to one procedure.",
        "Nothing needs mending; an administrator changes such files in the content's folder.",
    ),
    "W952": (
        "Only the procedure that was chosen gets a new version; the others stay as they are.",
        "Hand the files in without choosing a procedure to publish all of them.",
    ),
}
