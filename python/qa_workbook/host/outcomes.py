"""What a button shows: the reports of the use cases as counts, links and findings in one shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.findings.finding import severities
from qa_workbook.host.tier_steps import not_entered
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.adopt import AdoptReport
    from qa_workbook.app.adopt_accept import Acceptance
    from qa_workbook.app.archive import ArchiveReport
    from qa_workbook.app.build_report import BuildReport
    from qa_workbook.app.calibration_new import NewSession
    from qa_workbook.app.calibration_report import WrittenReport
    from qa_workbook.app.close import CloseReport
    from qa_workbook.app.decisions import DecisionsReport
    from qa_workbook.app.form_results import WrittenResult
    from qa_workbook.app.handed_in import HandedInReport
    from qa_workbook.app.laboratory import LaboratoryReport
    from qa_workbook.app.pack_report import PacksReport
    from qa_workbook.app.papers import PapersReport
    from qa_workbook.app.payroll import PayrollReport
    from qa_workbook.app.register import RegisterReport
    from qa_workbook.app.return_sheets import ReturnReport
    from qa_workbook.app.sample_draw import DrawReport
    from qa_workbook.app.sample_status import StatusReport
    from qa_workbook.app.tiers import TierRecord
    from qa_workbook.app.validate import Validation
    from qa_workbook.app.withdraw import WithdrawalReport
    from qa_workbook.findings.finding import Finding
    from qa_workbook.forms.model import Form


_STOPS = ("。", "！", "？", ".", "!", "?")
_MOST_NAMED = 3
"""So many files are named in the message; the command line names all."""
_MOST_LONG = 2
"""So many sentences of two lines have room in the result."""


@dataclass(frozen=True)
class Outcome:
    """`state` is a label of host.yaml.

    `findings` is None where the list in the workbook stays as it is.
    """

    state: str = "done"
    counts: str = ""
    message: str = ""
    files: tuple[Path, ...] = ()
    findings: Sequence[Finding] | None = None
    base: Path = Path()
    recordings: int | None = None
    errors: int | None = None
    warnings: int | None = None
    logged: bool = True


def of_template(file: Path, language: str) -> Outcome:
    """Returns what to tell of a blank score sheet."""
    return Outcome(message=text("host.made", language, name=file.name), files=(file,))


def of_blank_form(file: Path, form: Form | None, language: str) -> Outcome:
    """Returns what to tell of the blank sheet of a form (None: of a scheme): where it goes."""
    key = "made"
    if form is not None:
        key = "made_list" if form.place == "config" else "made_form"
    return Outcome(message=text(f"host.{key}", language, name=file.name), files=(file,))


def of_results(
    written: Sequence[WrittenResult], form: Form | None, period: str, language: str
) -> Outcome:
    """Returns what to tell of results: the first sentences of one; of several those to look at.

    `form` is the one that was asked for, None for all. Without entries: how to get some.
    """
    if not written:
        key = "no_rows" if form else "no_rows_at_all"
        name = form.name.say(language) if form else ""
        nothing = text(f"host.{key}", language, period=period, name=name)
        return Outcome(state="attention", message=nothing)
    results = [one.result for one in written]
    to_see = [one for one in results if one.attention]
    if form:
        first, *more = results[0].sentences
        said, counts = [first], more[:_MOST_NAMED]
    else:
        names = _names([one.name for one in results], language)
        said = [text("host.results_made", language, count=len(results), names=names)]
        if to_see:
            names = _names([one.name for one in to_see], language)
            said.append(text("host.results_to_see", language, names=names))
        counts = [
            text("host.result_of_form", language, name=one.name, words=one.sentences[0])
            for one in to_see[:_MOST_LONG]
        ]
    return Outcome(
        state=_state(rejected=False, nothing=bool(to_see)),
        counts="\n".join(counts),
        message=_told(said, language),
        files=tuple(one.file for one in written),
    )


def _names(names: Sequence[str], language: str) -> str:
    return text("host.between_names", language).join(names)


def with_tier_steps(outcome: Outcome, record: TierRecord, base: Path, language: str) -> Outcome:
    """Returns what is told of tiers with what became of the steps of applications before it."""
    counted, said = text("tiers.told_recorded", language, **record.counts), [outcome.message]
    if record.unlisted:
        said.insert(0, text("tiers.told_unlisted", language, count=record.unlisted))
    refused = not_entered(record)
    if refused:
        said.insert(0, text("host.tier_steps_refused", language, count=len(refused)))
    return replace(
        outcome,
        state="rejected" if refused else outcome.state,
        counts="\n".join([counted, *outcome.counts.splitlines()[: _MOST_NAMED - 1]]),
        message=_told(said, language),
        findings=refused,
        base=base,
        errors=len(refused),
    )


def of_packs(report: PacksReport, language: str) -> Outcome:
    """Returns what to tell of blank sheets for all: how many, and what their list says in full."""
    made = text("packs.made", language, sheet=report.sheet, **report.counts)
    return Outcome(
        state=_state(rejected=False, nothing=bool(report.counts["kept"])),
        counts=made,
        message=_told(report.notes(language)[:_MOST_NAMED], language),
        files=(report.file, report.folder),
    )


def of_handed_in(report: HandedInReport, language: str) -> Outcome:
    """Returns what to tell of who handed in: the counts, and whom to ask."""
    counts, *asked = report.notes(language)
    return Outcome(
        state=_state(rejected=False, nothing=bool(asked)),
        counts=counts,
        message=_told(asked[:_MOST_NAMED], language),
        files=(report.file,),
    )


def of_validation(report: Validation, base: Path, language: str) -> Outcome:
    """Returns what to tell of a check."""
    found = severities(report.findings)
    rows = sum(sheet.rows_read for sheet in report.sheets)
    lost = sum(sheet.rows_rejected for sheet in report.sheets)
    return Outcome(
        state=_state(rejected=report.rejected, nothing=not report.sheets),
        counts=text(
            "host.counts_validate",
            language,
            sheets=len(report.sheets),
            rows=rows,
            lost=lost,
            **found,
        ),
        message=_verdict(report.findings, len(report.sheets), language),
        files=(report.file,),
        findings=report.findings,
        base=base,
        recordings=rows,
        errors=found["error"],
        warnings=found["warning"],
    )


def _state(*, rejected: bool, nothing: bool) -> str:
    """Green is for work that was done: with nothing to work on somebody should look."""
    if rejected:
        return "rejected"
    return "attention" if nothing else "done"


def _verdict(findings: Sequence[Finding], sheets: int, language: str) -> str:
    if not sheets:
        return text("host.no_sheets", language)
    if any(found.severity == "error" for found in findings):
        return text("host.has_errors", language)
    return text("host.has_warnings" if findings else "host.all_good", language)


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
        counts = f"{counts}\n{_register_counts(report.register, language)}"
        files.insert(1, report.register.file)
    message = _verdict(report.findings, report.sheets["read"], language)
    only_forms = bool(entries["read"]) and not report.lines and not report.recordings["read"]
    if only_forms and not report.rejected:
        message = _told([text("host.only_forms", language, period=report.period.text)], language)
    elif report.sheets["read"] and not report.lines and not only_forms:
        message = text("host.none_in_period", language, period=report.period.text)
    if report.kept:
        kept = text("cli.file_kept_analysis", language, path=report.kept)
        message = _told([message, kept], language)
    nothing = not report.sheets["read"] or not (report.lines or only_forms)
    return Outcome(
        state=_state(rejected=report.rejected, nothing=nothing),
        counts=counts,
        message=message,
        files=tuple(files),
        findings=report.findings,
        base=base,
        recordings=report.recordings["read"],
        errors=found["error"],
        warnings=found["warning"],
    )


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
    counts = _register_counts(report, language)
    return Outcome(
        state=_state(rejected=False, nothing=is_empty),
        counts=counts,
        message=_told(said, language),
        files=(report.file,),
    )


def _told(said: Sequence[str], language: str) -> str:
    """Returns what is said as whole sentences one after the other: the cell has three lines."""
    stop = text("host.full_stop", language)
    whole = [words if words.endswith(_STOPS) else words + stop for words in said]
    return text("host.between_sentences", language).join(whole)


def _register_counts(report: RegisterReport, language: str) -> str:
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
        state=_state(rejected=bool(report.refused), nothing=not report.read),
        counts=text("cli.decisions_entered", language, **counts, refused=report.refused),
        message=_told(said, language),
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
        state=_state(rejected=False, nothing=not kinds),
        counts=counts,
        message=_told([*said, *report.notes(language)], language),
        files=tuple(dict.fromkeys(tops)) or (output,),
    )


def of_close(report: CloseReport, language: str) -> Outcome:
    """Returns what to tell of a month that was closed: what was booked, and what was not."""
    closing, said = report.closing, report.left_words(language)
    if not report.is_new:
        said.insert(0, text("cli.close_again", language, period=closing.period, at=closing.at))
    return Outcome(
        counts="\n".join(report.booked_words(language)),
        message=_told(said, language),
        files=(report.file,),
    )


def of_payroll(report: PayrollReport, language: str) -> Outcome:
    """Returns what to tell of the file that finance pays from: its control totals."""
    counts = text("cli.payroll_written", language, **report.totals)
    return Outcome(counts=counts, message=text("host.payroll", language), files=(report.file,))


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
    counts = [sheet_words(sheet, language, is_open=is_open) for sheet in read[:_MOST_NAMED]]
    if len(read) > _MOST_NAMED:
        more = len(read) - _MOST_NAMED
        counts.append(text("host.more_files", language, count=more))
    if report.compared:
        counts.append(totals_words(report.compared, report.agreeing, language))
    return Outcome(
        state="attention",
        counts="\n".join(counts),
        message=_told(said, language),
        files=(report.preview,) if report.preview else (),
        recordings=sum(sheet.recordings for sheet in report.sheets),
    )


def of_acceptance(report: Acceptance, language: str) -> Outcome:
    """Returns what to tell of a proposal: that it is in use, or what must be answered first."""
    from qa_workbook.app.adopt_words import totals_words

    if not report.is_accepted:
        asked = [question.words.say(language) for question in report.open]
        said = [text("cli.adopt_unanswered", language, question=one) for one in asked[:_MOST_NAMED]]
        if report.refused:
            said.append(text("host.adopt_refused", language, count=len(report.refused)))
        said.append(text("host.adopt_answer", language, count=len(asked) + len(report.refused)))
        return Outcome(
            state="attention",
            message=_told(said, language),
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
        files=tuple(one.returned for one in report.files[:_MOST_NAMED]),
    )


def of_sample(report: DrawReport, base: Path, language: str) -> Outcome:
    """Returns what to tell of a sample: how many calls, the seed, and what fell short."""
    made = report.draw

    def say(key: str, /, **details: object) -> str:
        return text(f"sampling.{key}", language, **details)

    numbers = {"agents": len(made.agents), "drawn": len(made.calls), "rounds": len(made.rounds)}
    counts = [say(f"told_{report.state}", per_agent=made.per_agent, **numbers)]
    loads = [len(one.calls) for one in made.listeners]
    if loads:
        counts.append(say("loads", count=len(loads), least=min(loads), most=max(loads)))
    said = [text("host.seed_used", language, seed=made.seed)]
    if report.calls.rejected:
        said.append(text("host.calls_rejected", language, count=report.calls.rejected))
    if made.calls and not loads:
        said.append(say("no_inspectors"))
    if loads and made.unassigned:
        said.append(say("unassigned", count=len(made.unassigned)))
    if made.shortfalls:
        said.append(text("host.short_agents", language, count=len(made.shortfalls)))
    files = [report.page, report.file]
    if report.lists:
        files = [report.lists.book, *files]
    attention = bool(made.shortfalls or made.unassigned or not made.calls)
    return Outcome(
        state=_state(rejected=bool(report.calls.rejected), nothing=attention),
        counts="\n".join(counts),
        message=_told(said, language),
        files=tuple(files),
        findings=report.calls.findings,
        base=base,
        recordings=len(made.calls),
        errors=report.calls.rejected,
    )


def of_sample_status(report: StatusReport, language: str) -> Outcome:
    """Returns what to tell of the drawn calls: the counts, and how many are not scored yet."""
    missing = sum(len(one.missing) for one in report.schemes)
    read = text("host.sample_missing" if missing else "host.sample_done", language, count=missing)
    return Outcome(
        state=_state(rejected=False, nothing=bool(missing)),
        counts="\n".join(report.notes(language)),
        message=_told([read], language),
        files=(report.file,),
    )


def of_session(made: NewSession, language: str) -> Outcome:
    """Returns what to tell of a session that was announced: its packs and where they are."""
    session = made.session
    about = {"session": session.id, "count": len(session.inspectors), "day": session.day}
    said = [text("host.hand_out_packs", language)]
    if session.late:
        said.append(text("calibration.told_late", language))
    return Outcome(
        counts=text("calibration.told_new", language, **about),
        message=_told(said, language),
        files=(made.announcement, made.folder),
    )


def of_calibration(written: WrittenReport, language: str) -> Outcome:
    """Returns what to tell of a session: who has not handed in, then its first figures."""
    from qa_workbook.app.calibration_last import lacking_of, sentences_of

    report = written.report
    lacking = lacking_of(report, language)
    said = list(lacking)
    if written.copy:
        said.append(text("calibration.told_copy", language, path=written.copy))
    figures = sentences_of(report, language)
    return Outcome(
        state=_state(rejected=False, nothing=bool(lacking)),
        counts="\n".join(figures[:_MOST_NAMED]),
        message=_told(said or [text("host.read_calibration", language)], language),
        files=(written.file,),
    )


def of_laboratory(report: LaboratoryReport, language: str) -> Outcome:
    """Returns what to tell of a scheme in the laboratory, the first sentences of it."""
    said, tested = report.tested.sentences(language), report.tested
    read = "host.no_draft" if tested.backtest is None else "host.read_laboratory"
    return Outcome(
        state=_state(rejected=False, nothing=tested.is_refused),
        counts="\n".join(said[:_MOST_NAMED]),
        message=text(read, language),
        files=(report.file,),
        recordings=tested.analysis.overall.recordings,
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
        state=_state(rejected=False, nothing=not report.rows),
        message=_told(said, language),
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
    if len(stays) > _MOST_NAMED:
        rest = text("host.more_files", language, count=len(stays) - _MOST_NAMED)
        stays = [*stays[:_MOST_NAMED], rest]
    return Outcome(
        state=_state(rejected=False, nothing=bool(report.kept) or not count),
        message=_told([*said, *stays], language),
        files=(report.folder,) if count else (),
    )
