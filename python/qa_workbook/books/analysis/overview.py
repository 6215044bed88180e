"""Sheet 总览 (S3): key figures as a plain list (A: label, B: value) and as cards, charts; a list of all schemes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa_workbook.books.analysis import days, items, people
from qa_workbook.books.analysis.distribution import Histogram
from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page, versions
from qa_workbook.books.cloth.columns import Column, Placed
from qa_workbook.books.cloth.layout import Layout
from qa_workbook.books.cloth.style import ALERT, Tone, column_width, print_setup, put

_CARD = 3  # first column of the cards
_CARD_COLUMNS = 2
_CHART_SIZE = {"width": 466, "height": 300}
_CHART_ROWS = 13


@dataclass(frozen=True)
class Sources:
    """What the charts of 总览 are drawn from, on the other sheets."""

    histogram: Histogram | None
    items: Placed
    days: Placed
    agents: Placed


@dataclass(frozen=True)
class Figure:
    """One key figure: value with its number format, and the tone of its alert level."""

    label: str
    value: Any
    number: str | None = None
    tone: Tone | None = None


def write(book: Book, sheet: Any, analysis: Any, sources: Sources) -> None:
    """Writes the dashboard of one scheme."""
    page = Page(book, sheet, book.say("overview"), analysis)
    block = list(figures(book, analysis))
    _block(page, block)
    _cards(page)
    _charts(page, sources)
    labels = column_width((figure.label for figure in block), least=21, most=40)
    values = column_width(
        (figure.value for figure in block if isinstance(figure.value, str)), least=18, most=34
    )
    page.widths |= {0: labels, 1: values, 2: 2.5, **dict.fromkeys(range(_CARD, _CARD + 12), 10.5)}
    page.finish()


def write_list(book: Book, sheet: Any, analyses: Sequence[Any], period: Any) -> None:
    """Writes the list of all schemes of the period; says so kindly when there is none."""
    styles, say = book.styles, book.say
    sheet.set_row(0, 30)
    put(sheet, 0, 0, say("overview"), styles("title"))
    if period is not None:
        words = say("subtitle_period", period=period.text, first=period.first, last=period.last)
        put(sheet, 1, 0, words, styles("subtitle"))
    if not analyses:
        for row, line in enumerate(say("nothing").splitlines(), 3):
            put(
                sheet,
                row,
                0,
                line,
                styles("plain", bold=row == 3, font_size=12 if row == 3 else 10),
            )
        sheet.set_column(0, 0, 90)
    else:
        layout = Layout(sheet, styles)
        layout.grid(FIRST_ROW, _list_columns(book, analyses))
        layout.set_widths()
    print_setup(sheet, say("book"))


def _list_columns(book: Book, analyses: Sequence[Any]) -> list[Column]:
    metrics = [analysis.metrics for analysis in analyses]
    ratios = [one["average_defect_ratio"] for one in metrics]
    names = [book.level_names(analysis, [analysis.metrics["alert"]])[0] for analysis in analyses]
    tones = {name: tone for analysis in analyses for name, tone in book.tones(analysis).items()}
    return [
        Column(
            "scheme",
            book.say("scheme"),
            [analysis.scheme.name.say(book.language) for analysis in analyses],
        ),
        Column("id", book.say("code"), [analysis.scheme.id for analysis in analyses]),
        Column(
            "version", book.say("version"), [versions(analysis) for analysis in analyses], "centred"
        ),
        Column(
            "recordings", book.say("recordings"), [one["recordings"] for one in metrics], "integer"
        ),
        Column(
            "agents", book.say("agent_count"), [len(one["agents"]) for one in metrics], "integer"
        ),
        Column(
            "mean_score",
            book.say("mean_score"),
            [one["mean_score"] for one in metrics],
            "score",
            width=11,
        ),
        Column(
            "mean_final",
            book.say("mean_final"),
            [one["mean_final"] for one in metrics],
            "score",
            width=11,
        ),
        Column(
            "good",
            book.say("rate_good"),
            [one["rates"]["good"] for one in metrics],
            "percent",
            width=11,
        ),
        Column(
            "fail",
            book.say("rate_fail"),
            [one["rates"]["fail"] for one in metrics],
            "percent",
            width=11,
        ),
        Column("ratio", book.say("average_defect_ratio"), ratios, "percent", 13),
        Column("alert", book.say("alert"), names, "centred", tones=tones, width=11),
        Column("fatal", book.say("fatal"), [_sum(one, "fatal") for one in metrics], "integer"),
        *book.hints([one["recordings"] for one in metrics]),
    ]


def _sum(metrics: dict[str, Any], key: str) -> Any:
    return sum(agent[key] for agent in metrics["agents"])


def figures(book: Book, analysis: Any) -> Iterator[Figure]:
    """Yields the key figures of the list, leaving out those that the scheme doesn't have."""
    say, metrics, scheme = book.say, analysis.metrics, analysis.scheme
    yield Figure(say("period"), analysis.period.text)
    yield Figure(say("scheme"), scheme.name.say(book.language))
    yield Figure(say("version"), versions(analysis))
    yield Figure(say("recordings"), metrics["recordings"], "integer")
    uncounted = len(analysis.detail) - metrics["recordings"]
    if uncounted:
        yield Figure(say("uncounted"), uncounted, "integer")
    yield Figure(say("agent_count"), len(metrics["agents"]), "integer")
    yield from _scores(book, analysis)
    if scheme.error_deduction:
        yield Figure(say("error_deduction_sum"), _sum(metrics, "error_deduction"), "General")
    if scheme.fatal:
        yield Figure(say("fatal"), _sum(metrics, "fatal"), "integer")
    families = {family.id: family.name.say(book.language) for family in scheme.critical_families}
    for key, name, count in analysis.critical[["id", "name", "recordings"]].itertuples(index=False):
        yield Figure(say("critical_of", name=families.get(key, name)), count, "integer")
    yield from _alert_days(book, analysis)
    if levels := scheme.reference_levels:
        yield Figure(say("reference_best"), float(levels.best), "General")
        yield Figure(say("reference_good"), float(levels.good), "General")
        yield Figure(say("reference_lowest"), float(levels.lowest), "General")


