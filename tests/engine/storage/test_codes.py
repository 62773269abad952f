from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from engine.storage import Store
from engine.storage.dossiers import codes

DAY = date(2023, 12, 7)


def _next(store: Store, *, fail: bool = False) -> str:
    with store.begin() as tx:
        code = codes.next_code(tx, "H37.04", DAY)
        if fail:
            raise KeyError(code)
    return code


def test_a_code_names_agency_day_and_number(store: Store) -> None:
    assert [_next(store) for _ in range(3)] == [
        "H37.04-231207-0001",
        "H37.04-231207-0002",
        "H37.04-231207-0003",
    ]
    with store.begin() as tx:
        assert codes.next_code(tx, "H37.04", date(2023, 12, 8)) == "H37.04-231208-0001"
        assert codes.next_code(tx, "H37.05", DAY) == "H37.05-231207-0001"


def test_codes_have_no_gaps_or_doubles_when_many_write_and_some_fail(store: Store) -> None:
    def receive(number: int) -> str | None:
        try:
            return _next(store, fail=number % 3 == 0)
        except KeyError:
            return None

    with ThreadPoolExecutor(8) as pool:
        given = [code for code in pool.map(receive, range(60)) if code]
    assert sorted(given) == [f"H37.04-231207-{n:04d}" for n in range(1, 41)]


def test_the_ten_thousandth_dossier_of_a_day_has_a_code(store: Store) -> None:
    with store.begin() as tx:
        for _ in range(3):
            codes.next_code(tx, "H", DAY)
        tx.exec_driver_sql("UPDATE serials SET last = 9999")
        assert codes.next_code(tx, "H", DAY) == "H-231207-10000"


@pytest.mark.parametrize("agency", ["H37", "H37.04.01"])
def test_units_at_any_depth_have_codes(store: Store, agency: str) -> None:
    with store.begin() as tx:
        assert codes.next_code(tx, agency, DAY) == f"{agency}-231207-0001"
