"""The commands. Each calls one use case and prints its report; exit codes are the contract's.

Help texts are in labels/cli.yaml: `<command>` and `help_<parameter>`. A command imports what it
needs when it is called, so that `--help` is quick.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_workbook.cli import completion
from qa_workbook.cli.programs import (
    DONE,
    REJECTED,
    USAGE,
    FolderOption,
    InboxOption,
    KeepCopyOption,
    OutOption,
    PeriodOption,
    forms_program,
    program,
    records_program,
    schemes_program,
)
from qa_workbook.cli.session import Session
from qa_workbook.cli.shared import with_session
from qa_workbook.errors import UsageError
from qa_workbook.keys import Purpose
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.build_report import BuildReport


def _tell_version(asked: bool) -> None:
    from importlib import metadata

    if asked:
        typer.echo(f"qa-workbook {metadata.version('qa-workbook')}")
        raise typer.Exit


@program.callback()
@with_session
def common(
    _session: Session,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Takes the shared options where they stand before the command."""


@program.command()
@with_session
def init(
    session: Session,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None,
) -> None:
    """Makes a workspace."""
    from qa_workbook.app.init import make_workspace

    root = folder or session.workspace.root
    added = make_workspace(root, session.language)
    session.tell("done_init", path=root.resolve(), added=len(added))
    session.answer({"workspace": str(root.resolve()), "added": [str(path) for path in added]})


@program.command()
@with_session
def template(
    session: Session,
    scheme: Annotated[str, typer.Argument(autocompletion=completion.schemes_and_forms)],
    out: OutOption = None,
    inspector: Annotated[str, typer.Option("--inspector")] = "",
    day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD")] = None,
    project: Annotated[str, typer.Option("--project")] = "",
    rows: Annotated[int | None, typer.Option("--rows")] = None,
    by_points: Annotated[bool, typer.Option("--points")] = False,
) -> None:
    """Writes a blank score sheet, or the blank sheet of a form."""
    from qa_workbook.app.template import BlankSheet, write_template

    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(what=f"--date {day}") from None
    wanted = BlankSheet(scheme, inspector, on, project, rows, by_points)
    file = write_template(session.workspace, wanted, session.language, out)
    session.tell("done_template", path=file)
    session.answer({"files": {"template": str(file)}})


@program.command()
@with_session
def validate(session: Session, paths: list[Path], out: OutOption = None) -> None:
    """Checks files or folders."""
    from qa_workbook.app.validate import validate_paths
    from qa_workbook.findings.finding import severities

    with session.progress() as progress:
        report = validate_paths(session.workspace, paths, session.language, out, progress)
    session.tell("summary_findings", **severities(report.findings))
    session.tell("file_findings", path=report.file)
    session.answer(report.as_dict(session.language))
    raise typer.Exit(REJECTED if report.rejected else DONE)


@program.command()
@with_session
def build(session: Session, period: PeriodOption = None, inbox: InboxOption = None) -> None:
    """Validates, scores, merges and writes the analysis workbook."""
    from qa_workbook.app.build import build_period

    span = session.period(period)
    with session.progress() as progress:
        report = build_period(session.workspace, span, session.language, inbox, progress)
    _report_build(session, report)


@program.command()
@with_session
def run(
    session: Session,
    period: PeriodOption = None,
    inbox: InboxOption = None,
    keep_copy: KeepCopyOption = False,
) -> None:
    """Builds, then registers."""
    from qa_workbook.app.run import run_period

    place, language, span = session.workspace, session.language, session.period(period)
    with session.progress() as progress:
        report = run_period(place, span, language, inbox, progress, keep_copy=keep_copy)
    _report_build(session, report)


def _report_build(session: Session, report: BuildReport) -> None:
    from qa_workbook.cli.summaries import summarise_build

    summarise_build(session, report)
    session.answer(report.as_dict())
    raise typer.Exit(REJECTED if report.rejected else DONE)


@program.command()
@with_session
def archive(
    session: Session,
    period: PeriodOption = None,
    undo: Annotated[bool, typer.Option("--undo")] = False,
    inbox: InboxOption = None,
) -> None:
    """Files the sheets of a finished period, or gets them back."""
    from qa_workbook.app.archive import archive_period, unarchive_period
    from qa_workbook.cli.summaries import summarise_archive

    place, span = session.workspace, session.period(period)
    if undo:
        report = unarchive_period(place, span, inbox)
        session.tell("unarchived", count=len(report.moved))
    else:
        with session.progress() as progress:
            report = archive_period(place, span, inbox, progress)
        summarise_archive(session, report)
    session.answer(report.as_dict())
    raise typer.Exit(REJECTED if report.kept else DONE)


@program.command()
@with_session
def withdraw(
    session: Session,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...")] = None,
    span: Annotated[str | None, typer.Option("--period")] = None,
    reason: Annotated[str, typer.Option("--reason")] = "",
    by: Annotated[str, typer.Option("--by")] = "",
    inbox: InboxOption = None,
) -> None:
    """Takes back what files brought; without a path, lists what was taken back."""
    from qa_workbook.app import withdraw as use_case
    from qa_workbook.cli.summaries import summarise_trace

    place = session.workspace
    if not paths:
        trace = use_case.withdrawals(place.required())
        summarise_trace(session, trace)
        session.answer({"withdrawals": [asdict(entry) for entry in trace]}, only=True)
        return
    report = use_case.withdraw(
        place, paths, period_text=span or "", who=by, why=reason, inbox=inbox
    )
    for file, rows in report.files.items():
        session.tell("withdrawn" if rows else "nothing_to_withdraw", file=file, rows=rows)
    if report.restored:
        session.tell("restored", rows=report.restored)
    if report.rows:
        session.tell("build_again")
    session.answer(report.as_dict())


