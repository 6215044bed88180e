"""考核通报 of one branch (S13): its index, its place, fatal errors, checks, problems, its agents.

Nothing in it is of another branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.analysis.branches import CheckDone, Place
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.indices import index_parts
from qa_workbook.books.reports.lost import lowest_table
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
from qa_workbook.books.reports.problems import problem_parts
from qa_workbook.books.reports.sentences import in_sentences
from qa_workbook.books.reports.source import Source
from qa_workbook.books.reports.tables import change_table, deductions, fatals

_WIDTHS = (11.0, 12.0, 12.0, 10.0, 11.0, 11.0, 11.0, 11.0)


@dataclass(frozen=True)
class Standing:
    """A branch by its name, its place in each scheme by id, and its checks of the month."""

    name: str
    places: Mapping[str, Place]
    checks: Sequence[CheckDone]


def branch_notice(source: Source, standing: Standing) -> Report:
    """Returns the notice of a branch; `source` has its own recordings alone."""
    parts = [
        *_figures(source, standing),
        *_fatal(source),
        *_checks(source, standing),
        *index_parts(source),
        *problem_parts(source),
        *_lowest(source),
        Heading(source.say("demands")),
        Room(source.say("demands_asked"), 4),
        Room(source.say("answer_asked"), 4),
    ]
    alone = len(source.schemes) == 1
    sheets = [_agents(source, one, alone=alone) for one in source.schemes]
    return source.written("branch_notice", parts, sheets, standing.name)


def _figures(source: Source, standing: Standing) -> Iterator[Part]:
    yield Heading(source.say("branch_figures"))
    for words in in_sentences(source):
        yield Paragraph(words)
    yield from change_table(source)
    for one in source.schemes:
        yield Paragraph(_place(source, one, standing.places[one.analysis.scheme.id]))


def _place(source: Source, one: SchemeReport, place: Place) -> str:
    details = {"scheme": source.named(one.analysis), "few": source.report.small_sample or 1}
    if place.rank is None:
        return source.say("no_place", **details)
    return source.say("place", rank=place.rank, whole=place.of, **details)


def _fatal(source: Source) -> Iterator[Part]:
    """Fatal errors by code; that there are none is told, too."""
    say = source.say
    yield Heading(say("fatal_errors"))
    schemes = [one.analysis for one in source.schemes if one.analysis.scheme.fatal]
    count = sum(analysis.overall.fatal for analysis in schemes)
    if not schemes or not count:
        yield Paragraph(say("no_fatal" if schemes else "fatal_unknown"))
        return
    yield Paragraph(say("fatal_said", count=count))
    for analysis in schemes:
        codes = analysis.fatal_codes[analysis.fatal_codes["recordings"] > 0]
        if len(codes):
            columns = (
                Column("code", say("code"), codes["code"].tolist()),
                Column("name", say("fatal"), codes["name"].tolist(), "wrapped", span=4),
                Column("count", say("recordings"), codes["recordings"].tolist(), "integer"),
                Column("ratio", say("of_recordings"), codes["ratio"].tolist(), "percent"),
            )
            yield Table(columns, caption=source.named(analysis))


def _checks(source: Source, standing: Standing) -> Iterator[Part]:
    checks, say = standing.checks, source.say
    yield Heading(say("checks"))
    if not checks:
        yield Paragraph(say("no_checks"))
        return
    required: list[Cell] = [due_of(source, one) for one in checks]
    columns = (
        Column("check", say("check"), [one.name.say(source.language) for one in checks], "wrapped"),
        Column("required", say("due"), required, span=2),
        Column("done", say("done_checks"), [one.done for one in checks], "integer"),
        Column("kept", say("kept"), [kept_of(source, one) for one in checks], span=2),
    )
    yield Table(columns)
    yield Paragraph(say("checks_note"), "note")


def due_of(source: Source, check: CheckDone) -> str:
    """Returns what is due of a check, in words."""
    if check.required is None:
        return source.say("no_calendar")
    return source.say(check.bound, count=check.required)


def kept_of(source: Source, check: CheckDone) -> str:
    """Returns whether a check is done, in words; an upper bound is no debt."""
    if check.required is None:
        return source.say("no_calendar")
    if check.bound == "at_most":
        return source.say("within" if check.done <= check.required else "above")
    missing = check.required - check.done
    return source.say("enough") if missing <= 0 else source.say("too_few", count=missing)


def _lowest(source: Source) -> Iterator[Part]:
    for one in source.schemes:
        table = lowest_table(source, one.analysis)
        if table is not None:
            yield table


def _agents(source: Source, one: SchemeReport, *, alone: bool) -> LongTable:
    """The branch's own agents with their recordings of the month."""
    analysis, say = one.analysis, source.say
    agents = analysis.agents.sort_values("agent", kind="stable")
    columns = (
        Column("agent", say("number"), agents["agent"].tolist()),
        Column("name", say("name"), agents["name"].tolist()),
        Column("team", say("team"), agents["team"].tolist()),
        Column("recordings", say("recordings"), agents["recordings"].tolist(), "integer"),
        Column("mean_final", say("month_score"), source.known(agents["mean_final"]), "score"),
        Column("defects", say("defects"), agents["defects"].tolist(), "integer"),
        Column("deduction", say("deduction"), deductions(source, analysis, agents), "mark"),
        Column("fatal", say("fatal"), fatals(source, analysis, agents), "integer"),
    )
    name = say("own_agents")
    if not alone:
        name += f"·{source.named(analysis)}"
    return LongTable(name, columns, _WIDTHS, say("own_agents_note"))
