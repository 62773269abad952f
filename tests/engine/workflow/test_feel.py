from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import BadExpression
from engine.workflow import feel
from sla.calendar import VIETNAM

PATIENCE = 120  # seconds: a child that hangs is told, a slow machine is not


@pytest.mark.parametrize(
    ("text", "variables", "value"),
    [
        ("1 + 2", {}, 3),
        ('kết quả = "đạt"', {"kết quả": "đạt"}, True),
        ("hồ sơ.phí * 2", {"hồ sơ": {"phí": 5}}, 10),
        ("count(giấy tờ)", {"giấy tờ": [1, 2]}, 2),
        ('date("2024-01-01") + duration("P1D")', {}, "2024-01-02"),
        ("date(ngày) < date(sau)", {"ngày": date(2024, 1, 1), "sau": "2024-01-02"}, True),
        ('date and time("2024-01-01T10:00:00Z")', {}, "2024-01-01T10:00:00Z"),
        ('duration("P5D")', {}, "P5D"),
        ("x", {"x": Decimal("1.5")}, 1.5),
        ("x", {"x": datetime(2024, 1, 1, tzinfo=UTC)}, "2024-01-01T00:00:00+00:00"),
        ("không có", {}, None),
        ('"a" + 1', {}, None),
        ("{a: 1, b: [true]}", {}, {"a": 1, "b": [True]}),
        ("for i in 1..3 return i * x", {"x": 2}, [2, 4, 6]),
    ],
)
def test_values(text: str, variables: dict[str, object], value: object) -> None:
    assert feel.evaluate(text, variables) == value


@pytest.mark.parametrize(
    ("test", "value", "passes"),
    [
        ("< 5", 3, True),
        ("< 5", 7, False),
        ('"a","b"', "b", True),
        ("not(4)", 4, False),
        ("[1..10]", 10, True),
        ("-", None, True),
    ],
)
def test_unary_tests(test: str, value: object, passes: bool) -> None:
    assert feel.unary_test(test, value, {}) is passes


@pytest.mark.parametrize("text", ["if", "1 +", '"x', "(((", "${x}", "", "1) else (2"])
def test_broken_syntax_is_told(text: str) -> None:
    assert feel.parse_error(text)
    with pytest.raises(BadExpression) as broken:
        feel.evaluate(text, {})
    assert broken.value.code == "syntax"


@pytest.mark.parametrize("text", ['kết quả = "đạt"', "số ngày > 3", "x", "sum([1,2])"])
def test_good_syntax_needs_no_variables(text: str) -> None:
    assert feel.parse_error(text) is None


@pytest.mark.parametrize("text", ["function(a) a", "[1..3]", "{a: function() 1}"])
def test_only_data_comes_out(text: str) -> None:
    with pytest.raises(BadExpression):
        feel.evaluate(text, {})


def test_the_same_text_follows_the_names_that_exist() -> None:
    text = "a - b"
    assert feel.evaluate(text, {"a": 5, "b": 2}) == 3
    assert feel.evaluate(text, {"a - b": 9}) == 9
    assert feel.evaluate(text, {"a": 5, "b": 2}) == 3


ENDLESS = "count(for i in 1..1000000000 return i)"
GREEDY = 'for i in 1..1000000000 return "aaaaaaaaaaa" + string(i)'


@pytest.mark.slow
def test_an_expression_without_end_is_stopped() -> None:
    with pytest.raises(BadExpression) as slow:
        feel.evaluate(ENDLESS, {})
    assert slow.value.code in {"too_slow", "too_much_memory"}
    assert feel.evaluate("1 + 1", {}) == 2


@pytest.mark.slow
def test_an_expression_that_eats_memory_is_stopped() -> None:
    with pytest.raises(BadExpression) as greedy:
        feel.evaluate(GREEDY, {}, seconds=20)
    assert greedy.value.code == "too_much_memory"
    assert feel.evaluate("1 + 1", {}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4_000 + "1" + ")" * 4_000,
        "1" + " + 1" * 2_400,
        "[" * 4_000 + "]" * 4_000,
        "not(" * 2_000 + "true" + ")" * 2_000,
        "if true then " * 700 + "1" + " else 2" * 700,
    ],
)
def test_deep_nesting_never_breaks_the_process(text: str) -> None:
    with suppress(BadExpression):
        feel.evaluate(text, {})
    assert feel.evaluate("1 + 1", {}) == 2


