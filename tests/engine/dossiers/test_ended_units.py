"""Units that have ended: their dossiers run on, new ones are opened by who came after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from engine.desk.dossier import dossier as view_of
from engine.dossiers.apologies.pages import apology
from engine.dossiers.internal import InternalRequest, open_internal
from engine.errors import Refused
from engine.installation import Installation
from engine.portal.procedure import procedure
from tests.conftest import furnished
from tests.engine.dossiers.inside import EVERYWHERE, content_with_internal
from tests.engine.dossiers.play import BULLETIN, FULL, HAND_OVER, Desk, hired, on
from tests.engine.dossiers.test_bulletin_diagram import TO_RESULT
from tests.oracle import assert_sound
from tests.stores import open_store

AGENCIES = "processes/agencies.yaml"
STRICT = ("    still_receives: true\n", "")
NO_SUCCESSOR = ("    successors: [so-khcn]\n    still_receives: true\n", "")
BEGINS = ("    valid_to: 2025-02-28\n", "    valid_from: 2024-01-01\n    valid_to: 2025-02-28\n")
NEW_CODE = (
    "    code: H37.90\n",
    "    code: H37.95\n    former_codes: [{code: H37.90, valid_to: 2024-12-31}]\n",
)
OLD, NEW = "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ"
BOTH = f"{OLD} (nay là {NEW})"
LAST, FIRST = on("2025-02-28 16:59"), on("2025-03-03 08:00")  # Friday, Monday

Office = Callable[..., AbstractContextManager[Installation]]
Way = Callable[[Installation, datetime], str]


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """An office with internal procedures whose units are edited: old words, new words."""

    @contextmanager
    def opened(*edits: tuple[str, str]) -> Iterator[Installation]:
        root = content_with_internal(tmp_path / "content")
        text = (root / AGENCIES).read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (root / AGENCIES).write_text(text, encoding="utf-8")
        template = request.getfixturevalue("sqlite_template")
        with open_store("sqlite", tmp_path, lambda: template, lambda: None) as store:
            installation = furnished(store, root)
            yield installation
            assert_sound(installation)

    return opened


def at_the_desk(installation: Installation, at: datetime) -> str:
    return Desk(installation, BULLETIN).receive(FULL, at).code


def online(installation: Installation, at: datetime) -> str:
    return Desk(installation, BULLETIN).submit(at).code


def inside(installation: Installation, at: datetime) -> str:
    clerk = hired(installation, "van-thu-tttt")
    request = InternalRequest(procedure=EVERYWHERE, subject="Công văn số 12", first={})
    return open_internal(installation, clerk, request, at=at).code


WAYS = pytest.mark.parametrize("way", [at_the_desk, online, inside], ids=lambda way: way.__name__)


def refused(way: Way, installation: Installation, at: datetime) -> Refused:
    with pytest.raises(Refused) as error:
        way(installation, at)
    return error.value


@WAYS
def test_after_its_last_day_an_agency_opens_nothing_and_the_error_names_its_successor(
    office: Office, way: Way
) -> None:
    with office(STRICT) as installation:
        assert way(installation, LAST) == "H37.90-250228-0001"
        error = refused(way, installation, FIRST)
        assert error.code == "unit_replaced"
        assert error.fields == {"unit": OLD, "successors": NEW}


@WAYS
def test_where_nothing_came_after_it_the_error_says_so(office: Office, way: Way) -> None:
    with office(NO_SUCCESSOR) as installation:
        error = refused(way, installation, FIRST)
        assert (error.code, error.fields) == ("unit_ended", {"unit": OLD})


@WAYS
def test_before_its_first_day_an_agency_opens_nothing(office: Office, way: Way) -> None:
    with office(BEGINS) as installation:
        error = refused(way, installation, on("2023-12-29 10:00"))
        assert (error.code, error.fields) == ("unit_not_yet", {"unit": OLD})
        assert way(installation, on("2024-01-02 08:00"))


@WAYS
def test_an_agency_that_still_receives_opens_dossiers_after_its_end(
    office: Office, way: Way
) -> None:
    with office() as installation:
        assert way(installation, FIRST) == "H37.90-250303-0001"


def test_what_was_opened_before_the_end_runs_on_to_its_own(office: Office) -> None:
    with office(STRICT) as installation:
        dossier = Desk(installation, BULLETIN).receive(FULL, on("2025-02-27 08:00"))
        dossier.do(*TO_RESULT[0], FIRST)
        dossier.play(*TO_RESULT[1:], ("tra_ket_qua", HAND_OVER))
        assert dossier.row.status == "returned"


def test_a_changed_code_numbers_what_is_opened_from_its_day(office: Office) -> None:
    with office(NEW_CODE) as installation:
        assert at_the_desk(installation, on("2024-12-31 10:00")) == "H37.90-241231-0001"
        assert at_the_desk(installation, on("2025-01-02 10:00")) == "H37.95-250102-0001"


def test_pages_show_the_name_of_then_with_what_it_is_now(office: Office) -> None:
    with office() as installation:
        desk = Desk(installation, BULLETIN)
        code = desk.receive(FULL, on("2025-02-27 08:00")).code
        leader = desk.holder("lanh_dao")
        for at, name in ((LAST, OLD), (FIRST, BOTH)):
            view = view_of(installation, leader, code, at)
            assert view.agency_name == name
            assert name in {line.unit_name for line in view.next_steps}
            assert view.one_stop_name == f"Một cửa {OLD}", "what became of it is not known"
            assert apology(installation, leader, code, at).form.agency == name


def test_the_catalogue_says_what_the_agency_is_now_and_where_nothing_is_filed(
    office: Office,
) -> None:
    with office(STRICT) as installation:
        before, after = (procedure(installation, BULLETIN, at) for at in (LAST, FIRST))
    assert (before.agency_name, before.closed) == (OLD, False)
    assert before.one_stops == (f"Một cửa {OLD}",)
    assert (after.agency_name, after.closed, after.one_stops) == (BOTH, True, ())
