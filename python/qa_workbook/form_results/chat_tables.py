"""The tables of online chat (S21): everybody, teams, agents, who misses a target, who differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan

import pandas as pd

from qa_workbook.analysis.natural_order import in_natural_order, natural_order
from qa_workbook.form_results.chat_figures import BY_KEY, JUDGED, MEASURES, Measure
from qa_workbook.form_results.chat_month import (
    ALL_MET,
    NOT_JUDGED,
    PARTLY,
    SOME_SHORT,
    ChatMonth,
    interval,
)
from qa_workbook.form_results.chat_words import digits_of, target_of
from qa_workbook.form_results.inputs import Say
from qa_workbook.form_results.model import (
    Base,
    Formula,
    Kind,
    Less,
    Mood,
    Of,
    ResultColumn,
    ResultTable,
    Share,
    Value,
    Weighted,
)
from qa_workbook.numbers import as_shown, percent

ROWS = "rows"
_SHARES = tuple(one for one in MEASURES if one.is_share)
_TIMES = tuple(one for one in MEASURES if not one.is_share)
_DIGITS: Mapping[Kind, int] = {"percent": 1, "score": 2}
_MOODS: Mapping[str, Mood] = {
    "met": "good",
    "short": "warning",
    ALL_MET: "good",
    PARTLY: "good",
    SOME_SHORT: "warning",
    "few": "plain",
    "unknown": "plain",
    NOT_JUDGED: "plain",
}


def chat_tables(say: Say, month: ChatMonth) -> tuple[ResultTable, ...]:
    """Returns all tables but the rows as they came in."""
    return (
        _shares(say, month),
        _times(say, month),
        _teams(say, month),
        _agents(say, month),
        _short_list(say, month),
        _apart(say, month),
        _only_inspected(say, month),
    )


def _known(value: float, times: int = 1) -> float | None:
    """A figure as a cell holds it: nothing where it isn't known."""
    return None if isnan(value) else float(value) * times


def _counts(values: pd.Series) -> list[Value]:
    return [None if isnan(value) else int(value) for value in values]


def _figures(values: pd.Series) -> list[Value]:
    return [_known(value) for value in values]


def _live(one: Measure, equal: Mapping[str, str | Of] | None = None) -> Formula:
    kind = Share if one.is_share else Weighted
    return kind(ROWS, one.part, one.whole, equal or {})


def _heading(say: Say, one: Measure) -> str:
    return say(one.key if one.is_share else f"heading_{one.key}")


def _kind(one: Measure) -> Kind:
    return "percent" if one.is_share else "score"


def _format(month: ChatMonth, values: Mapping[str, Iterable[float]]) -> str:
    """The format of numbers of which none looks like its target and misses it."""
    kind = _kind(BY_KEY[next(iter(values))])
    usual = _DIGITS[kind]
    digits = max(digits_of(month, key, found, usual) for key, found in values.items())
    if digits == usual:
        return ""
    return f"0.{'0' * digits}" + ("%" if kind == "percent" else "")


# --- everybody ------------------------------------------------------------------------------------


def _shares(say: Say, month: ChatMonth) -> ResultTable:
    bounds = [interval(month.total, one.key) for one in _SHARES]
    columns = [
        *_of_all(say, month, _SHARES, span=1),
        ResultColumn("interval", say("interval"), [_between(*one) for one in bounds], "centred"),
        *_against_target(say, month, _SHARES),
    ]
    note = say("shares_note", heading=month.inputs.form.by_id["in_time"].heading)
    return ResultTable("shares", say("shares"), tuple(columns), in_report=True, note=note)


def _between(low: float, high: float) -> str:
    return "" if isnan(low) else f"{as_shown(100 * low, 1)}–{percent(high)}"


def _times(say: Say, month: ChatMonth) -> ResultTable:
    columns = [
        *_of_all(say, month, _TIMES, span=2),
        *_against_target(say, month, _TIMES),
    ]
    return ResultTable("times", say("times"), tuple(columns), in_report=True)


