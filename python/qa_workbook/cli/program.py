"""Runs one command: language of the help, exit code, and a sentence instead of a traceback."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from copy import copy
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command
from typer.models import CommandInfo

from qa_workbook.cli.parser_words import in_language, said
from qa_workbook.cli.programs import DONE, USAGE, program
from qa_workbook.cli.session import Session, close_quietly
from qa_workbook.config.faults import ConfigError
from qa_workbook.errors import QaWorkbookError, from_system
from qa_workbook.labels import LANGUAGES, text

FAILED = 4
_OF_EVERY_DAY = frozenset({"validate", "build", "run", "metrics", "export"})
_INTERRUPTED = 130  # what the parser's library makes of Ctrl-C


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the contract's exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # a library's half-written file at exit is no news for the user
    sys.unraisablehook = lambda _: None
    _say_all_signs()
    session = _session_of(given)
    code = _run(given or ["--help"], session)
    return FAILED if session.unheard and code == DONE else code


def failed(arguments: Sequence[str], error: QaWorkbookError) -> int:
    """Tells what stopped a command that another process ran; returns the exit code."""
    _say_all_signs()
    return _failed(_session_of(arguments), error)


def _session_of(given: Sequence[str]) -> Session:
    return Session(language=_language_asked(given), as_json="--json" in given)


def _say_all_signs() -> None:
    """Lets Chinese pass through a stream of another encoding, if only as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(given: list[str], session: Session) -> int:
    named = _named(given)
    command = _command(session.language, named if named in _OF_EVERY_DAY else "")
    try:
        code = command(args=given, obj=session, standalone_mode=False)
    except QaWorkbookError as error:
        return _failed(session, error)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except SystemExit:
        # The parser's library leaves so when the reader of a pipe has closed it: it has had enough.
        close_quietly(sys.stdout)
        return DONE
    except Exception as error:  # noqa: BLE001 - the last door: the details go to the log
        return _usage_or_failure(session, error)
    if code == _INTERRUPTED:
        session.tell("interrupted")
        return FAILED
    return code if isinstance(code, int) else DONE


def _language_asked(given: Sequence[str]) -> str:
    """Returns the language named in the arguments, so that help and usage errors speak it too."""
    for index, argument in enumerate(given):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(given):
            value = given[index + 1]
        if value in LANGUAGES:
            return str(value)
    return "zh"


def _named(given: Sequence[str]) -> str:
    """The command that arguments name, "" for none: the first that is neither option nor value."""
    words = iter(given)
    for word in words:
        if word in ("--workspace", "--lang"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


@cache
def _command(language: str, only: str) -> Any:
    """The commands, their help in `language`; made once, however many are run.

    With `only` there is no other than that one: it takes longer to load and make all of them than
    a command of every day does to begin.
    """
    if only:
        from qa_workbook.cli import commands

        one_of_them = copy(program)
        every = program.registered_commands
        one_of_them.registered_commands = [one for one in every if _called(one) == only]
        one_of_them.registered_groups = []
        return _speaking(get_command(one_of_them), language)
    # To import them makes the commands, in this order.
    from qa_workbook.cli import (  # noqa: F401
        adopt_commands,
        analysis_commands,
        calibration_commands,
        commands,
        laboratory_commands,
        pack_commands,
        paper_commands,
        penalty_commands,
        result_commands,
        return_commands,
        sample_commands,
        sample_list_commands,
        statistics_commands,
        tier_commands,
    )

    return _speaking(get_command(program), language)


def _called(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))


def _speaking(command: Any, language: str, label: str = "") -> Any:
    """Returns the command with all its help in `language`: options and subcommands too."""
    command.help = text(f"cli.{label or 'app'}", language)
    english = command.get_help
    command.get_help = lambda context: in_language(english(context), language)
    for parameter in command.params:
        if parameter.name != "help":
            parameter.help = text(f"cli.help_{parameter.name}", language)
    for name, below in getattr(command, "commands", {}).items():
        _speaking(below, language, f"{label}_{name}".lstrip("_"))
    return command


def _failed(session: Session, error: QaWorkbookError) -> int:
    """Tells what stopped the work and returns its exit code."""
    if error.technical:
        _log(session, error.technical)
    message = error.say(session.language)
    session.say(message)
    # The message has the first fault already.
    session.tell_faults(error.faults[1:] if isinstance(error, ConfigError) else [])
    return _answer_error(session, error.label.partition(".")[2], message, error.exit_code)


def _usage_or_failure(session: Session, error: Exception) -> int:
    """Tells a full disk, a wrong option and a defect apart; returns the exit code."""
    mendable = from_system(error)
    if mendable:
        return _failed(session, mendable)
    usage = getattr(error, "format_message", None)  # what the command line parser raises has it
    if usage is None:
        message = text("cli.unexpected", session.language, log=_log(session, "unexpected"))
        session.say(message)
        return _answer_error(session, "failed", message, FAILED)
    what = said(usage(), session.language)
    session.say(text("error.usage", session.language, what=what))
    return _answer_error(session, "usage", what, USAGE)


def _answer_error(session: Session, code: str, message: str, exit_code: int) -> int:
    session.answer({"error": {"code": code, "message": message}})
    return exit_code


def _log(session: Session, what: str) -> Path:
    """Adds the exception being handled to the workspace's log.

    Returns the file, a dash where it can't be written.
    """
    log = session.workspace.log
    if not session.workspace.root.is_dir():
        return Path("—")  # a log must not make the folder of a workspace that isn't there
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
