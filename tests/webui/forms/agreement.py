"""What form-js in a browser says of a form, and what the server says of what it sent."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

from engine.definitions.forms.form import Form, read_form
from engine.definitions.forms.form_validation import check_form
from engine.errors import Invalid
from engine.workflow.form_feel import FormFeel


def schema(components: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "default", "id": "x", "schemaVersion": 19, "components": components}


def form_of(components: list[dict[str, object]]) -> Form:
    data = json.dumps(schema(components), ensure_ascii=False).encode()
    found, findings = read_form(data, "forms/x.form")
    assert found is not None, [str(f) for f in findings]
    return found


def judged(
    form: Form, sent: Mapping[str, object], inputs: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, object] | None]:
    """The problems by key, or else what is kept."""
    try:
        return {}, check_form(form, sent, FormFeel(), inputs)
    except Invalid as error:
        return {p.key: p.code for p in error.problems}, None


def meant(data: object) -> object:
    """Data without what is nothing: "" of the browser is None of the server, as blank text is."""
    if isinstance(data, Mapping):
        whole = {key: meant(value) for key, value in data.items()}
        return {key: value for key, value in whole.items() if value not in (None, "", [], {})}
    if isinstance(data, list):
        kept = [meant(value) for value in data]
        while kept and kept[-1] in (None, {}, []):
            kept.pop()
        return [{} if value is None else value for value in kept]
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data) if data.strip() else ""
    return data
