"""What went wrong in a week or month: weakest items, clauses, repeated problems."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.daily import causes_table
from qa_workbook.books.reports.model import Chart, Column, Heading, Paragraph, Part, Room, Table
from qa_workbook.books.reports.source import Source
from qa_workbook.books.reports.tables import item_table, weakest_items

_REPEATS_SHOWN = 12
_CAUSES = 3
_CLAUSES_SHOWN = 6


def problem_parts(source: Source) -> Iterator[Part]:
    """Yields the weakest items of each scheme against the period before, with room for causes."""
    yield Heading(source.say("problems"))
    problems = list[str]()
    for number, one in enumerate(source.schemes):
        if one.analysis.months is not None:
            continue
        table = item_table(source, one, key=f"items{number}")
        if table is None:
            name = source.named(one.analysis)
            yield Paragraph(source.say("no_defects", scheme=name))
            continue
        yield table
        if one.before is not None:
            yield _items_chart(source, one, table.key)
        problems += weakest_items(one.analysis, _CAUSES)["name"].tolist()
    problems = list(dict.fromkeys(problems))[:_CAUSES]
    if problems:
        yield causes_table(source, problems)
    else:
        yield Room(source.say("causes_asked"), 4)


def _items_chart(source: Source, one: SchemeReport, key: str) -> Chart:
    name = source.named(one.analysis)
    weakest = weakest_items(one.analysis, 1).iloc[0]
    told = source.say(
        "items_told", scheme=name, item=weakest["name"], ratio=source.percent(weakest["ratio"])
    )
    title = source.unit_say("items_chart", scheme=name)
    return Chart(key, "name", ("before", "ratio"), title, told, percent=True)


def clause_table(source: Source, one: SchemeReport) -> Table | None:
    """Returns the clauses that were broken most, None for other schemes and without a breach."""
    if one.analysis.months is None:
        return None
    clauses, say = weakest_items(one.analysis, _CLAUSES_SHOWN), source.say
    if clauses.empty:
        return None
    columns = (
        Column("name", say("clause"), clauses["name"].tolist(), "wrapped", span=4),
        Column("defective", say("breach_recordings"), clauses["defective"].tolist(), "integer"),
        Column("share", say("share_of_breaches"), clauses["share"].tolist(), "percent"),
    )
    return Table(columns, caption=say("clauses_of", scheme=source.named(one.analysis)))


def repeat_parts(source: Source) -> Iterator[Part]:
    """Yields the problems that came back (S10), with what is proposed."""
    yield Heading(source.say("repeats"))
    rules, rows, say = source.report.rules, list[tuple[str, ...]](), source.say
    proposals = (
        {one.id: one.name.say(source.language) for one in rules.repeats.proposals} if rules else {}
    )
    for one in source.schemes:
        analysis = one.analysis
        names = dict(zip(analysis.agents["agent"], analysis.agents["name"], strict=True))
        items = dict(zip(analysis.items["id"], analysis.items["name"], strict=True))
        for agent, item, times, window, proposal in analysis.repeats.itertuples(index=False):
            who = f"{agent} {names.get(agent, '')}".strip()
            rows.append((who, items[item], times, window, proposals.get(proposal, say("none"))))
    if not rows:
        yield Paragraph(say("no_repeats"))
        return
    rows.sort(key=lambda row: -int(row[2]))
    shown = list(zip(*rows[:_REPEATS_SHOWN], strict=True))
    columns = [
        Column("who", say("agent"), shown[0], "wrapped"),
        Column("item", say("item"), shown[1], span=2),
        Column("times", say("times"), shown[2], "integer"),
        Column("window", say("window"), shown[3], span=2),
        Column("proposal", say("proposal"), shown[4], span=2),
    ]
    span = source.report.period
    if span is not None and {row[3] for row in rows} == {span.text}:
        del columns[3]  # all of the period itself
    yield Table(tuple(columns))
    if len(rows) > _REPEATS_SHOWN:
        yield Paragraph(say("repeats_more", count=len(rows) - _REPEATS_SHOWN), "note")
