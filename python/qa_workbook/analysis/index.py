"""The index of a hierarchical scheme: what every node of the tree attained (S13, S14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import fsum

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Floats
from qa_workbook.scheme.model import Scheme

ATTAINED_DECIMALS = 10
"""Finer than what marks and weights come to: means and their changes are exact to the last digit
that is printed."""
_DTYPES = {
    "level": "int32",
    "id": "str",
    "name": "str",
    "parent": "str",
    "weight": "float64",
    "value": "float64",
}


@dataclass(frozen=True)
class _Node:
    level: int
    id: str
    name: str
    parent: str
    weight: float


def index_table(pool: Pool, sums: Sums, language: str) -> pd.DataFrame:
    """Returns the frame `index` of an Analysis; empty for a flat scheme.

    A value is the mean of 100 × fraction over the recordings in which the node was marked.
    """
    rows = []
    nodes = _nodes(pool.newest, language) if pool.newest.hierarchical else ()
    for node in nodes:
        marked = _marked(pool, sums, node)
        if len(marked):  # fsum: the same value whatever the order of the rows
            rows.append(asdict(node) | {"value": fsum(marked.tolist()) / len(marked)})
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def attained_table(pool: Pool, sums: Sums, language: str) -> pd.DataFrame:
    """Returns the frame `attained` of an Analysis: of flat schemes, too.

    `units` is the sum of 100 × fraction in whole 10^-ATTAINED_DECIMALS over the recordings in
    which the node was marked, `count` how many they are. Empty for long sheets, which hold bad
    calls alone.
    """
    rows = []
    nodes = _nodes(pool.newest, language) if pool.newest.sheet.layout == "wide" else ()
    for node in nodes:
        marked = _marked(pool, sums, node)
        if len(marked):
            units = np.rint(marked * 10**ATTAINED_DECIMALS).astype(np.int64)
            rows.append((node.level, node.id, node.name, int(units.sum()), len(marked)))
    return pd.DataFrame(rows, columns=["level", "id", "name", "units", "count"])


def _marked(pool: Pool, sums: Sums, node: _Node) -> Floats:
    """What a node attained in the counted recordings in which it was marked, 0–100."""
    values = np.asarray(pool.scored(f"value.{node.id}", np.nan)[sums.rows], dtype=np.float64)
    return values[~np.isnan(values)]


def _nodes(scheme: Scheme, language: str) -> Iterator[_Node]:
    """Yields the score, then every indicator, parents first."""
    score = scheme.score
    name = (score.name or scheme.name).say(language)
    yield _Node(level=1, id=score.id, name=name, parent="", weight=np.nan)
    for node in scheme.nodes:
        above = scheme.parent[node.id]
        yield _Node(
            level=scheme.level[node.id],
            id=node.id,
            name=node.name.say(language),
            parent=above.id if above else score.id,
            weight=np.nan if node.weight is None else float(node.weight),
        )
