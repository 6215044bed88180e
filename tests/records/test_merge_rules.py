"""What merging does with each kind of row (contract 3.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from merge_workshop import SCHEMA, SCHEME, Filled, counts, merge, plan, state, tables_of

from qa_workbook.errors import Busy
from qa_workbook.frames import LONG, Column, Schema, Table, wide_schema
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.digests import content_digests, key_digests, name_digests
from qa_workbook.records.plan import (
    CONFLICTING,
    KEPT,
    LEFT,
    RENAMED,
    REPLACED,
    SUPERSEDED,
    WITHDRAWN,
)

A = Filled("a.xlsx", (("R1", 5), ("R2", 4)))
B = Filled("b.xlsx", (("R1", 3),))


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "records")


def addresses(store: RecordStore) -> dict[str, tuple[str, str, int]]:
    frame = store.read()[SCHEME]
    places = zip(frame["file"], frame["sheet"], frame["row"], strict=True)
    return dict(zip(frame["recording"], places, strict=True))


def snapshot(store: RecordStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.folder.iterdir() if path.name != ".lock"}


def test_merge__new_rows_are_added(store: RecordStore) -> None:
    """Rows that the store doesn't know are added, and can be read back in the types of the recordings frame."""
    assert counts(merge(store, A)) == (2, 0, 0, 0, 0)
    pd.testing.assert_frame_equal(store.read()[SCHEME], tables_of([A])[SCHEME].frame)


def test_merge__the_same_sheets_again_change_nothing(store: RecordStore) -> None:
    """Merging twice is merging once: nothing is written, not even the manifest."""
    merge(store, A)
    before = snapshot(store)
    again = merge(store, A)
    assert again.is_empty
    assert counts(again) == (0, 0, 2, 0, 0)
    assert again.unchanged_sheets == {("a.xlsx", "评分表")}
    assert snapshot(store) == before


def test_merge__a_sheet_that_was_refused_is_not_unchanged(store: RecordStore) -> None:
    """A sheet is unchanged when its version was merged before, or all its rows are known and none was refused."""
    place = {("a.xlsx", "评分表")}
    refused = replace(A, rows=(), refused=("R1", "R2"))
    assert merge(store, refused).unchanged_sheets == set()
    assert merge(store, refused).unchanged_sheets == place
    assert merge(store, replace(refused, file="renamed.xlsx")).unchanged_sheets == {
        ("renamed.xlsx", "评分表")
    }
    assert merge(store, A).unchanged_sheets == set()
    copy = replace(A, file="copy.xlsx", rows=A.rows[:1])
    assert merge(store, A, copy).unchanged_sheets == place | {("copy.xlsx", "评分表")}
    assert merge(store, replace(copy, refused=("R9",))).unchanged_sheets == set()
    assert merge(store, replace(A, file="empty.xlsx", rows=())).unchanged_sheets == set()


def test_merge__sheets_that_contradict_each_other_are_not_unchanged(store: RecordStore) -> None:
    """Nothing of them is merged, so the first time they count neither as merged nor as unchanged."""
    two = A, replace(A, file="b.xlsx", rows=(("R1", 1), ("R2", 1)))
    assert merge(store, *two).unchanged_sheets == set()
    assert merge(store, *two).unchanged_sheets == {("a.xlsx", "评分表"), ("b.xlsx", "评分表")}


def test_merge__a_corrected_sheet_replaces_its_own_rows(store: RecordStore) -> None:
    """A row with another content in a newer version of the file replaces the stored one and says which columns changed."""
    merge(store, A)
    made = merge(store, replace(A, rows=(("R1", 2), ("R2", 4))))
    assert counts(made) == (0, 1, 1, 0, 0)
    line = made.of(REPLACED).iloc[0]
    assert (line["recording"], line["changed"], line["file"], line["row"]) == (
        "R1",
        ("mark.a",),
        "a.xlsx",
        8,
    )
    assert (line["other_file"], line["other_row"]) == ("a.xlsx", 8)
    assert state(store) == {("R1", "张三"): 2, ("R2", "张三"): 4}


