"""The folders of content, read whole and reported whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram
from engine.definitions.code_lists import FOLDER as CODE_LISTS
from engine.definitions.code_lists import CodeList, read_code_lists
from engine.definitions.dmn.decision import DecisionFile
from engine.definitions.dmn.decision_file import read_decisions
from engine.definitions.forms.form import Form, read_form
from engine.definitions.manifests.historical_catalogue import FOLDER as CATALOGUES
from engine.definitions.manifests.historical_catalogue import HistoricalList, read_catalogues
from engine.definitions.manifests.manifest import Manifest, Procedure
from engine.definitions.manifests.manifest_file import read_manifest
from engine.definitions.organisation.agencies import Organisation, read_agencies
from engine.definitions.organisation.alert_rules import ALERTS, Alerts, read_alerts
from engine.definitions.organisation.roles import Role, match_role, read_roles
from engine.definitions.places.gazetteer import Places
from engine.definitions.places.place_files import FOLDER as PLACES
from engine.definitions.places.place_files import read_places
from engine.definitions.scenarios.play import Scenario
from engine.definitions.scenarios.scenario_file import FOLDER as SCENARIOS
from engine.definitions.scenarios.scenario_file import is_scenario, read_scenario
from engine.definitions.text.finding_text import AnyText, quoting
from engine.definitions.text.located import MAX_BYTES
from engine.definitions.text.report import finding
from engine.errors import Finding, Severity

AGENCIES = "processes/agencies.yaml"
ROLES = "processes/roles.yaml"
_T = TypeVar("_T")
_Part = TypeVar("_Part", Diagram, Form)


@dataclass(frozen=True, slots=True)
class Content:
    """What the folders hold; files with errors are left out, with `findings`.

    `broken_files` are the files that exist but hold errors: a reference to something in them is
    not a second error. `given` are the files by name where they were handed in and lie in no
    folder.
    """

    root: Path
    manifests: tuple[Manifest, ...]
    procedures: Mapping[str, Procedure]  # by code
    diagrams: Mapping[str, Diagram]  # by process id
    forms: Mapping[str, Form]  # by form id
    organisation: Organisation
    roles: Mapping[str, Role]
    findings: tuple[Finding, ...]
    broken_files: frozenset[str] = frozenset()
    alerts: Alerts = field(default_factory=Alerts)
    decisions: Mapping[str, DecisionFile] = field(default_factory=dict)  # file by decision id
    catalogues: tuple[HistoricalList, ...] = ()
    given: Mapping[str, bytes] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    places: Places = field(default_factory=Places)
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)


def read_content(root: Path) -> Content:
    """Read every manifest, diagram and form, the units and the roles."""
    reading = _Reading(root)
    roles = reading.one(ROLES, read_roles) or {}
    organisation = reading.one(AGENCIES, read_agencies) or Organisation({})
    alerts = reading.one(ALERTS, read_alerts) if (root / ALERTS).is_file() else None
    manifests = [m for m in reading.each("processes", ".yaml", read_manifest) if m is not None]
    forms = [f for f in reading.each("forms", ".form", read_form) if f is not None]
    found = reading.each("bpmn", ".bpmn", read_diagrams)
    diagrams = [with_roles(d, roles) for several in found for d in several]
    tables = [d for d in reading.each("bpmn", ".dmn", read_decisions) if d is not None]
    decisions = reading.by_decision(tables)
    scenarios = reading.scenarios()
    catalogues = reading.beside(read_catalogues)
    places, code_lists = reading.beside(read_places), reading.beside(read_code_lists)
    return Content(
        root=root,
        manifests=tuple(manifests),
        procedures=reading.by_code(manifests),
        diagrams=reading.by_id(diagrams, "process"),
        forms=reading.by_id(forms, "form"),
        organisation=organisation,
        roles=roles,
        findings=tuple(sorted(reading.findings)),
        broken_files=frozenset(f.file for f in reading.findings if f.severity is Severity.ERROR),
        alerts=alerts or Alerts(),
        decisions=decisions,
        catalogues=catalogues,
        scenarios=tuple(scenarios),
        places=places,
        code_lists=code_lists,
    )


def content_of(
    files: Mapping[str, bytes], organisation: Organisation, roles: Mapping[str, Role]
) -> Content:
    """Read files that were handed in: manifests, diagrams, decisions, forms, by their endings."""
    reading = _Reading(Path())
    played = {name: data for name, data in files.items() if is_scenario(name)}
    others = {name: data for name, data in files.items() if name not in played}
    manifests = reading.given(others, (".yaml", ".yml"), read_manifest)
    scenarios = reading.given(played, (".yaml", ".yml"), read_scenario)
    forms = reading.given(files, (".form",), read_form)
    found = reading.given(files, (".bpmn",), read_diagrams)
    diagrams = [with_roles(d, roles) for several in found for d in several]
    tables = reading.given(files, (".dmn",), read_decisions)
    return Content(
        root=Path(),
        manifests=tuple(manifests),
        procedures=reading.by_code(manifests),
        diagrams=reading.by_id(diagrams, "process"),
        forms=reading.by_id(forms, "form"),
        decisions=reading.by_decision(tables),
        organisation=organisation,
        roles=roles,
        findings=tuple(sorted(reading.findings)),
        broken_files=frozenset(f.file for f in reading.findings if f.severity is Severity.ERROR),
        given=files,
        scenarios=tuple(scenarios),
    )


def with_roles(diagram: Diagram, roles: Mapping[str, Role]) -> Diagram:
    """Give lanes that are named as a role is named (not by its id) that role."""
    nodes = {
        key: replace(node, role=match_role(node.role, roles)) if node.role else node
        for key, node in diagram.nodes.items()
    }
    return replace(diagram, nodes=nodes)


def read_bytes(path: Path) -> bytes:
    """Read a file, but no more of it than shows that it is too large."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads files below one root and gathers what is found about them."""

    root: Path
    findings: list[Finding] = field(default_factory=list)

    def one(self, name: str, read: Callable[[bytes, str], tuple[_T, list[Finding]]]) -> _T | None:
        """Read a file that every content has."""
        path = self.root / name
        if not path.is_file():
            self._add((name, 1), "E407", "", "the file is missing")
            return None
        return self._read(path, read)

    def each(
        self, folder: str, ending: str, read: Callable[[bytes, str], tuple[_T, list[Finding]]]
    ) -> list[_T]:
        """Read every file of a folder and those below it, in the order of their names."""
        found = sorted((self.root / folder).rglob(f"*{ending}"))
        if not (self.root / folder).is_dir():
            self._add((folder, 1), "E407", "", "the folder is missing")
        names = [p for p in found if p.is_file() and not _is_own(p.relative_to(self.root))]
        results = [self._read(path, read) for path in names if not is_scenario(self._name(path))]
        return [result for result in results if result is not None]

    def beside(self, read: Callable[[Path], tuple[_T, list[Finding]]]) -> _T:
        """Read a folder that content may have beside its manifests."""
        value, findings = read(self.root)
        self.findings.extend(findings)
        return value

    def scenarios(self) -> list[Scenario]:
        """Read the scenarios that lie beside the manifests."""
        found = sorted((self.root / "processes").rglob(f"{SCENARIOS}/**/*.yaml"))
        names = [p for p in found if p.is_file() and not _is_own(p.relative_to(self.root))]
        results = [self._read(path, read_scenario) for path in names]
        return [result for result in results if result is not None]

    def given(
        self,
        files: Mapping[str, bytes],
        endings: tuple[str, ...],
        read: Callable[[bytes, str], tuple[_T | None, list[Finding]]],
    ) -> list[_T]:
        """Read those of some files at hand that end so, in the order of their names."""
        results: list[_T] = []
        for name in sorted(n for n in files if n.lower().endswith(endings)):
            value, findings = read(files[name], name)
            self.findings.extend(findings)
            if value is not None:
                results.append(value)
        return results

    def by_code(self, manifests: list[Manifest]) -> dict[str, Procedure]:
        """Gather all procedures; a code can stand in one file only."""
        result: dict[str, Procedure] = {}
        for procedure in (p for m in manifests for p in m.procedures):
            first = result.setdefault(procedure.code, procedure)
            if first is not procedure:
                place = f"{first.file}:{first.line}"
                message = f"{procedure.code}: stands twice; first in {place}"
                self._add((procedure.file, procedure.line), "E401", procedure.code, message)
        return result

    def by_id(self, parts: list[_Part], what: str) -> dict[str, _Part]:
        """Gather diagrams or forms; an id can stand in one file only."""
        result: dict[str, _Part] = {}
        for part in parts:
            first = result.setdefault(part.id, part)
            if first is not part:
                message = what + quoting(' "{}" is also in ', part.id) + first.file
                self._add((part.file, 1), "E406", part.id, message)
        return result

    def by_decision(self, files: list[DecisionFile]) -> dict[str, DecisionFile]:
        """Gather files by the ids of their decisions; an id can stand in one file only."""
        result: dict[str, DecisionFile] = {}
        for file in files:
            for decision in file.decisions.values():
                first = result.setdefault(decision.id, file)
                if first is not file:
                    message = quoting('decision "{}" is also in ', decision.id) + first.file
                    self._add((file.file, decision.line), "E713", decision.id, message)
        return result

    def _read(
        self, path: Path, read: Callable[[bytes, str], tuple[_T, list[Finding]]]
    ) -> _T | None:
        name = self._name(path)
        try:
            data = read_bytes(path)
        except OSError as error:
            self._add((name, 1), "E107", "", f"cannot be opened: {error.strerror}")
            return None
        value, findings = read(data, name)
        self.findings.extend(findings)
        return value

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _add(self, place: tuple[str, int], code: str, element: str, message: AnyText) -> None:
        file, line = place
        self.findings.append(finding(code, file, line, element, message))


def _is_own(name: Path) -> bool:
    """Whether a file is one of those that are no manifests, or hidden."""
    return (
        name.as_posix() in (AGENCIES, ALERTS, ROLES)
        or name.parent.as_posix() in (CATALOGUES, CODE_LISTS, PLACES)
        or any(p.startswith(".") for p in name.parts)
    )
