"""What a decision takes back leaves the score, whatever the cause; the records stay as they are (S7)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from casework_workshop import decided, files_of, opened
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from frames import long_frame, wide_frame
from made_recordings import scheme
from qa_workbook.casework.corrected_rows import corrected
from qa_workbook.casework.correction_words import correction_words
from qa_workbook.casework.corrections import corrections_of
from qa_workbook.frames import COUNT, MARK
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches, score_recordings

DAY = pd.Timestamp(2026, 10, 5)
NUISANCE = "mishandling-nuisance"


def with_clauses() -> Scheme:
    """The ten-item sheet with a clause that is counted beside the marks, and a fatal error that zeroes."""
    given_scheme = scheme().model_dump(by_alias=True, mode="json")
    given_scheme["fatal"]["effect"] = "zero"
    return Scheme.model_validate(given_scheme)


WIDE, LONG = with_clauses(), scheme("service-norm-100")
CLAUSES = [node.id for node in LONG.counted if node.count and node.count.aggravated]
FULL = {f"{MARK}{item.id}": WIDE.scale_of(item).full_ticks for item in WIDE.items}


def wide(**row: object) -> pd.DataFrame:
    """One recording with full marks but for what `row` says."""
    head = {
        "recording": "R1",
        "inspector": "质检甲",
        "agent": "A1",
        "call_date": DAY,
        "file": "a.xlsx",
    }
    return wide_frame(WIDE, [{**head, **FULL, "sheet": "评分表", "row": 8, **row}])


def long(*rows: dict[str, object]) -> pd.DataFrame:
    """Breaches of one recording, one below the other."""
    head = {
        "recording": "R1",
        "inspector": "质检甲",
        "agent": "A1",
        "call_date": DAY,
        "sheet": "违规登记",
    }
    numbered = enumerate(rows, 8)
    return long_frame([{**head, "file": "a.xlsx", "row": at, **row} for at, row in numbered])


def after(rules: Scheme, frame: pd.DataFrame, *decisions: tuple, later: pd.DataFrame | None = None):
    """The frame (or what a later sheet made of it) after decisions (code, event, data), and the changes."""
    drafts = opened(rules, frame)
    case = {}
    for draft in drafts:
        case.setdefault(draft.data["line"]["code"], []).append(draft.case)
    for code, event, data in decisions:
        name, _, n = code.partition("#")
        drafts.append(decided(case[name][int(n or 1) - 1], event, **data))
    files = files_of(drafts)
    given_out = GivenOut.of(file.line for file in files.values())
    frames = {rules.key: frame if later is None else later}
    found, changes = corrected(
        {rules.key: rules}, frames, corrections_of(files.values()), given_out
    )
    return found[rules.key], changes


def final(rules: Scheme, frame: pd.DataFrame) -> float:
    """The final score of the one recording."""
    folded = fold_breaches(rules, frame) if "clause" in frame else frame
    (score,) = score_recordings(rules, folded)["final"]
    return score


BAD = {
    "fatal": True, "fatal_codes": "F11;F21", "error_deduction": 5, "error_codes": "E1",
    f"{MARK}attitude": 2, "points": "attitude.a;voice.b",
}  # fmt: skip
TAKEN = ({"outcome": "revoked"}, "correct"), ({"outcome": "revoked"}, "rule"), ({}, "dismiss"), ({}, "revoke")  # fmt: skip


@pytest.mark.parametrize(("data", "event"), TAKEN)
def test_a_fatal_code_that_was_none(data, event):
    """Its code leaves the cell; with the last one the recording has no fatal error, and its score again."""
    frame = wide(**BAD)
    one, changes = after(WIDE, frame, ("F21", event, data))
    assert (one["fatal_codes"][0], one["fatal"][0], final(WIDE, one)) == ("F11", True, 0)
    assert (
        correction_words(changes, WIDE, "zh")
        == "致命错误 F11、F21 → F11（凭单 2026-10-0003，2026-11-02）"
    )
    both, changes = after(WIDE, frame, ("F21", event, data), ("F11", event, data))
    assert (both["fatal_codes"][0], both["fatal"][0], final(WIDE, both)) == ("", False, 94 - 5)
    assert "致命错误 F11、F21 → 无（凭单 2026-10-0003、2026-10-0002" in correction_words(
        changes, WIDE, "zh"
    )
    assert final(WIDE, frame) == 0 and frame["fatal_codes"][0] == "F11;F21"


def test_an_error_deduction():
    """Revoked, the points come back; partial, those that the decision leaves are off; the code follows."""
    frame = wide(error_deduction=5, error_codes="E1")
    revoked, changes = after(WIDE, frame, ("E1", "revoke", {}))
    assert (revoked["error_deduction"][0], revoked["error_codes"][0]) == (0, "")
    words = correction_words(changes, WIDE, "en")
    assert words.startswith(
        "error deduction 5 → 0, error codes E1 → none (2026-10-0001, 2026-11-02)"
    )
    partial, _ = after(WIDE, frame, ("E1", "correct", {"outcome": "partial", "deducted": "2"}))
    assert (partial["error_deduction"][0], partial["error_codes"][0]) == (2, "E1")
    assert [final(WIDE, one) for one in (frame, partial, revoked)] == [95, 98, 100]


def test_two_errors_share_a_deduction():
    """It stays while one of them stands, unless a decision says what is left."""
    frame = wide(error_deduction=5, error_codes="E1;E2")
    one, _ = after(WIDE, frame, ("E1", "revoke", {}))
    assert (one["error_deduction"][0], one["error_codes"][0]) == (5, "E2")
    named, _ = after(WIDE, frame, ("E1", "revoke", {"deducted": "3"}))
    assert (named["error_deduction"][0], named["error_codes"][0]) == (3, "E2")
    both, _ = after(WIDE, frame, ("E2", "revoke", {}), ("E1", "dismiss", {}))
    assert (both["error_deduction"][0], both["error_codes"][0]) == (0, "")


def test_a_clause_of_a_long_sheet():
    """The case's own row is taken out, also among equal ones; partial leaves so many, or none severe."""
    clause = CLAUSES[0]
    rows = [
        {"clause": clause, "times": 3, "aggravated": True, "entry": f"{clause}!"},
        {"clause": clause, "entry": clause},
    ]
    frame = long(*rows)
    points = LONG.by_id[clause].count.points
    scores = []
    for code, event, data in (
        (f"{clause}#2", "revoke", {}),
        (f"{clause}#1", "correct", {"outcome": "partial", "times": 1}),
        (f"{clause}#1", "correct", {"outcome": "partial", "aggravated": False}),
        (f"{clause}#1", "rule", {"outcome": "revoked"}),
    ):
        found, changes = after(LONG, frame, (code, event, data))
        assert len(found) == 2 and len(changes) == 1
        scores.append(int(final(LONG, found)))
    assert scores == [max(0, 100 - int(n * points)) for n in (6, 3, 4, 1)]
    # the inspector calls the other breach severe, too: the case keeps its row
    later = long(rows[0], {**rows[1], "aggravated": True, "entry": f"{clause}!#2"})
    found, _ = after(LONG, frame, (f"{clause}#2", "revoke", {}), later=later)
    assert found["times"].tolist() == [3, 0]


