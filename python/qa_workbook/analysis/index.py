"""The index of a hierarchical scheme: what every node of the tree attained (S13, S14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import fsum

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums
from qa_workbook.scheme.model import Scheme

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
        values = pool.scored(f"value.{node.id}", np.nan)[sums.rows]
        marked = values[~np.isnan(values)]
        if len(marked):  # fsum: the same value whatever the order of the rows
            rows.append(asdict(node) | {"value": fsum(marked.tolist()) / len(marked)})
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


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
