"""The table of repeated problems below the coaching list: who has most of them, in what (S10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.analysis.rules import RepeatRules
from qa_workbook.books.analysis.heat_formulas import repeated
from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.cloth.style import put, wrapped_lines
from qa_workbook.books.cloth.table import PlacedTable

_LINE, _SPARE = 14.0, 6.0  # heights of a line of text and of what stands around it, in points


@dataclass
class _Agent:
    """The repeats of one agent: (item, window, times), and how many items have which proposal."""

    agent: str
    times: int = 0
    items: list[tuple[str, str, int]] = field(default_factory=list)
    proposals: Counter[str] = field(default_factory=Counter)


class Repeats:
    """A row per agent, those with the most repeats first."""

    def __init__(self, page: AnalysisPage, above: PlacedTable, row: int, most: int) -> None:
        """It stands below `above` and shares its columns.

        `row` is that of the heading of the section; at most so many agents are shown.
        """
        assert page.sheets.rules is not None
        self.page, self.above, self.row = page, above, row
        self.rules: RepeatRules = page.sheets.rules.repeats
        self.agents = self._agents()
        self.shown = self.agents[:most]

    def _agents(self) -> list[_Agent]:
        found: dict[str, _Agent] = {}
        table = self.page.analysis.repeats
        columns = [table[key].tolist() for key in ("agent", "item", "window", "times", "proposal")]
        for agent, item, window, times, proposal in zip(*columns, strict=True):
            one = found.setdefault(agent, _Agent(agent))
            one.times += times
            one.items.append((item, window, times))
            one.proposals[proposal] += 1
        return sorted(found.values(), key=lambda one: (-one.times, one.agent))

    def write(self) -> None:
        """Writes the section, also where nothing is repeated."""
        page, say = self.page, self.page.say
        width = len(self.above.columns) - 1
        row = page.section(self.row, say("repeats"), width)
        put(page.sheet, row, 0, self._rule(), page.styles("subtitle"))
        if self.shown:
            self._table(row + 1)

    def _rule(self) -> str:
        say, rule = self.page.say, self.rules
        if not self.agents:
            return say("repeats_none", times=rule.times)
        count = len(self.page.analysis.repeats)
        key = f"repeats_rule_{rule.window}"
        words = say(key, times=rule.times, count=count, agents=len(self.agents))
        more = len(self.agents) > len(self.shown)
        end = say("repeats_most", shown=len(self.shown)) if more else say("repeats_all")
        return f"{words}{end}{say('repeats_people')}"

    def _table(self, row: int) -> None:
        page, say, many = self.page, self.page.say, self._columns()
        sheet, header = page.sheet, page.styles("header")
        for key, (left, right) in many.items():
            self._span(row, left, right, say(key), header)
        sheet.set_row(row, _SPARE + _LINE * 2)
        for place, one in enumerate(self.shown, row + 1):
            values = self._values(one)
            for key, (left, right) in many.items():
                kind = "wrapped" if key == "which" else "centred"
                number = "integer" if key in ("repeated_items", "times") else "text"
                style = page.styles(kind, number)
                self._span(place, left, right, values[key], style, self._formula(key, place))
            left, right = many["which"]
            width = sum(page.widths[column] for column in range(left, right + 1))
            lines = wrapped_lines(values["which"], width)
            sheet.set_row(place, _SPARE + _LINE * lines)

    def _columns(self) -> dict[str, tuple[int, int]]:
        """First and last column of the sheet for each column of this table."""
        listen = self.above.index("listen")
        single = ("agent", "name", "team", "repeated_items", "times")
        columns = {key: (place, place) for place, key in enumerate(single)}
        return columns | {"which": (len(single), listen - 1), "proposal": (listen, listen + 1)}

    @cached_property
    def _windows(self) -> set[str]:
        """The windows in which anything was repeated."""
        return set(self.page.analysis.repeats["window"].tolist())

    def _formula(self, key: str, row: int) -> str:
        """The formula of a count, where the period is one window: 热力图 has the ratios of it."""
        analysis = self.page.analysis
        whole = self._windows == {analysis.period.text}
        if key not in ("repeated_items", "times") or not whole or analysis.months is not None:
            return ""
        agent = str(xl_rowcol_to_cell(row, 0, col_abs=True))
        return repeated(self.page.sheets, agent, self.rules.times, key)

    def _span(
        self, row: int, left: int, right: int, value: object, style: Format, formula: str = ""
    ) -> None:
        if right > left:
            self.page.sheet.merge_range(row, left, row, right, "", style)
        put(self.page.sheet, row, left, value, style, formula)

    @cached_property
    def _people(self) -> dict[str, tuple[str, str]]:
        """Name and team of each agent."""
        agents = self.page.analysis.agents
        columns = [agents[key].tolist() for key in ("agent", "name", "team")]
        return {agent: (name, team) for agent, name, team in zip(*columns, strict=True)}

    @cached_property
    def _items(self) -> dict[str, str]:
        """The names of the items."""
        analysis, language = self.page.analysis, self.page.book.language
        columns = [analysis.items[key].tolist() for key in ("id", "name")]
        names = dict(zip(*columns, strict=True))
        nodes = analysis.scheme.by_id.items()
        return names | {id_: node.name.say(language) for id_, node in nodes}

    def _values(self, one: _Agent) -> dict[str, object]:
        say, language, names = self.page.say, self.page.book.language, self._items
        key = "in_window" if len(self._windows) > 1 else "in_period"
        which = (
            say(key, item=names[item], window=window, times=times)
            for item, window, times in one.items
        )
        proposals = {rule.id: rule.name.say(language) for rule in self.rules.proposals}
        proposed = (
            say("proposed", name=proposals[id_], count=count)
            for id_, count in one.proposals.items()
            if id_
        )
        name, team = self._people.get(one.agent, ("", ""))
        return {
            "agent": one.agent,
            "name": name,
            "team": team,
            "repeated_items": len(one.items),
            "times": one.times,
            "which": say("between").join(which),
            "proposal": say("between").join(proposed),
        }
