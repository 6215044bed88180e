"""One period beside another: every figure of both, and what changed (S14)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import nan
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from qa_workbook.analysis.index import ATTAINED_DECIMALS
from qa_workbook.analysis.intervals import chance_of_means, is_chance, pairs
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.rules import ProjectGroup, by_project
from qa_workbook.arrays import Booleans
from qa_workbook.frames import folded

Kind = Literal[
    "index",
    "item",
    "rate",
    "team",
    "site",
    "agent",
    "line",
    "branch",
    "line_index",
    "site_calls",
    "site_fatal",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of the contract, then those of S14: per line every node, per site the calls and those
with a fatal error."""
Sites = Mapping[str, str]
"""Site by agent, both spelt as `frames.folded` spells them and as in the list of people."""
_FEWER_IS_BETTER = ("fail", "average_defect_ratio", "fatal")


@dataclass(frozen=True)
class Row:
    """A figure of both periods, None where a period doesn't have it.

    Index values are 0–100, items and rates fractions, calls and fatal errors numbers of recordings,
    all others mean raw scores. `level` is that of the node, None for other kinds; `name` is ""
    where the id says it all. `group` is the line that a node is looked at in. `n_a` and `n_b` are
    the recordings (in long sheets agent-months) that the figures are of, 0 without any; `sd_a` and
    `sd_b` the standard deviations (n − 1) of their values, NaN where a figure is no mean of them.
    """

    kind: Kind
    level: int | None
    id: str
    name: str
    a: Fraction | None
    b: Fraction | None
    n_a: int = 0
    n_b: int = 0
    group: str = ""
    sd_a: float = nan
    sd_b: float = nan

    @property
    def change(self) -> Fraction | None:
        """b − a, None where one of them is missing."""
        return None if self.a is None or self.b is None else self.b - self.a

    @property
    def direction(self) -> Literal[-1, 0, 1]:
        """1 where more is better, -1 where less is, 0 where nobody can say.

        A middling band may gain from a better one or from a worse one, and counts grow with n.
        """
        if self.kind == "item" or self.id in _FEWER_IS_BETTER:
            return -1
        counted = self.kind in ("site_calls", "site_fatal")
        unclear = counted or (self.kind == "rate" and self.id != "good")
        return 0 if unclear else 1

    @property
    def is_share(self) -> bool:
        """Whether the figure counts recordings among n: then it has an interval."""
        if self.kind == "rate":
            return self.id != "average_defect_ratio"
        return self.kind in ("item", "site_fatal")

    @property
    def intervals(self) -> tuple[list[float] | None, list[float] | None]:
        """Wilson's 95 % interval of the share in both periods, None where there is none."""
        return self._interval(self.a, self.n_a), self._interval(self.b, self.n_b)

    def _interval(self, value: Fraction | None, size: int) -> list[float] | None:
        if value is None or not self.is_share:
            return None
        hits = value if self.kind == "site_fatal" else value * size
        return pairs([int(hits)], [size])[0]

    @property
    def chance(self) -> float | None:
        """How far a mean moves by chance (95 %), None for other figures."""
        return chance_of_means((self.sd_a, self.sd_b), (self.n_a, self.n_b))

    @property
    def by_chance(self) -> bool:
        """Whether a share or a mean moved no further than by chance.

        Counts have no such judgement. Of long sheets, which are no sample, nobody should ask.
        """
        if self.kind == "site_fatal" or self.a is None or self.b is None:
            return False
        if self.is_share:
            return is_chance(float(self.a), float(self.b), *self.intervals)
        return abs(self.b - self.a) < (self.chance or 0)

    def is_weak(self, least: int | None) -> bool:
        """Whether a period has fewer than `least` recordings; calls are counted, not estimated."""
        if least is None or self.kind == "site_calls":
            return False
        return min(self.n_a, self.n_b) < least

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's row; each number is divided once, here."""
        return {
            "level": self.level,
            "id": f"{self.group}/{self.id}" if self.kind == "line_index" else self.id,
            "name": self.name,
            "a": _number(self.a),
            "b": _number(self.b),
            "change": _number(self.change),
            "kind": self.kind,
        }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class _Measured:
    level: int | None
    name: str
    value: Fraction
    n: int
    sd: float = nan


