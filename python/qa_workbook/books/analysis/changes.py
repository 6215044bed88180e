"""Cells that show a change since the period before: sign, arrow and word, not the colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from qa_workbook.analysis.formulas import wilson_ends
from qa_workbook.analysis.key_figures import KeyFigure
from qa_workbook.books.cloth.style import BETTER, WORSE, Styles, put
from qa_workbook.numbers import as_shown, percent

_SIZE, _SMALLER = 9, 8  # the word for chance is the longest
_WORDS = {1: ("better", "worse"), -1: ("worse", "better"), 0: ("", "")}


def put_change(
    sheet: Worksheet,
    row: int,
    column: int,
    figure: KeyFigure,
    cell: str,
    styles: Styles,
    say: Callable[..., str],
    kind: str = "centred",
    **look: Any,
) -> None:
    """Writes how a figure has changed, live from the `cell` it stands in; "–" where nobody knows.

    Shares change in percentage points. `say` is of the room `sentences`;
    `kind` and `look` go to the style.
    """
    if figure.change is None or figure.before is None:
        put(sheet, row, column, "–", styles(kind, None, **look))
        return
    factor, places = (100, 1) if figure.unit == "fraction" else (1, figure.places)
    value = factor * float(as_shown(figure.change, figure.places))
    formula = ""
    if cell:
        moved = f"{cell}-{figure.before!r}"
        formula = f"=ROUND({moved if factor == 1 else f'100*({moved})'},{places})"
    size = _SMALLER if figure.chance else _SIZE
    style = styles(
        kind, _number(figure, places, say), **{"font_size": size, "shrink": True, **look}
    )
    put(sheet, row, column, value, style, formula)
    _colour(sheet, row, column, figure, styles)


def put_interval(
    sheet: Worksheet,
    row: int,
    column: int,
    figure: KeyFigure | None,
    cells: Mapping[str, str],
    styles: Styles,
    say: Callable[..., str],
) -> None:
    """Writes the interval of a rate, live from the cell that `cells` has of it, by its key.

    `say` is of the room `first_page`. Empty for what has no interval.
    """
    if figure is None or figure.interval is None:
        put(sheet, row, column, None, styles("centred"))
        return
    low, high = map(percent, figure.interval)
    formula = ""
    if figure.key in cells and "recordings" in cells:
        size = cells["recordings"]
        ends = wilson_ends(f"{cells[figure.key]}*{size}", size)
        shown = [f'"&TEXT({end},"0.0%")&"' for end in ends]
        formula = f'="{say("interval_of", low=shown[0], high=shown[1])}"'
    put(sheet, row, column, say("interval_of", low=low, high=high), styles("centred"), formula)


def _number(figure: KeyFigure, places: int, say: Callable[..., str]) -> str:
    """The number format that says the word, which follows the sign of a live value."""
    digits = f"0.{'0' * places}".rstrip(".")
    up, down = _WORDS[0 if figure.weak else figure.direction]
    if figure.chance and not figure.weak:
        up = down = "short_chance"
    if figure.unit == "fraction":
        digits += f'"{say("short_points")}"'
    more, less = (f'" {say(word)}"' if word else "" for word in (up, down))
    return f'"▲ +"{digits}{more};"▼ -"{digits}{less};"{say("same")}"'


def _colour(sheet: Worksheet, row: int, column: int, figure: KeyFigure, styles: Styles) -> None:
    if figure.weak or figure.chance or not figure.direction:
        return
    up, down = (BETTER, WORSE) if figure.direction > 0 else (WORSE, BETTER)
    for criteria, tone in ((">", up), ("<", down)):
        look = {"type": "cell", "criteria": criteria, "value": 0}
        sheet.conditional_format(
            row, column, row, column, look | {"format": styles.conditional(tone)}
        )
