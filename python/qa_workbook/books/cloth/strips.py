"""Columns of cells as the XML of a worksheet, block by block.

A strip gives its cells as pieces, each the same text for all rows of a block or a text per row.
Arrow joins the pieces of all columns at once, which is most of the work of a long sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from qa_workbook.books.cloth.number_texts import (
    few_numbers,
    narrow_codes,
    number_texts,
    numbers_of,
    plain_number,
)

Piece: TypeAlias = str | pa.Array
_FEW = 4  # cells with the same text, from which on its XML is made once for all
_CARE = r"^ | $|_x|[^\p{L}\p{N} !#%'()*+,./:;=@_~\-（），。、：；！？“”《》·]"
"""Texts in which XlsxWriter may escape something: all others are written as they are."""
SHARED, TRUTH = ' t="s"', ' t="b"'
"""How a cell says that it holds a shared text, or a truth value."""


@dataclass(frozen=True)
class Words:
    """Texts of cells in the order of the cells, and which one each cell has.

    `codes` are places in `words`, null for a blank cell. Each text is there once, but for columns
    in which nearly all are different.
    """

    codes: pa.Array
    words: list[str]

    @classmethod
    def of(cls, texts: Sequence[str | None] | pa.Array) -> Words:
        """Returns the words of clean texts, None for a blank cell."""
        coded = pa.array(texts, pa.string()).dictionary_encode()
        return cls.of_codes(coded.indices, coded.dictionary.to_pylist())

    @classmethod
    def of_codes(cls, codes: pa.Array, words: list[str]) -> Words:
        """Returns clean texts with codes, which take as little room as they can."""
        return cls(narrow_codes(codes, len(words)), words)

    def __len__(self) -> int:
        return len(self.codes)

    def sample(self, most: int) -> list[str]:
        """Returns the first `most` different things in the cells; nothing counts as one."""
        if len(self.words) < most or not self.codes.null_count:
            return self.words[:most]
        last = pc.index(self.codes, most - 1).as_py()
        return self.words[: most - bool(self.codes.slice(0, last).null_count)]


class Cells(Protocol):
    """The cells of a strip, each from what follows its style on."""

    def __len__(self) -> int:
        """Returns how many cells there are."""

    def pieces(self, first: int, last: int, letter: str, rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`, whose rows are called `rows`.

        Where a cell holds nothing one of the pieces is null.
        """


