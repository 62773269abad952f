"""A designer's work with our element templates, in the editor that Camunda Modeler is made of.

The panel is filled in as a person does; what the editor then saves is read by our own reader.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import FlowNode, IoMapping
from engine.definitions.service_kinds import ServiceKind, services
from engine.definitions.status import STATUS_NAMES, Milestone, Status
from engine.element_templates.template_fields import MILESTONES
from sla.limits import parse_limit
from tests.content import drawn
from tests.content.test_content import DIAGRAMS, NODE
from tests.content.test_element_templates import HERE, NAMES, stored
from tests.webui.browser.conftest import FLAGS
from tests.webui.browser.officer import PATIENCE

pytestmark = pytest.mark.browser


class Designer:
    """Somebody with a diagram and the properties panel before them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialect = ""

    def opens(self, dialect: str, xml: str) -> list[str]:
        """Open a diagram beside our templates; returns every complaint of the editor."""
        self.dialect = dialect
        told: list[str] = self.page.evaluate(
            "([dialect, xml, templates]) => modelling.open(dialect, xml, templates)",
            [dialect, xml, stored(dialect)],
        )
        self._sees_the_panel()  # before that, it does not hear what is selected
        return told

    def is_offered(self, element: str) -> list[str]:
        offered: list[str] = self.page.evaluate("id => modelling.offered(id)", element)
        return [template.removeprefix(f"motcua.{self.dialect}.") for template in offered]

    def applies(self, template: str, element: str = "it") -> None:
        name = f"motcua.{self.dialect}.{template}"
        self.page.evaluate("([id, name]) => modelling.apply(id, name)", [element, name])
        self.selects(element)

    def selects(self, element: str) -> None:
        self.page.evaluate("id => modelling.select(id)", element)

    def field(self, label: str) -> Locator:
        """The field, in sight: groups are opened until it is.

        One by one, since the panel forgets the one when two are opened before it is drawn again.
        """
        found = self.page.locator("#panel").get_by_label(label, exact=True)
        closed = self.page.locator(
            '[data-group-id*="motcua-"]:not(:has(.bio-properties-panel-group-entries.open))'
            " .bio-properties-panel-group-header"
        )
        self._sees_the_panel()
        while not found.is_visible() and closed.count():
            closed.first.evaluate("each => each.click()")
            self._sees_the_panel()
        return found

    def chooses(self, label: str, choice: str) -> None:
        self.field(label).select_option(label=choice)

    def writes(self, label: str, text: str) -> None:
        self.field(label).fill(text)
        self.field(label).blur()

    def sees_wrong(self) -> list[str]:
        self._sees_the_panel()
        return self.page.locator("#panel .bio-properties-panel-error").all_inner_texts()

    def _sees_the_panel(self) -> None:
        self.page.evaluate("() => modelling.settled()")

    def saves(self) -> str:
        xml: str = self.page.evaluate("() => modelling.save()")
        return xml


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("modeler")
    subprocess.run([NODE, HERE / "modeler/build.mjs", folder], check=True)  # noqa: S603 - ours
    script = HERE.parents[1] / "scripts/find-chromium"
    found = subprocess.run([script], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    with sync_playwright() as playwright:
        path = found.stdout.strip().splitlines()[-1]
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 1000})
        page.set_default_timeout(PATIENCE)
        page.goto((folder / "page.html").as_uri())
        yield page
        browser.close()


@pytest.fixture(params=NAMES)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def designer(editor: Page) -> Designer:
    return Designer(editor)


def saved(designer: Designer) -> FlowNode:
    """The element as our reader reads the file that the editor saved; nothing of ours is wrong."""
    diagrams, findings = read_diagrams(designer.saves().encode(), "bpmn/p.bpmn")
    assert diagrams, findings
    return diagrams[0].nodes["it"]


LATE = "5 ngày làm việc"


