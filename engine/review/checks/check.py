"""`motcua check`: everything there is to say about content, in the order of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from engine.definitions.bpmn.graph import Diagram
from engine.definitions.calendars.calendar_folder import read_calendars
from engine.definitions.content import AGENCIES, ROLES, Content, read_content
from engine.definitions.forms.form import Form
from engine.definitions.organisation.alert_rules import ALERTS, HOLDER
from engine.definitions.service_kinds import services
from engine.definitions.text.finding_text import quoting, subject
from engine.definitions.text.report import finding
from engine.errors import BrokenContent, Finding
from engine.procedures.structure.closure import called_by, forms_of
from engine.review.checks.calls import check_called
from engine.review.checks.cells import check_cells
from engine.review.checks.choices import check_choices
from engine.review.checks.decisions import check_decisions
from engine.review.checks.diagrams import check_diagram
from engine.review.checks.forms import check_form_expressions
from engine.review.checks.internal import check_agency_codes, check_internal
from engine.review.checks.limits import check_limits
from engine.review.checks.lint import check_lint
from engine.review.checks.loose import check_file, is_checked
from engine.review.checks.names import names_of
from engine.review.checks.procedures import check_procedure
from engine.review.checks.references import ContentNames, check_references
from engine.review.checks.reuse import check_reuse
from engine.review.checks.scenarios import check_scenarios
from engine.review.checks.services import check_packages, check_services
from engine.review.checks.validity import check_validity
from engine.review.checks.values import check_values
from engine.review.checks.variables import check_variables
from engine.review.findings.nearest import missing


def check(
    paths: Sequence[Path] | None, content_root: Path, today: date | None = None
) -> list[Finding]:
    """Check the whole content, or the given contents, folders and files.

    A folder with the four folders in it is a content of its own and cross-checked; any other
    file or folder is judged by itself, without what it refers to. What is over is reported only
    where `today` is given.
    """
    findings: list[Finding] = []
    for path in paths or (content_root,):
        if _is_content(path) or path == content_root:
            findings += _whole(path, today)
        else:
            findings += [f for file in _files(path) for f in check_file(file)]
            findings += _nothing_at(path)
    return in_order(findings)


def check_content(
    content: Content, progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """Cross-check a content that has been read; its readers' findings are among the result.

    `progress` is called with how many of how many diagrams were judged: they take the time.
    """
    names = names_of(content)
    findings = list(content.findings)
    for number, diagram in enumerate(content.diagrams.values(), 1):
        if progress is not None:
            progress(number, len(content.diagrams))
        choices, decided = check_choices(diagram, content)
        of_itself = check_diagram(diagram, content.diagrams)
        findings += [f for f in of_itself if f.code != "W611" or f.element not in decided]
        findings += [*choices, *check_variables(diagram, content), *check_lint(diagram)]
        findings += check_values(diagram, content)
        findings += check_references(diagram, content, names)
        findings += check_called(diagram, content)
        findings += check_services(diagram, services())
    for form in content.forms.values():
        findings += check_form_expressions(form)
    for procedure in content.procedures.values():
        findings += check_procedure(procedure, content, names)
        findings += check_limits(procedure, content)
        findings += check_internal(procedure, content)
    findings += check_agency_codes(content)
    findings += check_packages(services(), content.diagrams.values())
    findings += check_decisions(content, names)
    findings += check_cells(content)
    findings += _alerts(content, names)
    findings += check_scenarios(content)
    findings += check_reuse(content)
    findings += _unused(content)
    return in_order(findings)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file and line, errors before warnings; what was found twice is kept once."""
    return sorted(set(findings))


def _whole(root: Path, today: date | None) -> list[Finding]:
    content = read_content(root)
    findings = check_content(content)
    findings += check_validity(content, today) if today else []
    try:
        calendars = read_calendars(root / "holidays")
    except BrokenContent as error:
        return [*findings, *error.findings]
    return findings + [
        finding(
            "E627",
            AGENCIES,
            unit.line or 1,
            unit.id,
            f"{unit.id}: "
            + missing("office hours", unit.hours, calendars.names, "holidays/office-hours.yaml"),
        )
        for unit in content.organisation.units.values()
        if unit.hours and unit.hours not in calendars.names
    ]


def _alerts(content: Content, names: ContentNames) -> list[Finding]:
    """Roles that alerts name and nobody can be granted."""
    return [
        finding(
            "E628",
            ALERTS,
            rule.line,
            rule.id,
            subject('alert "{}": ', rule.id) + missing("role", role, content.roles, ROLES),
        )
        for rule in content.alerts.rules
        for role in rule.to
        if role != HOLDER and role not in content.roles and role not in names.broken
    ]


def _is_content(path: Path) -> bool:
    return (path / "processes").is_dir() and any((path / f).is_dir() for f in ("bpmn", "forms"))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and is_checked(p))
        yield from (p for p in inside if not _hidden(p.relative_to(path)))


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") or part == "node_modules" for part in name.parts)


def _nothing_at(path: Path) -> list[Finding]:
    if path.is_dir():
        empty = next(_files(path), None) is None
        text = "the folder holds no diagram, form or manifest"
        return [finding("E631", str(path), 1, "", text)] if empty else []
    if path.is_file():
        return []
    return [finding("E631", str(path), 1, "", "there is no such file or folder")]


def _unused(content: Content) -> list[Finding]:
    """Diagrams and forms that no procedure uses, unless parts of the content are missing."""
    if not content.procedures or content.broken_files:
        return []
    diagrams: set[str] = set()
    forms: set[str] = set()
    for procedure in content.procedures.values():
        within = called_by(content.diagrams.get(procedure.diagram), content.diagrams)
        diagrams |= {d.id for d in within}
        forms |= set(forms_of(procedure, within))
    unused: list[tuple[str, Diagram | Form]] = [
        *(("process", d) for d in content.diagrams.values() if d.id not in diagrams),
        *(("form", f) for f in content.forms.values() if f.id not in forms),
    ]
    return [
        finding(
            "W616", part.file, 1, part.id, quoting(what + ' "{}" is used by no procedure', part.id)
        )
        for what, part in unused
    ]
