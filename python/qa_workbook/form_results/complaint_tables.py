"""The tables of complaints and praise (S12): by site and source, agents, answers, recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.inputs import moments
from qa_workbook.form_results.model import (
    Counted,
    Formula,
    Less,
    Mood,
    Of,
    Ratio,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.form_results.responses import CLIENT, JUDGED, STANDARD, STATES
from qa_workbook.form_results.tickets import (
    COMPLAINT,
    COUNTS,
    UPHELD,
    Pair,
    Tickets,
    counted,
    matching,
)
from qa_workbook.frames import folded

TICKETS = "tickets"
_SHORT = "%m-%d"  # with the time three of them stand beside each other on a printed page
_ON_PAPER = 20  # longer lists of tickets stand in the workbook only
_BY_SOURCE = ("complaint", "upheld", "service", "business", "refuted", "open")
_BY_SITE = ("complaint", "upheld", "service", "business", "praise")
_OF_AGENTS = ("complaint", "upheld", "service", "business", "praise")
_MOODS: Mapping[str, Mood] = {"late": "warning", "overdue": "bad"}


def tables_of(tickets: Tickets) -> Iterator[ResultTable]:
    """Yields all tables in the order of the sheet, the tickets themselves last."""
    yield by_source(tickets)
    if len(tickets.sites) > 1:
        yield by_site(tickets)
    yield _compared(tickets, "against_before", "against_before", ("complaint", "upheld"))
    if matching(tickets.now, COUNTS["praise"]).any() or tickets.before is not None:
        yield _compared(tickets, "praise", "praise_table", ("praise",))
    if matching(tickets.now, COMPLAINT).any():
        yield answers(tickets)
        yield too_late(tickets)
    yield by_agent(tickets)
    if matching(tickets.now, UPHELD).any():
        yield missed(tickets)
    yield _detail(tickets)


def in_words(tickets: Tickets, equal: Mapping[str, str]) -> dict[str, str | Of]:
    """Returns what the rows of the detail sheet say where tickets say `equal`."""
    return {column: tickets.inputs.choices(column)[value] for column, value in equal.items()}


def by_source(tickets: Tickets) -> ResultTable:
    """Returns the complaints of the period by site and source."""
    pairs = tickets.pairs(COMPLAINT, before=False)
    columns = [
        *_pair_columns(tickets, pairs),
        *(_count_by_pair(tickets, key, pairs) for key in _BY_SOURCE),
    ]
    return ResultTable(
        "by_source",
        tickets.say("by_source"),
        tuple(columns),
        totals=min(len(pairs), 1),
        in_report=True,
        empty=tickets.say("no_complaints"),
    )


def by_site(tickets: Tickets) -> ResultTable:
    """Returns the tickets of each site, of all sources together, beside the period before."""
    say, sites = tickets.say, tickets.sites
    columns = [ResultColumn("site", say("site"), [*sites, say("sum")])]

    def totals(rows: pd.DataFrame, key: str) -> list[Value]:
        found = counted(rows, COUNTS[key], ("site",))
        return [*(found[site,] for site in sites), found.total()]

    for key in _BY_SITE:
        live = Counted(TICKETS, {**in_words(tickets, COUNTS[key]), "site": Of("site")})
        columns.append(ResultColumn(key, say(key), totals(tickets.now, key), "integer", live))
    before: list[Value] = [None] * (len(sites) + 1)
    if tickets.before is not None:
        before = totals(tickets.before, "complaint")
    columns[2:2] = _change_columns(tickets, "complaint", columns[1].values, before)
    return ResultTable("by_site", say("by_site"), tuple(columns), totals=1, in_report=True)


def _change_columns(
    tickets: Tickets, key: str, now: Sequence[Value], then: Sequence[Value]
) -> list[ResultColumn]:
    """Last month's count and the change, blank where last month is not known."""
    say, before, change = tickets.say, f"{key}_before", f"{key}_change"
    changes = [
        None if old is None else int(new) - int(old)  # type: ignore[arg-type]
        for new, old in zip(now, then, strict=True)
    ]
    heading = say(before, before=tickets.before_word)
    return [
        ResultColumn(before, heading, then, "integer"),
        ResultColumn(change, say(change), changes, "change_of_count", Less(key, before)),
    ]


