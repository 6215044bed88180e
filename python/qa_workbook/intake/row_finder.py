"""Which rows below a header hold data, and which are sums, notes or the header once more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter

from qa_workbook.findings.places import Cell, Column, RowCells, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import blank, half_width
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.header import COMPUTED, Head
from qa_workbook.intake.row_traits import SCORE_TRAITS, RowTraits
from qa_workbook.intake.validity import Validity
from qa_workbook.intake.words_in_columns import all_filled, folded_together, holds_any

_SPARSE = 4  # a row with more filled cells than that needn't be looked at for mere blanks
_BEGINNING = 12  # signs of a cell by which a sum or a note is told
_FIGURE = re.compile(r"[-+]?[0-9.]+\s*\D?")
_DIGIT = re.compile(r"\d")
_COLONS = (":", "：")
_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_NO_LETTERS = "-_.:：#()（）[]【】、"
_OPENING = "([【"
_BEHIND_EXAMPLE = ("(", "[", "【", ":")
_FEW_DIGITS = 2  # of the number of an example
_RANGE = re.compile(r"\(?\d{1,3}分?[-~–—至到]\d{1,3}分?\)?")  # 0-5, 0~5分
_GROUP = re.compile(r"[组班队部科](长|\s|$)")  # 一组 组长王五 in the place of a name
_COUNT = "共"
_COUNTED = re.compile(_COUNT + r"\d+\D{0,2}")  # 共3条
_DRAWN = frozenset({"recording", "call_date", "round"})  # filled in on lists that were drawn
_LONGEST_TOTAL = 40  # signs of a cell that may end in 汇总


_Row = Sequence[CellValue]


@dataclass(frozen=True)
class RowFinder:
    """Finds the data rows of one sheet.

    `known` gives the key of each column that counts, by its zero-based place.
    """

    grid: Grid
    head: Head
    vocabulary: Vocabulary
    known: Mapping[int, str]
    traits: RowTraits = SCORE_TRAITS
    judging: set[int] = field(default_factory=set)
    """Places of the columns that only say which rows count; `find` fills it."""

    def find(self, report: Report) -> list[int]:
        """Returns the lines that hold data.

        Blank rows and rows that are only numbered are left out; sums, notes, groups and repeated
        headers are noted.
        """
        filled = self._valid(self._filled(), report)
        suspects = self._suspects(filled)
        if suspects:
            filled = [
                line for line in filled if line not in suspects or not self._is_noted(line, report)
            ]
        filled = self._without_listed(self._without_groups(filled, report), report)
        return self._without_nameless_sums(filled, report)

    def _without_listed(self, lines: list[int], report: Report) -> list[int]:
        """Leaves out the rows that only say whom to check, and notes them together.

        Sheets are handed out with agents filled in: number with name or team. A number alone may be
        a row that somebody has begun, and so may an agent without a breach. Lists that were drawn
        have the recordings filled in as well.
        """
        keys = set(self.known.values())
        if not {"agent", "recording"} <= keys:
            return lines
        no_content = {"serial", COMPUTED, *self.traits.filled_ahead, *self.traits.listing}
        drawn = self._is_drawn()
        if drawn:
            no_content |= _DRAWN
        content = [place for place, key in self.known.items() if key not in no_content]
        if self._is_full(content[:1], lines):
            return lines
        at = next(place for place, key in self.known.items() if key == "agent")
        beside = [place for place, key in self.known.items() if key in ("name", "team")]
        listed = {
            line
            for line in lines
            if all(blank(self.grid.rows[line][place]) for place in content)
            and not blank(self.grid.rows[line][at])
            and (drawn or not all(blank(self.grid.rows[line][place]) for place in beside))
        }
        if listed:
            column = Column("agent", self.head.written[at], at)
            report.note("rows-not-scored", Rows(sorted(listed), column))
        return [line for line in lines if line not in listed]

    def _is_drawn(self) -> bool:
        """Whether the sheet is a list that was handed out with its recordings."""
        value, _, _ = self.head.labels.get("list_number", ("", 0, 0))
        return not blank(value)

    def _without_nameless_sums(self, lines: list[int], report: Report) -> list[int]:
        """Leaves out sums among the lines that say neither which recording they are nor whose.

        Any other such line is one error, whatever it lacks.
        """
        places = [at for at, key in self.known.items() if key in self.traits.identifying]
        if not places or self._is_full(places[:1], lines):
            return lines
        nameless = {line for line in lines if all(blank(self.grid.rows[line][at]) for at in places)}
        return [line for line in lines if line not in nameless or self._is_kept(line, report)]

    def _is_full(self, places: list[int], lines: list[int]) -> bool:
        """Whether a column surely has no blank cell: then no row need be looked at for that."""
        return any(all_filled([self.grid.rows[line][at] for line in lines]) for at in places)

    def _is_kept(self, line: int, report: Report) -> bool:
        """Notes a line without a name: a sum, that isn't kept, or an error."""
        row = self.grid.rows[line]
        for place in self.known:
            cell = row[place]
            if isinstance(cell, str) and (
                normal(cell) in self.vocabulary.totals or self._ends_as_total(cell)
            ):
                column = Column("", self.head.written[place], place)
                report.note("total-row-ignored", Cell(line, column), cell)
                return False
        filled = [place for place in self.known if not blank(row[place])]
        if line == self.head.row + 1 and self._is_below_headings([row[at] for at in filled]):
            column = Column("", self.head.written[filled[0]], filled[0])
            report.note("group-row-ignored", Cell(line, column), row[filled[0]])
            return False
        columns = [Column("", self.head.written[place], place) for place in filled]
        report.note("row-nameless", RowCells(line, columns))
        report.explain_row(line)
        return True

    def _is_below_headings(self, cells: Sequence[CellValue]) -> bool:
        """Whether the row below the header says nothing but 得分, or which marks there are: 0-5."""
        return bool(cells) and all(
            isinstance(cell, str)
            and (normal(cell) in self.vocabulary.value_headings or _RANGE.fullmatch(normal(cell)))
            for cell in cells
        )

    def _filled(self) -> list[int]:
        """Lines with anything in a column that counts.

        Whole rows are compared at once, for there may be a million.
        """
        no_content = {"serial", COMPUTED, *self.traits.filled_ahead}
        places = sorted(index for index, key in self.known.items() if key not in no_content)
        if not places:
            return []
        if len(places) == 1:
            places *= 2  # itemgetter gives a tuple only for several places
        cells_of = itemgetter(*places)
        found = []
        for line in range(self.head.row + 1, len(self.grid.rows)):
            cells = cells_of(self.grid.rows[line])
            filled = len(cells) - cells.count("")
            if filled > _SPARSE or (filled and not all(map(blank, cells))):
                found.append(line)
        return found

    def _without_groups(self, lines: list[int], report: Report) -> list[int]:
        """Leaves out the lines that only name a team or say something, and notes them."""
        kept = []
        for line in lines:
            row = self.grid.rows[line]
            place = self._lone(row) if len(row) - row.count("") <= _SPARSE else None
            if place is None:
                kept.append(line)
            else:
                column = Column("", self.head.written[place], place)
                report.note("group-row-ignored", Cell(line, column), row[place])
        return kept

    def _lone(self, row: _Row) -> int | None:
        """The place of the only words of a row, if no recording can have begun there.

        A number of a recording, an agent's number or a mark is that of a row left unfinished.
        """
        filled = [(key, place) for place, key in self.known.items() if not blank(row[place])]
        filled = [one for one in filled if one[0] not in (COMPUTED, "serial")]
        if len(filled) != 1 or filled[0][0] not in self.traits.grouping:
            return None
        place = filled[0][1]
        cell = row[place]
        if not isinstance(cell, str) or _DIGIT.search(cell):
            return None
        is_person = filled[0][0] in ("agent", "name") and not _GROUP.search(cell)
        return None if is_person else place

    @property
    def validity(self) -> Validity:
        """Reads the columns that say which rows count."""
        return Validity(self.grid, self.vocabulary)

    def _valid(self, lines: list[int], report: Report) -> list[int]:
        """Leaves out the lines that a column of the sheet itself calls invalid, and notes them."""
        validity = self.validity
        for index, name in self.head.headings.items():
            if index in self.known:
                continue
            column = validity.column(index, name, self.head.written[index], lines)
            if column:
                self.judging.add(index)
                lines = validity.counting(column, name, lines, report)
        return lines

    def _suspects(self, lines: list[int]) -> set[int]:
        """Lines with a heading, or a word of sums and notes, in a leading column.

        Equal cells of a column are judged once.
        """
        found: set[int] = set()
        rows = [self.grid.rows[line] for line in lines]
        columns = {index: [row[index] for row in rows] for index in self._leading_places()}
        texts_of = {
            index: {cell for cell in cells if isinstance(cell, str)}
            for index, cells in columns.items()
        }
        written = self.head.written
        together = set().union(*texts_of.values())
        if not self._may_be_suspicious(together, {written.get(index) for index in columns}):
            return found  # as in most sheets: then no column need be looked at by itself
        for index, cells in columns.items():
            heading, texts = written.get(index), texts_of[index]
            if not texts or not self._may_be_suspicious(texts, {heading}):
                continue
            suspicious = {cell for cell in texts if self._is_suspicious(cell, heading)}
            if suspicious:
                placed = zip(lines, cells, strict=True)
                found.update(line for line, cell in placed if cell in suspicious)
        return found

    def _leading_places(self) -> list[int]:
        """The columns in which words of sums stand: also unknown ones, left of those that count."""
        leading = [index for index, key in self.known.items() if key in self.traits.leading]
        last = max(leading, default=0)
        left = [index for index in range(last) if index not in self.known]
        too = [index for index, key in self.known.items() if key in self.traits.leading_too]
        return sorted({*leading, *left, *too})

    def _may_be_suspicious(self, texts: set[str], headings: set[str | None]) -> bool:
        """Whether any text of some columns may be suspicious; False for nearly all columns."""
        if not headings.isdisjoint({text[:_BEGINNING] for text in texts}):
            return True
        if any(sign in text for text in texts for sign in _COLONS):
            return True
        return holds_any(folded_together(texts, _BEGINNING), self._telling_words)

    @cached_property
    def _telling_words(self) -> frozenset[str]:
        """The words by which `_is_suspicious` tells rows."""
        words = self.vocabulary
        rows = words.totals | words.full_mark_rows | words.notes
        return rows.union(words.examples, words.sure_examples, (_COUNT,))

    def _is_suspicious(self, cell: str, heading: str | None) -> bool:
        beginning = cell[:_BEGINNING]
        if beginning == heading or cell.endswith(_COLONS):
            return True
        name = normal(beginning)
        words = self.vocabulary
        if name in words.totals or name in words.full_mark_rows or _label(name) in words.notes:
            return True
        return self._ends_as_total(cell) or self._mentions_example(cell)

    def _ends_as_total(self, cell: CellValue) -> bool:
        """Whether a cell reads like "001 汇总", "Grand Total", 本页合计, 共3条 or 合计(2条)."""
        if not isinstance(cell, str) or len(cell) > _LONGEST_TOTAL:
            return False
        cell = _IN_BRACKETS.sub("", cell)
        parts = cell.split()
        if not parts:
            return False
        name = normal(parts[-1])
        if _COUNTED.fullmatch(normal(cell)):
            return True
        return name in self.vocabulary.totals or name.endswith(self._han_totals)

    @cached_property
    def _han_totals(self) -> tuple[str, ...]:
        """The words of sums that needn't be parted from what stands before them."""
        return tuple(word for word in self.vocabulary.totals if not word.isascii())

    def _begins_as_example(self, cell: CellValue) -> bool:
        name = normal(cell) if isinstance(cell, str) else ""
        return name.startswith(self.vocabulary.examples)

    def _mentions_example(self, cell: str) -> bool:
        name = normal(cell)
        return name.lstrip(_OPENING).startswith(self.vocabulary.examples) or self._is_person_of(
            name
        )

    def _is_person_of(self, name: str) -> bool:
        """Whether the name or number of a person is 示例, or ends so: 张三（示例）."""
        words = self.vocabulary.sure_examples
        return name in words or name.endswith(tuple(f"({word})" for word in words))

    def _is_name_of_example(self, cell: CellValue) -> bool:
        """Whether a number of a recording is 示例, 例1 or 示例录音编号.

        例行回访001 and Example-12345 are numbers of recordings.
        """
        name = normal(cell) if isinstance(cell, str) else ""
        bare = name.lstrip(_OPENING)
        found = [word for word in self.vocabulary.examples if bare.startswith(word)]
        if not found:
            return False
        rest = bare.removeprefix(max(found, key=len))
        if rest.startswith(_BEHIND_EXAMPLE) or bare != name:
            return True
        rest = rest.strip(_NO_LETTERS)
        digits = len(rest) - len(rest.rstrip("0123456789"))
        what = rest[: len(rest) - digits]
        is_named = any(heading.startswith(what) for heading in self.vocabulary.naming_headings)
        return digits <= _FEW_DIGITS and is_named

    # --- one suspect ------------------------------------------------------------------------------

    def _is_noted(self, line: int, report: Report) -> bool:
        """Notes a row that holds no data; returns whether it is one."""
        row = self.grid.rows[line]
        beginnings = self._beginnings(row)
        code = self._code(row, beginnings) if beginnings else ""
        if not code:
            return False
        examples = (place for place in beginnings if self._is_example(place, row[place]))
        index = next(examples, next(iter(beginnings)))
        column = Column("", self.head.written.get(index, ""), index)
        report.note(code, Cell(line, column), row[index])
        return True

    def _beginnings(self, row: _Row) -> dict[int, str]:
        """Beginnings of the words in leading columns, by place; numbers aren't words."""
        found = {}
        for index in self._leading_places():
            cell = row[index]
            if not isinstance(cell, str) or not cell:
                continue
            if not cell[0].isdigit() or self._ends_as_total(cell):
                found[index] = cell[:_BEGINNING]
        return found

    def _code(self, row: _Row, beginnings: Mapping[int, str]) -> str:
        """The finding for a row that holds no data, "" for one that does."""
        written = self.head.written
        has_heading = any(cell == written.get(index) for index, cell in beginnings.items())
        if has_heading and self._repeats_header(row):
            return "header-repeated"
        if any(self._is_example(index, row[index]) for index in beginnings):
            return "example-row-ignored"
        place, beginning = self._telling(row, beginnings)
        return self._code_of_word(row, place, normal(beginning))

    def _code_of_word(self, row: _Row, place: int, name: str) -> str:
        """The finding for a row by the word in one of its cells."""
        identified, cell = self._identified(row, place), row[place]
        if name in self.vocabulary.totals or self._ends_as_total(cell):
            # With an agent and a date beside it, it is somebody of that name.
            is_somebody = identified == self.traits.identity
            if name not in self.vocabulary.totals:
                is_somebody |= self._is_numbered(row, place)
            return "" if is_somebody else "total-row-ignored"
        if name in self.vocabulary.full_mark_rows:
            return "" if identified else "full-mark-row-ignored"
        is_recorded = self._is_recorded(row, place)
        is_note = _label(name) in self.vocabulary.notes and not (identified and is_recorded)
        is_signature = isinstance(cell, str) and cell.endswith(_COLONS) and not is_recorded
        return "note-row-ignored" if is_note or is_signature else ""

    def _telling(self, row: _Row, beginnings: Mapping[int, str]) -> tuple[int, str]:
        """The first cell that reads like a sum, else the first with words."""
        words = self.vocabulary
        for place, beginning in beginnings.items():
            name = normal(beginning)
            if (
                name in words.totals
                or name in words.full_mark_rows
                or self._ends_as_total(row[place])
            ):
                return place, beginning
        return next(iter(beginnings.items()))

    def _is_example(self, place: int, cell: CellValue) -> bool:
        """Whether a row is the example of the blank sheet: its number says so, or its recording."""
        key = self.known.get(place)
        if key == "serial":
            return self._begins_as_example(cell)
        if key in ("agent", "name"):
            return isinstance(cell, str) and self._is_person_of(normal(cell))
        return key in ("recording", "basis", "call_date") and self._is_name_of_example(cell)

    def _repeats_header(self, row: _Row) -> bool:
        """Whether more than half of the headings stand in their columns again."""
        same = 0
        for index, name in self.head.headings.items():
            cell = row[index]
            same += isinstance(cell, str) and normal(cell) == name
        return same > len(self.head.headings) // 2

    def _identified(self, row: _Row, place: int) -> set[str]:
        """Which of the columns that every data row has filled are, beside the cell at `place`."""
        keys = self._filled_beside(row, place)
        return {key for key, _ in keys if key in self.traits.identity}

    def _is_numbered(self, row: _Row, place: int) -> bool:
        """Whether a recording has a number beside the cell at `place`."""
        beside = self._filled_beside(row, place)
        return any(key in ("recording", "basis") and _DIGIT.search(str(one)) for key, one in beside)

    def _is_recorded(self, row: _Row, place: int) -> bool:
        """Whether anything beside the cell at `place` belongs to a record, not to a signature."""
        return any(self._belongs(key, cell) for key, cell in self._filled_beside(row, place))

    def _filled_beside(self, row: _Row, place: int) -> list[tuple[str, CellValue]]:
        places = self.known.items()
        return [(key, row[at]) for at, key in places if at != place and not blank(row[at])]

    def _belongs(self, key: str, cell: CellValue) -> bool:
        """Whether a filled cell belongs to a record; a name or a day may be that of a signature."""
        if key in self.traits.people:
            return not isinstance(cell, str) or any(sign.isdigit() for sign in cell)
        if key in self.traits.naming:
            return True
        if key in self.traits.beside:
            return False
        if isinstance(cell, str):
            return _FIGURE.fullmatch(half_width(cell).strip()) is not None
        return not isinstance(cell, date)


def _label(name: str) -> str:
    """What stands before a colon: 审核：王敏."""
    return name.partition(":")[0]
