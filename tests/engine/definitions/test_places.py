"""Provinces and communes: by code, by old names and addresses, and as text of an address."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from engine.definitions.content_root import shipped_root
from engine.definitions.places.address import Address, address_text
from engine.definitions.places.commune import PlaceKind
from engine.definitions.places.gazetteer import Places
from engine.definitions.places.place_files import places_file, places_in, read_places

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def places() -> Places:
    read, findings = read_places(shipped_root())
    assert findings == []
    return read


def test_the_content_has_all_provinces_and_the_communes_of_lang_son(places: Places) -> None:
    provinces = Counter(p.kind for p in places.provinces_on(TODAY))
    assert provinces == {PlaceKind.PROVINCE: 27, PlaceKind.CITY: 7}
    communes = Counter(c.kind for c in places.communes_of("20", TODAY))
    assert communes == {PlaceKind.COMMUNE: 61, PlaceKind.WARD: 4}
    assert places.communes_of("20", date(2025, 6, 30)) == ()


def test_a_commune_knows_what_it_was(places: Places) -> None:
    commune = places.commune("06625")
    assert commune is not None
    assert (commune.name, commune.province, commune.districts) == (
        "Xã Kiên Mộc", "20", ("Huyện Đình Lập",),
    )  # fmt: skip
    assert [(f.code, f.name, f.part) for f in commune.merged_from] == [
        ("06619", "Xã Bắc Xa", False),
        ("06622", "Xã Bính Xá", True),
        ("06625", "Xã Kiên Mộc", True),
    ]
    assert places.commune("00000") is None
    assert places.province("00") is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Phường Đông Kinh", [("Phường Đông Kinh", "")]),
        ("dong kinh", [("Phường Đông Kinh", "")]),
        ("05977", [("Phường Đông Kinh", "")]),
        ("mai pha", [("Phường Đông Kinh", "Xã Mai Pha")]),
        ("Xã Mai Pha, thành phố Lạng Sơn, tỉnh Lạng Sơn", [("Phường Đông Kinh", "Xã Mai Pha")]),
        ("mai ph", [("Phường Đông Kinh", "Xã Mai Pha")]),  # still being typed
        ("06013", [("Xã Thất Khê", "Xã Chí Minh")]),
        ("TT Cao Lộc", [("Phường Kỳ Lừa", "Thị trấn Cao Lộc")]),
        (
            "12 đường Trần Đăng Ninh, P. Tam Thanh, TP. Lạng Sơn, tỉnh Lạng Sơn",
            [("Phường Tam Thanh", "")],
        ),
        # Two communes had one name: the district tells which.
        ("Xã Hồng Phong", [("Xã Hồng Phong", ""), ("Xã Đồng Đăng", "Xã Hồng Phong")]),
        (
            "thôn 1, xã Hồng Phong, huyện Cao Lộc, Lạng Sơn",
            [("Xã Đồng Đăng", "Xã Hồng Phong")],
        ),
        ("Bính Xá", [("Xã Đình Lập", "Xã Bính Xá"), ("Xã Kiên Mộc", "Xã Bính Xá")]),
        (
            "tp lang son",
            [
                (ward, "Thành phố Lạng Sơn")
                for ward in (
                    "Phường Tam Thanh", "Phường Lương Văn Tri", "Phường Kỳ Lừa", "Phường Đông Kinh",
                )
            ],
        ),
        ("Bắc Kạn", [("Tỉnh Thái Nguyên", "Tỉnh Bắc Kạn")]),
        ("Hà Nội", [("Thành phố Hà Nội", "")]),
        ("xã Lạng Sơn", []),
        ("không có ở đâu", []),
        (" , ", []),
        ("", []),
    ],
)  # fmt: skip
def test_places_are_found_by_what_people_write(
    places: Places, words: str, found: list[tuple[str, str]]
) -> None:
    matches = places.find(words, TODAY)
    assert [(m.place.name, m.former.name if m.former else "") for m in matches] == found


def test_of_an_old_district_all_communes_are_found(places: Places) -> None:
    found = {m.place.name for m in places.find("xóm 2, huyện Tràng Định", TODAY)}
    assert len(found) == 7
    assert {"Xã Thất Khê", "Xã Tràng Định"} < found


def test_before_they_began_there_are_none(places: Places) -> None:
    assert places.find("Đông Kinh", date(2025, 6, 30)) == ()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address("12 đường X", "05977", "20"), "12 đường X, phường Đông Kinh, tỉnh Lạng Sơn"),
        (Address("12 đường X", "05977"), "12 đường X, phường Đông Kinh, tỉnh Lạng Sơn"),
        (Address("", "", "01"), "thành phố Hà Nội"),
        (
            Address("Thôn 1, xã Mai Pha, thành phố Lạng Sơn, tỉnh Lạng Sơn"),
            "Thôn 1, xã Mai Pha, thành phố Lạng Sơn, tỉnh Lạng Sơn",
        ),
        (Address("Số 1", "99999", "99"), "Số 1, 99999, 99"),
        (Address(""), ""),
    ],
)
def test_an_address_is_written_with_both_levels(
    places: Places, address: Address, text: str
) -> None:
    assert address_text(places, address) == text


def test_without_places_addresses_stay_as_they_are(tmp_path: Path) -> None:
    none, findings = read_places(tmp_path)
    assert (none, findings) == (Places(), [])
    assert none.find("Đông Kinh", TODAY) == ()
    assert address_text(none, Address("12 đường X", "05977", "20")) == "12 đường X, 05977, 20"


PROVINCE = 'provinces: [{code: "20", name: Tỉnh Lạng Sơn}]\n'
COMMUNES = PROVINCE + 'province: "20"\ncommunes:\n'
BAD = {
    "a province that is not there": (
        'province: "21"\ncommunes:\n  - {code: "00001", name: Xã A}\n', "E413", 3,
        'the province "21" does not exist',
    ),
    "no province": (
        'communes:\n  - {code: "00001", name: Xã A}\n', "E122", 1, 'key "province" is missing',
    ),
    "a short code": (COMMUNES + '  - {code: "01", name: Xã A}\n', "E405", 4, 'the code "01"'),
    "no code": (COMMUNES + "  - {name: Xã A}\n", "E122", 4, 'key "code" is missing'),
    "a code twice": (
        COMMUNES + '  - {code: "00001", name: Xã A}\n  - {code: "00001", name: Xã B}\n',
        "E403", 5, 'the code "00001" stands twice',
    ),
    "a name without its kind": (
        COMMUNES + '  - {code: "00001", name: Đông Kinh}\n', "E415", 4,
        'the name "Đông Kinh" begins with none of Xã, Phường, Đặc khu',
    ),
    "a province's kind": (
        'provinces: [{code: "20", name: Xã A}]\n', "E415", 1, "begins with none of Tỉnh",
    ),
    "a key of no place": (
        COMMUNES + '  - {code: "00001", name: Xã A, district: B}\n', "E121", 4,
        'did you mean "districts"?',
    ),
    "an unknown successor": (
        COMMUNES + '  - {code: "00001", name: Xã A, valid_to: 2027-06-30, successors: ["00002"]}\n',
        "E413", 4, 'the successor "00002" does not exist',
    ),
    "dates in the wrong order": (
        "valid_from: 2025-07-01\n"
        + PROVINCE.replace("}]", ", valid_to: 2025-06-30}]"),
        "E412", 2, "it ends on 2025-06-30, before it begins on 2025-07-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_reported_with_its_line(case: str) -> None:
    text, code, line, message = BAD[case]
    _, (found,) = places_in({"processes/places/thu.yaml": text.encode()})
    assert (found.file, found.code, found.line) == ("processes/places/thu.yaml", code, line)
    assert message in found.message


def test_a_code_stands_in_one_file_only() -> None:
    file = (COMMUNES + '  - {code: "00001", name: Xã A}\n').encode()
    _, findings = places_in({"a.yaml": file, "b.yaml": file})
    assert [(f.file, f.code) for f in findings] == [("b.yaml", "E403")] * 2
    assert places_file(file, "b.yaml") == []


def test_a_commune_that_ends_is_found_as_its_successors() -> None:
    text = COMMUNES + (
        '  - {code: "00001", name: Xã A, valid_to: 2027-06-30, successors: ["00003", "00002"]}\n'
        '  - {code: "00002", name: Phường Bê, valid_from: 2027-07-01}\n'
        '  - {code: "00003", name: Phường Xê, valid_from: 2027-07-01}\n'
    )
    places, findings = places_in({"a.yaml": text.encode()})
    assert findings == []
    before, after = (places.find("Xã A", day) for day in (date(2027, 6, 30), date(2027, 7, 1)))
    assert [(m.place.name, m.former) for m in before] == [("Xã A", None)]
    assert [(m.place.name, m.former and m.former.name) for m in after] == [
        ("Phường Xê", "Xã A"),
        ("Phường Bê", "Xã A"),
    ]
    assert [c.code for c in places.communes_of("20", date(2027, 7, 1))] == ["00002", "00003"]
    assert address_text(places, Address("", "00001")) == "xã A, tỉnh Lạng Sơn", "as it was written"