def _compared(tickets: Tickets, table: str, title: str, keys: Sequence[str]) -> ResultTable:
    """Counts by site and source beside those of the period before; what only that one had, too."""
    say, before_word = tickets.say, tickets.before_word
    pairs = tickets.pairs(COUNTS[keys[0]], before=True)
    columns = _pair_columns(tickets, pairs)
    for key in keys:
        now = _count_by_pair(tickets, key, pairs)
        then = _then(tickets, key, pairs)
        columns += [now, *_change_columns(tickets, key, now.values, then)]
    return ResultTable(
        table,
        say(title, before=before_word, period=tickets.inputs.span.before.text),
        tuple(columns),
        totals=min(len(pairs), 1),
        in_report=True,
        note=say("nothing_before", before=before_word) if tickets.before is None else "",
        empty=say("nothing_in_both", before=before_word),
    )


def _pair_columns(tickets: Tickets, pairs: Sequence[Pair]) -> list[ResultColumn]:
    say, names = tickets.say, tickets.inputs.choices("source")
    last = ([say("sum")], [""]) if pairs else ([], [])
    sites = [*(site for site, _ in pairs), *last[0]]
    sources = [*(names.get(source, source) for _, source in pairs), *last[1]]
    return [
        ResultColumn("site", say("site"), sites),
        ResultColumn("source", say("source"), sources, "centred"),
    ]


def _count_by_pair(tickets: Tickets, key: str, pairs: Sequence[Pair]) -> ResultColumn:
    found = counted(tickets.now, COUNTS[key], ("site", "source"))
    said = in_words(tickets, COUNTS[key])
    live = Counted(TICKETS, {**said, "site": Of("site"), "source": Of("source")})
    return ResultColumn(key, tickets.say(key), _with_total(found, pairs), "integer", live)


def _then(tickets: Tickets, key: str, pairs: Sequence[Pair]) -> list[Value]:
    if tickets.before is None:
        return [None] * (len(pairs) + min(len(pairs), 1))
    return _with_total(counted(tickets.before, COUNTS[key], ("site", "source")), pairs)


def _with_total(found: Counter[tuple[str, ...]], pairs: Sequence[Pair]) -> list[Value]:
    total: list[Value] = [found.total()] if pairs else []
    return [*(found[pair] for pair in pairs), *total]


def by_agent(tickets: Tickets) -> ResultTable:
    """Returns the tickets of each agent, beside the score that inspectors gave.

    Those with most upheld complaints come first; tickets without an agent last. That is an order
    of work and no rank.
    """
    say, rows = tickets.say, tickets.now
    nobody = say("no_agent")
    counts = {key: counted(rows, COUNTS[key], ("agent",)) for key in _OF_AGENTS}

    def order(agent: str) -> tuple[object, ...]:
        found = [-counts[key][agent,] for key in ("upheld", "complaint", "praise")]
        return agent == nobody, *found, natural_order(agent)

    agents = sorted(rows["agent"].unique(), key=order)
    columns = [
        ResultColumn("agent", say("agent"), [*agents, say("sum")]),
        *_person_columns(tickets, agents),
    ]
    for key in _OF_AGENTS:
        values = [*(counts[key][agent,] for agent in agents), counts[key].total()]
        live = Counted(TICKETS, {**in_words(tickets, COUNTS[key]), "agent": Of("agent")})
        columns.append(ResultColumn(key, say(key), values, "integer", live))
    columns += _quality_columns(tickets, agents)
    note = say("scheme_of_scores", scheme=_main_scheme(tickets)) if _main_scheme(tickets) else ""
    return ResultTable("by_agent", say("by_agent"), tuple(columns), totals=1, note=note)


