"""Our own content with the look-up of an enterprise exchanged for another service task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from engine.installation import Installation
from tests.engine.dossiers.edited import edited_office

DIAGRAM = "bpmn/cap-giay-phep-ban-tin.bpmn"
KIND = '<zeebe:taskDefinition type="lookup_enterprise" />'
INPUT = '<zeebe:input source="=ma_so_doanh_nghiep" target="ma_so_doanh_nghiep" />'
OUTPUT = '<zeebe:output source="=doanh_nghiep" target="doanh_nghiep" />'


@contextmanager
def serving(
    request: pytest.FixtureRequest,
    folder: Path,
    kind: str,
    *,
    backend: str = "sqlite",
    **inputs: str,
) -> Iterator[Installation]:
    """An office whose bulletins ask a service of this kind; each input is a FEEL text.

    All that the service gives is kept in the variable `dich_vu`.
    """
    mapped = "".join(
        f"<zeebe:input source={quoteattr('=' + text)} target={quoteattr(name)} />"
        for name, text in inputs.items()
    )
    outputs = {
        "http": "{status: status, result: result}",
        "notify": "{so_nguoi_nhan: so_nguoi_nhan}",
        "issue_document": "{so: so_van_ban, ngay: ngay_van_ban, ten: trich_yeu, noi: noi_dung}",
    }
    source = quoteattr("=" + outputs.get(kind, "{}"))
    edits = (
        (DIAGRAM, KIND, f'<zeebe:taskDefinition type="{kind}" />'),
        (DIAGRAM, INPUT, mapped),
        (DIAGRAM, OUTPUT, f'<zeebe:output source={source} target="dich_vu" />'),
    )
    with edited_office(request, folder, *edits, backend=backend) as installation:
        yield installation