def _scores(book: Book, analysis: Any) -> Iterator[Figure]:
    say, metrics = book.say, analysis.metrics
    if metrics["recordings"]:
        yield Figure(say("mean_score"), metrics["mean_score"], "score")
        yield Figure(say("mean_final"), metrics["mean_final"], "score")
    for band, rate in metrics["rates"].items():
        if rate is not None:
            yield Figure(say(f"rate_{band}"), rate, "percent")
    if metrics["average_defect_ratio"] is not None:
        yield Figure(
            say("average_defect_ratio"), metrics["average_defect_ratio"], "percent", _tone(metrics)
        )
    if metrics["alert"]:
        yield Figure(
            say("alert"), book.level_names(analysis, [metrics["alert"]])[0], None, _tone(metrics)
        )
        yield Figure(say("colour"), say(metrics["alert"]), None, _tone(metrics))


def _alert_days(book: Book, analysis: Any) -> Iterator[Figure]:
    if analysis.metrics["average_defect_ratio"] is None:
        return
    for colour, name in book.levels(analysis).items():
        days_of = (analysis.metrics["alert_days"] or {}).get(colour)
        if days_of is not None:
            yield Figure(
                book.say("alert_days_of", name=name, colour=book.say(colour)), days_of, "integer"
            )


def _tone(metrics: dict[str, Any]) -> Tone | None:
    return ALERT.get(metrics["alert"] or "")


def _block(page: Page, block: list[Figure]) -> None:
    put(page.sheet, FIRST_ROW, 0, page.say("figure"), page.styles("header"))
    put(page.sheet, FIRST_ROW, 1, page.say("value"), page.styles("header"))
    for row, figure in enumerate(block, FIRST_ROW + 1):
        put(page.sheet, row, 0, figure.label, page.styles("cell", "text", indent=1))
        plain, tone = page.styles("centred", figure.number), figure.tone
        style = page.styles.tone(tone, "centred", figure.number) if tone else plain
        put(page.sheet, row, 1, figure.value, style)


def _cards(page: Page) -> None:
    """Six cards of two columns each beside the list, from its first row."""
    for index, card in enumerate(_chosen(page)):
        _card(page, _CARD + index * _CARD_COLUMNS, card)


def _chosen(page: Page) -> list[Figure]:
    say, metrics, deducts = page.say, page.analysis.metrics, page.analysis.scheme.error_deduction
    cards = [
        Figure(say("recordings"), metrics["recordings"], "#,##0"),
        Figure(say("mean_score"), metrics["mean_score"], "score"),
        Figure(say("mean_final"), metrics["mean_final"], "score"),
        Figure(say("rate_good"), metrics["rates"]["good"], "percent"),
        Figure(
            say("average_defect_ratio"), metrics["average_defect_ratio"], "percent", _tone(metrics)
        ),
        Figure(
            say("fatal"), _sum(metrics, "fatal") if page.analysis.scheme.fatal else None, "integer"
        ),
        Figure(
            say("error_deduction_sum"),
            _sum(metrics, "error_deduction") if deducts else None,
            "General",
        ),
        Figure(say("agent_count"), len(metrics["agents"]), "integer"),
        Figure(say("defects"), _sum(metrics, "defects"), "integer"),
    ]
    return [card for card in cards if card.value is not None][:6]


def _card(page: Page, column: int, card: Figure) -> None:
    sheet, styles, row = page.sheet, page.styles, FIRST_ROW
    coloured = card.tone is not None and card.tone != ALERT["white"]
    tone: dict[str, Any] = {"left": 5, "left_color": "#FFFFFF"}
    if card.tone and coloured:
        tone |= {"bg_color": card.tone.fill, "font_color": card.tone.font}
    last = column + _CARD_COLUMNS - 1
    sheet.merge_range(row, column, row, last, card.label, styles("card_label", None, **tone))
    style = styles("card_value", card.number, **tone)
    sheet.merge_range(row + 1, column, row + 2, last, "", style)
    put(sheet, row + 1, column, card.value, style)
    note = (
        page.book.level_names(page.analysis, [page.analysis.metrics["alert"]])[0]
        if card.tone
        else ""
    )
    sheet.merge_range(row + 3, column, row + 3, last, note, styles("card_label", None, **tone))


def _charts(page: Page, sources: Sources) -> None:
    """Up to four charts, two beside each other, below the cards."""
    book, charts = page.book, []
    if page.analysis.metrics["recordings"]:
        if sources.histogram:
            charts.append(sources.histogram.chart(book, book.say("distribution")))
        charts.append(items.items_chart(book, sources.items, page.analysis))
        charts.append(days.chart_of(book, sources.days, page.analysis))
        charts.append(people.agents_chart(book, sources.agents))
    for index, chart in enumerate(charts):
        chart.set_size(_CHART_SIZE)
        row, column = FIRST_ROW + 5 + _CHART_ROWS * (index // 2), _CARD + 6 * (index % 2)
        page.sheet.insert_chart(row, column, chart, {"object_position": 2, "x_offset": 2})
