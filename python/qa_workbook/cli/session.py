"""What the options that every command shares have chosen, and how a command answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from qa_workbook.cli.json_text import json_text
from qa_workbook.errors import UsageError
from qa_workbook.labels import LANGUAGES, text

if TYPE_CHECKING:
    from qa_workbook.cli.bar import Bar
    from qa_workbook.config.faults import Fault
    from qa_workbook.workspace import Workspace


@dataclass
class Session:
    """One call of the command line. Options after the command win over those before it.

    `unheard` says that an answer, which was all the work, couldn't be printed.
    """

    folder: Path = Path()
    language: str = "zh"
    as_json: bool = False
    subcommand: str | None = None
    unheard: bool = False

    def choose(self, folder: Path | None, language: str | None, as_json: bool) -> None:
        """Takes over the options that were given. Raises UsageError for a language there is not."""
        if language is not None and language not in LANGUAGES:
            raise UsageError(what=f"--lang {language}")
        self.folder = folder if folder is not None else self.folder
        self.language = language or self.language
        self.as_json = as_json or self.as_json

    @property
    def workspace(self) -> Workspace:
        """The workspace to work in; it need not exist yet."""
        from qa_workbook.workspace import Workspace

        return Workspace(self.folder)

    def make_console_whole(self) -> None:
        """Puts back what the workspace's console lost when Calc saved it."""
        from qa_workbook.app.console import make_console_whole

        make_console_whole(self.workspace)

    def progress(self) -> Bar:
        """Returns a bar that appears once the work has lasted a second; to be used in a `with`."""
        from qa_workbook.cli.bar import Bar

        return Bar(self.language)

    def period(self, given: str | None) -> str:
        """Returns a period in its one spelling; the last month, and says so, where none is given.

        Raises UnknownPeriod.
        """
        from qa_workbook.numbers import last_month, period

        if given is not None:
            return period(given).text
        chosen = last_month().text
        self.tell("period_chosen", period=chosen)
        return chosen

    def tell(self, name: str, **details: object) -> None:
        """Prints a sentence of cli.yaml for a person, on stderr."""
        self.say(text(f"cli.{name}", self.language, **details))

    def tell_faults(self, faults: Sequence[Fault]) -> None:
        """Prints where the config is wrong, one fault a line, on stderr."""
        for fault in faults:
            self.say(fault.say(self.language))

    def say(self, sentence: str) -> None:
        """Prints a sentence on stderr, if anybody listens there."""
        with suppress(OSError, ValueError):
            typer.echo(sentence, err=True)

    def answer(self, result: object, *, only: bool = False) -> None:
        """Prints the JSON object for programs on stdout, where it was asked for.

        Where that can't be done it is said; the command has failed if the answer was its `only`
        work. Whoever has closed the pipe has read enough: that is no failure.
        """
        if not self.as_json:
            return
        # A stream that isn't Unicode gets the escapes of JSON, which mean the same.
        plain = not _is_unicode(sys.stdout.encoding)
        try:
            typer.echo(json_text(result, ascii_only=plain))
            sys.stdout.flush()
        except BrokenPipeError:
            close_quietly(sys.stdout)
        except OSError as error:
            self.unheard = only
            self.tell("unheard", why=error.strerror or type(error).__name__)


def close_quietly(stream: TextIO) -> None:
    """Lets what is still to be printed go nowhere: nobody reads the pipe any more."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "utf-8").lower().replace("_", "-").startswith(("utf-", "utf8"))
