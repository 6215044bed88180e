"""Sheet 对比 (S14): the period beside the one before, figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.format import Format

from qa_workbook.analysis.comparison import Kind, Row
from qa_workbook.analysis.formulas import wilson_ends
from qa_workbook.books.analysis import comparison_formulas as formulas
from qa_workbook.books.analysis.charts.comparison import (
    Bar,
    beside_chart,
    change_chart,
    change_columns,
)
from qa_workbook.books.analysis.charts.look import BLUE, GREY, ORANGE, Picture
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, BETTER, WORSE, put
from qa_workbook.books.cloth.table import (
    PlacedTable,
    TableColumn,
    cell_format,
    header_height,
    write_column,
)

ORDER: tuple[Kind, ...] = (
    "rate",
    "index",
    "item",
    "team",
    "site",
    "site_fatal",
    "line",
    "line_index",
    "branch",
    "agent",
)
"""The sections from top to bottom; `site_calls` are the n of the sites."""
_WIDTHS = {
    "name": 26.0,
    "before": 11.0,
    "now": 11.0,
    "change": 8.0,
    "judgement": 10.0,
    "n_before": 7.0,
    "n_now": 7.0,
    "low_before": 9.0,
    "high_before": 9.0,
    "low_now": 9.0,
    "high_now": 9.0,
}
_INTERVALS = ("low_before", "high_before", "low_now", "high_now")
_CHART_ROWS = 16
_CHARTS = ((0, 408), (4, 442))
"""Column and width in pixels of each chart: together as wide as the table."""
_WHOLE_WIDTH = ((0, 850),)
_SHOWN = 15  # items in the chart of changes
_UNITS = {"item": "percent", "rate": "percent", "site_fatal": "integer"}


@dataclass(frozen=True)
class Section:
    """The rows of one kind (of one line), and where they stand."""

    kind: Kind
    title: str
    rows: Sequence[Row]
    table: PlacedTable

    @property
    def unit(self) -> str:
        """The kind of its figures: percent, score or integer."""
        return _UNITS.get(self.kind, "score")


class ComparisonPage(AnalysisPage):
    """Sections with one header, which stays in sight: rates, charts, index, items, groups."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "comparison", labels="comparison_sheet")
        self.places.sheets["comparison"] = self.name
        self.chart_row = 0
        self.sections: list[Section] = []
        row = FIRST_ROW + 1
        for kind, title, rows in self._parts():
            if kind != "rate" and not self.chart_row:
                self.chart_row, row = row, row + _CHART_ROWS + 2
            table = self.place(row, self._columns(kind, rows))
            self.sections.append(Section(kind, title, rows, table))
            row = table.last + 2
        self.below = row
        for section in self.sections:
            self.places.tables.setdefault(f"comparison.{section.kind}", section.table)
        self.changes = self.place(FIRST_ROW + 1, self._largest_changes(), left=len(_WIDTHS) + 1)

    def _section(self, kind: Kind) -> Section | None:
        return next((one for one in self.sections if one.kind == kind), None)

    def _largest_changes(self) -> list[TableColumn]:
        """What the chart of changes draws: the items that changed most, a column by meaning."""
        items = self._section("item")
        if items is None or not self._sampled:
            return change_columns(
                []
            )  # of long sheets nobody can say what a change of an item means
        bars = [
            Bar(self._name(row), change, items.table.cell("change", place), self._grey(row))
            for place, row in enumerate(items.rows)
            if (change := _change(row))
        ]
        return change_columns(sorted(bars, key=lambda bar: abs(bar.change))[-_SHOWN:])

    def _grey(self, row: Row) -> bool:
        """Whether the change says nothing: too few recordings, or within chance."""
        return self._weak(row) or (self._sampled and row.by_chance)

    def _parts(self) -> Iterator[tuple[Kind, str, list[Row]]]:
        """Yields kind, heading and rows of each section."""
        by_kind: dict[Kind, list[Row]] = {kind: [] for kind in ORDER}
        for row in self.sheets.report.comparison:
            if row.kind in by_kind:
                by_kind[row.kind].append(row)
        for kind, rows in by_kind.items():
            if kind == "line_index":
                for _, own in groupby(rows, key=lambda row: row.group):
                    of_line = list(own)
                    line = self._group_name(of_line[0])
                    yield kind, self.say("line_index", line=line), of_line
            elif rows:
                yield kind, self.say(kind), rows

    def _columns(self, kind: Kind, rows: Sequence[Row]) -> list[TableColumn]:
        """The columns of a section; only shares have intervals."""
        unit = _UNITS.get(kind, "score")
        names = [self._name(row) for row in rows]
        before = [None if row.a is None else float(row.a) for row in rows]
        now = [None if row.b is None else float(row.b) for row in rows]
        columns = [
            TableColumn("name", "", names, "text"),
            TableColumn("before", "", before, unit),
            TableColumn("now", "", now, unit, formula=self._now(rows)),
            TableColumn("change", "", [_change(row) for row in rows], _change_kind(unit)),
            TableColumn("judgement", "", [self._judged(row) for row in rows], "centred"),
            TableColumn("n_before", "", [row.n_a or None for row in rows], "integer"),
            TableColumn(
                "n_now",
                "",
                [row.n_b or None for row in rows],
                "integer",
                formula=lambda number: formulas.size_formula(self.sheets, rows[number]),
            ),
        ]
        months = self.analysis.months is not None  # no sample: all breaches of a month
        if not months and any(row.is_share for row in rows):
            ends = [[*_both(row.intervals[0]), *_both(row.intervals[1])] for row in rows]
            for place, key in enumerate(_INTERVALS):
                columns.append(TableColumn(key, "", [end[place] for end in ends], "percent"))
        return columns

    def _now(self, rows: Sequence[Row]) -> Callable[[int], str]:
        return lambda number: formulas.now_formula(self.sheets, rows[number])

    def _name(self, row: Row) -> str:
        language = self.book.language
        if row.kind == "rate":
            bands = self.analysis.scheme.bands
            named = {band.id: band.name.say(language) for band in bands.bands} if bands else {}
            known = ("average_defect_ratio", "fatal", "good", "minor", "ordinary", "fail")
            return self.say(f"rate_{row.id}") if row.id in known else named.get(row.id, row.id)
        if row.kind in ("line", "branch"):
            return self._group_name(row)
        if row.kind in ("index", "item", "line_index"):
            node = self.analysis.scheme.by_id.get(row.id)
            return node.name.say(language) if node else row.name
        if row.kind == "agent":
            return f"{row.id} {row.name}".strip() or self.say("blank")
        return row.name or self.say("blank")

    def _group_name(self, row: Row) -> str:
        return self.sheets.report.groups.name(row, self.book.language) or self.say("other")

    def _judged(self, row: Row) -> str:
        """What the change means in words; "" where a figure is in neither period's reach."""
        if row.a is None and self.sheets.report.before is None:
            return ""
        if row.change is None:
            return self.say("only_now" if row.a is None else "only_before")
        if self._is_unjudged(row):
            return ""
        if self._weak(row):
            return self.say("few")
        same, *moved = self._words(row)
        if not row.change:
            return same
        rose, fell = moved[2:] if self._sampled and row.by_chance else moved[:2]
        return rose if row.change > 0 else fell

    @property
    def _sampled(self) -> bool:
        """False of long sheets: all breaches are there, nothing in them is by chance."""
        return self.analysis.months is None

    def _is_unjudged(self, row: Row) -> bool:
        """Items of long sheets: their ratio is one of recordings with breaches alone."""
        return row.kind == "item" and self.analysis.months is not None

    def _weak(self, row: Row) -> bool:
        return self._sampled and row.is_weak(self.sheets.small_sample)

    def _words(self, row: Row) -> tuple[str, ...]:
        """What a figure is called that stayed, rose, fell, and rose and fell by chance."""
        named = {0: ("rise", "fall"), 1: ("better", "worse"), -1: ("worse", "better")}
        rose, fell = named[row.direction]
        chance = self.say("chance")
        moved = (f"▲ {self.say(rose)}", f"▼ {self.say(fell)}", f"▲ {chance}", f"▼ {chance}")
        return f"— {self.say('same')}", *moved

    def _notice(self) -> str:
        report, notice = self.sheets.report, super()._notice()
        words = ""
        if report.before is None:
            words = self.say("nothing_before", period=self.analysis.period.before.text)
        else:
            old = "、".join(sorted(report.before.detail["version"].unique()))
            if old != self.sheets.versions():
                words = self.say("versions", before=old, now=self.sheets.versions())
        return "　".join(filter(None, [notice, words]))

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self._header()
        for section in self.sections:
            self._write_section(section)
        self._charts()
        self._legend()
        self.sheet.freeze_panes(FIRST_ROW + 1, 1)
        self.close(FIRST_ROW)
        self.sheet.set_portrait()  # so that no chart is cut by the end of a page

    def _header(self) -> None:
        periods = {
            "before": self.analysis.period.before.short,
            "now": self.analysis.period.short,
        }
        words = [self.say(key, period=periods.get(key, "")) for key in _WIDTHS]
        for column, heading in enumerate(words):
            put(self.sheet, FIRST_ROW, column, heading, self.styles("header"))
        self.widths |= dict(enumerate(_WIDTHS.values()))
        self.sheet.set_row(FIRST_ROW, header_height(words, list(_WIDTHS.values())))

    def _write_section(self, section: Section) -> None:
        table = section.table
        self.section(table.header, section.title, len(_WIDTHS))
        for column in table.columns:
            write_column(self.sheet, self.styles, table, column)
        self._write_live(section)
        if section.kind in ("index", "line_index"):
            for place, row in enumerate(section.rows, table.first):
                style = self._level_style(row.level or 1)
                put(self.sheet, place, 0, self._name(row), style)
        self._colour(table)

    def _write_live(self, section: Section) -> None:
        """The formulas within a row: change, its meaning, ends of the intervals."""
        table = section.table
        for place, row in enumerate(section.rows):
            at = {column.key: table.cell(column.key, place) for column in table.columns}
            cells = {column.key: column.cells[place] for column in table.columns}
            if row.change is not None:
                share = section.unit == "percent"
                change = formulas.change_formula(at["before"], at["now"], share=share)
                self._put(table, "change", place, cells["change"], change)
                if not self._weak(row) and not self._is_unjudged(row):
                    words = self._words(row)
                    chance = formulas.chance_formula(row, at) if self._sampled else ""
                    meaning = formulas.judgement_formula(at["change"], words, chance)
                    self._put(table, "judgement", place, cells["judgement"], meaning)
            for key in _INTERVALS:
                if cells.get(key) is not None:
                    end, side = key.split("_")
                    size = at[f"n_{side}"]
                    hits = at[side] if section.unit == "integer" else f"{at[side]}*{size}"
                    low, high = wilson_ends(hits, size)
                    live = high if end == "high" else low
                    self._put(table, key, place, cells[key], f"={live}")

    def _put(self, table: PlacedTable, key: str, place: int, value: object, formula: str) -> None:
        column = table.columns[table.index(key) - table.left]
        style = cell_format(self.styles, column.kind)
        put(self.sheet, table.first + place, table.index(key), value, style, formula)

    def _level_style(self, level: int) -> Format:
        if level == 1:
            return self.styles("cell", "text", bold=True, font_color=ACCENT, bg_color=ACCENT_PALE)
        return self.styles("cell", "text", indent=2 * (level - 1), bold=level == 2)

    def _colour(self, table: PlacedTable) -> None:
        """Blue for better, orange for worse, beside the word; they follow the live formulas."""
        column = table.index("judgement")
        top = formulas.cell(table.first, column)
        for key, tone in (("better", BETTER), ("worse", WORSE)):
            options = {
                "type": "formula",
                "criteria": f'=ISNUMBER(SEARCH("{self.say(key)}",{top}))',
                "format": self.styles.conditional(tone),
            }
            self.sheet.conditional_format(table.first, column, table.last, column, options)

    def _charts(self) -> None:
        if not self.chart_row or not self.analysis.overall.recordings:
            return
        row = self.section(self.chart_row, self.say("charts"), len(_WIDTHS))
        drawn = list(filter(None, (self._items_chart(), self._index_chart())))
        places = _CHARTS if len(drawn) > 1 else _WHOLE_WIDTH
        for (column, width), picture in zip(places, drawn, strict=False):
            size = {"width": width, "height": _CHART_ROWS * 24}
            picture.insert(self.sheet, row, column, size, (2, 4))

    def _items_chart(self) -> Picture | None:
        if not len(self.changes):
            return None
        self.write_hidden(self.changes)
        whole = self._section("item")
        title = self.say("chart_items")
        if whole and len(whole.rows) > _SHOWN:
            title = self.say("chart_items_top", count=len(self.changes))
        colours = {"better": BLUE, "worse": ORANGE, "few": GREY}
        used = [
            (column.key, self.say(f"bar_{column.key}"), colours[column.key])
            for column in self.changes.columns[1:]
            if any(value is not None for value in column.values)
        ]
        return change_chart(self.book, self.changes, title, used, self.say("chart_items_alt"))

    def _index_chart(self) -> Picture | None:
        index = self._section("index")
        if index is None:
            return None
        values = [
            float(value) for row in index.rows for value in (row.a, row.b) if value is not None
        ]
        floor = max(0, int(min(values) - 1) // 10 * 10)
        periods = {"before": self.analysis.period.before, "now": self.analysis.period}
        series = [("before", GREY), ("now", BLUE)]
        if self.sheets.report.before is None:
            series = [("now", BLUE)]
        named = [
            (key, self.say(f"period_{key}", period=periods[key].short), fill)
            for key, fill in series
        ]
        title = self.say("chart_index", floor=floor)
        words = self.say("chart_index_alt")
        return beside_chart(self.book, index.table, title, named, floor, words)

    def _legend(self) -> None:
        row = self.section(self.below, self.say("legend"), len(_WIDTHS))
        for number, words in enumerate(self._explained(), row):
            put(self.sheet, number, 0, words, self.styles("plain"))

    def _explained(self) -> Iterator[str]:
        yield self.say("legend_change")
        if any(row.kind == "rate" and not row.direction for row in self.sheets.report.comparison):
            yield self.say("legend_middle")
        months = self.analysis.months is not None
        yield self.say("legend_n_months" if months else "legend_n")
        if not months:
            yield self.say("legend_chance")
        if self.sheets.small_sample and not months:
            yield self.say("legend_few", few=self.sheets.small_sample)
        yield self.say("legend_live")


def _change(row: Row) -> float | None:
    """The change as the sheet shows it, of a share in percentage points."""
    if row.change is None:
        return None
    return float(row.change * 100 if row.kind in ("item", "rate") else row.change)


def _change_kind(unit: str) -> str:
    return {"percent": "change_of_share", "integer": "change_of_count"}.get(unit, "change")


def _both(ends: list[float] | None) -> tuple[float | None, float | None]:
    return (None, None) if ends is None else (ends[0], ends[1])
