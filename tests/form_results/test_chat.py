"""What the figures of online chat come to (S21): weighted, judged only on enough, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from qa_workbook.books.form_results.book import write_result_book
from qa_workbook.config.strict import read_model
from qa_workbook.form_results.chat import chat_result
from qa_workbook.form_results.chat_figures import figures, known, verdicts
from qa_workbook.form_results.chat_rules import ChatRules, ChatRulesFile
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import ABSENT
from qa_workbook.numbers import Period, period
from shared_office import HAS_CALC, convert_in_calc

CONFIG = Path(__file__).parents[2] / "config"
OCTOBER = period("2026-10")
COLUMNS = ("agent", "team", "contacts", "in_time", "first_response", "handling", "solved", "rated")
ROWS: list[tuple[Any, ...]] = [  # as COLUMNS, then satisfied
    ("01", "十班", 300, 255, 20, 400, 240, 100, 90),
    ("02", "二班", 3, 1, 320, 900, 3, 3, 0),
    ("03", "二班", 100, 99, 30, 600, ABSENT, 40, 39),
    ("04", "", 0, 0, ABSENT, ABSENT, 0, 0, 0),
]


@pytest.fixture(scope="module")
def form() -> Form:
    vocabulary, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert vocabulary is not None
    return load_forms(CONFIG / "forms", vocabulary)[0].form("chat-kpi")


@pytest.fixture(scope="module")
def rules() -> ChatRules:
    file, _ = read_model(CONFIG / "results" / "chat-kpi.yaml", ChatRulesFile)
    assert file is not None
    return file.versions[0]


def frame(form: Form, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows of October as the records hold them."""
    columns = (*COLUMNS, "satisfied")
    made = [dict(zip(columns, row, strict=True)) for row in rows]
    month = {"month": pd.Timestamp(2026, 10, 1)}
    return form_schema(form).frame(
        [{**month, "name": f"客服{one['agent']}", **one} for one in made]
    )


def scored(*agents: tuple[str, float, int]) -> Any:
    """An analysis of inspected chats: mean and number by agent."""
    of_agents = pd.DataFrame(agents, columns=["agent", "mean_final", "recordings"])
    return SimpleNamespace(
        scheme=SimpleNamespace(id="online-chat"),
        overall=SimpleNamespace(recordings=sum(count for *_, count in agents)),
        agents=of_agents.assign(name="客服", team="一班"),
    )


def result(
    form: Form,
    rules: ChatRules | None,
    rows: list[tuple[Any, ...]],
    *analyses: Any,
    before: list[tuple[Any, ...]] | None = None,
) -> FormResult:
    """The result of October after a September with the rows `before`."""

    def rows_of(_: str, span: Period) -> pd.DataFrame:
        return frame(form, rows if span == OCTOBER else before or [])

    inputs = Inputs(form, OCTOBER, "zh", date(2026, 11, 2), rows_of, analyses)
    found = chat_result(inputs, rules)
    assert found is not None
    return found


def rows_of(found: FormResult, key: str) -> list[tuple[Any, ...]]:
    """The rows of a table with its totals, without the keys."""
    return list(zip(*(column.values for column in found.table(key).columns), strict=True))


def test_means_are_weighted_by_chats_and_shares_are_sums_by_sums(form: Form) -> None:
    """Three chats of somebody slow don't weigh as much as three hundred: no means of means."""
    total = figures(known(frame(form, ROWS))).iloc[0]
    assert total["contacts"] == 403
    assert total["first_response"] == (300 * 20 + 3 * 320 + 100 * 30) / 403
    assert total["in_time"] == (255 + 1 + 99) / 403
    assert (total["satisfied"], total["satisfied.base"]) == (129 / 143, 143)


def test_what_a_row_does_not_say_is_in_no_figure_that_needs_it(form: Form) -> None:
    """A gap isn't 0: it leaves the part and what it is a part of; the other figures keep the row."""
    total = figures(known(frame(form, ROWS))).iloc[0]
    assert (total["solved"], total["solved.base"]) == (243 / 303, 303)
    assert total["handling.base"] == 403
    found = result(form, None, ROWS)
    assert sum("首次解决数" in one and "1 行" in one for one in found.sentences) == 1


