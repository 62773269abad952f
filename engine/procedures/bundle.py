"""One procedure's immutable version as bytes: the original files, opened again by the readers.

A bundle is JSON: `format`, the `manifest` entry with its file's defaults filled in, the
`diagrams` (the procedure's own first, then those it calls), the `forms` and, where there are any,
the files of its `decisions`, each file as saved, and the names of the `roles` in them.
The digest leaves out where files lie and on which line an entry stands: moving is no new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.content import Content, with_roles
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.dmn.decision_file import read_decisions
from engine.definitions.forms.form import Form, read_form
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.manifests.manifest_file import read_manifest
from engine.definitions.organisation.roles import Role
from engine.errors import BadState
from engine.procedures.structure.closure import called_by, decisions_of, forms_of

FORMAT = 1
_PLACES = ("file", "line", "key_lines")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is stored: `data` opens again to exactly what `digest` stands for."""

    code: str
    digest: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What is in a bundle; `diagrams` by process id, called ones and the main one alike."""

    procedure: Procedure
    diagrams: Mapping[str, Diagram]
    forms: Mapping[str, Form]
    decisions: Mapping[str, DecisionFile] = field(default_factory=dict)  # file by decision id


def bundle_of(content: Content, procedure: Procedure) -> Bundle:
    """Pack a procedure with everything it runs on. The content must have been checked.

    What is information only runs on nothing, whatever diagram its file has by default.
    """
    main = content.diagrams.get(procedure.diagram) if procedure.fileable else None
    diagrams = called_by(main, content.diagrams)
    forms = [content.forms[f] for f in forms_of(procedure, diagrams) if f in content.forms]
    decision_files = [content.decisions[d] for d in decisions_of(procedure, diagrams) if main]
    files = {d.digest: {"file": d.file, "source": d.xml.decode()} for d in diagrams}
    body = {
        "format": FORMAT,
        "manifest": _entry(procedure),
        "diagrams": list(files.values()),
        "forms": [{"file": f.file, "source": f.source.decode()} for f in forms],
        "roles": _roles(content.roles, diagrams),
    }
    if decision_files:  # left out where there are none: the digests of earlier versions stay true
        sources = {f.digest: {"file": f.file, "source": f.xml.decode()} for f in decision_files}
        body["decisions"] = list(sources.values())
    return Bundle(procedure.code, _digest(body), _json({**body, "file": procedure.file}))


def open_bundle(data: bytes) -> Parts:
    """Read a bundle back. Raises BadState for a format or content that is not read."""
    body = _body(data)
    roles = {key: Role(key, name) for key, name in body["roles"].items()}
    found_in = (d for f in body["diagrams"] for d in _diagrams(f["source"].encode(), f["file"]))
    diagrams = [with_roles(d, roles) for d in found_in]
    files = [_decisions(f["source"].encode(), f["file"]) for f in body.get("decisions", ())]
    return Parts(
        procedure=_procedure(body["manifest"], body["file"]),
        diagrams={d.id: d for d in diagrams},
        forms={form.id: form for form in _forms(body)},
        decisions={key: file for file in files for key in file.decisions},
    )


def forms_in(data: bytes) -> tuple[Form, ...]:
    """The forms of a bundle alone. Raises BadState as `open_bundle` does."""
    return _forms(_body(data))


def with_forms(code: str, data: bytes, change: Callable[[str], str]) -> Bundle:
    """The bundle with each form's file changed. Raises BadState as `open_bundle` does."""
    body = _body(data)
    body["forms"] = [{**f, "source": change(f["source"])} for f in body["forms"]]
    file = body.pop("file")
    return Bundle(code, _digest(body), _json({**body, "file": file}))


def _forms(body: Mapping[str, Any]) -> tuple[Form, ...]:
    return tuple(_form(f["source"].encode(), f["file"]) for f in body["forms"])


def _body(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except ValueError as error:
        raise BadState("bad_bundle", f"The stored version is not JSON: {error}") from error
    found = body.get("format") if isinstance(body, dict) else None
    if found != FORMAT:
        raise BadState("bad_bundle", f"The stored version has format {found!r}, not {FORMAT}.")
    return dict(body)


def _roles(known: Mapping[str, Role], diagrams: Iterable[Diagram]) -> dict[str, str]:
    """Return the roles that the diagrams use: lanes may name them by their names."""
    used = {n.role for d in diagrams for n in d.nodes.values()}
    return {key: known[key].name for key in sorted(used & known.keys())}


def _entry(procedure: Procedure) -> dict[str, Any]:
    """Return the manifest that reads back as this one procedure; what is not known is left out."""
    known = {
        "code": procedure.code,
        "name": procedure.name,
        "service_level": procedure.service_level,
        "diagram": procedure.diagram,
        **_limits(procedure),
        "time_limit_decision": procedure.case_decision,
        "form": procedure.form,
        "applicant": _filled({"required": procedure.applicant_required}),
        "fee": procedure.fee,
        "pause": procedure.pause_policy,
        "units": dict(procedure.units),
        **_results(procedure),
        "papers": [_filled(asdict(p)) for p in procedure.papers],
        "source": _filled(asdict(procedure.source)),
        "legal_basis": procedure.legal_basis,
        "portal": procedure.portal,
        "internal": procedure.internal or None,
    }
    entry = _filled(known)
    return {"agency": procedure.agency, "field": procedure.field, "procedures": [entry]}


def _limits(procedure: Procedure) -> dict[str, Any]:
    cases = [{"id": c.id, "name": c.name, "limit": c.text} for c in procedure.cases if c.id]
    return {"time_limits": cases} if cases else {"time_limit": procedure.time_limit_text}


def _results(procedure: Procedure) -> dict[str, Any]:
    several = [_filled(asdict(result)) for result in procedure.results]
    return {"results": several} if len(several) > 1 else {"result": several[0] if several else {}}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in values.items()
        if key not in _PLACES and value not in ("", None, (), [], {})
    }


def _digest(body: Mapping[str, Any]) -> str:
    """Digest of the contents alone, whatever their files are called."""
    bare = {
        **body,
        "diagrams": [d["source"] for d in body["diagrams"]],
        "forms": [f["source"] for f in body["forms"]],
    }
    if "decisions" in body:
        bare["decisions"] = [d["source"] for d in body["decisions"]]
    return hashlib.sha256(_json(bare)).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=list
    ).encode()


def _procedure(manifest: Mapping[str, Any], file: str) -> Procedure:
    # JSON is YAML; spread over lines, because YAML limits how long an implicit key may be.
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    read, findings = read_manifest(text.encode(), file)
    if read is None or len(read.procedures) != 1:
        raise _unreadable(file, findings)
    return read.procedures[0]


@lru_cache(maxsize=128)
def _diagrams(source: bytes, file: str) -> tuple[Diagram, ...]:
    """Many procedures run on one diagram: it is parsed once."""
    found, findings = read_diagrams(source, file)
    if not found:
        raise _unreadable(file, findings)
    return tuple(found)


@lru_cache(maxsize=512)
def _form(source: bytes, file: str) -> Form:
    found, findings = read_form(source, file)
    if found is None:
        raise _unreadable(file, findings)
    return found


@lru_cache(maxsize=128)
def _decisions(source: bytes, file: str) -> DecisionFile:
    found, findings = read_decisions(source, file)
    if found is None:
        raise _unreadable(file, findings)
    return found


def _unreadable(file: str, findings: Iterable[object]) -> BadState:
    reasons = "; ".join(map(str, findings))
    return BadState("bad_bundle", f"A stored version no longer opens: {file}: {reasons}")
