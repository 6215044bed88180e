"""The store keeps rows of any schema: what it does with a column is said by the column's roles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from merge_workshop import Filled, counts, tables_of

from qa_workbook.frames import DAY, ORIGIN, TEXT, Column, Role, Schema, Table
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.plan import REPLACED, WITHDRAWN
from qa_workbook.sheets import Sheet

KEY = SchemeKey("complaints", "1")
# Columns called like the store's own ones, to show that they don't get in each other's way.
COMPLAINTS = Schema(
    "complaints",
    (
        Column("ticket", TEXT, Role.KEY | Role.REPORTED),
        Column("day", DAY, Role.PERIOD | Role.REPORTED),
        Column("source"),
        Column("content"),
        Column("key"),
        Column("points", "int64"),
        *ORIGIN,
    ),
)
SHEET = Sheet("c.xlsx", "投诉", "a" * 64, KEY, columns={"ticket": "B"}, rows_read=2)


def complaints(*rows: tuple[str, str, int], file: str = "c.xlsx") -> Table:
    """Returns complaints of (ticket, day, points)."""
    known = [
        {
            "ticket": ticket,
            "day": pd.Timestamp(day),
            "source": "电话",
            "content": "态度",
            "points": points,
            "file": file,
            "sheet": "投诉",
            "row": 3 + number,
        }
        for number, (ticket, day, points) in enumerate(rows)
    ]
    return Table(COMPLAINTS, COMPLAINTS.frame(known))


TWO = complaints(("T1", "2026-10-05", 2), ("T2", "2026-11-01", 4))


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


def merged(store: RecordStore, table: Table, sheet: Sheet = SHEET) -> MergePlan:
    made = store.plan({KEY: table}, [sheet])
    store.commit(made)
    return made


def test_rows_of_a_form_are_kept_and_read_as_they_came(store: RecordStore) -> None:
    """A form's rows come back in its columns and types; merging them twice is merging them once."""
    assert counts(merged(store, TWO)) == (2, 0, 0, 0, 0)
    pd.testing.assert_frame_equal(store.read(schema="complaints")[KEY], TWO.frame)
    assert store.plan({KEY: TWO}, [SHEET]).is_empty


def test_rows_of_a_form_count_in_the_period_of_their_day(store: RecordStore) -> None:
    """The column with the role PERIOD decides about the period."""
    merged(store, TWO)
    found = store.read(period("2026-10"), schema="complaints")[KEY]
    assert list(found["ticket"]) == ["T1"]


def test_rows_without_a_day_count_in_every_period(store: RecordStore) -> None:
    """A schema without PERIOD (people, tiers) is read whole, whatever the period."""
    timeless = tuple(
        replace(column, roles=column.roles & ~Role.PERIOD) for column in COMPLAINTS.columns
    )
    merged(store, Table(Schema("complaints", timeless), TWO.frame))
    assert len(store.read(period("2027-01"), schema="complaints")[KEY]) == 2


def test_forms_and_recordings_stand_in_one_store(store: RecordStore) -> None:
    """A run merges sheets of all kinds at once; reading gives one kind, also from a plan."""
    filled = Filled("a.xlsx", (("R1", 5),))
    tables = {KEY: TWO, **tables_of([filled])}
    made = store.plan(tables, [SHEET, filled.sheet])
    assert counts(made) == (3, 0, 0, 0, 0)
    ahead = {kind: store.read(schema=kind, plan=made) for kind in ("recordings", "complaints")}
    store.commit(made)
    for kind, frames in ahead.items():
        (key,) = frames
        pd.testing.assert_frame_equal(store.read(schema=kind)[key], frames[key])
    assert set(store.read()) == {filled.scheme_key}


def test_a_corrected_row_of_a_form_is_reported_in_its_own_words(store: RecordStore) -> None:
    """The report names the columns with the role REPORTED, and the cell of the key."""
    merged(store, TWO)
    mended = complaints(("T1", "2026-10-05", 3), ("T2", "2026-11-01", 4))
    made = merged(store, mended, replace(SHEET, sha256="b" * 64))
    assert counts(made) == (0, 1, 1, 0, 0)
    (line,) = made.of(REPLACED).to_dict("records")
    assert (line["schema"], line["scheme"], line["ticket"]) == ("complaints", "complaints", "T1")
    assert (line["column"], line["row"], line["changed"]) == ("B", 3, ("points",))


def test_a_form_without_sheet_columns_withdraws_nothing(store: RecordStore) -> None:
    """Its file may have been emptied for the next month, so what stood in it stays."""
    merged(store, TWO)
    later = complaints(("T3", "2026-12-01", 1))
    assert merged(store, later, replace(SHEET, sha256="b" * 64)).withdrawn == 0
    assert len(store.read(schema="complaints")[KEY]) == 3


def test_a_form_with_a_sheet_column_withdraws_what_its_sheet_no_longer_has(
    store: RecordStore,
) -> None:
    """With a column that says which sheet it is (a month), a corrected sheet replaces its rows."""
    month = Column("month", TEXT, Role.SHEET)
    schema = Schema("complaints", (*COMPLAINTS.columns, month))
    table = Table(schema, TWO.frame.assign(month="2026-10").astype({"month": "str"}))
    sheet = replace(SHEET, labels={"month": "2026-10"})
    merged(store, table, sheet)
    shorter = replace(table, frame=table.frame.head(1))
    other = replace(sheet, sha256="b" * 64, labels={"month": "2026-11"})
    december = complaints(("T3", "2026-12-01", 1)).frame.assign(month="2026-11")
    december = Table(schema, december.astype({"month": "str"}))
    assert store.plan({KEY: december}, [other]).withdrawn == 0, "another month is another sheet"
    made = merged(store, shorter, replace(sheet, sha256="c" * 64))
    assert list(made.of(WITHDRAWN)["ticket"]) == ["T2"]
    assert list(store.read(schema="complaints")[KEY]["ticket"]) == ["T1"]


def test_plan__says_what_does_not_fit(store: RecordStore) -> None:
    """A frame without a column of its schema, and a sheet without a table, are mistakes."""
    lacking = Table(COMPLAINTS, TWO.frame.drop(columns="points"))
    with pytest.raises(ValueError, match="points"):
        store.plan({KEY: lacking}, [SHEET])
    ours = Column("code", TEXT, Role.REPORTED)
    schema = Schema("complaints", (*COMPLAINTS.columns, ours))
    with pytest.raises(ValueError, match="code"):
        store.plan({KEY: Table(schema, TWO.frame.assign(code=""))}, [SHEET])
    with pytest.raises(ValueError, match="complaints@1"):
        store.plan({}, [SHEET])


def test_sheet_columns__are_those_of_the_version_merged_last(store: RecordStore) -> None:
    """Somebody moved the columns: from then on the letters are the new ones."""
    merged(store, TWO)
    assert store.sheet_columns() == {("c.xlsx", "投诉"): {"ticket": "B"}}
    moved = replace(SHEET, sha256="b" * 64, columns={"ticket": "C"})
    made = store.plan({KEY: TWO}, [moved])
    assert store.sheet_columns(made)["c.xlsx", "投诉"] == {"ticket": "C"}
    store.commit(made)
    assert store.sheet_columns()["c.xlsx", "投诉"] == {"ticket": "C"}
