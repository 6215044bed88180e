"""更正评分: what a person writes there is read exactly, or refused in words that say what to write."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from casework_workshop import files_of, opened

from frames import long_frame, wide_frame
from made_recordings import scheme
from qa_workbook.casework.correction_cells import read_corrections
from qa_workbook.procedure.request import Refusal, worded

MONITORING, CLAUSES, INDEX = (
    scheme(id_) for id_ in ("monitoring-10x4", "service-norm-100", "satisfaction-3-9-20")
)
HEAD = {"recording": "R1", "agent": "A1", "call_date": pd.Timestamp(2026, 10, 5)}
ERROR, FATAL = (
    file.line
    for file in files_of(
        opened(
            MONITORING,
            wide_frame(
                MONITORING,
                [
                    {
                        **HEAD,
                        "error_deduction": 5,
                        "error_codes": "E1",
                        "fatal": True,
                        "fatal_codes": "F11",
                    }
                ],
            ),
        )
    ).values()
)
NODE = next(node for node in CLAUSES.counted if node.count and node.count.aggravated)
(CLAUSE,) = (
    file.line
    for file in files_of(
        opened(CLAUSES, long_frame([{**HEAD, "clause": NODE.id, "times": 3, "aggravated": True}]))
    ).values()
)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", {}),
        (" ；\n", {}),
        ("服务态度=4；业务能力=5", {"marks": {"attitude": "4", "business": "5"}}),
        ("ATTITUDE：４\n差错扣分＝2", {"marks": {"attitude": "4"}, "deducted": "2"}),
        (
            "service attitude = 4; error deduction = 0",
            {"marks": {"attitude": "4"}, "deducted": "0"},
        ),
        ("不成立", {"breach": False}),
        ("成立；服务态度=5", {"breach": True, "marks": {"attitude": "5"}}),
    ],
)
def test_what_is_written(cell, said):
    """By id or name, in either language, half or full width; nothing is no correction."""
    attitude = MONITORING.by_id["attitude"].name.en
    assert read_corrections(cell.replace("service attitude", attitude), MONITORING, ERROR) == said


def test_a_clause__and_marks_with_words():
    """Times and severity that are left of a clause; the word of a mark instead of its number."""
    assert read_corrections("次数=1；加重=否", CLAUSES, CLAUSE) == {"times": 1, "aggravated": False}
    node = next(node for node in INDEX.items if node.scale and INDEX.scale_of(node).choices)
    choice = INDEX.scale_of(node).choices[0]
    said = read_corrections(f"{node.id}={choice.name.zh}", INDEX, FATAL)
    assert said == {"marks": {node.id: f"{choice.mark}"}}


@pytest.mark.parametrize(
    ("cell", "rules", "line", "code"),
    [
        ("好多了", MONITORING, ERROR, "correction-unreadable"),
        ("服务态度=很好", MONITORING, ERROR, "correction-unreadable"),
        ("微笑=4", MONITORING, ERROR, "correction-unknown"),
        ("服务态度=6", MONITORING, ERROR, "correction-mark"),
        ("服务态度=4.5", MONITORING, ERROR, "correction-mark"),
        ("服务态度=4；attitude=5", MONITORING, ERROR, "correction-twice"),
        ("成立；不成立", MONITORING, ERROR, "correction-twice"),
        ("差错扣分=5", MONITORING, ERROR, "correction-range"),
        ("差错扣分=-1", MONITORING, ERROR, "correction-range"),
        ("差错扣分=2.5", MONITORING, ERROR, "correction-range"),
        ("差错扣分=2", MONITORING, FATAL, "correction-not-here"),
        ("次数=1", MONITORING, ERROR, "correction-not-here"),
        ("次数=3", CLAUSES, CLAUSE, "correction-range"),
        ("次数=1.5", CLAUSES, CLAUSE, "correction-range"),
        ("加重=是", CLAUSES, CLAUSE, "correction-unreadable"),
        ("加重=否", CLAUSES, replace(CLAUSE, aggravated=False), "correction-not-here"),
    ],
)
def test_what_is_refused(cell, rules, line, code):
    """The refusal repeats what was found and says what to write, in both languages."""
    unclear = read_corrections(cell, rules, line)
    assert isinstance(unclear, Refusal)
    assert unclear.code == code
    for language in ("zh", "en"):
        assert worded(unclear.details["found"], language) in unclear.say(language)
        assert "{" not in unclear.say(language)


def test_a_name_that_two_have():
    """Of item and point with one name the item is meant; two points need their id."""
    given = MONITORING.model_dump(by_alias=True, mode="json")
    first, second = given["indicators"][:2]
    second["name"] = first["name"]
    rules = type(MONITORING).model_validate(given)
    unclear = read_corrections(f"{rules.items[0].name.zh}=4", rules, ERROR)
    assert isinstance(unclear, Refusal) and unclear.code == "correction-ambiguous"
    assert unclear.details["ids"] == "opening、attitude"
