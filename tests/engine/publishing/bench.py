"""A designer's bench for tests: people, and the published procedure's files with a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.accounts import Person
from engine.installation import Installation
from engine.procedures.version_files import files_of, zip_of
from engine.publishing.publications import propose
from engine.review.upload import Upload, read_upload
from engine.storage.procedures import versions
from engine.storage.procedures.versions import VersionRow
from engine.storage.publishing import publications
from engine.storage.publishing.publications import EventRow, PublicationRow
from tests.engine.dossiers.play import hired, on

LICENCE = "2.002383.000.00.00.H37"
BULLETIN = "BTT-LSN-284348"
MAIN = "bpmn/cap-phep-mot-cua.bpmn"
NOW = on("2023-12-08 09:00")
GRANTS = {
    "thiet-ke": ("thiet_ke", "so-khcn"),
    "thiet-ke-2": ("thiet_ke", "so-khcn"),
    "kiem-soat": ("kiem_soat", "so-khcn"),
    "thiet-ke-tttt": ("thiet_ke", "so-tttt"),
    "chuyen-vien": ("chuyen_vien", "phong-quan-ly-chuyen-nganh"),
}


class Bench:
    """One office with its designers."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def who(self, username: str) -> Person:
        return hired(self.installation, username, dict([GRANTS[username]]))

    @property
    def designer(self) -> Person:
        return self.who("thiet-ke")

    @property
    def controller(self) -> Person:
        return self.who("kiem-soat")

    def needing_two(self) -> Bench:
        """The same office where two people decide."""
        settings = self.installation.settings.model_copy(update={"publish_approval": "two"})
        return Bench(replace(self.installation, settings=settings))

    def files(self, code: str = LICENCE) -> dict[str, bytes]:
        """The files of the version in force."""
        return files_of(self.in_force(code).data)

    def changed(self, old: str, new: str, *, code: str = LICENCE, name: str = "") -> Upload:
        """Those files with one text replaced wherever it stands, as an archive."""
        files = self.files(code)
        edited = {
            n: d.replace(old.encode(), new.encode()) if not name or n == name else d
            for n, d in files.items()
        }
        assert edited != files, f"{old!r} stands nowhere"
        return read_upload([("tai-len.zip", zip_of(edited))])

    def limit(self, days: int, code: str = LICENCE) -> Upload:
        """The procedure with another limit."""
        text = self.files(code)[f"processes/{code.lower()}.yaml"].decode()
        line = next(row.strip() for row in text.splitlines() if "time_limit:" in row)
        return self.changed(line, f"time_limit: {days} working days", code=code)

    def propose(
        self,
        upload: Upload,
        procedure: str | None = None,
        *,
        who: Person | None = None,
        at: datetime = NOW,
        effective_at: datetime | None = None,
    ) -> int:
        return propose(
            self.installation,
            who or self.designer,
            upload,
            procedure,
            note="Đổi theo quyết định mới",
            effective_at=effective_at,
            at=at,
        )

    def in_force(self, code: str = LICENCE) -> VersionRow:
        with self.installation.store.read() as tx:
            found = versions.active(tx, code)
        assert found is not None
        return found

    def numbers(self, code: str = LICENCE) -> list[int]:
        """The numbers of all versions, and none of them twice in force."""
        with self.installation.store.read() as tx:
            heads = versions.all_of(tx, code)
        assert [h.active for h in heads].count(True) == 1
        return [h.number for h in heads]

    def row(self, publication_id: int) -> PublicationRow:
        with self.installation.store.read() as tx:
            found = publications.load(tx, publication_id)
        assert found is not None
        return found

    def events(self, publication_id: int) -> list[EventRow]:
        with self.installation.store.read() as tx:
            return list(publications.events(tx, publication_id))

    def stored(self) -> int:
        """How many publications there are."""
        with self.installation.store.read() as tx:
            return int(tx.exec_driver_sql("SELECT count(*) FROM publications").scalar_one())
