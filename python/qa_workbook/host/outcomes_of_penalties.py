"""What the buttons of penalties show: register, decisions, papers, closing, payroll."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.host.outcome import Outcome, state_of, told
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.close import CloseReport
    from qa_workbook.app.decisions import DecisionsReport
    from qa_workbook.app.papers import PapersReport
    from qa_workbook.app.payroll import PayrollReport
    from qa_workbook.app.register import RegisterReport


def of_register(report: RegisterReport, language: str) -> Outcome:
    """Returns what to tell of a penalty register."""
    register = report.register
    is_empty = not report.recordings and not len(register.lines)
    if is_empty:
        said = [text("host.none_to_charge", language, period=report.period.text)]
    elif not len(register.lines):
        said = [text("host.no_penalties", language, period=report.period.text)]
    else:
        said = [text("host.check_rules", language)]
    if len(register.unpriced):
        said.append(text("host.unpriced", language, count=len(register.unpriced)))
    if count := len(register.unattributed):
        said.append(text("cli.summary_unattributed", language, count=count))
    if register.totals["agents_without_wage"]:
        count = register.totals["agents_without_wage"]
        said.append(text("cli.summary_without_wage", language, count=count))
    if register.examples:
        said.append(text("cli.summary_examples", language))
    if report.kept:
        said.append(text("cli.file_kept", language, path=report.kept))
    counts = register_counts(report, language)
    return Outcome(
        state=state_of(rejected=False, nothing=is_empty),
        counts=counts,
        message=told(said, language),
        files=(report.file,),
    )


def register_counts(report: RegisterReport, language: str) -> str:
    """Returns the totals of a register in one line."""
    shown = report.as_dict()
    wanted = ("lines", "agents", "points", "money")
    return text("host.counts_register", language, **{key: shown[key] for key in wanted})


def of_decisions(report: DecisionsReport, language: str) -> Outcome:
    """Returns what to tell of decisions entered; refused ones are listed like findings."""
    counts = {"read": report.read, "accepted": report.accepted, "unchanged": report.unchanged}
    if not report.read:
        said = [text("host.no_decisions", language)]
    elif report.accepted:
        said = [text("host.register_again", language)]
    else:
        said = []
    if report.refused:
        said.insert(0, text("host.decisions_refused", language, count=report.refused))
    return Outcome(
        state=state_of(rejected=bool(report.refused), nothing=not report.read),
        counts=text("cli.decisions_entered", language, **counts, refused=report.refused),
        message=told(said, language),
        files=(report.file,),
        findings=report.findings,
        base=report.file.parent,
        errors=report.refused,
    )


def of_papers(report: PapersReport, output: Path, language: str) -> Outcome:
    """Returns what to tell of papers: how many of each kind, where, and what drafts of mails lack.

    Folders of kinds stand in that of the period, which is named in their stead.
    """
    kinds = Counter(one.kind for one in report.files)
    comma = text("papers.comma", language)
    names = {kind: text(f"papers.{kind}", language) for kind in kinds}
    counts = comma.join(f"{names[kind]} {count}" for kind, count in kinds.items())
    key = "host.papers" if kinds else "cli.no_papers"
    said = [text(key, language, count=len(report.files), period=report.period.text)]
    folders, output = (one.file.parent for one in report.files), output.resolve()
    tops = (one.parent if output in one.parent.parents else one for one in folders)
    return Outcome(
        state=state_of(rejected=False, nothing=not kinds),
        counts=counts,
        message=told([*said, *report.notes(language)], language),
        files=tuple(dict.fromkeys(tops)) or (output,),
    )


def of_close(report: CloseReport, language: str) -> Outcome:
    """Returns what to tell of a month that was closed: what was booked, and what was not."""
    closing, said = report.closing, report.left_words(language)
    if not report.is_new:
        said.insert(0, text("cli.close_again", language, period=closing.period, at=closing.at))
    return Outcome(
        counts="\n".join(report.booked_words(language)),
        message=told(said, language),
        files=(report.file,),
    )


def of_payroll(report: PayrollReport, language: str) -> Outcome:
    """Returns what to tell of the file that finance pays from: its control totals."""
    counts = text("cli.payroll_written", language, **report.totals)
    return Outcome(counts=counts, message=text("host.payroll", language), files=(report.file,))
