"""The designers' bench: what is found in which order, one procedure whole, a version as files."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden, NotFound
from engine.procedures.version_files import zip_of
from engine.publishing.bench import BenchQuery, bench, bench_list, people_of, version_files
from engine.publishing.publications import approve
from tests.engine.publishing.bench import LICENCE, NOW, Bench

SCIENCE = "so-khcn"


def found(bench: Bench, **asked) -> list[str]:
    listed = bench_list(bench.installation, bench.designer, BenchQuery(**asked))
    return [each.line.code for each in listed.items]


def test_the_list_holds_the_agencys_procedures_by_what_they_are(bench: Bench) -> None:
    whole = bench_list(bench.installation, bench.designer, BenchQuery())
    assert whole.total == whole.whole > 48
    assert {each.line.agency for each in whole.items} == {SCIENCE}
    kinds = [each.kind for each in whole.items]
    assert kinds == sorted(kinds, key=["fileable", "internal", "information"].index)
    assert (
        sum(whole.counts[kind] for kind in ("fileable", "internal", "information")) == whole.total
    )


def test_words_need_no_accents_and_pages_end(bench: Bench) -> None:
    assert LICENCE in found(bench, words="BO SUNG giay phep buc xa")
    assert found(bench, words="2.002383") == [LICENCE]
    assert found(bench, words="không có thủ tục này") == []
    first, last = found(bench), found(bench, page=99)
    assert not set(first) & set(last)


def test_what_waits_stands_first_and_is_counted(bench: Bench) -> None:
    number = bench.propose(bench.limit(15))
    assert found(bench)[0] == LICENCE
    assert found(bench, kind="pending") == [LICENCE]
    one = bench_of(bench)
    assert [row.id for row in one.waiting] == [number]
    assert people_of(bench.installation, one.waiting)


def bench_of(bench_: Bench):
    return bench(bench_.installation, bench_.designer, LICENCE)


def test_a_version_that_was_just_published_is_read_at_once(bench: Bench) -> None:
    first = bench.files()
    found(bench)
    approve(bench.installation, bench.controller, bench.propose(bench.limit(15)), at=NOW)
    line = bench_list(bench.installation, bench.designer, BenchQuery(words="2.002383")).items[0]
    assert (line.line.number, line.kind) == (2, "fileable")
    one = bench_of(bench)
    assert [each.line.number for each in one.versions] == [2, 1]
    assert one.head.number == 2
    head, data = version_files(bench.installation, bench.designer, LICENCE, 1)
    assert (head.number, data) == (1, zip_of(first))
    assert version_files(bench.installation, bench.designer, LICENCE)[0].number == 2


def test_only_those_concerned_see_anything(bench: Bench) -> None:
    for who in (bench.who("chuyen-vien"), bench.who("thiet-ke-tttt")):
        with pytest.raises(Forbidden):
            bench_of_other(bench, who)
        with pytest.raises(Forbidden):
            version_files(bench.installation, who, LICENCE)
    with pytest.raises(NotFound):
        version_files(bench.installation, bench.designer, LICENCE, 9)


def bench_of_other(bench_: Bench, who) -> object:
    return bench(bench_.installation, who, LICENCE)