def _person_columns(tickets: Tickets, agents: Sequence[str]) -> Iterator[ResultColumn]:
    """Name and team as the newest ticket has them, else as score sheets do."""
    known = tickets.inputs.quality
    scored = known.assign(agent=known["agent"].map(folded))
    rows = tickets.now.sort_values("received", kind="stable")
    for key in ("name", "team"):
        found = dict(zip(scored["agent"], scored[key], strict=True))
        filled = rows[rows[key] != ""]
        found |= dict(zip(filled["agent"].map(folded), filled[key], strict=True))
        nobody = folded(tickets.say("no_agent"))
        values = [found.get(one, "") if one != nobody else "" for one in map(folded, agents)]
        yield ResultColumn(key, tickets.say(key), [*values, ""])


def _quality_columns(tickets: Tickets, agents: Sequence[str]) -> list[ResultColumn]:
    quality = tickets.inputs.quality_of()
    found = [quality.get(folded(agent), (None, None)) for agent in agents]
    scores = [score for score, _ in found]
    recordings = [count for _, count in found]
    say = tickets.say
    return [
        ResultColumn("score", say("score"), [*scores, None], "score"),
        ResultColumn("recordings", say("recordings"), [*recordings, None], "integer"),
    ]


def _main_scheme(tickets: Tickets) -> str:
    """The name of the scheme that scores of agents are from, "" without any."""
    inputs = tickets.inputs
    names = {one.scheme.id: one.scheme.name.say(inputs.language) for one in inputs.analyses}
    return names.get(inputs.main_scheme, "")


def answers(tickets: Tickets) -> ResultTable:
    """Returns how complaints were answered: by the client's time, or by the policy."""
    say, rows = tickets.say, tickets.now
    limits = [one for one in (STANDARD, CLIENT) if (rows["limit"] == one).any()]
    columns = [ResultColumn("limit", say("limit"), [*map(say, limits), say("sum")])]

    def column(key: str, kept: pd.Series, says: Mapping[str, str]) -> ResultColumn:
        values = [int((kept & (rows["limit"] == one)).sum()) for one in limits]
        live = Counted(TICKETS, {**says, "limit": Of("limit")})
        return ResultColumn(key, say(key), [*values, sum(values)], "integer", live)

    columns += [column(one, rows["state"] == one, {"state": say(one)}) for one in STATES]
    judged = rows["state"].isin(JUDGED)
    columns.append(column("judged", judged, {"judged": say("yes")}))
    of = {one.key: one.values for one in columns}
    shares = [share(good, all_) for good, all_ in zip(of["in_time"], of["judged"], strict=True)]
    live: Formula | None = Ratio("in_time", "judged")
    if not tickets.is_answering_kept:
        shares, live = [None] * len(shares), None
    columns.append(ResultColumn("share", say("share"), shares, "percent", live))
    return ResultTable("answers", say("answers"), tuple(columns), totals=1, in_report=True)


def share(part: Value, whole: Value) -> float | None:
    """Returns a share; None of nothing."""
    if part is None or not whole:
        return None
    return float(part) / float(whole)  # type: ignore[arg-type]


def too_late(tickets: Tickets) -> ResultTable:
    """Returns the complaints that were answered late or still are not, the oldest limit first."""
    say, rows = tickets.say, tickets.now
    unknown = int((rows["state"] == "unknown").sum())
    rows = rows[rows["state"].isin(["late", "overdue"])].sort_values("due", kind="stable")
    columns = [
        ResultColumn("ticket", say("ticket"), list(rows["ticket"])),
        ResultColumn("site", say("site"), list(rows["site"])),
        ResultColumn("source", say("source"), tickets.inputs.shown(rows, "source"), "centred"),
        *(
            ResultColumn(key, say(key), _moments(rows, key, _SHORT), "centred")
            for key in ("received", "due", "answered")
        ),
        ResultColumn("over", say("over"), _hours(rows["over"]), "number"),
        _state_column(tickets, rows),
    ]
    note = say("over_note") if len(rows) else ""
    return ResultTable(
        "late",
        say("late_table"),
        tuple(columns),
        in_report=len(rows) <= _ON_PAPER,
        note=note,
        empty=say("none_late_judged" if unknown else "none_late", unknown=unknown),
    )