@dataclass(frozen=True)
class Groups:
    """What recordings are put together by, beside what they say themselves.

    `sites` is empty without a list of people. `lines` and `branches` are those of the rules; both
    periods have those of the later one, so that like is compared with like.
    """

    sites: Sites = field(default_factory=dict)
    lines: Sequence[ProjectGroup] = ()
    branches: Sequence[ProjectGroup] = ()

    def name(self, row: Row, language: str) -> str:
        """Returns what a row's line or branch is called, "" for other rows and projects."""
        if row.kind not in ("line", "branch", "line_index"):
            return ""
        known = self.branches if row.kind == "branch" else self.lines
        id_ = row.group if row.kind == "line_index" else row.id
        return next((one.name.say(language) for one in known if one.id == id_), "")


_Key = tuple[str, str]
"""Group ("" but for nodes of a line) and id."""


def compared(a: Analysis | None, b: Analysis | None, by_a: Groups, by_b: Groups) -> list[Row]:
    """Returns the rows of one scheme in two periods; None is a period without recordings.

    They are matched by id, whatever the versions. Nodes, items and rates of `b` come in their
    order, then those that `a` alone has; teams, sites and agents by name or number; lines and
    branches as in the rules, recordings of other projects last with the id "".
    """
    before, after = _measures(a, by_a), _measures(b, by_b)
    rows = []
    for kind in KINDS:
        for key in _keys(kind, before[kind], after[kind], by_b):
            old, new = before[kind].get(key), after[kind].get(key)
            known = new or old
            assert known is not None, "the id is of one of them"
            rows.append(
                Row(
                    kind,
                    known.level,
                    id=key[1],
                    name=known.name or (old.name if old else ""),
                    a=old.value if old else None,
                    b=new.value if new else None,
                    n_a=old.n if old else 0,
                    n_b=new.n if new else 0,
                    group=key[0],
                    sd_a=old.sd if old else nan,
                    sd_b=new.sd if new else nan,
                )
            )
    return rows


def _keys(kind: Kind, before: Iterable[_Key], after: Iterable[_Key], by: Groups) -> list[_Key]:
    keys = list(dict.fromkeys([*after, *before]))
    if kind in ("team", "site", "site_calls", "site_fatal"):
        return sorted(keys, key=lambda key: natural_order(key[1]))
    if kind in ("line", "branch", "line_index"):
        groups = by.branches if kind == "branch" else by.lines
        order = {group.id: place for place, group in enumerate(groups)}
        place = 0 if kind == "line_index" else 1
        return sorted(keys, key=lambda key: order.get(key[place], len(order)))
    return sorted(keys) if kind == "agent" else keys


def _measures(analysis: Analysis | None, by: Groups) -> dict[Kind, dict[_Key, _Measured]]:
    found: dict[Kind, dict[_Key, _Measured]] = {kind: {} for kind in KINDS}
    if analysis is None:
        return found
    judged = analysis.judged
    alone: dict[Kind, Iterator[tuple[str, _Measured]]] = {
        "index": _index(analysis),
        "item": _items(analysis),
        "rate": _rates(analysis),
        "team": _means(judged["team"], judged["raw"]),
        "agent": _agents(analysis),
    }
    if by.sites:
        sites = _sites(judged, by)
        alone["site"] = _means(sites, judged["raw"])
        if analysis.months is None:
            alone["site_calls"] = _counts(sites, np.ones(len(judged), dtype=bool))
            if analysis.scheme.fatal:
                alone["site_fatal"] = _counts(sites, judged["fatal"].to_numpy(dtype=bool))
    if analysis.months is None:  # an agent's month may be of several projects
        alone["line"] = _means(_projects(judged, by.lines), judged["raw"])
        alone["branch"] = _means(_projects(judged, by.branches), judged["raw"])
        found["line_index"] = dict(_line_index(analysis, by.lines))
    for kind, measured in alone.items():
        found[kind] = {("", id_): one for id_, one in measured}
    return found


def _sites(rows: pd.DataFrame, by: Groups) -> pd.Series:
    known = {agent: by.sites.get(folded(agent), "") for agent in rows["agent"].unique()}
    return rows["agent"].map(known)


