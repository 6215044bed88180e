"""The same row of marks again and again: rows that were read in chunks give what all at once do."""

from __future__ import annotations

import random
from itertools import groupby

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from frames import wide_frame
from qa_workbook.analysis import inspector_runs
from qa_workbook.analysis.inspector_runs import Runs, added_runs, marked_rows, run_columns
from qa_workbook.analysis.numbering import numbered
from qa_workbook.analysis.pool import pool_recordings
from qa_workbook.analysis.rules import load_rules
from qa_workbook.frames import MARK
from qa_workbook.workspace_paths import shipped
from scheme_factory import item, scheme

RULES = (
    load_rules(shipped("config"))[0]
    .versions[0]
    .inspectors.model_copy(update={"same_marks_from": 2})
)
OF = scheme([item("a")])
TOLD = ("longest_run", "run_file", "run_sheet", "run_row", "run_last")
Longest = tuple[int, str, str, int, int]


def runs_of(rows: pd.DataFrame) -> Runs:
    """What `run_columns` takes, of some rows."""
    pool = pool_recordings({OF.key: OF}, {OF.key: rows}, "latest", once=True)
    return marked_rows(pool, *numbered(pool.frame["inspector"]))


def longest(rows: pd.DataFrame, inspector: str) -> Longest:
    """The longest run of an inspector as somebody would look for it, sheet after sheet."""
    best: Longest = (1, "", "", 0, 0)
    firsts = [rows.groupby(name)["call_date"].min() for name in ("file", "sheet")]
    own = rows[rows["inspector"] == inspector].sort_values("row")
    places = sorted(
        (firsts[0][file], file, firsts[1][sheet], sheet)
        for file, sheet in set(zip(own["file"], own["sheet"], strict=True))
    )
    for _, file, _, sheet in places:
        here = own[(own["file"] == file) & (own["sheet"] == sheet)]
        marks = zip(here[f"{MARK}a"], here["row"], strict=True)
        for _, same in groupby(marks, lambda one: one[0]):
            lines = [row for _, row in same]
            if len(lines) > best[0]:
                best = (len(lines), file, sheet, lines[0], lines[-1])
    return best


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙"),
            st.sampled_from("xyz"),
            st.sampled_from("st"),
            st.integers(0, 1),
            st.integers(1, 5),
        ),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 4),
    st.integers(1, 9),
    st.randoms(use_true_random=False),
)
@examples(60)
def test_runs__of_chunks_are_those_of_all_rows(
    written: list[tuple[str, str, str, int, int]], parts: int, share: int, dice: random.Random
) -> None:
    """Where the longest one stands, too: of equal ones it is that with the first call."""
    frame = wide_frame(
        OF,
        [
            {
                "recording": f"r{number}", "inspector": name, "file": file, "sheet": sheet,
                "row": 6 + number, "call_date": pd.Timestamp(2026, 10, day), f"{MARK}a": mark,
            }
            for number, (name, file, sheet, mark, day) in enumerate(written)
        ],
    )  # fmt: skip
    part = pd.Series([dice.randrange(parts) for _ in written])
    names = pd.Series(sorted({name for name, *_ in written}), dtype="str")
    whole = run_columns(runs_of(frame), names, RULES)
    cut = [runs_of(frame[part == number].reset_index(drop=True)) for number in range(parts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspector_runs, "_SHARE", share)
        found = run_columns(added_runs([added_runs(cut[:2]), *cut[2:]]), names, RULES)
    for name, column in found.items():
        assert list(column) == list(whole[name]), name
    for at, name in enumerate(names):
        assert tuple(found[key][at] for key in TOLD) == longest(frame, name)
