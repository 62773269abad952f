"""Ways in which a file of Camunda Modeler goes wrong in other engines: here each one runs as it
was meant, or is refused before anything is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definitions.bpmn.diagram_file import read_diagrams
from engine.definitions.bpmn.graph import Diagram, FlowNode, NodeKind
from engine.errors import Finding, Severity
from engine.workflow.run import Run
from engine.workflow.spec import compile_spec
from engine.workflow.waits import WaitKind
from tests.conftest import OPENED
from tests.supported import KEY, PROFILES, Result, result_of, run_out, source
from tests.supported_rows import DEFINITIONS, EXT, MANUAL, ROWS, Row, element

JOB = {
    "camunda8": element("serviceTask", EXT.format('<zeebe:taskDefinition type="notify"/>')),
    "camunda7": element("serviceTask", "", 'camunda:type="external" camunda:topic="notify"'),
}
both_profiles = pytest.mark.parametrize("profile", PROFILES)


def row(body: str | dict[str, str], **given: Any) -> Row:
    return Row("trap", "trap", body, **given)


def read(body: str | dict[str, str], profile: str) -> tuple[Diagram, list[Finding]]:
    diagrams, findings = read_diagrams(source(row(body), profile), "thu.bpmn")
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    return diagrams[0], findings


def node(body: str | dict[str, str], profile: str) -> FlowNode:
    return read(body, profile)[0].nodes["t"]


def started(body: str | dict[str, str], profile: str, **data: Any) -> Run:
    diagrams, _ = read_diagrams(source(row(body), profile), "thu.bpmn")
    known = {d.id: d for d in diagrams}
    run = Run.start(compile_spec(known["p"], known), data, OPENED)
    return Run.restore(run.spec, run.dump(KEY), KEY)


def judged(body: str | dict[str, str], profile: str, **given: Any) -> Result:
    return result_of(row(body, **given), profile)


def timer(kind: str, text: str) -> str:
    inside = f"<bpmn:{kind}>{text}</bpmn:{kind}>"
    return element(
        "intermediateCatchEvent",
        f"<bpmn:timerEventDefinition>{inside}</bpmn:timerEventDefinition>",
    )


def choice(condition: str, default: str = 'default="f2"') -> str:
    return (
        f'<bpmn:exclusiveGateway id="t" {default}/><bpmn:endEvent id="e2"/>'
        '<bpmn:sequenceFlow id="x" sourceRef="t" targetRef="e2"><bpmn:conditionExpression>'
        f"{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )


class TestUserTasks:
    def test_the_candidate_group_and_the_form_of_either_profile_are_kept(self) -> None:
        task = next(r for r in ROWS if r.element == "user task")
        for profile in PROFILES:
            kept = node(dict(task.body), profile)  # type: ignore[arg-type]
            assert (kept.role, kept.form) == ("chuyen_vien", "f")

    @pytest.mark.parametrize("name", ["assignee", "candidateUsers", "dueDate", "priority"])
    def test_a_setting_of_camunda_7_that_is_not_used_is_told(self, name: str) -> None:
        _, findings = read(element("userTask", "", f'camunda:{name}="x"'), "camunda7")
        assert any(f.code == "W201" and name in f.message for f in findings)

    @pytest.mark.parametrize(
        "inside",
        [
            '<zeebe:assignmentDefinition assignee="lan" candidateUsers="minh"/>',
            '<zeebe:taskSchedule dueDate="=now()"/>',
            '<zeebe:priorityDefinition priority="80"/>',
        ],
    )
    def test_a_setting_of_camunda_8_that_is_not_used_is_told(self, inside: str) -> None:
        _, findings = read(element("userTask", EXT.format(inside)), "camunda8")
        assert "W201" in {f.code for f in findings}

    def test_a_second_candidate_group_is_told(self) -> None:
        body = element("userTask", "", 'camunda:candidateGroups="chuyen_vien,lanh_dao"')
        diagram, findings = read(body, "camunda7")
        assert diagram.nodes["t"].role == "chuyen_vien"
        assert any("lanh_dao" in f.message for f in findings)

    def test_a_form_that_is_no_camunda_form_is_refused(self) -> None:
        body = element("userTask", "", 'camunda:formKey="embedded:app:forms/x.html"')
        assert "E216" in judged(body, "camunda7").codes
        inside = EXT.format('<zeebe:formDefinition formKey="camunda-forms:bpmn:x"/>')
        assert "E216" in judged(element("userTask", inside), "camunda8").codes

    @both_profiles
    def test_the_lane_gives_the_role_and_survives_storing(self, profile: str) -> None:
        lane = (
            '<bpmn:laneSet id="ls"><bpmn:lane id="lane_van_thu" name="Văn thư">'
            "<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        )
        assert node(lane + element("userTask"), profile).role == "van_thu"


class TestTimers:
    @both_profiles
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("timeDuration", "P3D"),
            ("timeDuration", "PT1S"),
            ("timeDate", "2030-01-02T08:00:00+07:00"),
            ("timeDuration", '= "P" + string(so_ngay) + "D"'),
        ],
    )
    def test_a_timer_as_the_modeler_writes_it_waits_for_its_moment(
        self, kind: str, text: str, profile: str
    ) -> None:
        run = started(timer(kind, text), profile, so_ngay=3)
        (wait,) = run.waits()
        assert wait.kind is WaitKind.TIMER
        run.fire(wait.task_id)
        assert run.ended

    @both_profiles
    @pytest.mark.parametrize(
        ("kind", "text", "code"),
        [
            ("timeCycle", "0 0 9 * * ?", "E213"),
            ("timeCycle", "R3/PT10S", "E213"),  # in the flow there is nothing to go on beside
            ("timeDuration", "${d}", "E212"),
            ("timeDuration", '"P3D"', "E213"),
            ("timeDuration", "ba ngày", "E213"),
        ],
    )
    def test_a_timer_that_nobody_could_count_is_refused(
        self, kind: str, text: str, code: str, profile: str
    ) -> None:
        assert judged(timer(kind, text), profile).codes == code


class TestExpressions:
    @both_profiles
    @pytest.mark.parametrize("text", ["${a == 1}", "#{a}", "a == 1", "__import__('os')"])
    def test_a_condition_in_another_language_is_refused(self, text: str, profile: str) -> None:
        assert judged(choice(text), profile).codes == "E212"

    @both_profiles
    @pytest.mark.parametrize(("a", "passed"), [(1, "e2"), (2, "e"), (None, "e")])
    def test_a_condition_in_feel_decides(self, a: object, passed: str, profile: str) -> None:
        diagrams, _ = read_diagrams(source(row(choice("= a = 1")), profile), "thu.bpmn")
        run = Run.start(compile_spec(diagrams[0]), {"a": a}, OPENED)
        assert run.ended
        assert passed in run.passed

    @both_profiles
    def test_a_gateway_that_could_have_no_way_out_is_refused(self, profile: str) -> None:
        assert judged(choice("= a = 1", default=""), profile).codes == "E220"

    @both_profiles
    @pytest.mark.parametrize("language", ["python", "javascript", "groovy", ""])
    def test_a_script_is_run_in_feel_or_not_at_all(self, language: str, profile: str) -> None:
        body = element(
            "scriptTask",
            "<bpmn:script>__import__('os').system('id')</bpmn:script>",
            f'scriptFormat="{language}"' if language else "",
        )
        assert judged(body, profile).codes == "E214"

    def test_the_result_variable_of_camunda_7_is_written(self) -> None:
        body = element(
            "scriptTask",
            "<bpmn:script>1 + 1</bpmn:script>",
            'scriptFormat="feel" camunda:resultVariable="tong"',
        )
        assert started(body, "camunda7").data == {"tong": 2}


class TestQuietWaits:
    @both_profiles
    @pytest.mark.parametrize("kind", ["message", "signal"])
    def test_a_catch_without_a_name_is_refused(self, kind: str, profile: str) -> None:
        body = element("intermediateCatchEvent", f"<bpmn:{kind}EventDefinition/>")
        assert judged(body, profile).codes == "E211"

    @both_profiles
    def test_a_receive_task_without_a_message_is_refused(self, profile: str) -> None:
        assert judged(element("receiveTask"), profile).codes == "E211"

    @both_profiles
    def test_a_receive_task_waits_for_its_message(self, profile: str) -> None:
        run = started(element("receiveTask", attributes='messageRef="M"'), profile)
        assert [w.kind for w in run.waits()] == [WaitKind.MESSAGE]
        assert run.deliver("tin", {})
        assert run.ended

    @both_profiles
    def test_an_element_that_nothing_leads_to_is_refused(self, profile: str) -> None:
        assert "E209" in judged(MANUAL + '<bpmn:manualTask id="z"/>', profile).codes

    @both_profiles
    @pytest.mark.parametrize("tag", ["intermediateThrowEvent", "intermediateCatchEvent"])
    def test_a_link_is_refused(self, tag: str, profile: str) -> None:
        assert judged(element(tag, DEFINITIONS["link"]), profile).codes == "E219"

    @both_profiles
    def test_a_plain_task_is_passed_as_camunda_does_and_told(self, profile: str) -> None:
        result = judged(element("task"), profile)
        assert "t" in result.passed
        assert result.codes == "W203"

    @both_profiles
    def test_a_message_that_nobody_would_send_is_refused(self, profile: str) -> None:
        body = element("intermediateThrowEvent", DEFINITIONS["message"])
        assert judged(body, profile).codes == "E216"


class TestStoring:
    @both_profiles
    def test_a_service_task_is_stored_while_it_waits(self, profile: str) -> None:
        run = started(JOB, profile)
        (wait,) = run.waits()
        assert (wait.kind, wait.service) == (WaitKind.SERVICE, "notify")
        run.complete(wait.task_id, {"ma": 1})
        assert run.ended
        assert run.data == {"ma": 1}

    @pytest.mark.parametrize("allowed", ROWS, ids=lambda r: f"{r.group}: {r.element}")
    def test_every_element_that_is_allowed_is_stored_at_each_step(self, allowed: Row) -> None:
        for profile in PROFILES:
            result = result_of(allowed, profile)  # stores and restores between any two steps
            assert result.refused or result.passed


class TestParsers:
    @both_profiles
    def test_a_called_process_is_found_or_its_absence_told(self, profile: str) -> None:
        def call(name: str) -> dict[str, str]:
            eight = EXT.format(f'<zeebe:calledElement processId="{name}"/>')
            return {
                "camunda8": element("callActivity", eight),
                "camunda7": element("callActivity", attributes=f'calledElement="{name}"'),
            }

        assert "t" in judged(call("con"), profile).passed
        assert judged(call("khong_co"), profile).codes == "E514"

    @both_profiles
    @pytest.mark.parametrize("tag", ["complexGateway", "adHocSubProcess", "transaction"])
    def test_what_is_not_run_is_refused_by_name_with_what_to_draw(
        self, tag: str, profile: str
    ) -> None:
        result = judged(element(tag), profile)
        assert any(
            f.code == "E206" and f"{tag} cannot be run: " in f.message for f in result.findings
        )

    @both_profiles
    def test_a_collection_of_either_profile_gives_an_instance_for_each(self, profile: str) -> None:
        body = {
            "camunda8": EXT.format(
                '<zeebe:loopCharacteristics inputCollection="=so" inputElement="i"/>'
            ),
            "camunda7": "",
        }[profile]
        attribute = 'camunda:collection="so" camunda:elementVariable="i"'
        attribute = attribute if profile == "camunda7" else ""
        loop = f"<bpmn:multiInstanceLoopCharacteristics {attribute}>{body}"
        task = element("userTask", loop + "</bpmn:multiInstanceLoopCharacteristics>")
        run = started(task, profile, so=["x", "y"])
        assert [run.local(w.task_id)["i"] for w in run.waits()] == ["x", "y"]

    def test_a_file_of_the_wrong_profile_is_read_all_the_same(self) -> None:
        for profile in PROFILES:
            diagram, _ = read(JOB[profile], profile)
            assert diagram.dialect == profile
            assert diagram.nodes["t"].service == "notify"


class TestEventSubProcesses:
    @both_profiles
    @pytest.mark.parametrize(
        ("interrupting", "left"), [("true", ["wu"]), ("false", ["t", "ws", "wu"])]
    )
    def test_one_that_interrupts_does_and_one_that_does_not_does_not(
        self, interrupting: str, left: list[str], profile: str
    ) -> None:
        aside = (
            '<bpmn:subProcess id="w" triggeredByEvent="true">'
            f'<bpmn:startEvent id="ws" isInterrupting="{interrupting}">{DEFINITIONS["message"]}'
            '</bpmn:startEvent><bpmn:sequenceFlow id="wf" sourceRef="ws" targetRef="wu"/>'
            '<bpmn:userTask id="wu"/></bpmn:subProcess>'
        )
        run = started(element("userTask") + aside, profile)
        assert "tin" in {w.message for w in run.waits()}  # its message is listed while it waits
        assert run.deliver("tin", {})
        run = Run.restore(run.spec, run.dump(KEY), KEY)
        assert sorted(w.node for w in run.waits()) == left


class TestClock:
    @both_profiles
    def test_a_timer_waits_until_it_is_told_whatever_the_machines_clock_says(
        self, profile: str
    ) -> None:
        body = timer("timeDuration", "PT0S")
        run = started(body, profile)
        assert not run.ended
        assert run_out(run.spec)[-1] == "e"


def test_a_start_form_is_the_manifests_matter_and_told() -> None:
    start = '<bpmn:startEvent id="s" camunda:formKey="x"/>'
    start += '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
    assert "E216" in judged(MANUAL, "camunda7", start=start).codes


def test_a_standard_loop_is_refused() -> None:
    body = element("manualTask", "<bpmn:standardLoopCharacteristics/>")
    assert {judged(body, p).codes for p in PROFILES} == {"E206"}


def test_every_kind_of_node_is_among_the_diagrams_that_are_run() -> None:
    kinds: set[NodeKind] = set()
    for each in ROWS:
        result = result_of(each, "camunda8")
        if not result.refused:
            diagrams, _ = read_diagrams(source(each, "camunda8"), "thu.bpmn")
            kinds |= {n.kind for n in diagrams[0].nodes.values()}
    assert kinds == set(NodeKind)
