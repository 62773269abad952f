from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.errors import BadShare, NaiveMoment, OutsideCalendar
from sla.limits import Limit, LimitUnit, parse_limit
from sla.pauses import Pause, PausePolicy
from sla.receipt import ReceiptRule
from sla.shift import HOUR, MINUTE
from sla.stopwatch import Stopwatch, worked_between
from tests.sla.oracle import EPOCH, union
from tests.sla.test_explain import NAMES, limits
from tests.sla.test_oracle import CALENDARS, clock, clock_minutes, gaps, hours, law, oracle

RESTART = PausePolicy.RESTART


@pytest.fixture
def watch(at):
    """A limit that runs since Tue 2023-12-05 08:00, 5 working days if not said otherwise."""

    def make(*pauses, start="Tue 2023-12-05 08:00", limit="5 working days", **kinds):
        spans = tuple(Pause(at(first), last and at(last)) for first, last in pauses)
        return Stopwatch(start=at(start), limit=parse_limit(limit), pauses=spans, **kinds)

    return make


TWO_DAYS = ("Wed 2023-12-06 09:00", "Fri 2023-12-08 09:00")
OPEN = ("Mon 2023-12-11 14:00", None)


def test_a_stopwatch_without_pauses_is_a_limit_since_receipt(lang_son, at, watch):
    plain = watch()
    assert plain.counted_from(lang_son) == plain.runs_from(lang_son) == at("Tue 2023-12-05 08:00")
    assert plain.due(lang_son).at == at("Tue 2023-12-12 08:00")
    late = watch(start="Tue 2023-12-05 17:30")
    assert late.counted_from(lang_son) == late.start
    assert late.submitted is None


DUE = [
    # pauses, receipt, kinds, runs from, due
    ([TWO_DAYS], {}, "Tue 2023-12-05 08:00", "Thu 2023-12-14 08:00"),
    ([TWO_DAYS, OPEN], {}, "Tue 2023-12-05 08:00", "Thu 2023-12-14 08:00"),
    ([TWO_DAYS], {"policy": RESTART}, "Fri 2023-12-08 09:00", "Fri 2023-12-15 09:00"),
    ([OPEN], {"policy": RESTART}, "Tue 2023-12-05 08:00", "Tue 2023-12-12 08:00"),
    (
        [],
        {"rule": ReceiptRule.NEXT_MORNING, "start": "Tue 2023-12-05 19:00"},
        "Wed 2023-12-06 08:00",
        "Wed 2023-12-13 08:00",
    ),
    (
        [TWO_DAYS],  # what of a pause lies before the counted moment takes nothing
        {"rule": ReceiptRule.LAST_HOUR, "start": "Wed 2023-12-06 16:30"},
        "Thu 2023-12-07 07:30",
        "Fri 2023-12-15 09:00",
    ),
]


@pytest.mark.parametrize(("pauses", "kinds", "runs_from", "moment"), DUE)
def test_the_limit_runs_by_rule_policy_and_pauses(  # noqa: PLR0913, PLR0917
    lang_son, at, watch, pauses, kinds, runs_from, moment
):
    found = watch(*pauses, **kinds)
    assert (found.runs_from(lang_son), found.due(lang_son).at) == (at(runs_from), at(moment))


KNOWN = [
    # at, what was known of TWO_DAYS, due as it was known
    ("Wed 2023-12-06 08:59:59", [], "Tue 2023-12-12 08:00"),
    ("Wed 2023-12-06 09:00", [("Wed 2023-12-06 09:00", None)], "Tue 2023-12-12 08:00"),
    ("Fri 2023-12-08 08:59:59", [("Wed 2023-12-06 09:00", None)], "Tue 2023-12-12 08:00"),
    ("Fri 2023-12-08 09:00", [TWO_DAYS], "Thu 2023-12-14 08:00"),
    ("Mon 2023-12-11 13:59", [TWO_DAYS], "Thu 2023-12-14 08:00"),
    ("Mon 2023-12-11 14:00", [TWO_DAYS, OPEN], "Thu 2023-12-14 08:00"),
]


@pytest.mark.parametrize(("moment", "known", "due"), KNOWN)
def test_what_was_known_at_a_moment(lang_son, at, watch, moment, known, due):
    then = watch(TWO_DAYS, OPEN).as_of(at(moment))
    assert then == watch(*known)
    assert then.due(lang_son).at == at(due)


