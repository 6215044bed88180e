"""Foreign sheets drawn as text, and a scheme and layouts for them."""

from __future__ import annotations

from typing import Any

from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellValue, Grid, Place, Size, Unseen
from qa_workbook.layouts.columns_shape import unfold_columns
from qa_workbook.layouts.forms_shape import unfold_forms
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.model import Scheme
from scheme_factory import SOURCE, scheme

TEN = {"full": 10, "lowest": 0, "step": 1, "unit": "mark", **SOURCE}
SCHEME: Scheme = scheme(
    [
        {"id": key, "name": name, "weight": 10, "scale": "ten"}
        for key, name in {"hello": "开头语", "check": "身份核实", "answer": "业务解答"}.items()
    ],
    scales={"ten": TEN},
)


def drawn(text: str, name: str = "Sheet1", merges: bool = True, **unseen: Any) -> Grid:
    """Returns the grid of a drawing: cells lie between `|`, a row a line; `<` belongs to the cell
    left of it, `^` to the one above; numbers are numbers, 001 is text.
    """
    lines = [line.split("|") for line in text.strip("\n").split("\n")]
    width = max(map(len, lines))
    signs = [[cell.strip() for cell in [*line, *[""] * (width - len(line))]] for line in lines]
    merged = _merged(signs)
    rows = [["" if sign in ("<", "^") else _value(sign) for sign in line] for line in signs]
    return Grid(name, rows, Unseen(merged=merged if merges else None, **unseen))


def _value(sign: str) -> CellValue:
    is_number = sign.lstrip("-").isdigit() and (not sign.startswith("0") or sign == "0")
    return int(sign) if is_number else sign


def _merged(signs: list[list[str]]) -> dict[Place, Size]:
    first: dict[Place, Place] = {}
    for row, line in enumerate(signs):
        for column, sign in enumerate(line):
            if sign == "<":
                first[row, column] = first.get((row, column - 1), (row, column - 1))
            elif sign == "^":
                first[row, column] = first.get((row - 1, column), (row - 1, column))
    sizes: dict[Place, Size] = {}
    for (row, column), (top, left) in first.items():
        rows, columns = sizes.get((top, left), (1, 1))
        sizes[top, left] = (max(rows, row - top + 1), max(columns, column - left + 1))
    return sizes


def layout(shape: str, **keys: Any) -> Layout:
    """Returns a layout of sheets with the items of the scheme."""
    whole = {
        "format": 1,
        "id": "drawn",
        "name": "评分单",
        "scheme": "test",
        "match": {"headings": ["开头语"]},
        "shape": shape,
        "marks": {node.id: {"heading": node.name.zh} for node in SCHEME.items},
        **SOURCE,
        **keys,
    }
    return Layout.model_validate(whole)


def unfolded(grid: Grid, of: Layout, vocabulary: Vocabulary, file: str = "a.xlsx") -> Unfolded:
    """Returns what a layout makes of a sheet."""
    read = {"forms": unfold_forms, "columns": unfold_columns}[of.shape]
    return read(grid, of, SCHEME, score_form(SCHEME, vocabulary), vocabulary, file)


def table(found: Unfolded, *keys: str) -> list[tuple[CellValue, ...]]:
    """Returns some columns of the plain table, without its header; "" for one that it lacks."""
    places = [found.keys.index(key) if key in found.keys else None for key in keys]
    return [
        tuple("" if place is None else row[place] for place in places)
        for row in found.grid.rows[1:]
    ]


def unsure(found: Unfolded) -> list[Place]:
    """Returns the cells that aren't understood."""
    return [place for place, cell in found.cells.items() if cell.kind == "unsure"]
