"""Columns of formulas with their cached values as the XML of a worksheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.books.cloth.array_formulas import over_arrays
from qa_workbook.books.cloth.number_texts import plain_number
from qa_workbook.books.cloth.row_templates import ABOVE, ROW, Templates
from qa_workbook.books.cloth.strips import Piece

_TEXT, _NUMBER = ' t="str">', ">"
_SIGNS = re.compile(f"([{ROW}{ABOVE}])")


@dataclass(frozen=True)
class FormulaCells:
    """Cells with formulas, "" for none, and their cached values: texts, numbers or None."""

    formulas: Sequence[str]
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.values)

    def pieces(self, first: int, last: int, letter: str, rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`."""
        formulas = self.formulas[first:last]
        names = rows.to_pylist()
        inner = [_xml(one, letter, row) for one, row in zip(formulas, names, strict=True)]
        return _cells(formulas, [pa.array(inner, pa.string())], self.values[first:last])


@dataclass(frozen=True)
class TemplateCells:
    """Cells with formulas by templates, and their cached values: texts, numbers or None."""

    templates: Templates
    values: Sequence[Any]

    def __len__(self) -> int:
        return len(self.values)

    def pieces(self, first: int, last: int, letter: str, rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`: each template is put into XML once."""
        found = self.templates.of_rows(first, last)
        made = {text: _xml(text, letter, ROW) for text in set(found)}
        if len(made) == 1:
            inner = _filled(made[found[0]], rows)
        else:
            above = _above(rows) if any(ABOVE in text for text in made) else rows
            names = zip(found, rows.to_pylist(), above.to_pylist(), strict=True)
            texts = [made[text].replace(ROW, row).replace(ABOVE, over) for text, row, over in names]
            inner = [pa.array(texts, pa.string())]
        return _cells(found, inner, self.values[first:last])


def _filled(template: str, rows: pa.Array) -> list[Piece]:
    """A template in all rows: its parts, and between them the numbers of the rows."""
    parts = _SIGNS.split(template)
    names = {ROW: rows, ABOVE: _above(rows) if ABOVE in parts else rows}
    return [names.get(part, part) for part in parts]


def _above(rows: pa.Array) -> pa.Array:
    return pc.subtract(rows.cast(pa.int32()), 1).cast(pa.string())


def _xml(formula: str, letter: str, row: str) -> str:
    """A formula as XML, one of arrays with the cell that it fills; "" for none."""
    if not formula:
        return ""
    start = f'<f t="array" ref="{letter}{row}">' if over_arrays(formula) else "<f>"
    return f"{start}{escape(formula[1:], quote=False)}</f>"


def _cells(formulas: Sequence[str], inner: list[Piece], values: Sequence[Any]) -> list[Piece]:
    """The cells of rows with such formulas, "" for none, which stand as XML in `inner`."""
    kinds = set(map(type, values))
    start: list[Piece]
    texts: list[str | None]
    if str not in kinds and type(None) not in kinds:
        start, texts = [_NUMBER], [repr(plain_number(value)) for value in values]
    else:
        known = {one: escape(one, quote=False) for one in set(values) if isinstance(one, str)}
        rows = list(zip(values, formulas, strict=True))
        are_texts = [value in known or value is None for value in values]
        start = [pa.array([_TEXT if is_text else _NUMBER for is_text in are_texts], pa.string())]
        texts = [_written(value, formula, known) for value, formula in rows]
    return [*start, *inner, "<v>", pa.array(texts, pa.string()), "</v></c>"]


def _written(value: Any, formula: str, known: dict[str, str]) -> str | None:
    """A value as XML: an empty text where a formula has none, None where nothing stands at all."""
    if value is None:
        return "" if formula else None
    return known[value] if isinstance(value, str) else repr(plain_number(value))
