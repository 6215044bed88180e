"""The index of a hierarchical scheme: what every node of the tree attained (S13, S14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.sums import Sums
from qa_workbook.arrays import Floats
from qa_workbook.scheme.model import Scheme

ATTAINED_DECIMALS = 10
"""Finer than what marks and weights come to: means and their changes are exact to the last digit
that is printed."""
_MANTISSA, _HALF = 53, 26
"""Bits of a float64's whole number, and about half of them."""
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


def node_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns what the nodes of a hierarchical scheme attained together, each where it was marked.

    Columns: node (id), recordings, and value: the sum of 100 × fraction, a Fraction, for it is
    exact whatever the order. Empty for a flat scheme.
    """
    rows = []
    nodes = _nodes(pool.newest, "zh") if pool.newest.hierarchical else ()
    for node in nodes:
        marked = _marked(pool, sums, node)
        rows.append((node.id, len(marked), _exact_sum(marked)))
    return pd.DataFrame(rows, columns=["node", "recordings", "value"]).astype(
        {"node": "str", "recordings": "int64", "value": "object"}
    )


def _exact_sum(values: Floats) -> Fraction:
    """The sum without any rounding: of numbers of one exponent the mantissas are whole numbers."""
    mantissas, exponents = np.frexp(values)
    whole = (mantissas * 2.0**_MANTISSA).astype(np.int64)
    found = Fraction(0)
    for exponent in np.unique(exponents).tolist():
        own = whole[exponents == exponent]
        # In halves, so that no sum outgrows int64.
        high, low = int((own >> _HALF).sum()), int((own & (2**_HALF - 1)).sum())
        found += ((high << _HALF) + low) * Fraction(2) ** (exponent - _MANTISSA)
    return found


def index_table(newest: Scheme, nodes: pd.DataFrame, language: str) -> pd.DataFrame:
    """Returns the frame `index` of an Analysis from `node_sums`; empty for a flat scheme.

    A value is the mean of 100 × fraction over the recordings in which the node was marked.
    """
    rows = []
    found = dict(
        zip(nodes["node"], zip(nodes["recordings"], nodes["value"], strict=True), strict=True)
    )
    for node in _nodes(newest, language) if found else ():
        count, value = found[node.id]
        if count:
            rows.append(asdict(node) | {"value": float(value) / count})
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
    values = np.asarray(pool.scored(f"value.{node.id}", np.nan)[sums.chosen], dtype=np.float64)
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