@program.command()
@with_session
def metrics(session: Session, period: PeriodOption = None) -> None:
    """Prints the analysis figures."""
    from qa_workbook.analysis.metrics import published_metrics
    from qa_workbook.app.figures import figures_of_period
    from qa_workbook.app.scheme_summary import scheme_summary

    span = session.period(period)
    analyses = figures_of_period(session.workspace, span, session.language)
    figures = [published_metrics(analysis) for analysis in analyses]
    session.answer(figures[0] if len(figures) == 1 else figures, only=True)
    if session.as_json:
        return
    for analysis in analyses:
        typer.echo(scheme_summary(analysis, session.language))
    if not analyses:
        session.tell("no_recordings", period=span)


@program.command()
@with_session
def export(
    session: Session,
    what: Annotated[str, typer.Argument(autocompletion=completion.exports)],
    out: Annotated[Path, typer.Option("--out")],
    period: PeriodOption = None,
    made_for: Annotated[Purpose, typer.Option("--purpose")] = Purpose.RANDOM,
) -> None:
    """Exports scores, marks, penalties or the rows of a form in long format."""
    from qa_workbook.app.export import export_table

    span = session.period(period)
    rows = export_table(session.workspace, what, span, out, session.language, made_for)
    session.tell("file_export", rows=rows, path=out.resolve())
    session.answer({"period": span, "rows": rows, "files": {what: str(out.resolve())}})


@program.command()
@with_session
def demo(
    session: Session,
    folder: FolderOption = None,
    inspectors: Annotated[int, typer.Option("--inspectors", min=1, max=200)] = 4,
    days: Annotated[int, typer.Option("--days", min=1, max=20)] = 5,
    seed: Annotated[int, typer.Option("--seed")] = 1,
) -> None:
    """Makes realistic score sheets and runs the main job."""
    from qa_workbook.app.demo import run_demo
    from qa_workbook.cli.summaries import summarise_build

    root = folder or session.workspace.root / "demo"
    with session.progress() as progress:
        report = run_demo(root, inspectors, days, seed, session.language, progress)
    summarise_build(session, report.built)
    for name, file in report.files.items():
        session.say(text(f"demo.{name}", session.language, path=file))
    session.answer(report.as_dict())


@schemes_program.callback()
@with_session
def schemes(session: Session) -> None:
    """Lists the schemes, unless a command of the group follows."""
    if session.subcommand:
        return
    listed = [
        {
            "id": one.id,
            "version": one.version,
            "valid_from": str(one.valid_from),
            "name": one.name.say(session.language),
        }
        for one in session.workspace.load().schemes.schemes
    ]
    session.answer({"schemes": listed}, only=True)
    if session.as_json:
        return
    for scheme in listed:
        typer.echo(text("cli.scheme_line", session.language, **scheme))


@schemes_program.command("check")
@with_session
def schemes_check(session: Session) -> None:
    """Prints every fault of the config, and every worked case that comes out otherwise."""
    from qa_workbook.app.schemes import check_config
    from qa_workbook.config.faults import spoken

    found = check_config(session.workspace)
    session.tell_faults(found.faults)
    faults = [fault.as_dict(session.language) for fault in found.faults]
    session.answer({"faults": faults}, only=True)
    if found.faults:
        session.tell("check_bad", count=len(found.faults))
        raise typer.Exit(USAGE)
    session.tell("check_good", schemes=len(found.schemes.schemes), cases=found.cases)
    if instead := session.workspace.shipped_instead():
        session.tell("check_shipped", files=spoken(instead, session.language))


@schemes_program.command("accept")
@with_session
def schemes_accept(
    session: Session,
    versions: list[str],
    why: Annotated[str, typer.Option("--why")] = "",
) -> None:
    """Takes a changed version that was used as it is now."""
    from qa_workbook.app.accept import accept_versions

    accepted = accept_versions(session.workspace, versions, why)
    session.tell("accepted", versions=", ".join(accepted))
    session.answer({"accepted": accepted})


@forms_program.callback()
@with_session
def forms(session: Session) -> None:
    """Lists the forms, unless a command of the group follows."""
    from qa_workbook.app.forms import listed_forms

    if session.subcommand:
        return
    listed = listed_forms(session.workspace, session.language)
    session.answer({"forms": listed}, only=True)
    if session.as_json:
        return
    for form in listed:
        place = text(f"cli.place_{form['place']}", session.language)
        typer.echo(text("cli.form_line", session.language, **(form | {"place": place})))


@forms_program.command("check")
@with_session
def forms_check(session: Session) -> None:
    """Prints every fault of config/forms."""
    found, faults = session.workspace.check_forms()
    session.tell_faults(faults)
    listed = [fault.as_dict(session.language) for fault in faults]
    session.answer({"faults": listed}, only=True)
    if faults:
        session.tell("check_bad", count=len(faults))
        raise typer.Exit(USAGE)
    session.tell("forms_good", forms=len(found.forms))


@records_program.callback()
@with_session
def records(_session: Session) -> None:
    """Looks after the store of records."""


@records_program.command("check")
@with_session
def records_check(session: Session, inbox: InboxOption = None) -> None:
    """Holds the records against their originals."""
    from qa_workbook.app.check_records import check_records
    from qa_workbook.cli.summaries import summarise_records

    with session.progress() as progress:
        report = check_records(session.workspace, inbox, progress)
    summarise_records(session, report)
    session.answer(report.as_dict(), only=True)
    raise typer.Exit(DONE if report.audit.sound else REJECTED)
