"""What words find, with and without accents, hyphens, typing errors."""

from __future__ import annotations

import random
import string

import pytest

from engine.definitions.content_root import content_root
from engine.definitions.manifests.historical_catalogue import read_catalogues
from engine.procedures.register.word_index import IndexedText, WordIndex
from engine.procedures.register.words import words

LISTED = next(one for one in read_catalogues(content_root())[0] if one.year == 2020).rows
INDEX = WordIndex([IndexedText(r.name, f"{r.agency} {r.field}", r.code) for r in LISTED])

# Query → how the name of the first hit begins, how it was read.
FIRST = [
    ("đăng ký kết hôn", "Đăng ký kết hôn", "all"),
    ("dang ky ket hon", "Đăng ký kết hôn", "all"),
    ("DANG KY KET HON", "Đăng ký kết hôn", "all"),
    ("\u0111a\u0306ng ky\u0301 ke\u0302\u0301t ho\u0302n", "Đăng ký kết hôn", "all"),
    ("đăng-ký kết–hôn", "Đăng ký kết hôn", "all"),
    ("hon ket ky dang", "Đăng ký kết hôn", "all"),
    ("dang ky ket ho", "Đăng ký kết hôn", "near"),
    ("dnag ky kt hon", "Đăng ký kết hôn", "near"),
    ("dangky kethon", "Đăng ký kết hôn", "all"),
    ("kethon", "Đăng ký kết hôn", "all"),
    ("dang ky khai sin", "Đăng ký khai sinh", "all"),
    ("li lich tu phap", "Cấp Phiếu lý lịch tư pháp", "near"),
    ("x-quang", "Thủ tục Khai báo thiết bị X-quang", "all"),
    ("X quang", "Thủ tục Khai báo thiết bị X-quang", "all"),
    ("xquang", "Thủ tục Khai báo thiết bị X-quang", "all"),
    ("đổi giấy phép lái xe", "Đổi giấy phép lái xe", "all"),
    ("doi giay phep lai xe", "Đổi giấy phép lái xe", "all"),
    ("mai tang phi", "Thủ tục hưởng mai táng phí", "all"),
    ("người có uy tín", "Công nhận người có uy tín", "all"),
    ("cap phep xuat ban ban tin", "Cấp giấy phép xuất bản bản tin", "all"),
    ("BTT-LSN-284348", "Cấp giấy phép xuất bản bản tin", "all"),
    ("btt lsn 284348", "Cấp giấy phép xuất bản bản tin", "all"),
    ("284348", "Cấp giấy phép xuất bản bản tin", "all"),
    ("BCT-LSN-275407", "Cấp lại Giấy chứng nhận", "all"),  # the table has "BCT- LSN-275407"
    ("dang ky khai tu bbbbb", "Đăng ký khai tử", "some"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "name", "reading"), FIRST)
def test_words_find_first_what_was_meant(query: str, name: str, reading: str) -> None:
    hits = INDEX.find(query)
    first = LISTED[hits.places[0]].name
    assert first.startswith(name), first
    assert hits.reading == reading


def test_words_without_sense_find_nothing() -> None:
    for query in ("qqqq zzz", "2.002383.000.00.00.H99", "9999999", "@#$%", "🙂🙂"):
        found = INDEX.find(query)
        assert len(found.places) == (0 if words(query) else len(LISTED)), query


def test_no_words_find_everything_in_the_order_of_the_list() -> None:
    assert INDEX.find("  ").places == tuple(range(len(LISTED)))


def test_a_word_that_is_known_is_not_corrected() -> None:
    """“hôn” is one letter from “hộ”, “hợp” and “hồ”: those are not told with it."""
    found = [LISTED[place].name.lower() for place in INDEX.find("ket hon").places]
    assert found
    assert all("kết hôn" in name for name in found)


def test_not_every_word_is_corrected() -> None:
    index = WordIndex([IndexedText("Khác tính"), IndexedText("Khai thuế")])
    assert index.find("khai sinh").places == ()


def test_a_field_or_agency_counts_less_than_a_name() -> None:
    index = WordIndex(
        [IndexedText("Cấp thẻ", "Hộ tịch"), IndexedText("Trích lục hộ tịch", "Tư pháp")]
    )
    assert index.find("ho tich").places == (1, 0)


def test_names_that_look_alike_are_told_where_nothing_is_found() -> None:
    index = WordIndex([IndexedText("Đăng ký khai sinh"), IndexedText("Cấp giấy phép lái xe")])
    assert index.find("khaissinnh").places == ()
    assert index.nearest("khaissinnh dang ki")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 4, 16, 64])
def test_long_and_strange_queries_are_borne(size: int) -> None:
    rng = random.Random(size)  # noqa: S311 - no secret
    for _ in range(20):
        query = "".join(rng.choices(string.printable + "đĐấợ\u0301\u0000", k=size * 20))
        INDEX.find(query)
        INDEX.nearest(query)


def test_an_index_of_nothing_finds_nothing() -> None:
    empty = WordIndex([])
    assert empty.find("giay phep").places == ()
    assert empty.find("").places == ()
    assert empty.nearest("giay phep") == ()


def mistyped(name: str, rng: random.Random) -> str:
    """The name with one letter dropped or swapped with the next letter of its word."""
    pairs = [n for n in range(len(name) - 1) if name[n : n + 2].isalpha()]
    at = rng.choice(pairs)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return swapped if rng.random() < 0.5 else name[:at] + name[at + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_any_name_with_one_letter_wrong_is_among_the_first_five(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    lost = []
    for row in LISTED if seed == 0 else rng.sample(LISTED, 300):
        name = " ".join(words(row.name))
        typed = mistyped(name, rng)
        first = [" ".join(words(LISTED[p].name)) for p in INDEX.find(typed).places[:5]]
        if name not in first:
            lost.append(f"{typed!r} of {name!r}: {first[:2]}")
    assert not lost
