"""The coaching list in a report: whom, in what, and which recordings to listen to."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.analysis.coached import Coached, Heard, Weakness
from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.model import Analysis
from qa_workbook.books.case_words import CaseWords
from qa_workbook.books.reports.model import Column, Heading, Paragraph, Part, Table
from qa_workbook.books.reports.source import Source

_POINTS = 2  # so many points fit a line beside their item


def coaching_parts(source: Source) -> Iterator[Part]:
    """Yields the coaching list of each scheme; nothing without rules for it."""
    rules = source.report.rules
    if rules is None or rules.coaching is None:
        return
    yield Heading(source.say("coaching"))
    found = False
    for one in source.schemes:
        least = source.report.small_sample
        coaching = Coaching(
            one.analysis,
            rules.coaching,
            small_sample=least,
            language=source.language,
            case_library=source.report.case_library,
        )
        listed = coaching.listed()
        if listed:
            found = True
            yield _table(source, one.analysis, listed)
            yield from _cases(source, listed)
    yield Paragraph(source.say("coaching_note" if found else "nobody_coached"), "note")


def _table(source: Source, analysis: Analysis, listed: list[Coached]) -> Table:
    say = source.say
    who = [f"{one.agent} {one.name}".strip() for one in listed]
    weak = ["\n".join(_weakness(source, item) for item in one.weaknesses) for one in listed]
    heard = ["\n".join(_heard(source, item) for item in one.listen) for one in listed]
    columns = (
        Column("who", say("agent"), who, "wrapped"),
        Column("weak", say("weak"), weak, "wrapped", span=4),
        Column("listen", say("listen"), heard, "wrapped", span=3),
    )
    return Table(columns, caption=say("coaching_of", scheme=source.named(analysis)))


def _cases(source: Source, listed: list[Coached]) -> Iterator[Part]:
    """Yields the service cases of all weak items that have some, each item once."""
    words = CaseWords(source.language)
    weak = {item.name: item.cases for one in listed for item in one.weaknesses if item.cases}
    if weak:
        said = [words.of_item(name, cases) for name, cases in weak.items()]
        yield Paragraph(source.say("coached_cases", names=source.say("semicolon").join(said)))


def _weakness(source: Source, item: Weakness) -> str:
    if item.lost is not None:
        return source.say("weak_clause", clause=item.name, points=f"{item.lost:g}")
    points = source.joined(point.name for point in item.points[:_POINTS])
    why = source.say("reasons", words=points) if points else ""
    return source.say("weak_item", item=item.name, ratio=source.percent(item.ratio), why=why)


def _heard(source: Source, one: Heard) -> str:
    return source.say("heard", recording=one.recording, score=source.score(one.final))
