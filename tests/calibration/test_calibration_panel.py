"""The marks of a session stand side by side, and each is known by the number of its pack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from calibration_sessions import INSPECTORS, believable, panel, rows_of, session

from made_recordings import scheme
from qa_workbook.calibration.missing import absent_words, missing_words
from qa_workbook.calibration.panel import ItemKind, panel_of, pooled
from qa_workbook.calibration.rules import FILE, load_calibration
from qa_workbook.calibration.session import Kind, Session, Settled, State, is_id, new_id
from qa_workbook.config.strict import read_model
from qa_workbook.demo.calibration import pack_rows
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import MARK, NOT_APPLICABLE
from qa_workbook.workspace_paths import shipped

RULES = scheme()


def made(one, frame):
    return panel_of(one, {RULES.key: RULES}, {RULES.key: frame})


def test_panel__marks_are_those_of_the_sheets():
    """Every mark stands in the row of its recording and the column of its pack, gold marks beside them."""
    one = session(RULES)
    marks = believable(RULES, one)
    found = made(one, rows_of(RULES, one, marks))
    assert found.inspectors == tuple(INSPECTORS)
    assert [item.id for item in found.items][:3] == ["opening", "attitude", "wording"]
    for item in RULES.items:
        for column, name in enumerate(found.inspectors):
            for row, unit in enumerate(found.units):
                given, seen = marks[name][unit][item.id], found.marks[item.id].given[row, column]
                assert np.isnan(seen) if given is None else seen == float(given)
        gold = [float(marks["孙莉"][unit][item.id] or 0) for unit in found.units]
        assert found.marks[item.id].gold.tolist() == gold
    assert found.by_id["attitude"].kind is ItemKind.ORDERED
    assert found.by_id["attitude"].width == 5
    whole = sum(marks["周丽"]["C12000"][item.id] for item in RULES.items)
    assert found.total.given[0, 2] == float(whole * 2)


def test_panel__the_list_says_whose_it_is():
    """A sheet with another name on it is its owner's; a row of an unknown list or recording is nobody's."""
    one = session(RULES)
    frame = rows_of(RULES, one, believable(RULES, one))
    renamed = frame.assign(inspector="某人", recording=frame["recording"].str.lower() + " ")
    foreign = frame.iloc[:1].assign(list="QD-FFFFFFFF")
    unknown = frame.iloc[:1].assign(recording="X1")
    noise = pd.concat([foreign, renamed.sample(frac=1, random_state=1), unknown])
    left, right = made(one, frame), made(one, noise)
    assert np.array_equal(left.total.given, right.total.given, equal_nan=True)
    assert np.array_equal(left.total.gold, right.total.gold)


def test_panel__what_is_missing_is_told():
    """Who handed nothing in, which marks are empty, which say 不适用, and recordings without a row."""
    one = session(RULES)
    marks = believable(RULES, one)
    del marks["周丽"]
    marks["陈静"]["C12001"]["attitude"] = None
    marks["何敏"].pop("C12002")
    frame = rows_of(RULES, one, marks)
    frame.loc[0, f"{MARK}voice"] = NOT_APPLICABLE
    found = made(one, frame)
    assert (found.absent, found.lead_absent) == (("周丽",), False)
    missing = {(one.who, one.recording, one.item, one.not_applicable) for one in found.missing}
    assert ("陈静", "C12001", "attitude", False) in missing
    assert ("孙莉", "C12000", "voice", True) in missing
    assert sum(who == "何敏" and unit == "C12002" for who, unit, *_ in missing) == len(found.items)
    assert not any(who == "周丽" for who, *_ in missing)
    assert absent_words(found, "孙莉", "zh").endswith("：周丽")
    assert list(missing_words(found, "zh")) == [
        "何敏缺录音 C12002（没有评，或这一行被拒收，见校验结果）。",
        f"另有 {len(missing) - len(found.items)} 个单项没有评分或填了不适用，见“总览”。",
    ]


def test_panel__nobody_handed_in():
    """A session without any pack has its recordings and inspectors, and no mark."""
    one = session(RULES)
    found = panel_of(one, {RULES.key: RULES}, {})
    assert found.absent == tuple(INSPECTORS)
    assert found.lead_absent
    assert np.isnan(found.total.given).all()


def test_pooled__sessions_one_below_the_other():
    """Pooling keeps every mark; whoever wasn't in a session has none there."""
    first = panel(day=12)
    second_session = session(RULES, 2, ("何敏", "新来的"), day=19)
    second = made(second_session, rows_of(RULES, second_session, believable(RULES, second_session)))
    both = pooled([first, second])
    assert both.inspectors == (*INSPECTORS, "新来的")
    assert both.total.given.shape == (5, 5)
    assert np.array_equal(both.total.given[:3, :4], first.total.given, equal_nan=True)
    assert np.array_equal(both.total.given[3:, 1], second.total.given[:, 0], equal_nan=True)
    assert np.isnan(both.total.given[3:, 0]).all()
    assert both.absent == ("新来的",)


