"""质检日志 (S5): the day's data, what was found, causes and remedies, meeting, evening meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_workbook.analysis.themes import Theme
from qa_workbook.books.reports.lost import lowest_table
from qa_workbook.books.reports.model import (
    Column,
    Heading,
    Paragraph,
    Part,
    Report,
    Room,
    Table,
)
from qa_workbook.books.reports.sentences import overview, theme_words
from qa_workbook.books.reports.source import Source
from qa_workbook.books.reports.tables import (
    item_table,
    quota_table,
    scheme_table,
    team_table,
    weakest_items,
)

_CAUSES = 3
"""So many problems have room for their cause and remedy."""


def daily_log(source: Source, themes: Sequence[Theme]) -> Report:
    """Returns the log of one day; `themes` are those of its week."""
    parts = [
        *_data(source),
        *_meeting(source, themes),
        *_findings(source),
        *_causes(source),
        Heading(source.say("evening")),
        Room(source.say("evening_asked"), 5),
    ]
    return source.written("daily_log", parts)


def _data(source: Source) -> Iterator[Part]:
    yield Heading(source.say("day_data"))
    yield Paragraph(overview(source))
    yield from scheme_table(source)
    for one in source.schemes:
        if one.analysis.months is None and len(one.analysis.teams) > 1:
            yield team_table(source, one)
    inspectors = _inspectors(source)
    if inspectors is not None:
        yield inspectors
    quotas = quota_table(source, _daily_roles(source))
    if quotas is not None:
        yield quotas


def _daily_roles(source: Source) -> list[str]:
    rules = source.report.rules
    return [quota.role for quota in rules.quotas.roles if quota.per == "day"] if rules else []


def _inspectors(source: Source) -> Table | None:
    """How many recordings each inspector scored, by scheme; breaches count as recordings do."""
    counts = {
        one.analysis.scheme.id: dict(
            zip(
                one.analysis.inspectors["inspector"],
                one.analysis.inspectors["recordings"].tolist(),
                strict=True,
            )
        )
        for one in source.schemes
    }
    names = sorted({name for found in counts.values() for name in found})
    if not names:
        return None
    say = source.say
    columns = [Column("inspector", say("inspector"), [name or say("no_name") for name in names])]
    # Seven figures fit beside the names; who has more schemes sees the sum.
    for one in source.schemes[:5]:
        own = counts[one.analysis.scheme.id]
        values = [own.get(name, 0) for name in names]
        columns.append(
            Column(one.analysis.scheme.id, source.named(one.analysis), values, "integer")
        )
    sums = [sum(found.get(name, 0) for found in counts.values()) for name in names]
    columns.append(Column("sum", say("sum"), sums, "integer"))
    return Table(tuple(columns), caption=say("inspectors"))


def _meeting(source: Source, themes: Sequence[Theme]) -> Iterator[Part]:
    yield Heading(source.say("meeting"))
    for words in theme_words(source, themes):
        yield Paragraph(words)
    yield Room(source.say("meeting_asked"), 4)


def _findings(source: Source) -> Iterator[Part]:
    yield Heading(source.say("findings"))
    found = False
    for one in source.schemes:
        lowest = lowest_table(source, one.analysis)
        if lowest is not None:
            found = True
            yield lowest
    if not found:
        yield Paragraph(source.say("nothing_lost"))
    yield Room(source.say("findings_asked"), 3)


def _causes(source: Source) -> Iterator[Part]:
    """The weakest items, each with room for its cause and its remedy."""
    yield Heading(source.say("causes"))
    problems: list[str] = []
    for one in source.schemes:
        table = item_table(source, one)
        if one.analysis.months is None and table is not None:
            yield table
            problems += weakest_items(one.analysis, _CAUSES)["name"].tolist()
    problems = list(dict.fromkeys(problems))[:_CAUSES]
    if not problems:
        yield Room(source.say("causes_asked"), 4)
        return
    yield causes_table(source, problems)


def causes_table(source: Source, problems: Sequence[str]) -> Table:
    """Returns a row per problem with room for cause, remedy and who answers for it."""
    say, blank = source.say, [None] * len(problems)
    columns = (
        Column("problem", say("problem"), list(problems), "wrapped"),
        Column("cause", say("cause"), blank, span=3, to_fill=True),
        Column("remedy", say("remedy"), blank, span=3, to_fill=True),
        Column("who", say("responsible"), blank, to_fill=True),
    )
    return Table(columns, caption=say("causes_asked"))