def test_merge__moved_rows_are_unchanged_and_have_their_new_address(store: RecordStore) -> None:
    """Sorting a sheet moves its rows to other lines: that is no change of what they say, but of where they stand."""
    merge(store, A)
    made = merge(store, replace(A, rows=A.rows[::-1]))
    assert counts(made) == (0, 0, 2, 0, 0)
    assert addresses(store) == {"R1": ("a.xlsx", "评分表", 9), "R2": ("a.xlsx", "评分表", 8)}
    assert merge(store, replace(A, rows=A.rows[::-1])).is_empty
    for elsewhere in (replace(A, file="子/b.xlsx"), replace(A, file="子/b.xlsx", name="十月")):
        assert counts(merge(store, elsewhere)) == (0, 0, 2, 0, 0)
        assert addresses(store)["R1"] == (elsewhere.file, elsewhere.name, 8)


def test_merge__a_renamed_file_is_no_news(store: RecordStore) -> None:
    """A file with a known hash keeps its arrival, so an old sheet under a new name can't overrule a newer one."""
    merge(store, A)
    merge(store, A, B)
    made = merge(store, replace(A, file="z.xlsx"), B)
    assert counts(made) == (0, 0, 3, 0, 0)
    assert state(store)["R1", "张三"] == 3


def test_merge__an_older_sheet_is_superseded(store: RecordStore) -> None:
    """A row that disagrees with the stored one of a newer sheet counts as unchanged and is reported."""
    merge(store, A)
    assert counts(merge(store, A, B)) == (0, 1, 2, 0, 0)
    made = plan(store, A, B)
    assert made.is_empty
    line = made.of(SUPERSEDED).iloc[0]
    assert (line["file"], line["other_file"]) == ("a.xlsx", "b.xlsx")


def test_merge__restoring_an_older_version_counts_as_new(store: RecordStore) -> None:
    """Whoever puts back an older version of a file wants it to hold."""
    merge(store, A)
    merge(store, replace(A, rows=(("R1", 1), ("R2", 4))))
    assert counts(merge(store, A)) == (0, 1, 1, 0, 0)
    assert state(store)["R1", "张三"] == 5


def test_merge__two_new_sheets_that_disagree_are_both_rejected(store: RecordStore) -> None:
    """Nobody knows which of two new sheets is right: the store keeps what it had, now and in every later run."""
    made = merge(store, A, B)
    assert counts(made) == (1, 0, 0, 2, 0)
    assert sorted(
        zip(made.of(CONFLICTING)["file"], made.of(CONFLICTING)["other_file"], strict=True)
    ) == [
        ("a.xlsx", "b.xlsx"),
        ("b.xlsx", "a.xlsx"),
    ]
    again = plan(store, A, B)
    assert again.is_empty
    assert counts(again) == (0, 0, 1, 2, 0)
    assert counts(plan(store, replace(B, rows=(("R1", 4),)), A)) == (1, 0, 2, 0, 0), (
        "a newer version settles it"
    )


def test_merge__identical_rows_in_two_new_sheets_are_one(store: RecordStore) -> None:
    """Of identical rows one is added, the others are unchanged."""
    assert counts(merge(store, A, replace(A, file="copy.xlsx"))) == (2, 0, 2, 0, 0)


def test_merge__two_inspectors_are_two_scores(store: RecordStore) -> None:
    """The inspector is part of the key: both scores of a recording are kept."""
    assert counts(merge(store, A, replace(A, file="b.xlsx", inspector="王五"))) == (4, 0, 0, 0, 0)


def test_merge__a_row_taken_out_of_its_sheet_is_withdrawn(store: RecordStore) -> None:
    """A corrected sheet (same path, inspector and 质检日期) withdraws the rows that it no longer has; this is reported once."""
    merge(store, A)
    shorter = replace(A, rows=A.rows[:1])
    made = merge(store, shorter)
    assert counts(made) == (0, 0, 1, 0, 1)
    assert list(made.of(WITHDRAWN)["recording"]) == ["R2"]
    assert state(store) == {("R1", "张三"): 5}
    assert counts(merge(store, shorter)) == (0, 0, 1, 0, 0)
    assert counts(merge(store, A)) == (1, 0, 1, 0, 0), "and may come back"


LONGER = replace(A, rows=(*A.rows, ("R3", 5)))


