"""Codes of the findings about an upload as such (95x), before what is in its files is judged."""

from __future__ import annotations

from engine.errors import Finding, Severity

CODES: dict[str, str] = {
    "E951": "A name in an upload leads out of it, or cannot be the name of a file.",
    "E952": "Two files of an upload have one name.",
    "E953": "An upload holds more than is read.",
    "E954": "An archive or a file of an upload cannot be read.",
    "E955": "An upload holds something encrypted, a link, or what is no plain file.",
    "E956": "An archive lies within an archive.",
    "E957": "An upload holds nothing that can be published.",
    "W951": "A file of an upload is not taken.",
    "W952": "A procedure of an upload is left out because another one was chosen.",
}


def told(code: str, name: str, text: str) -> Finding:
    """A finding about one file of an upload. Its code says whether it is an error."""
    if code not in CODES:
        raise KeyError(code)
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(name, 1, severity, code, "", f"{name}: {text}")
