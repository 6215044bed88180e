"""What a recording was handed out for decides, whatever became of the labels of its sheet (S8, S9)."""

from __future__ import annotations

import pandas as pd
import pytest
from sheets_for_intake import LABELS, row, write

from qa_workbook.keys import Purpose
from qa_workbook.sampling.lists import Issue, IssuedLists, ListEntry

SCHEME = "monitoring-10x4"
NAMES = [row(number)["录音编号"] for number in range(1, 9)]


def lists(*entries: ListEntry) -> IssuedLists:
    return IssuedLists((Issue("all", entries),))


def entry(number: str, purpose: Purpose, names: list[str], repeats: list[str] = ()) -> ListEntry:
    return ListEntry(number, purpose, SCHEME, "李晓", tuple(names), "1", tuple(repeats))


def counted(*names: str, file: str = "before.xlsx") -> dict[str, pd.DataFrame]:
    """The names of recordings that count already."""
    blank = ["" for _ in names]
    columns = {"recording": names, "agent": blank, "name": blank, "file": [file] * len(names)}
    frame = pd.DataFrame(columns | {"sheet": blank}, dtype="str")
    return {SCHEME: frame.assign(row=1)}


def purposes(intake) -> dict[str, Purpose]:
    """The purpose of each accepted recording."""
    return {
        name: key.purpose for key, frame in intake.frames.items() for name in frame["recording"]
    }


@pytest.mark.parametrize("number", ["QD-0000000A", "ＱＤ－0000000a", "QD—0000000A", "qd 0000000A"])
def test_list_number__is_known_however_it_is_typed(tmp_path, read, number):
    """Width, case, blanks and dashes tell no two lists apart."""
    own = entry("QD-0000000A", Purpose.CALIBRATION, NAMES[:2])
    write(tmp_path / "a.xlsx", [row(1), row(2)], labels=LABELS | {"清单编号": number})
    found = purposes(read(lists=lists(own)))
    assert found == dict.fromkeys(NAMES[:2], Purpose.CALIBRATION)


def test_targeted__handed_out_so_alone_is_that_without_any_label(tmp_path, read):
    """The labels may get lost; what counts already goes on counting."""
    issued = lists(
        entry("QD-0000000B", Purpose.TARGETED, NAMES[:3]),
        entry("QD-0000000C", Purpose.RANDOM, [NAMES[1]]),
    )
    write(tmp_path / "a.xlsx", [row(number) for number in range(1, 5)])
    found = purposes(read(lists=issued, stored=counted(NAMES[2])))
    assert found == {NAMES[0]: Purpose.TARGETED, **dict.fromkeys(NAMES[1:4], Purpose.RANDOM)}


def test_pack__without_its_labels_is_known_by_its_recordings(tmp_path, read):
    """The ordinary sheet of recordings that were chosen for a session has others besides."""
    issued = lists(entry("QD-0000000A", Purpose.CALIBRATION, NAMES[:3]))
    write(tmp_path / "pack.xlsx", [row(number) for number in range(1, 4)])
    scored_before = counted(*NAMES[:2])
    found = purposes(read(lists=issued, stored=scored_before))
    assert found == dict.fromkeys(NAMES[:3], Purpose.CALIBRATION)
    write(tmp_path / "pack.xlsx", [row(number) for number in range(1, 9)])
    ordinary = purposes(read(lists=issued))
    assert set(ordinary.values()) == {Purpose.RANDOM}


def test_recording__pasted_into_a_random_list_is_told_and_stays_what_it_was(tmp_path, read):
    """Nobody makes a targeted sample count by writing it onto a list that was drawn."""
    issued = lists(
        entry("QD-0000000A", Purpose.RANDOM, NAMES[:2]),
        entry("QD-0000000B", Purpose.TARGETED, [NAMES[2]]),
    )
    labels = LABELS | {"清单编号": "QD-0000000A"}
    write(tmp_path / "a.xlsx", [row(number) for number in range(1, 5)], labels=labels)
    intake = read(lists=issued)
    assert purposes(intake) == {
        **dict.fromkeys([*NAMES[:2], NAMES[3]], Purpose.RANDOM),
        NAMES[2]: Purpose.TARGETED,
    }
    [told] = [one for one in intake.findings if one.code == "not-on-list"]
    assert told.value == f"{NAMES[2]}、{NAMES[3]}"


def test_repeat__without_the_number_of_its_list_leaves_the_first_score_alone(tmp_path, read):
    """A sheet that holds half of a list is that list; the sheet of the first score is not."""
    issued = lists(entry("QD-0000000A", Purpose.RANDOM, NAMES[:4], repeats=NAMES[:1]))
    write(tmp_path / "a.xlsx", [row(number) for number in range(1, 4)])
    found = purposes(read(lists=issued, stored=counted(NAMES[0])))
    assert found[NAMES[0]] is Purpose.REPEAT
    assert found[NAMES[1]] is Purpose.RANDOM
    first = purposes(read(lists=issued, stored=counted(NAMES[0], file="a.xlsx")))
    assert set(first.values()) == {Purpose.RANDOM}
