"""The draw is what the contract says, whatever the order of the call list (contract 4.5, S9)."""

from __future__ import annotations

import hashlib
import random

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from made_calls import NOT_KNOWN, Call, at, made_calls, some_calls, wanted

from examples import examples
from qa_workbook.frames import folded
from qa_workbook.sampling.calls import folded_column, may_be_repeated, population_digest
from qa_workbook.sampling.draw import draw
from qa_workbook.sampling.model import Inspector
from qa_workbook.sampling.wanted import Limits, WantedAgent


def by_contract(rows: list[Call], seed: str, number: int) -> list[str]:
    """Returns the drawn ids by round, then agent, as the words of the contract have them."""
    of_agents: dict[str, list[str]] = {}
    for row in rows:
        of_agents.setdefault(row.agent, []).append(row.recording)
    chosen = {
        agent: sorted(
            ids, key=lambda one: (hashlib.sha256((seed + "\n" + one).encode()).hexdigest(), one)
        )[:number]
        for agent, ids in of_agents.items()
    }
    return [
        chosen[agent][i]
        for i in range(number)
        for agent in sorted(chosen)
        if i < len(chosen[agent])
    ]


LISTS = st.lists(
    st.tuples(st.text("ab01号é", min_size=1, max_size=6), st.sampled_from(["7", "12", "x"])),
    max_size=60,
    unique_by=lambda row: row[0],
)


@given(LISTS, st.text(max_size=5), st.integers(1, 6), st.randoms())
@examples(60)
def test_the_draw_is_that_of_the_contract(rows, seed, number, chance):
    """Any list, seed and number give the first N by SHA-256, in whatever order the rows are."""
    calls = [Call(*row) for row in rows]
    shuffled = chance.sample(calls, len(calls))
    found = draw(made_calls(shuffled), wanted(seed=seed, per_agent=number))
    assert [call.recording for call in found.calls] == by_contract(calls, seed, number)
    assert found == draw(made_calls(calls), wanted(seed=seed, per_agent=number))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=70), max_size=12))
@examples(80)
def test_the_population_digest_is_that_of_its_words(ids):
    """Numbers of any signs and widths, and repeated ones are never taken for different ones."""
    told = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    column = pa.array(ids, pa.string())
    assert population_digest(column) == told
    assert may_be_repeated(pa.array([*ids, *ids[:1]], pa.string())) or not ids
    assert folded_column(column).to_pylist() == [folded(one) for one in ids]
    assert population_digest(column.slice(1)) == population_digest(pa.array(ids[1:], pa.string()))


def test_large_groups_are_drawn_without_sorting_all():
    """The bound below which the first ones lie loses none of them."""
    rows = some_calls(agents=3, each=4000)
    found = draw(made_calls(rows), wanted(per_agent=7))
    assert [call.recording for call in found.calls] == by_contract(rows, "2026-10 上午", 7)


def test_calls_of_one_agent_do_not_move_those_of_others():
    """Ten more calls of A1 leave what was drawn of A2 and A3."""
    rows = some_calls(3, 40)
    more = [*rows, *(Call(f"new{number}", "A1") for number in range(10))]
    before, after = (draw(made_calls(one), wanted()) for one in (rows, more))
    others = [[c.recording for c in d.calls if c.agent != "A1"] for d in (before, after)]
    assert others[0] == others[1]


def test_more_calls_begin_with_fewer():
    """Who draws five has the three that were drawn of three, and the reserves are the next ones."""
    calls = made_calls(some_calls(4, 30))
    three, five = (draw(calls, wanted(per_agent=n, reserves=2)) for n in (3, 5))
    assert five.calls[: len(three.calls)] == three.calls
    assert three.reserves == five.calls[len(three.calls) :]


