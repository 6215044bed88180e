"""What a button shows: counts, links and findings in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.findings.finding import Finding


_STOPS = ("。", "！", "？", ".", "!", "?")
MOST_NAMED = 3
"""So many files are named in the message; the command line names all."""
MOST_LONG = 2
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


def state_of(*, rejected: bool, nothing: bool) -> str:
    """Returns the state of work without failure: green only where there was something to do."""
    if rejected:
        return "rejected"
    return "attention" if nothing else "done"


def verdict(findings: Sequence[Finding], sheets: int, language: str) -> str:
    """Returns in a sentence how good the sheets are that were read."""
    if not sheets:
        return text("host.no_sheets", language)
    if any(found.severity == "error" for found in findings):
        return text("host.has_errors", language)
    return text("host.has_warnings" if findings else "host.all_good", language)


def told(said: Sequence[str], language: str) -> str:
    """Returns what is said as whole sentences one after the other: the cell has three lines."""
    stop = text("host.full_stop", language)
    whole = [words if words.endswith(_STOPS) else words + stop for words in said]
    return text("host.between_sentences", language).join(whole)