def test_a_step_is_filled_in_and_read(designer: Designer, dialect: str) -> None:
    assert designer.opens(dialect, drawn.task("userTask")) == []
    assert designer.is_offered("it") == ["step", "consultation"]
    designer.applies("step")
    designer.chooses("Vai trò", "Bộ phận một cửa")
    designer.writes("Biểu mẫu", "bo_sung_ho_so")
    designer.writes("Thời hạn của bước", LATE)
    designer.chooses("Trạng thái hồ sơ", "5. Yêu cầu bổ sung giấy tờ")
    designer.chooses("Thời hạn giải quyết khi chờ ở đây", "Đứng lại")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert (node.role, node.form, node.limit) == ("mot_cua", "bo_sung_ho_so", parse_limit(LATE))
    assert (node.status, node.stops_clock) == (Status.SUPPLEMENT, True)


def test_a_step_that_is_left_empty_says_nothing(designer: Designer, dialect: str) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    designer.applies("step")
    node = saved(designer)
    assert designer.sees_wrong() == []
    assert (node.role, node.form, node.limit, node.status) == ("", "", None, None)
    assert (node.unit, node.unit_from) == ("", "")
    assert not node.stops_clock


@pytest.mark.parametrize("wrong", ["5 ngày công", "P5DT4H", "0 ngày", "năm ngày làm việc"])
def test_a_limit_that_is_not_read_is_marked_at_once(
    designer: Designer, dialect: str, wrong: str
) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    designer.applies("step")
    designer.writes("Thời hạn của bước", wrong)
    [told] = designer.sees_wrong()
    assert told.startswith("Thời hạn của bước viết như: 5 ngày làm việc")


def test_a_step_may_be_that_of_another_agency(designer: Designer, dialect: str) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    designer.applies("step")
    designer.chooses("Vai trò", "Chuyên viên")
    designer.writes("Đơn vị", "ubnd-tinh")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert (node.role, node.unit, node.unit_from) == ("chuyen_vien", "ubnd-tinh", "")
    designer.writes("Đơn vị", "")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert (node.role, node.unit, node.unit_from) == ("chuyen_vien", "", "")


@pytest.mark.parametrize("wrong", ["Sở Nội vụ", "so_noi_vu", "so-"])
def test_a_unit_that_is_no_id_is_marked_at_once(
    designer: Designer, dialect: str, wrong: str
) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    designer.applies("step")
    designer.writes("Đơn vị", wrong)
    [told] = designer.sees_wrong()
    assert told.startswith("Đơn vị là mã đơn vị như phong-ttbcxb")


def test_another_unit_is_asked(designer: Designer, dialect: str) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    designer.applies("consultation")
    assert len(designer.sees_wrong()) == 1  # which unit must be said
    designer.writes("Đơn vị được hỏi", "phong-ttbcxb")
    designer.chooses("Vai trò", "Chuyên viên")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert (node.unit, node.unit_from, node.role) == ("phong-ttbcxb", "", "chuyen_vien")
    designer.writes("Đơn vị được hỏi", "=don_vi")
    assert designer.sees_wrong() == []
    assert saved(designer).unit_from == "don_vi"


@pytest.mark.parametrize("milestone", list(Milestone))
def test_a_milestone_is_chosen(designer: Designer, dialect: str, milestone: Milestone) -> None:
    designer.opens(dialect, drawn.task("intermediateThrowEvent"))
    designer.applies("milestone")
    assert saved(designer).milestone is Milestone.RECEIVED
    designer.chooses("Mốc thời hạn", MILESTONES[milestone])
    assert saved(designer).milestone is milestone


@pytest.mark.parametrize("status", list(Status))
def test_an_end_has_one_of_the_ten_statuses(
    designer: Designer, dialect: str, status: Status
) -> None:
    designer.opens(dialect, drawn.end())
    designer.applies("end")
    assert (saved(designer).status, saved(designer).milestone) == (None, None)
    designer.chooses("Trạng thái hồ sơ", f"{status.number}. {STATUS_NAMES[status]}")
    assert saved(designer).status is status


