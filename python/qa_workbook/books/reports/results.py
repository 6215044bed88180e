"""The results of the forms in the monthly report: complaints, exams, chats and the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qa_workbook.books.form_results.page import TONES
from qa_workbook.books.reports.model import Cell, Column, Heading, Paragraph, Part, Room, Table
from qa_workbook.books.reports.source import Source
from qa_workbook.form_results.model import FormResult, ResultTable, Value

_FORMATS = {"change": "+0.00;-0.00;0.00", "change_of_share": "+0.0;-0.0;0.0"}


def result_parts(source: Source, results: Sequence[FormResult]) -> Iterator[Part]:
    """Yields a section per form: its sentences, its small tables, and room where it asks for it."""
    told = [result for result in results if result.in_report]
    if not told:
        yield Heading(source.say("other_work"))
        yield Paragraph(source.say("no_other_work"))
    for result in told:
        yield Heading(result.name)
        for words in _sentences(result):
            yield Paragraph(words)
        for table in result.tables:
            if table.in_report and len(table):
                yield _table(table)
                if table.note:
                    yield Paragraph(table.note, "note")
        if result.asked:
            yield Room(result.asked, 3)


def _sentences(result: FormResult) -> Sequence[str]:
    """What is said to all readers of the report, who needn't know of single people."""
    own = result.sentences_in_report
    return result.sentences if own is None else own


def _cell(value: Value) -> Cell:
    """A value as reports hold it: days are written."""
    return value.isoformat() if isinstance(value, date) else value


def _table(table: ResultTable) -> Table:
    columns = tuple(
        Column(
            one.key,
            one.heading,
            [_cell(value) for value in one.values],
            "wrapped" if one.kind == "text" else one.kind,
            span=one.span,
            tones={_cell(value): TONES[mood] for value, mood in one.moods.items()},
            number=one.number or _FORMATS.get(one.kind, ""),
        )
        for one in table.columns
        if one.in_report
    )
    return Table(columns, caption=table.title, totals=table.totals)