@dataclass(frozen=True)
class FewCells:
    """Cells of which many are alike: `texts` by `codes`, a null for nothing."""

    codes: pa.Array
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.codes)

    def pieces(self, first: int, last: int, _letter: str, _rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`."""
        return [self.texts.take(self.codes.slice(first, last - first))]


@dataclass(frozen=True)
class NumberCells:
    """Cells with numbers, whose XML calls their type `kind`."""

    numbers: pa.Array
    kind: str

    def __len__(self) -> int:
        return len(self.numbers)

    def pieces(self, first: int, last: int, _letter: str, _rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`."""
        texts = number_texts(self.numbers.slice(first, last - first))
        return [f"{self.kind}><v>", texts, "</v></c>"]


@dataclass(frozen=True)
class EitherCells:
    """Cells of a column of which some hold a text and others a number."""

    words: Cells
    numbers: Cells

    def __len__(self) -> int:
        return len(self.words)

    def pieces(self, first: int, last: int, letter: str, rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`."""
        both = (cells.pieces(first, last, letter, rows) for cells in (self.words, self.numbers))
        return [pc.coalesce(*map(joined, both))]


def number_cells(numbers: pa.Array, kind: str = "") -> Cells:
    """Returns cells with numbers; those of which many are alike are put into words once."""
    found = few_numbers(numbers)
    if found is None:
        return NumberCells(numbers, kind)
    codes, texts = found
    return FewCells(codes, pc.binary_join_element_wise(f"{kind}><v>", texts, "</v></c>", ""))


def word_cells(codes: pa.Array, places: Sequence[int]) -> Cells:
    """Returns cells with shared texts, by the place of each code among those of the workbook."""
    shared = pa.array(places, pa.int32())
    if len(shared) * _FEW > len(codes):
        return NumberCells(shared.take(codes), SHARED)
    texts = number_texts(shared)
    return FewCells(codes, pc.binary_join_element_wise(f"{SHARED}><v>", texts, "</v></c>", ""))


def cells_of_numbers(numbers: pa.Array | Sequence[Any], kind: str = "") -> Cells:
    """Returns cells with numbers of any kind, Decimals too; None for nothing."""
    found = numbers if isinstance(numbers, pa.Array) else numbers_of(numbers)
    if found is not None:
        return number_cells(found, kind)
    return written_numbers(_written(numbers))


def _written(numbers: Sequence[Any]) -> list[str | None]:
    """The texts of numbers of several kinds; amounts that many lines share are written once."""
    if set(map(type, numbers)) <= {Decimal, type(None)}:
        # Zeros are left out: 0 and -0 are equal, but not written alike.
        known = {one: repr(float(one)) for one in set(numbers) if one}
        return [None if one is None else known.get(one) or repr(float(one)) for one in numbers]
    return [None if one is None else repr(plain_number(one)) for one in numbers]


def written_numbers(texts: Sequence[str | None]) -> Cells:
    """Returns cells with numbers that are texts already, None for nothing."""
    coded = pa.array(texts, pa.string()).dictionary_encode()
    whole = pc.binary_join_element_wise("><v>", coded.dictionary, "</v></c>", "")
    return FewCells(coded.indices, whole)


@dataclass(frozen=True)
class Strip:
    """One column of a block: its cells, their formats, and whether blank ones are drawn."""

    column: int
    cells: Cells
    formats: Sequence[Format] | Format
    boxed: bool

    def __len__(self) -> int:
        return len(self.cells)

    def pieces(self, first: int, last: int, rows: pa.Array) -> list[Piece]:
        """Returns the cells from `first` up to `last`; past its end a strip has none."""
        count, last = last - first, min(last, len(self))
        if first >= last:
            return []
        whole = self._pieces(first, last, rows.slice(0, last - first))
        if not whole or count == last - first:
            return whole
        rest = pa.array([""] * (count - (last - first)), pa.string())
        return [pa.concat_arrays([joined(whole), rest])]

    def _pieces(self, first: int, last: int, rows: pa.Array) -> list[Piece]:
        letter = xl_col_to_name(self.column)
        start: list[Piece] = [f'<c r="{letter}', rows, '"', *self._styles(first, last)]
        cells = self.cells.pieces(first, last, letter, rows)
        blanks = max(piece.null_count for piece in cells if not isinstance(piece, str))
        if not blanks:
            return [*start, *cells]
        if self.boxed:
            return [*start, joined(cells).fill_null("/>")]
        if blanks == last - first:
            return []
        return [joined([*start, *cells]).fill_null("")]

    def _styles(self, first: int, last: int) -> list[Piece]:
        if isinstance(self.formats, Format):
            return [_style(self.formats)]
        formats = self.formats[first:last]
        codes = {one: code for code, one in enumerate(dict.fromkeys(formats))}
        styles = pa.array([_style(one) for one in codes], pa.string())
        return [styles.take(pa.array([codes[one] for one in formats], pa.int32()))]


def _style(one: Format) -> str:
    return f' s="{one._get_xf_index()}"'


def joined(pieces: Sequence[Piece]) -> pa.Array:
    """Returns the text of each row: its pieces one after another, null where one of them is.

    At least one piece must be a text per row.
    """
    together: list[Piece] = []
    for piece in pieces:  # neighbours that are the same for all rows are joined once
        if isinstance(piece, str) and together and isinstance(together[-1], str):
            together[-1] += piece
        else:
            together.append(piece)
    if len(together) == 1:
        return together[0]
    return pc.binary_join_element_wise(*together, "")


def few_texts(texts: Sequence[str], codes: Sequence[int]) -> pa.Array:
    """Returns the text of each code."""
    return pa.array(texts, pa.string()).take(pa.array(codes, pa.int32()))


def replaced(texts: pa.Array, rows: Sequence[int], others: Sequence[str]) -> pa.Array:
    """Returns `texts` with `others` in some rows."""
    mask = np.zeros(len(texts), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(others, pa.string()))


def shared_texts(texts: Sequence[str]) -> tuple[pa.Array, list[int]]:
    """Returns shared texts as they are written, and the places of those that may need care."""
    found = pa.array(texts, pa.string())
    odd = pc.indices_nonzero(pc.match_substring_regex(found, _CARE)).to_pylist()
    return pc.binary_join_element_wise("<si><t>", found, "</t></si>", ""), odd


def row_names(top: int, end: int) -> pa.Array:
    """Returns how cells call the rows from `top` (counted from 0) up to `end`."""
    return pa.array(np.arange(top + 1, end + 1, dtype=np.int32)).cast(pa.string())


def text_of(texts: pa.Array) -> memoryview:
    """Returns all texts one after another, in UTF-8; none may be null."""
    _, ends, content = texts.buffers()
    places = np.frombuffer(ends, dtype=np.int32, count=len(texts) + 1, offset=4 * texts.offset)
    return memoryview(content)[places[0] : places[-1]]
