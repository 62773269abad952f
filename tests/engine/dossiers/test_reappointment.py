"""Form 4 from the request to the signature: once, told, in one serial order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from engine.dossiers.apologies.apology import ask, send_back, sign
from engine.errors import Conflict, Forbidden, Invalid, Refused
from engine.installation import Installation
from engine.storage.dossiers import apologies, dossiers
from engine.storage.dossiers.apologies import ApologyRow
from sla.outcome import Outcome
from tests.engine.dossiers.play import (
    ACCEPT,
    AGREE,
    ASK,
    BROUGHT,
    CHANGE,
    DRAFT,
    FULL,
    HAND_OVER,
    NOTICE,
    NUMBER,
    PASS,
    SIGN,
    TO_APPRAISAL,
    TO_RESULT,
    Desk,
    Dossier,
    on,
)
from tests.engine.dossiers.test_races import at_once, errors

ASKED = on("2023-12-28 09:00")
NEW = on("2024-01-10 16:00")
REASON = "Chờ ý kiến của đơn vị phối hợp"


def under_appraisal(desk: Desk) -> Dossier:
    """Received 2023-12-07 08:24, due after 17 working days: 2024-01-02 08:24."""
    dossier = desk.receive(ACCEPT).play(*TO_APPRAISAL)
    assert dossier.row.due_at == on("2024-01-02 08:24")
    return dossier


def asking(
    dossier: Dossier,
    by: str = "chuyen-vien",
    reason: str = REASON,
    new: datetime = NEW,
    at: datetime = ASKED,
) -> None:
    ask(dossier.installation, dossier.desk.officer(by), dossier.code, reason, new, at=at)


def signing(dossier: Dossier, by: str = "lanh-dao", at: datetime = ASKED) -> None:
    sign(dossier.installation, dossier.desk.officer(by), dossier.code, at=at)


def apology(dossier: Dossier) -> ApologyRow:
    with dossier.installation.store.read() as tx:
        found = apologies.of(tx, dossier.row.id)
    assert found
    return found


@contextmanager
def counting_by(desk: Desk, what: str) -> Iterator[Desk]:
    """The same desk in an office that counts by `what`."""
    settings = desk.installation.settings.model_copy(update={"late_by": what})
    other = Desk(replace(desk.installation, settings=settings), desk.procedure)
    yield other


def test_asked_and_signed_both_dates_stand(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    asked = apology(dossier)
    assert (asked.state, asked.reason, asked.new_due_at) == ("asked", REASON, NEW)
    assert asked.asked_by_name == "chuyen-vien"
    assert dossier.row.reappointed_to is None
    signing(dossier)
    row, signed = dossier.row, apology(dossier)
    assert (signed.state, signed.decided_by_name) == ("signed", "lanh-dao")
    assert (row.reappointed_to, row.due_at) == (NEW, on("2024-01-02 08:24"))
    assert row.first_due_at == row.due_at
    told = [(r.action, r.actor_name) for r in dossier.journal()][-2:]
    assert told == [("apology_asked", "chuyen-vien"), ("apology_signed", "lanh-dao")]
    assert not dossier.lines()[-2].late_request


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2023-12-28 09:00", False),
        ("2023-12-29 08:24", False),  # a working day before, to the minute
        ("2023-12-29 08:25", True),
        ("2024-01-03 09:00", True),  # overdue: late, and still better than silence
    ],
)
def test_asking_within_the_last_day_is_taken_and_told(desk: Desk, at: str, late: bool) -> None:
    dossier = under_appraisal(desk)
    asking(dossier, at=on(at))
    assert dossier.lines()[-1].late_request is late


@pytest.mark.parametrize(
    ("by", "outcome"), [("original", Outcome.LATE), ("appointment", Outcome.EARLY)]
)
def test_what_is_late_follows_the_setting(desk: Desk, by: str, outcome: Outcome) -> None:
    with counting_by(desk, by) as other:
        dossier = under_appraisal(other)
        asking(dossier)
        signing(dossier)
        due_at = dossier.row.due_at
        assert due_at == (NEW if by == "appointment" else on("2024-01-02 08:24"))
        for node, values in TO_RESULT[1:]:
            dossier.do(node, values, on("2024-01-08 09:00"))
        assert dossier.row.outcome is outcome
        assert dossier.row.first_due_at == on("2024-01-02 08:24")
        dossier.do("tra_ket_qua", HAND_OVER)


def test_a_pause_after_the_signature_moves_the_promised_date(desk: Desk) -> None:
    with counting_by(desk, "appointment") as other:
        dossier = under_appraisal(other)
        asking(dossier)
        signing(dossier)
        dossier.do("tham_dinh", ASK, on("2024-01-04 10:00"))
        dossier.do("bo_sung", BROUGHT, on("2024-01-08 11:00"))  # two days and an hour
        assert dossier.row.due_at == on("2024-01-12 17:00")
        for node, values in TO_RESULT[1:]:
            dossier.do(node, values, on("2024-01-12 16:00"))
        assert dossier.row.outcome is Outcome.ON_TIME


@pytest.mark.parametrize(
    ("reason", "new", "problems"),
    [
        ("  ", NEW, {"reason": "required"}),
        ("x" * 2001, NEW, {"reason": "max_length"}),
        (REASON, on("2024-01-02 08:24"), {"new_due": "after_due"}),
        (REASON, on("2023-12-29 10:00"), {"new_due": "after_due"}),
        (REASON, on("2024-01-06 10:00"), {"new_due": "working_time"}),  # Saturday
        (REASON, on("2024-01-10 12:00"), {"new_due": "working_time"}),  # noon
        (REASON, on("2031-01-10 10:00"), {"new_due": "no_calendar"}),
        ("", on("2024-01-10 20:00"), {"reason": "required", "new_due": "working_time"}),
    ],
)
def test_a_date_that_cannot_be_promised_is_told_with_what_else_is_wrong(
    desk: Desk, reason: str, new: datetime, problems: dict[str, str]
) -> None:
    dossier = under_appraisal(desk)
    before = dossier.row
    with pytest.raises(Invalid) as caught:
        asking(dossier, reason=reason, new=new)
    assert {p.key: p.code for p in caught.value.problems} == problems
    assert dossier.row == before


def test_who_has_no_step_of_the_dossier_may_not_ask(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    for username in ("van-thu", "lanh-dao", "mot-cua"):
        with pytest.raises(Forbidden) as caught:
            asking(dossier, by=username)
        assert caught.value.code == "not_your_step"
    with pytest.raises(Forbidden) as caught:
        asking(dossier, by="chuyen-vien-tttt")
    assert caught.value.code == "other_agency"


@pytest.mark.parametrize("username", ["chuyen-vien", "lanh-dao-phong", "van-thu", "mot-cua"])
def test_only_a_leader_of_the_agency_signs_or_sends_back(desk: Desk, username: str) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    who = desk.officer(username)
    with pytest.raises(Forbidden) as caught:
        sign(desk.installation, who, dossier.code, at=ASKED)
    assert caught.value.code == "not_leader"
    with pytest.raises(Forbidden):
        send_back(desk.installation, who, dossier.code, "Sửa", at=ASKED)
    with pytest.raises(Forbidden):
        signing(dossier, by="lanh-dao-tttt")


def test_sent_back_it_can_be_written_anew_and_keeps_what_was_written(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    leader = desk.officer("lanh-dao")
    with pytest.raises(Invalid):
        send_back(desk.installation, leader, dossier.code, " ", at=ASKED)
    send_back(desk.installation, leader, dossier.code, "Nêu rõ đơn vị phối hợp", at=ASKED)
    back = apology(dossier)
    assert (back.state, back.reason) == ("prepared", REASON)
    assert back.sent_back == "Nêu rõ đơn vị phối hợp"
    assert refused(lambda: signing(dossier)) == "nothing_to_sign"
    asking(dossier, reason="Chờ ý kiến của Sở Y tế")
    assert apology(dossier).sent_back == ""
    signing(dossier)
    actions = [r.action for r in dossier.journal()][-4:]
    assert actions == ["apology_asked", "apology_sent_back", "apology_asked", "apology_signed"]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_a_new_date_is_given_once(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    assert refused(lambda: asking(dossier)) == "apology_asked"
    signing(dossier)
    assert refused(lambda: asking(dossier)) == "already_reappointed"
    assert refused(lambda: signing(dossier)) == "already_reappointed"
    leader = desk.officer("lanh-dao")
    again = refused(lambda: send_back(desk.installation, leader, dossier.code, "Sửa", at=ASKED))
    assert again == "already_reappointed"


def test_while_the_clock_stands_no_new_date_is_asked_or_signed(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    dossier.do("tham_dinh", ASK, on("2023-12-20 09:00"))
    assert refused(lambda: asking(dossier, by="mot-cua")) == "apology_paused"
    dossier.do("bo_sung", BROUGHT, on("2023-12-21 09:00"))
    asking(dossier)
    dossier.do("tham_dinh", ASK, on("2023-12-28 10:00"))
    assert refused(lambda: signing(dossier)) == "apology_paused"


def test_a_date_that_a_pause_outran_is_not_signed(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier, new=on("2024-01-03 16:00"))
    dossier.do("tham_dinh", ASK, on("2023-12-28 10:00"))
    dossier.do("bo_sung", BROUGHT, on("2024-01-05 10:00"))
    assert refused(lambda: signing(dossier, at=on("2024-01-05 11:00"))) == "new_date_outrun"


def test_a_date_that_has_passed_unsigned_is_not_signed(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    assert refused(lambda: signing(dossier, at=on("2024-01-11 08:00"))) == "new_date_outrun"


def test_a_result_needs_no_apology(desk: Desk) -> None:
    dossier = under_appraisal(desk)
    asking(dossier)
    dossier.play(("tham_dinh", PASS), ("duyet_du_thao", AGREE), ("ky_duyet", SIGN))
    dossier.do("cap_so", NUMBER)
    assert refused(lambda: asking(dossier, by="mot-cua")) == "no_apology_needed"
    assert refused(lambda: signing(dossier)) == "no_apology_needed"
    dossier.do("tra_ket_qua", HAND_OVER)
    assert refused(lambda: signing(dossier)) == "dossier_ended"


def test_before_receipt_there_is_nothing_to_put_off(bulletins: Desk) -> None:
    dossier = bulletins.receive({"ket_qua_kiem_tra": "chua_day_du", "noi_dung_bo_sung": "Thiếu"})
    clerk = bulletins.officer("mot-cua-tttt")
    act = lambda: ask(bulletins.installation, clerk, dossier.code, REASON, NEW, at=ASKED)  # noqa: E731
    assert refused(act) == "no_deadline"


# The diagram that has a step of its own


def overdue_soon(bulletins: Desk) -> Dossier:
    """Its timer of 29 working days has fired: the leader's step `hen_lai` is open."""
    dossier = bulletins.receive(FULL).play(("ban_giao", {}))
    assert dossier.sweep(on("2024-01-18 08:30")) == 1
    return dossier


