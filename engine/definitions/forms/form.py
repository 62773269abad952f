"""A Camunda form (form-js schema) as frozen values: what may be typed, by which rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.forms.components import ComponentReader
from engine.definitions.forms.fields import FieldKind, FormField, Meaning, OptionList, Rules
from engine.definitions.forms.form_data import ABSENT, find
from engine.definitions.text.decoding import check_normal
from engine.definitions.text.finding_text import AnyText, quoting
from engine.definitions.text.json import read_json
from engine.definitions.text.report import FindingList
from engine.errors import BrokenContent, Finding

__all__ = ["FieldKind", "Form", "FormField", "Meaning", "OptionList", "Rules", "read_form"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `source` is the file as saved, for the browser."""

    id: str
    file: str
    fields: tuple[FormField, ...]
    source: bytes
    digest: str
    expressions: tuple[tuple[str, int, AnyText], ...] = ()  # (FEEL, line, component) to be parsed

    def walk(self) -> Iterator[FormField]:
        """Yield every field, those inside groups and lists too."""
        stack = list(reversed(self.fields))
        while stack:
            field = stack.pop()
            yield field
            stack.extend(reversed(field.fields))

    def with_meaning(self, meaning: Meaning, values: Mapping[str, object]) -> tuple[str, str]:
        """Key and text of the first field with this meaning that has a text; "" and "" if none."""
        for field in self.walk():
            text = find(values, field.path) if field.means is meaning else ABSENT
            if isinstance(text, str) and text:
                return ".".join(field.path), text
        return "", ""


def read_form(data: bytes, file: str) -> tuple[Form | None, list[Finding]]:
    """Read one form; a form with errors is noted and left out."""
    report = FindingList(file)
    try:
        root = read_json(data, file)
    except BrokenContent as error:
        return None, list(error.findings)
    check_normal(data.decode("utf-8-sig"), report)
    components = root.get("components")
    form_id = root.get("id")
    if components is None or not components.is_list:
        report.add(
            "E301", root.line, "", quoting('the file is not a form: it has no "{}"', "components")
        )
        return None, report.findings
    if form_id is None or not isinstance(form_id.scalar, str) or not form_id.scalar.strip():
        report.add("E301", root.line_of("id"), "", quoting('the form has no "{}"', "id"))
        return None, report.findings
    reader = ComponentReader(report)
    fields = reader.read(components)
    if report.broken:
        return None, report.findings
    digest = hashlib.sha256(data).hexdigest()
    form = Form(form_id.scalar, file, fields, data, digest, tuple(reader.expressions))
    return form, report.findings
