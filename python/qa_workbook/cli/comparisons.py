"""A comparison of two periods, and the themes of a week, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.cells import cell_len

from qa_workbook.labels import text
from qa_workbook.numbers import half_up

if TYPE_CHECKING:
    from qa_workbook.analysis.comparison import Row
    from qa_workbook.analysis.themes import Theme
    from qa_workbook.app.compare import Comparison

_AS_PERCENT = ("item", "rate")
_WHOLE = ("site_calls", "site_fatal")
_CALLED_BY_NAME = ("index", "item", "rate", "line", "branch", "line_index")
_NUMBER = 11


def comparison_lines(comparison: Comparison, language: str) -> Iterator[str]:
    """Yields the head of a comparison, then each kind of figures, a figure a line.

    Index values and scores are points, ratios percentages; changes of ratios are percentage points.
    """
    yield text(
        "cli.compare_head",
        language,
        name=comparison.name,
        a=comparison.a,
        b=comparison.b,
        recordings_a=comparison.recordings_a,
        recordings_b=comparison.recordings_b,
    )
    if comparison.note:
        yield comparison.note
    names = [_name(row, language) for row in comparison.rows]
    width = max(map(cell_len, names), default=0)
    kind = ""
    for row, name in zip(comparison.rows, names, strict=True):
        if row.kind != kind:
            kind = row.kind
            yield text(f"cli.compare_{kind}", language)
        yield _line(row, name + " " * (width - cell_len(name)))
    yield ""


def _name(row: Row, language: str) -> str:
    """What a row is about: an agent by number and name, all else by name."""
    indent = "  " * (row.level or 1)
    name = " ".join(dict.fromkeys(word for word in (row.id, row.name) if word))
    if row.kind in _CALLED_BY_NAME:
        name = row.name
    return indent + (name or text("cli.compare_blank", language))


def _line(row: Row, name: str) -> str:
    numbers = (_shown(value, row.kind) for value in (row.a, row.b))
    change = _shown(row.change, row.kind, signed=True)
    return name + "".join(word.rjust(_NUMBER) for word in (*numbers, change))


def _shown(value: Fraction | None, kind: str, *, signed: bool = False) -> str:
    """A number half up to two places; percent where it is a ratio, a dash where there is none."""
    if value is None:
        return "–"
    if kind in _WHOLE:
        return f"{int(value):+d}" if signed else str(int(value))
    percent = kind in _AS_PERCENT
    shown = half_up(value * 100 if percent else value, 2)
    unit = "%" if percent and not signed else ""
    return f"{shown:+.2f}" if signed else f"{shown:.2f}{unit}"


def theme_line(theme: Theme, language: str) -> str:
    """Returns a theme with the reason, and its defect ratio before and in the week."""
    figures = {"share": theme.share, "before": theme.before, "after": theme.after}
    shown = {
        name: text("cli.none", language) if figure is None else f"{figure:.1%}"
        for name, figure in figures.items()
    }
    line = text(f"cli.theme_{theme.reason}", language, name=theme.name, **shown)
    if theme.cases is None:
        return line
    explained = len(theme.cases.explained)
    cases = {"positive": theme.cases.positive, "negative": theme.cases.negative}
    return line + text("cli.theme_cases", language, explained=explained, **cases)
