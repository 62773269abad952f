"""A small office with designers behind the real web application, and files to hand in."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from engine.accounts import Grant, create_user
from engine.definitions.content import read_content
from engine.installation import Installation, open_installation
from engine.procedures.version_files import files_of, zip_of
from engine.publishing.deployment import deploy
from engine.settings import Settings
from engine.storage.procedures import versions
from tests.engine.review.drawing import BPMN
from tests.engine.review.sample import AGENCIES, FORM, MANIFEST, ROLES, RUN, write
from tests.stores import blank
from tests.webui.conftest import CHECKOUT, HOURS, PASSWORD, PROCEDURE, Clock, token

DESIGNER, DRAWER, CONTROLLER, OFFICER = "thiet.ke", "ve.hinh", "kiem.soat", "chuyen.vien"
GRANTS = {
    DESIGNER: Grant("thiet_ke", "so-thu"),  # designs and publishes
    DRAWER: Grant("ve_hinh", "so-thu"),  # designs alone
    CONTROLLER: Grant("kiem_soat", "so-thu"),  # publishes alone
    OFFICER: Grant("chuyen_vien", "phong-thu"),
}
DESIGN_ROLES = """\
  - {id: thiet_ke, name: Thiết kế, designs: true, publishes: true}
  - {id: ve_hinh, name: Vẽ hình, designs: true}
  - {id: kiem_soat, name: Kiểm soát thủ tục, publishes: true}
"""
INFORMED = "9.000002.000.00.00.H37"


@contextmanager
def designers(tmp_path: Path, clock: Clock, **settings: object) -> Iterator[Installation]:
    """Two procedures, one of them information only, and who designs and publishes them."""
    root = tmp_path / "content"
    write(root / "processes/agencies.yaml", AGENCIES.replace("hanh-chinh", HOURS))
    write(root / "processes/roles.yaml", ROLES + DESIGN_ROLES)
    write(root / "processes/thu.yaml", MANIFEST.replace("Chỉ công bố", "Biểu cũ"))
    write(root / "forms/don_thu.form", FORM % "don_thu")
    write(root / "bpmn/cap-thu.bpmn", BPMN.format(id="cap_thu", body=RUN))
    shutil.copytree(CHECKOUT / "holidays", root / "holidays")
    url = blank(tmp_path / "t.sqlite")
    opened = open_installation(Settings(database_url=url, content=root, **settings))
    deploy(opened.store, read_content(root), at=clock(), by="test")
    for name, grant in GRANTS.items():
        person = {"grants": [grant], "at": clock(), "settings": opened.settings}
        create_user(opened.store, name, f"Người {name}", PASSWORD, **person)
    yield opened
    opened.store.close()


def files(installation: Installation, code: str = PROCEDURE) -> dict[str, bytes]:
    """The files of the version in force."""
    with installation.store.read() as tx:
        row = versions.active(tx, code)
    assert row
    return files_of(row.data)


def changed(installation: Installation, old: str, new: str) -> dict[str, bytes]:
    """Those files with one text replaced wherever it stands."""
    before = files(installation)
    after = {name: data.replace(old.encode(), new.encode()) for name, data in before.items()}
    assert after != before, f"{old!r} stands nowhere"
    return after


def hand_in(client: FlaskClient, given: dict[str, bytes], *, packed: bool = True, **fields: str):
    """Send files as the upload's page does."""
    sent = {"sua.zip": zip_of(given)} if packed else given
    several = [FileStorage(io.BytesIO(data), name) for name, data in sent.items()]
    values = {"csrf_token": token(client), "note": "Đổi thời hạn", "procedure": PROCEDURE, **fields}
    border, body = encode_multipart(MultiDict([*values.items(), *(("files", f) for f in several)]))
    kind = f"multipart/form-data; boundary={border}"
    return client.post("/cong-bo/moi", data=body, content_type=kind)


def in_force(installation: Installation, code: str = PROCEDURE) -> int:
    """The number of the version in force."""
    with installation.store.read() as tx:
        row = versions.active(tx, code)
    assert row
    return row.number
