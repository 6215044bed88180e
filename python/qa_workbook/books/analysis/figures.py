"""How a figure of the catalogue is shown: its words, its number format, the colour of its level."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.figure import Figure, Unit
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.style import ALERT, Tone

_NUMBERS: dict[Unit, str] = {
    "recordings": "integer",
    "scores": "integer",
    "marks": "integer",
    "agents": "integer",
    "days": "integer",
    "points": "score",
    "fraction": "percent",
}
_SUM = "error_deduction_sum"  # a sum of deductions as they were typed, not a mean
_COLOURED = ("average_defect_ratio", "alert")


@dataclass(frozen=True)
class ShownFigure:
    """A figure in words and numbers: `value` with its number format, the tone of its alert level.

    `figure` is None for what stands beside the figures, e.g. the name of the scheme.
    """

    label: str
    value: object
    number: str | None = None
    tone: Tone | None = None
    figure: Figure | None = None


def shown_figure(sheets: SchemeSheets, key: str) -> ShownFigure:
    """Returns a figure of the period as the workbook shows it; its value is None if it has none."""
    figure = find_figure(key)
    value = figure.value(sheets.analysis)
    if key == "alert":
        value = sheets.level_name() or None
    number = "General" if key == _SUM else _NUMBERS.get(figure.unit)
    tone = alert_tone(sheets) if key in _COLOURED else None
    return ShownFigure(_label(sheets, figure), value, number, tone, figure)


def alert_tone(sheets: SchemeSheets) -> Tone | None:
    """Returns the colours of the period's own alert level."""
    return ALERT.get(sheets.analysis.overall.alert or "")


def _label(sheets: SchemeSheets, figure: Figure) -> str:
    say = sheets.book.say
    if figure.of == "rates":
        return say(f"rate_{figure.name}")
    if figure.of == "alert_days":
        level = sheets.levels().get(figure.name, "")
        return say("alert_days_of", name=level, colour=say(figure.name))
    if figure.key == "uncounted" and sheets.analysis.averages_inspectors:
        return say("uncounted_averaged")
    return say(figure.name)
