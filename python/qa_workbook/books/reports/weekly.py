"""质检周报 and 质检组评分周报 (S5): the week against the last one, themes, repeats, plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.analysis.themes import Theme
from qa_workbook.books.case_words import CaseWords
from qa_workbook.books.reports.coaching import coaching_parts
from qa_workbook.books.reports.model import (
    Chart,
    Column,
    Heading,
    LongTable,
    Paragraph,
    Part,
    Report,
    Room,
    Table,
)
from qa_workbook.books.reports.problems import clause_table, problem_parts, repeat_parts
from qa_workbook.books.reports.sentences import in_sentences, theme_words
from qa_workbook.books.reports.source import POINTS, Source, difference
from qa_workbook.books.reports.tables import (
    change_table,
    deductions,
    fatals,
    in_order,
    quota_table,
)


@dataclass(frozen=True)
class WeekMore:
    """What a weekly report says beside the figures of its week.

    `months` are the analyses of the month up to the end of the week, by scheme id; `themes` those
    of the week and `coming` those of the next one.
    """

    months: Mapping[str, Analysis] = field(default_factory=dict)
    themes: Sequence[Theme] = ()
    coming: Sequence[Theme] = ()


def weekly_report(source: Source, more: WeekMore) -> Report:
    """Returns the report of a week, with the scores of teams and agents on a sheet per scheme."""
    parts = [
        *_overall(source, [one.name for one in more.coming]),
        *problem_parts(source),
        *_themes(source, more),
        *_scores(source, more),
        *coaching_parts(source),
        *repeat_parts(source),
        *_quotas(source),
        *_plan(source, more),
    ]
    marked = [one for one in source.schemes if one.analysis.months is None]
    sheets = [score_sheet(source, one, more, alone=len(marked) == 1) for one in marked]
    return source.written("weekly", parts, sheets)


def _overall(source: Source, themes: Sequence[str]) -> Iterator[Part]:
    yield Heading(source.unit_say("overall"))
    for words in in_sentences(source, themes):
        yield Paragraph(words)
    yield from change_table(source)
    for one in source.schemes[:1]:
        yield from _days(source, one)


def _days(source: Source, one: SchemeReport) -> Iterator[Part]:
    """The days of the week of the scheme with most recordings, as table and picture."""
    days, say, analysis = one.analysis.days, source.say, one.analysis
    if len(days) < 2 or analysis.overall.average_defect_ratio is None:
        return
    levels = [
        source.level(analysis, colour, count)
        for colour, count in zip(days["alert"], days["recordings"], strict=True)
    ]
    columns = (
        Column("date", say("day"), [f"{day:%m-%d}" for day in days["date"]]),
        Column("recordings", say("recordings"), days["recordings"].tolist(), "integer"),
        Column("mean_final", say("mean_final"), days["mean_final"].tolist(), "score"),
        Column("good", say("good"), source.known(days["good"]), "percent"),
        Column("ratio", say("ratio"), source.known(days["average_defect_ratio"]), "percent"),
        Column("alert", say("alert"), levels, tones=source.tones()),
    )
    name = source.named(analysis)
    yield Table(columns, key="days", caption=say("days_of", scheme=name))
    title = say("days_chart", scheme=name)
    told = say("days_told", scheme=name, count=len(days), ratio=source.percent(_worst(analysis)))
    yield Chart("days", "date", ("ratio",), title, told, percent=True)


def _worst(analysis: Analysis) -> float:
    return float(analysis.days["average_defect_ratio"].max())


def _themes(source: Source, more: WeekMore) -> Iterator[Part]:
    say, themes = source.say, more.themes
    yield Heading(say("themes"))
    if not themes:
        yield Paragraph(say("no_theme"))
        return
    before, after = [one.before for one in themes], [one.after for one in themes]
    changes = [difference(new, old) for new, old in zip(after, before, strict=True)]
    points = [None if change is None else 100 * change for change in changes]
    by = themes[0].chosen_by
    week = by.short if by else say("theme_no_week")
    columns = (
        Column("theme", say("theme"), [one.name for one in themes], "wrapped"),
        Column("reason", say("reason"), [say(f"why_{one.reason}") for one in themes], span=2),
        Column("share", say("share"), source.known(one.share for one in themes), "percent"),
        Column(
            "before", say("theme_before", week=week), source.known(before, "no_before"), "percent"
        ),
        Column("after", say("now_week"), source.known(after), "percent"),
        Column(
            "change",
            say("theme_change", week=week),
            source.known(points, "no_before"),
            "score",
            number=POINTS,
        ),
    )
    yield Table(columns)
    yield Paragraph(say("themes_note"), "note")
    rules = source.report.rules
    words = CaseWords(source.language, rules.themes.cases if rules else 0)
    for one in themes:
        if one.cases is not None:
            yield Paragraph(say("theme_cases", theme=one.name, words=words.of_theme(one.cases)))
    yield Room(say("themes_asked"), 3)


def _scores(source: Source, more: WeekMore) -> Iterator[Part]:
    """The teams with their mean of the week and of the month so far."""
    yield Heading(source.say("team_scores"))
    for one in source.schemes:
        if one.analysis.months is None:
            yield _team_scores(source, one, more)
    yield Paragraph(source.say("team_scores_note"), "note")
    for one in source.schemes:
        clauses = clause_table(source, one)
        if clauses is not None:
            yield clauses


def _team_scores(source: Source, one: SchemeReport, more: WeekMore) -> Table:
    teams, say = in_order(one.analysis.teams), source.say
    month = more.months.get(one.analysis.scheme.id)
    means, counts = dict[str, float](), dict[str, int]()
    if month is not None:
        means = dict(zip(month.teams["team"], month.teams["mean_final"], strict=True))
        counts = dict(zip(month.teams["team"], month.teams["recordings"].tolist(), strict=True))
    columns = (
        Column("team", say("team"), [name or say("no_team") for name in teams["team"]]),
        Column("agents", say("agents"), teams["agents"].tolist(), "integer"),
        Column("recordings", say("recordings"), teams["recordings"].tolist(), "integer"),
        Column("mean_final", say("mean_week"), teams["mean_final"].tolist(), "score"),
        Column("good", say("good"), source.known(teams["good"]), "percent"),
        Column("deduction", say("deduction"), deductions(source, one.analysis, teams), "mark"),
        Column(
            "month_count",
            say("month_count"),
            source.known(map(counts.get, teams["team"])),
            "integer",
        ),
        Column("month", say("mean_month"), source.known(map(means.get, teams["team"])), "score"),
    )
    return Table(columns, caption=say("teams_of", scheme=source.named(one.analysis)))


def score_sheet(source: Source, one: SchemeReport, more: WeekMore, *, alone: bool) -> LongTable:
    """Returns 质检组评分周报: a row per agent, by team, with the mean of week and month so far."""
    analysis, say = one.analysis, source.say
    agents = in_order(analysis.agents.sort_values("agent", kind="stable"))
    month = more.months.get(analysis.scheme.id)
    means, counts = dict[str, float](), dict[str, int]()
    if month is not None:
        means = dict(zip(month.agents["agent"], month.agents["mean_final"], strict=True))
        counts = dict(zip(month.agents["agent"], month.agents["recordings"].tolist(), strict=True))
    columns = (
        Column("agent", say("number"), agents["agent"].tolist()),
        Column("name", say("name"), agents["name"].tolist()),
        Column("team", say("team"), agents["team"].tolist()),
        Column("recordings", say("recordings"), agents["recordings"].tolist(), "integer"),
        Column("mean_final", say("mean_week"), agents["mean_final"].tolist(), "score"),
        Column("deduction", say("deduction"), deductions(source, analysis, agents), "mark"),
        Column("fatal", say("fatal"), fatals(source, analysis, agents), "integer"),
        Column(
            "count", say("month_count"), source.known(map(counts.get, agents["agent"])), "integer"
        ),
        Column("month", say("mean_month"), source.known(map(means.get, agents["agent"])), "score"),
        Column("signed", say("signature"), [None] * len(agents), to_fill=True),
    )
    name = say("score_sheet")
    if not alone:
        name += f"·{source.named(analysis)}"
    widths = (9.0, 10.0, 10.0, 8.0, 9.0, 9.0, 9.0, 9.0, 9.0, 14.0)
    return LongTable(name, columns, widths, say("team_scores_note"))


def _quotas(source: Source) -> Iterator[Part]:
    yield Heading(source.say("quota_heading"))
    quotas = quota_table(source)
    yield quotas or Paragraph(source.say("no_quotas"))


def _plan(source: Source, more: WeekMore) -> Iterator[Part]:
    yield Heading(source.say("plan_week"))
    if more.coming:
        for words in theme_words(source, more.coming, coming=True):
            yield Paragraph(words)
    yield Room(source.say("plan_asked"), 5)
