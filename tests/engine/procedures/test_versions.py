from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.deploy import deploy as command
from engine.definitions.content import read_content
from engine.errors import BadState, BrokenContent, NotFound, Refused
from engine.procedures.bundle import bundle_of, open_bundle
from engine.procedures.version import active_procedures, active_version, load_version
from engine.publishing.deployment import DeployReport, deploy
from engine.storage import Store
from tests.engine.review.sample import write

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # Monday 08:30 in Vietnam
CODE = "9.000001.000.00.00.H37"
BARE = "9.000002.000.00.00.H37"


def put(store: Store, root: Path) -> DeployReport:
    return deploy(store, read_content(root), at=AT, by="thử")


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def test_a_first_deployment_makes_first_versions(store: Store, root: Path) -> None:
    report = put(store, root)
    assert [(d.code, d.number) for d in report.new] == [(CODE, 1), (BARE, 1)]
    assert report.unchanged == ()


def test_unchanged_content_gives_no_new_version(store: Store, root: Path) -> None:
    put(store, root)
    report = put(store, root)
    assert report.new == ()
    assert [d.number for d in report.unchanged] == [1, 1]


def test_a_changed_form_gives_a_new_version_of_what_uses_it(store: Store, root: Path) -> None:
    put(store, root)
    edit(root, "forms/don_thu.form", "Tên", "Họ và tên")
    report = put(store, root)
    assert [(d.code, d.number) for d in report.new] == [(CODE, 2)]


def test_moving_an_entry_or_a_file_gives_no_new_version(store: Store, root: Path) -> None:
    put(store, root)
    edit(root, "processes/thu.yaml", "agency:", "# một ghi chú\n\nagency:")
    (root / "processes/thu.yaml").rename(root / "processes/khac.yaml")
    (root / "bpmn/cap-thu.bpmn").rename(root / "bpmn/khac.bpmn")
    assert put(store, root).new == ()


def test_content_that_went_back_makes_the_old_version_active(store: Store, root: Path) -> None:
    put(store, root)
    edit(root, "forms/don_thu.form", "Tên", "Họ và tên")
    put(store, root)
    edit(root, "forms/don_thu.form", "Họ và tên", "Tên")
    assert [d.number for d in put(store, root).new] == [1]
    with store.read() as tx:
        assert active_version(tx, CODE).number == 1


def test_deploying_content_with_an_error_changes_nothing(store: Store, root: Path) -> None:
    put(store, root)
    edit(root, "forms/don_thu.form", "Tên", "Họ và tên")
    edit(root, "processes/thu.yaml", "phong-thu", "phong-thi")
    with pytest.raises(BrokenContent) as refused:
        put(store, root)
    assert {f.code for f in refused.value.findings} == {"E623"}
    with store.read() as tx:
        assert active_version(tx, CODE).number == 1


def test_a_version_opens_as_it_was_deployed(store: Store, root: Path) -> None:
    put(store, root)
    written = read_content(root).procedures[CODE]
    with store.read() as tx:
        version = active_version(tx, CODE)
    read = version.procedure
    assert (read.code, read.name, read.agency, read.field) == (CODE, "Cấp thử", "so-thu", "Thử")
    assert (read.time_limit, read.units) == (written.time_limit, written.units)
    assert (read.result, read.source, read.fee) == (written.result, written.source, written.fee)
    assert [(p.id, p.copies, p.reuse, p.required) for p in read.papers] == [
        ("don", 2, (), True),
        ("ly_lich", 1, ("KQ.G15.000007",), False),
    ]
    assert version.first_step.label == "Tiếp nhận"
    assert version.node("tham_dinh").role == "chuyen_vien"
    assert version.diagram.xml == (root / "bpmn/cap-thu.bpmn").read_bytes()
    assert version.forms["don_thu"].source == (root / "forms/don_thu.form").read_bytes()


def test_a_dossier_keeps_the_version_it_was_opened_under(store: Store, root: Path) -> None:
    first = put(store, root).new[0].version_id
    edit(root, "processes/thu.yaml", "17 working days", "20 working days")
    put(store, root)
    with store.read() as tx:
        kept = load_version(tx, first).procedure.time_limit
        assert kept is not None
        assert kept.amount == 17
        assert active_version(tx, CODE).procedure.time_limit_text == "20 working days"