def test_a_mark():
    """The decided mark stands there, and 扣分点 of an item with full marks go; the later decision holds."""
    frame = wide(**BAD)
    marks = {"outcome": "partial", "marks": {"attitude": "4"}}
    better, changes = after(WIDE, frame, ("E1", "correct", marks))
    assert better[f"{MARK}attitude"][0] == 4
    assert "服务态度 2 → 4（" in correction_words(changes, WIDE, "zh")
    assert better["points"][0] == frame["points"][0]
    best = {"outcome": "partial", "marks": {"attitude": "5"}}
    last, _ = after(WIDE, frame, ("E1", "correct", marks), ("F11", "correct", best))
    assert (last[f"{MARK}attitude"][0], last["points"][0]) == (5, "voice.b")
    # beyond the scale, or an indicator that this version has no more
    odd = {"outcome": "partial", "marks": {"attitude": "9", "gone": "1"}}
    assert after(WIDE, frame, ("E1", "correct", odd))[1] == []


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("dismiss", {"exclusion": "system-outage"}),
        ("revoke", {"exclusion": "force-majeure"}),
        ("reverse", {}),
        ("rule", {"outcome": "upheld", "marks": {"attitude": "5"}}),
        ("uphold", {"breach": False}),
        ("revoke", {"breach": True}),
    ],
)
def test_what_keeps_the_score(event, data):
    """An exclusion, a reversal of the payment and an upheld decision take no breach out of the score."""
    frame = wide(**BAD)
    found, changes = after(WIDE, frame, ("F11", event, data))
    assert changes == []
    pd.testing.assert_frame_equal(found, frame)


