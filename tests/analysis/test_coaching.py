"""辅导名单: whom to coach, in what, with which recordings and which positive example (S5, S10)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from frames import wide_frame
from made_recordings import SCHEMES, analysis, breaches, recordings, scheme
from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.rules import load_rules
from qa_workbook.codes import separated
from qa_workbook.frames import ABSENT, MARK

RULES = load_rules(SCHEMES.parent)[0].versions[0].coaching


def rules(**changes):
    """The shipped rules, some of them changed."""
    return RULES.model_copy(update=changes)


def marked(*rows, of="monitoring-10x4", **everywhere):
    """The analysis of recordings; a row names the marks below full, and whatever else differs."""
    plan = scheme(of)
    full = {f"{MARK}{item.id}": plan.scale_of(item).full_ticks for item in plan.items}
    points = {f"{MARK}{node.id}": ABSENT for node in plan.graded if node not in plan.items}
    made = [
        full
        | points
        | {"recording": str(number), "agent": "1", "team": "一班", "call_date": "2026-10-08"}
        | everywhere
        | {MARK + key if key in plan.by_id else key: value for key, value in row.items()}
        for number, row in enumerate(rows)
    ]
    return analysis(wide_frame(plan, made), plan)


def naive_weak(found, agent, most):
    """The weak items of an agent, row by row: worse than everybody, the highest ratio first."""
    rows = [row for _, row in found.detail.iterrows() if row["counted"]]
    own = [row for row in rows if row["agent"] == agent]
    ratios = []
    for place, item in enumerate(found.items["id"]):
        mine = Fraction(sum(bool(row[f"defective.{item}"]) for row in own), len(own))
        all_ = Fraction(sum(bool(row[f"defective.{item}"]) for row in rows), len(rows))
        if mine > all_:
            ratios.append((-mine, all_ - mine, place, item))
    return [item for *_, item in sorted(ratios)[:most]]


@pytest.mark.parametrize("of", ["monitoring-10x4", "satisfaction-3-9-20"])
def test_weak_items__as_counted_row_by_row(of):
    """Items, counts of points, gravest recordings and examples are those of a plain count."""
    found = analysis(recordings(scheme(of), 8, 7, seed=4), scheme(of))
    detail = found.detail
    for agent in found.agents["agent"]:
        one = Coaching(found, RULES).of(agent)
        assert [weak.item for weak in one.weaknesses] == naive_weak(found, agent, RULES.items)
        own = detail[detail["agent"] == agent]
        for weak in one.weaknesses:
            defective = own[own[f"defective.{weak.item}"]]
            assert (weak.defective, weak.held) == (len(defective), len(own))
            for point in weak.points:
                assert point.count == sum(point.id in separated(t) for t in defective["points"])
            if weak.example:
                heard = detail.loc[weak.example.position]
                assert heard["agent"] != agent
                assert heard[f"value.{weak.item}"] == 100
                others = detail[(detail["agent"] != agent) & ~detail["fatal"]]
                others = others[~others[f"defective.{weak.item}"]]
                team = others[others["team"] == one.team]
                best = team if len(team) else others
                assert weak.example.final == best["final"].max()
        lowest = own[[f"value.{weak.item}" for weak in one.weaknesses]].min(axis=1)
        heard = [lowest[recording.position] for recording in one.listen]
        assert heard == sorted(lowest)[: len(heard)]


def test_weak_items__no_worse_than_all_is_none_unless_it_alarms():
    """An item in which all are equally bad is a weakness only by its alert, in a large sample."""
    rows = [{"agent": agent, "business": 0} for agent in "12" for _ in range(3)]
    found = marked(*rows)
    of = [Coaching(found, RULES, small_sample=least).of("1") for least in (3, 4)]
    assert [[weak.item for weak in one.weaknesses] for one in of] == [["business"], []]
    assert of[0].weaknesses[0].alert == "black"
    assert Coaching(found, rules(alarming=()), small_sample=3).of("1").weaknesses == ()


def test_list__small_samples_stand_apart_and_have_no_order():
    """Large samples come worst first; of small ones only the worst find room, by team."""
    rows = [
        {"agent": agent, "team": team, "business": mark}
        for agent, team, mark, count in (
            ("1", "二班", 5, 9), ("2", "二班", 0, 8), ("3", "一班", 0, 8), ("4", "十班", 0, 6),
            ("5", "二班", 0, 6), ("6", "一班", 3, 6), ("7", "一班", 0, 4),
        )
        for _ in range(count)
    ]  # fmt: skip
    found = marked(*rows)
    listed = Coaching(found, rules(agents=4), small_sample=7).listed()
    # 1 has no defect, 7 too few recordings, and there is no room for 6
    assert [(one.agent, one.few) for one in listed] == [
        ("2", False), ("3", False), ("5", True), ("4", True),
    ]  # fmt: skip


def test_recordings__lowest_mark_then_latest_and_the_example_of_the_team():
    """The gravest two are listed with what is weak in them; the team's example goes before others."""
    found = marked(
        {"business": 2, "call_date": "2026-10-12"},
        {"business": 0, "voice": 0, "call_date": "2026-10-09"},
        {"business": 2, "call_date": "2026-10-13"},
        {"voice": 5},
        {"agent": "2", "team": "一班", "business": 3},
        {"agent": "3", "team": "二班"},
        {"agent": "4", "team": "一班", "fatal": True, "fatal_codes": "F1"},
    )
    one = Coaching(found, RULES).of("1")
    assert [(heard.recording, heard.items) for heard in one.listen] == [
        ("1", ("业务能力", "语音语速")),
        ("2", ("业务能力",)),
    ]
    examples = [weak.example and weak.example.agent for weak in one.weaknesses]
    assert examples == ["3", "2"]  # whoever has full marks in it; not the one with a fatal error
    alone = Coaching(found, RULES).of("1", examples=False)
    assert [weak.example for weak in alone.weaknesses] == [None, None]
    assert "agent='2'" not in repr(alone)
    assert Coaching(found, RULES).of("nobody") is None


def test_points__of_items_marked_through_them():
    """Where the points of an item were marked, those below full are counted."""
    first, second = scheme("satisfaction-3-9-20").by_id["relation.tone"].children[:2]
    through = {"relation.tone": ABSENT, first.id: 10, second.id: 1}
    found = marked(through, through | {first.id: 5}, {"agent": "2"}, of="satisfaction-3-9-20")
    weak = Coaching(found, RULES).of("1").weaknesses[0]
    assert [(point.id, point.count) for point in weak.points] == [(second.id, 2), (first.id, 1)]


def test_clauses__by_the_points_that_they_took_off():
    """Of clause schemes points lost decide; they add up to those of the agents."""
    plan = scheme("service-norm-100")
    found = analysis(breaches(plan), plan)
    lost = found.agent_items.groupby("agent")["lost"].sum()
    assert lost.to_dict() == dict(zip(found.agents["agent"], found.agents["lost"], strict=True))
    listed = Coaching(found, rules(agents=3, least=99), small_sample=99).listed()
    assert [one.lost for one in listed] == sorted(lost, reverse=True)[:3]
    for one in listed:
        points = [weak.lost for weak in one.weaknesses]
        assert points == sorted(points, reverse=True)
        assert not one.few