def test_the_diagrams_own_step_is_the_same_request(bulletins: Desk) -> None:
    dossier = overdue_soon(bulletins)
    dossier.do("hen_lai", {"ly_do_cham": REASON, "ngay_hen_moi": "2024-01-26"})
    asked = apology(dossier)
    assert (asked.state, asked.reason) == ("asked", REASON)
    # due 08:24 of its day, so it is promised for that time of the new one
    assert (asked.old_due_at, asked.new_due_at) == (
        on("2024-01-19 08:24"),
        on("2024-01-26 08:24"),
    )
    line = dossier.lines()[-1]
    assert (line.action, line.late_request) == ("completed", True)
    signing(dossier, by="lanh-dao-tttt", at=on("2024-01-18 09:00"))
    assert dossier.row.reappointed_to == on("2024-01-26 08:24")


@pytest.mark.parametrize(
    ("day", "code"),
    [("2024-01-27", "working_time"), ("2024-01-19", "after_due"), ("2031-01-03", "no_calendar")],
)
def test_its_date_must_be_one_that_can_be_promised(bulletins: Desk, day: str, code: str) -> None:
    dossier = overdue_soon(bulletins)
    with pytest.raises(Invalid) as caught:
        dossier.do("hen_lai", {"ly_do_cham": REASON, "ngay_hen_moi": day})
    assert [(p.key, p.code) for p in caught.value.problems] == [("ngay_hen_moi", code)]
    assert "hen_lai" in dossier.at_nodes()


