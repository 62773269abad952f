"""What is tried and where: a version's bundle, and the office's content that it is tried in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.code_lists import CodeList
from engine.definitions.content import Content
from engine.definitions.manifests.manifest import Procedure
from engine.definitions.organisation.agencies import Organisation
from engine.definitions.organisation.roles import Role
from engine.definitions.places.gazetteer import Places
from engine.definitions.scenarios.scenario_file import is_scenario
from engine.errors import BrokenContent, NotFound, Severity
from engine.installation import Installation
from engine.installation.timetable import Timetable, content_source, opened
from engine.procedures.bundle import Bundle, Parts, bundle_of, open_bundle
from engine.review.checks.check import check_content
from engine.review.findings.nearest import missing, sentence
from engine.settings import Settings
from engine.storage import Transaction
from engine.storage.procedures import versions

_SILENT: Mapping[str, object] = {
    "smtp_host": "",
    "smtp_user": "",
    "smtp_password": None,
    "webhook_url": "",
    "webhook_secret": None,
    "enterprise_register": "",
    "http_hosts": "",
    "http_networks": "",
    "secrets": {},
    "base_url": "",
    "database_url": "sqlite://",
}
"""Whatever could leave the installation, or come from outside it."""


@dataclass(frozen=True, slots=True)
class TrialContent:
    """The office's content and settings; nothing of it reaches anybody outside."""

    settings: Settings
    timetable: Timetable
    organisation: Organisation
    roles: Mapping[str, Role]
    root: Path
    places: Places
    code_lists: Mapping[str, CodeList]

    @property
    def stamp(self) -> str:
        """Which content it is, within one process."""
        return f"{self.root}:{self.timetable.id}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version to be tried."""

    bundle: Bundle
    parts: Parts
    context: TrialContent

    @property
    def procedure(self) -> Procedure:
        """The procedure that it is a version of."""
        return self.parts.procedure

    @property
    def key(self) -> str:
        """The same for what plays out the same."""
        return f"{self.bundle.digest}:{self.context.stamp}"


def silenced(settings: Settings) -> Settings:
    """The same settings, with nothing outside that could be reached."""
    return settings.model_copy(update=dict(_SILENT))


def context_of(installation: Installation) -> TrialContent:
    """The content as a running installation has it now."""
    return TrialContent(
        settings=silenced(installation.settings),
        timetable=installation.timetable,
        organisation=installation.organisation,
        roles=installation.roles,
        root=installation.root,
        places=installation.places,
        code_lists=installation.code_lists,
    )


def context_at(content: Content, settings: Settings) -> TrialContent:
    """The same as content folders describe it. Raises BrokenContent for bad calendars."""
    return TrialContent(
        settings=silenced(settings),
        timetable=opened(0, content_source(content.root)),
        organisation=content.organisation,
        roles=content.roles,
        root=content.root,
        places=content.places,
        code_lists=content.code_lists,
    )


def candidate_of(bundle: Bundle, context: TrialContent) -> Candidate:
    """A bundle that is to be tried. Raises BadState for one that cannot be opened."""
    return Candidate(bundle, open_bundle(bundle.data), context)


def candidate_in(content: Content, code: str, context: TrialContent) -> Candidate:
    """A procedure of content folders that have been checked. Raises NotFound."""
    procedure = content.procedures.get(code)
    if procedure is None:
        message = sentence(missing("procedure", code, content.procedures, "processes/"))
        raise NotFound("no_procedure", message, procedure=code)
    return candidate_of(bundle_of(content, procedure), context)


def require_sound(content: Content) -> None:
    """Raise BrokenContent with all errors, as deploying does: what is broken is not tried.

    One scenario that cannot be read keeps nothing else from being played.
    """
    found = [f for f in check_content(content) if f.severity is Severity.ERROR]
    errors = [f for f in found if not is_scenario(f.file)]
    if errors:
        raise BrokenContent(errors)


def candidate_version(tx: Transaction, version_id: int, context: TrialContent) -> Candidate:
    """A stored version, in force or not. Raises NotFound."""
    row = versions.load(tx, version_id)
    if row is None:
        raise NotFound("no_version", f"There is no version {version_id}.", version=version_id)
    return candidate_of(Bundle(row.procedure, row.digest, row.data), context)