def test_what_was_known_keeps_reasons_and_the_rest(at):
    pause = Pause(at("Wed 2023-12-06 09:00"), at("Fri 2023-12-08 09:00"), "supplement")
    kinds = {
        "policy": RESTART,
        "rule": ReceiptRule.NEXT_SESSION,
        "submitted": at("Mon 2023-12-04 20:00"),
    }
    start, limit = at("Tue 2023-12-05 08:00"), parse_limit("3 days")
    then = Stopwatch(start=start, limit=limit, pauses=(pause,), **kinds).as_of(
        at("Thu 2023-12-07 09:00")
    )
    still = Pause(pause.start, None, "supplement")
    assert then == Stopwatch(start=start, limit=limit, pauses=(still,), **kinds)


WORKED = [
    # from Tue 2023-12-05 08:00, pauses, until, minutes
    ([], "Mon 2023-12-04 08:00", 0),
    ([], "Tue 2023-12-05 08:00", 0),
    ([], "Tue 2023-12-05 08:01", 1),
    ([], "Tue 2023-12-05 12:15", 210),
    ([], "Tue 2023-12-05 22:00", 450),
    ([], "Sun 2023-12-10 22:00", 4 * 480 - 30),
    ([TWO_DAYS], "Wed 2023-12-06 09:30", 540),
    ([TWO_DAYS], "Fri 2023-12-08 09:30", 540 + 30),
    ([TWO_DAYS, OPEN], "Tue 2023-12-19 09:00", 1_230),
    ([TWO_DAYS, OPEN], "Mon 2023-12-11 14:00", 1_230),
    ([("Mon 2023-12-04 08:00", "Tue 2023-12-05 09:00")], "Tue 2023-12-05 09:30", 30),
    ([("Mon 2023-12-04 08:00", None)], "Tue 2023-12-05 09:30", 0),
    ([TWO_DAYS, ("Thu 2023-12-07 09:00", "Fri 2023-12-08 10:00")], "Fri 2023-12-08 11:00", 600),
]


@pytest.mark.parametrize("policy", PausePolicy)
@pytest.mark.parametrize(("pauses", "until", "minutes"), WORKED)
def test_worked_time_leaves_out_pauses(lang_son, at, watch, policy, pauses, until, minutes):  # noqa: PLR0913, PLR0917
    running = watch(*pauses, policy=policy)
    assert running.worked(lang_son, at(until)) == minutes * MINUTE


def test_worked_time_runs_from_the_counted_moment(lang_son, at, watch):
    running = watch(start="Tue 2023-12-05 16:30", rule=ReceiptRule.LAST_HOUR)
    found = [
        running.worked(lang_son, at(text))
        for text in ("Tue 2023-12-05 17:00", "Wed 2023-12-06 07:30", "Wed 2023-12-06 08:30")
    ]
    assert found == [0, 0, HOUR]


def test_worked_time_is_exact(lang_son):
    start = datetime(2023, 12, 5, 1, 0, 0, 1, tzinfo=UTC)
    assert worked_between(lang_son, start, start + timedelta(microseconds=5)) == 5
    assert worked_between(lang_son, start, start) == 0


SHARES = [
    # pauses, kinds, share, moment: 5 working days from Tue 2023-12-05 08:00 are 2,400 minutes
    ([], {}, 0.5, "Thu 2023-12-07 13:30"),
    ([TWO_DAYS], {}, 0.5, "Mon 2023-12-11 13:30"),
    ([TWO_DAYS], {}, 0.225, "Wed 2023-12-06 09:00"),  # at the very start of the pause
    ([TWO_DAYS], {"policy": RESTART}, 0.2, "Mon 2023-12-11 09:00"),
    ([OPEN], {}, 0.9, "Mon 2023-12-11 13:30"),
    (
        [],
        {"rule": ReceiptRule.NEXT_SESSION, "start": "Tue 2023-12-05 06:00"},
        0.2,
        "Tue 2023-12-05 17:00",
    ),
]


@pytest.mark.parametrize(("pauses", "kinds", "share", "moment"), SHARES)
def test_a_share_is_one_of_the_limit_that_runs(lang_son, at, watch, pauses, kinds, share, moment):  # noqa: PLR0913, PLR0917
    found = watch(*pauses, **kinds).at_share(lang_son, share)
    assert found == at(moment)


