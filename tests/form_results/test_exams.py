"""Training exams (S11): marks, numbers that agree, retakes, cycles, agents beside their calls."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.form_results import exam_marks
from qa_workbook.form_results.exam_cycles import project_cycles
from qa_workbook.form_results.exam_people import agents_exams
from qa_workbook.form_results.exam_rules import ExamCycle, ExamRules, ExamRulesFile
from qa_workbook.form_results.exams import exams_result
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult
from qa_workbook.form_results.rules import load_result_rules
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import ABSENT
from qa_workbook.numbers import Period, period

CONFIG = Path(__file__).parents[2] / "config"
OCTOBER = period("2026-10")
END = OCTOBER.last
BOUND = Decimal(90)


@cache
def shipped_form() -> Form:
    vocabulary, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert vocabulary is not None
    return load_forms(CONFIG / "forms", vocabulary)[0].form("exams")


@cache
def shipped_rules() -> ExamRules:
    book, faults = load_result_rules(CONFIG / "results" / "exams.yaml", ExamRulesFile)
    assert book is not None, faults
    rules = book.at(END)
    assert isinstance(rules, ExamRules)
    return rules


def row(agent: str, mark: str, day: str = "2026-10-08", **more: object) -> dict[str, object]:
    """A head of an exam; without a mark an absent one. A paper has the number of its agent."""
    given = {
        "exam": "K1",
        "exam_name": "业务知识",
        "held_on": pd.Timestamp(day),
        "project": "热线",
        "kind": "exam",
        "papers": ABSENT,
        "heads": ABSENT,
        "paper": f"P{agent}" if mark else "",
        "agent": agent,
        "name": f"坐席{agent}",
        "mark": mark,
        "passed": "" if mark else "absent",
        "file": f"{more.get('exam', 'K1')} {more.get('kind', 'exam')} {day}.xlsx",
        "sheet": "考核成绩",
    }
    return given | more


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    return form_schema(shipped_form()).frame([one | {"row": n} for n, one in enumerate(rows, 8)])


def marked(*rows: dict[str, object]) -> pd.DataFrame:
    return exam_marks.marked(frame(*rows), BOUND)


def result(
    *rows: dict[str, object], today: date = date(2026, 11, 20), language: str = "zh", **more: Any
) -> FormResult | None:
    """The result of October; `rows` are of any time."""
    whole = frame(*rows)

    def rows_of(_form: str, span: Period) -> pd.DataFrame:
        days = whole["held_on"]
        return whole[(days >= str(span.first)) & (days <= str(span.last))]

    inputs = Inputs(shipped_form(), OCTOBER, language, today, rows_of)
    if more:
        vars(inputs).update(more)  # what is worked out once may be given
    return exams_result(inputs, shipped_rules())


# --- marks ---------------------------------------------------------------------------------------


def test_the_mark_decides_whatever_was_typed() -> None:
    """90 has passed and 89.99 hasn't, exactly; without a mark only 缺考 says what that means."""
    typed = [row("1", "90", passed="failed"), row("2", "89.99", passed="passed"), row("3", "")]
    found = marked(*typed, row("4", "", passed=""))
    assert list(found["outcome"]) == ["passed", "failed", "absent", ""]


def test_an_exam_is_one_sitting_and_every_day_of_a_retake_is_one() -> None:
    """Two days of one exam are told together, two retakes of it apart, in the order of days."""
    found = exam_marks.sittings(
        marked(
            row("1", "80"),
            row("2", "95", "2026-10-09"),
            row("1", "85", "2026-10-14", kind="retake"),
            row("1", "92", "2026-10-20", kind="retake"),
        )
    )
    assert [(one.kind, one.heads, one.first.day, one.last.day) for one in found] == [
        ("exam", 2, 8, 9),
        ("retake", 1, 14, 14),
        ("retake", 1, 20, 20),
    ]


@pytest.mark.parametrize(
    ("change", "agrees"),
    [
        ({}, True),
        ({"papers": 3}, False),
        ({"heads": 2}, False),
        ({"papers": ABSENT, "heads": ABSENT}, True),
    ],
)
def test_papers_marks_and_heads_agree(change: dict[str, object], agrees: bool) -> None:
    """Two papers, two marks and three heads with one absent agree; what isn't said disproves nothing."""
    said = {"papers": 2, "heads": 3} | change
    (one,) = exam_marks.sittings(
        marked(*(row(n, m, **said) for n, m in zip("123", ("91", "80", ""), strict=True)))
    )
    assert (one.papers, one.marks, one.heads, one.absent) == (2, 2, 3, 1)
    assert one.agrees is agrees
    assert one.is_said is (said["papers"] != ABSENT)


