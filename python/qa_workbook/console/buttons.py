"""The buttons: drawn shapes with a macro, because a form button can be neither coloured nor large and legible.

XlsxWriter places text boxes; `with_macros` turns each of them into a button afterwards (DrawingML, ECMA-376 part 1,
20.5.2.29: the attribute `macro`), which Excel and Calc both run on a click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, FONT, MUTED
from qa_workbook.console.names import BUTTONS
from qa_workbook.labels import text

_SPACE = 8  # pixels between buttons
_COLUMNS = {"QaRun": 2}  # the main button is as wide as both columns
_SHAPE = re.compile(r'<xdr:sp macro="" textlink="">.*?</xdr:sp>', re.DOTALL)
_NAME = re.compile(r'<xdr:cNvPr id="(\d+)" name="[^"]*"[^>]*?/>')
_BODY = re.compile(r"<xdr:style>.*</xdr:txBody>|<xdr:txBody>.*</xdr:txBody>", re.DOTALL)


def place_buttons(
    sheet: Worksheet,
    row: int,
    column: int,
    widths: tuple[int, int, int],
    height: int,
    language: str,
) -> None:
    """Places a text box per button, from (row, column) down to `height` pixels; `widths`: left, gap and right, in pixels."""
    rows = 1 + -(-(len(BUTTONS) - 1) // 2)
    step = height // rows
    for x, y, width, macro in _places(widths, step):
        options = {
            "x_offset": x,
            "y_offset": y + _SPACE // 2,
            "width": width,
            "height": step - _SPACE,
            "object_position": 3,
            "fill": {"color": ACCENT if macro in _COLUMNS else ACCENT_PALE},
            "line": {"color": ACCENT, "width": 1},
            "description": text(f"console.button_{BUTTONS[macro]}", language),
        }
        sheet.insert_textbox(row, column, macro, options)


def _places(widths: tuple[int, int, int], step: int) -> Iterator[tuple[int, int, int, str]]:
    """Yields (x, y, width, macro): the main button over both columns, the others two a row."""
    row, side = 0, 0
    for macro in BUTTONS:
        if macro in _COLUMNS:
            yield 0, row * step, sum(widths), macro
            row += 1
            continue
        yield (widths[0] + widths[1] if side else 0), row * step, widths[2 * side], macro
        row, side = row + side, 1 - side


def with_macros(drawing: str, language: str) -> str:
    """Returns a drawing part whose text boxes are buttons: named after their macro, with caption and description."""
    macros = iter(BUTTONS)
    return _SHAPE.sub(lambda found: _button(found[0], next(macros), language), drawing)


def _button(shape: str, macro: str, language: str) -> str:
    caption, about = (
        text(f"console.{kind}_{BUTTONS[macro]}", language) for kind in ("button", "about")
    )
    main = macro in _COLUMNS
    body = (
        '<xdr:txBody><a:bodyPr wrap="square" lIns="36000" tIns="0" rIns="36000" bIns="0" rtlCol="0" anchor="ctr"/><a:lstStyle/>'
        f"{_line(caption, 1200, True, '#FFFFFF' if main else ACCENT)}"
        f"{_line(about, 900, False, ACCENT_PALE if main else MUTED)}</xdr:txBody>"
    )
    shape = shape.replace('macro=""', f'macro="[0]!{macro}"', 1).replace(
        'prst="rect"', 'prst="roundRect"', 1
    )
    shape = shape.replace(' txBox="1"', "")
    shape = _NAME.sub(
        rf'<xdr:cNvPr id="\1" name="{macro}" descr={quoteattr(f"{caption}: {about}")}/>',
        shape,
        count=1,
    )
    return _BODY.sub(lambda _: body, shape)


def _line(words: str, size: int, bold: bool, colour: str) -> str:
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    look = f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>{fonts}'
    return (
        f'<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="zh-CN" sz="{size}" b="{int(bold)}">{look}</a:rPr>'
        f"<a:t>{escape(words)}</a:t></a:r></a:p>"
    )
