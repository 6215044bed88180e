"""What the everyday buttons show: reading, building, sheets given out and sent back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.findings.finding import severities
from qa_workbook.host.outcome import MOST_NAMED, Outcome, state_of, told, verdict
from qa_workbook.host.outcomes_of_penalties import register_counts
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.adopt import AdoptReport
    from qa_workbook.app.adopt_accept import Acceptance
    from qa_workbook.app.archive import ArchiveReport
    from qa_workbook.app.build_report import BuildReport
    from qa_workbook.app.handed_in import HandedInReport
    from qa_workbook.app.pack_report import PacksReport
    from qa_workbook.app.return_sheets import ReturnReport
    from qa_workbook.app.validate import Validation
    from qa_workbook.app.withdraw import WithdrawalReport


def of_template(file: Path, language: str) -> Outcome:
    """Returns what to tell of a blank score sheet."""
    return Outcome(message=text("host.made", language, name=file.name), files=(file,))


def of_packs(report: PacksReport, language: str) -> Outcome:
    """Returns what to tell of blank sheets for all: how many, and what their list says in full."""
    made = text("packs.made", language, sheet=report.sheet, **report.counts)
    return Outcome(
        state=state_of(rejected=False, nothing=bool(report.counts["kept"])),
        counts=made,
        message=told(report.notes(language)[:MOST_NAMED], language),
        files=(report.file, report.folder),
    )


def of_handed_in(report: HandedInReport, language: str) -> Outcome:
    """Returns what to tell of who handed in: the counts, and whom to ask."""
    counts, *asked = report.notes(language)
    return Outcome(
        state=state_of(rejected=False, nothing=bool(asked)),
        counts=counts,
        message=told(asked[:MOST_NAMED], language),
        files=(report.file,),
    )


def of_validation(report: Validation, base: Path, language: str) -> Outcome:
    """Returns what to tell of a check."""
    found = severities(report.findings)
    rows = sum(sheet.rows_read for sheet in report.sheets)
    lost = sum(sheet.rows_rejected for sheet in report.sheets)
    return Outcome(
        state=state_of(rejected=report.rejected, nothing=not report.sheets),
        counts=text(
            "host.counts_validate",
            language,
            sheets=len(report.sheets),
            rows=rows,
            lost=lost,
            **found,
        ),
        message=verdict(report.findings, len(report.sheets), language),
        files=(report.file,),
        findings=report.findings,
        base=base,
        recordings=rows,
        errors=found["error"],
        warnings=found["warning"],
    )


def of_build(report: BuildReport, base: Path, language: str) -> Outcome:
    """Returns what to tell of a build, and of the register where it was made too."""
    found = severities(report.findings)
    counts = text(
        "host.counts_build",
        language,
        sheets=report.sheets["read"],
        **report.recordings,
        errors=found["error"],
        warnings=found["warning"],
        infos=found["info"],
    )
    entries = {key: sum(one.rows[key] for one in report.forms) for key in report.recordings}
    if entries["read"]:
        counts = f"{counts}\n{text('host.counts_forms', language, **entries)}"
    if report.withdrawn:
        gone = text("cli.summary_withdrawn", language, rows=report.withdrawn)
        counts = f"{counts}\n{gone}"
    files = [report.analysis_file, report.findings_file]
    if report.register:
        counts = f"{counts}\n{register_counts(report.register, language)}"
        files.insert(1, report.register.file)
    message = verdict(report.findings, report.sheets["read"], language)
    only_forms = bool(entries["read"]) and not report.lines and not report.recordings["read"]
    if only_forms and not report.rejected:
        message = told([text("host.only_forms", language, period=report.period.text)], language)
    elif report.sheets["read"] and not report.lines and not only_forms:
        message = text("host.none_in_period", language, period=report.period.text)
    if report.kept:
        kept = text("cli.file_kept_analysis", language, path=report.kept)
        message = told([message, kept], language)
    nothing = not report.sheets["read"] or not (report.lines or only_forms)
    return Outcome(
        state=state_of(rejected=report.rejected, nothing=nothing),
        counts=counts,
        message=message,
        files=tuple(files),
        findings=report.findings,
        base=base,
        recordings=report.recordings["read"],
        errors=found["error"],
        warnings=found["warning"],
    )


def of_adoption(report: AdoptReport, language: str) -> Outcome:
    """Returns what to tell of foreign sheets: what was understood, and what is asked."""
    from qa_workbook.app.adopt_words import sheet_words, totals_words

    said = [f"{found.file}: {found.message(language)}" for found in report.unread]
    proposal = report.proposal
    if proposal is None or not proposal.layouts:
        said.append(text("cli.adopt_nothing", language))
    elif proposal.open:
        said.append(text("host.adopt_answer", language, count=len(proposal.open)))
    else:
        said.append(text("host.adopt_look", language))
    read = [sheet for sheet in report.sheets if sheet.unfolded]
    is_open = proposal is not None and bool(proposal.open)
    counts = [sheet_words(sheet, language, is_open=is_open) for sheet in read[:MOST_NAMED]]
    if len(read) > MOST_NAMED:
        more = len(read) - MOST_NAMED
        counts.append(text("host.more_files", language, count=more))
    if report.compared:
        counts.append(totals_words(report.compared, report.agreeing, language))
    return Outcome(
        state="attention",
        counts="\n".join(counts),
        message=told(said, language),
        files=(report.preview,) if report.preview else (),
        recordings=sum(sheet.recordings for sheet in report.sheets),
    )


def of_acceptance(report: Acceptance, language: str) -> Outcome:
    """Returns what to tell of a proposal: that it is in use, or what must be answered first."""
    from qa_workbook.app.adopt_words import totals_words

    if not report.is_accepted:
        asked = [question.words.say(language) for question in report.open]
        said = [text("cli.adopt_unanswered", language, question=one) for one in asked[:MOST_NAMED]]
        if report.refused:
            said.append(text("host.adopt_refused", language, count=len(report.refused)))
        said.append(text("host.adopt_answer", language, count=len(asked) + len(report.refused)))
        return Outcome(
            state="attention",
            message=told(said, language),
            files=(report.preview,),
            findings=report.refused or None,
            base=report.preview.parent,
        )
    counts = ""
    if report.compared:
        counts = totals_words(report.compared, report.agreeing, language)
    return Outcome(
        counts=counts,
        message=text("host.adopted", language),
        files=tuple(report.files.values()),
        recordings=sum(sheet.recordings for sheet in report.sheets),
    )


def of_return(report: ReturnReport, language: str) -> Outcome:
    """Returns what to tell of faulty files: how many copies were marked, and where they are."""
    count = len(report.files)
    findings = sum(one.findings for one in report.files)
    message = text("host.returned" if count else "host.nothing_to_return", language)
    return Outcome(
        state="rejected" if report.rejected else "done",
        counts=text("host.counts_return", language, files=count, findings=findings),
        message=message,
        files=tuple(one.returned for one in report.files[:MOST_NAMED]),
    )


def of_withdrawal(report: WithdrawalReport, language: str) -> Outcome:
    """Returns what to tell of files that were taken back."""
    said = [
        text("cli.withdrawn" if rows else "cli.nothing_to_withdraw", language, file=file, rows=rows)
        for file, rows in report.files.items()
    ]
    if report.restored:
        said.append(text("cli.restored", language, rows=report.restored))
    if report.rows:
        said.append(text("host.build_again", language))
    return Outcome(
        state=state_of(rejected=False, nothing=not report.rows),
        message=told(said, language),
        recordings=report.rows,
    )


def of_archive(report: ArchiveReport, language: str) -> Outcome:
    """Returns what to tell of the files of a finished period."""
    count, span = len(report.moved), report.period.text
    if count:
        said = [text("cli.archived", language, count=count, folder=report.folder)]
    else:
        said = [text("host.nothing_archived", language, period=span)]
    stays = [
        text("cli.kept_back", language, file=file, why=text(f"cli.{why}", language))
        for file, why in report.kept.items()
    ]
    if len(stays) > MOST_NAMED:
        rest = text("host.more_files", language, count=len(stays) - MOST_NAMED)
        stays = [*stays[:MOST_NAMED], rest]
    return Outcome(
        state=state_of(rejected=False, nothing=bool(report.kept) or not count),
        message=told([*said, *stays], language),
        files=(report.folder,) if count else (),
    )