def test_what_several_sheets_say_is_added_up() -> None:
    """An exam in two sheets has as many papers as both say; where one says nothing it is unknown."""
    first = row("1", "91", papers=1, heads=1)
    second = row("2", "92", "2026-10-09", papers=1, heads=1)
    (one,) = exam_marks.sittings(marked(first, second))
    assert (one.papers_said, one.heads_said, one.agrees) == (2, 2, True)
    (one,) = exam_marks.sittings(marked(first, second | {"papers": ABSENT}))
    assert (one.papers_said, one.heads_said) == (None, 2)


def test_a_paper_or_an_agent_in_two_sheets_disagrees() -> None:
    """Sheets of one exam that name a paper number or an agent twice don't agree."""
    (one,) = exam_marks.sittings(
        marked(
            row("1", "91"), row("1", "92", "2026-10-09"), row("2", "93", "2026-10-09", paper="p1")
        )
    )
    assert (one.papers_twice, one.heads_twice, one.agrees) == (1, 1, False)
    assert (one.heads, one.marks, one.mean) == (2, 2, 92)  # of an agent the first row counts


def test_a_training_without_marks_is_no_exam() -> None:
    """Attendance is told apart: nobody has to take it again, no cycle begins, no rate is of it."""
    attended = [row(agent, "", kind="training", exam="T1", passed="attended") for agent in "12"]
    away = row("3", "", kind="training", exam="T1")
    told = result(*attended, away, row("1", "95", "2026-10-05"))
    assert told is not None
    assert "不考试的培训 1 场，参加 2 人次。" in told.sentences
    assert (told.figures["exams"], told.figures["heads"], told.figures["to_retake"]) == (1, 1, 0)
    assert told.table("cycles").column("last_exam").values == ["K1"]
    assert [one["agrees"] for one in told.table("numbers").rows()] == ["份数未填", "份数未填"]


# --- retakes -------------------------------------------------------------------------------------


def test_who_failed_or_was_absent_takes_it_again_until_passed() -> None:
    """A passed retake takes an agent off the list; failing it doesn't; the first mark stays."""
    found = exam_marks.firsts(
        marked(
            *(
                row(agent, mark)
                for agent, mark in (("1", "80"), ("2", "70"), ("3", ""), ("4", "95"))
            ),
            row("1", "91", "2026-10-14", kind="retake"),
            row("2", "85", "2026-10-14", kind="retake"),
        )
    )
    assert dict(zip(found["agent"], found["points"].fillna(-1), strict=True))["1"] == 80
    left = exam_marks.to_retake(found, OCTOBER.first)
    assert list(left["agent"]) == ["2", "3"]
    assert list(left["last_points"].fillna(-1)) == [85, -1]
    assert list(left["retakes"]) == [1, 0]


def test_the_retake_list_names_mark_and_missing_points() -> None:
    """The list has the last mark, what it lacks, and why; earlier exams stay on it, old ones don't."""
    told = result(
        row("1", "80"),
        row("1", "86", "2026-10-14", kind="retake"),
        row("2", ""),
        row("3", "70", "2026-09-08", exam="K0"),
        row("4", "70", "2026-03-08", exam="K00"),
    )
    assert told is not None
    lines = [
        (one["exam"], one["agent"], one["last_mark"], one["missing"], one["why"])
        for one in told.table("retakes").rows()
    ]
    assert lines == [
        ("K0", "3", 70, 20, "不合格"),
        ("K1", "1", 86, 4, "补考不合格"),
        ("K1", "2", None, None, "缺考"),
    ]
    assert told.figures["to_retake"] == 3 and told.attention


def test_a_retake_after_the_period_changes_nothing_in_it() -> None:
    """The list of October is of its last day: a retake in November doesn't rewrite it."""
    told = result(row("1", "80"), row("1", "95", "2026-11-03", kind="retake"))
    assert told is not None and told.figures["to_retake"] == 1


