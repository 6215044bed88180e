"""单项不良.

The defects of every item, of the families of items, critical and fatal errors (S3, S13).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import alert_colours, mean_ratios, pareto, quotient, shares
from qa_workbook.analysis.sums import Measure, Sums
from qa_workbook.analysis.versions import Versions
from qa_workbook.arrays import Booleans, WholeNumbers
from qa_workbook.codes import separated
from qa_workbook.scheme.model import FatalCode, Indicator, Scheme
from qa_workbook.scoring.defects import CLASSES

LETTERS = CLASSES[1:]  # the first stands for "no defect"


def item_sums(pool: Pool, sums: Sums) -> pd.DataFrame:
    """Returns what is counted of each item: item (id), defective, and the letters A … E."""
    ids = [item.id for item in pool.items]
    columns = [pool.scored(f"defective.{id_}", False)[sums.chosen] for id_ in ids]
    defective = np.array([np.count_nonzero(column) for column in columns], dtype=np.int64)
    return pd.DataFrame({"item": _texts(ids), "defective": defective, **_letters(pool, sums)})


def item_table(
    versions: Versions, whole: pd.DataFrame, counts: pd.DataFrame, language: str
) -> pd.DataFrame:
    """Returns the frame `items` of an Analysis from `item_sums` and the sums of all recordings."""
    items, measure = versions.items, Measure.of(versions)
    held_by = measure.held(whole)
    held = np.array([held_by[item.id][0] for item in items], dtype=np.int64)
    counts = counts.set_index("item").loc[[item.id for item in items]]
    defective = counts["defective"].to_numpy()
    rank, cumulative = pareto(defective)
    alerts = None if versions.only_counted else versions.newest.alerts
    colours = alert_colours(alerts, "item", defective, held)
    return pd.DataFrame(
        {
            "id": _texts(item.id for item in items),
            "name": _texts(item.name.say(language) for item in items),
            "family": _texts(_family(versions, item) for item in items),
            **{letter: counts[letter].to_numpy() for letter in LETTERS},
            "defective": defective,
            "held": held,
            "ratio": quotient(defective, held),
            "share": shares(defective),
            "rank": rank,
            "cumulative_share": cumulative,
            "alert": _texts(colours),
        }
    )


def _texts(words: Iterable[str]) -> pd.Series:
    return pd.Series(list(words), dtype="str")


def _family(versions: Versions, item: Indicator) -> str:
    """The family of an item or of the node above it, by the newest version that names one."""
    for scheme in reversed(versions.schemes):
        node = scheme.by_id.get(item.id)
        while node is not None:
            if node.family:
                return node.family
            node = scheme.parent[node.id]
    return ""


def _letters(pool: Pool, sums: Sums) -> dict[str, list[int]]:
    """By letter, how many direct marks of each item have it."""
    found: dict[str, list[int]] = {letter: [] for letter in LETTERS}
    parts = list(_counted_parts(pool, sums))
    for item in pool.items:
        counts = _letter_counts(parts, item.id)
        for letter, numbers in found.items():
            numbers.append(counts[letter])
    return found


def _letter_counts(
    parts: Iterable[tuple[pd.DataFrame, Booleans | None]], item: str
) -> Counter[str]:
    found: Counter[str] = Counter()
    for scored, counted in parts:
        column = scored.get(f"class.{item}")
        if column is not None:
            codes = column.cat.codes.to_numpy()
            codes = codes if counted is None else codes[counted]
            for code, letter in enumerate(column.cat.categories):
                found[letter] += int(np.count_nonzero(codes == code))
    return found


def _counted_parts(pool: Pool, sums: Sums) -> Iterator[tuple[pd.DataFrame, Booleans | None]]:
    """Yields the scored frame of each version with the mask of its rows that count.

    None, where all do: then nothing need be copied.
    """
    if sums.recordings == len(pool.frame):
        for part in pool.parts:
            yield part.scored, None
        return
    counted = np.zeros(len(pool.frame), dtype=bool)
    counted[sums.rows] = True
    start = 0
    for part in pool.parts:
        end = start + len(part.scored)
        yield part.scored, counted[start:end]
        start = end


def family_table(newest: Scheme, items: pd.DataFrame, language: str) -> pd.DataFrame:
    """Returns the frame `families` of an Analysis, in the scheme's order; `items` is its frame."""
    families = newest.families
    members = [items[items["family"] == family.id] for family in families]
    defective = np.array([int(member["defective"].sum()) for member in members], dtype=np.int64)
    above, below = _mean_of_items(members)
    owners = [family.owner.say(language) if family.owner else "" for family in families]
    # A share is of all defects, also those of items that belong to no family.
    whole = int(items["defective"].sum())
    return pd.DataFrame(
        {
            "id": _texts(family.id for family in families),
            "name": _texts(family.name.say(language) for family in families),
            "owner": _texts(owners),
            "defective": defective,
            "ratio": quotient(above, below),
            "share": defective / whole if whole else np.zeros(len(defective)),
        }
    )


def _mean_of_items(members: Sequence[pd.DataFrame]) -> tuple[WholeNumbers, WholeNumbers]:
    """Numerator and denominator of the mean ratio of each family's items."""
    above, below = np.zeros(len(members), dtype=object), np.zeros(len(members), dtype=object)
    for place, member in enumerate(members):
        held = member["held"].to_numpy()
        counts, ones = member["defective"].to_numpy(), np.ones(len(member), dtype=np.int64)
        numerator, denominator = mean_ratios(counts[None, :], held[None, :], ones)
        above[place], below[place] = numerator[0], denominator[0]
    return above, below


def critical_table(pool: Pool, sums: Sums, language: str) -> pd.DataFrame:
    """Returns the frame `critical` of an Analysis, in the scheme's order."""
    families = pool.newest.critical_families
    columns = [pool.scored(f"critical.{family.id}", False)[sums.chosen] for family in families]
    recordings = np.array([int(column.sum()) for column in columns], dtype=np.int64)
    return pd.DataFrame(
        {
            "id": _texts(family.id for family in families),
            "name": _texts(family.name.say(language) for family in families),
            "recordings": recordings,
            "ratio": quotient(recordings, sums.recordings),
        }
    )


def fatal_code_table(pool: Pool, sums: Sums, language: str) -> pd.DataFrame:
    """Returns the frame `fatal_codes` of an Analysis.

    It has every code of every version, also those that never occurred.
    """
    codes: dict[str, FatalCode] = {}
    for part in pool.parts:
        if part.scheme.fatal:
            codes |= {code.id: code for code in part.scheme.fatal.codes}
    found: Counter[str] = Counter()
    texts = pool.frame["fatal_codes"].iloc[sums.chosen].value_counts()
    for text, times in texts.items():
        # A code counts once in a recording, however often it was written there.
        found.update(dict.fromkeys(separated(str(text)), int(times)))
    recordings = np.array([found[code] for code in codes], dtype=np.int64)
    return pd.DataFrame(
        {
            "code": _texts(codes),
            "name": _texts(code.name.say(language) for code in codes.values()),
            "critical": _texts(code.critical or "" for code in codes.values()),
            "recordings": recordings,
            "ratio": quotient(recordings, sums.recordings),
        }
    )