def _of_all(
    say: Say, month: ChatMonth, measures: Sequence[Measure], span: int
) -> list[ResultColumn]:
    """What is measured, of how many, and what it comes to."""
    bases = month.total[[f"{one.key}.base" for one in measures]]
    values = month.total[[one.key for one in measures]]
    kind = _kind(measures[0])
    now = say("now") if kind == "percent" else say("in_seconds", name=say("now"))
    return [
        ResultColumn("measure", say("measure"), [say(one.key) for one in measures], span=span),
        ResultColumn(
            "base",
            say("base"),
            _counts(bases),
            "integer",
            [Base(ROWS, one.part, one.whole) for one in measures],
        ),
        ResultColumn(
            "now",
            now,
            _figures(values),
            kind,
            [_live(one) for one in measures],
            number=_format(month, {one.key: [month.total[one.key]] for one in measures}),
        ),
    ]


def _against_target(say: Say, month: ChatMonth, measures: Sequence[Measure]) -> list[ResultColumn]:
    """The target, the period before, the change, and whether the target is met."""
    keys = [one.key for one in measures]
    now = month.total[keys]
    before = now * float("nan") if month.before is None else month.before[keys]
    is_share = measures[0].is_share
    times = 100 if is_share else 1
    words = [say(month.verdicts.get(key, "none")) for key in keys]
    return [
        ResultColumn(
            "target", say("target"), [target_of(say, month, key) for key in keys], "centred"
        ),
        ResultColumn("before", say("before"), _figures(before), _kind(measures[0])),
        ResultColumn(
            "change",
            say("change_points" if is_share else "change"),
            [_known(value, times) for value in now - before],
            "change_of_share" if is_share else "change",
            Less("now", "before", times),
        ),
        ResultColumn("verdict", say("verdict"), words, "centred", moods=_moods(say)),
    ]


def _moods(say: Say) -> dict[Value, Mood]:
    return {say(key): mood for key, mood in _MOODS.items()}


# --- teams and agents -----------------------------------------------------------------------------


def _teams(say: Say, month: ChatMonth) -> ResultTable:
    order = sorted(month.teams.index, key=natural_order)
    found = pd.concat([month.teams.loc[order], month.total.to_frame().T])
    names = [*(team or say("no_team") for team in order), say("sum")]
    columns = (
        ResultColumn("team", say("team"), names, blank=say("no_team")),
        *_figure_columns(say, month, found, _everywhere, {"team": Of("team")}),
    )
    return ResultTable("teams", say("teams"), columns, totals=1, in_report=True)


Live = Formula | Sequence[Formula | None]


def _figure_columns(
    say: Say,
    month: ChatMonth,
    found: pd.DataFrame,
    live: Callable[[Formula], Live],
    equal: Mapping[str, str | Of],
) -> list[ResultColumn]:
    """Chats, ratings and all measures but the share of those who rated.

    `equal` chooses the rows that a formula looks at; `live` says in which rows it stands.
    """
    contacts = _counts(found["contacts"])
    chats = live(Base(ROWS, "contacts", "contacts", equal))
    columns = [ResultColumn("contacts", say("contacts"), contacts, "integer", chats)]
    for key in JUDGED:
        one = BY_KEY[key]
        if key == "satisfied":
            base = live(Base(ROWS, one.part, one.whole, equal))
            ratings = _counts(found["satisfied.base"])
            columns.append(ResultColumn("ratings", say("ratings"), ratings, "integer", base))
        values, formula = _figures(found[key]), live(_live(one, equal))
        number = _format(month, {key: found[key]})
        columns.append(
            ResultColumn(key, _heading(say, one), values, _kind(one), formula, number=number)
        )
    return columns


def _everywhere(formula: Formula) -> Live:
    return formula


def _where(rows: Sequence[bool]) -> Callable[[Formula], Live]:
    """A formula in some of the rows, a value in the others."""
    return lambda formula: [formula if row else None for row in rows]


def _who(say: Say, agents: pd.DataFrame) -> list[ResultColumn]:
    return [
        ResultColumn("agent", say("agent"), list(agents["agent"]), "centred"),
        ResultColumn("name", say("agent_name"), list(agents["name"])),
        ResultColumn("team", say("team"), list(agents["team"])),
    ]


