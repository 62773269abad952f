"""Submitted online and received by the one-stop: two moments, and an answer within 8 hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.deadlines.stopwatches import step_watch
from engine.definitions.status import Channel, Status
from engine.desk.inbox import inbox
from engine.dossiers import Applicant, PaperGiven, SubmitRequest, submit
from engine.errors import Invalid, NotFound
from engine.l10n.limits import limit_words
from engine.storage.dossiers import dossiers, papers, parties
from sla.receipt import ReceiptRule
from tests.engine.dossiers.edited import GENERAL as DIAGRAM
from tests.engine.dossiers.edited import edited_office
from tests.engine.dossiers.play import (
    ACCEPT,
    COMPLETED,
    GENERAL,
    INCOMPLETE,
    LICENCE_FORM,
    REFUSE,
    Desk,
    on,
)

AGENCIES = "processes/agencies.yaml"
UNIT = "      - id: so-khcn-mot-cua\n"
"""It is open 07:30–11:30 and 13:00–17:00 (holidays/office-hours.yaml)."""


def test_an_online_dossier_waits_for_the_one_stop_and_is_not_received(desk: Desk) -> None:
    dossier = desk.submit(on("2023-12-07 08:24"))
    row = dossier.row
    assert (row.channel, row.status) == (Channel.ONLINE, Status.REGISTERED)
    assert (row.submitted_at, row.received_at, row.due_at) == (on("2023-12-07 08:24"), None, None)
    assert (row.one_stop, row.opened_by) == ("so-khcn-mot-cua", None)
    assert dossier.waits() == {("kiem_tra", "mot_cua", "so-khcn-mot-cua")}
    (told,) = dossier.journal()
    assert (told.action, told.actor, told.actor_name) == ("submitted", None, "")
    assert told.fields["filing"]["channel"] == "online"


def test_its_limit_runs_from_the_one_stops_receipt(desk: Desk) -> None:
    dossier = desk.submit(on("2023-12-07 08:24"))
    dossier.do("kiem_tra", ACCEPT, on("2023-12-07 15:10"))
    row = dossier.row
    assert (row.submitted_at, row.received_at) == (on("2023-12-07 08:24"), on("2023-12-07 15:10"))
    assert row.due_at == on("2024-01-02 15:10")


def test_it_may_be_incomplete_or_refused_as_at_the_desk(desk: Desk) -> None:
    dossier = desk.submit()
    dossier.do("kiem_tra", INCOMPLETE)
    assert (dossier.row.status, dossier.row.paused_at) == (Status.SUPPLEMENT, None)
    dossier.do("hoan_thien", COMPLETED, on("2023-12-08 18:30"))
    step = dossier.step("kiem_tra")
    assert (step.kind, step.due_at) == ("answer", on("2023-12-11 17:00"))  # Friday → Monday
    dossier.do("kiem_tra", REFUSE)
    assert dossier.row.status is Status.NOT_ACCEPTED


def test_it_stands_in_the_inbox_among_online_dossiers(desk: Desk) -> None:
    dossier = desk.submit()
    clerk = desk.holder("mot_cua")
    page = inbox(desk.installation, clerk, tab="online", at=dossier.now)
    assert dossier.code in [item.code for item in page.items]


def test_all_problems_of_a_submission_are_told_together_and_nothing_is_kept(desk: Desk) -> None:
    before = desk.submit().code
    request = SubmitRequest(
        GENERAL,
        Applicant(" "),
        {**LICENCE_FORM, "kinh_gui": "", "la": 1},
        (PaperGiven("don"), PaperGiven("don"), PaperGiven("la")),
        case="khac",
        one_stop="so-tttt-mot-cua",  # another agency's
    )
    with pytest.raises(Invalid) as refused:
        submit(desk.installation, request, at=on("2023-12-07 09:00"))
    assert {p.key for p in refused.value.problems} == {
        "applicant.name", "kinh_gui", "la", "papers.don", "papers.la", "case", "one_stop",
    }  # fmt: skip
    assert int(desk.submit().code[-4:]) == int(before[-4:]) + 1


def test_papers_come_with_it_and_the_one_stop_may_be_named(desk: Desk) -> None:
    request = SubmitRequest(
        GENERAL,
        Applicant("Người nộp", email="nguoi.nop@example.vn"),
        LICENCE_FORM,
        (PaperGiven("don", "original"),),
        one_stop="so-khcn-mot-cua",
    )
    code = submit(desk.installation, request, at=on("2023-12-07 09:00"))
    with desk.installation.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row is not None
        found, filed_by = papers.of(tx, row.id), parties.of(tx, row.id)
    assert [(p.paper, p.kind) for p in found] == [("don", "original")]
    assert filed_by.submitter.email == "nguoi.nop@example.vn"


def test_nobody_submits_to_a_procedure_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(NotFound):
        submit(desk.installation, SubmitRequest("x", Applicant("A"), {}), at=on("2023-12-07 09:00"))


RULES: dict[ReceiptRule, tuple[tuple[str, str], ...]] = {
    # submitted → until when it must be answered: eight working hours
    ReceiptRule.NEXT_SESSION: (
        ("2023-12-07 08:24", "2023-12-08 08:24"),
        ("2023-12-07 12:00", "2023-12-08 11:30"),
        ("2023-12-07 16:30", "2023-12-08 16:30"),
        ("2023-12-07 17:01", "2023-12-08 17:00"),
        ("2023-12-09 10:00", "2023-12-11 17:00"),
    ),
    ReceiptRule.NEXT_MORNING: (
        ("2023-12-07 08:24", "2023-12-08 08:24"),
        ("2023-12-07 17:00", "2023-12-08 17:00"),
        ("2023-12-07 17:01", "2023-12-11 08:00"),  # counts from 08:00 on Friday
        ("2023-12-09 10:00", "2023-12-12 08:00"),
    ),
    ReceiptRule.LAST_HOUR: (
        ("2023-12-07 08:24", "2023-12-08 08:24"),
        ("2023-12-07 15:59", "2023-12-08 15:59"),
        ("2023-12-07 16:30", "2023-12-08 17:00"),
        ("2023-12-09 10:00", "2023-12-11 17:00"),
    ),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("limited", [True, False], ids=["own limit", "no limit of its own"])
def test_the_answer_is_due_within_eight_working_hours_by_the_units_rule(
    rule: ReceiptRule,
    limited: bool,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    edits = [(AGENCIES, UNIT, f"{UNIT}        online_out_of_hours: {rule.value}\n")]
    if not limited:
        own = '          <zeebe:property name="motcua:limit" value="8 working hours" />\n'
        edits.append((DIAGRAM, own, ""))
    with edited_office(request, tmp_path, *edits, backend="sqlite") as installation:
        desk = Desk(installation)
        for submitted, due in RULES[rule]:
            dossier = desk.submit(on(submitted))
            step = dossier.step("kiem_tra")
            assert dossier.row.receipt_rule is rule
            assert (step.opened_at, step.due_at) == (on(submitted), on(due)), submitted
            assert (step.kind, limit_words(step.limit)) == ("answer", "8 giờ làm việc")
            watch = step_watch(step, (), dossier.row.receipt_rule)
            assert watch is not None
            assert watch.due(installation.calendars.get(dossier.row.hours)).at == step.due_at


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_what_is_handed_over_counts_as_it_was_received(desk: Desk, channel: Channel) -> None:
    dossier = desk.receive(INCOMPLETE, on("2023-12-09 10:00"), channel=channel)
    assert dossier.row.receipt_rule is ReceiptRule.AS_RECEIVED
    dossier.do("hoan_thien", COMPLETED, on("2023-12-16 10:00"))
    assert dossier.step("kiem_tra").kind == "user"


def test_a_receipt_out_of_hours_counts_by_the_units_rule_too(desk: Desk) -> None:
    dossier = desk.submit(on("2023-12-07 16:00"))
    dossier.do("kiem_tra", ACCEPT, on("2023-12-07 19:00"))  # from Friday 07:30
    assert dossier.row.due_at == on("2024-01-03 07:30")
