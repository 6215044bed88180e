"""What the sentences about complaints say (S12); the first is the headline of page one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qa_workbook.form_results.complaint_rules import ComplaintRules
from qa_workbook.form_results.complaint_tables import share
from qa_workbook.form_results.model import Value
from qa_workbook.form_results.responses import JUDGED, NO_POLICY, NO_TIME, STANDARD
from qa_workbook.form_results.tickets import COUNTS, UPHELD, Tickets, matching
from qa_workbook.numbers import percent

_NAMED = 5
"""So many tickets are named in a sentence; the detail sheet has them all."""
Figures = Mapping[str, Value]


def figures_of(tickets: Tickets) -> dict[str, Value]:
    """Returns every figure by name; None is one that can't be had.

    Counts of the period, of the one before (`…_before`) and their changes (`…_change`); complaints
    by state of their answer; `share_in_time` of `judged`; upheld complaints that name a recording,
    those of them that were scored, and those that were scored good.
    """
    found: dict[str, Value] = {}
    for key, equal in COUNTS.items():
        now = int(matching(tickets.now, equal).sum())
        before = None
        if tickets.before is not None:
            before = int(matching(tickets.before, equal).sum())
        found[key], found[f"{key}_before"] = now, before
        found[f"{key}_change"] = None if before is None else now - before
    states = tickets.state_counts()
    found |= {name: states[name] for name in ("in_time", "late", "overdue", "running", "unknown")}
    found["judged"] = sum(states[name] for name in JUDGED)
    kept = tickets.is_answering_kept
    found["share_in_time"] = share(found["in_time"], found["judged"]) if kept else None
    upheld = tickets.now[matching(tickets.now, UPHELD)]
    found["upheld_with_recording"] = int((upheld["recording"] != "").sum())
    found["upheld_scored"] = int(upheld["final"].notna().sum())
    found["upheld_scored_good"] = len(tickets.missed)
    return found


def sentences_of(
    tickets: Tickets, figures: Figures, rules: ComplaintRules | None, *, is_named: bool = True
) -> Iterator[str]:
    """Yields the sentences in their order; without `is_named` agents aren't named."""
    say = tickets.say
    yield say("said", **figures, change=_change(tickets, figures), answers=_late(tickets, figures))
    if tickets.before is not None:
        changes = {key: _changed(tickets, figures[f"{key}_change"]) for key in COUNTS}
        yield say("compared", **changes, before=tickets.before_word)
    else:
        yield say("not_compared", before=tickets.before_word)
    if figures["complaint"]:
        yield from _answers(tickets, figures, rules)
    if figures["upheld"]:
        yield say("recordings_said", **figures)
    yield from _contradictions(tickets, is_named=is_named)


def _changed(tickets: Tickets, change: Value) -> str:
    assert isinstance(change, int)
    key = "stayed" if not change else "rose" if change > 0 else "fell"
    return tickets.say(key, count=abs(change))


def _change(tickets: Tickets, figures: Figures) -> str:
    say, change = tickets.say, figures["complaint_change"]
    if change is None:
        return ""
    assert isinstance(change, int)
    key = "same" if not change else "more" if change > 0 else "fewer"
    details = {"before": tickets.before_word, "then": figures["complaint_before"]}
    return say(key, **details, count=abs(change))


def _late(tickets: Tickets, figures: Figures) -> str:
    """The part of the headline about answers; "" without complaints."""
    say = tickets.say
    if not figures["complaint"]:
        return ""
    if not tickets.is_answering_kept and figures["overdue"]:
        return say("late_unrecorded")
    if figures["late"] or figures["overdue"]:
        return say("late_said", **figures) + _not_judged(tickets, figures)
    if not figures["judged"]:
        return say("late_unknown" if figures["unknown"] else "late_not_yet", **figures)
    if figures["unknown"]:
        return say("late_none_judged", **figures)
    return say("late_none")


def _not_judged(tickets: Tickets, figures: Figures) -> str:
    """How many no share or count speaks of, since nobody can tell; "" for none."""
    return tickets.say("not_judged", **figures) if figures["unknown"] else ""


def _answers(tickets: Tickets, figures: Figures, rules: ComplaintRules | None) -> Iterator[str]:
    say = tickets.say
    if not tickets.is_answering_kept:
        yield say("answers_unrecorded", **figures)
    elif figures["judged"]:
        ratio = figures["share_in_time"]
        assert isinstance(ratio, float)
        unknown = _not_judged(tickets, figures)
        yield say("answers_said", **figures, ratio=percent(ratio), unjudged=unknown)
    if figures["running"]:
        yield say("answers_running", **figures)
    if rules is not None and (tickets.now["limit"] == STANDARD).any():
        days = say(rules.open_on)
        yield say(
            "rule", hours=rules.answer_within, days=days, hours_of_day=_office(tickets, rules)
        )
    yield from _unknown(tickets)


def _office(tickets: Tickets, rules: ComplaintRules) -> str:
    if rules.opens == rules.closes:
        return tickets.say("around_the_clock")
    return f"{rules.opens}–{rules.closes}"


def _unknown(tickets: Tickets) -> Iterator[str]:
    """Why some complaints can't be judged, and what to do."""
    say, rows = tickets.say, tickets.now
    why = rows.loc[rows["state"] == "unknown", "why"]
    other = [NO_POLICY, NO_TIME]
    years = sorted(set(why) - set(other))
    if years:
        calendar = tickets.inputs.calendar
        name = calendar.id if calendar else ""
        count = int((~why.isin(other)).sum())
        yield say("no_calendar", count=count, years="、".join(years), calendar=name)
    for key in other:
        count = int((why == key).sum())
        if count:
            yield say(f"no_{key}", count=count)


def _contradictions(tickets: Tickets, *, is_named: bool) -> Iterator[str]:
    rows = tickets.wrong_agents
    if len(rows):
        shown = rows.head(_NAMED)
        lines = zip(shown["ticket"], shown["agent"], shown["scored_agent"], strict=True)
        named = [
            tickets.say("other_agent", ticket=ticket, agent=agent, scored=scored)
            if is_named
            else ticket
            for ticket, agent, scored in lines
        ]
        yield tickets.say("other_agents", count=len(rows), named="; ".join(named))
