"""Every penalty line has one number for good, whatever happens to sheets, rows and tariffs."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, NORM, WAGES, book, frame, schemes, tariff

from examples import examples
from qa_workbook.frames import stand_in
from qa_workbook.penalties import Memory, Register, assess
from qa_workbook.penalties.cases import numbered
from qa_workbook.penalties.given_out import GivenOut

TODAY = date(2026, 11, 2)
CLAUSES = st.lists(
    st.fixed_dictionaries(
        {
            "recording": st.sampled_from(["R1", "R2"]),
            "agent": st.sampled_from(["1", "2"]),
            "clause": st.sampled_from(["ten.nuisance", "six.hanging_up"]),
            "times": st.integers(1, 2),
            "aggravated": st.booleans(),
        }
    ),
    min_size=1,
    max_size=7,
)


def assessed(
    rows: pd.DataFrame, key=NORM, given_out: GivenOut | None = None, **changes
) -> Register:
    """The register of some rows, as it is given out today."""
    memory = Memory(given_out or GivenOut(), TODAY)
    return assess(book(tariff(**changes)), schemes(), {key: rows}, WAGES, memory=memory)


def entered(*rows: dict) -> pd.DataFrame:
    """A long frame whose entries are numbered as intake does it: in the order of the rows."""
    seen: dict[tuple, int] = {}
    full = []
    for row in rows:
        name = row["clause"] + ("!" if row.get("aggravated") else "")
        key = (row.get("recording"), row.get("agent"), name)
        seen[key] = seen.get(key, 0) + 1
        full.append(row | {"entry": name if seen[key] == 1 else f"{name}#{seen[key]}"})
    return frame(*full)


def test_case__is_the_digest_of_the_contract() -> None:
    """P and 12 hex digits of SHA-256 over the identity and the number, parted by U+001F."""
    lines = assessed(frame({"fatal": True, "fatal_codes": "F11;F21"}), MONITORING).lines
    for code, case in zip(lines["code"], lines["case"], strict=True):
        parts = ["monitoring-10x4", "R0", "张三", "007", "fatal", code, "1"]
        assert case == "P" + sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:12]


def test_case__of_a_breach_without_basis_tells_days_apart() -> None:
    """Two days without 依据 are two cases, and what stands in for the 依据 is not shown."""
    days = [date(2026, 10, 5), date(2026, 10, 6)]
    rows = [
        {"clause": "ten.nuisance", "call_date": day, "recording": stand_in("007", day, "张三")}
        for day in days
    ]
    lines = assessed(frame(*rows)).lines
    assert lines["case"].nunique() == 2
    assert lines["recording"].tolist() == ["", ""]


def test_case__equal_breaches_are_numbered_in_the_order_of_their_rows() -> None:
    """The same clause of the same recording again has a number of its own."""
    rows = [{"recording": "R1", "clause": "ten.nuisance", "remark": mark} for mark in "abc"]
    lines = assessed(entered(*rows)).lines
    parts = ["service-norm-100", "R1", "张三", "007", "clause", "ten.nuisance"]
    expected = {
        "P" + sha256("\x1f".join([*parts, str(n)]).encode()).hexdigest()[:12]: mark
        for n, mark in enumerate("abc", 1)
    }
    assert dict(zip(lines["case"], lines["remark"], strict=True)) == expected


@pytest.mark.slow
@given(CLAUSES, st.randoms(use_true_random=False))
@examples(10)
def test_cases__don_t_depend_on_order_place_or_price(rows: list, chance: random.Random) -> None:
    """Cases are unique, and the same after re-sorting, moving the file, and under another tariff."""
    made = entered(*rows)
    lines = assessed(made).lines
    assert lines["case"].is_unique
    shuffled = made.sample(frac=1, random_state=chance.randrange(99))
    pd.testing.assert_frame_equal(assessed(shuffled).lines, lines)
    moved = assessed(made.assign(file="moved/b.xlsx", sheet="别名", row=made["row"] + 40)).lines
    assert moved["case"].tolist() == lines["case"].tolist()
    dearer = assessed(made, version="2027.1").lines
    assert dearer["case"].tolist() == lines["case"].tolist()


@pytest.mark.slow
@given(CLAUSES, CLAUSES)
@examples(10)
def test_cases__that_were_given_out_keep_their_breach(first: list, late: list) -> None:
    """Later rows, also above the earlier ones in the sheet, take numbers of their own."""
    before = entered(*first)
    given_out = GivenOut.of(assessed(before).to_remember)
    whole = entered(*first, *late)
    above = [*range(len(first), len(whole)), *range(len(first))]
    whole = whole.assign(row=pd.Series(range(len(whole)), above) + 8).astype({"row": "int32"})
    lines = assessed(whole, given_out=given_out).lines
    assert lines["case"].is_unique
    identity = ["agent", "recording", "code", "aggravated", "times"]
    kept = lines.set_index("case")[identity]
    for line in given_out.lines.values():
        found = kept.loc[line.case]
        assert (found["agent"], found["code"]) == (line.agent, line.code)
        assert (found["aggravated"], found["times"]) == (line.aggravated, line.times)


def test_numbered__fills_the_gaps() -> None:
    """A breach whose entry changed takes the number that came free, a new one the next."""
    known = {"a": 1, "a#2": 2, "a!": 3}
    assert numbered(["a", "a#2", "a!"], known) == [1, 2, 3]
    assert numbered(["a!", "a#2"], known) == [3, 2]
    assert numbered(["b", "a#2", "c"], known) == [1, 2, 3]
    assert numbered(["b", "c"], {}) == [1, 2]


def test_cases__survive_an_entry_that_changed() -> None:
    """A breach that turns out to be aggravated is the same case, told as changed."""
    plain = entered({"recording": "R1", "clause": "ten.nuisance"})
    given_out = GivenOut.of(assessed(plain).to_remember)
    worse = assessed(
        entered({"recording": "R1", "clause": "ten.nuisance", "aggravated": True}),
        given_out=given_out,
    )
    assert worse.lines["case"].tolist() == list(given_out.lines)
    assert worse.lines["difference_why"].tolist() == ["record-changed"]
    later = GivenOut.of([*given_out.lines.values(), *worse.to_remember])
    (line,) = later.lines.values()
    assert (line.entry, line.money) == ("ten.nuisance!", given_out.lines[line.case].money)
    assert replace(line, entry="ten.nuisance") == given_out.lines[line.case]