def test_nothing_is_said_of_no_chats(form: Form, rules: ChatRules) -> None:
    """Zero chats have no share and no mean, and nobody is judged on them."""
    found = result(form, rules, ROWS)
    (nobody,) = [row for row in found.table("agents").rows() if row["agent"] == "04"]
    assert nobody["contacts"] == 0
    assert nobody["in_time"] is nobody["first_response"] is nobody["satisfied"] is None
    assert nobody["verdict"] == "不判定"
    only = result(form, rules, ROWS[-1:])
    assert only.figures["in_time"] is None and "没有数据" in only.sentences[0]


def test_nobody_is_judged_on_fewer_than_the_policy_says(form: Form, rules: ChatRules) -> None:
    """Equal to the target is met; one below the least number is no verdict at all."""
    rows = [
        ("01", "", 100, 85, 30, 600, 80, 20, 18),
        ("02", "", 100, 84, 31, 601, 79, 20, 17),
        ("03", "", 49, 0, 99, 999, 0, 19, 0),
    ]
    found = verdicts(figures(known(frame(form, rows)), "who"), rules)
    assert [set(row) for row in found.to_numpy()] == [{"met"}, {"short"}, {"few"}]
    said = result(form, rules, rows)
    assert [said.figures[key] for key in ("all_met", "some_short", "not_judged")] == [1, 1, 1]
    assert [row["agent"] for row in said.table("short_list").rows()] == ["02"]


def test_one_agent_in_two_spellings_is_one(form: Form, rules: ChatRules) -> None:
    """Blanks and case tell nobody apart; a formula that couldn't find all rows is left out."""
    rows = [("A 1", "", *ROWS[0][2:]), ("a1", "", *ROWS[0][2:]), ("02", "", *ROWS[0][2:])]
    found = result(form, rules, rows)
    contacts = found.table("agents").column("contacts")
    assert list(contacts.values) == [300, 600]
    assert [contacts.live_at(row) is None for row in range(2)] == [False, True]


def test_a_month_without_policy_has_figures_and_no_verdict(form: Form) -> None:
    """Before the first version nothing is judged, and that is said."""
    found = result(form, None, ROWS)
    assert found.figures["in_time"] == 355 / 403
    assert {row["verdict"] for row in found.table("agents").rows()} == {""}
    assert not len(found.table("short_list")) and "不判定" in found.sentences[-1]


def test_customers_against_inspectors_on_enough_of_both(form: Form, rules: ChatRules) -> None:
    """Satisfied customers with low scores, and the other way round; no one with too few of either."""
    happy, angry = (300, 280, 20, 400, 260, 50, 49), (300, 280, 20, 400, 260, 50, 30)
    rows = [("01", "", *happy), ("02", "", *angry), ("03", "", *happy), ("04", "", *angry)]
    marked = scored(
        ("01", 84.9, 5), ("02", 90.0, 5), ("03", 85.0, 5), ("04", 99.0, 4), ("09", 1, 1)
    )
    found = result(form, rules, rows, marked)
    assert [(row["agent"], row["kind"]) for row in found.table("apart").rows()] == [
        ("01", "客户满意、质检偏低"),
        ("02", "质检高、客户不满意"),
    ]
    scores = {row["agent"]: row["score"] for row in found.table("agents").rows()}
    assert scores == {"01": 84.9, "02": 90.0, "03": 85.0, "04": 99.0}
    assert "1 名客服有会话评分而没有指标" in found.sentences[-1]
    assert [row["agent"] for row in found.table("only_inspected").rows()] == ["09"]
    assert "没有会话的质检评分" in result(form, rules, rows).sentences[-1]


def test_against_the_month_before(form: Form, rules: ChatRules) -> None:
    """Shares change in points, times in seconds; without a month before that is said."""
    before = [("01", "", 200, 160, 25, 400, 150, 50, 45)]
    found = result(form, rules, ROWS[:1], before=before)
    shares = {row["measure"]: row for row in found.table("shares").rows()}
    assert shares["及时响应率"]["change"] == pytest.approx(100 * (0.85 - 0.8))
    assert "平均首次响应 -5.0 秒" in found.sentences[1]
    assert "无从比较" in result(form, rules, ROWS).sentences[1]