def test_the_first_row_of_an_agent_in_an_exam_counts_everywhere() -> None:
    """An exam that came twice with another day: marks, list, fields and trend go by the first row."""
    told = result(
        row("1", "80"),
        row("1", "95", "2026-10-09"),
        row("2", "92", "2026-09-30", exam="K5"),
        row("2", "60", "2026-10-01", exam="K5"),
    )
    assert told is not None
    assert (told.figures["passed"], told.figures["to_retake"]) == (0, 1)
    (left,) = told.table("retakes").rows()
    assert (left["agent"], left["last_mark"], left["why"]) == ("1", 80, "不合格")
    agents = [(one["agent"], one["mean"], one["knows"]) for one in told.table("agents").rows()]
    assert agents == [("1", 80, "不合格"), ("2", 92, "合格")]
    assert told.figures["disagreeing"] == 2


def test_a_retake_of_no_exam_counts_as_none_and_is_told() -> None:
    """A mistyped exam number, or an agent who isn't in the exam: no first mark, and it is said."""
    told = result(
        row("1", "80"),
        row("1", "95", "2026-10-14", kind="retake", exam="K9"),
        row("2", "70", "2026-10-14", kind="retake"),
    )
    assert told is not None
    assert told.figures["to_retake"] == 1
    assert [one["agent"] for one in told.table("history").rows()] == ["1"]
    assert [one["agrees"] for one in told.table("numbers").rows()][1:] == ["找不到原考核"] * 2
    (said,) = [one for one in told.sentences if one.startswith("补考 2 人次找不到原考核")]
    assert "K9 补考 10-14" in said


# --- cycles --------------------------------------------------------------------------------------


def cycle(today: date, *rows: dict[str, object], rules: ExamRules | None = None) -> tuple[Any, ...]:
    (one,) = project_cycles(marked(*rows), rules or shipped_rules(), today)
    return one.last, one.due, one.days_late, one.state


@pytest.mark.parametrize(
    ("day", "late", "state"),
    [(23, 0, "on_time"), (24, 1, "due"), (25, 2, "due"), (26, 3, "overdue")],
)
def test_an_exam_is_overdue_after_some_days(day: int, late: int, state: str) -> None:
    """Half-monthly: due 15 days after the last exam, overdue more than 2 days later."""
    found = cycle(date(2026, 10, day), row("1", "95"), row("1", "91", "2026-10-20", kind="retake"))
    assert found == (date(2026, 10, 8), date(2026, 10, 23), late, state)


def test_a_project_follows_the_cycle_that_names_it() -> None:
    """A short project is due after a week; a project that was never examined is told."""
    weekly = ExamCycle.model_validate({"name": "每周", "days": 7, "projects": ["热线"]})
    rules = shipped_rules().renewed(cycles=(weekly, shipped_rules().cycles[-1]))
    assert cycle(END, row("1", "95"), rules=rules)[1:] == (date(2026, 10, 15), 16, "overdue")
    assert cycle(END, rules=rules) == (None, None, None, "never")


def test_a_project_that_has_ended_is_never_late() -> None:
    """Nothing is due of a project that has no exams any more."""
    rules = shipped_rules().renewed(ended=("热线",))
    assert project_cycles(marked(row("1", "95")), rules, END) == []


def test_cycles_are_told_without_an_exam_in_the_period() -> None:
    """A period without exams tells who is overdue; without any exam ever there is nothing to tell."""
    told = result(row("1", "95", "2026-09-01"))
    assert told is not None
    assert told.sentences[0] == "本期没有登记考核。"
    assert any("逾期" in one and "2026-09-16" in one for one in told.sentences)
    assert (told.figures["exams"], told.figures["mean"], told.figures["overdue"]) == (0, None, 1)
    assert result() is None
    assert result(row("1", "95", "2026-11-02")) is None


def test_lists_are_of_today_while_the_period_goes_on() -> None:
    """In the middle of October nothing is late yet that is late at its end."""
    told = result(row("1", "95"), today=date(2026, 10, 20))
    assert told is not None and told.figures["overdue"] == 0
    assert told.table("cycles").column("state").values == ["未到期"]


# --- agents --------------------------------------------------------------------------------------


def agents(quality: dict[str, tuple[float, int]], *rows: dict[str, object]) -> list[Any]:
    found = exam_marks.firsts(marked(*rows))
    people = dict.fromkeys(found["person"])
    history = exam_marks.last_of_each(found, people, shipped_rules().last_exams)
    return agents_exams(history, quality, shipped_rules(), 15)


