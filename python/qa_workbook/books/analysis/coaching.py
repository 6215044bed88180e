"""Sheet 辅导名单: whom to coach, in what, what to listen to, with room to write (S5, S10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname

from qa_workbook.analysis.coached import Coached, Heard, Weakness
from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.rules import CoachingRules
from qa_workbook.books.analysis.heat_formulas import looked_up, written
from qa_workbook.books.analysis.heat_map import LABELS, HeatMapPage
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.analysis.repeats import Repeats
from qa_workbook.books.case_words import CaseWords
from qa_workbook.books.cloth.links import anchor, cell_link
from qa_workbook.books.cloth.notes import hide_marks, write_room
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.print_parts import print_in_blocks
from qa_workbook.books.cloth.style import put, put_note, safe_text, wrapped_lines
from qa_workbook.books.cloth.table import PlacedTable, TableColumn

_WHO = ("agent", "name", "team", "n", "score", "average")
_IN_WHAT = ("item", "ratio", "everybody", "alert", "points")
_WIDTHS = {
    **{"agent": 9, "name": 8.5, "team": 7.5, "n": 6.5, "score": 8.5, "average": 8.5, "item": 13},
    **{"ratio": 7.5, "everybody": 7.5, "alert": 7.5, "points": 25, "listen": 20, "listen_row": 12},
    **{"example": 28, "cases": 18, "plan": 17, "date": 10, "done": 9, "mark": 2},
}
_ROOM = ("plan", "date", "done")
_THIN, _THICK = 1, 2  # the line above a row, and above an agent
_LINE, _SPARE = 14.0, 6.0  # heights of a line of text and of what stands around it, in points
_HEADING = 150.0  # points above the first agent, with room for the section of small samples
_ZOOM, _ZOOM_WITH_CASES = 80, 74  # per cent: all is in sight on a screen of 1366 pixels


def coaching_pages(sheets: SchemeSheets) -> list[AnalysisPage]:
    """Places 辅导名单, where there are rules for it, and 热力图, where anything was scored."""
    if not sheets.analysis.overall.recordings:
        return []
    rules = sheets.rules.coaching if sheets.rules else None
    if rules is None:
        return [HeatMapPage(sheets)]
    coaching = CoachingPage(sheets, rules)
    coaching.heat = HeatMapPage(sheets)
    return [coaching, coaching.heat]


@dataclass(frozen=True)
class _Row:
    """A row of the list: its agent, the `number` of the agent's rows, and what stands in it."""

    coached: Coached
    number: int
    weak: Weakness | None
    heard: Heard | None


