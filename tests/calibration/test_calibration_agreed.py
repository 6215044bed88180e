"""定稿: what is agreed, what stays disputed, what arbitration rules, and what the ledger keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from calibration_sessions import believable, rows_of, session

from made_recordings import scheme
from qa_workbook.app.calibration_agree import is_early
from qa_workbook.calibration.agreed import (
    AgreedRow,
    Ruling,
    Unsettled,
    final_marks,
    ruled,
    settled_of,
)
from qa_workbook.calibration.ledger_events import dispute_case, drafts_of
from qa_workbook.calibration.panel import panel_of
from qa_workbook.calibration.session import Kind, State

RULES = scheme()
SESSION = session(RULES)
MARKS = believable(RULES, SESSION)
PANEL = panel_of(SESSION, {RULES.key: RULES}, {RULES.key: rows_of(RULES, SESSION, MARKS)})
NAMES = {item.name.zh: item.id for item in PANEL.items if item.name} | {"致命错误": "fatal"}
AT = "2026-10-12T16:00:00+08:00"


def settled(**row):
    return settled_of(SESSION, PANEL, AgreedRow("C12000", **row), NAMES, "孙莉", AT)


def test_agreed__what_isnt_written_is_the_gold_mark():
    """One word settles a whole recording; a mark that was written wins over the gold one."""
    found = {one.item: one for one in settled(verdict="agreed", marks={"voice": "2"})}
    assert {one.kind for one in found.values()} == {Kind.AGREED}
    assert found["voice"].mark == "2"
    gold = MARKS["孙莉"]["C12000"]
    assert all(found[id_].mark == str(mark) for id_, mark in gold.items() if id_ != "voice")
    assert found["fatal"].mark == "0"


def test_agreed__what_stays_disputed_goes_to_arbitration():
    """Disputed items have no mark until they are ruled on; the rest of the recording is agreed."""
    row = {"verdict": "disputed", "items": "服务态度、业务能力", "disputed_by": "陈静，何敏"}
    found = settled(**row, reason="对语气看法不同")
    one = SESSION.with_settled(found)
    assert one.state is State.DISPUTED
    assert {item for (_, item), s in one.last.items() if s.kind is Kind.DISPUTED} == {
        "attitude",
        "business",
    }
    drafts = drafts_of(one, found)
    assert [draft.event for draft in drafts] == ["calibration_disputed"] * 2
    assert drafts[0].data["disputed_by"] == ["陈静", "何敏"]
    for item in ("attitude", "business"):
        ruling = ruled(one, PANEL, Ruling("c12000", item, "4", "仲裁组", AT, "按录音 03:12"))
        assert drafts_of(one, [ruling])[0].case == dispute_case(one, "C12000", item)
        one = one.with_settled([ruling])
    assert one.state is State.OPEN
    assert one.open_recordings == ("C12001", "C12002")
    assert final_marks(one)["c12000", "attitude"].mark == "4"


def test_dispute_case__the_rule_of_penalty_cases():
    """Anybody can work out the name of a disputed mark: the hash rule of cases, J in front."""
    words = "\x1f".join([RULES.id, "C12000", "JZ-2026-10-12", "01001", "calibration", "voice", "1"])
    assert dispute_case(SESSION, "c12000", "voice") == "J" + sha256(words.encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"marks": {"voice": "3"}}, "verdict_missing", "verdict"),
        ({"verdict": "agreed", "items": "服务态度"}, "verdict_differs", "verdict"),
        ({"verdict": "disputed", "disputed_by": "陈静"}, "items_missing", "items"),
        ({"verdict": "disputed", "items": "服务态度"}, "disputers_missing", "disputed_by"),
        ({"verdict": "disputed", "items": "态度", "disputed_by": "x"}, "unknown_item", "items"),
        ({"verdict": "agreed", "marks": {"voice": "6"}}, "mark_not_allowed", "voice"),
        ({"verdict": "agreed", "marks": {"voice": "2.5"}}, "mark_not_allowed", "voice"),
        ({"verdict": "agreed", "marks": {"voice": "好"}}, "no_mark", "voice"),
        ({"verdict": "agreed", "marks": {"fatal": "2"}}, "mark_not_allowed", "fatal"),
        (
            {
                "verdict": "disputed",
                "items": "语音语速",
                "disputed_by": "陈静",
                "marks": {"voice": "3"},
            },
            "agreed_and_disputed",
            "voice",
        ),
    ],
)
def test_agreed__nothing_is_guessed(row, code, column):
    """A row that doesn't say clearly what is settled is refused, with its cell."""
    with pytest.raises(Unsettled) as refused:
        settled(**row)
    assert (refused.value.code, refused.value.column) == (code, column)


def test_agreed__without_gold_every_mark_must_be_written():
    """Where the lead has scored nothing, an empty cell can't stand for the gold mark."""
    marks = {name: given for name, given in MARKS.items() if name != "孙莉"}
    panel = panel_of(SESSION, {RULES.key: RULES}, {RULES.key: rows_of(RULES, SESSION, marks)})
    with pytest.raises(Unsettled) as refused:
        settled_of(SESSION, panel, AgreedRow("C12000", "agreed"), NAMES, "孙莉", AT)
    assert refused.value.code == "no_gold"


def test_ruling__only_on_what_is_disputed():
    """Arbitration can't change what was agreed."""
    one = SESSION.with_settled(settled(verdict="agreed"))
    with pytest.raises(Unsettled) as refused:
        ruled(one, PANEL, Ruling("C12000", "voice", "4", "仲裁组", AT, ""))
    assert refused.value.code == "not_disputed"


def test_agreed__before_the_day_is_told():
    """Marks that are entered before the day of the session are entered, and the day is told."""
    assert not is_early(SESSION)
    assert is_early(replace(SESSION, day=date(9999, 1, 1)))