@pytest.mark.parametrize("kind", ["boundary", "catch", "start"])
def test_a_timer_counts_working_time(designer: Designer, dialect: str, kind: str) -> None:
    draw = {"boundary": drawn.boundary, "catch": drawn.catch, "start": drawn.start}[kind]
    if dialect == "camunda8":
        designer.opens(dialect, draw(drawn.TIMER))
        designer.applies(f"timer-{kind}")
        designer.writes("Sau bao lâu", "P3D")
    else:  # Camunda 7's templates cannot set the duration; the panel's own group does
        designer.opens(dialect, draw(drawn.THREE_DAYS))
        designer.applies(f"timer-{kind}")
        group = designer.page.locator("#panel").get_by_text("Timer", exact=True)
        expect(group).to_have_count(1)
    assert designer.sees_wrong() == []
    event = saved(designer).event
    assert event is not None
    assert (event.timer, event.working) == ("P3D", True)
    designer.chooses("Đếm theo", "Giờ đồng hồ (kể cả ngày nghỉ)")
    event = saved(designer).event
    assert event is not None
    assert (event.timer, event.working) == ("P3D", False)


def test_a_service_task_takes_its_inputs_and_names_its_outputs(
    designer: Designer, dialect: str
) -> None:
    designer.opens(dialect, drawn.task("serviceTask"))
    designer.applies("service-lookup-enterprise")
    node = saved(designer)
    assert (node.service, node.inputs) == ("lookup_enterprise", ())
    assert node.outputs == (IoMapping("doanh_nghiep", "doanh_nghiep"),)
    designer.writes("Mã số doanh nghiệp", "=ma_so")
    designer.writes("Doanh nghiệp", "cong_ty")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert node.inputs == (IoMapping("ma_so", "ma_so_doanh_nghiep"),)
    assert node.outputs == (IoMapping("doanh_nghiep", "cong_ty"),)


@pytest.mark.parametrize("kind", services().kinds.values(), ids=lambda kind: kind.id)
def test_each_kind_of_service_task_is_chosen_and_asks_for_what_it_needs(
    designer: Designer, dialect: str, kind: ServiceKind
) -> None:
    designer.opens(dialect, drawn.task("serviceTask"))
    designer.applies(f"service-{kind.id.replace('_', '-')}")
    assert len(designer.sees_wrong()) == sum(port.required for port in kind.inputs)
    for port in kind.inputs:
        if port.required:
            designer.writes(port.label, "một đoạn chữ")
    assert designer.sees_wrong() == []
    node = saved(designer)
    assert node.service == kind.id
    assert {m.target for m in node.inputs} == {p.name for p in kind.inputs if p.required}
    assert [m.target for m in node.outputs] == [p.name for p in kind.outputs]


def test_a_new_user_task_has_the_template_from_the_start(designer: Designer, dialect: str) -> None:
    designer.opens(dialect, drawn.task("userTask"))
    drawn_one = designer.page.evaluate("() => modelling.draw('bpmn:UserTask')")
    assert drawn_one == f"motcua.{dialect}.step"


@pytest.mark.parametrize(("file", "dialect"), DIAGRAMS.values(), ids=DIAGRAMS)
def test_whoever_opens_a_diagram_of_ours_sees_the_templates_and_nothing_wrong(
    designer: Designer, file: Path, dialect: str
) -> None:
    xml = file.read_text("utf-8")
    assert designer.opens(dialect, xml) == []
    stamped = re.findall(r'id="(\w+)"[^>]*:modelerTemplate="motcua\.\w+\.([\w-]+)"', xml)
    assert len(stamped) >= 20
    for element, template in stamped:
        assert template in designer.is_offered(element)
        designer.selects(element)
        assert designer.sees_wrong() == [], element
    assert designer.is_offered("lane_mot_cua") == []
