"""质检考核统计表 (S2, S5): the monthly score of every agent, for pay and for signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from qa_workbook.analysis.judgements import agent_months
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.model import (
    Cell,
    Column,
    Heading,
    LongTable,
    Paragraph,
    Part,
    Report,
    Room,
    Table,
)
from qa_workbook.books.reports.sentences import overview
from qa_workbook.books.reports.source import CHANGE, Source, difference, is_missing
from qa_workbook.books.reports.tables import deductions, fatals, in_order, reading_notes

_WIDTHS = (8.5, 9.0, 9.0, 8.0, 9.0, 10.0, 8.5, 8.0, 9.0, 9.0, 13.0)


def statistics_report(source: Source) -> Report:
    """Returns the statistics of a month: teams with their totals, then a sheet of agents each.

    The monthly score of an agent is the mean of the final scores, error deductions taken off; of a
    scheme of clauses it is the full score less all points lost.
    """
    sheets = [agent_sheet(source, one, alone=len(source.schemes) == 1) for one in source.schemes]
    parts = [*_totals(source), *_rules(source), *_signatures(source)]
    return source.written("statistics", parts, sheets)


def _totals(source: Source) -> Iterator[Part]:
    yield Heading(source.say("team_totals"))
    yield Paragraph(overview(source))
    for one in source.schemes:
        yield _team_totals(source, one)
    yield from reading_notes(source)


def _team_totals(source: Source, one: SchemeReport) -> Table:
    """A row per team and their sum; how many agents there have which band."""
    analysis, say, rules = one.analysis, source.say, one.analysis.scheme
    teams, overall = in_order(analysis.teams), analysis.overall
    before = _means(one.before.teams if one.before else None, "team")
    means = [*teams["mean_final"].tolist(), overall.mean_final]
    old = [*map(before.get, teams["team"]), one.before.overall.mean_final if one.before else None]
    changes = [difference(new, then) for new, then in zip(means, old, strict=True)]
    names = [team or say("no_team") for team in teams["team"]]
    counted = "recordings" if analysis.months is None else "breach_recordings"
    columns = (
        Column("team", say("team"), [*names, say("sum")]),
        Column("agents", say("agents"), [*teams["agents"].tolist(), overall.agents], "integer"),
        Column(
            "recordings",
            say(counted),
            [*teams["recordings"].tolist(), overall.recordings],
            "integer",
        ),
        Column("mean_final", say("month_score"), source.known(means), "score"),
        Column("change", say("change_month"), source.known(changes, "no_before"), number=CHANGE),
        Column(
            "good", say("good"), source.known([*teams["good"], overall.rates["good"]]), "percent"
        ),
        Column(
            "deduction",
            say("deduction"),
            source.where(
                rules.error_deduction, [*teams["error_deduction"].tolist(), overall.error_deduction]
            ),
            "mark",
        ),
        Column(
            "fatal",
            say("fatal"),
            source.where(rules.fatal, [*teams["fatal"].tolist(), overall.fatal]),
            "integer",
        ),
    )
    return Table(columns, caption=say("teams_of", scheme=source.named(analysis)))


def _means(frame: pd.DataFrame | None, key: str) -> Mapping[str, float]:
    return {} if frame is None else dict(zip(frame[key], frame["mean_final"], strict=True))


def _rules(source: Source) -> Iterator[Part]:
    yield Heading(source.say("statistics_rules"))
    yield Paragraph(source.say("statistics_score"))
    few = source.report.small_sample
    if few is not None:
        yield Paragraph(source.say("statistics_rank", few=few))


def _signatures(source: Source) -> Iterator[Part]:
    yield Heading(source.say("approval"))
    say = source.say
    columns = (
        Column("role", say("role"), [say("made"), say("checked"), say("approved")], "wrapped"),
        Column("opinion", say("opinion"), [None] * 3, span=4, to_fill=True),
        Column("signed", say("signature_date"), [None] * 3, span=3, to_fill=True),
    )
    yield Table(columns)
    yield Room(say("statistics_asked"), 3)


def agent_sheet(source: Source, one: SchemeReport, *, alone: bool) -> LongTable:
    """Returns the agents of one scheme by team, with rank among all that have enough recordings."""
    analysis, say = one.analysis, source.say
    agents = in_order(analysis.agents.sort_values("agent", kind="stable"))
    before = _means(one.before.agents if one.before else None, "agent")
    changes = [
        difference(new, before.get(agent))
        for agent, new in zip(agents["agent"], agents["mean_final"], strict=True)
    ]
    counted = "recordings" if analysis.months is None else "breach_recordings"
    columns = (
        Column("agent", say("number"), agents["agent"].tolist()),
        Column("name", say("name"), agents["name"].tolist()),
        Column("team", say("team"), agents["team"].tolist()),
        Column("recordings", say(counted), agents["recordings"].tolist(), "integer"),
        Column("score", say("month_score"), source.known(agents["mean_final"]), "score"),
        Column("band", say("band"), _bands(source, analysis, agents["agent"])),
        Column("deduction", say("deduction"), deductions(source, analysis, agents), "mark"),
        Column("fatal", say("fatal"), fatals(source, analysis, agents), "integer"),
        Column("rank", say("rank"), _ranks(source, agents), "integer"),
        Column("change", say("change_month"), source.known(changes, "no_before"), number=CHANGE),
        Column("signed", say("signature"), [None] * len(agents), to_fill=True),
    )
    name = say("statistics") if alone else source.named(analysis)
    return LongTable(name, columns, _WIDTHS, say("statistics_score"), row_height=20)


def _bands(source: Source, analysis: Analysis, agents: pd.Series) -> list[Cell]:
    """The band of the monthly score of each agent."""
    scheme = analysis.scheme
    bands = scheme.bands.bands if scheme.bands else ()
    names = {band.id: band.name.say(source.language) for band in bands}
    months = agent_months(analysis)
    found = dict(zip(months["agent"], months["band"].astype(str), strict=True))
    return [names.get(found.get(agent, ""), source.say("none")) for agent in agents]


def _ranks(source: Source, agents: pd.DataFrame) -> list[Cell]:
    """The rank of each agent, or that there are too few recordings for one."""
    return [
        source.say("few") if is_missing(place) else int(place) for place in agents["place"].tolist()
    ]