@pytest.mark.parametrize(
    ("before", "sheets", "told"),
    [
        ((LONGER,), (replace(A, file="v2.xlsx"),), ["R3"]),
        ((LONGER,), (replace(LONGER, file="v2.xlsx"),), []),
        ((LONGER,), (replace(A, file="v2.xlsx"), LONGER), []),
        ((LONGER,), (replace(A, file="v2.xlsx", inspected_on=date(2026, 10, 9)),), []),
        ((LONGER,), (replace(A, file="v2.xlsx", rows=(("R8", 5), ("R9", 5), ("R1", 5))),), []),
    ],
    ids=["corrected", "renamed", "both there", "another day", "hardly alike"],
)
def test_merge__a_sheet_renamed_and_corrected_in_one_step(
    store: RecordStore, before: tuple[Filled, ...], sheets: tuple[Filled, ...], told: list[str]
) -> None:
    """What only the old file had still counts, and is told once where the new one is plainly its heir."""
    merge(store, *before)
    made = merge(store, *sheets)
    assert sorted(made.of(RENAMED)["recording"]) == told
    assert ("R3", "张三") in state(store)
    assert merge(store, *sheets).of(RENAMED).empty


NO_DAY = replace(A, inspected_on=None)
OTHER_DAY = date(2026, 10, 6)


def left(made: MergePlan) -> list[str]:
    return sorted(made.of(LEFT)["recording"])


@pytest.mark.parametrize(
    ("before", "after", "counting"),
    [
        (NO_DAY, replace(NO_DAY, rows=(("R1", 5),)), "R1 张三"),
        (NO_DAY, replace(NO_DAY, rows=()), ""),
        (NO_DAY, replace(A, rows=(("R1", 5),)), "R1 张三"),
        (A, replace(A, rows=(("R1", 5),), inspected_on=OTHER_DAY), "R1 张三"),
        (A, replace(A, rows=(("R1", 5),), inspected_on=None), "R1 张三"),
        (NO_DAY, replace(NO_DAY, rows=(("R1", 5), ("R2b", 4))), "R1 张三, R2b 张三"),
        (NO_DAY, replace(NO_DAY, rows=(("R1b", 5), ("R2b", 4))), "R1b 张三, R2b 张三"),
        (A, replace(A, inspector="王五"), "R1 王五, R2 王五"),
        (A, replace(A, inspector="王五", rows=(("R1", 2),)), "R1 王五"),
        (NO_DAY, replace(NO_DAY, inspector="王五", rows=(("R1", 2),)), "R1 王五"),
        (A, replace(A, inspector="王五", inspected_on=OTHER_DAY), "R1 王五, R2 王五"),
        (A, replace(A, rows=(("R1", 5),), name="评分表 (2)"), "R1 张三"),
        (A, replace(A, rows=()), ""),
    ],
    ids=[
        "no day, a row deleted",
        "no day, all rows deleted",
        "day filled in, a row deleted",
        "day mended, a row deleted",
        "day deleted, a row deleted",
        "no day, a number mended",
        "no day, all numbers mended",
        "inspector mended",
        "inspector and mark mended, a row deleted",
        "the same without a day",
        "inspector and day mended",
        "sheet renamed, a row deleted",
        "all rows deleted",
    ],
)
def test_merge__a_corrected_sheet_replaces_all_that_it_brought(
    store: RecordStore, before: Filled, after: Filled, counting: str
) -> None:
    """What the same path brought and holds no more is withdrawn, and said, whatever else was mended in it."""
    merge(store, before)
    made = merge(store, after)
    assert ", ".join(f"{recording} {who}" for recording, who in sorted(state(store))) == counting
    gone = state_of(before) - state_of(after)
    assert made.withdrawn == len(gone) == len(made.of(WITHDRAWN))
    assert left(made) == []
    assert merge(store, after).is_empty


def state_of(filled: Filled) -> set[tuple[str, str]]:
    return {(recording, filled.inspector) for recording, _ in filled.rows}


@pytest.mark.parametrize(
    "later",
    [
        replace(A, rows=(("R3", 1),), inspected_on=OTHER_DAY),
        replace(A, rows=(("R3", 5), ("R4", 4)), inspected_on=OTHER_DAY),
        replace(A, rows=(("R3", 1),), inspected_on=None),
        replace(A, rows=(("R3", 1),), inspector="王五"),
        replace(A, rows=(("R3", 1),), name="评分表 (2)"),
        replace(A, rows=(), inspected_on=OTHER_DAY),
    ],
    ids=[
        "another day",
        "the same marks",
        "no day",
        "another inspector",
        "another sheet",
        "emptied",
    ],
)
def test_merge__a_reused_name_withdraws_nothing_and_says_what_still_counts(
    store: RecordStore, later: Filled
) -> None:
    """Another sheet under the old name leaves what it brought before, and this is said once; from then on it is another sheet."""
    merge(store, A)
    made = merge(store, later)
    assert made.withdrawn == 0
    assert left(made) == ["R1", "R2"]
    assert {("R1", "张三"), ("R2", "张三")} <= set(state(store))
    assert merge(store, later).is_empty
    again = merge(store, replace(later, rows=(*later.rows, ("R9", 1))))
    assert (again.withdrawn, left(again)) == (0, [])