def _state_column(tickets: Tickets, rows: pd.DataFrame) -> ResultColumn:
    say = tickets.say
    moods: dict[Value, Mood] = {say(state): mood for state, mood in _MOODS.items()}
    values = [say(state) if state else "" for state in rows["state"]]
    return ResultColumn("state", say("state"), values, "centred", moods=moods)


def _moments(rows: pd.DataFrame, key: str, day: str = "%Y-%m-%d") -> list[Value]:
    """Moments in words; a limit is a moment also at midnight, for nobody entered it."""
    return moments(rows[key], day, midnight_is_a_day=key != "due")


def _hours(values: pd.Series) -> list[Value]:
    """Hours to less than a second, so that late is never 0; None where there are none."""
    return [None if value != value else round(value, 4) for value in values]  # noqa: PLR0124 - NaN


def missed(tickets: Tickets) -> ResultTable:
    """Returns the upheld complaints about recordings that inspectors had scored good."""
    say, rows = tickets.say, tickets.missed
    columns = [
        ResultColumn("ticket", say("ticket"), list(rows["ticket"])),
        ResultColumn("recording", say("recording"), list(rows["recording"]), span=2),
        ResultColumn("agent", say("agent"), list(rows["agent"]), in_report=False),
        ResultColumn("cause", say("cause"), tickets.inputs.shown(rows, "cause"), "centred"),
        *_score_columns(tickets, rows, ("final", "band", "inspector")),
    ]
    return ResultTable(
        "missed",
        say("missed"),
        tuple(columns),
        in_report=len(rows) <= _ON_PAPER,
        empty=say("none_missed"),
    )


def _score_columns(
    tickets: Tickets, rows: pd.DataFrame, keys: Sequence[str]
) -> Iterator[ResultColumn]:
    """What was scored of the recordings; `band` says so where there is no score."""
    say = tickets.say
    scored, named = rows["final"].notna(), rows["recording"] != ""
    unscored = named.map({True: say("not_checked"), False: ""})
    yes = {True: say("yes"), False: say("no")}
    makers: Mapping[str, Callable[[], list[Value]]] = {
        "final": lambda: [None if one != one else one for one in rows["final"]],  # noqa: PLR0124
        "band": lambda: list(rows["band"].where(scored, unscored)),
        "fatal": lambda: list(rows["fatal"].map(yes).where(scored, "")),
        "scheme": lambda: list(rows["scheme"]),
        "inspector": lambda: list(rows["inspector"]),
    }
    kinds = {"final": "score", "scheme": "text", "inspector": "text"}
    for key in keys:
        values = makers[key]()
        yield ResultColumn(
            key,
            say(key),
            values,
            kinds.get(key, "centred"),  # type: ignore[arg-type]
            in_report=key != "inspector",
        )


def _detail(tickets: Tickets) -> ResultTable:
    """The tickets, with what follows from each: time to answer, state, score of the recording."""
    say, rows = tickets.say, tickets.now
    plain = tickets.inputs.detail(TICKETS, say("tickets"), rows)
    judged = rows["state"].isin(JUDGED).map({True: say("yes"), False: say("no")})
    more = [
        ResultColumn(
            "limit", say("limit"), [say(one) if one else "" for one in rows["limit"]], "centred"
        ),
        ResultColumn("due", say("due"), _moments(rows, "due"), "centred"),
        _state_column(tickets, rows),
        ResultColumn("over", say("over"), _hours(rows["over"]), "number"),
        ResultColumn(
            "judged", say("judged_of"), list(judged.where(rows["state"] != "", "")), "centred"
        ),
        *_score_columns(tickets, rows, ("final", "band", "fatal", "scheme", "inspector")),
    ]
    # Praise is neither upheld nor open.
    is_complaint = matching(rows, COMPLAINT)
    upheld = plain.column("upheld")
    said = [one if own else "" for one, own in zip(upheld.values, is_complaint, strict=True)]
    own = [replace(one, values=said) if one is upheld else one for one in plain.columns]
    return replace(plain, columns=(*own, *more))