def test_long_expressions_and_large_data_are_refused() -> None:
    with pytest.raises(BadExpression) as long:
        feel.evaluate("1" * 10_001, {})
    assert long.value.code == "too_long"
    with pytest.raises(BadExpression) as large:
        feel.evaluate("x", {"x": "a" * 1_000_001})
    assert large.value.code == "too_large"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        '__import__("os").system("touch /tmp/owned")',
        "().__class__.__bases__",
        '"x".constructor.constructor("return 1")()',
        "constructor.constructor",
        "globalThis.process",
        "this",
    ],
)
def test_neither_python_nor_javascript_is_reachable(text: str) -> None:
    with suppress(BadExpression):
        assert feel.evaluate(text, {}) in (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "{__proto__: {polluted: 1}}",
        '{"__proto__": {"polluted": 1}}',
        'context put({}, "__proto__", {polluted: 1})',
        'context put({}, ["__proto__", "polluted"], 1)',
        'context put({}, ["constructor", "prototype", "polluted"], 1)',
        'context merge([{}, {"__proto__": {"polluted": 1}}])',
        'context([{key: "__proto__", value: {polluted: 1}}])',
    ],
)
def test_nothing_stays_for_the_next_evaluation(text: str) -> None:
    with suppress(BadExpression):
        feel.evaluate(text, {"__proto__": {"polluted": 1}, "x": {"__proto__": {"polluted": 1}}})
    assert feel.evaluate("polluted", {}) is None
    assert feel.evaluate("{}.polluted", {}) is None
    assert feel.evaluate("x.polluted", {"x": {}}) is None
    assert feel.evaluate("upper case(x)", {"x": "a"}) == "A"


def test_threads_share_one_isolate() -> None:
    found: list[object] = []

    def work(number: int) -> None:
        found.extend(feel.evaluate("n * 2", {"n": number}) for _ in range(50))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == sorted(str(n * 2) for n in range(4) for _ in range(50))


def _in_child(answers: Any) -> None:
    answers.put(feel.evaluate("20 + 1", {}))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_opens_its_own() -> None:
    assert feel.evaluate("1", {}) == 1
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(answers,))
    child.start()
    assert answers.get(timeout=PATIENCE) == 21
    child.join(timeout=PATIENCE)
    assert child.exitcode == 0
    assert feel.evaluate("2", {}) == 2


FORKS = """
import os
feel.evaluate("1", {})
child = os.fork()
if child:
    os.waitpid(child, 0)
"""
# A web server's threads are older than V8, and any of them may meet what uses up the memory.
THREADS = f"""
from contextlib import suppress
from threading import Event, Thread
from engine.errors import BadExpression
started = Event()
def eat():
    started.wait()
    with suppress(BadExpression):
        feel.evaluate({GREEDY!r}, {{}}, seconds=20)
    assert feel.evaluate("1", {{}}) == 1
older = Thread(target=eat)
older.start()
first = Thread(target=feel.evaluate, args=("1", {{}}))
first.start()
first.join()
started.set()
older.join()
"""


@pytest.mark.parametrize("program", [FORKS, THREADS], ids=["forks", "threads"])
def test_a_program_that_used_feel_ends_by_itself(program: str) -> None:
    code = f"from engine.workflow import feel\n{program}"
    # From Python 3.12 it is warned that a process with threads forks.
    words = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(  # noqa: S603 - ours
        words, check=False, timeout=PATIENCE, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


ACT = datetime(2023, 12, 7, 23, 30, tzinfo=UTC)  # Friday 06:30 in Vietnam


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("now()", "2023-12-08T06:30:00+07:00"),
        ("today()", "2023-12-08"),
        ('today() = date("2023-12-08")', True),
        ('date("2023-12-07") < today()', True),
        ('today() + duration("P1D")', "2023-12-09"),
        ('now() > date and time("2023-12-08T06:00:00+07:00")', True),
        ("day of week(today())", "Friday"),
    ],
)
def test_now_and_today_are_those_of_the_act_in_vietnam(expression: str, value: object) -> None:
    with feel.as_of(ACT):
        assert feel.evaluate(expression, {}) == value


def test_outside_of_an_act_it_is_today() -> None:
    found = feel.evaluate("today()", {})
    assert found in {datetime.now(VIETNAM).date().isoformat() for _ in range(2)}


def test_variables_may_be_called_now_and_today() -> None:
    assert feel.evaluate("today + now", {"today": 5, "now": 2}) == 7


def test_one_thread_acts_at_its_own_moment() -> None:
    def year(given: int) -> object:
        with feel.as_of(ACT.replace(year=given)):
            return feel.evaluate("today().year", {})

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(year, range(2001, 2021))) == list(range(2001, 2021))


def test_the_moment_of_an_act_is_aware() -> None:
    with pytest.raises(ValueError, match="aware"), feel.as_of(datetime(2023, 12, 7)):  # noqa: DTZ001
        pass
