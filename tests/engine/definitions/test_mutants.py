"""Files damaged at random: each is read or told, no reader ever falls."""

import json
import random
import re
from pathlib import Path

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.forms.form import read_form
from engine.definitions.manifests.manifest_file import read_manifest
from engine.definitions.organisation.agencies import read_agencies

ROOT = Path(__file__).parents[3]
PIECES = [b"=", b'"', b"<", b"[", b"{", b"- ", b": ", b"${", b"null", b"1e9", b"\xcc\x81", b"true"]
MANIFEST = """agency: so
field: Lĩnh vực
defaults: {diagram: p, units: {mot_cua: a}}
procedures:
  - {code: 2.000001, name: Một, time_limit: 17 working days, papers: [{id: don, name: Đơn}]}
"""
AGENCIES = """units:
  - id: so
    code: H37.04
    name: Sở
    kind: agency
    units: [{id: phong, name: Phòng, kind: division}, {id: b, name: B, kind: one_stop, parent: so}]
"""
FORM = json.dumps(
    {
        "id": "x",
        "components": [
            {"type": "textfield", "key": "a", "validate": {"required": True, "minLength": 1}},
            {"type": "select", "key": "b", "values": [{"value": 1, "label": "Một"}]},
            {"type": "group", "components": [{"type": "datetime", "key": "c", "subtype": "date"}]},
            {"type": "dynamiclist", "path": "l", "conditional": {"hide": "=a"}, "components": []},
        ],
    },
    indent=1,
)
SEEDS = {
    "manifest": (MANIFEST.encode(), read_manifest),
    "agencies": (AGENCIES.encode(), read_agencies),
    "form": (FORM.encode(), read_form),
    "diagram": ((ROOT / "bpmn" / "cap-phep-mot-cua.bpmn").read_bytes(), read_diagrams),
}


def mutant(data, chance):
    """Overwrite, cut, copy, exchange quoted texts, or insert what has a meaning somewhere."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(changed)), chance.randrange(len(changed))
        act = chance.randrange(5)
        if act == 0:
            changed[at] = chance.randrange(256)
        elif act == 1:
            del changed[at : at + chance.randint(1, min(60, len(changed) - 2))]
        elif act == 2:
            changed[at:at] = changed[other : other + chance.randint(1, 200)]
        elif act == 3:
            changed[at : at + 1] = chance.choice(PIECES)
        else:
            quoted = list(re.finditer(rb'"[^"]*"', bytes(changed)))
            if quoted:
                one, two = chance.choice(quoted), chance.choice(quoted)
                changed[one.start() : one.end()] = two.group()
    return bytes(changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_a_damaged_file_is_read_or_told(kind):
    data, read = SEEDS[kind]
    chance = random.Random(kind)  # noqa: S311  # damage, no secrets
    for _ in range(150):
        _, findings = read(mutant(data, chance), "x")
        assert all(f.line > 0 for f in findings)
