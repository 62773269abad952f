"""A designer proposes, somebody decides, and what comes into force is whole or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.errors import BrokenContent, Conflict, Forbidden, Invalid, NotFound, Refused
from engine.installation import Installation
from engine.procedures.version import active_version
from engine.procedures.version_files import zip_of
from engine.publishing.deployment import deploy
from engine.publishing.forcing import put_due_in_force
from engine.publishing.publications import approve, drop, propose, reject
from engine.review.upload import Upload, read_upload
from engine.storage.procedures.versions import Origin
from engine.storage.publishing import publications
from engine.storage.publishing.publications import PublicationState
from sla.limits import parse_limit
from tests.engine.dossiers.play import ACCEPT, Desk
from tests.engine.publishing.bench import BULLETIN, LICENCE, MAIN, NOW, Bench

LATER = NOW + timedelta(days=30)


def loose(name: str, data: bytes) -> Upload:
    return read_upload([(name, data)])


def test_what_is_approved_comes_into_force_and_new_dossiers_open_under_it(bench: Bench) -> None:
    before = Desk(bench.installation).receive(ACCEPT)
    made = bench.propose(bench.limit(12))
    assert bench.in_force().number == 1
    assert approve(bench.installation, bench.controller, made, at=NOW) is PublicationState.APPLIED
    row = bench.in_force()
    assert (row.number, row.origin, row.deployed_by) == (2, Origin.PUBLICATION, "kiem-soat")
    with bench.installation.store.read() as tx:
        assert active_version(tx, LICENCE).procedure.time_limit_text == "12 working days"
    assert before.row.limit == parse_limit("17 ngày làm việc")
    assert [e.action for e in bench.events(made)] == ["proposed", "applied"]
    assert bench.events(made)[1].fields == {"versions": {LICENCE: 2}}


def test_an_export_handed_in_unchanged_is_the_same(bench: Bench) -> None:
    for code in (LICENCE, BULLETIN):
        whose = bench.designer if code == LICENCE else bench.who("thiet-ke-tttt")
        upload = read_upload([("x.zip", zip_of(bench.files(code)))])
        with pytest.raises(Refused) as refused:
            bench.propose(upload, who=whose)
        assert refused.value.code == "publication_same"
    assert bench.stored() == 0


def test_a_lone_diagram_lies_over_the_procedures_that_run_on_it(bench: Bench) -> None:
    diagram = bench.files()[MAIN].replace(b"10 working days", b"9 working days")
    made = bench.propose(loose("ban-moi.bpmn", diagram))
    with bench.installation.store.read() as tx:
        held = [i.procedure for i in publications.items(tx, [made])]
    assert held == [LICENCE]
    approve(bench.installation, bench.designer, made, at=NOW)
    assert b"9 working days" in bench.files()["bpmn/ban-moi.bpmn"]


def test_a_file_that_no_procedure_has_asks_for_the_procedure(bench: Bench) -> None:
    form = b'{"type": "default", "id": "la_hoac", "schemaVersion": 18, "components": []}'
    with pytest.raises(Refused) as refused:
        bench.propose(loose("la.form", form))
    assert refused.value.code == "publication_no_procedure"
    with pytest.raises(NotFound):
        bench.propose(loose("la.form", form), "9.999999.000.00.00.H37")


def test_a_new_procedure_may_run_on_what_is_in_force_elsewhere(bench: Bench) -> None:
    manifest = bench.files()[f"processes/{LICENCE.lower()}.yaml"].decode()
    new = manifest.replace(LICENCE, "9.000001.000.00.00.H37").replace("Bổ sung Giấy", "Thử Giấy")
    made = bench.propose(loose("thu.yaml", new.encode()))
    approve(bench.installation, bench.designer, made, at=NOW)
    assert bench.in_force("9.000001.000.00.00.H37").number == 1
    assert MAIN in bench.files("9.000001.000.00.00.H37")
    assert bench.numbers() == [1]


def test_only_the_chosen_procedure_changes_and_the_others_are_told(bench: Bench) -> None:
    files = {
        p.relative_to(content_root()).as_posix(): p.read_bytes().replace(b"17 work", b"16 work")
        for p in (content_root() / "processes/so-khcn").glob("*.yaml")
    }
    made = bench.propose(read_upload(files.items()), LICENCE)
    with bench.installation.store.read() as tx:
        assert [i.procedure for i in publications.items(tx, [made])] == [LICENCE]
    told = bench.events(made)[0].fields["findings"]
    assert isinstance(told, list)
    assert {f["code"] for f in told} == {"W952"}


def test_errors_are_told_whole_and_nothing_is_stored(bench: Bench) -> None:
    broken = bench.changed('candidateGroups="chuyen_vien"', 'candidateGroups="chuyen_vine"')
    with pytest.raises(BrokenContent) as refused:
        bench.propose(broken)
    found = {(f.code, f.file) for f in refused.value.findings}
    assert ("E611", MAIN) in found
    assert bench.stored() == 0


def test_a_form_without_the_key_of_a_condition_is_told_at_the_diagram(bench: Bench) -> None:
    names = [n for n, d in bench.files().items() if b'"key": "ket_qua_tham_dinh"' in d]
    assert names, "the form of the appraisal has the key that the gateway asks for"
    upload = bench.changed('"key": "ket_qua_tham_dinh"', '"key": "ket_luan"', name=names[0])
    made = bench.propose(upload)
    told = bench.events(made)[0].fields["findings"]
    assert isinstance(told, list)
    assert ("W621", MAIN) in {(f["code"], f["file"]) for f in told}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<definitions", "E104"),
        (b"", "E102"),
        ("<definitions/>".encode("utf-16"), "E103"),
        (b"<definitions/>", "E201"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "E105"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_name(bench: Bench, data: bytes, code: str) -> None:
    with pytest.raises(BrokenContent) as refused:
        bench.propose(loose("cap.bpmn", data), LICENCE)
    assert (code, "cap.bpmn") in {(f.code, f.file) for f in refused.value.findings}
    assert bench.stored() == 0


def test_a_date_in_the_past_and_a_missing_note_are_told_at_their_fields(bench: Bench) -> None:
    with pytest.raises(Invalid) as refused:
        propose(
            bench.installation,
            bench.designer,
            bench.limit(12),
            note=" ",
            effective_at=NOW - timedelta(minutes=1),
            at=NOW,
        )
    told = [(p.key, p.code) for p in refused.value.problems]
    assert told == [("note", "required"), ("effective_at", "past")]
    assert bench.stored() == 0


def test_a_later_date_waits_for_the_scheduler(bench: Bench) -> None:
    made = bench.propose(bench.limit(12), effective_at=LATER)
    assert approve(bench.installation, bench.controller, made, at=NOW) is PublicationState.SCHEDULED
    assert put_due_in_force(bench.installation, at=LATER - timedelta(seconds=1)) == 0
    assert bench.in_force().number == 1
    assert put_due_in_force(bench.installation, at=LATER) == 1
    assert put_due_in_force(bench.installation, at=LATER) == 0
    assert (bench.in_force().number, bench.in_force().deployed_by) == (2, "kiem-soat")
    row = bench.row(made)
    assert (row.state, row.decided_at, row.applied_at) == (PublicationState.APPLIED, NOW, LATER)
    assert [e.action for e in bench.events(made)] == ["proposed", "scheduled", "applied"]


def test_approved_after_its_date_it_is_in_force_at_once(bench: Bench) -> None:
    made = bench.propose(bench.limit(12), effective_at=LATER)
    late = LATER + timedelta(days=1)
    assert approve(bench.installation, bench.controller, made, at=late) is PublicationState.APPLIED


def test_of_two_designers_the_second_is_told_and_nothing_is_half_published(bench: Bench) -> None:
    first = bench.propose(bench.limit(12))
    second = bench.propose(bench.limit(13), who=bench.who("thiet-ke-2"))
    approve(bench.installation, bench.controller, first, at=NOW)
    assert bench.row(second).state is PublicationState.OUTDATED
    with pytest.raises(Conflict) as refused:
        approve(bench.installation, bench.controller, second, at=NOW)
    assert refused.value.code == "publication_outdated"
    assert bench.numbers() == [1, 2]
    assert [e.action for e in bench.events(second)] == ["proposed", "outdated"]


def test_a_scheduled_one_that_is_overtaken_never_comes_into_force(bench: Bench) -> None:
    waits = bench.propose(bench.limit(12), effective_at=LATER)
    approve(bench.installation, bench.controller, waits, at=NOW)
    approve(bench.installation, bench.controller, bench.propose(bench.limit(13)), at=NOW)
    assert put_due_in_force(bench.installation, at=LATER) == 0
    assert bench.row(waits).state is PublicationState.OUTDATED
    assert bench.numbers() == [1, 2]


def test_one_that_was_overtaken_unseen_is_outdated_when_it_is_approved(bench: Bench) -> None:
    """As a release before this one would deploy: without a word to publications."""
    made = bench.propose(bench.limit(12))
    with bench.installation.store.begin() as tx:
        tx.exec_driver_sql(f"UPDATE versions SET active = NOT active WHERE procedure = '{LICENCE}'")  # noqa: S608
    with pytest.raises(Conflict) as refused:
        approve(bench.installation, bench.controller, made, at=NOW)
    assert refused.value.code == "publication_outdated"
    assert bench.row(made).state is PublicationState.OUTDATED


def test_several_procedures_come_into_force_together_or_not_at_all(bench: Bench) -> None:
    both = bench.who("thiet-ke")
    manifest = bench.files()[f"processes/{LICENCE.lower()}.yaml"].decode()
    new = manifest.replace(LICENCE, "9.000001.000.00.00.H37")
    files = [("a.yaml", manifest.replace("17 work", "16 work").encode()), ("b.yaml", new.encode())]
    made = bench.propose(read_upload(files), who=both)
    approve(bench.installation, bench.controller, bench.propose(bench.limit(13)), at=NOW)
    with pytest.raises(Conflict):
        approve(bench.installation, bench.controller, made, at=NOW)
    with bench.installation.store.read() as tx, pytest.raises(NotFound):
        active_version(tx, "9.000001.000.00.00.H37")


def test_going_back_makes_the_earlier_version_the_one_in_force(bench: Bench) -> None:
    first = bench.files()
    approve(bench.installation, bench.designer, bench.propose(bench.limit(12)), at=NOW)
    back = bench.propose(read_upload([("x.zip", zip_of(first))]))
    approve(bench.installation, bench.designer, back, at=NOW)
    assert (bench.in_force().number, bench.in_force().origin) == (1, Origin.PUBLICATION)
    assert bench.numbers() == [1, 2]


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("chuyen-vien", "not_designer"),
        ("kiem-soat", "not_designer"),
        ("thiet-ke-tttt", "not_designer"),
    ],
)
def test_who_may_not_propose(bench: Bench, username: str, code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        bench.propose(bench.limit(12), who=bench.who(username))
    assert refused.value.code == code
    assert bench.stored() == 0


@pytest.mark.parametrize("username", ["chuyen-vien", "thiet-ke-tttt"])
def test_who_may_not_decide(bench: Bench, username: str) -> None:
    made = bench.propose(bench.limit(12))
    who = bench.who(username)
    for act in (
        lambda: approve(bench.installation, who, made, at=NOW),
        lambda: reject(bench.installation, who, made, "Không", at=NOW),
    ):
        with pytest.raises(Forbidden) as refused:
            act()
        assert refused.value.code == "not_publisher"
    with pytest.raises(Forbidden) as refused:
        drop(bench.installation, bench.who("thiet-ke-2"), made, at=NOW)
    assert refused.value.code == "not_own_publication"
    assert bench.row(made).state is PublicationState.PROPOSED


def test_where_two_decide_nobody_approves_their_own(bench: Bench) -> None:
    strict = bench.needing_two()
    made = strict.propose(strict.limit(12))
    with pytest.raises(Forbidden) as refused:
        approve(strict.installation, strict.designer, made, at=NOW)
    assert refused.value.code == "own_publication"
    approve(strict.installation, strict.who("thiet-ke-2"), made, at=NOW)
    assert strict.in_force().number == 2


def test_rejected_and_dropped_ones_are_decided_for_good(bench: Bench) -> None:
    rejected, dropped = bench.propose(bench.limit(12)), bench.propose(bench.limit(13))
    with pytest.raises(Invalid):
        reject(bench.installation, bench.controller, rejected, "  ", at=NOW)
    reject(bench.installation, bench.controller, rejected, "Chưa có quyết định", at=NOW)
    drop(bench.installation, bench.designer, dropped, at=NOW)
    assert bench.row(rejected).reason == "Chưa có quyết định"
    for made in (rejected, dropped):
        with pytest.raises(Conflict) as refused:
            approve(bench.installation, bench.controller, made, at=NOW)
        assert refused.value.code == "publication_decided"
    assert bench.numbers() == [1]


def test_a_scheduled_one_can_be_called_back(bench: Bench) -> None:
    made = bench.propose(bench.limit(12), effective_at=LATER)
    approve(bench.installation, bench.controller, made, at=NOW)
    reject(bench.installation, bench.controller, made, "Hoãn", at=NOW)
    assert put_due_in_force(bench.installation, at=LATER) == 0
    assert bench.numbers() == [1]


def test_a_publication_that_is_not_there(bench: Bench) -> None:
    for act in (approve, drop):
        with pytest.raises(NotFound) as refused:
            act(bench.installation, bench.designer, 4711, at=NOW)
        assert refused.value.code == "no_publication"


def redeploy(installation: Installation, **options: bool) -> tuple[list[str], list[str]]:
    report = deploy(
        installation.store, read_content(installation.root), at=NOW, by="thử", **options
    )
    return [d.code for d in report.new], [d.code for d in report.kept]


@pytest.mark.slow
def test_a_deployment_keeps_what_was_published_until_it_is_told_to_replace(bench: Bench) -> None:
    approve(bench.installation, bench.designer, bench.propose(bench.limit(12)), at=NOW)
    assert redeploy(bench.installation) == ([], [LICENCE])
    assert bench.in_force().number == 2
    assert redeploy(bench.installation, replace=True) == ([LICENCE], [])
    assert (bench.in_force().number, bench.in_force().origin) == (1, Origin.DEPLOY)


def test_what_was_published_and_then_put_into_the_folders_is_theirs_again(bench: Bench) -> None:
    content = read_content(bench.installation.root)
    approve(bench.installation, bench.designer, bench.propose(bench.limit(12)), at=NOW)
    approve(bench.installation, bench.designer, bench.propose(bench.limit(17)), at=NOW)
    assert bench.in_force().origin == Origin.PUBLICATION
    deploy(bench.installation.store, content, at=NOW, by="thử")
    assert (bench.in_force().number, bench.in_force().origin) == (1, Origin.DEPLOY)


def test_a_deployment_outdates_what_was_proposed_over_the_version_before(bench: Bench) -> None:
    approve(bench.installation, bench.designer, bench.propose(bench.limit(12)), at=NOW)
    waits = bench.propose(bench.limit(13))
    redeploy(bench.installation, replace=True)
    assert bench.row(waits).state is PublicationState.OUTDATED


def test_where_two_decide_a_deployment_sets_up_but_changes_nothing(bench: Bench) -> None:
    assert redeploy(bench.installation, four_eyes=True) == ([], [])
    with bench.installation.store.begin() as tx:
        tx.exec_driver_sql(f"UPDATE versions SET digest = 'old' WHERE procedure = '{LICENCE}'")  # noqa: S608
    with pytest.raises(Refused) as refused:
        redeploy(bench.installation, four_eyes=True)
    assert refused.value.code == "four_eyes"
    assert LICENCE in str(refused.value)
    assert bench.numbers() == [1]


def test_procedures_with_different_files_under_one_id_are_judged_apart(bench: Bench) -> None:
    """One of two runs on a diagram of its own by now; both show the form that is handed in."""
    other = "9.000001.000.00.00.H37"
    manifest = bench.files()[f"processes/{LICENCE.lower()}.yaml"].decode()
    new = manifest.replace(LICENCE, other)
    approve(
        bench.installation, bench.designer, bench.propose(loose("a.yaml", new.encode())), at=NOW
    )
    drawing = bench.files()[MAIN].replace(b"10 working days", b"9 working days")
    own = bench.propose(loose("rieng.bpmn", drawing), other)
    approve(bench.installation, bench.designer, own, at=NOW)
    form = bench.files()["forms/tham-dinh.form"].replace("Ý kiến".encode(), "Nhận xét".encode())
    form = form.replace(b'"label": "K', b'"label": "(k) K')
    made = bench.propose(loose("tham-dinh.form", form))
    with bench.installation.store.read() as tx:
        assert [i.procedure for i in publications.items(tx, [made])] == [LICENCE, other]
    approve(bench.installation, bench.designer, made, at=NOW)
    assert b"10 working days" in bench.files()[MAIN]
    assert b"9 working days" in bench.files(other)["bpmn/rieng.bpmn"]
    for code in (LICENCE, other):
        assert bench.files(code)["forms/tham-dinh.form"] == form


def test_no_procedure_of_another_agency_is_taken_over(bench: Bench) -> None:
    """A procedure of another agency cannot be taken over by naming one's own in the manifest."""
    text = bench.files(BULLETIN)[f"processes/{BULLETIN.lower()}.yaml"].decode()
    taken = text.replace("agency: so-tttt", "agency: so-khcn")
    assert taken != text
    with pytest.raises(Forbidden) as refused:
        bench.propose(loose("a.yaml", taken.encode()))
    assert refused.value.code == "not_designer"
    assert bench.in_force(BULLETIN).agency == "so-tttt"


def test_what_waits_is_listed_before_what_is_settled(bench: Bench) -> None:
    waits = bench.propose(bench.limit(12))
    settled = [bench.propose(bench.limit(days)) for days in (13, 14)]
    for made in settled:
        drop(bench.installation, bench.designer, made, at=NOW)
    with bench.installation.store.read() as tx:
        listed = publications.recent(tx, ["so-khcn"], most=2)
    assert [row.id for row in listed] == [waits, settled[-1]]
