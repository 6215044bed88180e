"""The blank score sheets of lists: recording, day, agent and round are filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_workbook.app.template import declared_id
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.errors import UnknownScheme, UsageError
from qa_workbook.files import plain_name, scratch
from qa_workbook.forms.score_form import Entry
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.sampling.issuing import ListedCall
from qa_workbook.sampling.lists import ListEntry
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Config

AHEAD = ("recording", "call_date", "agent", "name", "team", "round")
"""What a row of a list has filled in."""


class LongSheetError(UsageError):
    """Sheets of the scheme have a row per breach, not per recording. Needs `scheme`."""

    label = "sampling_lists.long_sheet"


class LongListError(UsageError):
    """More calls than a sheet has rows. Needs `inspector`, `rows` and `most`."""

    label = "sampling_lists.too_many_rows"


@dataclass(frozen=True)
class ListSheets:
    """Our own sheets of a scheme version, for lists."""

    scheme: Scheme
    vocabulary: Vocabulary
    language: str
    entry: Entry | None = None

    def content(
        self, entry: ListEntry, project: str, rows: Sequence[Mapping[str, object]], beside: Path
    ) -> bytes:
        """Returns the workbook of a list with these rows; `beside` says where it will be.

        Only sheets that don't count say what they are for: to whoever scores, a list is a list.
        Raises LongListError.
        """
        if len(rows) > MOST_ROWS:
            raise LongListError(inspector=entry.inspector, rows=len(rows), most=MOST_ROWS)
        shown = entry.purpose if entry.purpose is Purpose.TARGETED else None
        head = Head(entry.inspector, None, project, entry.number, shown)
        words, language = self.vocabulary, self.language
        number = max(1, len(rows))
        template = Template(self.scheme, words, language, head, number, self.entry)
        filled = Filled(rows, ahead=frozenset(AHEAD))
        with scratch(beside) as parts:
            part = parts / "list.xlsx"
            write_score_sheet(part, template, filled)
            return part.read_bytes()


def row_of(call: ListedCall) -> dict[str, object]:
    """Returns what the sheet has of a call."""
    return {
        "recording": call.recording,
        "call_date": call.day,
        "agent": call.agent,
        "name": call.name,
        "team": call.team,
        "round": str(call.round) if call.round else "",
    }


def scheme_of_lists(config: Config, said: str, day: date) -> Scheme:
    """Returns the version of a scheme, by id or name, that holds on a day, else the newest.

    Raises UnknownScheme, LongSheetError.
    """
    schemes, scheme_id = config.schemes, declared_id(config, said)
    if scheme_id not in schemes.ids:
        raise UnknownScheme(scheme=said, known=", ".join(schemes.ids))
    scheme = schemes.at(scheme_id, day) or schemes.latest(scheme_id)
    if scheme.sheet.layout == "long":
        raise LongSheetError(scheme=scheme_id)
    return scheme


def file_of_list(entry: ListEntry, parts: Sequence[str], language: str, extra: int = 0) -> str:
    """Returns the name of the file of a list; its number keeps it apart from every other one.

    `extra` numbers the small sheets that follow a sheet which was begun.
    """
    words = [entry.inspector, *(part for part in parts if part), entry.number]
    if extra:
        words.append(text("sampling_lists.extra", language, number=extra))
    return text("sampling_lists.sheet_name", language, name="_".join(map(plain_name, words)))
