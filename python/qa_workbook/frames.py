"""The frames that go from room to room: what their columns are called, hold and are for.

A frame is declared once, as a `Schema`. Whoever needs the columns that make its key, those that go
into the register, or an empty frame of the right types, asks the schema. docs/architecture.md says
what the columns of recordings mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Flag, auto
from functools import cache, cached_property
from typing import TYPE_CHECKING

from qa_workbook.keys import Purpose

if TYPE_CHECKING:
    # Loading pandas takes a third of a second, and reading sheets needs no frames: the functions
    # that make some load it.
    import pandas as pd

    from qa_workbook.arrays import Booleans

ABSENT = -1
NOT_APPLICABLE = -2
"""Marks are whole ticks from 0 up; these two stand in their place."""

MARK = "mark."
COUNT = "count."
AGGRAVATED = "aggravated."
"""Prefixes of the columns that a scheme adds, one per indicator id."""
CORRECTED = "corrected"
"""What decisions on cases corrected in a recording, in words; put in on reading, never stored."""

LIST = "list"
"""清单编号 of scores that were made for another purpose than the figures."""

TEXT = "str"
DAY = "datetime64[s]"


class Role(Flag):
    """What a column is for; a column may have several roles."""

    NONE = 0
    KEY = auto()
    """Makes the key: a row with the same key is the same row, read again."""
    WHOLE = auto()
    """Makes one whole (one score): rows that agree in these are refused and kept together."""
    SHEET = auto()
    """Said once for a sheet: one that says the same there in a changed file is a corrected one."""
    AUTHOR = auto()
    """Who says it: no part of what the row is about."""
    ORIGIN = auto()
    """Says where a row stands; no part of what it says."""
    PERIOD = auto()
    """The day that decides in which period a row counts."""
    REPORTED = auto()
    """Named in what the merge reports."""
    BREACH = auto()
    """Carried into the penalty register."""
    POOL = auto()
    """Kept in the analysis."""
    ABOUT = auto()
    """Says in an export which recording a line is about."""
    PLACE = auto()
    """Says in an export where a line comes from."""


@dataclass(frozen=True)
class Column:
    """A column of a frame.

    `default` is what a number holds where nothing was entered (texts hold "", days NaT).
    """

    name: str
    dtype: str = TEXT
    roles: Role = Role.NONE
    default: int = 0


@dataclass(frozen=True)
class Schema:
    """The columns of a frame in their order; `name` says what its rows are ("recordings")."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names in their order."""
        return tuple(column.name for column in self.columns)

    def having(self, role: Role) -> tuple[str, ...]:
        """Returns the names of the columns that have `role`, in their order."""
        return tuple(column.name for column in self.columns if role in column.roles)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that make the key of a row."""
        return self.having(Role.KEY)

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """The columns that make one whole; none where each row stands alone."""
        return self.having(Role.WHOLE)

    @cached_property
    def period(self) -> str:
        """The column with the day that decides about the period; "" if rows count in every one."""
        return next(iter(self.having(Role.PERIOD)), "")

    @cached_property
    def dtypes(self) -> Mapping[str, str]:
        """The pandas dtype of each column."""
        return {column.name: column.dtype for column in self.columns}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The names of the text columns."""
        return tuple(column.name for column in self.columns if column.dtype == TEXT)

    def about(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Returns what rows of some columns of the key are about, whoever says it."""
        authors = [name for name in self.having(Role.AUTHOR) if name in rows.columns]
        found = rows.drop(columns=authors)
        if authors and "recording" in rows.columns:
            # Only a stand-in names its author: few recordings have such a sign.
            signed = rows["recording"].str.contains("@", regex=False).to_numpy(dtype=bool)
            suspects = rows.loc[signed, ["recording", authors[0]]].itertuples(index=False)
            spoken = [recording.removesuffix(f"@{author}") for recording, author in suspects]
            if spoken:
                found.loc[signed, "recording"] = spoken
        return found

    def types_of(self, names: Iterable[str]) -> dict[str, str]:
        """Returns the dtypes of some columns by name."""
        return {name: self.dtypes[name] for name in names}

    def empty(self) -> pd.DataFrame:
        """Returns a frame without rows that has all columns in their types."""
        return empty_frame(self.dtypes)

    def frame(self, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
        """Returns a frame of `rows`, each of which names the columns that are not empty in it."""
        import pandas as pd

        columns = {}
        for column in self.columns:
            empty = "" if column.dtype == TEXT else column.default
            values = [row.get(column.name, empty) for row in rows]
            columns[column.name] = pd.Series(values, dtype=column.dtype)
        return pd.DataFrame(columns)


@dataclass(frozen=True)
class Table:
    """Rows with what their columns are for."""

    schema: Schema
    frame: pd.DataFrame


def empty_frame(dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Returns a frame without rows that has the columns of `dtypes` in their types."""
    return _empty(tuple(dtypes.items())).copy()


@cache
def _empty(dtypes: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    import pandas as pd

    # A frame takes copies: one column of each type is enough for all of that type.
    blank = {dtype: pd.Series(dtype=dtype) for dtype in {dtype for _, dtype in dtypes}}
    return pd.DataFrame({name: blank[dtype] for name, dtype in dtypes})


_EVERYWHERE = Role.REPORTED | Role.BREACH | Role.POOL | Role.ABOUT
_SCORE = Role.KEY | Role.WHOLE
_SOURCE = Role.ORIGIN | Role.REPORTED | Role.BREACH | Role.POOL | Role.PLACE

_HEAD = (
    Column("recording", TEXT, _SCORE | _EVERYWHERE),
    Column("inspector", TEXT, _SCORE | _EVERYWHERE | Role.AUTHOR),
    Column("entry", TEXT, Role.KEY | Role.REPORTED | Role.BREACH),
    Column("call_date", DAY, _EVERYWHERE | Role.PERIOD),
    Column("agent", TEXT, _SCORE | _EVERYWHERE),
    Column("name", TEXT, _EVERYWHERE),
    Column("team", TEXT, Role.BREACH | Role.POOL | Role.ABOUT),
    Column("round", TEXT, Role.POOL | Role.ABOUT),
    Column("project", TEXT, Role.BREACH | Role.POOL | Role.ABOUT),
    Column("inspected_on", DAY, Role.SHEET | Role.POOL),
    Column("error_deduction", "int64"),
    Column("error_codes", TEXT, Role.POOL),
    Column("fatal", "bool", Role.POOL),
    Column("fatal_codes", TEXT, Role.POOL),
    Column("points", TEXT, Role.POOL),
    Column("remark", TEXT, Role.BREACH | Role.POOL),
)
_BREACH_OF_ROW = (
    Column("clause"),
    Column("times", "int32"),
    Column("aggravated", "bool"),
)
ORIGIN = (
    Column("file", TEXT, _SOURCE),
    Column("sheet", TEXT, _SOURCE),
    Column("row", "int32", _SOURCE),
)
"""Where a row stands: path relative to the inbox, name of the sheet, 1-based row. Every schema
has these columns."""

LONG = Schema("recordings", (*_HEAD, *_BREACH_OF_ROW, *ORIGIN))
"""Recordings of long sheets: a row is one breach, and the rows of a recording stand together."""

RECORDING = LONG.whole
"""What makes one score, in wide frames too."""


def rows_where(frame: pd.DataFrame, mask: pd.Series | Booleans) -> pd.DataFrame:
    """Returns the rows of a mask; the frame itself where these are all, which takes no copy."""
    return frame if mask.all() else frame[mask]


def month_texts(days: pd.Series) -> list[str]:
    """Returns the month of each day, `2026-10`: `strftime` would make an object of every day."""
    import numpy as np

    texts: list[str] = np.datetime_as_string(days.to_numpy(), unit="M", casting="unsafe").tolist()
    return texts


def wide_schema(graded: Iterable[str] = (), counted: Iterable[str] = ()) -> Schema:
    """Returns the schema of recordings of wide sheets, where a row is one recording.

    `graded` and `counted` are the ids of the indicators that have a mark, or occurrences.
    """
    marks = [Column(f"{MARK}{node}", "int32", default=ABSENT) for node in graded]
    counts = [Column(f"{COUNT}{node}", "int32") for node in counted]
    return Schema("recordings", (*map(_of_wide, _HEAD), *marks, *counts, *ORIGIN))


def _of_wide(column: Column) -> Column:
    # A recording that an inspector scores again for another agent is the same score with a
    # mended agent, so the agent is no part of the key. The inspector is that of the whole sheet,
    # while long sheets may name another one in each row.
    roles = column.roles & ~Role.WHOLE
    if column.name == "agent":
        roles &= ~Role.KEY
    if column.name == "inspector":
        roles |= Role.SHEET
    return replace(column, roles=roles)


def made_for(schema: Schema, purpose: Purpose) -> Schema:
    """Returns the schema of recordings that were scored for a purpose.

    Its name tells them from those that count. They have the column `list`, a part of the key: the
    same recording may stand on several lists.
    """
    columns = tuple(column for column in schema.columns if column.name != LIST)
    if purpose is Purpose.RANDOM:
        return Schema(LONG.name, columns)
    listed = Column(LIST, TEXT, Role.KEY | Role.AUTHOR)
    return Schema(f"{LONG.name}+{purpose}", (*columns, listed))


def are_recordings(schema_name: str) -> bool:
    """Returns whether a schema is that of recordings, whatever they were scored for."""
    return schema_name.partition("+")[0] == LONG.name


WIDE = wide_schema()
"""What recordings of wide sheets have under every scheme."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def stand_in(agent: str, day: date, inspector: str) -> str:
    """Returns what tells breaches without 依据 apart in the key, in place of a recording.

    Nobody typed it, so it is shown nowhere: see `evidence` and `spoken_recording`.
    """
    return f"{agent}@{day:%Y-%m-%d}@{inspector}"


def _day_of_stand_in(recording: str, inspector: str, agent: str) -> str:
    """The day in a stand-in, "" for a recording that somebody typed."""
    head, tail = f"{agent}@", f"@{inspector}"
    if not (recording.startswith(head) and recording.endswith(tail)):
        return ""
    day = recording[len(head) : len(recording) - len(tail)]
    return day if _ISO_DAY.fullmatch(day) else ""


def spoken_recording(recording: str, inspector: str, agent: str) -> str:
    """Returns what a sentence calls the recording: agent and day where it has no 依据."""
    day = _day_of_stand_in(recording, inspector, agent)
    return f"{agent} {day}" if day else recording


def respelt_stand_in(recording: str, inspector: str, agent: str, named: str) -> str:
    """Returns a stand-in with the agent's number spelt as `named`; a 依据 stays as it is."""
    day = _day_of_stand_in(recording, inspector, agent)
    return f"{named}@{day}@{inspector}" if day else recording


def folded(identity: str) -> str:
    """Returns what agents, recordings and other numbers that are names are compared by.

    Case and blanks tell nobody apart; leading zeros do.
    """
    text = identity if identity.isalnum() else "".join(identity.split())
    return text.casefold()


def evidence(frame: pd.DataFrame) -> pd.Series:
    """Returns the recordings (or 依据) of a frame as people typed them, "" where they typed none.

    `frame` has the columns of RECORDING.
    """
    recordings = frame["recording"]
    suspected = recordings.str.contains("@", regex=False)
    if not suspected.any():
        return recordings
    suspects = frame.loc[suspected, list(RECORDING)]
    named = suspects.itertuples(index=False, name=None)
    stand_ins = [bool(_day_of_stand_in(*names)) for names in named]
    return recordings.mask(recordings.index.isin(suspects.index[stand_ins]), "")