def test_filters_are_counted_one_after_the_other():
    """Every call falls to the first filter that stops it."""
    rows = [
        Call("late", "1", at(2026, 11, 1)),
        Call("mute", "1", recorded=False),
        Call("short", "1", seconds=9),
        Call("unknown", "1", seconds=NOT_KNOWN),
        Call("Heard 1", "1"),
        Call("gone", "2"),
        Call("last", "1", at(2026, 10, 31, 23, 59, 59), seconds=10),
    ]
    limits = Limits(shortest=10, longest=600)
    asked = wanted(limits=limits, checked=frozenset({"heard1"}), away=frozenset({"2"}))
    found = draw(made_calls(rows), asked)
    counts = {one.name: (one.before, one.removed, one.left) for one in found.filters}
    assert counts == {
        "period": (7, 1, 6),
        "recorded": (6, 1, 5),
        "shortest": (5, 2, 3),
        "longest": (3, 0, 3),
        "unchecked": (3, 1, 2),
        "in_office": (2, 1, 1),
    }
    assert [call.recording for call in found.calls] == ["last"]
    assert (found.excluded, found.excluded_agents) == (("Heard 1",), ("2",))


def test_shortfalls_have_a_reason():
    """No calls, too few calls, or too few that the filters left."""
    rows = [Call("a", "1"), Call("b", "2"), Call("c", "2", recorded=False)]
    listed = {"3": WantedAgent("3", 1, "0.5", "王佳", "一班")}
    found = draw(made_calls(rows), wanted(agents=listed))
    assert [(one.agent, one.drawn, one.wanted, one.why) for one in found.shortfalls] == [
        ("1", 1, 2, "few_calls"),
        ("2", 1, 2, "filtered"),
        ("3", 0, 1, "no_calls"),
    ]


def test_spellings_of_an_agent_are_one():
    """A01 and a 01 are the same person, written in whichever way sorts first."""
    rows = [Call("r1", "a 01"), Call("r2", "A01"), Call("r3", "a01")]
    for order in (rows, rows[::-1]):
        found = draw(made_calls(order), wanted(per_agent=9))
        assert [(one.agent, one.drawn) for one in found.agents] == [("A01", 3)]


def test_inspectors_share_every_round_evenly():
    """Loads differ by at most one in each round and in all, though two may not hear everybody."""
    people = tuple(
        Inspector(f"Q{number}", never=frozenset({f"a{number}", f"a{number + 1}"}))
        for number in range(1, 4)
    )
    found = draw(made_calls(some_calls(11, 12)), wanted(per_agent=5, inspectors=people))
    assert not found.unassigned
    for number in range(1, 6):
        loads = [listener.in_round(number) for listener in found.listeners]
        assert sum(loads) == 11 and max(loads) - min(loads) <= 1
    totals = [len(listener.calls) for listener in found.listeners]
    assert max(totals) - min(totals) <= 1
    never = {person.number: person.never for person in people}
    assert all(call.agent.lower() not in never[call.inspector] for call in found.calls)


@given(st.integers(1, 5), st.integers(1, 30), st.integers(0, 999))
@examples(40)
def test_loads_are_as_even_as_exclusions_allow(count, agents, number):
    """No call could be handed over, even along a chain, to make a round more even."""
    chance = random.Random(number)
    names = [f"A{agent}" for agent in range(agents)]
    people = tuple(
        Inspector(
            f"Q{one}",
            agents=frozenset(n.lower() for n in chance.sample(names, chance.randint(0, agents))),
        )
        for one in range(count)
    )
    rows = [Call(f"R{name}", name) for name in names]
    found = draw(made_calls(rows), wanted(per_agent=1, inspectors=people))
    loads = {one.inspector: len(one.calls) for one in found.listeners}
    may = {person.number: person for person in people}
    hands = {
        (call.inspector, other)
        for call in found.calls
        for other in may
        if call.inspector and other != call.inspector and may[other].may_hear(call.agent.lower())
    }
    reach = {one: {one} for one in may}
    for _ in may:
        for giver, taker in hands:
            for seen in reach.values():
                if giver in seen:
                    seen.add(taker)
    assert all(loads[one] - loads[two] <= 1 for one in may for two in reach[one])
    assert all(not one.may_hear(c.agent.lower()) for c in found.unassigned for one in people)


def test_the_hours_of_the_day_are_counted():
    """How even the sample is over the day shows beside all eligible calls."""
    rows = [Call("1", "a", at(2026, 10, 2, 23)), *(Call(f"r{n}", "b") for n in range(9))]
    found = draw(made_calls(rows), wanted())
    assert [(h.hour, h.eligible, h.drawn) for h in found.hours] == [(9, 9, 2), (23, 1, 1)]