def test_four_fields_need_enough_recordings() -> None:
    """Who knows and does stands in one of four fields, from 90 on and on 15 recordings; else in none."""
    marks = {"1": "95", "2": "95", "3": "80", "4": "80", "5": "95", "6": "95", "7": ""}
    quality = {
        "1": (90.0, 15),
        "2": (89.9, 15),
        "3": (95.0, 40),
        "4": (70.0, 40),
        "5": (70.0, 14),
        "7": (70.0, 40),
    }
    found = agents(quality, *(row(agent, mark) for agent, mark in marks.items()))
    assert [one.place for one in found] == ["both", "knows", "does", "neither", "", "", ""]
    assert [one.does for one in found[4:]] == ["few", "none", "weak"]


def test_the_four_fields_leave_nobody_out() -> None:
    """Who has no mark stands in a row of its own; all agents are in the table."""
    told = result(row("1", "95"), row("2", ""), quality_of=lambda _: {"2": (70.0, 40)})
    assert told is not None
    assert [(one["knows"], one["people"]) for one in told.table("places").rows()] == [
        ("合格", 1),
        ("不合格", 0),
        ("没有成绩", 1),
    ]


def test_who_was_listened_to_without_an_exam_is_in_the_fields() -> None:
    """Recordings without any exam are a row of the table; its figures add up to all people."""
    listened = pd.DataFrame({"agent": ["1", "9"], "name": ["甲", "乙"], "team": ["一班", "一班"]})
    told = result(
        row("1", "89.9"),
        quality=listened,
        quality_of=lambda _: {"1": (70.0, 40), "9": (95.0, 40)},
    )
    assert told is not None
    fields = [(one["knows"], one["people"]) for one in told.table("places").rows()]
    assert fields == [("合格", 0), ("不合格", 1), ("没有考核", 1)]
    assert [one["agent"] for one in told.table("agents").rows()] == ["1", "9"]
    (left,) = told.table("retakes").rows()
    assert left["missing"] == 0.1


def test_attendance_is_present_by_heads() -> None:
    """Three of four took part: 75 %."""
    told = result(*(row(n, mark) for n, mark in (("1", "80"), ("2", "95"), ("3", "98"), ("4", ""))))
    assert told is not None
    (one,) = told.table("attendance").rows()
    assert (one["heads"], one["present"], one["attendance"]) == (4, 3, 0.75)
    assert told.figures["attendance"] == 0.75


def test_a_passed_retake_is_knowledge_but_no_first_mark() -> None:
    """Who passed the retake knows; over time the first mark counts."""
    (one,) = agents({}, row("1", "80"), row("1", "95", "2026-10-14", kind="retake"))
    assert (one.marks, one.mean, one.knows) == ((80.0,), 80.0, True)


def test_a_trend_needs_three_marks() -> None:
    """The last mark less the mean of the earlier ones; two marks are no trend, absence is no mark."""
    course = [("80", "2026-07-08"), ("", "2026-08-08"), ("84", "2026-09-08"), ("90", "2026-10-08")]
    rows = [row("1", mark, day, exam=f"K{n}") for n, (mark, day) in enumerate(course)]
    (one,) = agents({}, *rows)
    assert (one.marks, one.change, one.trend) == ((80, None, 84, 90), 8, "up")
    (one,) = agents({}, *rows[1:])
    assert (one.change, one.trend) == (6, "")


def test_only_the_last_exams_are_looked_at() -> None:
    """Of eight exams the last six count."""
    rows = [row("1", f"{80 + n}", f"2026-{n + 1:02}-08", exam=f"K{n}") for n in range(8)]
    (one,) = agents({}, *rows)
    assert one.marks == (82, 83, 84, 85, 86, 87)


# --- the result ----------------------------------------------------------------------------------


