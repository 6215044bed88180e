"""Sheet 质检复核: who marks otherwise than the QA lead, in what, and in which recordings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from made_recordings import recordings, scheme
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.quotas import QUOTAS
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.frames import MARK
from qa_workbook.numbers import period
from qa_workbook.procedure.people import Post
from qa_workbook.workspace_paths import shipped

RULES = load_rules(shipped("config"))[0].versions[0]
LISTED = RULES.model_copy(
    update={"inspectors": RULES.inspectors.model_copy(update={"rechecked_listed": 7})}
)
OF = scheme()


def book(tmp_path: Path, *, rechecked: int, live_up_to: int | None = None) -> Path:
    """陈静 scored so many of 60 recordings a mark higher than 韩莉, who missed nothing fatal."""
    frame = recordings(OF, 6, 10).assign(inspector="陈静", fatal=False, error_deduction=0)
    frame[f"{MARK}business"] = 4
    again = frame.head(rechecked).assign(
        inspector="韩莉", inspected_on=pd.Timestamp(2026, 10, 30), fatal=True, error_deduction=2
    )
    again[f"{MARK}business"] = 3
    rows = pd.concat([frame, again], ignore_index=True)
    found = analyse({OF.key: OF}, {OF.key: rows}, period("2026-10"), rules=LISTED)
    quotas = pd.DataFrame([("韩莉", "qa_lead", 340, rechecked, "normal")], columns=list(QUOTAS))
    rechecks = rechecks_of(found, [Post("1", "韩莉", "qa_lead")], LISTED)
    report = report_alone([replace(found, rechecks=rechecks, quotas=quotas)])
    path = tmp_path / "x.xlsx"
    write_analysis_book(path, replace(report, rules=LISTED, live_formulas_up_to=live_up_to))
    return path


@pytest.mark.parametrize(("rechecked", "verdict"), [(19, "样本不足"), (20, "偏宽")])
def test_an_inspector_is_judged_from_so_many_recordings_on(tmp_path, rechecked, verdict):
    """Always a mark milder is lenient; on fewer than twenty recordings nobody can say."""
    sheet = openpyxl.load_workbook(book(tmp_path, rechecked=rechecked), data_only=True)["质检复核"]
    told = dict(zip(*([cell.value for cell in sheet[row]] for row in (6, 7)), strict=True))
    assert told == {
        "质检员": "陈静",
        "复核人": "韩莉",
        "复核录音": rechecked,
        "平均差": 2,
        "偶然幅度 ±": 0,
        "平均差距": 2,
        "两人都评": 10 * rechecked,
        "评分一致率": 0.9,
        "漏判致命": rechecked,
        "多判致命": 0,
        "漏扣差错": rechecked,
        "多扣差错": 0,
        "结论": verdict,
        "分歧最多的单项": "业务能力",
    }
    words = [cell.value for cell in sheet["A"] if cell.value]
    assert f"韩莉：本期已听 {rechecked} 条，定额应听 340 条（各方案合计，含复核以外的）。" in words


def test_the_list_leads_to_both_scores(tmp_path):
    """A recording leads to the inspector's row of 明细, the lead's name to the lead's."""
    found = openpyxl.load_workbook(book(tmp_path, rechecked=3))
    sheet, detail = found["质检复核"], found["明细"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "录音编号")
    column = {cell.value: cell.column for cell in detail[5]}
    for row in range(head[0].row + 1, head[0].row + 4):
        for place, inspector in ((1, "陈静"), (3, "韩莉")):
            to = sheet.cell(row, place).hyperlink.location.partition("!")[2]
            line = detail[to][0].row if isinstance(detail[to], tuple) else detail[to].row
            assert detail.cell(line, column["质检员"]).value == inspector
            assert detail.cell(line, column["录音编号"]).value == sheet.cell(row, 1).value


def test_above_the_limit_of_formulas_the_list_is_short(tmp_path):
    """Then values stand, and of nine re-checks the seven with the largest differences are listed."""
    sheet = openpyxl.load_workbook(book(tmp_path, rechecked=9, live_up_to=10))["质检复核"]
    assert not [
        cell for row in sheet.iter_rows(min_row=15) for cell in row if cell.data_type == "f"
    ]
    assert sheet["C7"].value == 9
    assert any("7 / 9 条" in str(cell.value) for cell in sheet["A"])


def test_without_re_checks_there_is_no_sheet_but_a_sentence(tmp_path):
    """质检员 says what a re-check takes."""
    found = openpyxl.load_workbook(book(tmp_path, rechecked=0))
    assert "质检复核" not in found.sheetnames
    assert [cell.value for cell in found["质检员"]["A"] if "没有质检复核" in str(cell.value)]
