"""The funnel of 员工, the cells it is drawn from and what it says in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import ceil, floor

import pandas as pd

from qa_workbook.analysis.funnel import AgentFunnel, agent_funnel
from qa_workbook.arrays import Floats
from qa_workbook.books.analysis.charts.funnel import LIMITS, funnel
from qa_workbook.books.analysis.charts.look import Look, Picture
from qa_workbook.books.analysis.helper_cells import only, only_where, templated
from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.numbers import percent
from qa_workbook.statistics.funnel import ACTION, WARNING

_TAILS = {"95": (1 - WARNING) / 2, "998": (1 - ACTION) / 2}
_STEPS = 10  # of an axis; that of rates begins at a multiple of 1 ÷ this
_TICK = 5  # the axis of n has multiples of this
_NAMED = 24  # more names would cover each other
_WILDCARD = r"[~*?]"
_FAR, _OUTSIDE = ("low", "high"), ("lower", "higher")


class Funnel:
    """The agents' 优良率 within exact binomial limits; the limits are live in hidden cells."""

    def __init__(
        self, page: AnalysisPage, agents: PlacedTable, frame: pd.DataFrame, left: int
    ) -> None:
        """`agents` is the table of the rows of `frame`, `left` the first of the hidden columns."""
        self.page, self.rows, self.order = page, agents, frame.index
        self.say = page.book.sayer("charts_sheet")
        self.few = page.sheets.small_sample or 0
        self.found = agent_funnel(page.analysis, page.sheets.small_sample)
        self.agents: PlacedTable | None = None
        self.curve: PlacedTable | None = None
        if isinstance(self.found, AgentFunnel):
            columns = self._agents(self.found, self.found.agents.loc[frame.index])
            self.agents = page.place(FIRST_ROW, columns, left=left, boxed=False)
            curve = self._curve(self.found)
            self.curve = page.place(FIRST_ROW, curve, left=left + len(columns), boxed=False)

    def tables(self) -> list[PlacedTable]:
        """Returns the tables to be written in hidden columns."""
        return [table for table in (self.agents, self.curve) if table is not None]

    def _agents(self, found: AgentFunnel, agents: pd.DataFrame) -> list[TableColumn]:
        names = agents["name"].where(agents["name"] != "", agents["agent"])
        rates, beyond, few = agents["rate"].to_numpy(), agents["beyond"], agents["few"].to_numpy()
        far = beyond.isin(_FAR).to_numpy()
        outside = beyond.isin(_OUTSIDE).to_numpy()
        groups = {
            "few": few,
            "far": far,
            "outside": outside,
            "within": ~(few | far | outside),
        }
        placed = self._placed_agents
        rate = templated(placed, "{rate}")
        whole = "SUMPRODUCT({all_n},{all_rate})/SUM({all_n})"
        return [
            TableColumn("agent", "agent", agents["agent"], "centred"),
            TableColumn("name", "name", names, "centred"),
            _values("n", agents["n"], formula=self._of_agent("recordings")),
            _values("rate", rates, formula=self._of_agent("good")),
            _values("centre", [found.rate] * len(agents), formula=templated(placed, whole)),
            *(_values(key, agents[key], templated(placed, _limit(key))) for key in LIMITS),
            *(
                _values(key, only(rates, there), only_where(placed, key, rate))
                for key, there in groups.items()
            ),
        ]

    def _curve(self, found: AgentFunnel) -> list[TableColumn]:
        curve, placed = found.curve, self._placed_curve
        return [
            _values("n", curve["n"]),
            _values("centre", [found.rate] * len(curve), formula=self._centre),
            *(_values(key, curve[key], templated(placed, _limit(key))) for key in LIMITS),
        ]

    def _placed_agents(self) -> PlacedTable:
        assert self.agents is not None
        return self.agents

    def _placed_curve(self) -> PlacedTable:
        assert self.curve is not None
        return self.curve

    def _of_agent(self, key: str) -> Callable[[int], str] | None:
        """The figure of an agent wherever it stands after sorting; MATCH would read wildcards."""
        if self.page.analysis.agents["agent"].str.contains(_WILDCARD).any():
            return None
        agents, figures = self.rows.range("agent"), self.rows.range(key)
        return templated(self._placed_agents, f"INDEX({figures},MATCH({{agent}},{agents},0))")

    def _centre(self, _: int) -> str:
        return f"={self._placed_agents().reference('centre', 0)}"

    def picture(self) -> Picture | None:
        """Returns the chart, None without limits."""
        if self.agents is None or self.curve is None or not isinstance(self.found, AgentFunnel):
            return None
        curve, rates = self.found.curve, self.found.agents["rate"]
        lowest = min(float(curve["low95"].min()), float(rates.min()))
        first, last = int(curve["n"].min()), int(curve["n"].max())
        step = _TICK * ceil((last - first) / (_TICK * _STEPS)) or _TICK
        ends = {"min": first // step * step, "max": -(-last // step) * step}
        axes: dict[str, Look] = {
            "x": {**ends, "major_unit": step},
            "y": {"min": floor(lowest * _STEPS) / _STEPS, "max": 1},
        }
        words = self.say("alt_funnel", words=" ".join(self.sentences))
        return funnel(self.page.book, self.agents, self.curve, axes, self._to_name(), words)

    def _to_name(self) -> dict[int, str]:
        """The rows of those outside, the farthest first, and the side where their names stand."""
        if not isinstance(self.found, AgentFunnel):
            return {}
        agents = self.found.agents.loc[self.order].reset_index(drop=True)
        outside = agents[agents["beyond"] != ""]
        far = (outside["rate"] - self.found.rate).abs() * outside["n"] ** 0.5
        rows = far.sort_values(ascending=False, kind="stable").index[:_NAMED].tolist()
        ground = 1 / _STEPS / 2  # a name below a point down here would cover the axis
        below = (agents["rate"] < self.found.rate) & (agents["rate"] > ground)
        return {row: "below" if below[row] else "above" for row in rows}

    @cached_property
    def sentences(self) -> list[str]:
        """What the funnel says, or why there is none; nothing without 优良率."""
        if self.found is None:
            return []
        if not isinstance(self.found, AgentFunnel):
            return [self.say(f"funnel_{self.found}")]
        agents = self.found.agents
        known = self._figures(agents[agents["beyond"] != ""])
        lines = [
            self.say(f"funnel_said_{kind}", names=self._named(known[kind]))
            for kind in (*_FAR, *_OUTSIDE)
            if kind in known
        ]
        note, small = self.say("funnel_note", rate=percent(self.found.rate)), agents["few"]
        if small.all():
            return [self.say("funnel_all_small", few=self.few), note]
        if small.any():
            note += self.say("funnel_small", count=int(small.sum()), few=self.few)
        return [*(lines or [self.say("funnel_said_none")]), note]

    def _figures(self, agents: pd.DataFrame) -> dict[str, list[tuple[float, str, int]]]:
        """Rate, name and number of recordings of agents, by which limits they are beyond."""
        keys = ("beyond", "rate", "name", "agent", "n")
        rows = zip(*(agents[key].tolist() for key in keys), strict=True)
        found: dict[str, list[tuple[float, str, int]]] = {}
        for kind, rate, name, agent, count in rows:
            found.setdefault(kind, []).append((rate, name or agent, count))
        return found

    def _named(self, figures: list[tuple[float, str, int]]) -> str:
        """The agents with rate and number of recordings, the rarest first."""
        return self.say("and").join(
            self.say("funnel_point", name=name, rate=percent(rate), count=count)
            for rate, name, count in sorted(figures)
        )


def _limit(key: str) -> str:
    """The formula of a limit: `statistics.funnel.funnel_limits` with the functions of Excel 2003.

    {n} and {centre} are its cells.
    """
    side = "low" if key.startswith("low") else "high"
    tail = _TAILS[key.removeprefix(side)]
    tail_text, chance = f"{tail:.12g}", "{centre}" if side == "low" else "(1-{centre})"
    hits = f"CRITBINOM({{n}},{chance},{tail_text})"
    reached, just = (f"BINOMDIST({hits},{{n}},{chance},{whole})" for whole in (1, 0))
    lower = f"MAX(0,({hits}-({reached}-{tail_text})/{just})/{{n}})"
    return lower if side == "low" else f"1-{lower}"


def _values(
    key: str,
    values: Sequence[float | str | None] | pd.Series | Floats,
    formula: Callable[[int], str] | None = None,
) -> TableColumn:
    return TableColumn(key, key, list(values), "mark", formula=formula)
