"""Where the cells of a scheme's sheets are, as the formulas of the catalogue ask for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from qa_workbook.analysis.formulas import NotInWorkbook
from qa_workbook.analysis.ratios import Graded, lower_bound
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.frames import COUNT, MARK
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Band, Indicator

_WILDCARD = re.compile(r"([~*?])")
_READ_AS_NUMBER = re.compile(r"\s*[-+.,\d%]")
_ALMOST = 12  # decimals of a ratio that meets a bound: sums of binary fractions are a little off
_KEYS = {"agents": "agent_row", "teams": "team_row"}
"""Helper columns of 明细 that say in which row of a table a recording is counted."""

Scope = Sequence[tuple[str, str]]
"""Columns of 明细, and what must be in each."""


class LiveCells:
    """The cells of a scheme's sheets, for formulas in a row of a table or anywhere."""

    def __init__(
        self,
        sheets: SchemeSheets,
        table: str = "",
        row: int = 0,
        id_: str = "",
        *,
        row_abs: bool = False,
    ) -> None:
        """`row_abs` fixes the row in addresses, for formulas that stand elsewhere."""
        self.sheets = sheets
        self.scheme = sheets.analysis.scheme
        self.name, self.id, self._row = table, id_, row
        self.row_abs = row_abs
        self.table: PlacedTable | None = sheets.places.tables.get(table) if table else None

    @property
    def row(self) -> int:
        """The row of the table that the formula stands in, counted from 0."""
        return self._row

    def column(self, table: str, key: str) -> str:
        """Returns all cells of a column; an empty table has none."""
        found = self.sheets.places.tables.get(table)
        if found is None or key not in found or not len(found):
            raise NotInWorkbook
        return found.range(key)

    def cell(self, key: str) -> str:
        """Returns the cell of `key` in the same row."""
        if self.table is None or key not in self.table:
            raise NotInWorkbook
        return self.table.cell(key, self.row, row_abs=self.row_abs)

    def so_far(self, key: str) -> str:
        """Returns the cells of `key` from the first row to this one."""
        last = self.cell(key)
        assert self.table is not None
        return f"{self.table.cell(key, 0, row_abs=True)}:{last}"

    def figure(self, name: str) -> str:
        """Returns the cell on 总览."""
        try:
            return self.sheets.places.figures[name]
        except KeyError:
            raise NotInWorkbook from None

    def word(self, key: Literal["yes", "no"]) -> str:
        """Returns 是 or 否 in quotes."""
        return quoted(self.sheets.book.say(key))

    def scores(self) -> str:
        """Returns the number of scores: of recordings, or of agent-months."""
        if self.sheets.analysis.months is not None:
            return f"COUNT({self.column('months', 'score')})"
        return self.figure("recordings")

    def in_band(self, band: str) -> str:
        """Returns the number of scores in a band."""
        if self.sheets.analysis.months is not None:
            return self._months_in_band(band, ())
        return self._in_band(band, [self._counted()])

    def own_in_band(self, band: str) -> str:
        """Returns the number of scores of this row's agent or team in a band."""
        if self.sheets.analysis.months is not None:
            return self._months_in_band(band, [self._own_months()])
        return self._in_band(band, self._own())

    def _in_band(self, band: str, scope: Scope) -> str:
        """The band's name is a criterion where that is safe; else it is compared sign by sign."""
        names = self._band_names()
        shown, name = self.column("detail", "band"), names.get(band)
        if name is None or list(names.values()).count(name) > 1:
            raise NotInWorkbook
        if is_criterion(name, list(names.values())):
            return f"COUNTIFS({shown},{quoted(escaped(name))},{_criteria(scope)})"
        tests = "".join(f"*({column}={value})" for column, value in scope)
        return f"SUMPRODUCT(EXACT({shown},{quoted(name)}){tests})"

    def _months_in_band(self, band: str, scope: Scope) -> str:
        """Agent-months have scores, and the scheme says which of them are in the band."""
        tests = [*self._within(band), *filter(None, [_criteria(scope)])]
        return f"COUNTIFS({','.join(tests)})"

    def _within(self, band: str) -> list[str]:
        """The criteria for the scores of agent-months in a band."""
        named: dict[str, Band] = {}
        if self.scheme.bands:
            named = {one.id: one for one in self.scheme.bands.bands}
        found, scores = named.get(band), self.column("months", "score")
        if found is None:
            raise NotInWorkbook
        edges = ((">", found.above), (">=", found.from_), ("<", found.below), ("<=", found.to))
        tests = [f'{scores},"{sign}{plain(edge)}"' for sign, edge in edges if edge is not None]
        if not tests:
            raise NotInWorkbook
        return tests

    def own(self) -> str:
        """Returns the criteria for the counted recordings of this row's agent, team or day."""
        return _criteria(self._own())

    def own_months(self) -> str:
        """Returns the criterion for the months of this row's agent or team."""
        return _criteria([self._own_months()])

    def _own(self) -> Scope:
        if self.name == "days":
            return [(self.column("detail", "call_date"), self.cell("date")), self._counted()]
        return [(self.column("detail", self._key()), self.row_number())]

    def _own_months(self) -> tuple[str, str]:
        return self.column("months", self._key()), self.row_number()

    def _key(self) -> str:
        if self.name not in _KEYS:
            raise NotInWorkbook
        return _KEYS[self.name]

    def row_number(self) -> str:
        """Returns the number of the formula's row in its table, also after sorting."""
        assert self.table is not None
        return f"ROW()-{self.table.first}"

    def own_defect_ratio(self) -> str:
        """Returns 平均不良比率 of this row: the mean of its items' ratios."""
        sets, own = self.sheets.item_sets, self.own()
        columns = [self.column("detail", f"low_items.{place}") for place in range(len(sets))]
        if len(columns) == 1:
            return f"AVERAGEIFS({columns[0]},{own})/{len(sets[0])}"
        held = [f'COUNTIFS({column},">=0",{own})' for column in columns]
        above = [
            f"IF({there}>0,SUMIFS({column},{own})/MAX(1,{there}),0)"
            for column, there in zip(columns, held, strict=True)
        ]
        below = [f"{len(ids)}*({there}>0)" for ids, there in zip(sets, held, strict=True)]
        return f"({'+'.join(above)})/({'+'.join(below)})"

    def own_level(self) -> str:
        """Returns the level of this row's ratio; groups of few recordings have none."""
        level = self.level("average", self.cell("average_defect_ratio"))
        few = self.sheets.small_sample
        if not few or self.name == "days":
            return level
        word = quoted(self.sheets.book.say("few_mark"))
        return f"IF({self.cell('recordings')}<{few},{word},{level})"

    def in_group(self, band: str = "", /) -> str:
        """Returns the number of scores in this row's group, with a `band` of those in it.

        The last group holds its upper bound.
        """
        rule, table = self.scheme.distribution, self.table
        if rule is None or table is None:
            raise NotInWorkbook
        sign = "<=" if self.row == len(table) - 1 else "<"
        if self.sheets.analysis.months is not None:
            scores, tests = self.column("months", "score"), self._within(band) if band else []
        else:
            scores, tests = self.column("detail", rule.score), [_criteria([self._counted()])]
            if band:
                tests.append(f"{self.column('detail', 'band')},{self._band_criterion(band)}")
        bounds = f'{scores},">="&{self.cell("lower")},{scores},"{sign}"&{self.cell("upper")}'
        return f"COUNTIFS({','.join([bounds, *tests])})"

    def _band_criterion(self, band: str) -> str:
        names = self._band_names()
        if not is_criterion(names.get(band, ""), list(names.values())):
            raise NotInWorkbook
        return quoted(escaped(names[band]))

    def _band_names(self) -> dict[str, str]:
        bands = self.scheme.bands.bands if self.scheme.bands else ()
        return {one.id: one.name.say(self.sheets.book.language) for one in bands}

    def level_of(self, colour: str) -> str:
        """Returns the criterion for the level of a colour."""
        levels = self.sheets.levels()
        name = levels.get(colour, "")
        if not is_criterion(name, list(levels.values())):
            raise NotInWorkbook
        return quoted(escaped(name))

    def level(self, kind: Graded, ratio: str) -> str:
        """Returns IFs from the worst level to the last, which begins at 0."""
        return self.graded(kind, ratio, self.sheets.levels())

    def graded(self, kind: Graded, ratio: str, words: dict[str, str]) -> str:
        """Returns IFs from the worst level to the last, with the words of each colour."""
        if self.scheme.alerts is None:
            raise NotInWorkbook
        *worse, last = self.scheme.alerts.levels
        expression = quoted(words[last.colour])
        for level in reversed(worse):
            bound = plain(lower_bound(level, kind))
            test = f"ROUND({ratio},{_ALMOST})>={bound}"
            expression = f"IF({test},{quoted(words[level.colour])},{expression})"
        return expression

    def item_recordings(self) -> str:
        """Returns the counted recordings whose version has the item."""
        sets = self.sheets.item_sets
        place = next((place for place, ids in enumerate(sets) if self.id in ids), None)
        if place is None:
            raise NotInWorkbook
        if len(sets) == 1:
            return self.figure("recordings")
        column = self.column("detail", f"low_items.{place}")
        return f'COUNTIFS({column},">=0",{_criteria([self._counted()])})'

    def item_letter(self, letter: str) -> str:
        """Returns how many direct marks of the item have a letter."""
        item = self._item()
        classes = {
            tuple((one.id, one.mark) for one in scheme.defect_classes.classes)
            if scheme.defect_classes
            else ()
            for scheme in self.sheets.analysis.versions
        }
        marks = dict(classes.pop()) if len(classes) == 1 else {}
        if letter not in marks:
            raise NotInWorkbook
        column = self.column("detail", f"{MARK}{item.id}")
        return f"COUNTIFS({column},{plain(marks[letter])},{_criteria([self._counted()])})"

    def item_defects(self) -> str:
        """Returns how many recordings have a defect in the item or below it."""
        return f"COUNTIFS({self.item_low()},{_criteria([self._counted()])})"

    def item_low(self) -> str:
        """Returns the criterion for recordings with a defect in the item or below it."""
        if self.sheets.has_helper(f"low.{self.id}"):
            return f"{self.column('detail', f'low.{self.id}')},1"
        item = self._item()
        if item.count:
            if item.count.direction == "bonus":
                raise NotInWorkbook
            return f'{self.column("detail", f"{COUNT}{item.id}")},">0"'
        full = plain(self.scheme.scale_of(item).full)
        return f'{self.column("detail", f"{MARK}{item.id}")},"<{full}"'

    def own_events(self) -> str:
        """Returns the recordings with a critical error of this row's family."""
        column = self.column("detail", f"critical.{self.id}")
        return f"COUNTIFS({column},1,{_criteria([self._counted()])})"

    def own_code(self) -> str:
        """Returns the recordings whose codes have this row's."""
        codes, (counted, yes) = self.column("detail", "codes"), self._counted()
        found = f'ISNUMBER(FIND({quoted(f";{self.id};")},";"&{codes}&";"))'
        return f"SUMPRODUCT({found}*({counted}={yes}))"

    def own_family(self) -> str:
        """Returns the test of each item for the family of this row, by its name."""
        table, name = self.table, self.cell("name")
        assert table is not None
        names = next(column.cells for column in table.columns if column.key == "name")
        if names.count(names[self.row]) > 1:
            raise NotInWorkbook
        return f"EXACT({self.column('items', 'family')},{name})"

    def node_value(self) -> str:
        """Returns the mean of what a node attained, over the recordings in which it was marked."""
        counted = _criteria([self._counted()])
        if self.sheets.has_helper(f"value.{self.id}"):
            return f"AVERAGEIFS({self.column('detail', f'value.{self.id}')},{counted})"
        node = self._item()
        scale = self.scheme.scale_of(node)
        mean = f"AVERAGEIFS({self.column('detail', f'{MARK}{node.id}')},{counted})"
        zero, width = plain(scale.zero), plain(scale.full - scale.zero)
        above = mean if not scale.zero else f"({mean}-{zero})"
        return f"100*{above}/{width}"

    def _counted(self) -> tuple[str, str]:
        return self.column("detail", "counted"), self.word("yes")

    def _item(self) -> Indicator:
        """The item or node of this row, as the newest version that has it knows it."""
        for scheme in reversed(self.sheets.analysis.versions):
            if self.id in scheme.by_id:
                return scheme.by_id[self.id]
        raise NotInWorkbook


def quoted(words: str) -> str:
    """Returns a text as it stands in a formula."""
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def escaped(name: str) -> str:
    """Returns a text as a criterion that matches it alone: its wildcards stand for themselves."""
    return _WILDCARD.sub(r"~\1", name)


def is_criterion(name: str, all_names: Sequence[str]) -> bool:
    """Whether COUNTIFS finds a text and nothing else among some; it knows no case.

    It takes some texts for numbers or comparisons.
    """
    same = [other for other in all_names if other.casefold() == name.casefold()]
    return (
        bool(name) and len(same) == 1 and not _READ_AS_NUMBER.match(name) and name[0] not in "<>="
    )


def _criteria(scope: Scope) -> str:
    return ",".join(f"{column},{value}" for column, value in scope)
