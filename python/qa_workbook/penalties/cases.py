"""The lasting number of every penalty line.

A case is the digest of what makes the breach this one and no other. It says nothing of where the
breach stands or what it costs, so it survives rebuilds, sorted and moved sheets, and new tariffs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import count

import pandas as pd

from qa_workbook.penalties.breaches import SOURCE_ROW
from qa_workbook.penalties.given_out import GivenOut

IDENTITY = ["scheme", "recording", "inspector", "agent", "cause", "code"]
"""What tells breaches apart; equal ones are numbered 1, 2, 3 … in their order of arrival (`n`)."""
_SEPARATOR = "\x1f"
_DIGITS = 12


def case_of(identity: Iterable[str], n: int) -> str:
    """Returns the case of the `n`th breach that has these values of IDENTITY."""
    words = _SEPARATOR.join([*identity, str(n)])
    return f"P{sha256(words.encode()).hexdigest()[:_DIGITS]}"


def with_cases(rows: pd.DataFrame, given_out: GivenOut) -> pd.DataFrame:
    """Adds `n` and `case` to breaches (see `breaches.breaches`).

    A breach that was given out keeps its number; new ones take the lowest numbers left.
    """
    ordered = rows.sort_values([*SOURCE_ROW, "entry"], kind="stable")
    same = ordered.groupby(IDENTITY, sort=False)
    numbers = same.cumcount() + 1
    several = ordered.duplicated(IDENTITY, keep=False)
    if given_out.renumbered:
        several |= pd.MultiIndex.from_frame(ordered[IDENTITY]).isin(given_out.renumbered)
    for identity, group in ordered[several].groupby(IDENTITY, sort=False):
        known = given_out.numbers_of(identity)
        numbers[group.index] = numbered(group["entry"].tolist(), known)
    rows = rows.assign(n=numbers)
    identities = zip(*(rows[name].tolist() for name in IDENTITY), strict=True)
    numbered_rows = zip(identities, rows["n"].tolist(), strict=True)
    cases = [case_of(identity, n) for identity, n in numbered_rows]
    return rows.assign(case=pd.array(cases, dtype="str"))


def numbered(entries: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """Returns the numbers of equal breaches; `known` has those of the entries given out before.

    A breach whose entry changed (it is aggravated now, say) takes the number that came free.
    """
    kept = {entry: known[entry] for entry in entries if entry in known}
    free = (n for n in count(1) if n not in kept.values())
    return [kept[entry] if entry in kept else next(free) for entry in entries]
