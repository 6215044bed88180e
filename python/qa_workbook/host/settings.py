"""The console's settings: what the user typed into the named cells, checked when needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qa_workbook.errors import UsageError
from qa_workbook.labels import LANGUAGES
from qa_workbook.numbers import last_month, period

NEW_NAMES = ("qa_withdraw", "qa_seed", "qa_form")
"""Names that consoles of earlier versions don't have."""
_QUOTES = "\"'“”‘’"


class InboxMissingError(UsageError):
    """The folder of score sheets is not there. Needs `path`."""

    label = "host.no_inbox"


class SchemeMissingError(UsageError):
    """No scheme is chosen."""

    label = "host.no_scheme"


class NoFormChosenError(UsageError):
    """No form is chosen."""

    label = "host.no_form_chosen"


class NothingNamedError(UsageError):
    """No file to withdraw is named."""

    label = "host.nothing_named"


class OutputNotFolderError(UsageError):
    """The output folder is a file. Needs `path`."""

    label = "host.bad_output"


def language_of(value: object) -> str:
    """Returns "zh" or "en"; Chinese for everything else."""
    chosen = word(value).lower()
    return chosen if chosen in LANGUAGES else "zh"


def period_text(value: object, number_format: str = "") -> str:
    """Returns a period as the command line writes it: the last month where the cell is empty.

    A cell that the spreadsheet program turned into a date is a month, unless its format shows the
    day. Raises UnknownPeriod.
    """
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if "d" in number_format.lower() else f"{value:%Y-%m}"
    typed = word(value)
    return (period(typed) if typed else last_month()).text


def word(value: object) -> str:
    """Returns what a cell holds as text; a whole number without its decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Settings:
    """Values of the named cells; nothing is checked before it is asked for.

    `root` is the workbook's folder.
    """

    root: Path
    values: Mapping[str, object]
    period_format: str = ""

    @property
    def language(self) -> str:
        """The language of everything written."""
        return language_of(self.values.get("qa_language"))

    @property
    def period(self) -> str:
        """The period as the command line writes it. Raises UnknownPeriod."""
        return period_text(self.values.get("qa_period"), self.period_format)

    @property
    def scheme(self) -> str:
        """The id of the chosen scheme. Raises SchemeMissingError when the cell is empty."""
        chosen = word(self.values.get("qa_scheme"))
        if not chosen:
            raise SchemeMissingError
        return chosen

    @property
    def form(self) -> str:
        """The form whose blank sheet is asked for, by name or id. Raises NoFormChosenError."""
        chosen = word(self.values.get("qa_form"))
        if not chosen:
            raise NoFormChosenError
        return chosen

    @property
    def withdrawn(self) -> tuple[list[str], str]:
        """The files to withdraw, and the reason. Raises NothingNamedError."""
        typed, _, why = word(self.values.get("qa_withdraw")).partition("#")
        files = [part.strip() for part in re.split(r"[;；\n]", typed) if part.strip()]
        if not files:
            raise NothingNamedError
        return files, why.strip()

    @property
    def seed(self) -> str:
        """The seed of a sample; "" where one is to be made at random."""
        return word(self.values.get("qa_seed"))

    @property
    def inbox(self) -> Path:
        """The folder of score sheets. Raises InboxMissingError."""
        folder = self._folder("qa_inbox", "inbox")
        if not folder.exists():
            raise InboxMissingError(path=folder)
        return folder

    @property
    def output(self) -> Path:
        """The folder that workbooks are written to; it need not exist yet.

        Raises OutputNotFolderError.
        """
        folder = self._folder("qa_output", "output")
        if folder.exists() and not folder.is_dir():
            raise OutputNotFolderError(path=folder)
        return folder

    def _folder(self, name: str, default: str) -> Path:
        typed = word(self.values.get(name)).strip(_QUOTES) or default
        return (self.root / Path(typed).expanduser()).resolve()
