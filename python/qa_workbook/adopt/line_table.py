"""Finds a table whose items run down: its header, and what stands in its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.names import IDENTITY, item_name
from qa_workbook.forms.heading_names import stated_points
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.layouts.headings import joined, levels_of
from qa_workbook.layouts.model import FormShape, Tick
from qa_workbook.numbers import plain

_ROLES = ("serial", "items", "group", "full", "weight", "deducted", "reviews", "mark", "reason")
_BEFORE = ("serial", "items", "group", "full", "weight", "standard")
"""What may stand in columns left of the marks."""
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_RANGE = re.compile(r"\(\d{1,2}[-~—–至到](\d{1,3})分?\)$")
_CUT = re.compile(r"[\\\\/／|、]")
_ENDS = ("项目", "内容", "指标", "细项", "要点", "评分项", "质检项", "criteria", "question", "item")
_LONGEST = 12
_LEAST_LINES, _MOST_LINES, _MOSTLY = 2, 200, 0.8
_LEAST_ACROSS, _LEAST_TICKS = 2, 2
_LEAST_NAMED, _MOST_ABOVE = 2, 8


@dataclass(frozen=True)
class LineTable:
    """A table whose items run down, as its header says.

    `header` are its rows, `names` the column of the names of items, `roles` what each column of the
    first block is for, `headings` what layouts call the columns. `form` says where items and marks
    stand. `deducted`: the marks are points taken off. `across`: recordings stand beside each other
    from column `first` on. `most` is the greatest mark, where the heading of the marks says it.
    """

    header: range
    names: int
    roles: Mapping[int, str]
    headings: Mapping[int, str]
    form: FormShape
    deducted: bool = False
    across: bool = False
    first: int = 0
    most: Decimal | None = None

    @property
    def first_of_names(self) -> int:
        """The column in which the heading of the names begins."""
        same = self.headings[self.names]
        return min(at for at, heading in self.headings.items() if heading == same)

    def column(self, role: str) -> int | None:
        """Returns the first column of a role, None without."""
        return next((at for at, one in self.roles.items() if one == role), None)

    @property
    def aside(self) -> tuple[str, ...]:
        """The headings of columns that nothing is read from."""
        known = {self.form.items, self.form.marks, self.form.reason, self.form.full}
        known |= {tick.heading for tick in self.form.ticks}
        grouped = ("items", "group", "standard")
        return tuple(
            heading
            for column, heading in self.headings.items()
            if heading not in known
            and not (column < self.names and self.roles.get(column) in grouped)
        )


def find_line_table(looked: Looked) -> LineTable | None:
    """Returns the first table of a sheet whose items run down, None without one."""
    finder = _Finder(looked, MarkWords(looked.names))
    rows = range(len(looked.rows))
    found = (find(row) for find in (finder.at, finder.without_heading) for row in rows)
    return next((table for table in found if table), None)


@dataclass
class _Finder:
    looked: Looked
    marks: MarkWords
    _levels: dict[tuple[int, int], Mapping[int, tuple[str, ...]]] = field(default_factory=dict)

    def at(self, row: int) -> LineTable | None:
        """Returns the table with its header in a row, None where there is none."""
        texts = {c: self.looked.text(row, c) for c in range(self.looked.sample.grid.width)}
        starts = [c for c, text in texts.items() if self._is(text, "items", "group")]
        starts = starts or self._left_of_marks(texts)
        if not starts or any(self._identifies(text) for text in texts.values()):
            return None
        header = self._header(row, starts[0])
        levels = levels_of(self.looked.sample.grid, header.start, header.stop - 1)
        end = self._end_of_block(row, starts)
        block = {column: parts for column, parts in levels.items() if column < end}
        roles = {column: self._role(parts) for column, parts in block.items()}
        lines = self._lines(header, block)
        if len(lines) < _LEAST_LINES:
            return None
        return self._as_forms(header, block, roles, lines) or self._as_columns(
            header, block, roles, lines
        )

    def without_heading(self, row: int) -> LineTable | None:
        """Returns the table whose first row says whose the columns are, 姓名 | 王佳 | 李敏, and
        whose items have no heading.
        """
        width = self.looked.sample.grid.width
        texts = {c: text for c in range(width) if (text := self.looked.text(row, c))}
        start = min(texts, default=0)
        others = [text for column, text in texts.items() if column > start]
        if len(others) < _LEAST_ACROSS or any(map(self._identifies, others)):
            return None
        if any(":" in normal(text) for text in others):
            return None  # labels with their values
        parts = [part for part in _CUT.split(texts[start]) if part]
        if not any(self._identifies(part) for part in parts):
            return None
        first = start + self.looked.size(row, start)[1]
        below = range(row + 1, min(len(self.looked.rows), row + 1 + _MOST_LINES))
        lines = [at for at in below if self._marks_in(at, first) >= _LEAST_ACROSS]
        if len([at for at in lines if self._words(at, start)]) < _LEAST_LINES:
            return None
        form = FormShape(items=texts[start], recordings_after=texts[start])
        header, named = range(row, row + 1), {start: texts[start]}
        return LineTable(header, start, {start: "items"}, named, form, across=True, first=first)

    def _first_text(self, row: int) -> str:
        width = self.looked.sample.grid.width
        return next((text for c in range(width) if (text := self.looked.text(row, c))), "")

    def _marks_in(self, row: int, first: int) -> int:
        """How many numbers or words of marks stand in a row, from a column on."""
        said = [value for value in self.looked.rows[row][first:] if not blank(value)]
        return len(said) if all(map(self.marks.is_mark, said)) else 0

    def _left_of_marks(self, texts: Mapping[int, str]) -> list[int]:
        """The column of names whatever it is called: the first text of a row whose others are the
        heads of a form, 分值 and 得分 among them.
        """
        start, *others = [column for column, text in texts.items() if text] or [0]
        roles = [self._role([texts[column]]) for column in others]
        has_both = "full" in roles and ("mark" in roles or "deducted" in roles)
        is_name = not self._role([texts[start]]) and len(texts[start]) <= _LONGEST
        return [start] if has_both and all(roles) and is_name else []

    def _is(self, text: str, *kinds: str) -> bool:
        said = _IN_BRACKETS.sub("", normal(text)) or normal(text)
        if "items" in kinds and said.endswith(_ENDS) and len(said) <= _LONGEST:
            return True
        return any(said in self.looked.names.words_of(kind) for kind in kinds)

    def _identifies(self, text: str) -> bool:
        """Whether a heading is that of a column that says whose recordings the rows are."""
        meaning = self.looked.names.meaning(text)
        return bool(text) and meaning.sure and meaning.key in IDENTITY

    def _header(self, row: int, column: int) -> range:
        """The rows of a header: as far as its first heading is merged, or its sub-headings go."""
        height = self.looked.size(row, column)[0]
        below = [self.looked.text(row + 1, c) for c in range(self.looked.sample.grid.width)]
        if height == 1 and not self.looked.text(row + 1, column):
            height += sum(map(self._is_tick, below)) >= _LEAST_TICKS or any(
                self._is(text, "mark") for text in below
            )
        return range(row, row + height)

    def _end_of_block(self, row: int, starts: Sequence[int]) -> int:
        """The first column of a second table beside the first one."""
        width = self.looked.sample.grid.width
        text = normal(self.looked.text(row, starts[0]))
        again = [c for c in starts[1:] if normal(self.looked.text(row, c)) == text]
        return min(again, default=width)

    def _role(self, parts: Sequence[str]) -> str:
        last = parts[-1]
        if self._is_tick(last):
            return "tick"
        found = next((role for role in _ROLES if self._is(last, role)), "")
        if not found and self._is(last, "standard"):
            return "standard"
        if not found and self.looked.names.meaning(last).key == "serial":
            return "serial"
        return found

    def _is_tick(self, text: str) -> bool:
        said = normal(item_name(text).name)
        words = self.marks.grades | self.marks.good | self.marks.bad
        return said in words | self.looked.vocabulary.inapplicable and not said.isdigit()

    def _lines(self, header: range, block: Mapping[int, object]) -> list[int]:
        """The rows of the table below a header, down to a blank one or a sum."""
        found = []
        for row in range(header.stop, min(len(self.looked.rows), header.stop + _MOST_LINES)):
            texts = [self.looked.text(row, column) for column in block]
            filled = [text for text in texts if text]
            if not filled or self.looked.names.meaning(filled[0]).key in ("total", "marks_total"):
                break
            found.append(row)
        return found

    # --- which columns ---------------------------------------------------------------------------

    def _names(
        self, block: Mapping[int, object], roles: Mapping[int, str], lines: Sequence[int], end: int
    ) -> int | None:
        """The column that names the lines: nearly every one in its own way."""
        distinct = {
            column: len({normal(text) for row in lines if (text := self._words(row, column))})
            for column in block
            if column < end and roles.get(column) in ("items", "group", "standard", "")
        }
        most = max(distinct.values(), default=0)
        if most < _LEAST_LINES:
            return None
        good = [column for column, count in distinct.items() if count >= _MOSTLY * most]
        ranks = {"items": 0, "group": 1, "": 2, "standard": 3}
        return min(good, key=lambda column: (ranks[roles[column]], column))

    def _words(self, row: int, column: int) -> str:
        text = self.looked.text(row, column)
        return "" if text.replace(".", "", 1).replace("%", "").isdigit() else text

    def _as_forms(
        self,
        header: range,
        block: Mapping[int, tuple[str, ...]],
        roles: Mapping[int, str],
        lines: Sequence[int],
    ) -> LineTable | None:
        """The table of one form: marks stand in one column, or one of several is ticked."""
        by_role: dict[str, list[int]] = {}
        for column, role in roles.items():
            by_role.setdefault(role, []).append(column)
        ticks = by_role.get("tick", [])
        marked = [*by_role.get("mark", []), *by_role.get("reviews", [])][-1:]
        several = Counter(normal(block[c][-1]) for c in by_role.get("mark", []))
        if any(count > 1 for count in several.values()):
            return None
        deducted = by_role.get("deducted", [])[:1] if not marked else []
        columns = marked or deducted or (ticks if len(ticks) >= _LEAST_TICKS else [])
        names = self._names(block, roles, lines, min(columns, default=0))
        if not columns or names is None:
            return None
        headings = _headings(block)
        reasons = [c for c in by_role.get("reason", []) if c > names]
        full = next(iter(by_role.get("full", [])), None)
        form = FormShape(
            items=headings[names],
            marks=None if columns == ticks else headings[columns[0]],
            ticks=tuple(self._ticks(block, headings, ticks)) if columns == ticks else (),
            reason=headings[reasons[0]] if reasons else None,
            full=None if full is None else headings[full],
        )
        most = _RANGE.search(normal(form.marks or ""))
        full_mark = Decimal(most[1]) if most else None
        return LineTable(header, names, roles, headings, form, bool(deducted), most=full_mark)

    def _ticks(
        self, block: Mapping[int, Sequence[str]], headings: Mapping[int, str], ticks: Sequence[int]
    ) -> Iterator[Tick]:
        for column in ticks:
            points, word = stated_points(block[column][-1]), item_name(block[column][-1]).name
            mark = word if points is None else plain(points)
            yield Tick(heading=headings[column], mark=mark)

    def _as_columns(
        self,
        header: range,
        block: Mapping[int, tuple[str, ...]],
        roles: Mapping[int, str],
        lines: Sequence[int],
    ) -> LineTable | None:
        """The table whose recordings stand beside each other: right of the columns that are known
        to be none."""
        width = self.looked.sample.grid.width
        first = next((c for c in range(width) if roles.get(c) not in _BEFORE), width)
        across = [c for c in range(first, width) if self._holds_marks(c, lines)]
        names = self._names(block, roles, lines, first)
        if names is None or (across and len(across) < _LEAST_ACROSS):
            return None
        words = {normal(block[c][-1]): block[c][-1] for c in across if c in block}
        marks = [words[word] for word in words if self._is(word, "mark", "deducted")]
        if not across:
            marks = [
                block[c][-1] for c in range(first, width) if roles.get(c) in ("mark", "deducted")
            ]
        if not across and not marks and not self._named_above(header.start, first):
            return None
        headings = _headings({c: parts for c, parts in block.items() if c < first})
        reasons = [block[c][-1] for c in range(first, width) if roles.get(c) == "reason"]
        full = next((c for c in range(first) if roles.get(c) == "full"), None)
        form = FormShape(
            items=headings[names],
            marks=marks[0] if marks else None,
            reason=reasons[0] if marks and reasons else None,
            full=None if full is None else headings[full],
            recordings_after=headings[first - 1],
        )
        taken_off = bool(marks) and self._is(marks[0], "deducted")
        return LineTable(header, names, roles, headings, form, taken_off, True, first)

    def _named_above(self, header: int, first: int) -> bool:
        """Whether lines above the header of a blank sheet ask whose the recordings are."""
        named = 0
        for row in range(max(header - _MOST_ABOVE, 0), header):
            name = next((text for c in range(first) if (text := self.looked.text(row, c))), "")
            width = self.looked.sample.grid.width
            beside = any(self.looked.text(row, column) for column in range(first, width))
            named += self._identifies(name) and not beside
        return named >= _LEAST_NAMED

    def _holds_marks(self, column: int, lines: Sequence[int]) -> bool:
        cells = self.looked.rows
        marked = [row for row in lines if not self._identifies(self._first_text(row))]
        values = [cells[row][column] for row in marked if column < len(cells[row])]
        said = [value for value in values if not blank(value)]
        return len(said) >= len(marked) / 2 and all(map(self.marks.is_mark, said))


def _headings(block: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """What layouts call columns: by their lowest heading, by all levels where two have the same."""
    lowest = Counter(normal(parts[-1]) for parts in block.values())
    return {
        column: parts[-1] if lowest[normal(parts[-1])] == 1 else joined(parts)
        for column, parts in block.items()
    }