def test_a_reversal_that_says_there_was_no_breach():
    """What the decision says of the breach goes before what the event would mean."""
    for event, data in (
        ("reverse", {"breach": False}),
        ("dismiss", {"breach": False, "exclusion": "x"}),
    ):
        found, _ = after(WIDE, wide(**BAD), ("F11", event, data))
        assert found["fatal_codes"][0] == "F21"


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (wide(error_deduction=0), (0, "")),
        (wide(error_deduction=3, error_codes="E1"), (0, "")),
        (wide(error_deduction=7, error_codes="E1"), (2, "")),
        (wide(error_deduction=5, error_codes="E1", agent="A2"), (5, "E1")),
    ],
)
def test_a_sheet_that_was_corrected_itself(later, left):
    """Nothing is taken off twice; what nobody decided on stays, and so does what is another agent's."""
    frame = wide(error_deduction=5, error_codes="E1")
    found, changes = after(WIDE, frame, ("E1", "revoke", {}), later=later)
    assert (found["error_deduction"][0], found["error_codes"][0]) == left
    assert bool(changes) == (left != (later["error_deduction"][0], later["error_codes"][0]))


MANY = pd.concat(
    [
        wide(**BAD, recording=f"R{number}", row=8 + number, **{f"{MARK}voice": number % 6})
        for number in range(4)
    ],
    ignore_index=True,
)
OPENED = opened(WIDE, MANY)
DECISIONS = st.sampled_from(
    [
        ("revoke", {}),
        ("dismiss", {}),
        ("revoke", {"exclusion": "x"}),
        ("correct", {"outcome": "partial", "deducted": "1"}),
        ("correct", {"outcome": "partial", "marks": {"voice": "3"}}),
        ("rule", {"outcome": "partial", "marks": {"voice": "4", "attitude": "5"}}),
    ]
)


@given(data=st.data())
@examples(6)
def test_in_any_order__and_twice__it_is_the_same(data):
    """Corrections and rows in any order give the same; corrected again nothing changes; others stay."""
    drafts = list(OPENED)
    cases = data.draw(st.lists(st.sampled_from([one.case for one in drafts]), unique=True))
    drafts += [
        decided(case, event, **said) for case in cases for event, said in [data.draw(DECISIONS)]
    ]
    files = files_of(drafts)
    given_out = GivenOut.of(file.line for file in files.values())
    corrections = corrections_of(files.values())

    def run(frame, some):
        found, changes = corrected({WIDE.key: WIDE}, {WIDE.key: frame}, some, given_out)
        return found[WIDE.key], changes

    found, changes = run(MANY, corrections)
    mixed = data.draw(st.permutations(range(len(MANY))))
    other, again = run(MANY.iloc[mixed], data.draw(st.permutations(corrections)))
    pd.testing.assert_frame_equal(other.sort_index(), found)
    assert again == changes
    twice, nothing = run(found, corrections)
    pd.testing.assert_frame_equal(twice, found)
    assert nothing == []
    touched = {one.recording for one in changes}
    same = ~MANY["recording"].isin(touched)
    pd.testing.assert_frame_equal(found[same], MANY[same])
    assert touched <= {files[case].line.recording for case in cases}
    assert (found["error_deduction"] <= MANY["error_deduction"]).all()


def test_a_count_of_a_wide_sheet():
    """Occurrences in the column of a clause are lowered by those of the case."""
    shipped = LONG.model_dump(by_alias=True, mode="json")
    shipped["sheet"]["layout"] = "wide"
    for top in shipped["indicators"]:
        for node in (top, *top["children"]):
            if node.get("count"):
                node["count"]["aggravated"] = None
    rules = Scheme.model_validate(shipped)
    clause = CLAUSES[0]
    head = {"recording": "R1", "inspector": "甲", "agent": "A1", "call_date": DAY}
    frame = wide_frame(rules, [{**head, f"{COUNT}{clause}": 3}])
    for said, left in (({"outcome": "revoked"}, 0), ({"outcome": "partial", "times": 1}, 1)):
        found, changes = after(rules, frame, (clause, "rule", said))
        assert found[f"{COUNT}{clause}"][0] == left
        assert f" 3 → {left}（" in correction_words(changes, rules, "zh")


def test_a_number_names_the_case():
    """A case of an older register, which has no number, is named by its code."""
    files = files_of([*opened(WIDE, wide(**BAD))])
    case = next(file.case for file in files.values() if file.line.code == "F11")
    file = files_of([*opened(WIDE, wide(**BAD)), decided(case, "revoke")])[case]
    (one,) = corrections_of([file])
    nameless = replace(one, line=replace(one.line, number=""))
    _, changes = corrected({WIDE.key: WIDE}, {WIDE.key: wide(**BAD)}, [nameless], GivenOut())
    assert case in correction_words(changes, WIDE, "zh")
    assert one.deducted is None and one.marks == {} and Decimal(1) == one.line.points