def test_its_step_goes_on_where_an_apology_was_asked_for_before(bulletins: Desk) -> None:
    dossier = overdue_soon(bulletins)
    asking(dossier, by="chuyen-vien-tttt", new=on("2024-01-29 10:00"), at=on("2024-01-18 09:00"))
    dossier.do("hen_lai", {"ly_do_cham": "Khác", "ngay_hen_moi": "2024-01-26"})
    assert apology(dossier).new_due_at == on("2024-01-29 10:00")


def test_its_step_waits_while_the_clock_stands(bulletins: Desk) -> None:
    dossier = overdue_soon(bulletins)
    dossier.do("tham_dinh", CHANGE, on("2024-01-18 10:00"))
    dossier.do("thong_bao_can_sua", NOTICE)
    values = {"ly_do_cham": REASON, "ngay_hen_moi": "2024-01-26"}
    assert refused(lambda: dossier.do("hen_lai", values)) == "apology_paused"
    dossier.do("bo_sung", BROUGHT, on("2024-01-19 10:00"))
    dossier.do("hen_lai", values, on("2024-01-19 10:30"))
    assert apology(dossier).state == "asked"


def test_its_step_has_nothing_to_ask_once_the_result_is_there(bulletins: Desk) -> None:
    dossier = overdue_soon(bulletins)
    dossier.play(("tham_dinh", PASS), ("soan_giay_phep", DRAFT), ("ky_duyet", SIGN))
    dossier.do("cap_so", NUMBER)
    dossier.do("hen_lai", {"ly_do_cham": REASON, "ngay_hen_moi": "2024-01-26"})
    with dossier.installation.store.read() as tx:
        assert apologies.of(tx, dossier.row.id) is None


