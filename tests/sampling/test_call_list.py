"""Call lists of every kind of file are read alike; rows that can't be used are told (S9)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from made_calls import at

from qa_workbook.config.strict import read_model
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import ABSENT
from qa_workbook.sampling.call_list import CallList, read_calls
from qa_workbook.sampling.call_table import DoubledColumnError, NoCallListError, NoColumnsError
from qa_workbook.workspace_paths import shipped

HEADINGS = ["录音编号", "工号", "姓名", "来电时间", "通话时长", "是否有录音"]
GOOD = [
    ["R1", "0017", "王佳", "2026-10-05 09:30:00", "00:03:25", "是"],
    ["Ｒ２", "0018", "李 晓", "2026/10/5 9:30", "205秒", ""],
    ['="R3"', " 0017", "王佳", "2026年10月6日 10:00", "205", "无"],
]
BAD = [
    ["1.23E+16", "0017", "", "2026-10-05 09:30:00", "", ""],
    ["R5", "", "", "2026-10-05 09:30:00", "", ""],
    ["R6", "0017", "", "", "", ""],
    ["R7", "0017", "", "昨天", "", ""],
    ["R8", "0017", "", "昨天", "", ""],
    ["R9", "0017", "", "2026-10-05", "03:25", ""],
    ["R10", "0017", "", "2026-10-05", "", "也许"],
    ["r1", "0019", "", "2026-10-05 09:30:00", "", ""],
    ["R11", "0017", "", "2026-10-05", "", ""],
    ["R11", "0017", "", "2026-10-05", "", ""],
]
BLANK = ["", "", "", "", "", ""]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    found, _ = read_model(shipped("config") / "intake.yaml", Vocabulary)
    assert found
    return found


@pytest.fixture(scope="module")
def form(vocabulary: Vocabulary) -> Form:
    forms, faults = load_forms(shipped("config") / "forms", vocabulary, ())
    assert not faults
    return forms.form("calls")


def as_csv(rows: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Any]], path: Path) -> bytes:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("随便")
    for number, row in enumerate([["十月话单"], HEADINGS, *rows]):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    book.close()
    return path.read_bytes()


def told(found: CallList) -> list[tuple[str, str, int]]:
    return [(one.code, one.cell, one.count) for one in found.findings]


@pytest.mark.parametrize("kind", ["utf-8-sig", "gb18030", "several-lines", "xlsx", "parquet"])
def test_files_of_every_kind_are_read_alike(
    kind: str, tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """Numbers are cleaned as in score sheets, lengths and times are understood."""
    path = tmp_path / "calls"
    if kind == "parquet":
        columns = {
            name: list(column)
            for name, column in zip(HEADINGS, zip(*GOOD, strict=True), strict=True)
        }
        pq.write_table(pa.table(columns), path)
    elif kind == "xlsx":
        path.write_bytes(as_xlsx([*GOOD, BLANK], tmp_path / "made.xlsx"))
    elif kind == "several-lines":
        path.write_bytes(as_csv(GOOD).replace("王佳".encode(), '"王\n佳"'.encode()))
    else:
        path.write_bytes(as_csv([*GOOD, BLANK], kind))
    found = read_calls(path, form, vocabulary)
    calls = found.calls
    assert (found.read, found.rejected, told(found)) == (3, 0, [])
    assert calls.recordings.to_pylist() == ["R1", "R2", "R3"]
    assert calls.agents.to_pylist() == ["0017", "0018", "0017"]
    assert calls.started.tolist() == [
        at(2026, 10, 5, 9, 30),
        at(2026, 10, 5, 9, 30),
        at(2026, 10, 6, 10),
    ]
    assert calls.seconds.tolist() == [205, 205, 205]
    assert calls.recorded.tolist() == [True, True, False]


def test_typed_columns_of_parquet_mean_what_they_say(
    tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """Whole numbers, moments with a zone, lengths and booleans need no text."""
    zoned = pa.array([at(2026, 10, 5, 1, 30), None], pa.timestamp("us", "UTC"))
    table = pa.table(
        {
            "recording": pa.array([17, 18]),
            "agent": pa.array(["a", "b"]).dictionary_encode(),
            "started": zoned,
            "duration": pa.array([205, None], pa.duration("s")),
            "recorded": pa.array([False, None]),
        }
    )
    pq.write_table(table, tmp_path / "calls.parquet")
    found = read_calls(tmp_path / "calls.parquet", form, vocabulary)
    assert told(found) == [("value-missing", "C3", 1)]
    assert found.calls.recordings.to_pylist() == ["17"]
    assert found.calls.started.tolist() == [at(2026, 10, 5, 9, 30)]
    assert (found.calls.seconds.tolist(), found.calls.recorded.tolist()) == ([205], [False])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_that_cannot_be_used_are_told(
    kind: str, tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """Every rejected row is named by its cell, equal ones once; read = usable + rejected."""
    path = tmp_path / "calls"
    rows = [*GOOD, *BAD]
    content = as_csv(rows) if kind == "csv" else as_xlsx(rows, tmp_path / "made.xlsx")
    path.write_bytes(content)
    found = read_calls(path, form, vocabulary)
    row = 5 if kind == "csv" else 6  # the xlsx has a title above its header
    assert sorted(told(found)) == sorted(
        [
            ("id-lost-digits", f"A{row}", 1),
            ("value-missing", f"B{row + 1}", 1),
            ("value-missing", f"D{row + 2}", 1),
            ("date-unreadable", f"D{row + 3}", 2),
            ("duration-unreadable", f"E{row + 5}", 1),
            ("yes-no-unclear", f"F{row + 6}", 1),
            ("rows-differ", f"A{row - 3}", 1),
            ("rows-differ", f"A{row + 7}", 1),
            ("row-repeated", f"A{row + 9}", 1),
        ]
    )
    assert (found.read, found.rejected) == (13, 10)
    assert sorted(found.calls.recordings.to_pylist()) == ["R11", "R2", "R3"]
    assert found.calls.seconds.tolist() == [205, 205, ABSENT]


def test_many_faults_of_a_kind_end_in_one_line(
    tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """A file full of errors gives a list that can be read, and the count stays whole."""
    rows = [[f"R{n}", "1", "", f"昨天{n}", "", ""] for n in range(1200)]
    (tmp_path / "c.csv").write_bytes(as_csv(rows))
    found = read_calls(tmp_path / "c.csv", form, vocabulary)
    most = vocabulary.limits.max_same_findings
    assert len(found.findings) == most
    assert sum(one.count for one in found.findings) == found.rejected == 1200


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NoCallListError),
        ("录音编号,姓名\nR1,王佳\n".encode(), NoColumnsError),
        ("录音编号,录音编号,工号,日期\nR1,R1,1,2026-10-05\n".encode(), DoubledColumnError),
        (b"PAR1 and nothing else", NoCallListError),
    ],
)
def test_what_is_no_call_list_says_so(
    content: bytes, error: type[Exception], tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """Nothing is drawn from a file whose columns aren't known."""
    (tmp_path / "c").write_bytes(content)
    with pytest.raises(error) as caught:
        read_calls(tmp_path / "c", form, vocabulary)
    assert str(caught.value)


def test_of_two_names_for_the_time_the_forms_first_one_counts(
    tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """An export with 日期 and 通话开始时间 has its moment in the latter."""
    text = "录音编号,工号,日期,通话开始时间\nR1,1,2026-10-05,2026-10-05 09:30:00\n"
    (tmp_path / "c.csv").write_text(text, "utf-8")
    found = read_calls(tmp_path / "c.csv", form, vocabulary)
    assert found.calls.started.tolist() == [at(2026, 10, 5, 9, 30)]
