"""The figures of a period are the same to the last bit, however its recordings are cut into blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from oracle import score
from qa_workbook.analysis.analyse import Asked, analyse, figures_of, pool_of
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.pool import TwoInspectors, pool_recordings
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.rules import load_rules
from qa_workbook.analysis.sums import sums_of
from qa_workbook.analysis.totals import Totals, added_totals, totals_of
from qa_workbook.frames import WIDE
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.procedure.people import Post
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace_paths import shipped
from scheme_factory import clause, frame, item, scheme, schemes, sheets

OCTOBER = period("2026-10")
SHIPPED = load_rules(shipped("config"))[0].versions[0]
RULES = SHIPPED.model_copy(
    update={
        "repeats": SHIPPED.repeats.model_copy(update={"times": 2}),
        "inspectors": SHIPPED.inspectors.model_copy(
            update={"same_marks_from": 2, "same_remark_from": 2, "not_applicable_from": 1}
        ),
    }
)
POSTS = [Post("9", "周红", "qa_lead")]
POLICIES = ("latest", "first", "highest", "lowest", "mean")


@st.composite
def recordings(draw: st.DrawFn, of: Scheme, size: int = 16) -> pd.DataFrame:
    """Rows of a scheme by three inspectors, some of the same recordings, on a few sheets."""
    drawn = [draw(sheets(of, position)) for position in range(draw(st.integers(1, size)))]
    drawn = [one for one in drawn if score(of, one).raw is not None]
    table = frame(of, drawn)
    count = len(table)

    def column(*values: str) -> pd.Series:
        picked = draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))
        return pd.Series(picked, index=table.index, dtype="str")

    days = column("2026-10-01", "2026-10-02T10:00:00", "2026-10-09", "2026-11-01")
    table = table.assign(
        recording=column("r1", "r2", *(f"s{number}" for number in range(20))),
        inspector=column("甲", "乙", "周红"),
        agent=column("1", "2", "3"),
        name=column("", "张三", "李四"),
        team=column("", "一班", "二班"),
        remark=column("", "", "好", " 好", "Gut", "gut"),
        file=column("a.xlsx", "b.xlsx"),
        sheet=column("表一", "表二"),
        call_date=pd.to_datetime(days, format="ISO8601").astype("datetime64[s]"),
        row=pd.Series(range(6, 6 + count), index=table.index, dtype="int32"),
    )
    return table.drop_duplicates(["recording", "inspector"]).reset_index(drop=True)


Frames = Mapping[SchemeKey, pd.DataFrame]


def of_block(versions: Mapping[SchemeKey, Scheme], frames: Frames, policy: TwoInspectors) -> Totals:
    """The totals of some rows, as quickly as it can be done for them."""
    whole = {key: frames.get(key, WIDE.empty()) for key in versions}
    names = pd.concat([own["recording"] for own in whole.values()])
    inside = all((own["call_date"] < "2026-11-01").all() for own in whole.values())
    if inside and names.is_unique:
        pool = pool_recordings(versions, whole, policy, once=True)
    else:
        pool = pool_of(versions, whole, policy).within(OCTOBER)
    return totals_of(pool, sums_of(pool), RULES, several=True)


def cut(frames: Frames, parts: int, salt: int) -> list[dict[SchemeKey, pd.DataFrame]]:
    """The rows in blocks, all of one recording in one of them."""
    number = {
        key: own["recording"].map(lambda name: (crc32(name.encode()) + salt) % parts)
        for key, own in frames.items()
    }
    blocks = [
        {key: own[number[key] == part].reset_index(drop=True) for key, own in frames.items()}
        for part in range(parts)
    ]
    return [block for block in blocks if any(len(own) for own in block.values())]


def told(totals: Totals) -> dict[str, object]:
    """What is published of the totals, with re-checks."""
    found = figures_of(totals, Asked(OCTOBER, rules=RULES, small_sample=1))
    return published_metrics(replace(found, rechecks=rechecks_of(found, POSTS, RULES)))


@examples(15)
@given(st.data())
def test_figures__do_not_depend_on_blocks(data: st.DataObject) -> None:
    """Neither on their number nor on their order, on any scheme, whichever score counts."""
    of = data.draw(schemes())
    versions, policy = {of.key: of}, data.draw(st.sampled_from(POLICIES))
    frames = {of.key: data.draw(recordings(of))}
    whole = of_block(versions, frames, policy)
    blocks = cut(frames, data.draw(st.integers(1, 5)), data.draw(st.integers(0, 9)))
    parts = [of_block(versions, block, policy) for block in data.draw(st.permutations(blocks))]
    assert told(added_totals(parts)) == told(whole)
    analysis = analyse(versions, frames, OCTOBER, policy, rules=RULES, small_sample=1)
    assert published_metrics(analysis) == published_metrics(
        figures_of(whole, Asked(OCTOBER, rules=RULES, small_sample=1))
    )


@examples(10)
@given(st.data())
def test_figures__of_two_versions_in_blocks(data: st.DataObject) -> None:
    """A version that has no rows in a block still says which items are measured by what."""
    old = scheme([item("a"), item("b"), item("c")], version="1")
    new = scheme([item("a", 20), item("d")], version="2", valid_from="2026-10-05")
    versions = {one.key: one for one in (old, new)}
    frames = {key: data.draw(recordings(of, 10)) for key, of in versions.items()}
    frames[new.key] = frames[new.key].assign(
        recording=frames[new.key]["recording"].where(
            frames[new.key]["inspector"] != "甲", "n" + frames[new.key]["recording"]
        )
    )
    whole = of_block(versions, frames, "latest")
    blocks = cut(frames, data.draw(st.integers(2, 4)), data.draw(st.integers(0, 9)))
    parts = [of_block(versions, block, "latest") for block in blocks]
    assert told(added_totals(parts)) == told(whole)


def test_totals__of_long_sheets_are_not_cut() -> None:
    """The points that an agent loses in a month are limited together: one block, or an error."""
    of = scheme([clause("c", 5)], "sum", score={"base": 100}, sheet={"layout": "long"})
    rows = WIDE.empty().reindex(range(1)).assign(
        recording="r", inspector="甲", entry="c", agent="1", error_deduction=0, fatal=False,
        clause="c", times=1, aggravated=False, row=6, call_date=pd.Timestamp(2026, 10, 1),
    )  # fmt: skip
    texts = [name for name in WIDE.texts if name in rows]
    rows = rows.assign(**{name: rows[name].fillna("").astype("str") for name in texts})
    pool = pool_of({of.key: of}, {of.key: rows}, "latest")
    people = pd.DataFrame(columns=["agent", "name", "team", "month"], dtype="str")
    totals = totals_of(pool, sums_of(pool), RULES, people)
    assert added_totals([totals]) is totals
    with pytest.raises(ValueError, match="one block"):
        added_totals([totals, totals])
