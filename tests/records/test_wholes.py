"""Rows of long sheets that make one score are refused, kept and withdrawn together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from merge_workshop import DAY, SCHEME, counts

from qa_workbook.frames import LONG, Table
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.plan import CONFLICTING, KEPT, WITHDRAWN
from qa_workbook.sheets import Sheet

Breach = tuple[str, str, int]
"""Recording, clause, times."""


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


def sheet(file: str, *rejected: tuple[str, str], version: str = "1") -> Sheet:
    """Returns a sheet in which the breaches (recording, clause) of `rejected` couldn't be read."""
    return Sheet(
        file,
        "违规登记",
        version.zfill(2) * 32,
        SCHEME,
        labels={"inspector": "", "inspected_on": DAY.isoformat()},
        rows_rejected=len(rejected),
        rejected_keys=tuple((recording, "张三", clause, "007") for recording, clause in rejected),
    )


def breaches(**files: list[Breach]) -> dict:
    """Returns the table of the breaches of each file (named without suffix), from row 6 on."""
    rows = []
    for file, found in files.items():
        for number, (recording, clause, times) in enumerate(found):
            rows.append(
                {
                    "recording": recording,
                    "inspector": "张三",
                    "entry": clause,
                    "agent": "007",
                    "call_date": pd.Timestamp(DAY),
                    "inspected_on": pd.Timestamp(DAY),
                    "clause": clause,
                    "times": times,
                    "file": f"{file}.xlsx",
                    "sheet": "违规登记",
                    "row": 6 + number,
                }
            )
    return {SCHEME: Table(LONG, LONG.frame(rows))}


def merged(store: RecordStore, tables: dict, *sheets: Sheet) -> MergePlan:
    made = store.plan(tables, sheets)
    store.commit(made)
    return made


def stored(store: RecordStore) -> list[tuple[str, str, int]]:
    frame = store.read()[SCHEME]
    return sorted(zip(frame["recording"], frame["clause"], frame["times"], strict=True))


def test_a_recording_of_which_rows_conflict_is_refused_whole(store: RecordStore) -> None:
    """Its sound rows are held against the first row that is refused; other recordings are not."""
    tables = breaches(
        a=[("R1", "c1", 1), ("R1", "c2", 1), ("R1", "c3", 1), ("R2", "c1", 1), ("R3", "c1", 1)],
        b=[("R1", "c2", 2), ("R1", "c3", 2), ("R3", "c1", 5), ("R3", "c2", 1)],
    )
    made = merged(store, tables, sheet("a.xlsx"), sheet("b.xlsx", version="2"))
    assert counts(made) == (1, 0, 0, 8, 0)
    assert stored(store) == [("R2", "c1", 1)]
    lines = made.of(CONFLICTING)[["file", "row", "other_file", "other_row"]]
    assert sorted(lines.itertuples(index=False, name=None)) == [
        ("a.xlsx", 6, "a.xlsx", 7),  # c1 of R1: nothing disagrees with it, so the first refused row
        ("a.xlsx", 7, "b.xlsx", 6),
        ("a.xlsx", 8, "b.xlsx", 7),
        ("a.xlsx", 10, "b.xlsx", 8),
        ("b.xlsx", 6, "a.xlsx", 7),
        ("b.xlsx", 7, "a.xlsx", 8),
        ("b.xlsx", 8, "a.xlsx", 10),
        ("b.xlsx", 9, "a.xlsx", 10),  # c2 of R3: as above
    ]


def test_what_is_stored_of_a_refused_recording_stays(store: RecordStore) -> None:
    """A corrected sheet that is refused withdraws no breach: the rest would score too well."""
    merged(store, breaches(a=[("R1", "c1", 1), ("R1", "c2", 1)]), sheet("a.xlsx"))
    tables = breaches(a=[("R1", "c1", 2)], b=[("R1", "c1", 3)])
    made = merged(store, tables, sheet("a.xlsx", version="3"), sheet("b.xlsx", version="4"))
    assert counts(made) == (0, 0, 0, 2, 0)
    assert stored(store) == [("R1", "c1", 1), ("R1", "c2", 1)]


def test_a_recording_with_an_unread_row_is_kept_whole(store: RecordStore) -> None:
    """A breach that can't be read keeps all breaches of its recording; this is reported once."""
    merged(store, breaches(a=[("R1", "c1", 1), ("R1", "c2", 1), ("R2", "c1", 1)]), sheet("a.xlsx"))
    made = merged(store, breaches(a=[]), sheet("a.xlsx", ("R1", "c1"), version="2"))
    assert list(made.of(KEPT)["recording"]) == ["R1"]
    assert list(made.of(WITHDRAWN)["recording"]) == ["R2"]
    assert stored(store) == [("R1", "c1", 1), ("R1", "c2", 1)]


