"""The public catalogue over the repository's own content, on both databases."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.errors import BadState, MotcuaError, NotFound
from engine.installation import Installation
from engine.portal.catalogue import UNKNOWN, CatalogueQuery, Found, find
from engine.portal.catalogue_report import report, table
from engine.portal.procedure import blank_file, blank_form, full_code, procedure
from engine.procedures.register import current
from engine.procedures.register.facts import facts_of
from engine.publishing.deployment import deploy
from engine.storage import Store
from engine.storage.procedures import versions
from sla.calendar import VIETNAM
from sla.limits import parse_limit
from tests.conftest import OPENED, furnished

AT = datetime(2023, 12, 8, 9, 0, tzinfo=VIETNAM)
LICENCE = "2.002383.000.00.00.H37"
RECORD, PRACTICE = "2.000488", "1.003709"  # the second asks for a result of the first
OLD = "lang-son-2020"


def names(found: Found) -> list[str]:
    return [entry.name for entry in found.items]


def test_what_is_in_force_is_found_and_an_old_list_is_apart(installation: Installation) -> None:
    now = find(installation, CatalogueQuery("dang ky ket hon"))
    assert names(now) == ["Đăng ký kết hôn"]
    assert {(each.name, each.count) for each in now.lists} == {("", 1), (OLD, 5)}
    old = find(installation, CatalogueQuery("dang ky ket hon", listed=OLD))
    assert old.total == 5
    assert old.about is not None
    assert old.about.year == 2020


def test_a_procedure_is_found_by_its_code_with_or_without_suffix(
    installation: Installation,
) -> None:
    for query in (LICENCE, "2.002383", "2.002383.000", "2 002383", LICENCE.lower()):
        found = find(installation, CatalogueQuery(query))
        assert [entry.code for entry in found.items] == [LICENCE], query
    assert full_code(installation, "2.002383") == LICENCE
    assert full_code(installation, "2.0023") == ""


@pytest.mark.parametrize("listed", ["", OLD])
@pytest.mark.parametrize("query", ["", "giay phep", "dnag ky"])
def test_the_counts_of_every_facet_add_up(
    installation: Installation, listed: str, query: str
) -> None:
    whole = find(installation, CatalogueQuery(query, listed))
    for facet in (whole.agencies, whole.fields, whole.levels):
        assert sum(choice.count for choice in facet) == whole.total
    for choice in whole.agencies:
        narrowed = find(installation, CatalogueQuery(query, listed, agency=choice.key))
        assert narrowed.total == choice.count
        assert sum(c.count for c in narrowed.agencies) == whole.total, "its own filter counts not"
        assert sum(c.count for c in narrowed.fields) == narrowed.total
    for choice in whole.fields[:5]:
        assert (
            find(installation, CatalogueQuery(query, listed, field=choice.key)).total
            == choice.count
        )
    for choice in whole.levels:
        assert (
            find(installation, CatalogueQuery(query, listed, level=choice.key)).total
            == choice.count
        )


def test_pages_hold_every_entry_once(installation: Installation) -> None:
    pages = [find(installation, CatalogueQuery(listed=OLD, page=n, size=100)) for n in range(1, 19)]
    assert pages[0].pages == 18
    numbers = [entry.number for page in pages for entry in page.items]
    assert len(numbers) == len(set(numbers)) == 1717
    assert find(installation, CatalogueQuery(listed=OLD, page=99, size=100)).page == 18


def test_what_a_list_does_not_say_can_be_asked_for(installation: Installation) -> None:
    found = find(installation, CatalogueQuery(listed=OLD, field=UNKNOWN))
    assert found.total == 4
    assert all(not entry.field for entry in found.items)


def test_a_list_that_does_not_exist_is_refused(installation: Installation) -> None:
    with pytest.raises(NotFound) as refused:
        find(installation, CatalogueQuery(listed="khong-co"))
    assert refused.value.code == "no_catalogue"


def test_facts_are_those_of_the_whole_version(installation: Installation) -> None:
    content = read_content(content_root())
    with installation.store.read() as tx:
        heads = versions.active_list(tx)
        facts = [facts_of(row.data) for head in heads if (row := versions.load(tx, head.id))]
    assert len(facts) == len(content.procedures)
    for found in facts:
        p = content.procedures[found.code]
        assert (found.name, found.agency, found.field) == (p.name, p.agency, p.field)
        assert (found.level, found.portal) == (p.service_level or "", p.portal or "")
        assert (found.fileable, found.internal) == (p.fileable, p.internal)
        assert bool(found.limits) == bool(p.cases)
        assert [code for code, _ in found.results] == [r.code for r in p.results if r.code]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"manifest":1}', b'{"manifest":{}}', b"\xff"]
)
def test_what_is_no_bundle_has_no_facts(data: bytes) -> None:
    with pytest.raises(BadState):
        facts_of(data)


@pytest.mark.slow
def test_a_new_version_is_seen_and_only_it_is_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    installation = furnished(store, root)
    monkeypatch.setattr(current, "REFRESH_SECONDS", 0)
    read: list[bytes] = []
    monkeypatch.setattr(current, "facts_of", lambda data: read.append(data) or facts_of(data))
    before = find(installation, CatalogueQuery("dang ky ket hon"))
    assert len(read) == len(read_content(root).procedures)
    file = root / "processes/ubnd-xa/ho-tich.yaml"
    file.write_text(
        file.read_text("utf-8").replace("Đăng ký kết hôn", "Ghi kết hôn vào sổ"), "utf-8"
    )
    deploy(installation.store, read_content(root), at=AT, by="tests")
    after = find(installation, CatalogueQuery("ket hon"))
    assert (names(before), names(after)) == (["Đăng ký kết hôn"], ["Ghi kết hôn vào sổ"])
    assert len(read) == len(read_content(root).procedures) + 1


@pytest.mark.slow
def test_a_changed_list_is_seen(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    installation = furnished(store, root)
    monkeypatch.setattr(current, "REFRESH_SECONDS", 0)
    assert find(installation, CatalogueQuery(listed=OLD)).total == 1717
    file = root / f"processes/catalogues/{OLD}.csv"
    file.write_text(file.read_text("utf-8") + "1718,Sở A,Đất,BTN-LSN-1,Thêm,\n", "utf-8")
    assert find(installation, CatalogueQuery(listed=OLD)).total == 1718


def test_internal_procedures_are_nobodys_but_the_offices(installation: Installation) -> None:
    internal = [p for p in read_content(content_root()).procedures.values() if p.internal]
    every = {entry.code for entry in find(installation, CatalogueQuery(size=10_000)).items}
    assert every.isdisjoint(p.code for p in internal)
    for p in internal:
        with pytest.raises(NotFound):
            procedure(installation, p.code, OPENED)


def test_a_page_says_what_is_known_of_a_procedure(installation: Installation) -> None:
    view = procedure(installation, LICENCE, OPENED)
    (case,) = view.cases
    assert (case.name, case.limit) == ("", parse_limit("17 ngày làm việc"))
    assert view.one_stops == ("Một cửa Sở Khoa học và Công nghệ",)
    assert view.missing == ()
    first, second = view.steps[:2]
    assert (first.name, first.role) == ("Kiểm tra, tiếp nhận", "Bộ phận một cửa")
    assert (second.role, second.unit) == ("Người nộp hồ sơ", "")
    appraisal = next(step for step in view.steps if step.node == "tham_dinh")
    assert (appraisal.unit, appraisal.limit) == (
        "Phòng Quản lý chuyên ngành",
        parse_limit("10 ngày làm việc"),
    )
    assert view.papers[0].form in view.forms


def test_a_page_says_what_is_not_known(installation: Installation) -> None:
    view = procedure(installation, PRACTICE, OPENED)
    assert view.missing == ("diagram", "time_limit", "form")
    assert (view.fee, view.cases, view.legal_basis, view.steps, view.drawing) == (
        "",
        (),
        (),
        (),
        b"",
    )
    assert view.one_stops == (), "where it is filed is not known"


def test_a_paper_that_is_another_procedures_result_leads_there(installation: Installation) -> None:
    papers = {paper.id: paper for paper in procedure(installation, PRACTICE, OPENED).papers}
    (reuse,) = papers["phieu_ly_lich_tu_phap"].reuse
    assert (reuse.code, reuse.procedure) == ("KQ.G15.000007", RECORD)
    assert reuse.name == "Phiếu lý lịch tư pháp số 1"


def test_the_drawing_holds_nothing_of_how_the_process_runs(installation: Installation) -> None:
    with installation.store.read() as tx:
        codes = [head.procedure for head in versions.active_list(tx)]
    drawn = 0
    for code in codes:
        try:
            drawing = procedure(installation, code, OPENED).drawing.decode()
        except NotFound:
            continue
        drawn += bool(drawing)
        for word in (
            "zeebe",
            "camunda",
            "motcua",
            "extension",
            "ocumentation",
            "condition",
            "=ket",
        ):
            assert word not in drawing, (code, word)
    assert drawn >= 2


def test_only_forms_of_applicants_can_be_taken_along(installation: Installation) -> None:
    view, form, name = blank_form(installation, LICENCE, "don_bo_sung_giay_phep_x_quang", OPENED)
    assert (view.code, form.id) == (LICENCE, "don_bo_sung_giay_phep_x_quang")
    assert name == "Đơn đề nghị bổ sung Giấy phép"
    for other in ("tham_dinh", "khong_co", ""):
        with pytest.raises(NotFound):
            blank_form(installation, LICENCE, other, OPENED)


def with_blank(store: Store, root: Path, blank: str) -> Installation:
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    file = root / "processes/so-y-te/kham-benh-chua-benh.yaml"
    named = "{id: so_yeu_ly_lich, name: Sơ yếu lý lịch, blank: %s}" % blank  # noqa: UP031 - braces
    plain = "{id: so_yeu_ly_lich, name: Sơ yếu lý lịch}"
    text = file.read_text("utf-8")
    assert plain in text
    file.write_text(text.replace(plain, named), "utf-8")
    return furnished(store, root)


@pytest.mark.slow
def test_a_blank_is_offered_where_its_file_lies_in_the_folder(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "content"
    installation = with_blank(store, root, "so-yeu-ly-lich.docx")
    folder = root / "forms/blanks"
    folder.mkdir()

    def offered() -> str:
        papers = {paper.id: paper for paper in procedure(installation, PRACTICE, OPENED).papers}
        return papers["so_yeu_ly_lich"].blank

    assert offered() == ""
    (folder / "so-yeu-ly-lich.docx").symlink_to("/etc/hostname")
    assert offered() == "", "a link out of the folder is not followed"
    (folder / "so-yeu-ly-lich.docx").unlink()
    (folder / "so-yeu-ly-lich.docx").write_bytes(b"PK")
    assert offered() == "so-yeu-ly-lich.docx"
    assert blank_file(installation, PRACTICE, "so-yeu-ly-lich.docx").read_bytes() == b"PK"
    (folder / "khac.docx").write_bytes(b"PK")
    for other in ("khac.docx", "../don-doc.form", "", "."):
        with pytest.raises(NotFound):
            blank_file(installation, PRACTICE, other)


@pytest.mark.parametrize("name", ["", OLD])
def test_the_sums_of_a_report_hold(installation: Installation, name: str) -> None:
    counted = report(installation, name)
    assert counted.residual == 0
    assert counted.total == find(installation, CatalogueQuery(listed=name)).total
    assert sum(f.count for a in counted.agencies for f in a.fields) == counted.total
    assert sum(level.count for level in counted.levels) == counted.total
    for agency in counted.agencies[:4]:
        assert (
            find(installation, CatalogueQuery(listed=name, agency=agency.key)).total == agency.count
        )
        first = agency.fields[0]
        asked = CatalogueQuery(listed=name, agency=agency.key, field=first.key)
        assert find(installation, asked).total == first.count


def test_the_report_of_2020_counts_what_the_file_holds(installation: Installation) -> None:
    counted = report(installation, OLD)
    assert (len(counted.agencies), counted.total, counted.with_resolution) == (21, 1717, 263)
    assert (counted.without_code, counted.same_code) == (28, 130)


@pytest.mark.slow
def test_no_cell_of_a_table_is_a_formula(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "content"
    for name in ("processes", "bpmn", "forms", "holidays"):
        shutil.copytree(content_root() / name, root / name)
    head = root / "processes/catalogues/cu.yaml"
    head.write_text("title: Cũ\nyear: 2019\n", "utf-8")
    cells = ["=1+1", "+84", "-2", "@SUM(A1)", 'Cấp "giấy", mới']
    rows = "".join(f'"{cell.replace(chr(34), chr(34) * 2)}"\n' for cell in cells)
    head.with_suffix(".csv").write_text(f"name\n{rows}", "utf-8")
    text = table(furnished(store, root), "cu")
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[4] for row in read[1:]] == ["'=1+1", "'+84", "'-2", "'@SUM(A1)", cells[4]]


def test_the_table_has_every_row(installation: Installation) -> None:
    rows = list(csv.reader(io.StringIO(table(installation, OLD))))
    assert len(rows) == 1 + 1717
    assert rows[1][4] == "Công nhận người có uy tín trong đồng bào dân tộc thiểu số"


def test_a_database_that_is_away_leaves_the_last_good_register(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "REFRESH_SECONDS", 0)
    before = find(installation, CatalogueQuery("giay phep")).total

    def away(_: object) -> frozenset[int]:
        raise MotcuaError("away", "The database is away.")

    monkeypatch.setattr("engine.storage.procedures.versions.active_ids", away)
    assert find(installation, CatalogueQuery("giay phep")).total == before
