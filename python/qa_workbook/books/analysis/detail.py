"""Sheet 明细: an Excel table of every recording with marks, scores and origin.

There are several such sheets when there are more recordings than a sheet has rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from qa_workbook.analysis.former import FORMER
from qa_workbook.analysis.model import Analysis
from qa_workbook.arrays import Integers
from qa_workbook.books.analysis.helper_columns import helper_columns
from qa_workbook.books.analysis.page import DETAIL_ROWS, AnalysisPage, SchemeSheets
from qa_workbook.books.analysis.row_formulas import RowFormulas
from qa_workbook.books.analysis.sources import write_links
from qa_workbook.books.cloth.ordered import Ordered
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import DEPTH, INK, LINE, MUTED, STRIPE, Tone, put
from qa_workbook.books.cloth.table import STRIP_ROWS, TableColumn
from qa_workbook.books.cloth.words import words_of
from qa_workbook.codes import joined, separated
from qa_workbook.frames import COUNT, MARK, evidence
from qa_workbook.scheme.model import Indicator

PAPER = "#FFFFFF"
_STRIPES = (Tone(STRIPE, INK), Tone(PAPER, INK))
_HAIRLINE: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
_FROZEN = 4  # columns that stay in sight: day, recording, agent, name
_UNSEEN = ("value.", "defective.", "lost.", MARK)
"""What only the helper columns of live formulas show, and marks, which are put in order late."""
LINKED_ROWS = 20_000  # above this many rows links slow Excel down; the sheet 来源 has them all


def detail_pages(sheets: SchemeSheets, rows: int = DETAIL_ROWS) -> list[DetailPage]:
    """Places a 明细 sheet for every `rows` recordings, by day, agent and recording."""
    order = _in_order(sheets.analysis.detail)
    pages = [
        DetailPage(sheets, order[start : start + rows], part)
        for part, start in enumerate(range(0, max(len(order), 1), rows), 1)
    ]
    if len(pages) == 1:  # formulas look at one range: on several sheets there is none
        sheets.places.tables["detail"] = pages[0].recordings
        sheets.places.positions["detail"] = array("q", np.argsort(order).astype(np.int64).tobytes())
    return pages


def _in_order(detail: pd.DataFrame) -> Integers:
    """The places of the recordings by day, agent, recording and inspector."""
    # Arrow sorts texts several times as fast as pandas, which sorts the different ones first.
    keys = ["call_date", "agent", "recording", "inspector"]
    table = pa.table({key: pa.array(detail[key], from_pandas=True) for key in keys})
    order = pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys])
    found: Integers = order.to_numpy().astype(np.int64)
    return found


def _ordered(words: Words, order: Integers) -> Words:
    """The words of cells in another order: nothing is copied but their codes."""
    taken = words.codes.take(pa.array(order))
    if len(words.words) == len(words) and not taken.null_count:  # nearly all are different
        places = pa.array(np.arange(len(taken), dtype=np.int32))
        return Words(places, [words.words[code] for code in taken.to_pylist()])
    codes = taken.dictionary_encode()
    found = [words.words[code] for code in codes.dictionary.to_pylist()]
    return Words.of_codes(codes.indices, found)


def _slim(detail: pd.DataFrame) -> pd.DataFrame:
    """The numbers and days that a sheet without formulas shows: texts are taken one by one."""
    names = [
        name
        for name, dtype in detail.dtypes.items()
        if dtype != "str" and not str(name).startswith(_UNSEEN)
    ]
    return detail[names]


def _renamed(texts: pd.Series, name: Callable[[str], str]) -> pd.Series:
    """The texts in other words, each different one being looked at once."""
    codes, found = pd.factorize(texts)
    return pd.Series([name(one) for one in found], dtype="str").take(codes)


class DetailPage(AnalysisPage):
    """Recordings of one 明细 sheet, as the Excel table detail_<scheme>_<part>.

    `order` are their places in the frame `detail`.
    """

    def __init__(self, sheets: SchemeSheets, order: Integers, part: int) -> None:
        super().__init__(sheets, "detail", part=part)
        self.part = part
        self.order = order
        detail = sheets.analysis.detail
        is_slim = len(order) > LINKED_ROWS and not sheets.live
        self.frame = frame = (_slim(detail) if is_slim else detail).take(order)
        self.rows = RowFormulas(sheets, frame) if len(frame) == len(detail) else None
        self.helpers = helper_columns(sheets, frame, self.rows) if self.rows else []
        self.recordings = self.place(FIRST_ROW, self._columns(), boxed=False)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_excel_table(self.recordings, f"detail_{self.sheets.number}_{self.part}")
        if 0 < len(self.frame) <= LINKED_ROWS:
            cells = [f"A{row}" for row in self.frame["row"].tolist()]
            write_links(self, self.recordings, self.frame, cells)
        self._colour()
        if len(self.frame):
            self._write_shown()
        if self.sheets.live and not self._notice():
            put(self.sheet, FIRST_ROW - 2, 0, self._how_to_use(), self.styles("subtitle"))
        self._fold()
        self.sheet.freeze_panes(self.recordings.first, _FROZEN)
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(2, 0)  # one page wide would be too small to read
        self.sheet.repeat_columns(0, _FROZEN - 1)

    def _write_shown(self) -> None:
        """Count and means of the rows that a filter shows, above the table."""
        table, words = self.recordings, self.book.sayer("live_figures")
        row, style = table.header - 1, self.styles("plain", italic=True)
        put(self.sheet, row, 0, words("shown"), style)
        rows = f"=SUBTOTAL(103,{table.range('recording')})"
        right = self.styles("plain", "integer", align="center", bold=True)
        put(self.sheet, row, table.index("recording"), len(self.frame), right, rows)
        for key in ("raw", "final"):
            mean = self.frame[key].mean()
            formula = f'=IFERROR(SUBTOTAL(101,{table.range(key)}),"")'
            score = self.styles("plain", "score", align="center", bold=True)
            put(self.sheet, row, table.index(key), float(mean), score, formula)

    def _fold(self) -> None:
        """Folds the helper columns away, behind a button that shows them."""
        if not self.helpers:
            return
        first, last = (
            self.recordings.index(one.key) for one in (self.helpers[0], self.helpers[-1])
        )
        for column in range(first, last + 1):
            del self.widths[column]  # else they would be shown again
        self.sheet.set_column(first, last, 9, None, {"level": 1, "hidden": True})
        self.sheet.set_column(last + 1, last + 1, None, None, {"collapsed": True})

    def _notice(self) -> str:
        """Beside what every sheet says: what a filter doesn't change, and where the links are."""
        warning = super()._notice()
        if len(self.frame) > LINKED_ROWS and self.book.has_links:
            elsewhere = self.say("links_elsewhere", most=LINKED_ROWS, sheet=self.say("sources"))
            warning = "　".join(filter(None, [warning, elsewhere]))
        return "　".join([warning, self._how_to_use()]) if warning and self.sheets.live else warning

    def _how_to_use(self) -> str:
        words = self.book.sayer("live_figures")
        return words("use_breaches" if self.analysis.months is not None else "use")

    def _columns(self) -> list[TableColumn]:
        say, frame, detail = self.say, self.frame, self.analysis.detail
        counted = detail["counted"].map({True: say("yes"), False: say("no")})
        return [
            TableColumn("call_date", say("call_date"), frame["call_date"], "date"),
            self._texts("recording", evidence(detail), most=26),
            self._texts("agent", most=16),
            self._texts("name", most=26),
            self._texts("team", most=34),
            self._texts("round", width=6),
            self._texts("inspector", most=16),
            self._live("raw", frame["raw"], "score", 8.5),
            *self._deduction_and_fatal(),
            self._live("final", frame["final"], "score", 8.5),
            self._bands(),
            self._live("defects", frame["defects"], "integer", 7),
            *self._marks(),
            *self._counts(),
            *self._reasons(),
            self._texts("remark", kind="wrapped", most=36),
            *self._means(),
            *self._corrected(),
            self._texts("counted", counted, width=6),
            self._texts("version"),
            self._texts("project", most=18),
            self._texts("file", kind="link", most=40),
            self._texts("sheet", most=14),
            TableColumn("row", say("row"), frame["row"], "integer", width=7),
            *self.helpers,
        ]

    def _texts(
        self,
        key: str,
        texts: Sequence[str] | pd.Series | None = None,
        *,
        kind: str = "centred",
        heading: str = "",
        **look: Any,
    ) -> TableColumn:
        """A column of texts, which stand in the order of `detail`; without them those of `key`."""
        heading = heading or self.say(key)
        found = pd.Series(self.analysis.detail[key] if texts is None else texts)
        if len(self.order) < STRIP_ROWS:
            return TableColumn(key, heading, found.take(self.order), kind, **look)
        words = _ordered(words_of(found), self.order)
        return TableColumn.of_words(key, heading, words, kind, **look)

    def _formula(self, key: str) -> Callable[[int], str] | None:
        """The formula of what follows from the marks of a row."""
        if self.rows and self.sheets.live and self.analysis.months is None:
            return self.rows.column(key)
        return None

    def _live(
        self, key: str, values: pd.Series, kind: str, width: float | None = None
    ) -> TableColumn:
        """A column of numbers that follow from the marks of their row."""
        return TableColumn(key, self.say(key), values, kind, width, formula=self._formula(key))

    def _bands(self) -> TableColumn:
        bands = self.analysis.scheme.bands
        names = (
            {band.id: band.name.say(self.book.language) for band in bands.bands} if bands else {}
        )
        found = _renamed(self.analysis.detail["band"], lambda band: names.get(band, band))
        return self._texts("band", found, formula=self._formula("band"))

    def _deduction_and_fatal(self) -> list[TableColumn]:
        scheme, frame, say = self.analysis.scheme, self.frame, self.say
        columns = []
        if scheme.error_deduction:
            taken = frame["deduction"].where(frame["deduction"] != 0)
            columns.append(TableColumn("deduction", say("deduction"), taken, "mark", width=7))
        if scheme.fatal:
            words = self.analysis.detail["fatal"].map({True: say("yes"), False: ""})
            columns.append(self._texts("fatal", words, width=7, heading=say("is_fatal")))
        return columns

    def _means(self) -> list[TableColumn]:
        """Whose scores a mean is of, and what the inspector of its row gave."""
        frame, say, detail = self.frame, self.say, self.analysis.detail
        if not self.analysis.averages_inspectors:
            return []
        averaged = detail["averaged"].take(self.order)
        mean = averaged != ""
        if not mean.any():
            return []
        names = ["、".join(separated(text)) for text in detail["averaged"]]
        own = {key: frame[key].where(mean) for key in ("own_raw", "own_final")}
        return [
            self._texts("averaged", names, most=24),
            *(TableColumn(key, say(key), own[key], "score", width=9) for key in own),
        ]

    def _corrected(self) -> list[TableColumn]:
        """What decisions on cases corrected, and the scores that the sheet came to before."""
        frame, say = self.frame, self.say
        if not self.analysis.has_corrections:
            return []
        return [
            self._texts("corrected", kind="wrapped", most=56),
            *(TableColumn(key, say(key), frame[key], "score", width=9) for key in FORMER),
        ]

    def _marks(self) -> list[TableColumn]:
        columns = []
        for node in marked(self.analysis):
            key, name = f"{MARK}{node.id}", node.name.say(self.book.language)
            columns.append(TableColumn(key, name, self._excused(node.id, key), "mark", width=8.5))
        return columns

    def _excused(self, id_: str, key: str) -> pd.Series | Ordered:
        """The marks of an indicator, and the word for those that don't apply."""
        detail, (codes, texts) = self.analysis.detail, self._excuses
        if key not in detail:
            return pd.Series([None] * len(self.order))
        marks = Ordered(detail[key], self.order)
        named = np.array([id_ in separated(text) for text in texts], dtype=bool)
        if not named.any():
            return marks
        word = self.book.sayer("live_figures")("not_applicable")
        return marks.taken().astype(object).mask(named[codes], word)

    @cached_property
    def _excuses(self) -> tuple[Integers, Sequence[str]]:
        """What doesn't apply in each row: a code, and the text of each code."""
        codes, texts = pd.factorize(self.analysis.detail["excused"].take(self.order))
        return codes, list(texts)

    def _counts(self) -> list[TableColumn]:
        """The clauses that occurred in the period."""
        columns = []
        for node in self.analysis.scheme.counted:
            key = f"{COUNT}{node.id}"
            if key in self.frame and self.analysis.detail[key].any():
                times = self.frame[key].where(self.frame[key] != 0)
                name = node.name.say(self.book.language)
                columns.append(TableColumn(key, name, times, "mark", width=16))
        return columns

    def _reasons(self) -> list[TableColumn]:
        """The codes and the scoring points that say why marks were lost."""
        scheme, columns = self.analysis.scheme, []
        if scheme.error_deduction or scheme.fatal:
            columns.append(self._texts("codes", self._codes(), most=16))
        if scheme.sheet.deduction_points != "none":
            columns.append(self._texts("points", self._points(), kind="wrapped", most=56))
        return columns

    def _codes(self) -> pd.Series:
        detail = self.analysis.detail
        pairs = detail["error_codes"] + "\n" + detail["fatal_codes"]
        return _renamed(pairs, lambda pair: joined(pair.split("\n")))

    def _points(self) -> pd.Series:
        names = {}
        for node in self.analysis.scheme.nodes:
            for point in node.scoring_points:
                names[point.id] = point.name.say(self.book.language)
        return _renamed(
            self.analysis.detail["points"],
            lambda ids: "、".join(names.get(id_, id_) for id_ in separated(ids)),
        )

    def _colour(self) -> None:
        """Stripes, hairlines and the depth of lost marks as conditional formats.

        They cost nothing per cell. Calc looks at one format per cell, so that ranges may not
        overlap and each rule brings all that it should show.
        """
        table = self.recordings
        last = max(table.last, table.first)
        for left, right, full in self._segments():
            rules = [self._uncounted_rule(), *self._depth_rules(left, full), *self._stripe_rules()]
            for criteria, style in rules:
                options = {
                    "type": "formula",
                    "criteria": criteria,
                    "format": style,
                    "stop_if_true": True,
                }
                self.sheet.conditional_format(table.first, left, last, right, options)

    def _uncounted_rule(self) -> tuple[str, Format]:
        table = self.recordings
        cell = f"${xl_col_to_name(table.index('counted'))}{table.first + 1}"
        # What is part of a mean is not struck out.
        out = not self.analysis.averages_inspectors
        struck = self.styles.conditional(Tone(PAPER, MUTED), font_strikeout=out, **_HAIRLINE)
        return f'={cell}="{self.say("no")}"', struck

    def _depth_rules(self, column: int, full: float | None) -> Iterator[tuple[str, Format]]:
        """Yields the lower, middle and upper third of the marks below `full`, grave to light."""
        if full is None:
            return
        cell = f"{xl_col_to_name(column)}{self.recordings.first + 1}"
        for bound, tone in zip((full / 3, full * 2 / 3, full), reversed(DEPTH), strict=True):
            criteria = f"=AND(ISNUMBER({cell}),{cell}<{bound:.9g})"
            yield criteria, self.styles.conditional(tone, **_HAIRLINE)

    def _stripe_rules(self) -> Iterator[tuple[str, Format]]:
        for remainder, tone in enumerate(_STRIPES):
            yield f"=MOD(ROW(),2)={remainder}", self.styles.conditional(tone, **_HAIRLINE)

    def _segments(self) -> Iterator[tuple[int, int, float | None]]:
        """Yields first and last column of neighbours with one full mark, and that mark or None."""
        scheme = self.analysis.scheme
        fulls = {f"{MARK}{node.id}": float(scheme.scale_of(node).full) for node in scheme.graded}
        table = self.recordings
        for full, group in groupby(table.columns, key=lambda column: fulls.get(column.key)):
            places = [table.index(column.key) for column in group]
            yield places[0], places[-1], full


def marked(analysis: Analysis) -> list[Indicator]:
    """Returns the indicators marked in the period, in the scheme's order; else the items.

    Those that only older versions have come last.
    """
    detail, scheme = analysis.detail, analysis.scheme
    known = {node.id: node for node in scheme.graded}
    for older in reversed(analysis.versions):
        known = {node.id: node for node in older.graded} | known
    order = dict.fromkeys([*(node.id for node in scheme.graded), *known])
    used = [known[id_] for id_ in order if _used(detail, f"{MARK}{id_}")]
    return used or [item for item in scheme.items if item.scale]


def _used(detail: pd.DataFrame, column: str) -> bool:
    return column in detail and bool(detail[column].notna().any())