def test_a_bundle_keeps_the_cases_of_the_limit_and_the_kinds_of_papers(
    store: Store, root: Path
) -> None:
    cases = (
        "[{id: thuong, name: Thường, limit: 17 working days}, {id: gap, name: Gấp, limit: 3 days}]"
    )
    edit(root, "processes/thu.yaml", "time_limit: 17 working days", f"time_limits: {cases}")
    edit(root, "processes/thu.yaml", "name: Lý lịch, reuse", "name: Lý lịch, kind: original, reuse")
    put(store, root)
    written = read_content(root).procedures[CODE]
    with store.read() as tx:
        read = active_version(tx, CODE).procedure
    assert [c.id for c in read.cases] == ["thuong", "gap"]
    assert read.cases == written.cases
    assert [p.kind for p in read.papers] == ["", "original"]


def test_a_version_is_opened_once_in_a_process(store: Store, root: Path) -> None:
    number = put(store, root).new[0].version_id
    with store.read() as tx:
        assert load_version(tx, number) is load_version(tx, number)
        assert active_version(tx, CODE) is load_version(tx, number)


def test_two_stores_do_not_share_version_numbers(store: Store, root: Path, tmp_path: Path) -> None:
    put(store, root)
    other = Store(f"sqlite:///{tmp_path}/khac.sqlite")
    other.migrate()
    with store.read() as tx:
        load_version(tx, 1)
    with other.read() as tx, pytest.raises(NotFound):
        load_version(tx, 1)
    other.close()


def test_a_procedure_that_is_information_only_cannot_be_run(store: Store, root: Path) -> None:
    put(store, root)
    with store.read() as tx:
        listed = {v.procedure.code: v for v in active_procedures(tx, {"so-thu"})}
    assert set(listed) == {CODE, BARE}
    assert not listed[BARE].procedure.fileable
    with pytest.raises(NotFound), store.read() as tx:
        active_version(tx, "9.9")


def test_a_diagram_is_refused_where_there_is_none(store: Store, root: Path) -> None:
    edit(root, "processes/thu.yaml", "defaults: {diagram: cap_thu, units", "defaults: {units")
    put(store, root)
    with store.read() as tx:
        version = active_version(tx, BARE)
    with pytest.raises(Refused):
        _ = version.diagram


def test_lanes_named_as_roles_keep_their_role(store: Store, root: Path) -> None:
    edit(root, "bpmn/cap-thu.bpmn", '"chuyen_vien"', '"Chuyên viên"')
    put(store, root)
    with store.read() as tx:
        assert active_version(tx, CODE).node("tham_dinh").role == "chuyen_vien"


REQUIRED = "    form: don_thu\n    applicant: {required: [sex, birth_date]}\n"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format":2}', b"\xff"])
def test_a_bundle_of_another_format_is_not_read(data: bytes) -> None:
    with pytest.raises(BadState):
        open_bundle(data)


def test_one_content_gives_one_digest(root: Path) -> None:
    one, two = read_content(root), read_content(root)
    assert bundle_of(one, one.procedures[CODE]) == bundle_of(two, two.procedures[CODE])


def test_what_is_required_of_the_applicant_is_part_of_the_version(root: Path) -> None:
    before = read_content(root)
    edit(root, "processes/thu.yaml", "    form: don_thu\n", REQUIRED)
    after = read_content(root)
    bare, bundle = (bundle_of(c, c.procedures[CODE]) for c in (before, after))
    assert bare.digest != bundle.digest
    assert b"applicant" not in bare.data  # as in versions from before there was such a key
    assert open_bundle(bundle.data).procedure.applicant_required == ("birth_date", "sex")


def test_the_command_says_what_is_new(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_CONTENT", str(root))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", f"sqlite:///{tmp_path}/lenh.sqlite")
    first = CliRunner().invoke(command, ["--by", "thử"])
    assert first.stdout.splitlines()[-1] == "2 new, 0 unchanged"
    second = CliRunner().invoke(command, [])
    assert second.stdout.splitlines()[-1] == "0 new, 2 unchanged"
    edit(root, "processes/thu.yaml", "phong-thu", "phong-thi")
    third = CliRunner().invoke(command, [])
    assert third.exit_code == 1
    assert "E623" in third.stdout
