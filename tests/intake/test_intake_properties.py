"""What holds for every sheet: order doesn't matter, nothing is lost, nothing crashes."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from sheets_for_intake import DAY, FIXED, ITEMS, LABELS, LAST, write

from examples import examples
from qa_workbook.findings.codes import CODES
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.book import SchemeBook

ALL = (*FIXED, *ITEMS, *LAST)


def read_in(folder: Path, schemes: SchemeBook, vocabulary: Vocabulary) -> Intake:
    return read_paths(
        [folder], IntakeContext(schemes, vocabulary, None, date(2026, 12, 1), None, folder)
    )


def clean_rows() -> st.SearchStrategy[list[dict[str, Any]]]:
    record = st.fixed_dictionaries(
        {
            "录音编号": st.integers(0, 10**17).map(lambda number: f"R{number:018}"),
            "通话日期": st.integers(0, 4).map(lambda back: DAY - timedelta(days=back)),
            "工号": st.integers(1000, 1030).map(str),
            "班组": st.sampled_from(["一班", "二班"]),
            **{item: st.integers(0, 5) for item in ITEMS},
        }
    )
    return st.lists(record, min_size=1, max_size=8, unique_by=lambda row: row["录音编号"])


@examples(25)
@given(data=clean_rows(), chance=st.randoms(use_true_random=False))
def test_order_of_rows_and_columns(
    schemes: SchemeBook, vocabulary: Vocabulary, data: list[dict[str, Any]], chance: Any
) -> None:
    """Clean rows in any order under columns in any order give the same recordings; only moved columns are mentioned."""
    shuffled, columns = list(data), list(ALL)
    chance.shuffle(shuffled)
    chance.shuffle(columns)
    frames = []
    for rows, headings in ((data, ALL), (shuffled, columns)):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "a.xlsx", rows, headings=headings)
            intake = read_in(Path(folder), schemes, vocabulary)
        assert [found.code for found in intake.findings] == ["columns-moved"] * (
            list(headings) != list(ALL)
        )
        frame = intake.frames[SchemeKey("monitoring-10x4", "2026.1")].drop(columns="row")
        frames.append(frame.sort_values("recording", ignore_index=True))
    pd.testing.assert_frame_equal(*frames)


def cells() -> st.SearchStrategy[Any]:
    odd = [
        "５分",
        "#N/A",
        "N/A",
        "满分",
        "1.23E+16",
        "是",
        "F11",
        "E1;F11",
        "2026/13/40",
        "合计",
        "=1/0",
        "'",
        "{value}",
        "9" * 30,
        "1e400",
        "-0",
    ]
    return st.one_of(
        st.just(""),
        st.sampled_from(odd),
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
        st.integers(-(10**17), 10**17),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    )


@examples(25)
@given(
    data=st.lists(st.dictionaries(st.sampled_from(ALL), cells(), max_size=22), max_size=8),
    kind=st.sampled_from(["xlsx", "csv"]),
)
def test_garbage(
    schemes: SchemeBook, vocabulary: Vocabulary, data: list[dict[str, Any]], kind: str
) -> None:
    """Whatever stands in the cells, nothing crashes, every row is accepted or rejected, and every finding can be said."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "xlsx":
            write(Path(folder) / "a.xlsx", data)
        else:
            lines = (
                [[name, value] for name, value in LABELS.items()]
                + [ALL]
                + [[row.get(name, "") for name in ALL] for row in data]
            )
            with (Path(folder) / "a.csv").open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(lines)
        intake = read_in(Path(folder), schemes, vocabulary)
    accepted = sum(map(len, intake.frames.values()))
    assert sum(sheet.rows_read for sheet in intake.sheets) == accepted + sum(
        sheet.rows_rejected for sheet in intake.sheets
    )
    for finding in intake.findings:
        assert (
            finding.message("zh")
            and finding.message("en")
            and finding.fix("zh")
            and finding.fix("en")
        )
        assert finding.code in CODES


@examples(25)
@given(data=st.data())
def test_damaged_file(vocabulary: Vocabulary, data: st.DataObject) -> None:
    """A damaged file of any kind is a verdict, never a crash."""
    fixtures = Path(__file__).parents[1] / "fixtures" / "made_in_calc"
    kinds = [fixtures / f"typed.{suffix}" for suffix in ("xlsx", "ods", "xls")]
    whole = bytearray(data.draw(st.sampled_from(kinds)).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(whole[: data.draw(st.integers(1, len(whole)))])
    try:
        workbook = open_workbook(damaged, vocabulary.limits)
    except FileFault as fault:
        assert fault.code in CODES
    else:
        assert isinstance(workbook.sheets, tuple)