def test_session__kept_as_json():
    """What is read again is what was kept; what was settled is added behind and decides the state."""
    one = session(RULES)
    assert one.state is State.ANNOUNCED
    agreed = Settled(Kind.AGREED, "C12000", "attitude", "4", "孙莉", "2026-10-12T16:00:00+08:00")
    disputed = Settled(Kind.DISPUTED, "c12001", "voice", "", "孙莉", agreed.at, "", ("何敏",))
    ruled = Settled(Kind.RULED, "C12001", "voice", "3", "仲裁组", agreed.at)
    states = []
    for more in (agreed, disputed, ruled):
        one = one.with_settled([more])
        assert Session.of_dict(json.loads(json.dumps(one.as_dict()))) == one
        states.append(one.state)
    assert states == [State.OPEN, State.DISPUTED, State.OPEN]
    assert one.open_recordings == ("C12002",)
    last = one.with_settled([replace(agreed, recording="C12002")])
    assert (last.state, last.open_recordings) == (State.CLOSED, ())


def test_session__names():
    """The second session of a day gets a number; a name that is no file name is none."""
    day = date(2026, 10, 12)
    assert new_id(day, []) == "JZ-2026-10-12"
    assert new_id(day, ["jz-2026-10-12", "JZ-2026-10-12-2"]) == "JZ-2026-10-12-3"
    assert [is_id(name) for name in ("JZ-1", "../x", "", "a b")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "coefficient: 0.60",
            "coefficient: 60",
            ("out-of-range", "versions.0.targets.coefficient"),
        ),
        ("recordings: 3", "recordings: 0", ("out-of-range", "versions.0.sessions.recordings")),
        ("unit: recordings", "unit: calls", ("bad-choice", "versions.0.enough.unit")),
    ],
)
def test_rules__faults_have_their_place(tmp_path, old, new, fault):
    """What is wrong in config/calibration.yaml is told with its path; the shipped file is sound."""
    shipped_text = (shipped("config") / FILE).read_text("utf-8")
    assert load_calibration(shipped("config"))[1] == []
    (tmp_path / FILE).write_text(shipped_text.replace(old, new, 1), "utf-8")
    rules, faults = load_calibration(tmp_path)
    assert rules is None
    assert [(one.code, one.path) for one in faults] == [fault]


def test_demo__packs_can_be_filled_as_sheets():
    """Believable marks are rows of a score sheet: every column is one that the blank sheet has."""
    one = session(RULES)
    marks = believable(RULES, one)["周丽"]
    vocabulary, _ = read_model(shipped("config") / "intake.yaml", Vocabulary)
    assert vocabulary is not None
    columns = set(score_form(RULES, vocabulary).ids())
    rows = pack_rows(marks, {"C12000": {"agent": "01001"}})
    assert [row["recording"] for row in rows] == ["C12000", "C12001", "C12002"]
    assert rows[0]["agent"] == "01001"
    assert all(set(row) <= columns for row in rows)