def _quality(say: Say, month: ChatMonth, agents: pd.DataFrame) -> list[ResultColumn]:
    joined = month.quality.reindex(agents.index)
    counts = joined["inspected"]
    if month.analysis is not None:
        counts = counts.fillna(0)
    return [
        ResultColumn("score", say("score"), _figures(joined["score"]), "score"),
        ResultColumn("inspected", say("inspected"), _counts(counts), "integer"),
    ]


def _measures(say: Say, month: ChatMonth, agents: pd.DataFrame, *said: str) -> list[Value]:
    return [
        say("and").join(say(f"brief_{key}") for key in month.named(who, *said))
        for who in agents.index
    ]


def _agents(say: Say, month: ChatMonth) -> ResultTable:
    agents = _in_order(month.agents)
    standing = month.standing[agents.index]
    # A formula finds the rows of an agent by the number as it is written.
    live = _where(list(month.written_alike[agents.index]))
    columns = [
        *_who(say, agents),
        *_figure_columns(say, month, agents, live, {"agent": Of("agent")}),
        *_quality(say, month, agents),
        ResultColumn(
            "verdict",
            say("verdict"),
            [say(one) if one else "" for one in standing],
            "centred",
            moods=_moods(say),
        ),
        ResultColumn("short", say("short_measures"), _measures(say, month, agents, "short")),
        ResultColumn("open", say("open_measures"), _measures(say, month, agents, "few", "unknown")),
    ]
    return ResultTable("agents", say("agents"), tuple(columns))


def _in_order(agents: pd.DataFrame) -> pd.DataFrame:
    """Agents by team, then by number."""
    by_number = agents.iloc[in_natural_order(list(agents["agent"]))]
    return by_number.iloc[in_natural_order(list(by_number["team"]))]


# --- lists ----------------------------------------------------------------------------------------


def _short_list(say: Say, month: ChatMonth) -> ResultTable:
    """Who misses most targets first; what is met, or can't be judged, is left blank."""
    missed = month.judged == "short"
    counts = missed.sum(axis=1)
    agents = _in_order(month.agents[counts > 0])
    agents = agents.iloc[(-counts[agents.index]).argsort(kind="stable")]
    values = agents[list(JUDGED)].where(missed.loc[agents.index])
    columns = [
        *_who(say, agents),
        *(
            ResultColumn(
                key,
                _heading(say, BY_KEY[key]),
                _figures(values[key]),
                _kind(BY_KEY[key]),
                number=_format(month, {key: values[key]}),
            )
            for key in JUDGED
        ),
    ]
    return ResultTable(
        "short_list",
        say("short_list"),
        tuple(columns),
        note=say("short_note"),
        empty=say("nobody_short" if month.rules else "not_judged_at_all"),
    )


def _apart(say: Say, month: ChatMonth) -> ResultTable:
    found = month.apart.fillna("")
    agents = _in_order(month.agents[found != ""])
    agents = agents.iloc[found[agents.index].argsort(kind="stable")]
    columns = [
        *_who(say, agents)[:2],
        ResultColumn("ratings", say("ratings"), _counts(agents["satisfied.base"]), "integer"),
        ResultColumn(
            "satisfied",
            say("satisfied"),
            _figures(agents["satisfied"]),
            "percent",
            number=_format(month, {"satisfied": agents["satisfied"]}),
        ),
        *_quality(say, month, agents),
        ResultColumn("kind", say("kind"), [say(one) for one in found[agents.index]], span=2),
    ]
    return ResultTable(
        "apart",
        say("apart"),
        tuple(columns),
        empty=_why_nobody(say, month, "nobody_apart"),
    )


def _why_nobody(say: Say, month: ChatMonth, otherwise: str) -> str:
    """Why a list beside what inspectors say is empty."""
    if month.rules is None:
        return say("not_judged_at_all")
    return say(otherwise if month.analysis else "no_scores")


def _only_inspected(say: Say, month: ChatMonth) -> ResultTable:
    """Whose chats were scored although the chat system knows no figures of them."""
    found = month.only_inspected
    columns = (
        *_who(say, found),
        ResultColumn("score", say("score"), _figures(found["mean_final"]), "score"),
        ResultColumn("inspected", say("inspected"), _counts(found["recordings"]), "integer"),
    )
    return ResultTable(
        "only_inspected",
        say("only_inspected"),
        columns,
        empty=_why_nobody(say, month, "nobody_only_inspected"),
    )
