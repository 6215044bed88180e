"""Sheet 分公司: checks due and done, the index of each branch, rank only where n allows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from made_recordings import analysis, breaches, recordings, scheme
from qa_workbook.analysis.branch_standing import branch_standing, index_nodes
from qa_workbook.analysis.branches import BRANCH_CHECKS
from qa_workbook.analysis.comparison import Groups
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.analysis.rules import Branch, load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.analysis.branch_strays import stray_words
from qa_workbook.numbers import period
from qa_workbook.workspace_paths import shipped
from shared_office import HAS_CALC, convert_in_calc

RULES = load_rules(shipped("config"))[0].versions[0]
PROJECTS = ('移动 "A"', "家庭*", "=政企", "", "移动 “B”")
BRANCHES = (
    Branch(id="east", name="东区", size="large", projects=(PROJECTS[0], PROJECTS[4])),
    Branch(id="west", name="=西区", size="small", projects=("家庭*",), checked_by="intern"),
    Branch(id="south", name="南区", size="medium", projects=("=政企",)),
    Branch(id="nobody", name="空区", size="small", projects=("无",)),
)
LEAST = 10


def one_scheme(scheme_id: str, counts: tuple[int, ...] = (20, 14, 6, 10, 4)) -> SchemeReport:
    rules = scheme(scheme_id)
    make = breaches if rules.sheet.layout == "long" else recordings
    rows = make(rules, 6, 9, seed=1)
    named = [project for project, count in zip(PROJECTS, counts, strict=True) for _ in range(count)]
    rows["project"] = (named * 2)[: len(rows)]
    groups = Groups(branches=BRANCHES)
    return SchemeReport(analysis(rows, rules), None, groups, groups)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of a flat scheme, one with an index and one of clauses, with four branches."""
    checks = [
        ("east", "large", "dial_tests", "at_most", 81, 90),
        ("east", "large", "recordings", "at_least", 89, 24),
        ("west", "small", "recordings", "at_least", 20, 20),
        ("south", "medium", "recordings", "at_least", None, 6),
    ]
    schemes = ("satisfaction-3-9-20", "monitoring-10x4", "service-norm-100")
    report = PeriodReport(
        [one_scheme(one) for one in schemes],
        period("2026-10"),
        RULES.model_copy(update={"branches": BRANCHES}),
        LEAST,
        branch_checks=pd.DataFrame(checks, columns=list(BRANCH_CHECKS)).astype(BRANCH_CHECKS),
    )
    path = tmp_path_factory.mktemp("branches") / "分析.xlsx"
    write_analysis_book(path, report)
    return path


def sections(path: Path) -> dict[str, list[tuple]]:
    """The rows of each table by the words above it."""
    found: dict[str, list[tuple]] = {}
    rows = list(openpyxl.load_workbook(path, data_only=True)["分公司"].iter_rows(min_row=5))
    for row in rows:
        values = tuple(cell.value for cell in row)
        if values[0] and not any(values[1:]):
            found[str(values[0])] = []
        elif found and any(values):
            found[list(found)[-1]].append(values)
    return found


def test_standing__is_of_each_branch_alone() -> None:
    """Means, Student's interval and index are of its own recordings; few of them have no rank."""
    found = one_scheme("satisfaction-3-9-20").analysis
    frame = branch_standing(found, BRANCHES, LEAST).set_index("branch")
    assert frame["recordings"].to_dict() == {
        "east": 24,
        "west": 14,
        "south": 6,
        "nobody": 0,
        "": 10,
    }
    own = found.judged[found.judged["project"] == "家庭*"]
    west = frame.loc["west"]
    assert west["mean_final"] == pytest.approx(own["final"].mean())
    half = 2.160369 * own["final"].std() / 14**0.5  # t of 13 degrees of freedom, from a table
    assert (west["low"], west["high"]) == pytest.approx(
        (west["mean_final"] - half, west["mean_final"] + half), abs=1e-4
    )
    assert pd.isna(frame.loc["south", "low"])  # of six recordings it would leave the scale
    nodes = index_nodes(found)
    assert len(nodes) == 4 and set(frame.columns) >= {f"value.{id_}" for id_ in nodes}
    (root, *_) = nodes
    assert west[f"value.{root}"] == pytest.approx(own[f"value.{root}"].mean())
    ranked = sorted(("east", "west"), key=lambda id_: -frame.loc[id_, "mean_final"])
    assert [frame.loc[id_, "rank"] for id_ in ranked] == [1, 2]
    assert frame["rank"][["south", "nobody", ""]].tolist() == [None, None, None]


