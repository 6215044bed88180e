"""质检月报 (S5, S12, S14): problems, complaints, improvements, dial tests, penalties, plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qa_workbook.analysis.comparison import Row
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.branches import branch_parts
from qa_workbook.books.reports.coaching import coaching_parts
from qa_workbook.books.reports.indices import index_parts
from qa_workbook.books.reports.inspectors import inspector_parts
from qa_workbook.books.reports.model import (
    Column,
    Heading,
    Paragraph,
    Part,
    Report,
    Room,
    Table,
)
from qa_workbook.books.reports.problems import clause_table, problem_parts, repeat_parts
from qa_workbook.books.reports.results import result_parts
from qa_workbook.books.reports.sentences import in_sentences
from qa_workbook.books.reports.source import POINTS, Source
from qa_workbook.books.reports.tables import (
    change_table,
    quota_table,
    team_table,
    weakest_items,
)
from qa_workbook.form_results.model import FormResult
from qa_workbook.labels import text

_CHANGES_SHOWN = 3


@dataclass(frozen=True)
class PenaltyTotal:
    """The penalties of one legal nature: how many, points, money, and what of it is payable."""

    nature: str
    """It, or why there is none: a key of labels/penalties.yaml."""
    count: int
    points: Decimal
    money: Decimal
    payable: Decimal


@dataclass(frozen=True)
class MonthMore:
    """What a monthly report says beside the figures of its month.

    `results` are those of the forms; `penalties` is empty without a register. `examples`: the
    amounts are examples as long as the tariff isn't confirmed.
    """

    results: Sequence[FormResult] = ()
    penalties: Sequence[PenaltyTotal] = field(default_factory=tuple)
    examples: bool = False


def monthly_report(source: Source, more: MonthMore) -> Report:
    """Returns the report of a month. It names no penalty of anybody, only sums.

    Without recordings it tells what the forms and the register have.
    """
    if not source.schemes:
        return source.written("monthly", list(_without_recordings(source, more)))
    parts = [
        *_overall(source),
        *problem_parts(source),
        *_clauses(source),
        *coaching_parts(source),
        *repeat_parts(source),
        *result_parts(source, more.results),
        *_improvements(source),
        *index_parts(source),
        *branch_parts(source),
        *_penalties(source, more),
        *_quotas(source),
        *inspector_parts(source),
        *_plan(source),
    ]
    return source.written("monthly", parts)


def _without_recordings(source: Source, more: MonthMore) -> Iterator[Part]:
    """What a month comes to in which no recording was scored."""
    yield Heading(source.unit_say("overall"))
    yield Paragraph(source.unit_say("nothing"))
    yield from result_parts(source, more.results)
    yield from _penalties(source, more)
    yield from _plan(source)


def _overall(source: Source) -> Iterator[Part]:
    yield Heading(source.unit_say("overall"))
    for words in in_sentences(source):
        yield Paragraph(words)
    yield from change_table(source)
    for one in source.schemes:
        if one.analysis.months is None and len(one.analysis.teams) > 1:
            yield team_table(source, one)


def _clauses(source: Source) -> Iterator[Part]:
    for one in source.schemes:
        clauses = clause_table(source, one)
        if clauses is not None:
            yield clauses


def _improvements(source: Source) -> Iterator[Part]:
    """The items that changed most since the month before, for the better and for the worse."""
    say, shown = source.say, False
    yield Heading(say("improvements"))
    for one in source.schemes:
        changed = _changed_items(source, one)
        if changed:
            shown = True
            yield _change_rows(source, one, changed)
    if shown:
        few = source.report.small_sample
        left_out = say("changes_few", few=few) if few else ""
        yield Paragraph(say("changes_note") + left_out, "note")
    else:
        yield Paragraph(say("no_before_month"))
    yield Room(say("improvements_asked"), 3)


def _changed_items(source: Source, one: SchemeReport) -> list[Row]:
    """Items with a change that enough recordings stand behind, the best change first."""
    if one.before is None or one.analysis.months is not None:
        return []
    rows = [
        row
        for row in one.comparison
        if row.kind == "item" and row.change and not row.is_weak(source.report.small_sample)
    ]
    rows.sort(key=lambda row: row.change or 0)
    better = [row for row in rows if (row.change or 0) < 0][:_CHANGES_SHOWN]
    worse = [row for row in rows if (row.change or 0) > 0][-_CHANGES_SHOWN:]
    return better + worse


def _change_rows(source: Source, one: SchemeReport, rows: Sequence[Row]) -> Table:
    say = source.say
    changes = [row.change or 0 for row in rows]
    said = [say(_verdict(row)) for row in rows]
    columns = (
        Column("item", say("item"), [row.name for row in rows], "wrapped", span=2),
        Column("before", say("before_month"), [float(row.a or 0) for row in rows], "percent"),
        Column("now", say("now_month"), [float(row.b or 0) for row in rows], "percent"),
        Column(
            "change",
            say("change_points_month"),
            [float(100 * change) for change in changes],
            "score",
            number=POINTS,
        ),
        Column("verdict", say("verdict"), said),
    )
    return Table(columns, caption=say("changes_of", scheme=source.named(one.analysis)))


def _verdict(row: Row) -> str:
    """The key of what a change of a defect ratio is called."""
    if row.by_chance:
        return "within_chance"
    return "better" if (row.change or 0) < 0 else "worse"


def _penalties(source: Source, more: MonthMore) -> Iterator[Part]:
    """Sums by legal nature without a name; nothing where no register was given out."""
    totals, say = more.penalties, source.say
    if not totals:
        return
    yield Heading(say("penalties"))
    if more.examples:
        yield Paragraph(text("papers.examples", source.language), "strong")
    natures = [text(f"penalties.{one.nature}", source.language) for one in totals]
    whole = PenaltyTotal(
        "",
        sum(one.count for one in totals),
        sum((one.points for one in totals), Decimal(0)),
        sum((one.money for one in totals), Decimal(0)),
        sum((one.payable for one in totals), Decimal(0)),
    )
    rows = [*totals, whole]
    columns = (
        Column("nature", say("nature"), [*natures, say("sum")], "wrapped", span=2),
        Column("count", say("cases"), [one.count for one in rows], "integer"),
        Column("points", say("points"), [one.points for one in rows], "mark"),
        Column("money", say("money"), [one.money for one in rows], "centred", 2, number="money"),
        Column(
            "payable", say("payable"), [one.payable for one in rows], "centred", 2, number="money"
        ),
    )
    yield Table(columns)
    yield Paragraph(say("penalties_note"), "note")


def _quotas(source: Source) -> Iterator[Part]:
    yield Heading(source.say("quota_heading"))
    quotas = quota_table(source)
    yield quotas or Paragraph(source.say("no_quotas"))


def _plan(source: Source) -> Iterator[Part]:
    yield Heading(source.say("plan_month"))
    for one in source.schemes:
        if one.analysis.months is None:
            names = weakest_items(one.analysis, _CHANGES_SHOWN)["name"].tolist()
            if names:
                details = {"scheme": source.named(one.analysis), "items": source.joined(names)}
                yield Paragraph(source.say("plan_items", **details))
    yield Room(source.say("plan_asked"), 6)