def test_sentences_and_figures() -> None:
    """The headline says n, mean, passes, rate and absent; retakes are told apart; before is compared."""
    told = result(
        *(
            row(agent, mark, papers=3, heads=4)
            for agent, mark in (("1", "80"), ("2", "95"), ("3", "98"), ("4", ""))
        ),
        row("1", "92", "2026-10-14", kind="retake"),
        row("1", "70", "2026-09-08", exam="K0"),
        row("1", "93", "2026-09-12", exam="K0", kind="retake"),
    )
    assert told is not None
    assert told.sentences[:4] == (
        "考核 1 场，应考 4 人次，3 人次有成绩：平均 91.00 分，合格（90 分起）2 人次，合格率 66.7%；缺考 1 人次。",
        "补考 1 场，1 人次有成绩，合格 1 人次。",
        "上期 1 人次有成绩，合格率 0.0%，平均 70.00 分。",
        "截至 2026-10-31 待补考 1 人次，名单见服务质量分析表的“补考名单”。",
    )
    assert (told.figures["pass_rate"], told.figures["disagreeing"]) == (2 / 3, 0)
    assert [column.key for column in told.table("exams").columns][-2:] == ["passed", "rate"]


def test_the_worked_example_of_the_document() -> None:
    """What docs/exams.md works out comes out."""
    marks = (("0011", "95"), ("0012", "89.5"), ("0013", "90"), ("0014", ""))
    told = result(
        *(row(agent, mark, papers=3, heads=4) for agent, mark in marks),
        row("0012", "96", "2026-10-15", kind="retake"),
        row("0014", "60", "2026-10-15", kind="retake"),
    )
    assert told is not None
    exam, retake = told.table("exams").rows()
    assert [exam[key] for key in ("marks", "mean", "highest", "lowest", "passed")] == [
        3,
        91.5,
        95,
        89.5,
        2,
    ]
    assert (retake["marks"], retake["passed"]) == (2, 1)
    assert next(told.table("numbers").rows())["agrees"] == "一致"
    (left,) = told.table("retakes").rows()
    assert (left["agent"], left["last_mark"], left["missing"], left["why"]) == (
        "0014",
        60,
        30,
        "补考不合格",
    )
    (due,) = told.table("cycles").rows()
    assert (due["due"], due["days_late"], due["state"]) == (date(2026, 10, 23), 8, "逾期")


def test_tables_for_the_report_fit_a_page_and_name_nobody() -> None:
    """No table of the monthly report has more than 8 columns or the number of an agent."""
    told = result(row("1", "80"), quality_of=lambda _: {"1": (95.0, 40)})
    assert told is not None
    tables = [table for table in told.tables if table.in_report]
    assert [table.key for table in tables] == ["exams", "numbers", "attendance", "cycles", "places"]
    assert all(len(table.columns) <= 8 for table in tables)
    assert not any(column.key == "agent" for table in tables for column in table.columns)


def test_those_who_know_but_do_not_do_are_named() -> None:
    """The list for coaching has who knows without doing, does without knowing, or lacks both."""
    told = result(
        *(row(agent, mark) for agent, mark in (("1", "95"), ("2", "80"), ("3", "80"), ("4", "95"))),
        quality_of=lambda _: {"1": (70.0, 20), "2": (95.0, 20), "3": (70.0, 20), "4": (95.0, 20)},
    )
    assert told is not None
    found = [(one["agent"], one["place"]) for one in told.table("gaps").rows()]
    assert found == [("1", "考得好、做得差"), ("2", "做得好、考得差"), ("3", "都差")]
    assert told.figures["both"] == 1
    assert list(told.table("places").rows()) == [
        {"knows": "合格", "good": 1, "weak": 1, "few": 0, "none": 0, "people": 2},
        {"knows": "不合格", "good": 1, "weak": 1, "few": 0, "none": 0, "people": 2},
    ]


def test_without_rules_nothing_is_judged() -> None:
    """Before the first version of the policy rows are listed, and it is said why no more is."""
    whole = frame(row("1", "80"))
    inputs = Inputs(shipped_form(), OCTOBER, "zh", END, lambda _form, _span: whole)
    told = exams_result(inputs, None)
    assert told is not None and "config/results/exams.yaml" in told.sentences[0]
    assert [table.key for table in told.tables] == ["rows"] and told.figures == {}


def test_english_words() -> None:
    """Every sentence and heading is there in English."""
    heads = [row("1", "80", project="line"), row("2", "", project="line")]
    told = result(*heads, language="en", quality_of=lambda _: {})
    assert told is not None
    texts = [*told.sentences, *(table.title + table.note for table in told.tables)]
    assert not any("一" <= sign <= "鿿" for text in texts for sign in text)