def test_what_has_no_branch_or_no_recordings_is_told(book: Path) -> None:
    """A misspelt project would otherwise leave a branch empty and nobody would know why."""
    found = one_scheme("satisfaction-3-9-20").analysis
    said = list(stray_words([found], BRANCHES, "zh"))
    assert said[0].startswith("没有录音的分公司：空区。")
    assert said[1].startswith("10 条录音的项目不属于任何分公司：没写项目（10 条）。")
    assert list(stray_words([found], (), "zh")) == []
    cells = [row[0] for row in openpyxl.load_workbook(book)["分公司"].iter_rows(values_only=True)]
    assert said[0] in cells


def test_sheet__says_what_is_due_and_done(book: Path) -> None:
    """An upper bound is no debt, what nobody knows is said, and interns are named."""
    rows = {
        (row[0], row[3]): row[1:3] + row[4:7] for row in sections(book)["每月检查：应查和已查"][1:]
    }
    assert rows["东区", "拨测"] == ("大", "正式", "≤ 81", 90, "超出 9 条")
    assert rows["东区", "录音"] == ("大", "正式", "≥ 89", 24, "还差 65 条")
    assert rows["=西区", "录音"] == ("小", "实习", "≥ 20", 20, "完成")
    assert rows["南区", "录音"] == ("中", "正式", None, 6, "日历没有这一年")


def test_sheet__few_recordings_have_no_rank(book: Path) -> None:
    """A table per scheme that scores recordings; schemes of clauses have none."""
    found = sections(book)
    assert [key for key in found if "各分公司" in key] == [
        "客服代表服务满意率：各分公司",
        "质检监听评分表：各分公司",
    ]
    header, *rows = found["客服代表服务满意率：各分公司"]
    assert header[7:11] == ("服务满意率", "建立良好客户关系", "沟通技巧", "信息传递")
    ranks = {row[0]: row[6] for row in rows}
    assert {ranks["东区"], ranks["=西区"]} == {1, 2}
    assert (ranks["南区"], ranks["空区"]) == ("样本不足", "样本不足")
    assert (ranks["其他项目"], ranks["全部"]) == (None, None)
    assert {row[0]: row[2] for row in rows}["全部"] == 54


def test_sheet__is_there_with_branches_alone(tmp_path: Path) -> None:
    """Without branches in the rules there is no such sheet."""
    report = PeriodReport([one_scheme("monitoring-10x4")], period("2026-10"), RULES, LEAST)
    write_analysis_book(tmp_path / "x.xlsx", report)
    assert "分公司" not in openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_comes_to_the_computed_figures(book: Path, tmp_path: Path) -> None:
    """LibreOffice, made to recalculate everything, gets our value in every live cell."""
    made = convert_in_calc(book, "xlsx", tmp_path)
    written, ours, theirs = (
        openpyxl.load_workbook(path, data_only=values)["分公司"]
        for path, values in ((book, False), (book, True), (made, True))
    )
    live = [cell.coordinate for row in written.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(live) > 50
    for place in live:
        value = ours[place].value
        known = pytest.approx(value, abs=1e-6) if isinstance(value, float) else value or 0
        assert (place, theirs[place].value or 0) == (place, known)
    verdicts = [
        sheet["A3"].value
        for sheet in openpyxl.load_workbook(made, data_only=True)
        if sheet.title.startswith("核对")
    ]
    assert set(verdicts) == {"全部相符，差异为 0。"}
