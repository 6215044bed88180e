"""Items, families, critical families, fatal codes, the distribution and the index of an analysis (S3, S13)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import fsum

import numpy as np
import pandas as pd

from qa_workbook.analysis.figures import Figures
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, mean_ratios, pareto, quotient, shares
from qa_workbook.scheme.model import Indicator, Scheme

LETTERS = ("A", "B", "C", "D", "E")


def items(pool: Pool, figures: Figures, language: str) -> pd.DataFrame:
    """Returns the frame `items` of an Analysis."""
    held = np.array([figures.held.get(item.id, 0) for item in pool.items], dtype=np.int64)
    columns = [pool.scored(f"defective.{item.id}", False)[figures.rows] for item in pool.items]
    defective = np.array([int(column.sum()) for column in columns], dtype=np.int64)
    rank, cumulative = pareto(defective)
    alerts = None if pool.only_counted else pool.newest.alerts
    table = pd.DataFrame(
        {
            "id": pd.Series([item.id for item in pool.items], dtype="str"),
            "name": pd.Series([item.name.say(language) for item in pool.items], dtype="str"),
            "family": pd.Series([_family(pool, item) for item in pool.items], dtype="str"),
        }
    )
    for letter, counts in _classes(pool, figures).items():
        table[letter] = counts
    return table.assign(
        defective=defective,
        ratio=quotient(defective, held),
        share=shares(defective),
        rank=rank,
        cumulative_share=cumulative,
        alert=pd.Series(alert_colours(alerts, "item", defective, held), dtype="str"),
    )


def _family(pool: Pool, item: Indicator) -> str:
    for scheme in (pool.newest, *(part.scheme for part in reversed(pool.parts))):
        walker = scheme.by_id.get(item.id)
        while walker is not None:
            if walker.family:
                return walker.family
            walker = scheme.parent[walker.id]
    return ""


def _classes(pool: Pool, figures: Figures) -> dict[str, list[int]]:
    tallies: dict[str, list[int]] = {letter: [] for letter in LETTERS}
    starts = np.cumsum([0, *(len(part.scored) for part in pool.parts)])
    inside = np.zeros(len(pool.frame), dtype=bool)
    inside[figures.rows] = True
    for item in pool.items:
        found: Counter[str] = Counter()
        for part, start in zip(pool.parts, starts, strict=False):
            column = part.scored.get(f"class.{item.id}")
            if column is not None:
                counted = column.cat.codes.to_numpy()[inside[start : start + len(column)]]
                sums = np.bincount(counted, minlength=len(column.cat.categories))
                found.update(dict(zip(column.cat.categories, sums.tolist(), strict=True)))
        for letter in LETTERS:
            tallies[letter].append(found[letter])
    return tallies


def families(pool: Pool, figures: Figures, per_item: pd.DataFrame, language: str) -> pd.DataFrame:
    """Returns the frame `families` of an Analysis, in the scheme's order."""
    members = [per_item[per_item["family"] == family.id] for family in pool.newest.families]
    defective = np.array([int(member["defective"].sum()) for member in members], dtype=np.int64)
    above, below = np.zeros(len(members), dtype=object), np.zeros(len(members), dtype=object)
    for place, member in enumerate(members):
        held = np.array([[figures.held[id_] for id_ in member["id"]]], dtype=np.int64).reshape(
            1, -1
        )
        mean = mean_ratios(
            member["defective"].to_numpy()[None, :], held, np.ones(len(member), dtype=np.int64)
        )
        above[place], below[place] = mean[0][0], mean[1][0]
    whole = int(per_item["defective"].sum())
    return pd.DataFrame(
        {
            "id": pd.Series([family.id for family in pool.newest.families], dtype="str"),
            "name": pd.Series(
                [family.name.say(language) for family in pool.newest.families], dtype="str"
            ),
            "owner": pd.Series(
                [
                    family.owner.say(language) if family.owner else ""
                    for family in pool.newest.families
                ],
                dtype="str",
            ),
            "defective": defective,
            "ratio": quotient(above, below),
            "share": defective / whole if whole else np.zeros(len(defective)),
        }
    )


