"""What is wrong with who files: each rule by its field, all of them at once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from engine.definitions.applicant import APPLICANT_FIELDS, APPLICANT_LABELS, Applicant
from engine.definitions.content import read_content
from engine.definitions.content_root import content_root
from engine.definitions.places.gazetteer import Places
from engine.parties.applicant_check import check_applicant

CODES = read_content(content_root())
TODAY = date(2026, 12, 1)  # Tuesday
WHOLE = {
    "id_number": "020 190 000 001",
    "id_scheme": "personal_id",
    "id_issued_on": "04/05/2021",
    "id_issued_by": "Cơ quan cấp",
    "birth_date": "1990-02-28",
    "sex": "female",
    "ethnicity": "02",
    "phone": "0205 000 001 (giờ hành chính)",
    "email": "nguoi.nop@example.vn",
    "province": "20",
    "commune": "06040",
    "organisation": "Hộ kinh doanh thử nghiệm",
    "organisation_kind": "household",
    "tax_code": "020190000001",
    "contact_name": "Người liên hệ",
    "contact_phone": "+84 205 000 002",
    "delivery": "post",
}


def problems(required: tuple[str, ...] = (), /, **given: str) -> dict[str, object]:
    applicant = Applicant(**{"name": "Người nộp", **given})
    found = check_applicant(applicant, required, CODES, TODAY)
    keys = [problem.key.removeprefix("applicant.") for problem in found]
    assert len(set(keys)) == len(keys), "one problem a field"
    return dict(zip(keys, (problem.code for problem in found), strict=True))


def test_a_name_is_enough_and_everything_may_be_given() -> None:
    assert problems() == {}
    assert problems(**WHOLE) == {}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("name", "  ", "required"),
        ("birth_date", "31/02/2026", "day"),
        ("birth_date", "28-02-1990", "day"),
        ("birth_date", "02/12/2026", "future"),
        ("birth_date", "01/01/0190", "first_year"),
        ("owner_birth_date", "30/02/1990", "day"),
        ("id_issued_on", "hôm qua", "day"),
        ("id_issued_on", "02/12/2026", "future"),
        ("sex", "nam", "option"),
        ("organisation_kind", "person", "option"),
        ("id_scheme", "tax_code", "option"),
        ("delivery", "by hand", "option"),
        ("province", "Lạng Sơn", "option"),
        ("province", "99", "option"),
        ("commune", "604", "option"),
        ("ethnicity", "Tày", "option"),
        ("email", "nguoi.nop", "email"),
        ("contact_email", "a@b", "email"),
        ("phone", "0912", "phone"),
        ("phone", "không có", "phone"),
        ("id_issued_by", "x" * 301, "max_length"),
        ("note", "x" * 1001, "max_length"),
        ("address", "Số 1\x00", "characters"),
        ("tax_code", "01000", "tax_code"),
    ],
)
def test_a_field_that_cannot_be_so(name: str, text: str, code: str) -> None:
    # What names the other party is there, so that nothing else is wrong.
    beside = {"tax_code": "organisation", "organisation_kind": "organisation"}
    part = "owner_name" if name.startswith("owner") else beside.get(name, "")
    part = "contact_name" if name.startswith("contact") else part
    given = {part: "Bên kia"} if part else {}
    assert problems(**{**given, name: text}) == {name: code}


@pytest.mark.parametrize(
    ("scheme", "number"),
    [("personal_id", "080000001"), ("identity_card", "020190000001"), ("passport", "số 1")],
)
def test_a_number_that_is_not_of_the_chosen_scheme(scheme: str, number: str) -> None:
    assert problems(id_scheme=scheme, id_number=number) == {"id_number": scheme}
    assert problems(id_number=number) == {}


def test_a_paper_is_not_issued_before_its_holder_is_born() -> None:
    assert problems(birth_date="05/05/2000", id_issued_on="04/05/2000") == {
        "id_issued_on": "before_birth"
    }
    assert problems(birth_date="05/05/2000", id_issued_on="05/05/2000") == {}
    assert problems(birth_date="05/05/2030", id_issued_on="05/05/2020") == {"birth_date": "future"}


def test_a_commune_lies_in_its_province() -> None:
    assert problems(province="01", commune="06040") == {"commune": "other_province"}
    assert problems(commune="06040") == {}


def test_what_an_installation_does_not_list_may_be_written_freely() -> None:
    bare = SimpleNamespace(places=Places(), code_lists={})
    applicant = Applicant("Người nộp", ethnicity="Tày", province="99", commune="99999")
    assert check_applicant(applicant, (), bare, TODAY) == []


def test_one_owner_and_each_party_has_a_name() -> None:
    assert problems(organisation="Cơ sở số 1", owner_name="Chủ hồ sơ") == {
        "owner_name": "one_owner"
    }
    assert problems(owner_phone="0205 000 001") == {"owner_name": "required"}
    assert problems(contact_email="a@example.vn") == {"contact_name": "required"}
    assert problems(licence="01/GP") == {"organisation": "required"}
    assert problems(tax_code="H37.20", organisation="Cơ quan") == {}


def test_what_the_procedure_requires_counts_of_those_who_are_there() -> None:
    required = ("birth_date", "tax_code", "owner_phone", "owner_name")
    assert problems(required) == {"birth_date": "required", "owner_name": "required"}
    assert problems(required, birth_date="01/01/1990", owner_name="Chủ hồ sơ") == {
        "owner_phone": "required"
    }
    assert problems(("tax_code",), organisation="Cơ sở số 1") == {"tax_code": "required"}


def test_all_is_reported_at_once_and_every_field_has_a_label() -> None:
    wrong = {"name": "", "birth_date": "31/02/2026", "email": "x", "sex": "nam"}
    assert problems(("id_issued_on",), **wrong) == {
        "name": "required",
        "id_issued_on": "required",
        "birth_date": "day",
        "email": "email",
        "sex": "option",
    }
    assert tuple(APPLICANT_LABELS) == APPLICANT_FIELDS
