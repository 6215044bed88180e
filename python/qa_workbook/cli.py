"""The command line: a thin skin over `qa_workbook.app`, with the contract's commands, exit codes and JSON."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa_workbook.errors import ConfigError, QaWorkbookError, UsageError, from_system
from qa_workbook.labels import LANGUAGES, text

if TYPE_CHECKING:
    from qa_workbook.app.build import BuildReport
    from qa_workbook.app.register import RegisterReport
    from qa_workbook.progress import Bar
    from qa_workbook.workspace import Workspace

DONE, REJECTED, USAGE, FAILED = 0, 1, 2, 4
_NEW_OBJECTS = (
    200_000  # from here on the collector looks for garbage: libraries and cells of a build are none
)


def _language_asked(arguments: list[str]) -> str:
    """Returns the language named on the command line, so that help and usage errors speak it too."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in LANGUAGES:
            return str(value)
    return "zh"


_HELP = _language_asked(sys.argv)


def _help(name: str) -> str:
    return text(f"cli.{name}", _HELP)


@dataclass
class Choices:
    """The options every command shares; those given after the command win over those before it."""

    workspace: Path = Path()
    language: str = "zh"
    as_json: bool = False


_chosen = Choices()

app = typer.Typer(
    help=_help("app"), no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
)
schemes_app = typer.Typer(help=_help("schemes"), invoke_without_command=True)
app.add_typer(schemes_app, name="schemes")

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help=_help("help_workspace"), file_okay=False)
]
LanguageOption = Annotated[str | None, typer.Option("--lang", help=_help("help_lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=_help("help_json"))]
PeriodOption = Annotated[str, typer.Option("--period", help=_help("help_period"))]
InboxOption = Annotated[Path | None, typer.Option("--inbox", help=_help("help_inbox"))]
OutOption = Annotated[Path | None, typer.Option("--out", help=_help("help_out"))]


def _choose(workspace: Path | None, language: str | None, as_json: bool = False) -> Workspace:
    from qa_workbook.workspace import Workspace

    if language is not None:
        if language not in LANGUAGES:
            raise UsageError(what=f"--lang {language}")
        _chosen.language = language
    _chosen.workspace = workspace if workspace is not None else _chosen.workspace
    _chosen.as_json = as_json or _chosen.as_json
    return Workspace(_chosen.workspace)


def _tell(name: str, **details: object) -> None:
    typer.echo(text(f"cli.{name}", _chosen.language, **details), err=True)


def _print_json(result: object) -> None:
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False))


def _progress() -> Bar:
    """Returns a callback that draws a bar on a terminal once the work has lasted a second; to be used in a `with`."""
    from qa_workbook.progress import Bar

    return Bar(_chosen.language)


@app.callback()
def _common(
    workspace: WorkspaceOption = None, lang: LanguageOption = None, as_json: JsonOption = False
) -> None:
    _choose(workspace, lang, as_json)


@app.command(help=_help("init"))
def init(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Makes a workspace. Exit codes as in the contract."""
    from qa_workbook.app.init import make_workspace

    place = _choose(workspace, lang, as_json)
    root = folder or place.root
    added = make_workspace(root, _chosen.language)
    _tell("done_init", path=root.resolve(), added=len(added))
    if _chosen.as_json:
        _print_json({"workspace": str(root.resolve()), "added": [str(path) for path in added]})


@app.command(help=_help("template"))
def template(
    scheme: str,
    out: OutOption = None,
    inspector: Annotated[str, typer.Option("--inspector")] = "",
    day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD")] = None,
    project: Annotated[str, typer.Option("--project")] = "",
    rows: Annotated[int | None, typer.Option("--rows")] = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Writes a blank score sheet. Exit codes as in the contract."""
    from qa_workbook.app.template import write_template

    place = _choose(workspace, lang, as_json)
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(what=f"--date {day}") from None
    file = write_template(place, scheme, _chosen.language, out, inspector, on, project, rows)
    _tell("done_template", path=file)
    if _chosen.as_json:
        _print_json({"files": {"template": str(file)}})


@app.command(help=_help("validate"))
def validate(
    paths: list[Path],
    out: OutOption = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Checks files or folders. Exit codes as in the contract."""
    from qa_workbook.app.validate import validate_paths
    from qa_workbook.findings.finding import severities

    place = _choose(workspace, lang, as_json)
    with _progress() as progress:
        report = validate_paths(place, paths, _chosen.language, out, progress)
    _tell("summary_findings", **severities(report.findings))
    _tell("file_findings", path=report.file)
    if _chosen.as_json:
        _print_json(report.as_dict(_chosen.language))
    raise typer.Exit(REJECTED if report.rejected else DONE)


def _summary(report: BuildReport) -> None:
    from qa_workbook.app.metrics import scheme_summaries
    from qa_workbook.findings.finding import severities

    _tell("summary_sheets", **report.sheets)
    _tell("summary_recordings", **report.recordings)
    _tell("summary_findings", **severities(report.findings))
    for line in scheme_summaries(report.analyses, _chosen.language):
        typer.echo(line, err=True)
    if not report.analyses:
        _tell("no_recordings", period=report.period.text)
    if report.register:
        _register_summary(report.register)
    _tell("file_findings", path=report.findings_file)
    _tell("file_analysis", path=report.analysis_file)
    if report.register:
        _tell("file_register", path=report.register.file)


def _register_summary(report: RegisterReport) -> None:
    totals = report.as_dict()
    _tell(
        "summary_register", **{key: totals[key] for key in ("lines", "agents", "points", "money")}
    )
    if totals["unpriced"]:
        _tell("summary_unpriced", count=totals["unpriced"])


def _built(job: Literal["build", "run"], period: str, inbox: Path | None, place: Workspace) -> None:
    from qa_workbook.app.build import build_period
    from qa_workbook.app.run import run_period

    work = build_period if job == "build" else run_period
    with _progress() as progress:
        report = work(place, period, _chosen.language, inbox, progress)
    _summary(report)
    if _chosen.as_json:
        _print_json(report.as_dict())
    raise typer.Exit(REJECTED if report.rejected else DONE)


@app.command(help=_help("build"))
def build(
    period: PeriodOption,
    inbox: InboxOption = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Validates, scores, merges and writes the analysis workbook. Exit codes as in the contract."""
    _built("build", period, inbox, _choose(workspace, lang, as_json))


@app.command(help=_help("run"))
def run(
    period: PeriodOption,
    inbox: InboxOption = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Builds, then registers. Exit codes as in the contract."""
    _built("run", period, inbox, _choose(workspace, lang, as_json))


@app.command(help=_help("register"))
def register(
    period: PeriodOption,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Writes the penalty register. Exit codes as in the contract."""
    from qa_workbook.app.register import write_register

    report = write_register(_choose(workspace, lang, as_json), period, _chosen.language)
    _register_summary(report)
    _tell("file_register", path=report.file)
    if _chosen.as_json:
        _print_json(report.as_dict())


@app.command(help=_help("metrics"))
def metrics(
    period: PeriodOption,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prints the analysis figures. Exit codes as in the contract."""
    from qa_workbook.app.metrics import analyse_period, scheme_summaries

    analyses = analyse_period(_choose(workspace, lang, as_json), period, _chosen.language)
    if _chosen.as_json:
        found = [analysis.metrics for analysis in analyses]
        _print_json(found[0] if len(found) == 1 else found)
        return
    for line in scheme_summaries(analyses, _chosen.language):
        typer.echo(line)
    if not analyses:
        _tell("no_recordings", period=period)


@app.command(help=_help("export"))
def export(
    what: str,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help=_help("help_out"))],
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Exports scores, marks or penalties in long format. Exit codes as in the contract."""
    from qa_workbook.app.export import export_table

    place = _choose(workspace, lang, as_json)
    rows = export_table(place, what, period, out, _chosen.language)
    _tell("file_export", rows=rows, path=out.resolve())
    if _chosen.as_json:
        _print_json({"period": period, "rows": rows, "files": {what: str(out.resolve())}})


@schemes_app.callback()
def schemes(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lists the schemes. Exit codes as in the contract."""
    place = _choose(workspace, lang, as_json)
    if context.invoked_subcommand:
        return
    speak = _chosen.language
    listed = [
        {
            "id": one.id,
            "version": one.version,
            "valid_from": str(one.valid_from),
            "name": one.name.say(speak),
        }
        for one in place.load().schemes.schemes
    ]
    if _chosen.as_json:
        _print_json({"schemes": listed})
        return
    for scheme in listed:
        typer.echo(text("cli.scheme_line", _chosen.language, **scheme))


@schemes_app.command("check")
def schemes_check(
    workspace: WorkspaceOption = None, lang: LanguageOption = None, as_json: JsonOption = False
) -> None:
    """Prints every fault of the config. Exit codes as in the contract."""
    schemes, faults = _choose(workspace, lang, as_json).check()
    for fault in faults:
        typer.echo(fault.say(_chosen.language), err=True)
    if _chosen.as_json:
        _print_json({"faults": [fault.as_dict(_chosen.language) for fault in faults]})
    if faults:
        _tell("check_bad", count=len(faults))
        raise typer.Exit(USAGE)
    _tell("check_good", schemes=len(schemes.schemes))


@app.command(help=_help("demo"))
def demo(
    out: Annotated[
        Path | None, typer.Option("--out", help=_help("help_out"), file_okay=False)
    ] = None,
    inspectors: Annotated[int, typer.Option("--inspectors", min=1, max=200)] = 4,
    days: Annotated[int, typer.Option("--days", min=1, max=20)] = 5,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Makes realistic score sheets and runs the main job. Exit codes as in the contract."""
    from qa_workbook.app.demo import run_demo

    place = _choose(workspace, lang, as_json)
    folder = out or place.root / "demo"
    with _progress() as progress:
        report = run_demo(folder, inspectors, days, seed, _chosen.language, progress)
    _summary(report)
    if _chosen.as_json:
        _print_json(report.as_dict())


def _complain(error: QaWorkbookError) -> None:
    if error.technical:
        _log(error.technical)
    typer.echo(error.say(_chosen.language), err=True)
    faults = error.faults if isinstance(error, ConfigError) else []
    for fault in faults:
        typer.echo(fault.say(_chosen.language), err=True)
    if _chosen.as_json:
        _print_json(
            {
                "error": {
                    "code": error.label.partition(".")[2],
                    "message": error.say(_chosen.language),
                }
            }
        )


def _log_unexpected() -> None:
    """Writes the details to the workspace's log, where that is possible, and tells the user one sentence."""
    log = _log("unexpected")
    _tell("unexpected", log=log)
    if _chosen.as_json:
        _print_json(
            {
                "error": {
                    "code": "failed",
                    "message": text("cli.unexpected", _chosen.language, log=log),
                }
            }
        )


def _log(what: str) -> Path:
    """Adds the exception being handled to the workspace's log and returns the file, a dash where it can't be written."""
    import logging

    from qa_workbook.workspace import Workspace

    log = Workspace(_chosen.workspace).log
    logging.raiseExceptions = False  # a log that can't be written must not show a traceback either
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(
            filename=log, encoding="utf-8", format="%(asctime)s %(levelname)s %(message)s"
        )
        logging.exception(what)
    except OSError:
        return Path("—")
    return log


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits with the contract's code; never shows a traceback."""
    sys.unraisablehook = lambda _: (
        None
    )  # a library's half-written file at exit is no news for the user
    gc.set_threshold(_NEW_OBJECTS, 50, 50)
    _chosen.__init__(language=_language_asked(arguments or sys.argv))  # type: ignore[misc]
    try:
        code = app(args=arguments, standalone_mode=False)
    except QaWorkbookError as error:
        _complain(error)
        code = error.exit_code
    except typer.Exit as leaving:
        code = leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = FAILED
    except Exception as error:  # noqa: BLE001 - the last door: the user gets a sentence, the log gets the details
        code = _usage_or_failure(error)
    gc.freeze()  # what the libraries hold need not be searched once more at exit
    sys.exit(code if isinstance(code, int) else DONE)


def _usage_or_failure(error: Exception) -> int:
    shown = getattr(error, "format_message", None)
    mendable = from_system(error)
    if mendable:
        _complain(mendable)
        return mendable.exit_code
    if shown is None:
        _log_unexpected()
        return FAILED
    typer.echo(text("error.usage", _chosen.language, what=shown()), err=True)
    if _chosen.as_json or "--json" in sys.argv:
        _print_json({"error": {"code": "usage", "message": shown()}})
    return USAGE
