"""From recordings to the penalty register: breaches, prices, caps, control totals (S6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from qa_workbook.frames import evidence
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties.amounts import NOTHING_KNOWN, with_amounts
from qa_workbook.penalties.breaches import all_breaches, count_breaches, with_earlier
from qa_workbook.penalties.caps import Wages
from qa_workbook.penalties.cases import with_cases
from qa_workbook.penalties.cells import Letters, source_cells
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.legality import FactsOfCases
from qa_workbook.penalties.memory import NOTHING, Memory, given_lines, withdrawn_lines
from qa_workbook.penalties.model import LINE_COLUMNS, Register
from qa_workbook.penalties.pricing import NO_RULE, NO_TARIFF
from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.penalties.totals import agent_sums, checked_totals
from qa_workbook.penalties.words import clause_words
from qa_workbook.scheme.model import Scheme


def whole_months(period: Period) -> Period:
    """Returns the whole months that `period` touches: `assess` needs them for the month caps."""
    last = period.last.replace(day=monthrange(period.last.year, period.last.month)[1])
    return Period(period.text, period.first.replace(day=1), last)


def assess(
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    wages: Wages | None = None,
    period: Period | None = None,
    language: str = "zh",
    *,
    memory: Memory = NOTHING,
    letters: Letters = MappingProxyType({}),
    facts: FactsOfCases = NOTHING_KNOWN,
) -> Register:
    """Returns the register of the recordings in `frames`: by scheme key, only rows that count.

    The tariff is the one that holds on the call date. Caps fill up per agent and calendar month of
    the call: give the frames of `whole_months(period)`, of which the register lists only the calls
    within `period`. Lines that were given out (`memory`) keep number, points and money, and the
    caps start from them. The order of rows does not matter. `letters` name the source cells;
    `facts` are what people established about cases. Raises TotalsDiffer, LawOutdated.
    """
    rows = _described(all_breaches(schemes, frames), schemes, language, memory, letters)
    rows = with_amounts(rows, book, schemes, wages, memory.given_out, facts)
    withdrawn = withdrawn_lines(memory.given_out, rows, period, schemes, language)
    if period:
        frames = {key: frame[_within(frame, period)] for key, frame in frames.items()}
        rows = rows[_within(rows, period)]
    remembered = given_lines(rows, memory.given_out, memory.today) if memory.today else ()
    rows = rows.assign(
        recording=evidence(rows), number=_numbers(rows, memory.given_out, remembered)
    )
    lines, unpriced = _with_and_without_price(rows)
    agents = agent_sums(lines, wages)
    expected = sum(count_breaches(schemes[key], frame) for key, frame in frames.items())
    return Register(
        period=period,
        lines=lines[list(LINE_COLUMNS)],
        unpriced=unpriced[list(LINE_COLUMNS)],
        withdrawn=withdrawn,
        agents=agents,
        totals=checked_totals(lines, agents, unpriced=len(unpriced), breaches=expected),
        tariffs=_used(book, lines),
        examples=_has_examples(book, lines),
        to_remember=remembered,
        new_lines=sum(case not in memory.given_out.lines for case in lines["case"]),
    )


def _described(
    breaches: pd.DataFrame,
    schemes: Mapping[SchemeKey, Scheme],
    language: str,
    memory: Memory,
    letters: Letters,
) -> pd.DataFrame:
    """The breaches with the case, words, cell and day that a line shows; no prices yet."""
    rows = with_earlier(with_cases(breaches, memory.given_out))
    return rows.assign(
        clause=clause_words(rows, schemes, language),
        scheme_name=_scheme_names(rows, schemes, language),
        cell=source_cells(rows, letters),
        given_on=_given_on(rows, memory),
    )


def _with_and_without_price(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    apart = rows["why"].isin([NO_TARIFF, NO_RULE])
    return rows[~apart].reset_index(drop=True), rows[apart].reset_index(drop=True)


def _used(book: TariffBook, lines: pd.DataFrame) -> tuple[Tariff, ...]:
    """The versions of the tariff that priced a line."""
    versions = set(lines["tariff_version"])
    return tuple(tariff for tariff in book.versions if tariff.version in versions)


def _numbers(rows: pd.DataFrame, given_out: GivenOut, remembered: Iterable[GivenLine]) -> pd.Series:
    """凭单号 of each row; "" for a case that no register given out has."""
    lines = [*given_out.lines.values(), *remembered]
    numbers = {line.case: line.number for line in lines}
    return pd.Series([numbers.get(case, "") for case in rows["case"]], rows.index, dtype="str")


def _within(rows: pd.DataFrame, period: Period) -> pd.Series:
    days = rows["call_date"].dt.normalize()
    return days.between(pd.Timestamp(period.first), pd.Timestamp(period.last))


def _scheme_names(
    rows: pd.DataFrame, schemes: Mapping[SchemeKey, Scheme], language: str
) -> pd.Series:
    versions = rows.groupby(["scheme", "version"], sort=False)
    names = [schemes[SchemeKey(*key)].name.say(language) for key in versions.groups]
    return pd.Series(names, dtype="str").take(versions.ngroup()).set_axis(rows.index)


def _given_on(rows: pd.DataFrame, memory: Memory) -> pd.Series:
    days = [memory.given_out.first_on.get(case, memory.today) for case in rows["case"]]
    return pd.Series(pd.to_datetime(days), rows.index).astype("datetime64[s]")


def _has_examples(book: TariffBook, lines: pd.DataFrame) -> bool:
    """Whether an amount is an example; a register without lines looks at the whole tariff."""
    if len(lines):
        return not lines["confirmed"].all()
    return not all(tariff.confirmed for tariff in book.versions)