class CoachingPage(AnalysisPage):
    """A block of rows per agent, a row per weak item and per recording; the repeats below.

    `heat` is the page that the ratios are taken from.
    """

    heat: HeatMapPage

    def __init__(self, sheets: SchemeSheets, rules: CoachingRules) -> None:
        super().__init__(sheets, "coaching", labels=LABELS)
        self.rules, self.by_clause = rules, self.analysis.months is not None
        found = Coaching(
            self.analysis,
            rules,
            small_sample=sheets.small_sample,
            language=self.book.language,
            case_library=sheets.case_library,
        )
        self.cases = CaseWords(self.book.language)
        self.listed = found.listed()
        sheets.coached = [one.agent for one in self.listed]
        self.ranked = [row for one in self.listed if not one.few for row in _rows(one)]
        self.apart = [row for one in self.listed if one.few for row in _rows(one)]
        self.first = self.place(FIRST_ROW, self._columns(self.ranked or self.apart))
        self.second: PlacedTable | None = None
        if self.ranked and self.apart:
            self.second = self.place(self.first.last + 3, self._columns(self.apart))
        last = self.second or self.first
        below = last.last + 3 if self.listed else FIRST_ROW
        self.repeats = Repeats(self, self.first, below, rules.repeats)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.widths |= {
            place: float(column.width or 0) for place, column in enumerate(self.first.columns)
        }
        if self.listed:
            self._write_block(self.first, self.ranked or self.apart)
        if self.second:
            self.section(self.second.header - 1, self._apart_words(), len(_WIDTHS) - 1)
            self._write_block(self.second, self.apart)
        self.repeats.write()
        self.sheet.freeze_panes(FIRST_ROW + 1 if self.listed else FIRST_ROW, 2)
        self.sheet.set_zoom(_ZOOM_WITH_CASES if "cases" in self.first else _ZOOM)
        hide_marks(self, self.first.index("mark"))
        self.close(FIRST_ROW)
        if self.listed:
            self._print()

    def _print(self) -> None:
        """Prints the list alone, no agent over two pages: the repeats have other headings."""
        last = self.second or self.first
        right = last.index("mark") - 1
        blocks: list[tuple[int, float]] = []
        for table, rows in ((self.first, self.ranked or self.apart), (self.second, self.apart)):
            for place, row in enumerate(rows if table else (), table.first if table else 0):
                if row.number == 0:
                    blocks.append((place, 0.0))
                first, height = blocks[-1]
                blocks[-1] = (first, height + self._height(row))
        print_in_blocks(self, range(right + 1), blocks, above=_HEADING)
        self.sheet.print_area(0, 0, last.last, right)

    def _notice(self) -> str:
        """How the list is ordered, or why it is empty; and what the yellow cells are for."""
        if not self.listed:
            key = "nobody_lost" if self.by_clause else "nobody"
            return self.say(key, least=self.rules.least)
        if not self.ranked:
            return f"{self._apart_words()}{self.say('stop')}{self.say('room')}"
        key = self.say("lost" if self.by_clause else "average")
        return f"{self.say('ranked', by=key)}{self.say('stop')}{self.say('room')}"

    def _apart_words(self) -> str:
        count = sum(one.few for one in self.listed)
        return self.say("apart", count=count, few=self.sheets.small_sample)

    def _columns(self, rows: Sequence[_Row]) -> list[TableColumn]:
        """The columns with their widths; the cells are written block by block."""
        say, blank = self.say, [None] * len(rows)
        words = {key: key for key in _WIDTHS}
        if self.by_clause:
            words |= {"n": "breaches", "score": "month_score", "average": "lost"}
            words |= {"item": "clause", "ratio": "clause_lost", "everybody": "mean_lost"}
        left_out = self._left_out(rows)
        widths = _WIDTHS
        if "points" in left_out:
            widths = widths | {"item": _WIDTHS["points"]}
        return [
            TableColumn(key, say(words[key]) if key != "mark" else "", blank, "wrapped", width)
            for key, width in widths.items()
            if key not in left_out
        ]

    def _left_out(self, rows: Sequence[_Row]) -> set[str]:
        """The columns that nobody on the list has anything in."""
        weak = [weak for one in self.listed for weak in one.weaknesses]
        found = set()
        if not any(one.alert for one in weak):
            found.add("alert")
        if not any(one.points for one in weak):
            found.add("points")
        if not any(one.example for one in weak):
            found.add("example")
        if not any(one.cases for one in weak):
            found.add("cases")
        if not self.by_clause and self.analysis.overall.average_defect_ratio is None:
            found.add("average")
        return found if rows else set()

    def _write_block(self, table: PlacedTable, rows: Sequence[_Row]) -> None:
        self.write_table(table)
        for place, row in enumerate(rows, table.first):
            self.sheet.set_row(place, self._height(row))
            if row.number == 0:
                self._who(table, place, row.coached)
            self._in_what(table, place, row)
            self._listen(table, place, row)
            self._example(table, place, row)
            self._cases(table, place, row)
            self._room(table, place, row)

    def _height(self, row: _Row) -> float:
        if row.weak is None:
            return _SPARE + _LINE
        words = {
            "item": row.weak.name,
            "points": self._points(row.weak),
            "cases": self.cases.lines(row.weak.cases),
        }
        lines = [
            wrapped_lines(text, self.widths[self.first.index(key)])
            for key, text in words.items()
            if key in self.first
        ]
        return _SPARE + _LINE * max(lines)

    def _who(self, table: PlacedTable, row: int, one: Coached) -> None:
        """Writes who the agent is, over all rows of the block."""
        last = row + len(_rows(one)) - 1
        numbers = {"n": "integer", "score": "score", "average": "percent"}
        if self.by_clause:
            numbers["average"] = "General"
        values = {
            **{"agent": one.agent, "name": one.name, "team": one.team, "n": one.n},
            **{"score": one.score, "average": one.lost if self.by_clause else one.ratio},
        }
        for key in _WHO:
            if key not in table:
                continue
            style = self.styles("centred", numbers.get(key, "text"), top=_THICK, text_wrap=True)
            column = table.index(key)
            if last > row:
                self.sheet.merge_range(row, column, last, column, "", style)
            formula = self._of_agent(key, table.cell("agent", row - table.first))
            put(self.sheet, row, column, values[key], style, formula)

    def _of_agent(self, key: str, agent: str) -> str:
        """The formula of a figure of the agent in a cell: what 员工 says."""
        keys = {"n": "recordings", "score": "mean_final", "average": "average_defect_ratio"}
        if self.by_clause:
            keys |= {"score": "mean_score", "average": "lost"}
        return looked_up(self.sheets, "agents", keys[key], agent) if key in keys else ""

    def _of_item(self, key: str, item: str, agent: str) -> str:
        """The formula of a figure of an item: what 热力图 says."""
        column = f"item.{item}"
        if key == "ratio":
            return looked_up(self.sheets, "heat", column, agent)
        if key != "everybody":
            return ""
        everybody = f"{quote_sheetname(self.heat.name)}!{self.heat.everybody(column)}"
        people = f"/COUNTA({self.places.tables['agents'].range('agent')})"
        return written(self.sheets, lambda: everybody + (people if self.by_clause else ""))

    def _in_what(self, table: PlacedTable, row: int, at: _Row) -> None:
        weak, top = at.weak, _top(at)
        values: dict[str, object] = dict.fromkeys(_IN_WHAT)
        number = "General" if self.by_clause else "percent"
        if weak is not None:
            shown = (weak.lost, weak.lost_by_all) if self.by_clause else (
                weak.ratio, weak.everybody,
            )  # fmt: skip
            values = {"item": weak.name, "ratio": shown[0], "everybody": shown[1]}
            values |= {"alert": self.sheets.level_names([weak.alert])[0]}
            values["points"] = self._points(weak)
        for key in _IN_WHAT:
            if key not in table:
                continue
            kind = "wrapped" if key in ("item", "points") else "centred"
            formats = {"ratio": number, "everybody": "score" if self.by_clause else number}
            style = self.styles(kind, formats.get(key, "text"), top=top)
            agent = table.cell("agent", row - table.first - at.number)
            formula = self._of_item(key, weak.item, agent) if weak else ""
            put(self.sheet, row, table.index(key), values.get(key), style, formula)

    def _points(self, weak: Weakness) -> str:
        words = [self.say("point", name=one.name, count=one.count) for one in weak.points]
        return self.say("between").join(words)

    def _listen(self, table: PlacedTable, row: int, at: _Row) -> None:
        """Writes a recording with a link to its score, and one to its row in 明细."""
        heard, places = at.heard, [table.index("listen"), table.index("listen_row")]
        if heard is None:
            for place in places:
                put(self.sheet, row, place, None, self.styles("centred", top=_top(at)))
            return
        about = self.say("heard", day=f"{heard.call_date:%m-%d}", score=_brief(heard.final))
        links = (self._link_to_score(heard), self._link_to_detail(heard))
        for place, words, link in zip(places, (self._named(heard), about), links, strict=True):
            self._linked(row, place, words, link, _top(at))

    def _example(self, table: PlacedTable, row: int, at: _Row) -> None:
        """Writes whose recording is a good one, with a link to its score."""
        example = at.weak.example if at.weak else None
        if "example" not in table:
            return
        words = link = ""
        if example is not None:
            who = example.name or example.agent
            words = self.say("example_of", name=who, recording=self._named(example))
            link = self._link_to_score(example) or self._link_to_detail(example)
        self._linked(row, table.index("example"), words, link, _top(at))

    def _cases(self, table: PlacedTable, row: int, at: _Row) -> None:
        """Writes the service cases of the item; a note at the cell has their recordings."""
        if "cases" in table:
            cases, column = at.weak.cases if at.weak else (), table.index("cases")
            style = self.styles("wrapped", "text", top=_top(at))
            put(self.sheet, row, column, self.cases.lines(cases), style)
            if cases:
                put_note(self.sheet, row, column, self.cases.recordings(cases))

    def _named(self, heard: Heard) -> str:
        return heard.recording or self.say("no_recording")

    def _link_to_score(self, heard: Heard) -> str:
        """A link to the row of the score sheet, "" in a workbook that doesn't know its inbox."""
        path = self.book.source_path(heard.file)
        return cell_link(path, heard.sheet, f"A{heard.row}") if path else ""

    def _link_to_detail(self, heard: Heard) -> str:
        """A link to a recording's row in 明细, "" where it stands on one of several sheets."""
        detail = self.places.tables.get("detail")
        if detail is None:
            return ""
        row = self.places.positions["detail"][heard.position] + detail.first + 1
        return f"internal:{anchor(detail.sheet, f'A{row}')}"

    def _linked(self, row: int, column: int, words: str, link: str, top: int) -> None:
        kind = "link" if link else "centred"
        style = self.styles(kind, "text", text_wrap=True, align="center", top=top)
        if link:
            self.sheet.write_url(row, column, link, style, safe_text(words))
        else:
            put(self.sheet, row, column, words, style)

    def _room(self, table: PlacedTable, row: int, at: _Row) -> None:
        if at.weak is None:
            for name in _ROOM:
                put(self.sheet, row, table.index(name), None, self.styles("centred", top=_top(at)))
            return
        key = f"coaching/{self.analysis.scheme.id}/{at.coached.agent}/{at.weak.item}"
        cells = {name: table.index(name) for name in _ROOM}
        write_room(self, row, key, cells, table.index("mark"))


def _rows(one: Coached) -> list[_Row]:
    """The rows of an agent: as many as weak items, or as recordings where those are more."""
    size = max(len(one.weaknesses), len(one.listen))
    weak = [*one.weaknesses, *[None] * size][:size]
    heard = [*one.listen, *[None] * size][:size]
    return [_Row(one, number, weak[number], heard[number]) for number in range(size)]


def _top(row: _Row) -> int:
    return _THICK if row.number == 0 else _THIN


def _brief(score: float) -> str:
    """Returns a score as briefly as it can be written, e.g. 66 or 92.5."""
    return f"{score:.2f}".rstrip("0").rstrip(".")
