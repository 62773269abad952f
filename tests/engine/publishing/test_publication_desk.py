"""What designers read: procedures, versions, and what a publication would do to dossiers."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden, NotFound
from engine.publishing.pages import (
    GoneStep,
    RenamedKey,
    procedures,
    publication,
    recent,
    versions_of,
)
from engine.publishing.publications import approve
from engine.review.upload import read_upload
from tests.engine.dossiers.play import ACCEPT, TO_APPRAISAL, Desk
from tests.engine.publishing.bench import LICENCE, MAIN, NOW, Bench


def test_procedures_with_their_dossiers_and_publications(bench: Bench) -> None:
    desk = Desk(bench.installation)
    desk.receive(ACCEPT)
    desk.receive(ACCEPT)
    approve(bench.installation, bench.controller, bench.propose(bench.limit(12)), at=NOW)
    desk.receive(ACCEPT)
    bench.propose(bench.limit(13))
    lines = {line.code: line for line in procedures(bench.installation, bench.controller)}
    assert {line.agency for line in lines.values()} == {"so-khcn"}
    found = lines[LICENCE]
    assert (found.number, found.running, found.pending) == (2, 3, 1)
    quiet = [line for code, line in lines.items() if code != LICENCE]
    assert quiet
    assert {(line.running, line.pending) for line in quiet} == {(0, 0)}
    told = [
        (v.number, v.origin, v.active, v.dossiers)
        for v in versions_of(bench.installation, bench.designer, LICENCE)
    ]
    assert told == [(2, "publication", True, 1), (1, "deploy", False, 2)]


def test_steps_that_are_gone_are_told_with_those_who_wait_there(bench: Bench) -> None:
    desk = Desk(bench.installation)
    for _ in range(2):
        desk.receive(ACCEPT).play(*TO_APPRAISAL)
    desk.receive(ACCEPT)
    drawing = bench.files()[MAIN].replace(b'="tham_dinh"', b'="tham_dinh_moi"')
    drawing = drawing.replace(b'formId="tham_dinh_moi"', b'formId="tham_dinh"')
    made = bench.propose(read_upload([("ve-lai.bpmn", drawing)]))
    (item,) = publication(bench.installation, bench.designer, made).items
    assert item.gone == (GoneStep("tham_dinh", "Thẩm định", 1, 2, "tham_dinh_moi"),)
    assert (item.base, item.became, item.running) == (1, 0, 3)


def test_a_key_of_a_form_that_is_renamed_is_told(bench: Bench) -> None:
    names = [n for n, d in bench.files().items() if b'"key": "so_luong_thiet_bi"' in d]
    key = "so_luong_thiet_bi" if names else first_key(bench)
    made = bench.propose(bench.changed(f'"key": "{key}"', f'"key": "{key}_moi"'))
    (item,) = publication(bench.installation, bench.designer, made).items
    assert [(r.before, r.after) for r in item.renamed] == [(key, f"{key}_moi")]
    assert all(isinstance(r, RenamedKey) and r.label for r in item.renamed)


def first_key(bench: Bench) -> str:
    """A key of the application's form that nothing else names."""
    form = bench.files()["forms/don-bo-sung-giay-phep-x-quang.form"].decode()
    keys = [part.split('"')[0] for part in form.split('"key": "')[1:]]
    others = b"".join(d for n, d in bench.files().items() if "don-bo-sung" not in n).decode()
    return next(k for k in keys if k not in others and form.count(k) == 1)


def test_who_may_decide_is_said_beforehand(bench: Bench) -> None:
    made = bench.propose(bench.limit(12))
    seen = publication(bench.installation, bench.designer, made)
    assert (seen.decides.blocked, seen.decides.may_drop) == ("", True)
    assert publication(bench.installation, bench.controller, made).decides.may_drop is False
    strict = bench.needing_two()
    assert (
        publication(strict.installation, strict.designer, made).decides.blocked == "own_publication"
    )
    approve(bench.installation, bench.controller, made, at=NOW)
    seen = publication(bench.installation, bench.designer, made)
    assert (seen.decides.blocked, seen.decides.may_drop) == ("publication_decided", False)
    assert [e.action for e in seen.events] == ["proposed", "applied"]
    assert [item.became for item in seen.items] == [2]
    assert [line.row.id for line in recent(bench.installation, bench.controller)] == [made]


def test_nobody_sees_what_is_not_theirs(bench: Bench) -> None:
    made = bench.propose(bench.limit(12))
    stranger, clerk = bench.who("thiet-ke-tttt"), bench.who("chuyen-vien")
    assert recent(bench.installation, stranger) == ()
    for who in (stranger, clerk):
        with pytest.raises(Forbidden):
            publication(bench.installation, who, made)
        with pytest.raises(Forbidden):
            versions_of(bench.installation, who, LICENCE)
    with pytest.raises(Forbidden):
        procedures(bench.installation, clerk)
    with pytest.raises(NotFound):
        publication(bench.installation, bench.designer, 4711)
