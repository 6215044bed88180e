"""The figures of inspectors once more, as formulas over the cells of 明细."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from qa_workbook.books.analysis.helper_columns import found_by_match
from qa_workbook.books.analysis.live_cells import is_criterion
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.codes import separated
from qa_workbook.frames import MARK
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator, Scheme

_EXACT = 10  # decimals of a variance; equal scores have none, whatever their squares leave over


class InspectorFormulas:
    """Formulas by row of the table "inspectors", "" where the workbook lacks the cells.

    `names` are those of its rows. Where COUNTIFS might mistake one for another, as it would take
    甲* for many and A for a, they are compared sign by sign.
    """

    def __init__(self, sheets: SchemeSheets, names: Sequence[str]) -> None:
        self.sheets = sheets
        self.rows = len(names)
        simple = all(is_criterion(name, names) for name in names)
        self._by_criteria = simple and found_by_match(names)

    @cached_property
    def _detail(self) -> PlacedTable | None:
        """明细, if it stands on one sheet and its scores are those that the inspectors gave."""
        detail = self.sheets.places.tables.get("detail")
        long = self.sheets.analysis.scheme.sheet.layout == "long"
        if detail is None or not self.sheets.live or long:
            return None
        return None if self.sheets.analysis.averages_inspectors else detail

    @property
    def _own(self) -> PlacedTable:
        return self.sheets.places.tables["inspectors"]

    def _mine(self, detail: PlacedTable, row: int) -> str:
        """Which rows of 明细 are the inspector's, for SUMPRODUCT."""
        sign = "=" if self._by_criteria else ","
        both = f"{detail.range('inspector')}{sign}{self._own.cell('inspector', row)}"
        return f"({both})" if self._by_criteria else f"EXACT({both})"

    def recordings(self, row: int) -> str:
        """Returns the number of scores."""
        if (detail := self._detail) is None:
            return ""
        inspectors, raw = detail.range("inspector"), detail.range("raw")
        if self._by_criteria:
            own = self._own.cell("inspector", row)
            return f'=COUNTIFS({inspectors},{own},{raw},">=-1E+300")'
        return f"=SUMPRODUCT({self._mine(detail, row)}*ISNUMBER({raw}))"

    def mean(self, row: int) -> str:
        """Returns the mean of the scores."""
        if (detail := self._detail) is None:
            return ""
        raw, count = detail.range("raw"), self._own.cell("recordings", row)
        if self._by_criteria:
            own = self._own.cell("inspector", row)
            return f'=IFERROR(AVERAGEIFS({raw},{detail.range("inspector")},{own}),"")'
        # Between commas SUMPRODUCT takes a score that is no number for 0.
        return f'=IF({count}=0,"",SUMPRODUCT(--{self._mine(detail, row)},{raw})/{count})'

    def sd(self, row: int) -> str:
        """Returns the spread of the scores; there is none of a single one."""
        if (detail := self._detail) is None:
            return ""
        count, mean = self._own.cell("recordings", row), self._own.cell("mean_score", row)
        raw = detail.range("raw")
        squares = f"SUMPRODUCT(--{self._mine(detail, row)},{raw},{raw})"
        variance = f"ROUND(({squares}-{count}*{mean}^2)/({count}-1),{_EXACT})"
        return f'=IF({count}>1,SQRT(MAX(0,{variance})),"")'

    def away(self, row: int) -> str:
        """Returns the distance of the mean from that of all scores, below the table."""
        if self._detail is None:
            return ""
        mean, whole = self._own.cell("mean_score", row), self._below("mean_score")
        return f'=IF({mean}="","",{mean}-{whole})'

    def full_marks(self, row: int) -> str:
        """Returns the full marks out of the marks entered."""
        detail = self._detail
        blocks = list(self._blocks()) if detail is not None else []
        if detail is None or not blocks:
            return ""
        mine = self._mine(detail, row)
        full = "+".join(
            f"SUMPRODUCT({mine}*ISNUMBER({cells})*({cells}={mark}))" for cells, mark in blocks
        )
        entered = "+".join(f"SUMPRODUCT({mine}*ISNUMBER({cells}))" for cells, _ in blocks)
        return f'=IFERROR(({full})/({entered}),"")'

    def applicable_marks(self, row: int) -> str:
        """Returns the marks entered of items that may be 不适用, those that are it among them."""
        return self._excusable(row, '(({cells}<>"")*1)')

    def not_applicable(self, row: int) -> str:
        """Returns how many of them are 不适用."""
        word = self.sheets.book.sayer("live_figures")("not_applicable")
        return self._excusable(row, f'({{cells}}="{word}")')

    def _excusable(self, row: int, test: str) -> str:
        detail = self._detail
        if detail is None or not self._excusable_keys:
            return ""
        mine = self._mine(detail, row)
        ranges = [detail.range(key) for key in self._excusable_keys]
        return "=" + "+".join(f"SUMPRODUCT({mine}*{test.format(cells=cells)})" for cells in ranges)

    @cached_property
    def _excusable_keys(self) -> list[str]:
        """The columns of 明细 with marks that may be 不适用; none where they don't say it all.

        That is with several versions, where something is 不适用 that nobody marked, and where one
        inspector alone marked an item: nobody can be compared with then.
        """
        detail, analysis = self._detail, self.sheets.analysis
        if detail is None or not self.sheets.one_version:
            return []
        scheme, frame = analysis.versions[-1], analysis.detail
        texts = {text: set(separated(str(text))) for text in frame["excused"].unique()}
        keys = []
        for node in scheme.graded:
            key = f"{MARK}{node.id}"
            if scheme.not_applicable_rule(node) == "refuse" or key not in frame:
                continue
            skipped = frame["excused"].map({text: node.id in ids for text, ids in texts.items()})
            marked = frame[key].notna() | skipped.astype(bool)
            if not marked.any():
                continue
            if key not in detail or frame.loc[marked, "inspector"].nunique() == 1:
                return []
            keys.append(key)
        return keys

    def total_recordings(self) -> str:
        """Returns the number of all scores."""
        return f"=SUM({self._own.range('recordings')})" if self.rows and self.sheets.live else ""

    def total_mean(self) -> str:
        """Returns the mean of all scores."""
        detail = self._detail
        return f'=IFERROR(AVERAGE({detail.range("raw")}),"")' if detail else ""

    def total_sd(self) -> str:
        """Returns the spread of all scores."""
        detail = self._detail
        return f'=IFERROR(STDEV({detail.range("raw")}),"")' if detail else ""

    def _below(self, key: str) -> str:
        return self._own.cell(key, self.rows, row_abs=True)

    def _blocks(self) -> Iterator[tuple[str, str]]:
        """Yields the neighbouring columns of marks with one full mark, and that mark.

        None where the marks of 明细 aren't those of the score: with several versions, where a mark
        hides others below it, and where 不适用 is a mark.
        """
        scheme, detail = self.sheets.analysis.scheme, self._detail
        if detail is None or not self.sheets.one_version or not _plain_marks(scheme, detail):
            return
        fulls = {f"{MARK}{node.id}": _full(scheme, node) for node in scheme.graded if node.scored}
        for full, group in groupby(detail.columns, key=lambda column: fulls.get(column.key, "")):
            keys = [column.key for column in group]
            if full:
                first, last = detail.range(keys[0]), detail.range(keys[-1])
                yield f"{first.partition(':')[0]}:{last.partition(':')[2]}", full


def _plain_marks(scheme: Scheme, detail: PlacedTable) -> bool:
    """Whether no mark in 明细 hides another one below it, and none stands for 不适用."""
    shown = [node for node in scheme.graded if f"{MARK}{node.id}" in detail]
    ids = {node.id for node in shown}
    hidden = any(below.id in ids for node in shown for below in node.walk() if below is not node)
    return not hidden and all(scheme.not_applicable_rule(node) != "full" for node in shown)


def _full(scheme: Scheme, node: Indicator) -> str:
    return plain(Decimal(scheme.scale_of(node).full))