def _projects(rows: pd.DataFrame, groups: Sequence[ProjectGroup]) -> pd.Series:
    """The group of each row, "" for that of another project; without groups no rows at all."""
    if not groups:
        return rows["project"].head(0)
    ids = by_project(groups)
    known = {project: ids.get(folded(project), "") for project in rows["project"].unique()}
    return rows["project"].map(known)


def _index(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    judged = analysis.judged  # asked for once: it may copy all rows
    for level, id_, name, units, count in analysis.attained.itertuples(index=False):
        values = judged.get(f"value.{id_}")
        sd = nan if values is None else float(values.std())
        yield id_, _Measured(int(level), name, _mean(units, count), int(count), sd)


def _mean(units: int, count: int) -> Fraction:
    """The mean of `count` values out of their sum in whole 10^-ATTAINED_DECIMALS."""
    return Fraction(int(units), int(count) * 10**ATTAINED_DECIMALS)


def _items(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    columns = analysis.items[["id", "name", "defective", "held"]]
    for id_, name, defective, held in columns.itertuples(index=False):
        if held:
            yield id_, _Measured(None, name, Fraction(int(defective), int(held)), int(held))


def _rates(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    figures, size = analysis.overall, len(analysis.judged)
    for band, rate in figures.rates.items():
        if rate is not None:  # a count over that size, so that the count comes back exactly
            yield band, _Measured(None, "", Fraction(int(np.rint(rate * size)), size), size)
    count = figures.recordings
    if figures.average_defect_ratio is not None:
        ratios = [one.value for _, one in _items(analysis)]
        average = sum(ratios, Fraction(0)) / len(ratios)
        yield "average_defect_ratio", _Measured(None, "", average, count)
    if analysis.scheme.fatal and count:
        yield "fatal", _Measured(None, "", Fraction(figures.fatal, count), count)


def _means(groups: pd.Series, values: pd.Series) -> Iterator[tuple[str, _Measured]]:
    """The mean of each group, from whole numbers; rows that `groups` lacks are left out."""
    own = values if groups.index is values.index else values.loc[groups.index]
    codes, names = pd.factorize(groups, sort=True)
    units = _units(own).groupby(codes, sort=True)
    sums, sizes = units.sum().tolist(), units.size().tolist()
    sds = own.groupby(codes, sort=True).std().tolist()
    for id_, total, size, sd in zip(names, sums, sizes, sds, strict=True):
        yield str(id_), _Measured(None, str(id_), _mean(total, size), size, sd)


def _units(values: pd.Series) -> pd.Series:
    return np.rint(values * 10**ATTAINED_DECIMALS).astype(np.int64)


def _agents(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    names = dict(zip(analysis.agents["agent"], analysis.agents["name"], strict=True))
    for id_, one in _means(analysis.judged["agent"], analysis.judged["raw"]):
        yield id_, _Measured(None, names.get(id_, ""), one.value, one.n, one.sd)


def _counts(groups: pd.Series, hits: Booleans) -> Iterator[tuple[str, _Measured]]:
    """How many recordings of each group are hit; n are all of the group."""
    counted = pd.Series(hits, index=groups.index).groupby(groups.to_numpy(), sort=True)
    for id_, number, size in zip(
        counted.groups, counted.sum().tolist(), counted.size().tolist(), strict=True
    ):
        yield str(id_), _Measured(None, str(id_), Fraction(int(number)), size)


def _line_index(
    analysis: Analysis, lines: Sequence[ProjectGroup]
) -> Iterator[tuple[_Key, _Measured]]:
    """What every node attained in each line, of schemes that have a tree (S14)."""
    if not lines or not analysis.scheme.hierarchical:
        return
    rows = analysis.judged
    of_line: Mapping[Hashable, pd.DataFrame] = dict(list(rows.groupby(_projects(rows, lines))))
    for line, own in of_line.items():
        for level, id_, name in analysis.attained[["level", "id", "name"]].itertuples(index=False):
            values = own[f"value.{id_}"].dropna()
            if len(values):
                mean = _mean(int(_units(values).sum()), len(values))
                sd = float(values.std())
                yield (str(line), id_), _Measured(int(level), name, mean, len(values), sd)
