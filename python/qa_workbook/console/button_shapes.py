"""The buttons on the sheet: drawn shapes with a macro; a form button can't be coloured or large.

XlsxWriter places text boxes; `with_macros` turns each of them into a button afterwards (DrawingML,
ECMA-376 part 1, 20.5.2.29: the attribute `macro`), which Excel and Calc both run on a click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, FONT, MUTED
from qa_workbook.console.buttons import Button, button_of_macro

_SPACE = 5  # pixels between buttons
_SHAPE = re.compile(r'<xdr:sp macro="" textlink="">.*?</xdr:sp>', re.DOTALL)
_NAME = re.compile(r'<xdr:cNvPr id="(\d+)" name="[^"]*"[^>]*?/>')
_MACRO = re.compile(r"<a:t>(Qa\w+)</a:t>")
_BODY = re.compile(r"<xdr:style>.*</xdr:txBody>|<xdr:txBody>.*</xdr:txBody>", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Where some buttons stand: from (row, column) down, in columns with gaps.

    `widths` are those of its columns, `gaps` those between them, and `line` is the height of a
    button with the space below it, in pixels; row and column are 0-based. Of the `lines` its wide
    button takes those that the others leave.
    """

    buttons: Sequence[Button]
    row: int
    column: int
    widths: Sequence[int]
    gaps: Sequence[int]
    line: int
    lines: int


@dataclass(frozen=True)
class _Place:
    """Where a button stands in its block; `x` and `width` are pixels, `lines` its height."""

    line: int
    x: int
    width: int
    lines: int = 1


def place_buttons(sheet: Worksheet, blocks: Sequence[Block], language: str) -> None:
    """Places a text box per button, which says its macro: `with_macros` knows it by that."""
    for block in blocks:
        for button, place in _places(block):
            options = {
                "x_offset": place.x,
                "y_offset": place.line * block.line + _SPACE // 2,
                "width": place.width,
                "height": place.lines * block.line - _SPACE,
                "object_position": 3,
                "fill": {"color": ACCENT if button.wide else ACCENT_PALE},
                "line": {"color": ACCENT, "width": 1},
                "description": button.caption(language),
            }
            sheet.insert_textbox(block.row, block.column, button.macro, options)


def _places(block: Block) -> Iterator[tuple[Button, _Place]]:
    """The places: a wide button fills its lines, the others fill theirs from the left."""
    line, column = 0, 0
    whole = sum(block.widths) + sum(block.gaps)
    narrow = sum(not button.wide for button in block.buttons)
    tall = max(1, block.lines - -(-narrow // len(block.widths)))
    for button in block.buttons:
        if column and (button.wide or column == len(block.widths)):
            line, column = line + 1, 0
        if button.wide:
            yield button, _Place(line, 0, whole, tall)
            line += tall
            continue
        x = sum(block.widths[:column]) + sum(block.gaps[:column])
        yield button, _Place(line, x, block.widths[column])
        column += 1


def with_macros(drawing: str, language: str) -> str:
    """Returns a drawing part whose text boxes are buttons, named after their macro."""
    return _SHAPE.sub(lambda found: _shape(found[0], language), drawing)


def _shape(shape: str, language: str) -> str:
    said = _MACRO.search(shape)
    if said is None:
        return shape
    button = button_of_macro(said[1])
    caption, about = button.caption(language), button.about(language)
    description = quoteattr(f"{caption}: {about}")
    shape = shape.replace('macro=""', f'macro="[0]!{button.macro}"', 1)
    shape = shape.replace('prst="rect"', 'prst="roundRect"', 1)
    shape = shape.replace(' txBox="1"', "")
    named = rf'<xdr:cNvPr id="\1" name="{button.macro}" descr={description}/>'
    shape = _NAME.sub(named, shape, count=1)
    body = _body(caption, about, wide=button.wide)
    return _BODY.sub(lambda _: body, shape)


def _body(caption: str, about: str, *, wide: bool) -> str:
    caption_colour, about_colour = ("#FFFFFF", ACCENT_PALE) if wide else (ACCENT, MUTED)
    return (
        '<xdr:txBody><a:bodyPr wrap="square" lIns="36000" tIns="0" rIns="36000" bIns="0"'
        ' rtlCol="0" anchor="ctr"/><a:lstStyle/>'
        f"{_line(caption, 1200, True, caption_colour)}{_line(about, 900, False, about_colour)}"
        "</xdr:txBody>"
    )


def _line(words: str, size: int, bold: bool, colour: str) -> str:
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    look = f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>{fonts}'
    run = (
        f'<a:rPr lang="zh-CN" sz="{size}" b="{int(bold)}">{look}</a:rPr><a:t>{escape(words)}</a:t>'
    )
    return f'<a:p><a:pPr algn="ctr"/><a:r>{run}</a:r></a:p>'
