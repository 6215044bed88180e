"""What the console says of a register: what it holds, and what was kept of the earlier one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa_workbook.app.archive import ArchiveReport
from qa_workbook.app.build_report import BuildReport, FormCounts
from qa_workbook.app.other_periods import OtherPeriods
from qa_workbook.app.register import RegisterReport
from qa_workbook.app.validate import Validation
from qa_workbook.app.withdraw import WithdrawalReport
from qa_workbook.host.outcomes import of_archive, of_build, of_validation, of_withdrawal
from qa_workbook.host.outcomes_of_penalties import of_register
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.penalties import TariffBook, assess


@pytest.fixture
def report() -> RegisterReport:
    """A register of a month without breaches."""
    register = assess(TariffBook(()), {}, {}, period=period("2026-10"))
    return RegisterReport(period("2026-10"), register, Path("x.xlsx"), 0.1, 1)


def test_a_month_without_penalties_is_told(report: RegisterReport) -> None:
    """An empty register is no success to be looked at twice: the sentence names the month."""
    assert of_register(report, "zh").message == "2026-10 没有扣罚：记录里没有这一期间的违规。"


def test_examples_and_the_kept_copy_are_told(report: RegisterReport) -> None:
    """Amounts that nobody confirmed, and where the earlier register went."""
    marked = replace(report.register, examples=True)
    said = of_register(replace(report, register=marked, kept=Path("old.xlsx")), "zh").message
    assert "示例金额，不得用于发薪" in said
    assert "old.xlsx" in said


def test_a_month_without_records_is_no_success(report: RegisterReport) -> None:
    """An empty register because nothing was merged is yellow, and says what to check."""
    outcome = of_register(replace(report, recordings=0), "zh")
    assert outcome.state == "attention"
    assert "记录里没有 2026-10 的评分" in outcome.message


def test_what_is_said_are_whole_sentences(report: RegisterReport) -> None:
    """Several things to tell don't run into each other, in the cell or in the run log."""
    marked = replace(report.register, examples=True)
    for language, stop in (("zh", "。"), ("en", ". ")):
        said = of_register(
            replace(report, register=marked, kept=Path("old.xlsx")), language
        ).message
        assert "\n" not in said and said.count(stop.strip()) >= 3
        assert f"{text('cli.summary_examples', language)}{stop}" in said
    assert of_register(report, "zh").state == "done"


def test_what_was_withdrawn_and_filed_is_told() -> None:
    """The sentence names each file, what to do next, and why a file stays; nothing done is yellow."""
    month = period("2026-10")
    done = of_withdrawal(WithdrawalReport({"张三.xlsx": 6}, 1, None, Path("t")), "zh")
    assert (done.state, done.recordings) == ("done", 6)
    assert "已撤回 张三.xlsx 的 6 条" in done.message
    assert of_withdrawal(WithdrawalReport({"a.xlsx": 0}, 0, None, Path("t")), "zh").state == (
        "attention"
    )
    filed = of_archive(ArchiveReport(month, Path("archive"), ["a.xlsx"]), "zh")
    assert (filed.state, filed.files) == ("done", (Path("archive"),))
    kept = {f"{number}.xlsx": "stays_rejected" for number in range(5)}
    stays = of_archive(ArchiveReport(month, Path("archive"), [], kept), "zh")
    assert stays.state == "attention"
    assert "0.xlsx 没有归档：有被拒收的行" in stays.message
    assert "另有 2 个文件" in stays.message


def built() -> BuildReport:
    """A build of an empty folder."""
    none = dict.fromkeys(("read", "unchanged", "rejected"), 0)
    rows = dict.fromkeys(("read", "added", "replaced", "unchanged", "rejected"), 0)
    return BuildReport(
        period("2026-10"),
        none,
        rows,
        [],
        [],
        (),
        Path("a.xlsx"),
        Path("f.xlsx"),
        0.1,
        OtherPeriods(frozenset(), None),
    )


def test_an_empty_folder_is_no_success() -> None:
    """With no sheet in the folder, checking and building are yellow: somebody should look."""
    assert of_validation(Validation([], [], Path("x.xlsx")), Path(), "zh").state == "attention"
    report = built()
    assert of_build(report, Path(), "zh").state == "attention"
    found = replace(report, sheets=report.sheets | {"read": 1})
    assert of_build(found, Path(), "zh").state == "attention", "nothing of the period"


def test_who_only_keeps_other_forms_is_not_sent_to_look_for_recordings() -> None:
    """A month with entries of forms and no score sheet is done; a wrong period is still told."""
    report = built()
    rows = {"read": 3, "added": 2, "replaced": 0, "unchanged": 1, "rejected": 0}
    forms = [FormCounts(None, rows), FormCounts(None, rows)]  # type: ignore[arg-type]
    only = replace(report, forms=forms, sheets=report.sheets | {"read": 2})
    outcome = of_build(only, Path(), "zh")
    assert (outcome.state, "没有录音评分；其他业务的登记已读入" in outcome.message) == (
        "done",
        True,
    )
    assert "其他业务登记 6 行：新增 4，替换 0，未变 2，拒收 0" in outcome.counts
    wrong = replace(only, recordings=report.recordings | {"read": 9})
    assert of_build(wrong, Path(), "zh").state == "attention"
    assert "请检查期间" in of_build(wrong, Path(), "zh").message
    faulty = replace(only, forms=[FormCounts(None, rows | {"rejected": 1})])  # type: ignore[arg-type]
    assert of_build(faulty, Path(), "zh").state == "rejected"