@pytest.mark.parametrize(
    "later",
    [
        replace(A, rows=(("R3", 1),), file="b.xlsx"),
        replace(A, file="b.xlsx", inspector="王五"),
        replace(A, file="子/a.xlsx"),
    ],
    ids=["another file", "two inspectors", "moved"],
)
def test_merge__other_sheets_touch_nothing(store: RecordStore, later: Filled) -> None:
    """Another file is another sheet, also of a second inspector; a file that was moved is the same."""
    merge(store, A)
    assert merge(store, later).withdrawn == 0
    assert {("R1", "张三"), ("R2", "张三")} <= set(state(store))


def test_merge__a_corrected_scheme_takes_the_scores_along(store: RecordStore) -> None:
    """A sheet that was filled in under the wrong 方案 counts under the right one only; another sheet under its name is said."""
    merge(store, A)
    right = replace(A, scheme_key=SchemeKey("right", "1"))
    made = merge(store, right)
    assert counts(made) == (2, 0, 0, 0, 2)
    assert set(store.read()) == {right.scheme_key}
    assert merge(store, right).is_empty
    other = replace(A, rows=(("R3", 1),), scheme_key=SchemeKey("third", "1"))
    made = merge(store, other)
    assert (made.withdrawn, left(made)) == (0, ["R1", "R2"])
    assert merge(store, other).is_empty


def test_merge__a_name_used_day_after_day_without_a_day(store: RecordStore) -> None:
    """Each day's sheet corrects only itself, also where no sheet says its day."""
    monday = replace(NO_DAY, rows=(("R1", 5), ("R2", 5), ("R3", 5), ("R4", 5)))
    tuesday = replace(NO_DAY, rows=(("R5", 1), ("R6", 2)))
    merge(store, monday)
    assert left(merge(store, tuesday)) == ["R1", "R2", "R3", "R4"]
    made = merge(store, replace(tuesday, rows=(("R5", 1),)))
    assert list(made.of(WITHDRAWN)["recording"]) == ["R6"]
    assert merge(store, monday).withdrawn == 0
    assert merge(store, replace(monday, rows=monday.rows[1:])).withdrawn == 1, "Monday again"
    assert {recording for recording, _ in state(store)} == {"R2", "R3", "R4", "R5"}


@pytest.mark.parametrize("mended", [A, replace(A, inspector="王五"), replace(NO_DAY)])
def test_merge__a_faulty_correction_leaves_the_earlier_row_and_says_so(
    store: RecordStore, mended: Filled
) -> None:
    """Where the corrected row is refused the earlier one still counts, alone, until the sheet is in order."""
    merge(store, replace(A, inspected_on=mended.inspected_on))
    faulty = replace(mended, rows=(("R1", 2),), refused=("R2",))
    assert list(merge(store, faulty).of(KEPT)["recording"]) == ["R2"]
    assert merge(store, faulty).is_empty
    assert state(store) == {("R1", mended.inspector): 2, ("R2", "张三"): 4}
    merge(store, replace(mended, rows=(("R1", 2), ("R2", 3))))
    assert state(store) == {("R1", mended.inspector): 2, ("R2", mended.inspector): 3}


def test_merge__a_faulty_correction_is_told_beside_an_older_copy(store: RecordStore) -> None:
    """That an older sheet of the recording lies in the inbox too doesn't make the earlier score less outdated."""
    older = replace(A, file="0.xlsx")
    merge(store, older)
    merge(store, older, A)
    made = merge(store, older, replace(A, rows=A.rows[:1], refused=("R2",)))
    assert list(made.of(KEPT)["recording"]) == ["R2"]
    newer = replace(A, file="z.xlsx", rows=(("R2", 1),))
    again = merge(store, older, replace(A, rows=A.rows[:1], refused=("R2",)), newer)
    assert list(again.of(KEPT)["recording"]) == [], "a newer sheet has settled it"


