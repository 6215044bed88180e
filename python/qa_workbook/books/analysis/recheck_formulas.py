"""Re-checks once more, as formulas: the list over both rows of 明细, the tables over the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.codes import separated
from qa_workbook.frames import COUNT, MARK
from qa_workbook.statistics.intervals import TWO_SIDED

Formula = Callable[[int], str]
_EXACT = 10  # decimals of a variance; equal differences have none, whatever their squares leave
_BOTH = ("inspector", "lead")


class ListFormulas:
    """Formulas of the list by row of `pairs`, "" where 明细 lacks the cells.

    明细 shows what each inspector gave but where means of several count; and what both marked where
    one version scored all and no indicator was 不适用 everywhere.
    """

    def __init__(self, sheets: SchemeSheets, pairs: pd.DataFrame) -> None:
        self.sheets, self.pairs = sheets, pairs
        means = sheets.analysis.averages_inspectors
        self._known = sheets.live and not means
        self._marks_known = self._known and sheets.one_version

    @property
    def detail(self) -> PlacedTable | None:
        """明细, if it stands on one sheet and formulas may look at it."""
        return self.sheets.places.tables.get("detail") if self._known else None

    def _row(self, key: str, row: int) -> int:
        return self.sheets.places.positions["detail"][int(self.pairs[key].iloc[row])]

    def cells(self, column: str, row: int) -> tuple[str, str] | None:
        """Returns the cells of a column of 明细 in both rows, the inspector's first."""
        detail = self.detail
        if detail is None or column not in detail:
            return None
        own, again = (detail.reference(column, self._row(key, row)) for key in ("own", "again"))
        return own, again

    def own_score(self, row: int) -> str:
        """Returns the score of the inspector."""
        both = self.cells("raw", row)
        return f"={both[0]}" if both else ""

    def lead_score(self, row: int) -> str:
        """Returns the score of the lead."""
        both = self.cells("raw", row)
        return f"={both[1]}" if both else ""

    def flag(self, column: str, missed: str, invented: str) -> Formula:
        """Returns what says who of both has something in a column of 明细, in a word."""

        def formula(row: int) -> str:
            both = self.cells(column, row)
            if both is None:
                return ""
            if column == "fatal":
                yes = self.sheets.book.say("yes")
                own, again = (f'({cell}="{yes}")' for cell in both)
            else:
                own, again = (f"(N({cell})>0)" for cell in both)
            words = f'IF(AND({own},NOT{again}),"{invented}","")'
            return f'=IF(AND({again},NOT{own}),"{missed}",{words})'

        return formula

    def marks(self, row: int) -> str:
        """Returns how many marks both entered."""
        return self._compared(row, equal=False)

    def equal(self, row: int) -> str:
        """Returns how many of them are the same."""
        return self._compared(row, equal=True)

    def _compared(self, row: int, *, equal: bool) -> str:
        detail = self.detail
        if detail is None or not self._marks_known or self._hidden(detail):
            return ""
        parts = []
        for prefix in (MARK, COUNT):
            own, again = (self._block(detail, prefix, row, key) for key in ("own", "again"))
            if not own:
                continue
            told = f'({own}<>"")*({again}<>"")'
            if prefix == COUNT:  # a blank cell is a clause that did not occur
                told = f'((({own}<>"")+({again}<>""))>0)'
            same = f"*({own}={again})" if equal else "*1"
            parts.append(f"SUMPRODUCT({told}{same})")
        return f"={'+'.join(parts)}" if parts else ""

    def _hidden(self, detail: PlacedTable) -> bool:
        """Whether something is 不适用 of which 明细 has no column."""
        excused = self.sheets.analysis.detail["excused"]
        ids = {id_ for text in excused.unique() for id_ in separated(str(text))}
        return any(f"{MARK}{id_}" not in detail for id_ in ids)

    def _block(self, detail: PlacedTable, prefix: str, row: int, key: str) -> str:
        """The neighbouring cells of all marks, or of all clauses, in a row of 明细."""
        keys = [one.key for one in detail.columns if one.key.startswith(prefix)]
        if not keys:
            return ""
        place = self._row(key, row)
        first, last = detail.reference(keys[0], place), detail.reference(keys[-1], place)
        return f"{first}:{last.partition('!')[2]}"


class TableFormulas:
    """Formulas of a table of inspectors (or inspectors and leads) over the list.

    `listed` is None where the list doesn't hold all re-checks. Names are compared sign by sign.
    """

    def __init__(self, listed: Callable[[], PlacedTable | None], by: Sequence[str]) -> None:
        self._listed, self.by = listed, by
        self.table: PlacedTable | None = None

    def _over(self, row: int, make: Callable[[PlacedTable, str], str]) -> str:
        listed, table = self._listed(), self.table
        if listed is None or table is None:
            return ""
        mine = "*".join(f"EXACT({listed.range(key)},{table.cell(key, row)})" for key in self.by)
        return make(listed, f"--({mine})" if "*" in mine else f"--{mine}")

    def recordings(self, row: int) -> str:
        """Returns the number of re-checks."""
        return self._over(row, lambda _, mine: f"=SUMPRODUCT({mine})")

    def mean_of(self, key: str) -> Formula:
        """Returns the mean of a column of the list."""
        return lambda row: self._over(
            row,
            lambda listed, mine: (
                f"=SUMPRODUCT({mine},{listed.range(key)})/{self._cell('recordings', row)}"
            ),
        )

    def total_of(self, key: str) -> Formula:
        """Returns the sum of a column of the list."""
        return lambda row: self._over(
            row, lambda listed, mine: f"=SUMPRODUCT({mine},{listed.range(key)})"
        )

    def count_of(self, key: str, word: str) -> Formula:
        """Returns how often a word stands in a column of the list."""
        return lambda row: self._over(
            row, lambda listed, mine: f'=SUMPRODUCT({mine},--({listed.range(key)}="{word}"))'
        )

    def equal(self, row: int) -> str:
        """Returns the share of equal marks."""
        return self._over(
            row,
            lambda listed, mine: (
                f'=IF({self._cell("marks", row)}=0,"",SUMPRODUCT({mine},{listed.range("equal")})'
                f"/{self._cell('marks', row)})"
            ),
        )

    def margin(self, row: int) -> str:
        """Returns 1.96 standard errors of the mean difference; there is none of a single one."""

        def make(listed: PlacedTable, mine: str) -> str:
            count, mean = self._cell("recordings", row), self._cell("difference", row)
            away = listed.range("difference")
            squares = f"SUMPRODUCT({mine},{away},{away})"
            variance = f"ROUND(({squares}-{count}*{mean}^2)/({count}-1),{_EXACT})"
            return f'=IF({count}>1,{TWO_SIDED!r}*SQRT(MAX(0,{variance})/{count}),"")'

        return self._over(row, make)

    def _cell(self, key: str, row: int) -> str:
        assert self.table is not None
        return self.table.cell(key, row)