def test_teams_stand_in_their_order_and_one_may_have_no_name(form: Form, rules: ChatRules) -> None:
    """二班 comes before 十班; rows without a team are one that is told; the last row is everybody."""
    teams = rows_of(result(form, rules, ROWS), "teams")
    assert [row[0] for row in teams] == ["未填", "二班", "十班", "合计"]
    assert [row[1] for row in teams] == [0, 103, 300, 403]


def test_tables_of_the_report_fit_a_page(form: Form, rules: ChatRules) -> None:
    """A printed page has eight columns; nothing about single people stands on it."""
    found = result(form, rules, ROWS, scored(("01", 80, 9)))
    wide = {one.key: sum(c.span for c in one.columns) for one in found.tables if one.in_report}
    assert max(wide.values()) <= 8
    assert list(wide) == ["shares", "times", "teams"]


@pytest.mark.parametrize(("page", "language"), [("chat.zh-CN.md", "zh"), ("chat.md", "en")])
def test_the_example_of_the_document(
    form: Form, rules: ChatRules, page: str, language: str
) -> None:
    """The pages print what the program says of their rows."""
    text = (CONFIG.parent / "docs" / page).read_text("utf-8")
    example = text[text.index("| 工号") :].split("```\n\n")[0]
    lines = [line.strip("|").split("|") for line in example.splitlines() if line.startswith("|")]
    headings, _, *cells = [[one.strip() for one in line] for line in lines]
    ids = [form.lookup[normal(one)] for one in headings]
    rows = [dict(zip(ids, row, strict=True)) for row in cells]
    numbers = [
        {
            key: value if key in ("agent", "name", "team") else int(value or ABSENT)
            for key, value in row.items()
        }
        for row in rows
    ]
    month = {"month": pd.Timestamp(2026, 10, 1)}

    def rows_of(_: str, span: Period) -> pd.DataFrame:
        found = [month | row for row in numbers] if span == OCTOBER else []
        return form_schema(form).frame(found)

    found = chat_result(Inputs(form, OCTOBER, language, date(2026, 11, 2), rows_of), rules)
    assert found is not None
    printed = example.split("```text")[1].strip().splitlines()
    assert list(found.sentences) == printed


def test_targets_are_exact(rules: ChatRules) -> None:
    """A share that is exactly its target is met, whatever binary fractions do."""
    for whole in range(20, 2000, 20):
        target = rules.target("in_time")
        assert target is not None
        assert int(Decimal("0.85") * whole) / whole >= target.value


@pytest.mark.calc
@pytest.mark.slow
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice")
def test_live_formulas_come_to_what_was_computed(
    form: Form, rules: ChatRules, tmp_path: Path
) -> None:
    """A spreadsheet works out the same from the rows: gaps, zero chats and teams without a name."""
    path = tmp_path / "chat.xlsx"
    write_result_book(path, result(form, rules, ROWS, scored(("01", 80, 9))), "zh")
    again = convert_in_calc(path, "xlsx", tmp_path)
    ours, theirs = (
        openpyxl.load_workbook(one, data_only=True).worksheets[0] for one in (path, again)
    )
    compared = 0
    for row in ours.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float):
                assert theirs[cell.coordinate].value == pytest.approx(cell.value, abs=1e-9)
                compared += 1
            else:
                assert (theirs[cell.coordinate].value or None) == (cell.value or None)
    assert compared > 60 and "差异为 0" in theirs["A3"].value


def test_what_misses_its_target_is_not_shown_as_the_target(form: Form, rules: ChatRules) -> None:
    """84 999 of 100 000 in time miss 85 %: sentence, table and sheet show as many places."""
    rows = [("01", "一班", 100_000, 84_999, 30, 300, 70_000, 10_000, 9_000)]
    found = result(form, rules, rows)
    assert "84.999%" in found.sentences[0]
    assert found.table("shares").column("now").number == "0.000%"
    assert found.table("teams").column("in_time").number == "0.000%"
    assert found.table("teams").column("first_response").number == ""