def test_merge__a_reused_file_corrected_later_withdraws_only_its_own_day(
    store: RecordStore,
) -> None:
    """Rows of an earlier day stay, when the sheet of a later day in the same file is corrected."""
    merge(store, A)
    tuesday = replace(A, rows=(("R3", 1), ("R4", 2)), inspected_on=date(2026, 10, 6))
    merge(store, tuesday)
    made = merge(store, replace(tuesday, rows=(("R3", 1),)))
    assert list(made.of(WITHDRAWN)["recording"]) == ["R4"]
    assert len(state(store)) == 3


def test_merge__a_dropped_row_that_another_sheet_still_has_stays(store: RecordStore) -> None:
    """Moving a row to another file loses nothing."""
    merge(store, A)
    made = merge(store, replace(A, rows=A.rows[:1]), Filled("b.xlsx", A.rows[1:]))
    assert counts(made) == (0, 0, 2, 0, 0)
    assert state(store) == {("R1", "张三"): 5, ("R2", "张三"): 4}
    moved = store.read()[SCHEME].set_index("recording")["file"]
    assert moved["R2"] == "b.xlsx", "its origin is where it stands now"


def test_merge__a_dropped_row_that_others_dispute_is_withdrawn(store: RecordStore) -> None:
    """What its own sheet has no more doesn't stay for ever because two other sheets disagree about it."""
    merge(store, A)
    corrected = replace(A, rows=A.rows[:1])
    right, wrong = Filled("b.xlsx", (("R2", 1),)), Filled("c.xlsx", (("R2", 2),))
    made = merge(store, corrected, right, wrong)
    assert counts(made) == (0, 0, 1, 2, 1)
    assert list(made.of(WITHDRAWN)["recording"]) == ["R2"]
    assert state(store) == {("R1", "张三"): 5}
    merge(store, corrected, right)
    assert state(store) == {("R1", "张三"): 5, ("R2", "张三"): 1}


def test_merge__a_rejected_row_keeps_its_earlier_version(store: RecordStore) -> None:
    """A row that can't be read this time is not withdrawn: what was stored stays, and this is reported each time."""
    merge(store, A)
    broken = replace(A, rows=A.rows[:1], refused=("R2",))
    for _ in range(2):
        made = merge(store, broken)
        assert counts(made) == (0, 0, 1, 0, 0)
        assert list(made.of(KEPT)["recording"]) == ["R2"]
    assert len(state(store)) == 2


def test_merge__unknown_rejected_rows_forbid_withdrawal(store: RecordStore) -> None:
    """When intake can't name the row that it rejected, nobody can say that a stored row is gone."""
    merge(store, A)
    assert merge(store, replace(A, rows=A.rows[:1], nameless=1)).withdrawn == 0


def test_merge__a_rejected_sheet_leaves_everything(store: RecordStore) -> None:
    """A sheet that is rejected as a whole neither withdraws nor forgets; once mended it goes on as before."""
    merge(store, A)
    broken = replace(A, rows=(), refused=("?",), rejected=True)
    assert merge(store, broken).is_empty
    assert merge(store, replace(A, rows=A.rows[:1])).withdrawn == 1


def test_merge__a_sheet_without_rows_is_nothing(store: RecordStore) -> None:
    """Empty sheets, also those of no scheme, merge without effect on any row."""
    merge(store, A)
    assert counts(merge(store, A, Filled("e.xlsx", (), scheme_key=None), Filled("f.xlsx", ()))) == (
        0,
        0,
        2,
        0,
        0,
    )
    assert len(state(store)) == 2


def test_merge__a_sheet_that_now_reads_differently_is_replaced(store: RecordStore) -> None:
    """When a roster or an alias changes how an unchanged file is read, its rows are brought up to date."""
    merge(store, A)
    renamed = replace(A, extra={"name": "李思"})
    made = merge(store, renamed)
    assert counts(made) == (0, 2, 0, 0, 0)
    assert set(made.of(REPLACED)["changed"]) == {("name",)}
    assert merge(store, renamed).is_empty


