"""Whom to coach, in what, with which recordings: the coaching list 辅导名单 (S5, S10).

docs/coaching.md has the rules. Nothing here ranks small samples: they stand apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from qa_workbook.analysis.case_library import CaseLibrary, ServiceCase
from qa_workbook.analysis.coached import Coached, Heard, PointCount, Weakness
from qa_workbook.analysis.coaching_points import FULL, points_behind
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.pool import LOST
from qa_workbook.analysis.rules import CoachingRules
from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.frames import evidence

_WEAK = ("agent", "item", "defective", "held", "ratio", "alert", "lost")
"""Columns of `agent_items` that are told of a weak item."""


def by_team(agents: pd.DataFrame) -> pd.DataFrame:
    """Returns rows of the frame `agents` in the order of team and number, which says nothing."""
    keys = [
        (natural_order(str(team)), str(agent))
        for team, agent in zip(agents["team"], agents["agent"], strict=True)
    ]
    return agents.iloc[sorted(range(len(keys)), key=keys.__getitem__)]


@dataclass(frozen=True)
class _Person:
    """A row of the frame `agents`; `lost` is NaN where no points are counted."""

    agent: str
    name: str
    team: str
    recordings: int
    mean_final: float
    average_defect_ratio: float
    lost: float


class Coaching:
    """Whom to coach in what, out of the analysis of one scheme and period.

    Whole columns are looked at once, so that many agents can be asked about.
    """

    def __init__(
        self,
        analysis: Analysis,
        rules: CoachingRules,
        *,
        small_sample: int | None = None,
        language: str = "zh",
        case_library: CaseLibrary | None = None,
    ) -> None:
        """Agents with fewer than `small_sample` recordings have no rank and raise no alarm.

        `case_library` has the service cases that are named with weak items.
        """
        self.analysis, self.rules = analysis, rules
        self.least, self.language = small_sample or 0, language
        self.case_library = case_library or CaseLibrary()
        self.by_clause = analysis.months is not None
        counted = analysis.detail["counted"].to_numpy(dtype=bool)
        # A long month is not copied where every recording counts, as nearly always.
        self.rows = analysis.detail if counted.all() else analysis.detail[counted]
        self._good: dict[str, Integers] = {}
        self._last = "", self.rows.head(0)
        known = analysis.scheme.by_id
        self.names = {
            id_: known[id_].name.say(language) if id_ in known else name
            for id_, name in zip(analysis.items["id"], analysis.items["name"], strict=True)
        }

    def listed(self) -> list[Coached]:
        """Returns the agents worth coaching, at most `rules.agents` of them.

        First those with enough recordings, worst first: by 平均不良比率, then by mean final score,
        of clause schemes by points lost. Room that they leave goes to the worst of those with
        fewer than `small_sample`, who stand in the order of team and number. Nobody is on it
        without a weak item or, but for clause schemes, with fewer than `rules.least` recordings.
        """
        agents = [one for agent, one in self._people.items() if agent in self._weak_of]
        if not self.by_clause:
            agents = [one for one in agents if one.recordings >= self.rules.least]
        ranked = [one for one in agents if not self._is_few(one)][: self.rules.agents]
        room = self.rules.agents - len(ranked)
        apart = [one for one in agents if self._is_few(one)][:room]
        apart.sort(key=lambda one: (natural_order(one.team), one.agent))
        return [self._coached(one.agent, examples=True) for one in (*ranked, *apart)]

    def of(self, agent: str, *, examples: bool = True) -> Coached | None:
        """Returns what to coach one agent in, however few recordings there are.

        Without `examples` there is nothing in it of any other agent but the ratios of everybody.
        None for an agent without recordings; one without a weak item has no weaknesses.
        """
        return self._coached(agent, examples=examples) if agent in self._known else None

    @cached_property
    def _agents(self) -> pd.DataFrame:
        """The frame `agents`, worst first."""
        found = self.analysis.agents
        keys = ["average_defect_ratio", "mean_final", "agent"]
        rising = [False, True, True]
        if self.by_clause:
            keys, rising = ["lost", "agent"], [False, True]
        return found.sort_values(keys, ascending=rising, kind="stable")

    @cached_property
    def _people(self) -> dict[str, _Person]:
        """The agents by number, worst first: lists are quicker to ask for each than a frame."""
        keys = ("agent", "name", "team", "recordings", "mean_final", "average_defect_ratio")
        columns = [self._agents[key].tolist() for key in keys]
        lost = [float("nan")] * len(self._agents)
        if self.by_clause:
            lost = self._agents["lost"].tolist()
        return {row[0]: _Person(*row) for row in zip(*columns, lost, strict=True)}

    @cached_property
    def _known(self) -> dict[str, int]:
        """The agents with recordings, and how many."""
        people = self._people.items()
        return {agent: one.recordings for agent, one in people if one.recordings > 0}

    def _is_few(self, one: _Person) -> bool:
        """Whether an agent has too few recordings; breaches of a month are no sample."""
        return not self.by_clause and one.recordings < self.least

    @cached_property
    def _weak(self) -> pd.DataFrame:
        """The rows of `agent_items` that are weak, of each agent the weakest items first.

        Ratios are compared as whole numbers: no quotient is rounded before.
        """
        table, items = self.analysis.agent_items, self.analysis.items
        # Each item and each agent has many rows: what is known of it is looked up once.
        where = pd.Index(items["id"]).get_indexer(table["item"])
        whole, every, ratio = (
            np.where(where < 0, np.nan, items[key].to_numpy(dtype=np.float64)[where])
            for key in ("held", "defective", "ratio")
        )
        codes, agents = pd.factorize(table["agent"])
        sizes = np.array([self._known.get(agent, np.nan) for agent in agents], dtype=np.float64)
        enough = sizes[codes] >= self.least
        defective, held = (table[key].to_numpy() for key in ("defective", "held"))
        worse = defective * whole > every * held
        alarming = table["alert"].isin(self.rules.alarming).to_numpy() & enough
        chosen = table["lost"].to_numpy() > 0 if self.by_clause else worse | alarming
        chosen &= defective > 0
        found = table.loc[chosen, list(_WEAK)].assign(everybody=ratio[chosen])
        found["alert"] = found["alert"].where(enough[chosen], "")
        found["excess"] = found["ratio"] - found["everybody"]
        keys = ["lost", "ratio"] if self.by_clause else ["ratio", "excess"]
        found = found.sort_values(
            ["agent", *keys], ascending=[True, False, False], kind="stable", ignore_index=True
        )
        return found.groupby("agent", sort=False).head(self.rules.items)

    @cached_property
    def _weak_of(self) -> dict[str, list[dict[str, Any]]]:
        """Those rows by agent."""
        columns = {str(key): self._weak[key].tolist() for key in self._weak}
        found: dict[str, list[dict[str, Any]]] = {}
        for row in zip(*columns.values(), strict=True):
            one = dict(zip(columns, row, strict=True))
            found.setdefault(one["agent"], []).append(one)
        return found

    @cached_property
    def _mean_lost(self) -> dict[str, float]:
        """By clause, the points that it took off per agent."""
        lost = self.analysis.agent_items.groupby("item")["lost"].sum()
        return dict((lost / max(len(self.analysis.agents), 1)).items())

    @cached_property
    def _rows_of(self) -> dict[str, Integers]:
        """The positions in `rows` of each agent's recordings."""
        return {str(agent): where for agent, where in self.rows.groupby("agent").indices.items()}

    def _own(self, agent: str) -> pd.DataFrame:
        """The rows of an agent; each agent's are asked for several times in a row."""
        if self._last[0] != agent:
            self._last = agent, self.rows.iloc[self._rows_of[agent]]
        return self._last[1]

    @cached_property
    def _best(self) -> Integers:
        """The positions in `rows` from the highest final score down, the latest first.

        Which of those that are equal in both comes first is told by `_best_of`: to order all
        recordings by their numbers takes longer than everything else here.
        """
        order: Integers = np.lexsort((-self._days, -self._final))
        found: Integers = order[~self.rows["fatal"].to_numpy(dtype=bool)[order]]
        return found

    @cached_property
    def _final(self) -> Floats:
        final: Floats = self.rows["final"].to_numpy()
        return final

    def _best_of(self, places: Integers, fits: Callable[[Integers], Booleans]) -> int | None:
        """The first of some places of `_best` that fits; of equal ones the first recording."""
        at = _first(places, fits)
        if at is None:
            return None
        first, rest = places[at], places[at:]
        same_day = self._days[rest] == self._days[first]
        found = rest[same_day & _same(self._final[rest], self._final[first])]
        found = found[fits(found)]
        recordings = self.rows["recording"].take(found).tolist()
        best: int = min(zip(recordings, found.tolist(), strict=True))[1]
        return best

    @cached_property
    def _whose(self) -> tuple[pd.Categorical, pd.Categorical]:
        """Agent and team of `rows`: numbers are quicker to compare than texts."""
        return pd.Categorical(self.rows["agent"]), pd.Categorical(self.rows["team"])

    @cached_property
    def _written(self) -> pd.Series:
        """The recordings as people typed them."""
        return evidence(self.rows)

    @cached_property
    def _days(self) -> Integers:
        days: Integers = self.rows["call_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
        return days

    def _coached(self, agent: str, *, examples: bool = True) -> Coached:
        """Returns everything about one agent."""
        one, weak = self._people[agent], self._weak_of.get(agent, [])
        return Coached(
            agent=agent,
            name=one.name,
            team=one.team,
            n=one.recordings,
            score=float(one.mean_final),
            ratio=float(one.average_defect_ratio),
            lost=float(one.lost) if self.by_clause else None,
            few=self._is_few(one),
            weaknesses=tuple(self._weaknesses(weak, one.team, examples=examples)),
            listen=tuple(self._listen(agent, [row["item"] for row in weak])),
        )

    def _weaknesses(
        self, weak: Sequence[Mapping[str, Any]], team: str, *, examples: bool
    ) -> Iterator[Weakness]:
        for row in weak:
            item, agent = str(row["item"]), str(row["agent"])
            yield Weakness(
                item=item,
                name=self.names[item],
                defective=int(row["defective"]),
                held=int(row["held"]),
                ratio=float(row["ratio"]),
                everybody=float(row["everybody"]),
                alert=str(row["alert"]),
                lost=float(row["lost"]) if self.by_clause else None,
                lost_by_all=self._mean_lost[item] if self.by_clause else None,
                points=tuple(self._points(agent, item)),
                example=self._example(agent, team, item) if examples else None,
                cases=self._cases(item),
            )

    def _cases(self, item: str) -> tuple[ServiceCase, ...]:
        """The newest service cases of an item at the end of the period."""
        scheme, last = self.analysis.scheme.id, self.analysis.period.last
        return self.case_library.newest(scheme, item, last)

    def _points(self, agent: str, item: str) -> list[PointCount]:
        """The most frequent points behind an agent's defects in an item."""
        node, own = self.analysis.scheme.by_id.get(item), self._own(agent)
        if node is None:
            return []
        low = own[f"defective.{item}"].to_numpy(dtype=bool)
        return points_behind(node, own, low, self.language)[: self.rules.points]

    def _listen(self, agent: str, items: Sequence[str]) -> Iterator[Heard]:
        """The gravest recordings: the lowest mark in a weak item, then more of them, then latest.

        Of clause schemes: the most points lost in the weak clauses, then the latest.
        """
        if not items:
            return
        where, own = self._rows_of[agent], self._own(agent)
        low = own[[f"defective.{item}" for item in items]].to_numpy(dtype=bool)
        recording = pd.factorize(own["recording"], sort=True)[0]
        keys = (recording, -self._days[where], -low.sum(axis=1), self._lowest(own, items, low))
        order = [place for place in np.lexsort(keys).tolist() if low[place].any()]
        for place in order[: self.rules.recordings]:
            here = (item for item, is_low in zip(items, low[place], strict=True) if is_low)
            yield self._heard(int(where[place]), tuple(self.names[item] for item in here))

    def _lowest(self, own: pd.DataFrame, items: Sequence[str], low: Booleans) -> Floats:
        """How little each recording attained: the lowest value, or the points lost, below 0."""
        if self.by_clause:
            lost: Floats = own[[f"{LOST}{item}" for item in items]].to_numpy().sum(axis=1)
            return -lost
        values = [own.get(f"value.{item}", pd.Series(np.nan, own.index)) for item in items]
        table = np.where(low, np.column_stack(values), np.nan)
        lowest: Floats = np.nan_to_num(table, nan=FULL).min(axis=1)
        return lowest

    def _example(self, agent: str, team: str, item: str) -> Heard | None:
        """The best recording of somebody else without a defect in an item, first of the team."""
        if self.by_clause:
            return None  # only breaches were written down
        if item not in self._good:
            good = ~self.rows[f"defective.{item}"].to_numpy(dtype=bool)
            if f"value.{item}" in self.rows:
                good &= self.rows[f"value.{item}"].to_numpy() == FULL  # else it didn't apply
            self._good[item] = self._best[good[self._best]]
        (whose, teams), order = self._whose, self._good[item]
        own, home = _code(whose, agent), _code(teams, team)

        def of_the_team(places: Integers) -> Booleans:
            found: Booleans = (whose.codes[places] != own) & (teams.codes[places] == home)
            return found

        def of_others(places: Integers) -> Booleans:
            found: Booleans = whose.codes[places] != own
            return found

        place = self._best_of(order, of_the_team)
        if place is None:
            place = self._best_of(order, of_others)
        return None if place is None else self._heard(place)

    def _heard(self, place: int, items: tuple[str, ...] = ()) -> Heard:
        # Not `rows.iloc[place]`, which puts dozens of columns into one.
        keys = ("agent", "name", "team", "call_date", "final", "file", "sheet", "row")
        row = {key: self.rows[key].iat[place] for key in keys}
        return Heard(
            position=int(self.rows.index[place]),
            recording=str(self._written.iloc[place]),
            **{key: str(row[key]) for key in ("agent", "name", "team")},
            call_date=row["call_date"].date(),
            final=float(row["final"]),
            file=str(row["file"]),
            sheet=str(row["sheet"]),
            row=int(row["row"]),
            items=items,
        )


def _code(texts: pd.Categorical, text: str) -> int:
    """The number that stands for a text, -2 where it isn't there."""
    places = np.flatnonzero(texts.categories == text)
    return int(places[0]) if len(places) else -2


def _same(values: Floats, value: float) -> Booleans:
    """Which values are this one, or missing as it is."""
    found: Booleans = (values == value) | (np.isnan(values) & np.isnan(value))
    return found


def _first(places: Integers, fits: Callable[[Integers], Booleans]) -> int | None:
    """Which of the places is the first that fits; None where none does.

    It is near the beginning, nearly always.
    """
    start, size = 0, 1_000
    while start < len(places):
        part = places[start : start + size]
        found = np.flatnonzero(fits(part))
        if len(found):
            return start + int(found[0])
        start, size = start + size, size * 4
    return None