# Races

ROUNDS = 5


def test_two_who_ask_at_once_one_is_told(desk: Desk) -> None:
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        desk.officer("chuyen-vien"), desk.officer("chuyen-vien-2")
        results = at_once(
            lambda d=dossier: asking(d), lambda d=dossier: asking(d, by="chuyen-vien-2")
        )
        (loser,) = errors(results)
        assert isinstance(loser, Conflict | Refused), repr(loser)
        assert [r.action for r in dossier.journal()].count("apology_asked") == 1


def test_signing_against_sending_back_leaves_one_of_both(desk: Desk) -> None:
    leader = desk.officer("lanh-dao")
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        asking(dossier)
        results = at_once(
            lambda d=dossier: signing(d),
            lambda d=dossier: send_back(d.installation, leader, d.code, "Sửa", at=ASKED),
        )
        (loser,) = errors(results)
        assert isinstance(loser, Conflict | Refused), repr(loser)
        signed = apology(dossier).state == "signed"
        assert (dossier.row.reappointed_to is not None) is signed


def test_signing_against_an_officers_act_is_one_serial_order(desk: Desk) -> None:
    leader = desk.officer("lanh-dao")
    for _ in range(ROUNDS):
        dossier = under_appraisal(desk)
        asking(dossier)
        results = at_once(
            lambda d=dossier: sign(d.installation, leader, d.code, at=ASKED),
            lambda d=dossier: d.do("tham_dinh", PASS, ASKED),
        )
        assert all(isinstance(e, Conflict) for e in errors(results)), results
        state = apology(dossier).state
        assert state == ("signed" if dossier.row.reappointed_to else "asked")


def test_an_error_in_the_middle_leaves_nothing(
    desk: Desk, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = under_appraisal(desk)
    before = dossier.row, dossier.journal()

    def full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(dossiers, "advance", full)
        with pytest.raises(OSError, match="No space"):
            asking(dossier)
    with installation.store.read() as tx:
        assert apologies.of(tx, dossier.row.id) is None
    assert (dossier.row, dossier.journal()) == before
