"""The commands of statistics on a plain table. Like those of `commands`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_workbook.cli.programs import statistics_program
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import fraction, with_session
from qa_workbook.errors import UsageError

if TYPE_CHECKING:
    from qa_workbook.app.plain_table import PlainTable
    from qa_workbook.app.statistics_answers import Answer

TableFile = Annotated[Path, typer.Argument(metavar="FILE")]
TableSheet = Annotated[str, typer.Option("--sheet", metavar="NAME")]
TableUnits = Annotated[str, typer.Option("--units", metavar="COLUMN")]
TableRaters = Annotated[str, typer.Option("--raters", metavar="A,B,C")]
TableCounts = Annotated[str, typer.Option("--counts", metavar="COLUMN")]
TableSizes = Annotated[str, typer.Option("--sizes", metavar="COLUMN")]
Level = Annotated[float, typer.Option("--level", metavar="0.95")]
Population = Annotated[int | None, typer.Option("--population", min=1)]


@statistics_program.command("agreement")
@with_session
def agreement(
    session: Session,
    table_file: TableFile,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    table_raters: TableRaters = "",
    alpha_metric: Annotated[
        str, typer.Option("--metric", metavar="nominal|ordinal|interval|ratio")
    ] = "",
    mark_categories: Annotated[str, typer.Option("--categories", metavar="A,B,C")] = "",
    level: Level = 0.95,
    replicates: Annotated[int, typer.Option("--replicates", min=100, max=100_000)] = 1000,
    bootstrap_seed: Annotated[int, typer.Option("--seed", min=0)] = 0,
) -> None:
    """Says how far raters agree."""
    from qa_workbook.app.statistics_of_agreement import agreement as answer_of
    from qa_workbook.statistics.disagreement import Scale

    metric = None
    if alpha_metric:
        if alpha_metric not in list(Scale):
            raise UsageError(what=f"--metric {alpha_metric}")
        metric = Scale(alpha_metric)
    table = _table(session, table_file, table_sheet, table_units, table_raters)
    known = _listed(mark_categories)
    _answer(session, answer_of(table, metric, known, _checked(level), replicates, bootstrap_seed))


@statistics_program.command("icc")
@with_session
def icc(
    session: Session,
    table_file: TableFile,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    table_raters: TableRaters = "",
    level: Level = 0.95,
) -> None:
    """Returns intraclass correlations."""
    from qa_workbook.app.statistics_of_scores import intraclass

    table = _table(session, table_file, table_sheet, table_units, table_raters)
    _answer(session, intraclass(table, _checked(level)))


@statistics_program.command("bland-altman")
@with_session
def bland_altman(
    session: Session,
    table_file: TableFile,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    table_raters: TableRaters = "",
    level: Level = 0.95,
) -> None:
    """Returns bias and limits of agreement of two columns."""
    from qa_workbook.app.statistics_of_scores import limits_of_agreement

    asked = (table_sheet, table_units, table_raters)
    table = _table(session, table_file, *asked, may_be_numbered=True)
    _answer(session, limits_of_agreement(table, _checked(level)))


@statistics_program.command("severity")
@with_session
def severity(
    session: Session,
    table_file: TableFile,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    table_raters: TableRaters = "",
    severity_method: Annotated[
        str, typer.Option("--method", metavar="shared|least-squares")
    ] = "shared",
    level: Level = 0.95,
) -> None:
    """Says who is strict and who is lenient."""
    from qa_workbook.app.statistics_of_scores import strictness
    from qa_workbook.statistics.severity import Method

    if severity_method not in list(Method):
        raise UsageError(what=f"--method {severity_method}")
    table = _table(session, table_file, table_sheet, table_units, table_raters)
    _answer(session, strictness(table, Method(severity_method), _checked(level)))


@statistics_program.command("gauge")
@with_session
def gauge(
    session: Session,
    table_file: TableFile,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    table_raters: TableRaters = "",
    level: Level = 0.95,
) -> None:
    """Returns gauge R&R and repeatability."""
    from qa_workbook.app.statistics_of_repeats import gauge as answer_of

    table = _table(session, table_file, table_sheet, table_units, table_raters, units_repeat=True)
    _answer(session, answer_of(table, _checked(level)))


@statistics_program.command("interval")
@with_session
def interval(
    session: Session,
    counts_file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    successes: Annotated[int | None, typer.Option("--successes", min=0)] = None,
    trials: Annotated[int | None, typer.Option("--trials", min=0)] = None,
    population: Population = None,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    count_column: TableCounts = "",
    size_column: TableSizes = "",
    level: Level = 0.95,
) -> None:
    """Returns the intervals of rates."""
    from qa_workbook.app.statistics_of_counts import Columns, counts_of, interval_of, intervals_of

    if counts_file is None:
        if successes is None or trials is None:
            raise UsageError(what="FILE / --successes --trials")
        _answer(session, interval_of(successes, trials, population, _checked(level)))
        return
    if successes is not None or trials is not None:
        raise UsageError(what="FILE / --successes --trials")
    table = _counts(session, counts_file, table_sheet, table_units)
    counts = counts_of(table, Columns(count_column, size_column))
    _answer(session, intervals_of(counts, population, _checked(level)))


@statistics_program.command("control")
@with_session
def control(
    session: Session,
    table_file: TableFile,
    chart: Annotated[str, typer.Option("--chart", metavar="p|p-prime|u|c")] = "p",
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    count_column: TableCounts = "",
    size_column: TableSizes = "",
) -> None:
    """Returns the limits of a control chart."""
    from qa_workbook.app.statistics_of_counts import Chart, Columns, counts_of
    from qa_workbook.app.statistics_of_counts import control as answer_of

    if chart not in list(Chart):
        raise UsageError(what=f"--chart {chart}")
    kind = Chart(chart)
    of_parts = kind in {Chart.P, Chart.P_PRIME}
    counts = counts_of(
        _counts(session, table_file, table_sheet, table_units),
        Columns(count_column, size_column),
        sized=kind is not Chart.C,
        parts=of_parts,
        whole_sizes=of_parts,
    )
    _answer(session, answer_of(counts, kind))


@statistics_program.command("funnel")
@with_session
def funnel(
    session: Session,
    table_file: TableFile,
    funnel_rate: Annotated[float | None, typer.Option("--rate", metavar="0.05")] = None,
    table_sheet: TableSheet = "",
    table_units: TableUnits = "",
    count_column: TableCounts = "",
    size_column: TableSizes = "",
) -> None:
    """Says whose proportion is further from that of all than chance explains."""
    from qa_workbook.app.statistics_of_counts import Columns, counts_of
    from qa_workbook.app.statistics_of_counts import funnel as answer_of

    if funnel_rate is not None and not 0 < funnel_rate < 1:
        raise UsageError(what=f"--rate {funnel_rate}")
    table = _counts(session, table_file, table_sheet, table_units)
    _answer(session, answer_of(counts_of(table, Columns(count_column, size_column)), funnel_rate))


@statistics_program.command("sample-size")
@with_session
def sample_size(
    session: Session,
    margin: Annotated[str, typer.Option("--error", metavar="0.05")],
    planning: Annotated[str, typer.Option("--planning", metavar="0.5")] = "0.5",
    population: Population = None,
    level: Level = 0.95,
) -> None:
    """Says how many recordings a rate needs."""
    from qa_workbook.app.statistics_of_counts import needed

    shares = fraction("--error", margin), fraction("--planning", planning)
    _answer(session, needed(*shares, population, _checked(level)))


def _checked(level: float) -> float:
    """A level between 0.5 and 1: below it no interval says anything."""
    if not 0.5 <= level < 1:
        raise UsageError(what=f"--level {level}")
    return level


def _table(
    session: Session, path: Path, sheet: str, units: str, raters: str, **known: bool
) -> PlainTable:
    from qa_workbook.app.plain_table import Wanted, read_plain_table

    limits = session.workspace.load_vocabulary().limits
    return read_plain_table(path, limits, Wanted(sheet, units, _listed(raters), **known))


def _listed(words: str) -> tuple[str, ...]:
    """The words of a list with commas."""
    return tuple(word.strip() for word in words.replace("，", ",").split(",") if word.strip())


def _counts(session: Session, path: Path, sheet: str, units: str) -> PlainTable:
    return _table(session, path, sheet, units, "", may_be_numbered=True)


def _answer(session: Session, answer: Answer) -> None:
    session.answer(answer.result, only=True)
    if not session.as_json:
        for line in answer.lines(session.language):
            typer.echo(line)
