"""投诉 / 表扬 of a month (S12): by centre and source, upheld or not, service or business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.books.reports.model import Column, Heading, Paragraph, Part, Room, Table
from qa_workbook.books.reports.source import Source


@dataclass(frozen=True)
class Complaints:
    """The tickets of the period, a row each: site, source, kind, upheld and cause as ids.

    `sources` are the names of the sources by id, in their order.
    """

    rows: pd.DataFrame
    sources: Mapping[str, str]


def complaint_parts(source: Source, found: Complaints | None) -> Iterator[Part]:
    """Yields the table of tickets with a sentence, or why there is none."""
    yield Heading(source.say("complaints"))
    if found is None or found.rows.empty:
        yield Paragraph(source.say("no_complaints"))
    else:
        yield Paragraph(_sentence(source, found.rows))
        yield _table(source, found)
    yield Room(source.say("complaints_asked"), 3)


def _counts(rows: pd.DataFrame) -> tuple[int, ...]:
    """Complaints, upheld ones, of these service and business, refuted, open; praise."""
    complaints = rows[rows["kind"] == "complaint"]
    upheld = complaints[complaints["upheld"] == "yes"]
    return (
        len(complaints),
        len(upheld),
        int((upheld["cause"] == "service").sum()),
        int((upheld["cause"] == "business").sum()),
        int((complaints["upheld"] == "no").sum()),
        len(complaints) - len(upheld) - int((complaints["upheld"] == "no").sum()),
        int((rows["kind"] == "praise").sum()),
    )


_NAMES = ("complaint", "upheld", "service", "business", "refuted", "open", "praise")


def _sentence(source: Source, rows: pd.DataFrame) -> str:
    return source.say("complaints_said", **dict(zip(_NAMES, _counts(rows), strict=True)))


def _table(source: Source, found: Complaints) -> Table:
    """A row per centre and source that have tickets, and their sum."""
    say, rows = source.say, found.rows
    names, counts = list[str](), list[tuple[int, ...]]()
    for site in sorted(rows["site"].unique(), key=natural_order):
        for id_, name in found.sources.items():
            own = rows[(rows["site"] == site) & (rows["source"] == id_)]
            if len(own):
                names.append(f"{site} {name}".strip())
                counts.append(_counts(own))
    counts.append(_counts(rows))
    columns = [Column("source", say("ticket_source"), [*names, say("sum")], "wrapped")]
    columns += [
        Column(key, say(f"tickets_{key}"), list(values), "integer")
        for key, values in zip(_NAMES, zip(*counts, strict=True), strict=True)
    ]
    return Table(tuple(columns))
