"""A sheet that was looked at: what intake says of it, and records and books must know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_workbook.keys import SchemeKey

_PART = re.compile(r"(\[\d+\])+$")


def part_name(sheet: str, number: int) -> str:
    """Returns what records call a part of a sheet: the first part like the sheet, others 表[2].

    No spreadsheet program lets a sheet be called so.
    """
    return sheet if number == 1 else f"{sheet}[{number}]"


def sheet_name(part: str) -> str:
    """Returns the name of the sheet that a part stands in."""
    return _PART.sub("", part)


@dataclass(frozen=True)
class Original:
    """The file that a corrected copy was made from: its path in the inbox, and its hash then.

    `lineage` are the hashes of all files that the copy comes from, that one included.
    """

    file: str
    sha256: str
    lineage: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file, or a whole file that could not be read (then `rejected`).

    `file` is the path relative to the inbox (posix); `name` is "" for a text file and for a file
    that can't be read; `sha256` is that of the file. `scheme_key` is None where the sheet doesn't
    say which scheme or form it follows.

    `labels` holds what the sheet says above its header and what is the same for all its rows, by
    column of the frame: texts, days in ISO, "" if missing. `columns` holds the letter of each
    column that was read, by column of the frame; `grids.a1.source_cell`
    makes cells of them.

    `rows_read` counts data rows, accepted ones and `rows_rejected`. `rejected_keys` are the keys
    of rejected rows as far as they could be read, in the order of the schema's `key`.

    `corrects` is the file in whose place this one comes, of a copy that was sent back corrected.
    """

    file: str
    name: str
    sha256: str = ""
    scheme_key: SchemeKey | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    rows_read: int = 0
    rows_rejected: int = 0
    rejected: bool = False
    rejected_keys: tuple[tuple[str, ...], ...] = ()
    corrects: Original | None = None

    @property
    def place(self) -> tuple[str, str]:
        """File and name: what the rows of a frame call their origin."""
        return self.file, self.name

    @property
    def inspector(self) -> str:
        """质检员 of the sheet, "" if it doesn't say."""
        return self.labels.get("inspector", "")


@dataclass(frozen=True)
class LeftOut:
    """What a build read of a period and refused: `rows` of `read` rows, in the sheets of `files`.

    `findings` is the name of the workbook that says why.
    """

    read: int
    rows: int
    files: tuple[str, ...] = ()
    findings: str = ""
