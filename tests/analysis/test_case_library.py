"""Service cases beside coaching and themes: newest, in the window, explained in a week (S4, S22)."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from made_recordings import scheme
from qa_workbook.analysis.case_library import CaseLibrary, case_window, item_words
from qa_workbook.config.base import Text
from qa_workbook.frames import folded
from qa_workbook.numbers import months_before, period

LAST = date(2026, 10, 31)


def library(*rows: tuple[str, ...], months: int = 3) -> CaseLibrary:
    """A library of rows (case, item, kind, day, used on)."""
    frame = pd.DataFrame(rows, columns=["case", "item", "kind", "day", "used_on"])
    frame["item"] = frame["item"].map(folded)
    for day in ("day", "used_on"):
        frame[day] = pd.to_datetime(frame[day].replace("", None))
    frame = frame.assign(recording="R" + frame["case"])
    return CaseLibrary(frame, item_words([scheme("monitoring-10x4")]), months)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 1), 3, date(2026, 8, 1)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_months_before__ends_of_months(day: date, months: int, before: date) -> None:
    """So many months earlier is the same day, or the last one of a shorter month."""
    assert months_before(day, months) == before


def test_window__whole_months_of_a_month() -> None:
    """Three months until the end of October are August, September and October."""
    found = case_window(LAST, 3)
    assert (found.first, found.last) == (date(2026, 8, 1), LAST)


def test_newest__one_of_each_kind_inside_the_window() -> None:
    """The newest positive and negative case are named; older ones than the window are not."""
    found = library(
        ("1", "业务能力", "positive", "2026-10-05", ""),
        ("2", "业务能力", "positive", "2026-10-20", "2026-10-21"),
        ("3", "业务能力", "negative", "2026-07-31", ""),
        ("4", "双向沟通", "negative", "2026-10-05", ""),
    )
    named = found.newest("monitoring-10x4", "business", LAST)
    assert [(one.number, one.kind, one.recording) for one in named] == [("2", "positive", "R2")]
    wider = CaseLibrary(found.rows, found.words, months=4)
    numbers = [one.number for one in wider.newest("monitoring-10x4", "business", LAST)]
    assert numbers == ["2", "3"]


def test_newest__by_scheme() -> None:
    """An item of another scheme with the same id has no part in it."""
    found = library(("1", "业务能力", "positive", "2026-10-05", ""))
    assert found.newest("another", "business", LAST) == ()


def test_theme__explained_in_its_week_only() -> None:
    """What was explained before or after the week isn't so in it; it is unused until explained."""
    found = library(
        ("1", "业务能力", "positive", "2026-10-05", "2026-10-09"),
        ("2", "业务能力", "negative", "2026-10-06", "2026-10-13"),
        ("3", "业务能力", "negative", "2026-05-01", "2026-10-12"),
        ("4", "业务能力", "negative", "2026-10-14", "2026-10-20"),
        ("5", "业务能力", "negative", "2026-10-15", ""),
        ("6", "业务能力", "negative", "2026-10-19", ""),
    )
    cases = found.of_theme("monitoring-10x4", "business", period("2026-W42"))
    assert cases is not None
    assert cases.as_dict() == {
        "positive": 1,
        "negative": 3,  # of the window until the week's Sunday: 2, 4 and 5
        "explained": ["3", "2"],
        "unused": ["5", "4"],
    }


def test_theme__without_a_library_nothing_is_known() -> None:
    """Where nobody hands in cases, a theme has no figure of them: unknown isn't 0."""
    assert CaseLibrary().of_theme("monitoring-10x4", "business", period("2026-W42")) is None
    assert CaseLibrary().newest("monitoring-10x4", "business", LAST) == ()


def test_item_words__of_all_versions() -> None:
    """A case under the former name of an item is one of the item."""
    newest = scheme("monitoring-10x4")
    voice = newest.by_id["voice"]
    renamed = voice.model_copy(update={"name": Text(zh="语音 表现", en="Voice")})
    others = tuple(renamed if one.id == "voice" else one for one in newest.indicators)
    words = item_words([newest, newest.renewed(indicators=others)])
    assert words["monitoring-10x4", "voice"] == {"语音语速", "语音表现"}
