"""Reading a manifest: each procedure with the defaults of its file filled in."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.applicant import APPLICANT_FIELDS
from engine.definitions.manifests.limit_cases import LimitCase, read_cases
from engine.definitions.manifests.manifest import (
    PROCEDURE_CODE,
    LegalSource,
    Manifest,
    PauseRule,
    Portal,
    Procedure,
    Result,
    ServiceLevel,
)
from engine.definitions.manifests.papers import read_papers
from engine.definitions.text.entries import Entries
from engine.definitions.text.finding_text import quoting, suggestion
from engine.definitions.text.located import Located
from engine.definitions.text.report import FindingList
from engine.definitions.text.yaml_document import open_document
from engine.errors import Finding

_TOP = ("agency", "field", "source", "defaults", "procedures")
_LIMITS = ("time_limit", "time_limits")
_RESULTS = ("result", "results")
_DECISION = "time_limit_decision"
_DEFAULTS = (
    "service_level",
    "diagram",
    "pause",
    *_LIMITS,
    _DECISION,
    "form",
    "applicant",
    "fee",
    "units",
    *_RESULTS,
    "legal_basis",
    "portal",
    "internal",
)
_KEYS = (*_DEFAULTS, "code", "name", "papers", "source")


def read_manifest(data: bytes, file: str) -> tuple[Manifest | None, list[Finding]]:
    """Read one file; each procedure has the defaults of the file filled in."""
    root, report = open_document(data, file)
    if root is None:
        return None, report.findings
    top = Entries(root, report, "manifest")
    top.refuse_unknown(_TOP)
    agency, field = top.text("agency", required=True), top.text("field", required=True)
    defaults = top.mapping("defaults") or Located(root.line, entries={})
    Entries(defaults, report, "defaults").refuse_unknown(_DEFAULTS)
    base = _Base(agency, field, defaults, read_source(top), report)
    procedures: dict[str, Procedure] = {}
    for node in top.mappings("procedures"):
        procedure = base.procedure(node)
        if procedure.code in procedures:
            first = procedures[procedure.code].line
            message = f"{procedure.code}: stands twice; first on line {first}"
            report.add("E401", procedure.line, procedure.code, message)
        else:
            procedures[procedure.code] = procedure
    if root.get("procedures") is None:
        top.add("E122", "procedures", quoting('key "{}" is missing', "procedures"))
    good = tuple(p for code, p in procedures.items() if code)
    for procedure in good:
        _note_missing(procedure, report)
    return Manifest(agency, field, good, file), report.findings


@dataclass(frozen=True, slots=True)
class _Base:
    """What the procedures of one file have in common."""

    agency: str
    field: str
    defaults: Located
    source: LegalSource
    report: FindingList

    def procedure(self, node: Located) -> Procedure:
        own = Entries(node, self.report, _label(node))
        own.refuse_unknown(_KEYS)
        merged = Entries(_merged(self.defaults, node), self.report, own.name)
        cases = read_cases(merged)
        return Procedure(
            code=_code(own),
            name=own.text("name", required=True),
            agency=self.agency,
            field=self.field,
            file=self.report.file,
            line=node.line,
            service_level=merged.member("service_level", ServiceLevel),
            diagram=merged.text("diagram"),
            cases=cases,
            case_decision=_case_decision(merged, cases),
            form=merged.text("form"),
            papers=read_papers(own),
            applicant_required=_applicant_required(merged),
            results=_results(merged),
            units=_units(self.defaults, node, own),
            pause_policy=merged.member("pause", PauseRule) or PauseRule.RESUME,
            fee=merged.text("fee"),
            source=read_source(own) if node.get("source") is not None else self.source,
            legal_basis=merged.texts("legal_basis"),
            portal=merged.member("portal", Portal),
            internal=merged.flag("internal", False),
            key_lines=merged.node.key_lines,
        )


def _note_missing(procedure: Procedure, report: FindingList) -> None:
    """Note what filing would need, unless the file says that it is information on purpose."""
    if procedure.fileable or procedure.service_level is ServiceLevel.INFORMATION:
        return
    papers = () if procedure.papers or procedure.internal else ("papers",)
    wanted = ", ".join((*procedure.missing, *papers))
    message = f"{procedure.code}: information only, it cannot be filed; not known: {wanted}"
    report.add("W401", procedure.line, procedure.code, message)


def _label(node: Located) -> str:
    found = node.get("code") or node.get("name")
    return found.text if found is not None and found.is_text else "procedure"


def _merged(defaults: Located, node: Located) -> Located:
    """Lay a procedure over the defaults; every key keeps its own line."""
    base = dict(defaults.entries or {})
    # One's own limits take the place of all of them, and so do one's own results.
    for own, replaced in ((_LIMITS, (*_LIMITS, _DECISION)), (_RESULTS, _RESULTS)):
        if any(node.get(key) is not None for key in own):
            for key in replaced:
                base.pop(key, None)
    return Located(
        node.line,
        entries={**base, **(node.entries or {})},
        key_lines={**defaults.key_lines, **node.key_lines},
    )


def _applicant_required(entries: Entries) -> tuple[str, ...]:
    """The fields of the applicant that must be filled in, in the order of the form."""
    inner = entries.inner("applicant", ("required",))
    wanted = inner.texts("required") if inner is not None else ()
    for name in wanted:
        if inner is not None and name not in APPLICANT_FIELDS:
            message = quoting('"{}" cannot be "{}"', "required", name)
            inner.add("E124", "required", message + suggestion(name, APPLICANT_FIELDS))
    return tuple(name for name in APPLICANT_FIELDS if name in wanted)


def _case_decision(entries: Entries, cases: tuple[LimitCase, ...]) -> str:
    decision = entries.text(_DECISION)
    if decision and not any(case.id for case in cases):
        message = '"{}" chooses among the cases of "{}", and there are none'
        entries.add("E715", _DECISION, quoting(message, _DECISION, "time_limits"))
    return decision


def _code(entries: Entries) -> str:
    code = entries.text("code", required=True)
    if code and not PROCEDURE_CODE.fullmatch(code):
        message = quoting('the code "{}" is not written like 2.002383.000.00.00.H37', code)
        entries.add("E405", "code", message)
    return code


def _units(defaults: Located, node: Located, entries: Entries) -> dict[str, str]:
    """Join role → unit of the defaults and of the procedure itself."""
    result: dict[str, str] = {}
    for holder in (defaults, node):
        found = Entries(holder, entries.report, entries.name).mapping("units")
        if found is not None:
            inner = Entries(found, entries.report, f"{entries.name}: units")
            result |= {role: inner.text(role, required=True) for role in found.entries or ()}
    return result


def _results(entries: Entries) -> tuple[Result, ...]:
    one = entries.mapping("result")
    nodes = [*([one] if one is not None else []), *entries.mappings("results")]
    if one is not None and len(nodes) > 1:
        entries.add(
            "E408", "results", quoting('"{}" and "{}" cannot stand together', "result", "results")
        )
    return tuple(_result(entries.of(node, "result", ("name", "code"))) for node in nodes)


def _result(entries: Entries) -> Result:
    return Result(entries.text("name", required=True), entries.text("code"))


def read_source(entries: Entries) -> LegalSource:
    """Read `source:`, the document that published what stands in a file."""
    inner = entries.inner("source", ("document", "date", "url"))
    if inner is None:
        return LegalSource()
    inner.day("date")
    return LegalSource(inner.text("document"), inner.text("date"), inner.text("url"))
