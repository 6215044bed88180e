"""However much is left unread, what is read is what reading everything comes to."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from full_reading import counting, told
from hypothesis import given
from hypothesis import strategies as st
from merge_workshop import SCHEME, Filled, plan
from test_merge_properties import histories

from examples import examples
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore, batches, reading, scheme_rows, store

pytestmark = pytest.mark.slow

SPANS = [None, *(period(f"2026-10-{day:02}") for day in (3, 4, 5)), period("2026-10")]


def on_a_day(sheet: Filled) -> Filled:
    """Calls on one of three days: which one follows from what stands in the sheet."""
    day = 3 + int(sheet.sha256, 16) % 3
    return replace(sheet, extra={"call_date": pd.Timestamp(2026, 10, day)})


def check(folder: Path) -> None:
    """Holds every way of reading against the plain one."""
    for span in SPANS:
        for also in ("", "recording"):
            found = RecordStore(folder).read(span, also=also).get(SCHEME)
            expected = told(counting(RecordStore(folder), span, also))
            assert (told(found) if found is not None else []) == expected
            blocks = RecordStore(folder).blocks(span, also=also)
            assert sorted(row for _, rows in blocks for row in told(rows.to_pandas())) == expected


@given(histories(), st.sampled_from([1, 2, 99]), st.randoms(use_true_random=False))
@examples(15)
def test_read__what_is_noted_beside_the_batches_holds(
    history: list[list[Filled]], size: int, chance: random.Random
) -> None:
    """Corrections, other days, withdrawals, deletions, batches put together, and lost files beside them."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(store, "MANY", size)
        for module in (batches, reading):
            patch.setattr(module, "GROUP", size)
        patch.setattr(scheme_rows, "BLOCK", size)
        folder = Path(name)
        for run in history:
            sheets = [on_a_day(sheet) for sheet in run]
            made = plan(RecordStore(folder), *sheets)
            ahead = {
                (span, also): RecordStore(folder).read(span, plan=made, also=also).get(SCHEME)
                for span in SPANS
                for also in ("", "recording")
            }
            RecordStore(folder).commit(made)
            for (span, also), found in ahead.items():
                now = RecordStore(folder).read(span, also=also).get(SCHEME)
                assert (told(found) if found is not None else []) == (
                    told(now) if now is not None else []
                )
            check(folder)
            _meddle(folder, sheets, chance)
            check(folder)


def _meddle(folder: Path, sheets: list[Filled], chance: random.Random) -> None:
    """Does what else may be done with a store."""
    kind = chance.choice(["withdraw", "forget", "lose", "nothing"])
    if kind == "withdraw":
        file = chance.choice(sheets).file
        RecordStore(folder).commit(RecordStore(folder).plan_withdrawal([file]).plan)
    elif kind == "forget":
        RecordStore(folder).forget(date(2026, 10, 4))
    elif kind == "lose":
        beside = sorted([*folder.glob("*.names"), *folder.glob("*.notes")])
        if beside:
            lost = chance.choice(beside)
            lost.unlink() if chance.random() < 0.5 else lost.write_bytes(b"?")
