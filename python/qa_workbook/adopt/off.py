"""What counts beyond the items: error deductions, and fatal errors with their effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.found import FoundField
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.values import number_of
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal

_RANK_FATAL, _RANK_DEDUCTION = 50, 70
_MOST_CODES = 30


@dataclass(frozen=True)
class Effects:
    """Deductions beyond items by recording, which recordings have a fatal error, and its effect.

    `effect` is zero, flag or cap:N, "" without a fatal column or while it isn't answered; `codes`
    are the names of fatal errors; `words` say what in the column means yes and no;
    `named` is True where the column says which error it is.
    """

    off: tuple[Decimal, ...]
    fatal: tuple[bool, ...]
    effect: str = ""
    codes: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    named: bool = False
    highest: Decimal | None = None

    @property
    def has_fatal(self) -> bool:
        """Whether the sheet has a column of fatal errors."""
        return bool(self.codes)


def effects_of(kind: Kind, marks: MarkWords, asked: Asked) -> Effects:
    """Returns what counts beyond the items, asking for the effect of a fatal error."""
    off = _off(kind)
    column = next((f for f in kind.fields_of("fatal") if f.source.heading or f.source.label), None)
    highest = _highest(kind, off, asked)
    if column is None:
        return Effects(off, (False,) * kind.recordings, highest=highest)
    values = column.cells.values
    no = marks.vocabulary.no | marks.vocabulary.inapplicable
    fatal = tuple(not blank(value) and normal(words(value)) not in no for value in values)
    yes = [value for value, is_fatal in zip(values, fatal, strict=False) if is_fatal]
    plainly = all(normal(words(value)) in marks.vocabulary.yes for value in yes)
    codes = (_name_of(column),) if plainly else tuple(dict.fromkeys(map(words, yes)))[:_MOST_CODES]
    effect = _ask(kind, column, fatal, asked)
    padded = fatal if len(fatal) == kind.recordings else (False,) * kind.recordings
    return Effects(off, padded, effect, codes, (), not plainly, highest)


def no_effects(kind: Kind) -> Effects:
    """Returns what counts beyond the items where the scheme itself says all about it."""
    return Effects(_off(kind), (False,) * kind.recordings)


def _off(kind: Kind) -> tuple[Decimal, ...]:
    column = next(iter(kind.fields_of("error_deduction")), None)
    if column is None or len(column.cells.values) != kind.recordings:
        return (Decimal(0),) * kind.recordings
    return tuple(abs(number_of(value) or Decimal(0)) for value in column.cells.values)


def _highest(kind: Kind, off: Sequence[Decimal], asked: Asked) -> Decimal | None:
    """The greatest deduction beyond items that a sheet may have."""
    if not kind.fields_of("error_deduction"):
        return None
    seen = max(off, default=Decimal(0))
    usual = [Decimal(one) for one in (10, 20, 50, 100)]
    proposed = next((one for one in usual if one >= seen), Decimal(100))
    about = kind.about_field("error_deduction")
    offered = [Answer(str(one), Text(zh=str(one), en=str(one))) for one in usual]
    asks = question(
        "error_deduction",
        "deduction_limit",
        offered,
        kind="number",
        proposed=str(proposed),
        about=about,
    )
    return Decimal(asked.ask(_RANK_DEDUCTION, asks))


def _name_of(column: FoundField) -> str:
    return (column.source.heading or column.source.label or "").split(" / ")[-1].strip()


def _ask(kind: Kind, column: FoundField, fatal: Sequence[bool], asked: Asked) -> str:
    """What a fatal error does; the totals of such recordings are told, never taken for a rule."""
    printed = [
        number
        for total in kind.totals
        if total.total.kind == "score" and len(total.cells.values) == len(fatal)
        for value, is_fatal in zip(total.cells.values, fatal, strict=True)
        if is_fatal and (number := number_of(value)) is not None
    ]
    shown = "、".join(str(one.normalize()) for one in dict.fromkeys(printed[:5]))
    why = "fatal.seen" if shown else "fatal.why"
    about = kind.about_field("fatal")
    asks = question(
        "fatal",
        "fatal",
        ["zero", "cap:60", "flag"],
        kind="cap",
        about=about,
        why=why,
        column=_name_of(column),
        totals=shown,
    )
    return asked.ask(_RANK_FATAL, asks)
