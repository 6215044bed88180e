"""Every code of the table is made by one tiny bad file, and says what is wrong in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_files import LONG, MAKERS, PERCENT, WIDE, Folder

from qa_workbook.config.strict import read_model
from qa_workbook.findings.codes import CODES
from qa_workbook.findings.finding import Finding
from qa_workbook.findings.report import Report
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake import checks
from qa_workbook.intake.values import SheetValues

CONFIG = Path(__file__).parents[2] / "config"
CANT_COME_ALONE = {
    "marks-without-recording": {"agent-missing"},
    "row-of-faulty-group": {"number-out-of-range"},
    "status-unclear": {"row-invalid-ignored"},
    "row-called-void": {"column-unknown"},
    "row-kept": {"choice-unknown"},
    "recording-incomplete": {"clause-missing"},
    "inspectors-disagree": {"two-inspectors"},
    "repeated-without-basis": {"basis-missing"},
    "conflicting-sheets": {"duplicate-between-sheets"},
    "sheet-kept": {"inspector-missing"},
    "kept-earlier-version": {"mark-out-of-range"},
    "copy-passed-over": {"copy-came-back"},
    "cell-changed": {"copy-came-back"},
    "row-new": {"copy-came-back"},
    "row-gone": {"copy-came-back"},
    "superseded-row": {"duplicate-between-sheets"},
}


class WatchedReport(Report):
    """A report that refuses what the running check doesn't declare."""

    check: checks.Check | None = None

    def note(self, code, place, value="", **details):  # type: ignore[no-untyped-def]
        assert self.check is None or code in self.check.codes, (
            f"{self.check} doesn't declare {code}"
        )
        super().note(code, place, value, **details)


def watched_rows(sheet: SheetValues, report: WatchedReport) -> None:
    for check in checks.CHECKS:
        if check.layout in ("", sheet.scheme.sheet.layout):
            report.check = check
            check.run(sheet, report)
    report.check = None


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The shipped words, read once."""
    words, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert words is not None, faults
    return words


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> Folder:
    """An inbox whose sheets are read by checks that may only note what they declare."""
    monkeypatch.setattr("qa_workbook.intake.file_reader.Report", WatchedReport)
    monkeypatch.setattr("qa_workbook.intake.sheet.check_rows", watched_rows)
    return Folder(tmp_path, vocabulary)


def findings_of(code: str, folder: Folder) -> list[Finding]:
    found = MAKERS[code](folder)
    return folder.read() if found is None else found


@pytest.mark.parametrize("clean", [WIDE, WIDE.replace("mini", "strict"), LONG, PERCENT])
def test_clean_sheets(folder: Folder, clean: str) -> None:
    """The sheets that the bad files are made of have no finding."""
    folder.put(clean)
    assert folder.read() == []


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_made_by_a_tiny_bad_file(folder: Folder, code: str) -> None:
    """Each code has a bad file in bad_files.py that gives it and no other, with all its words."""
    assert code in MAKERS, f"add a tiny bad file that gives {code} to bad_files.py"
    found = findings_of(code, folder)
    assert {finding.code for finding in found} == {code} | CANT_COME_ALONE.get(code, set())
    for finding in found:
        assert finding.severity == CODES[finding.code].severity
        for language in ("zh", "en"):
            for words in (finding.message(language), finding.fix(language)):
                assert words and "{" not in words and "None" not in words
