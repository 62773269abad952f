"""What is stored are values: no sentence, no label, no pattern over stored text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engine.definitions.content import Content, read_content
from engine.definitions.content_root import content_root
from engine.definitions.forms.form import Form
from engine.definitions.status import STATUS_NAMES
from engine.installation import Installation
from engine.storage import Store, Transaction
from tests.conftest import furnished
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    BULLETIN,
    FULL,
    HAND_OVER,
    INCOMPLETE,
    NUMBER,
    PASS,
    SIGN,
    TO_APPRAISAL,
    Desk,
    on,
)
from tests.stores import blank

ROOT = Path(__file__).parents[1]
TO_THE_END = (
    ("tham_dinh", PASS),
    ("duyet_du_thao", AGREE),
    ("ky_duyet", SIGN),
    ("cap_so", NUMBER),
    ("tra_ket_qua", HAND_OVER),
)

# Names of the content, by which lists show and people search; they are of the version.
NAMED = {
    ("dossiers", "procedure_name"),
    ("dossiers", "field"),
    ("dossiers", "search"),
    ("steps", "name"),
    ("form_fields", "label"),
    ("form_fields", "section"),
    ("versions", "name"),
    ("versions", "field"),
}
# Words that people wrote, and words of other systems.
WRITTEN = {
    ("answers", "data"),
    ("dossier_parties", "name"),
    ("supplements", "reason"),
    ("users", "name"),
    ("journal", "actor_name"),
}
PATTERNS = {  # over what people type, content, or a request; never over what is stored
    "engine/accounts/account.py",
    "engine/deadlines/timers.py",
    "engine/parties/applicant_check.py",
    "engine/parties/identifier.py",
    "engine/procedures/register/words.py",
    "engine/procedures/structure/shapes.py",
    "engine/services/documents.py",
    "engine/storage/desk/search.py",
    "webui/requestlog.py",
}
READING = (
    *("access", "accounts", "alerts", "deadlines", "desk", "dossiers", "instance_migration"),
    *("journal", "messages", "parties", "portal", "procedures", "publishing", "services"),
    *("storage", "timetables"),
)


def played(installation: Installation) -> None:
    """Dossiers of every kind of act that an officer does."""
    desk, press = Desk(installation), Desk(installation, BULLETIN)
    desk.receive(ACCEPT).play(*TO_APPRAISAL, ("tham_dinh", ASK), ("bo_sung", BROUGHT), *TO_THE_END)
    desk.receive(INCOMPLETE)
    desk.submit()
    desk.receive(ACCEPT).play(*TO_APPRAISAL).withdraw()
    desk.receive(ACCEPT).play(*TO_APPRAISAL).sweep(on("2024-03-01 08:00"))
    press.receive(FULL)


def words_of(content: Content) -> set[str]:
    """Labels of fields and options, names of steps and statuses, limits as people read them."""
    found = {str(name) for name in STATUS_NAMES.values()}
    found |= {"ngày làm việc", "giờ làm việc", "Lý do", "Hẹn trả"}
    for form in content.forms.values():
        found |= set(_labels(form))
    for diagram in content.diagrams.values():
        found |= {node.name for node in diagram.nodes.values() if node.name}
    return {word for word in found if len(word) > 4}


def _labels(form: Form) -> Iterator[str]:
    for field in form.walk():
        if field.label != ".".join(field.path):
            yield field.label
        if field.choices is not None:
            yield from (label for _, label in field.choices.values)


def stored(tx: Transaction) -> Iterator[tuple[str, str, str]]:
    """Table, column and value of every text."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for table in tx.exec_driver_sql(tables).scalars().all():
        found = tx.exec_driver_sql(f"SELECT * FROM {table}").mappings()  # noqa: S608
        for row in found:
            yield from (
                (table, name, value) for name, value in row.items() if isinstance(value, str)
            )


def test_no_label_and_no_sentence_is_stored(tmp_path: Path) -> None:
    store = Store(blank(tmp_path / "values.sqlite"))
    played(furnished(store))
    words = words_of(read_content(content_root()))
    with store.read() as tx:
        found = {
            (table, column, word)
            for table, column, value in stored(tx)
            if (table, column) not in NAMED | WRITTEN
            for word in words
            if word in value
        }
    store.close()
    assert found == set()


def test_nothing_stored_is_matched_by_a_pattern() -> None:
    """`re` is imported only where it reads what people type, content or a request."""
    folders = [ROOT / "engine" / name for name in READING] + [ROOT / "webui"]
    using = {
        file.relative_to(ROOT).as_posix()
        for folder in folders
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import) and any(name.name == "re" for name in node.names)
    }
    assert using == PATTERNS
