"""A business rule task in a course: decided in the act, by the table the dossier keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.definitions.content import read_content
from engine.definitions.status import Channel
from engine.desk.dossier import dossier as page
from engine.dossiers.open_dossier import reopen
from engine.errors import Refused
from engine.installation import Installation
from engine.publishing.deployment import deploy
from tests.conftest import OPENED, furnished
from tests.decisions import dmn, table
from tests.engine.dossiers.edited import GENERAL, edited
from tests.engine.dossiers.play import ACCEPT, Desk, Dossier
from tests.oracle import assert_sound
from tests.stores import BACKENDS, open_store

FLOW = '<bpmn:sequenceFlow id="phan_cong__tham_dinh" sourceRef="phan_cong" targetRef="tham_dinh" />'
TASK = (
    GENERAL,
    FLOW,
    """<bpmn:businessRuleTask id="xep_loai" name="Xếp loại"><bpmn:extensionElements>
      <zeebe:calledDecision decisionId="xep_loai_ho_so" resultVariable="loai_ho_so" />
    </bpmn:extensionElements></bpmn:businessRuleTask>
    <bpmn:sequenceFlow id="phan_cong__tham_dinh" sourceRef="phan_cong" targetRef="xep_loai" />
    <bpmn:sequenceFlow id="xep_loai__tham_dinh" sourceRef="xep_loai" targetRef="tham_dinh" />""",
)
FILE = "bpmn/xep-loai.dmn"
INPUTS = (("count(cac_noi_dung)", "number"), ("kenh", "string"))


def sorting(one: str) -> bytes:
    rules = [f'1 | "desk" => "{one}"', '> 1 | - => "lớn"', '1 | "post" => "a"', '- | "post" => "b"']
    return dmn(table(rules, inputs=INPUTS, id="xep_loai_ho_so", name="Xếp loại hồ sơ"))


@pytest.fixture(params=BACKENDS)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    root = edited(tmp_path / "content", TASK)
    (root / FILE).write_bytes(sorting("nhỏ"))
    with open_store(
        request.param,
        tmp_path,
        lambda: request.getfixturevalue("sqlite_template"),
        lambda: request.getfixturevalue("cluster"),
    ) as store:
        opened = furnished(store, root)
        yield opened
        assert_sound(opened)


def kind(dossier: Dossier) -> object:
    with dossier.installation.store.read() as tx:
        return reopen(dossier.installation, tx, dossier.row).run.data.get("loai_ho_so")


def test_the_decision_is_made_when_the_course_comes_to_it(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT)
    assert kind(dossier) is None
    dossier.do("phan_cong", {})
    assert (kind(dossier), dossier.at_nodes()) == ("nhỏ", {"tham_dinh"})
    several = desk.receive(ACCEPT, form={"cac_noi_dung": [{"noi_dung": "a"}, {"noi_dung": "b"}]})
    assert kind(several.play(("phan_cong", {}))) == "lớn"


def test_the_officer_sees_the_dossier_after_it(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT).play(("phan_cong", {}))
    view = page(desk.installation, desk.holder("chuyen_vien"), dossier.code, dossier.now)
    assert [task.name for task in view.tasks] == ["Thẩm định"]


def test_a_dossier_keeps_the_table_it_was_opened_under(desk: Desk) -> None:
    installation, earlier = desk.installation, desk.receive(ACCEPT)
    (installation.root / FILE).write_bytes(sorting("mới"))
    report = deploy(installation.store, read_content(installation.root), at=OPENED, by="tests")
    assert [d.code for d in report.new] == [desk.procedure]
    assert kind(earlier.play(("phan_cong", {}))) == "nhỏ"
    assert kind(desk.receive(ACCEPT).play(("phan_cong", {}))) == "mới"


def test_a_table_that_fails_undoes_the_act(desk: Desk) -> None:
    dossier = desk.receive(ACCEPT, channel=Channel.POST)
    before = dossier.row.revision
    with pytest.raises(Refused, match='"Xếp loại": decision "Xếp loại hồ sơ", rule 4'):
        dossier.do("phan_cong", {})
    assert (dossier.row.revision, dossier.at_nodes()) == (before, {"phan_cong"})