def critical(pool: Pool, figures: Figures, language: str) -> pd.DataFrame:
    """Returns the frame `critical` of an Analysis, in the scheme's order."""
    known = pool.newest.critical_families
    counts = [
        int(pool.scored(f"critical.{family.id}", False)[figures.rows].sum()) for family in known
    ]
    recordings = np.array(counts, dtype=np.int64)
    return pd.DataFrame(
        {
            "id": pd.Series([family.id for family in known], dtype="str"),
            "name": pd.Series([family.name.say(language) for family in known], dtype="str"),
            "recordings": recordings,
            "ratio": quotient(recordings, len(figures.rows)),
        }
    )


def fatal_codes(pool: Pool, figures: Figures, language: str) -> pd.DataFrame:
    """Returns the frame `fatal_codes` of an Analysis: every code of the scheme, also those that never occurred."""
    codes = {
        code.id: code
        for part in pool.parts
        if part.scheme.fatal
        for code in part.scheme.fatal.codes
    }
    texts = pool.frame["fatal_codes"].iloc[figures.rows].value_counts()
    found: Counter[str] = Counter()
    for text, times in texts.items():
        found.update(dict.fromkeys((code for code in str(text).split(";") if code), int(times)))
    recordings = np.array([found[code] for code in codes], dtype=np.int64)
    return pd.DataFrame(
        {
            "code": pd.Series(list(codes), dtype="str"),
            "name": pd.Series([code.name.say(language) for code in codes.values()], dtype="str"),
            "critical": pd.Series([code.critical or "" for code in codes.values()], dtype="str"),
            "recordings": recordings,
            "ratio": quotient(recordings, len(figures.rows)),
        }
    )


def distribution(pool: Pool, figures: Figures) -> pd.DataFrame:
    """Returns the frame `distribution` of an Analysis, lowest group first; empty when the scheme has no groups."""
    rule = pool.newest.distribution
    bounds = list(rule.bounds) if rule else []
    units = figures.final if rule and rule.score == "final" else figures.raw
    # A score has `decimals` places, so it reaches a bound exactly when it reaches the bound rounded up to that many.
    edges = [int(-((-bound.scaleb(figures.decimals)) // 1)) for bound in bounds]
    counts = []
    for position, (lower, upper) in enumerate(pairwise(edges)):
        last = position == len(edges) - 2
        top = int(bounds[-1].scaleb(figures.decimals) // 1)
        counts.append(int(((units >= lower) & ((units <= top) if last else (units < upper))).sum()))
    lows, highs = bounds[:-1], bounds[1:]
    return pd.DataFrame(
        {
            "group": np.arange(1, len(counts) + 1),
            "upper": np.array([float(high) for high in highs]),
            "lower": np.array([float(low) for low in lows]),
            "midpoint": np.array(
                [float((low + high) / 2) for low, high in zip(lows, highs, strict=True)]
            ),
            "count": np.array(counts, dtype=np.int64),
            "share": quotient(np.array(counts, dtype=np.int64), len(figures.rows)),
        }
    )


def index(pool: Pool, figures: Figures, language: str) -> pd.DataFrame:
    """Returns the frame `index` of an Analysis: the mean of 100 × fraction of every node that was marked somewhere."""
    rows = []
    for node in _index_nodes(pool.newest, language) if pool.newest.hierarchical else []:
        values = pool.scored(f"value.{node['id']}", np.nan)[figures.rows]
        marked = values[~np.isnan(values)]
        if len(marked):  # fsum: the same value whatever the order of the rows
            rows.append(node | {"value": fsum(marked.tolist()) / len(marked)})
    dtypes = {
        "level": "int32",
        "id": "str",
        "name": "str",
        "parent": "str",
        "weight": "float64",
        "value": "float64",
    }
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _index_nodes(scheme: Scheme, language: str) -> list[dict[str, object]]:
    score, level = scheme.score, scheme.level
    name = (score.name or scheme.name).say(language)
    nodes: list[dict[str, object]] = [
        {"level": 1, "id": score.id, "name": name, "parent": "", "weight": np.nan}
    ]
    for node in scheme.nodes:
        above = scheme.parent[node.id]
        parent = above.id if above else score.id
        weight = float(node.weight) if node.weight is not None else np.nan
        own = {"level": level[node.id], "id": node.id, "name": node.name.say(language)}
        nodes.append(own | {"parent": parent, "weight": weight})
    return nodes
