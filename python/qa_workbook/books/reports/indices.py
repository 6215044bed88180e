"""The index of schemes with levels (S13, S14): every node against the period before, and sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_workbook.analysis.comparison import Row
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.model import Chart, Column, Heading, Paragraph, Part, Table
from qa_workbook.books.reports.source import CHANGE, Source

_LEVELS = 3
"""Levels of the index that a report shows; the points below are in the workbook."""


def indexed(source: Source) -> list[SchemeReport]:
    """Returns the schemes that score recordings by an index of several levels."""
    return [
        one
        for one in source.schemes
        if one.analysis.months is None and one.analysis.scheme.hierarchical
    ]


def index_parts(source: Source) -> Iterator[Part]:
    """Yields a table per scheme with an index, its chart, and the calls and errors of sites."""
    schemes = indexed(source)
    if not schemes:
        return
    yield Heading(source.say("indices"))
    for number, one in enumerate(schemes):
        yield from index_table(source, one, f"index{number}")
        sites = _site_table(source, one)
        if sites is not None:
            yield sites


def index_table(source: Source, one: SchemeReport, key: str) -> Iterator[Part]:
    """Yields every node of the first levels in both periods, and the second level as a picture."""
    rows = [row for row in one.comparison if row.kind == "index" and (row.level or 0) <= _LEVELS]
    name = source.named(one.analysis)
    yield _index_table(source, rows, key, name)
    weak = [row for row in rows if row.is_weak(source.report.small_sample)]
    if weak:
        few = source.report.small_sample
        yield Paragraph(source.say("index_few", few=few), "note")
    if one.before is not None:
        told = source.say("index_told", scheme=name, value=source.score(_value(rows[0])))
        title = source.unit_say("index_chart", scheme=name)
        yield Chart(key, "name", ("change",), title, told)


def _value(row: Row) -> float | None:
    return None if row.b is None else float(row.b)


def _index_table(source: Source, rows: Sequence[Row], key: str, name: str) -> Table:
    say = source.say
    before = [None if row.a is None else float(row.a) for row in rows]
    change = [None if row.change is None else float(row.change) for row in rows]
    names = [f"{'　' * ((row.level or 1) - 1)}{row.name}" for row in rows]
    columns = (
        Column("name", say("indicator"), names, "wrapped", span=3),
        Column("level", say("level"), [row.level for row in rows], "integer"),
        Column("n", say("recordings"), [row.n_b for row in rows], "integer"),
        Column("before", source.unit_say("before"), source.known(before, "no_before"), "score"),
        Column("now", source.unit_say("value"), source.known(map(_value, rows)), "score"),
        Column(
            "change",
            source.unit_say("change"),
            source.known(change, "no_before"),
            "score",
            number=CHANGE,
        ),
    )
    return Table(columns, key=key, caption=say("index_of", scheme=name))


def _site_table(source: Source, one: SchemeReport) -> Table | None:
    """Calls and fatal errors of each site in both periods (S14), None without a list of sites."""
    calls = [row for row in one.comparison if row.kind == "site_calls"]
    if not calls:
        return None
    say = source.say
    fatal = {row.id: row for row in one.comparison if row.kind == "site_fatal"}
    columns = [
        Column("site", say("site"), [row.id or say("none") for row in calls], "wrapped"),
        Column("calls_before", say("calls_before"), [int(row.a or 0) for row in calls], "integer"),
        Column("calls", say("calls"), [int(row.b or 0) for row in calls], "integer"),
    ]
    if fatal:
        before = [int(fatal[row.id].a or 0) if row.id in fatal else 0 for row in calls]
        now = [int(fatal[row.id].b or 0) if row.id in fatal else 0 for row in calls]
        columns += [
            Column("fatal_before", say("fatal_before"), before, "integer"),
            Column("fatal", say("fatal"), now, "integer"),
        ]
    return Table(tuple(columns), caption=say("sites_of", scheme=source.named(one.analysis)))
