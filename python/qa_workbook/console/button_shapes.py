"""The buttons on the sheet: drawn shapes with a macro; a form button can't be coloured or large.

XlsxWriter places text boxes; `with_macros` turns each of them into a button afterwards (DrawingML,
ECMA-376 part 1, 20.5.2.29: the attribute `macro`), which Excel and Calc both run on a click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, FONT, MUTED
from qa_workbook.console import buttons
from qa_workbook.console.buttons import Button

_SPACE = 5  # pixels between buttons
_SHAPE = re.compile(r'<xdr:sp macro="" textlink="">.*?</xdr:sp>', re.DOTALL)
_NAME = re.compile(r'<xdr:cNvPr id="(\d+)" name="[^"]*"[^>]*?/>')
_BODY = re.compile(r"<xdr:style>.*</xdr:txBody>|<xdr:txBody>.*</xdr:txBody>", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Where the buttons stand: from (row, column) down to `height`, in two columns with a gap.

    Lengths are pixels, row and column 0-based.
    """

    row: int
    column: int
    left: int
    gap: int
    right: int
    height: int


def place_buttons(sheet: Worksheet, block: Block, language: str) -> None:
    """Places a text box per button of the list."""
    places = list(_places(block))
    step = block.height // (1 + max(line for _, line, _, _ in places))
    for button, line, x, width in places:
        options = {
            "x_offset": x,
            "y_offset": line * step + _SPACE // 2,
            "width": width,
            "height": step - _SPACE,
            "object_position": 3,
            "fill": {"color": ACCENT if button.wide else ACCENT_PALE},
            "line": {"color": ACCENT, "width": 1},
            "description": button.caption(language),
        }
        sheet.insert_textbox(block.row, block.column, button.macro, options)


def _places(block: Block) -> Iterator[tuple[Button, int, int, int]]:
    """Yields (button, line, x, width): a wide button over both columns, the others two a line."""
    line, on_the_right = 0, False
    for button in buttons.BUTTONS:
        if button.wide:
            line, on_the_right = line + on_the_right, False
            yield button, line, 0, block.left + block.gap + block.right
            line += 1
        elif on_the_right:
            yield button, line, block.left + block.gap, block.right
            line, on_the_right = line + 1, False
        else:
            yield button, line, 0, block.left
            on_the_right = True


def with_macros(drawing: str, language: str) -> str:
    """Returns a drawing part whose text boxes are buttons, named after their macro."""
    in_order = iter(buttons.BUTTONS)
    return _SHAPE.sub(lambda found: _shape(found[0], next(in_order), language), drawing)


def _shape(shape: str, button: Button, language: str) -> str:
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
