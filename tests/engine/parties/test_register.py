"""The register: whoever files again is found by the identifier, at once and one by one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from engine.accounts import Person
from engine.definitions.applicant import Applicant
from engine.definitions.parties import PartyKind, PartyRole, Scheme
from engine.dossiers import ReceiveRequest, SubmitRequest, receive, submit
from engine.dossiers.erasure import erase
from engine.errors import Invalid
from engine.installation import Installation
from engine.parties.register import found
from engine.storage import Store
from engine.storage.dossiers import dossiers, journal, parties
from engine.storage.dossiers.parties import Parties
from engine.storage.parties import register
from engine.storage.parties.register import NewParty
from engine.storage.tables.party_tables import PartyIdentifierTable, PartyTable
from tests.conftest import OPENED
from tests.engine.dossiers.play import ACCEPT, BULLETIN, FORMS, GENERAL, REFUSE

NUMBER = "020190000001"
LATER = OPENED + timedelta(days=1)
Officers = Callable[[str], Person]


@pytest.fixture
def clerk(people: Officers) -> Person:
    return people("mot-cua")


def filed(
    installation: Installation, clerk: Person, at=OPENED, procedure: str = GENERAL, /, **given: str
) -> str:
    request = ReceiveRequest(
        procedure=procedure,
        applicant=Applicant(**{"name": "Người nộp", **given}),
        values=FORMS[procedure],
        decision=ACCEPT if procedure == GENERAL else {"ket_qua_kiem_tra": "day_du"},
    )
    return receive(installation, clerk, request, at=at).code


def refused(installation: Installation, clerk: Person, **given: str) -> str:
    """A dossier that is over at once."""
    applicant = Applicant(**{"name": "Người nộp", **given})
    request = ReceiveRequest(GENERAL, applicant, FORMS[GENERAL], REFUSE)
    return receive(installation, clerk, request, at=OPENED).code


def snapshots(installation: Installation, code: str) -> Parties:
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row is not None
        return parties.of(tx, row.id)


def counted(installation: Installation) -> tuple[int, int]:
    """How many parties there are, and identifiers."""
    with installation.store.read() as tx:
        tables = (PartyTable, PartyIdentifierTable)
        return tuple(tx.execute(select(func.count()).select_from(t)).scalar_one() for t in tables)


def test_two_spellings_of_one_person_are_one_party_each_in_its_dossier(
    installation: Installation, clerk: Person
) -> None:
    first = filed(installation, clerk, name="Nguyễn Văn Nộp", id_number=NUMBER, phone="0205000001")
    second = filed(
        installation, clerk, LATER, name="NGUYEN VAN NOP", id_number="020 190 000 001", sex="male"
    )
    before, after = (snapshots(installation, code).submitter for code in (first, second))
    assert (before.name, after.name) == ("Nguyễn Văn Nộp", "NGUYEN VAN NOP")
    assert (before.identifier, after.identifier) == (NUMBER, "020 190 000 001")
    assert before.party_id == after.party_id is not None
    assert counted(installation) == (1, 1)
    with installation.store.read() as tx:
        (row,) = register.find(tx, [Scheme.PERSONAL_ID], NUMBER)
    assert (row.name, row.details) == ("NGUYEN VAN NOP", {"phone": "0205000001", "sex": "male"})
    party = found(installation, clerk, NUMBER)
    assert party is not None
    assert party.spellings == ("NGUYEN VAN NOP", "Nguyễn Văn Nộp")
    assert [line.code for line in party.dossiers] == [second, first]
    assert party.phone == "0205000001"


def test_an_older_filing_that_comes_later_takes_nothing_back(
    installation: Installation, clerk: Person
) -> None:
    filed(installation, clerk, LATER, name="Tên mới", id_number=NUMBER)
    filed(installation, clerk, OPENED, name="Tên cũ", id_number=NUMBER)
    with installation.store.read() as tx:
        (row,) = register.find(tx, [Scheme.PERSONAL_ID], NUMBER)
    assert row.name == "Tên mới"


def test_without_an_identifier_there_is_only_the_snapshot(
    installation: Installation, clerk: Person
) -> None:
    for number in ("", "không có", "000000000000"):
        code = filed(installation, clerk, id_number=number)
        submitter = snapshots(installation, code).submitter
        assert (submitter.party_id, submitter.identifier) == (None, number)
    assert counted(installation) == (0, 0)


def test_who_files_for_whom_is_kept_by_role(installation: Installation, clerk: Person) -> None:
    code = filed(
        installation,
        clerk,
        id_number=NUMBER,
        id_issued_on="04/05/2021",
        id_issued_by="Cơ quan cấp",
        birth_date="28/02/1990",
        organisation="Hộ kinh doanh thử nghiệm",
        organisation_kind="household",
        tax_code="0100000001-002",
        licence="01/GP",
        contact_name="Người liên hệ",
        contact_phone="0205 000 002",
        subject="Bổ sung 01 thiết bị",
        delivery="post",
        note="Gọi buổi sáng",
    )
    filing = snapshots(installation, code)
    assert set(filing.by_role) == set(PartyRole)
    owner, contact = filing.by_role[PartyRole.OWNER], filing.by_role[PartyRole.CONTACT]
    assert filing.submitter.details == {
        "scheme": "personal_id",
        "id_issued_on": "2021-05-04",
        "id_issued_by": "Cơ quan cấp",
        "birth_date": "1990-02-28",
        "subject": "Bổ sung 01 thiết bị",
        "delivery": "post",
        "note": "Gọi buổi sáng",
    }
    assert (owner.kind, owner.name) == (PartyKind.HOUSEHOLD, "Hộ kinh doanh thử nghiệm")
    assert owner.details == {"scheme": "tax_code", "licence": "01/GP"}
    assert (contact.name, contact.phone, contact.party_id) == (
        "Người liên hệ",
        "0205 000 002",
        None,
    )
    assert filing.organisation == filing.addressed == "Hộ kinh doanh thử nghiệm"
    assert counted(installation) == (2, 2)
    again = filed(installation, clerk, organisation="HKD Thử nghiệm", tax_code="0100000001002")
    assert snapshots(installation, again).by_role[PartyRole.OWNER].party_id == owner.party_id


def test_a_person_who_owns_what_another_files(installation: Installation, clerk: Person) -> None:
    own = filed(installation, clerk, name="Chủ hồ sơ", id_number=NUMBER)
    code = filed(installation, clerk, owner_name="Chủ hồ sơ", owner_id_number=NUMBER)
    filing = snapshots(installation, code)
    assert filing.organisation == ""
    owner = filing.by_role[PartyRole.OWNER]
    assert owner.party_id == snapshots(installation, own).submitter.party_id
    party = found(installation, clerk, NUMBER)
    assert party is not None
    assert [line.role for line in party.dossiers] == [PartyRole.OWNER, PartyRole.SUBMITTER]


def test_the_household_and_its_owner_are_two_parties_of_one_number(
    installation: Installation, clerk: Person
) -> None:
    filed(
        installation,
        clerk,
        id_number=NUMBER,
        organisation="Hộ kinh doanh thử nghiệm",
        organisation_kind="household",
        tax_code=NUMBER,
    )
    assert counted(installation) == (2, 2)
    for scheme, name in (
        (None, "Người nộp"),
        (Scheme.PERSONAL_ID, "Người nộp"),
        (Scheme.TAX_CODE, "Hộ kinh doanh thử nghiệm"),
    ):
        party = found(installation, clerk, NUMBER, scheme)
        assert party is not None
        assert party.name == name


def test_one_act_is_one_revision_and_one_journal_row_with_digests_only(
    installation: Installation, clerk: Person
) -> None:
    code = filed(installation, clerk, name="Tên riêng", id_number=NUMBER, note="Ghi chú riêng")
    with installation.store.read() as tx:
        row = dossiers.load(tx, code)
        assert row is not None
        (line,) = journal.of(tx, row.id)
    assert (row.revision, line.action) == (1, "received")
    submitter = snapshots(installation, code).submitter
    assert submitter.digest in str(line.fields)
    assert not any(secret in str(line) for secret in ("Tên riêng", NUMBER, "Ghi chú riêng"))


def test_a_filing_with_something_wrong_leaves_no_party(
    installation: Installation, clerk: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        filed(installation, clerk, id_number=NUMBER, birth_date="31/02/2026")
    assert [p.key for p in refused.value.problems] == ["applicant.birth_date"]
    assert counted(installation) == (0, 0)


def test_each_reader_sees_the_dossiers_of_their_agencies(
    installation: Installation, people: Officers, clerk: Person
) -> None:
    other = people("mot-cua-tttt")
    mine = filed(installation, clerk, name="Tên ở sở này", id_number=NUMBER, phone="0205000001")
    party = found(installation, clerk, NUMBER)
    assert party is not None
    assert [line.code for line in party.dossiers] == [mine]
    assert found(installation, other, NUMBER) is None
    theirs = filed(installation, other, LATER, BULLETIN, name="Tên ở sở kia", id_number=NUMBER)
    for reader, code, name, phone in (
        (clerk, mine, "Tên ở sở này", "0205000001"),
        (other, theirs, "Tên ở sở kia", ""),
    ):
        party = found(installation, reader, NUMBER)
        assert party is not None
        assert ([line.code for line in party.dossiers], party.spellings) == ([code], (name,))
        assert party.phone == phone
    assert counted(installation) == (1, 1)


def test_a_party_is_erased_with_its_last_dossier(
    installation: Installation, people: Officers, clerk: Person
) -> None:
    administrator = people("quan-tri")
    codes = [
        refused(installation, clerk, id_number=NUMBER, tax_code="0100000001", organisation="Cơ sở"),
        refused(installation, clerk, id_number=NUMBER),
    ]
    assert counted(installation) == (2, 2)
    erase(installation, administrator, codes[0], "Hết thời hạn lưu", at=LATER)
    assert counted(installation) == (1, 1)
    party = found(installation, clerk, NUMBER)
    assert party is not None
    assert [line.code for line in party.dossiers] == codes[1:]
    erase(installation, administrator, codes[1], "Hết thời hạn lưu", at=LATER)
    assert counted(installation) == (0, 0)
    assert found(installation, clerk, NUMBER) is None


@pytest.mark.slow
def test_two_who_file_at_once_with_a_new_number_make_one_party(installation: Installation) -> None:
    # At two agencies: within one, the dossiers' numbers already make them wait for each other.
    filings = ((GENERAL, {"birth_date": "01/01/1990"}), (BULLETIN, {"sex": "male"}))
    numbers = [f"0201900000{n}" for n in range(10, 16)]
    errors: list[BaseException] = []

    def file(barrier: Barrier, procedure: str, applicant: Applicant) -> None:
        request = SubmitRequest(procedure, applicant, FORMS[procedure])
        barrier.wait()
        try:
            submit(installation, request, at=OPENED)
        except BaseException as error:  # whatever it is, the test must see it
            errors.append(error)

    for number in numbers:
        barrier = Barrier(len(filings))
        threads = [
            Thread(
                target=file,
                args=(
                    barrier,
                    procedure,
                    Applicant("Người nộp", "Cơ sở", number, tax_code="0100000001", **given),
                ),
            )
            for procedure, given in filings
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        with installation.store.read() as tx:
            (row,) = register.find(tx, [Scheme.PERSONAL_ID], number)
        # Of one moment, so that both are kept, whoever came first.
        assert row.details == {"birth_date": "1990-01-01", "sex": "male"}
    assert counted(installation) == (len(numbers) + 1, len(numbers) + 1)


@pytest.mark.parametrize("kept", [True, False], ids=["committed", "rolled back"])
def test_who_comes_second_waits_for_the_first(store: Store, kept: bool) -> None:
    party = NewParty(
        scheme=Scheme.PERSONAL_ID, value=NUMBER, kind=PartyKind.PERSON, name="A", details={}
    )
    numbers: list[int] = []

    def second() -> None:
        with store.begin() as tx:
            numbers.append(register.keep(tx, replace(party, name="B"), LATER))

    waiting = Thread(target=second)
    with suppress(ZeroDivisionError), store.begin() as tx:
        first = register.keep(tx, party, OPENED)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        if not kept:
            raise ZeroDivisionError
    waiting.join()
    with store.read() as tx:
        (row,) = register.find(tx, [Scheme.PERSONAL_ID], NUMBER)
        count = tx.execute(select(func.count()).select_from(PartyTable)).scalar_one()
    assert ([row.id], row.name, count) == (numbers, "B", 1)
    assert not kept or first == row.id