def test_merge__another_version_of_the_scheme_replaces(store: RecordStore) -> None:
    """The key holds the scheme, not its version: a sheet moved to a new version takes its recordings along."""
    merge(store, A)
    made = merge(store, replace(A, scheme_key=SchemeKey("m", "2")))
    assert counts(made) == (0, 2, 0, 0, 0)
    assert set(made.of(REPLACED)["changed"]) == {("version",)}
    assert {key: len(frame) for key, frame in store.read().items()} == {SchemeKey("m", "2"): 2}


def test_merge__long_sheets_have_the_agent_in_the_key(store: RecordStore) -> None:
    """One call may name two agents, and one agent may break several clauses on it."""
    filled = Filled("l.xlsx", (("R1", 0), ("R1", 0), ("R1", 0)))
    frame = filled.frame().drop(columns="mark.a")
    frame["agent"] = pd.Series(["1", "2", "2"], dtype="str")
    frame["entry"] = frame["clause"] = pd.Series(["c", "c", "c!"], dtype="str")
    frame = frame.assign(times=1, aggravated=False)
    made = store.plan({SCHEME: Table(LONG, frame)}, [filled.sheet])
    assert counts(made) == (3, 0, 0, 0, 0)


def test_read__with_a_plan_is_what_reading_gives_after_the_commit(store: RecordStore) -> None:
    """Everything can be computed before anything is written."""
    merge(store, A)
    made = plan(store, replace(A, rows=(("R1", 2), ("R9", 1))))
    ahead = store.read(period("2026-10"), plan=made)[SCHEME]
    store.commit(made)
    pd.testing.assert_frame_equal(ahead, store.read(period("2026-10"))[SCHEME])


def test_read__only_calls_of_the_period(store: RecordStore) -> None:
    """A recording belongs to the period of its 通话日期; both ends are included."""
    merge(store, A)
    assert len(store.read(period("2026-10-05"))[SCHEME]) == 2
    assert store.read(period("2026-10-06")) == {}


def test_plan__rows_of_an_unnamed_file_are_a_mistake(store: RecordStore) -> None:
    """Every row must come from a sheet that is given, or nobody could say how new it is."""
    with pytest.raises(ValueError, match=r"a\.xlsx"):
        store.plan(tables_of([A]), [B.sheet])


def test_commit__refuses_a_plan_that_the_store_has_overtaken(store: RecordStore) -> None:
    """A plan made before somebody else's commit is refused, and nothing is changed."""
    made = plan(store, A)
    merge(RecordStore(store.folder), B)
    with pytest.raises(Busy):
        store.commit(made)
    assert state(store) == {("R1", "张三"): 3}


def test_digests__never_change() -> None:
    """Digests are kept for years, so the same rows must always have the same ones."""
    frame = A.frame()
    assert [f"{digest:016x}" for digest in key_digests(frame, SCHEMA)] == KEYS
    assert [f"{digest:016x}" for digest in content_digests(frame, SCHEMA, SCHEME)] == CONTENTS
    more = (Column("later"), Column("flag", "bool"))
    wider = Schema("recordings", (*wide_schema(graded=["a", "new"]).columns, *more))
    empty = frame.assign(**{"mark.new": -1, "later": "", "flag": False})
    said = list(content_digests(frame, SCHEMA, SCHEME))
    assert list(content_digests(empty, wider, SCHEME)) == said, "empty new columns say nothing"


def test_digests__of_a_long_column_are_those_of_its_texts() -> None:
    """Whether many texts differ or are alike, the digest of each is what it is alone."""
    texts = [f"R{number}" for number in range(12_000)]
    for column in (texts, [*texts, *texts[:5], ""], ["R1", "", "R2"] * 4_000):
        found = name_digests(pd.Series(column, name="recording", dtype="str"))
        alone = {text: name_digests(pd.Series([text], name="recording"))[0] for text in column[:9]}
        assert [found[place] for place in range(9)] == [alone[text] for text in column[:9]]
        assert len(set(found.tolist())) == len(set(column))


KEYS = ["657f9c0cb5b8f44f", "46bf34fc872ceb25"]
CONTENTS = ["7bc509cd74fc8835", "071b1da3424951ab"]


def test_schemas__are_those_with_rows_also_of_a_plan(store: RecordStore) -> None:
    """What of a form will be there once a plan is committed is known before; nothing is none."""
    assert store.schemas() == frozenset()
    planned = plan(store, A)
    assert store.schemas(planned) == {SCHEMA.name}
    assert store.schemas() == frozenset()
    store.commit(planned)
    assert store.schemas() == {SCHEMA.name}
