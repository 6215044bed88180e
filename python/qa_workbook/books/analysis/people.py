"""Sheets 员工 and 班组 (S3): scores, defects, errors and levels of each agent (with Pareto) and each team."""

from __future__ import annotations

from typing import Any

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Column, Placed

SHOWN = 20  # agents in the Pareto chart; more would be unreadable


def write_agents(book: Book, sheet: Any, analysis: Any) -> Placed:
    """Writes the agents in falling order of their defects; returns where they lie."""
    page = Page(book, sheet, book.say("agents"), analysis)
    frame = analysis.agents.sort_values(
        ["defects", "agent"], ascending=[False, True], kind="stable"
    )
    columns = [
        Column("agent", book.say("agent"), frame["agent"], "centred", most=24),
        Column("name", book.say("name"), frame["name"], "centred", most=24),
        Column("team", book.say("team"), frame["team"], "centred", most=24),
        *_figures(book, analysis, frame),
        Column("share", book.say("share"), frame["share"], "percent", width=11),
        Column(
            "cumulative_share",
            book.say("cumulative_share"),
            frame["cumulative_share"],
            "percent",
            width=11,
        ),
    ]
    placed = page.grid(FIRST_ROW, [*columns, *book.hints(frame["recordings"])])
    page.total(placed, {"agent": (book.say("total"), None), **_totals(page, frame)})
    if placed.last >= placed.first:
        gap = len(placed.columns)
        page.widths[gap] = 3
        chart = agents_chart(book, placed)
        chart.set_size({"width": 640, "height": 360})
        sheet.insert_chart(FIRST_ROW, gap + 1, chart, {"object_position": 2})
        sheet.print_area(0, 0, placed.last + 1, gap - 1)  # the chart is printed on 总览
    _finish(page, placed)
    return placed


def agents_chart(book: Book, placed: Placed) -> Any:
    """Returns the Pareto chart of the agents with the most defects."""
    count = placed.last - placed.first + 1
    title = (
        book.say("pareto_agents_top", count=SHOWN) if count > SHOWN else book.say("pareto_agents")
    )
    return charts.pareto(book, placed, title, "defects", SHOWN)


def write_teams(book: Book, sheet: Any, analysis: Any) -> Placed:
    """Writes the teams; returns where they lie."""
    page = Page(book, sheet, book.say("teams"), analysis)
    frame = analysis.teams
    columns = [
        Column("team", book.say("team"), frame["team"], "centred", most=30),
        Column("agents", book.say("agent_count"), frame["agents"], "integer", width=10),
        *_figures(book, analysis, frame),
    ]
    placed = page.grid(FIRST_ROW, [*columns, *book.hints(frame["recordings"])])
    agents = {"agents": (len(analysis.metrics["agents"]), "integer")}
    page.total(placed, {"team": (book.say("total"), None), **agents, **_totals(page, frame)})
    _finish(page, placed)
    return placed


def _figures(book: Book, analysis: Any, frame: Any) -> list[Column]:
    columns = [
        Column("recordings", book.say("recordings"), frame["recordings"], "integer"),
        Column("mean_score", book.say("mean_score"), frame["mean_score"], "score", width=10),
        Column("mean_final", book.say("mean_final"), frame["mean_final"], "score", width=10),
    ]
    if analysis.metrics["average_defect_ratio"] is not None:
        names, tones = book.level_names(analysis, frame["alert"]), book.tones(analysis)
        ratios = frame["average_defect_ratio"]
        columns += [
            Column("average_defect_ratio", book.say("average_defect_ratio"), ratios, "percent", 12),
            Column("alert", book.say("alert"), names, "centred", width=10, tones=tones),
        ]
    if "good" in frame and frame["good"].notna().any():
        columns.insert(3, Column("good", book.say("rate_good"), frame["good"], "percent"))
    return [
        *columns,
        Column(
            "error_deduction",
            book.say("error_deduction"),
            frame["error_deduction"],
            "mark",
            width=10,
        ),
        Column("fatal", book.say("fatal"), frame["fatal"], "integer", width=9),
        Column("defects", book.say("defects"), frame["defects"], "integer", width=9),
    ]


def _totals(page: Page, frame: Any) -> dict[str, tuple[Any, str | None]]:
    metrics = page.analysis.metrics
    return {
        "recordings": (metrics["recordings"], "integer"),
        "mean_score": (metrics["mean_score"], "score"),
        "mean_final": (metrics["mean_final"], "score"),
        "good": (metrics["rates"]["good"], "percent"),
        "average_defect_ratio": (metrics["average_defect_ratio"], "percent"),
        "alert": (page.book.level_names(page.analysis, [metrics["alert"]])[0], None),
        "error_deduction": (float(frame["error_deduction"].sum()), "General"),
        "fatal": (_sum(frame["fatal"]), "integer"),
        "defects": (_sum(frame["defects"]), "integer"),
    }


def _sum(values: Any) -> int:
    return int(values.sum())


def _finish(page: Page, placed: Placed) -> None:
    page.filter(placed)
    page.finish(FIRST_ROW)