def test_a_breach_taken_out_is_withdrawn_alone(store: RecordStore) -> None:
    """Where all that is left of a recording is in order, only what was taken out goes."""
    merged(store, breaches(a=[("R1", "c1", 1), ("R1", "c2", 1)]), sheet("a.xlsx"))
    made = merged(store, breaches(a=[("R1", "c1", 1)]), sheet("a.xlsx", version="2"))
    assert counts(made) == (0, 0, 1, 0, 1)
    assert stored(store) == [("R1", "c1", 1)]


def test_an_unread_row_without_a_known_key_forbids_withdrawal(store: RecordStore) -> None:
    """Nobody can say what the sheet no longer has."""
    merged(store, breaches(a=[("R1", "c1", 1)]), sheet("a.xlsx"))
    nameless = replace(sheet("a.xlsx", version="2"), rows_rejected=1)
    assert counts(merged(store, breaches(a=[]), nameless)) == (0, 0, 0, 0, 0)
    assert stored(store) == [("R1", "c1", 1)]


def undated(file: str, version: str, *rejected: tuple[str, str]) -> Sheet:
    """Returns a sheet without 质检日期."""
    return replace(sheet(file, *rejected, version=version), labels={"inspected_on": ""})


def without_day(tables: dict, inspector: str = "张三", recording: str = "") -> dict:
    table = tables[SCHEME]
    frame = table.frame.assign(inspected_on=pd.NaT, inspector=inspector)
    frame["inspected_on"] = frame["inspected_on"].astype("datetime64[s]")
    frame["inspector"] = frame["inspector"].astype("str")
    if recording:
        frame["recording"] = pd.Series(recording, index=frame.index, dtype="str")
    return {SCHEME: replace(table, frame=frame)}


def test_a_corrected_clause_replaces_the_wrong_one_without_a_day(store: RecordStore) -> None:
    """One breach, one clause corrected: one line counts, not both."""
    merged(store, without_day(breaches(a=[("R1", "c1", 1)])), undated("a.xlsx", "1"))
    made = merged(store, without_day(breaches(a=[("R1", "c2", 1)])), undated("a.xlsx", "2"))
    assert counts(made) == (1, 0, 0, 0, 1)
    assert stored(store) == [("R1", "c2", 1)]


def test_a_corrected_registrar_replaces_the_wrong_one(store: RecordStore) -> None:
    """The breaches of a sheet whose inspector was corrected count once, with or without 依据."""
    for number, names in enumerate((("R1", "R1"), ("007@2026-10-05@张三", "007@2026-10-05@王五"))):
        file = f"{number}.xlsx"
        before = without_day(breaches(**{str(number): [("", "c1", 1)]}), recording=names[0])
        after = without_day(breaches(**{str(number): [("", "c1", 1)]}), "王五", names[1])
        merged(store, before, undated(file, f"{number}1"))
        assert counts(merged(store, after, undated(file, f"{number}2"))) == (1, 0, 0, 0, 1)


def test_a_corrected_registrar_in_a_faulty_row_keeps_the_earlier_breach(store: RecordStore) -> None:
    """A breach that is refused under the corrected name stays under the earlier one, and this is said."""
    merged(store, without_day(breaches(a=[("R1", "c1", 1)])), undated("a.xlsx", "1"))
    refused = undated("a.xlsx", "2", ("R1", "c1"))
    refused = replace(refused, rejected_keys=(("R1", "王五", "c1", "007"),))
    made = merged(store, without_day(breaches(a=[])), refused)
    assert list(made.of(KEPT)["recording"]) == ["R1"]
    assert stored(store) == [("R1", "c1", 1)]


def test_read__is_in_the_order_of_the_sheets_after_a_correction(store: RecordStore) -> None:
    """The first row of a corrected recording stays the first, so that a score names it."""
    two = [("R1", "c1", 1), ("R1", "c2", 1)]
    merged(store, breaches(a=two), sheet("a.xlsx"))
    merged(store, breaches(a=[("R1", "c1", 2), two[1]]), sheet("a.xlsx", version="2"))
    assert list(store.read()[SCHEME]["row"]) == [6, 7]