def test_naive_moments_and_bad_shares_are_refused(lang_son, at, watch):
    naive = datetime(2023, 12, 6, 8)  # noqa: DTZ001 - the very thing
    running = watch(TWO_DAYS)
    for ask in (lambda: running.as_of(naive), lambda: running.worked(lang_son, naive)):
        with pytest.raises(NaiveMoment):
            ask()
    with pytest.raises(BadShare):
        running.at_share(lang_son, 1)
    with pytest.raises(OutsideCalendar):
        running.worked(lang_son, at("Sat 2028-01-01 08:00"))


def test_a_stopwatch_explains_itself(lang_son, at, watch):
    running = watch(
        TWO_DAYS,
        start="Tue 2023-12-05 16:30",
        rule=ReceiptRule.LAST_HOUR,
        submitted=at("Mon 2023-12-04 21:00"),
    )
    facts = running.explain(lang_son, NAMES)
    assert [fact.kind.value for fact in facts] == [
        "submitted", "received", "by_rule", "paused", "weekend", "due",
    ]  # fmt: skip
    assert facts[-1].at == running.due(lang_son).at


kinds = st.tuples(
    limits(), st.sampled_from(PausePolicy), st.sampled_from(ReceiptRule), st.booleans()
)


def known(pauses, at):
    """Ended pauses, and the start of the first that stood at that moment."""
    still = [start for start, end in pauses if start <= at < end]
    since = min(still, default=at)
    return [(start, min(end, since)) for start, end in pauses if end <= at and start < since], since


@pytest.mark.slow
@given(hours, clock_minutes, kinds, gaps, st.integers(0, 60_000))
@settings(max_examples=800, deadline=None)
def test_a_stopwatch_is_what_the_oracle_counts(hours_id, received, kinds, found, later):
    limit, policy, rule, now = kinds
    count, calendar = oracle(hours_id), CALENDARS.get(hours_id)
    spans = [(received + timedelta(minutes=gap), timedelta(minutes=last)) for gap, last in found]
    spans = [(start, start + last) for start, last in spans]
    pauses = tuple(Pause(law(start), law(end)) for start, end in spans)
    running = Stopwatch(start=law(received), limit=limit, pauses=pauses, policy=policy, rule=rule)
    counted = count.counted_from(received, rule)
    at = received + timedelta(minutes=later)
    if now:
        running, (spans, _) = running.as_of(law(at)), known(spans, at)
    paused = union((max(start, counted), end) for start, end in spans if end > counted)
    paused = [(start, end) for start, end in paused if start < end]
    if policy is RESTART and paused:
        counted_again, paused = paused[-1][1], []
    else:
        counted_again = counted
    assert clock(running.counted_from(calendar)) == counted
    assert clock(running.runs_from(calendar)) == counted_again
    due = running.due(calendar)
    assert clock(due.at) in count.due(counted_again, limit, paused)
    last = running.explain(calendar, NAMES)[-1]
    assert (last.at, last.projected) == (due.at, due.projected)


@pytest.mark.slow
@given(hours, clock_minutes, st.integers(-5_000, 90_000), gaps, st.booleans())
@settings(max_examples=500, deadline=None)
def test_worked_time_is_every_minute_outside_pauses(hours_id, start, length, found, still):
    end = max(start + timedelta(minutes=length), EPOCH)
    spans = [(start + timedelta(minutes=gap), timedelta(minutes=last)) for gap, last in found]
    spans = [(first, first + last) for first, last in spans]
    pauses = [Pause(law(first), law(last)) for first, last in spans]
    if still and pauses:
        pauses[-1] = Pause(pauses[-1].start)
        spans[-1] = (spans[-1][0], max(end, spans[-1][0]))
    minutes = oracle(hours_id).free(start, end, spans)
    calendar = CALENDARS.get(hours_id)
    assert worked_between(calendar, law(start), law(end), pauses) == len(minutes) * MINUTE
    running = Stopwatch(start=law(start), limit=Limit(1, LimitUnit.MONTHS), pauses=tuple(pauses))
    assert running.worked(calendar, law(end)) == len(minutes) * MINUTE
    assert running.as_of(law(end)).worked(calendar, law(end)) == len(minutes) * MINUTE
