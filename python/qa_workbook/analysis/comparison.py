"""One period beside another: every figure of both, and what changed (S14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from qa_workbook.analysis.index import ATTAINED_DECIMALS
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.frames import folded

Kind = Literal["index", "item", "rate", "team", "site", "agent"]
KINDS: tuple[Kind, ...] = ("index", "item", "rate", "team", "site", "agent")
Sites = Mapping[str, str]
"""Site by agent, both spelt as `frames.folded` spells them and as in the list of people."""


@dataclass(frozen=True)
class Row:
    """A figure of both periods, None where a period doesn't have it.

    Index values are 0–100, items and rates fractions, teams, sites and agents mean raw scores.
    `level` is that of the node, None for other kinds; `name` is "" where the id says it all.
    """

    kind: Kind
    level: int | None
    id: str
    name: str
    a: Fraction | None
    b: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """b − a, None where one of them is missing."""
        return None if self.a is None or self.b is None else self.b - self.a

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's row; each number is divided once, here."""
        return {
            "level": self.level,
            "id": self.id,
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


def compared(a: Analysis | None, b: Analysis | None, sites_a: Sites, sites_b: Sites) -> list[Row]:
    """Returns the rows of one scheme in two periods; None is a period without recordings.

    They are matched by id, whatever the versions. Nodes, items and rates of `b` come in their
    order, then those that `a` alone has; teams, sites and agents by name or number.
    """
    before, after = _measures(a, sites_a), _measures(b, sites_b)
    rows = []
    for kind in KINDS:
        for id_ in _ids(kind, before[kind], after[kind]):
            old, new = before[kind].get(id_), after[kind].get(id_)
            known = new or old
            assert known is not None, "the id is of one of them"
            values = [one.value if one else None for one in (old, new)]
            name = known.name or (old.name if old else "")
            rows.append(Row(kind, known.level, id_, name, *values))
    return rows


def _ids(kind: Kind, before: Iterable[str], after: Iterable[str]) -> list[str]:
    ids = list(dict.fromkeys([*after, *before]))
    if kind in ("team", "site"):
        return sorted(ids, key=natural_order)
    return sorted(ids) if kind == "agent" else ids


def _measures(analysis: Analysis | None, sites: Sites) -> dict[Kind, dict[str, _Measured]]:
    if analysis is None:
        return {kind: {} for kind in KINDS}
    return {
        "index": dict(_index(analysis)),
        "item": dict(_items(analysis)),
        "rate": dict(_rates(analysis)),
        "team": dict(_means(analysis, "team", {})),
        "site": dict(_means(analysis, "site", sites)) if sites else {},
        "agent": dict(_means(analysis, "agent", {})),
    }


def _index(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    for level, id_, name, units, count in analysis.attained.itertuples(index=False):
        value = Fraction(int(units), int(count) * 10**ATTAINED_DECIMALS)
        yield id_, _Measured(int(level), name, value)


def _items(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    columns = analysis.items[["id", "name", "defective", "held"]]
    for id_, name, defective, held in columns.itertuples(index=False):
        if held:
            yield id_, _Measured(None, name, Fraction(int(defective), int(held)))


def _rates(analysis: Analysis) -> Iterator[tuple[str, _Measured]]:
    figures, size = analysis.overall, len(analysis.judged)
    for band, rate in figures.rates.items():
        if rate is not None:  # a count over that size, so that the count comes back exactly
            yield band, _Measured(None, "", Fraction(int(np.rint(rate * size)), size))
    if figures.average_defect_ratio is not None:
        ratios = [one.value for _, one in _items(analysis)]
        average = sum(ratios, Fraction(0)) / len(ratios)
        yield "average_defect_ratio", _Measured(None, "", average)
    if analysis.scheme.fatal and figures.recordings:
        yield "fatal", _Measured(None, "", Fraction(figures.fatal, figures.recordings))


def _means(analysis: Analysis, key: str, sites: Sites) -> Iterator[tuple[str, _Measured]]:
    """The mean raw score of each team, site or agent, from whole numbers."""
    scores = analysis.judged
    groups = (
        scores["agent"].map(lambda agent: sites.get(folded(agent), "")) if sites else scores[key]
    )
    units = np.rint(scores["raw"] * 10**ATTAINED_DECIMALS).astype(np.int64)
    grouped = units.groupby(groups.to_numpy(), sort=True)
    names = dict(zip(analysis.agents["agent"], analysis.agents["name"], strict=True))
    for id_, total, size in zip(
        grouped.groups, grouped.sum().tolist(), grouped.size().tolist(), strict=True
    ):
        name = names.get(id_, "") if key == "agent" else id_
        yield str(id_), _Measured(None, name, Fraction(total, size * 10**ATTAINED_DECIMALS))
