"""From recordings to the penalty register: breaches, prices, caps, control totals (S6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd

from qa_workbook.frames import evidence, rows_where
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.numbers import Period
from qa_workbook.penalties.amounts import with_amounts
from qa_workbook.penalties.breaches import all_breaches, count_breaches, in_order, with_earlier
from qa_workbook.penalties.caps import Wages
from qa_workbook.penalties.cases import with_cases
from qa_workbook.penalties.cells import Letters, source_cells
from qa_workbook.penalties.complaints import NO_COMPLAINTS, Complaints, ComplaintWords
from qa_workbook.penalties.conditions import COMPLAINT, MONTHLY, ONLY_PRICED
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.judged import judged_breaches
from qa_workbook.penalties.legality import FactsOfCases
from qa_workbook.penalties.memory import NOTHING, Memory, given_lines, withdrawn_lines
from qa_workbook.penalties.model import LINE_COLUMNS, Register
from qa_workbook.penalties.months import AgentMonths, Happened, has_month_rules, month_rows
from qa_workbook.penalties.points_caps import PointsTaken, counted_points, given_months
from qa_workbook.penalties.prices import (
    NOTHING_KNOWN,
    decided,
    not_happened,
    with_prices,
)
from qa_workbook.penalties.pricing import NO_RULE, NO_TARIFF
from qa_workbook.penalties.repeats import days_before, with_repeats
from qa_workbook.penalties.same_call import with_notes
from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.penalties.totals import agent_sums, checked_totals
from qa_workbook.penalties.words import clause_words, name_of_complaint
from qa_workbook.scheme.model import Scheme


def whole_months(period: Period) -> Period:
    """Returns the whole months that `period` touches: `assess` needs them for the month caps."""
    last = period.last.replace(day=monthrange(period.last.year, period.last.month)[1])
    return Period(period.text, period.first.replace(day=1), last)


def needed_days(period: Period, book: TariffBook) -> Period:
    """Returns the whole months of `period`, and the days before them in which repeats count."""
    months = whole_months(period)
    return replace(months, first=months.first - timedelta(days=days_before(book)))


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
    months: AgentMonths | None = None,
    complaints: Complaints = NO_COMPLAINTS,
) -> Register:
    """Returns the register of the recordings in `frames`: by scheme key, only rows that count.

    The tariff is the one that holds on the call date. Caps fill up per agent and calendar month of
    the call: give the frames of `needed_days(period, book)`, of which the register lists only the
    calls within `period`; those before its first month are only counted as repeats. For the causes
    `band` and `item` and conditions on bands the frames have the columns `band` and `defective`
    (`judged.judged_breaches`). `months` are needed for rules without a recording: they list those
    of whole months within `period` that are over. `complaints` are those of the same days.
    Lines that were given out (`memory`) keep number, points and money, and the
    caps start from them. The order of rows does not matter. `letters` name the source cells;
    `facts` are what people established about cases. Raises TotalsDiffer, LawOutdated.
    """
    rows = _breaches(book, schemes, frames, period, memory, facts, complaints)
    rows = with_prices(rows, book, schemes, wages, memory.given_out, facts)
    rows = _without_unpriced(rows, memory.given_out)
    if months is not None and has_month_rules(book):
        made = _months(rows, book, schemes, months, period, language, wages, memory, facts)
        rows = _in_order(rows, made)
    rows = with_amounts(rows, book, wages, memory.given_out, facts)
    rows = _described(rows, schemes, language, memory, letters, complaints.words)
    without = not_happened(facts, book)
    notes = with_notes(rows, complaints.words, memory.given_out, without, language)
    rows = rows.assign(remark=notes)
    found = _register(
        rows, book, schemes, frames, wages, period, language, memory, complaints.words
    )
    return replace(found, unattributed=_unattributed(complaints, book, period, letters, language))


def _register(
    rows: pd.DataFrame,
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    wages: Wages | None,
    period: Period | None,
    language: str,
    memory: Memory,
    words: ComplaintWords | None,
) -> Register:
    """The register of the rows of `period`, with the control totals over its recordings."""
    withdrawn = withdrawn_lines(memory.given_out, rows, period, schemes, language, words)
    if period:
        frames = {key: rows_where(one, _within(one, period)) for key, one in frames.items()}
        rows = rows_where(rows, _is_listed(rows, period))
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
        totals=checked_totals(lines, agents, unpriced, breaches=expected),
        tariffs=_used(book, lines),
        examples=_has_examples(book, lines),
        to_remember=remembered,
        new_lines=sum(case not in memory.given_out.lines for case in lines["case"].tolist()),
    )


def _unattributed(
    complaints: Complaints,
    book: TariffBook,
    period: Period | None,
    letters: Letters,
    language: str,
) -> pd.DataFrame:
    """The tickets of the period that nobody answers for, in words and with their cells."""
    words, rows = complaints.words, complaints.unattributed_of(book, period)
    if words is None:
        return rows.assign(clause="", cell="")
    codes, origins = rows["code"], rows["origin"]
    return rows.assign(
        clause=[name_of_complaint(words, code, language) if code else "" for code in codes],
        origin=[words.origin(origin, language) for origin in origins],
        cell=source_cells(rows, letters),
    )


def _breaches(
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    period: Period | None,
    memory: Memory,
    facts: FactsOfCases,
    complaints: Complaints,
) -> pd.DataFrame:
    """The breaches of the whole months with their cases and which time each is."""
    found = all_breaches(schemes, frames, partial(judged_breaches, book=book))
    if len(complaints.breaches):
        found = in_order([found, complaints.breaches])
    first = pd.Timestamp(whole_months(period).first) if period else pd.Timestamp.min
    is_early = found["call_date"] < first
    if is_early.any():
        parts = (with_cases(found[part], memory.given_out) for part in (is_early, ~is_early))
        rows = pd.concat(parts)
    else:
        rows = with_cases(found, memory.given_out)
    rows = with_repeats(rows, book, schemes, not_happened(facts, book))
    return with_earlier(rows_where(rows, rows["call_date"] >= first).reset_index(drop=True))


def _without_unpriced(rows: pd.DataFrame, given_out: GivenOut) -> pd.DataFrame:
    """Without scores and complaints that no rule prices, for those are no breach.

    What is on paper stays.
    """
    may_go = rows["cause"].isin(ONLY_PRICED).to_numpy(dtype=bool)
    if not may_go.any():
        return rows
    has_rule = np.array([price.rule is not None for price in rows["price"]], dtype=bool)
    is_given = rows["case"].isin(list(given_out.lines)).to_numpy(dtype=bool)
    return rows_where(rows, ~may_go | has_rule | is_given).reset_index(drop=True)


def _months(
    rows: pd.DataFrame,
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    months: AgentMonths,
    period: Period | None,
    language: str,
    wages: Wages | None,
    memory: Memory,
    facts: FactsOfCases,
) -> pd.DataFrame:
    """The lines of whole months, priced; points come after those of the recordings."""
    given_out = memory.given_out
    settled = list(rows["settled"])
    counted = list(counted_points(rows["agent"], rows["month"], rows["price"], settled))
    span = whole_months(period) if period else None
    without = not_happened(facts, book)
    of_tickets = rows[(rows["cause"] == COMPLAINT) & ~rows["case"].isin(without)]
    months = months.also_of(of_tickets)
    happened = _happened(rows, without)
    made = month_rows(rows, happened, book, schemes, months, span, language)
    return decided(made, wages, given_out, facts, PointsTaken([*counted, *given_months(given_out)]))


def _happened(rows: pd.DataFrame, without: set[str]) -> Iterator[Happened]:
    """What each breach adds to its month; what was revoked or excluded didn't happen."""
    columns = (rows[name] for name in ("case", "scheme", "agent", "month", "price", "settled"))
    for case, scheme, agent, month, price, line in zip(*columns, strict=True):
        if case not in without:
            yield Happened(scheme, agent, month, price.points if line is None else line.points)


def _in_order(rows: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Both in the order of the register: a month comes after its last day."""
    if made.empty:
        return rows
    both = pd.concat([rows, made], ignore_index=True) if len(rows) else made
    order = ["agent", "call_date", "cause"]
    is_month = both["cause"].isin(MONTHLY)
    ranked = both[order].assign(cause=is_month).sort_values(order, kind="stable")
    return both.loc[ranked.index].reset_index(drop=True)


def _described(
    rows: pd.DataFrame,
    schemes: Mapping[SchemeKey, Scheme],
    language: str,
    memory: Memory,
    letters: Letters,
    words: ComplaintWords | None,
) -> pd.DataFrame:
    """The rows with the words, cell and day that a line shows."""
    return rows.assign(
        clause=clause_words(rows, schemes, language, words),
        scheme_name=_scheme_names(rows, schemes, language, words),
        cell=source_cells(rows, letters),
        given_on=_given_on(rows, memory),
    )


def _with_and_without_price(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    apart = rows["why"].isin([NO_TARIFF, NO_RULE])
    return rows_where(rows, ~apart).reset_index(drop=True), rows[apart].reset_index(drop=True)


def _used(book: TariffBook, lines: pd.DataFrame) -> tuple[Tariff, ...]:
    """The versions of the tariff that priced a line."""
    versions = set(lines["tariff_version"].tolist())
    return tuple(tariff for tariff in book.versions if tariff.version in versions)


def _numbers(rows: pd.DataFrame, given_out: GivenOut, remembered: Iterable[GivenLine]) -> pd.Series:
    """凭单号 of each row; "" for a case that no register given out has."""
    lines = [*given_out.lines.values(), *remembered]
    numbers = {line.case: line.number for line in lines}
    found = [numbers.get(case, "") for case in rows["case"].tolist()]
    return pd.Series(found, rows.index, dtype="str")


def _is_listed(rows: pd.DataFrame, period: Period) -> pd.Series:
    """Which rows the register of the period lists: of the months only those wholly within it."""
    begin = rows["call_date"].dt.to_period("M").dt.start_time
    has_begun = begin >= pd.Timestamp(period.first)
    return _within(rows, period) & (has_begun | ~rows["cause"].isin(MONTHLY))


def _within(rows: pd.DataFrame, period: Period) -> pd.Series:
    days = rows["call_date"].dt.normalize()
    return days.between(pd.Timestamp(period.first), pd.Timestamp(period.last))


def _scheme_names(
    rows: pd.DataFrame,
    schemes: Mapping[SchemeKey, Scheme],
    language: str,
    words: ComplaintWords | None,
) -> pd.Series:
    versions = rows.groupby(["scheme", "version"], sort=False)
    names = [_scheme_name(schemes.get(SchemeKey(*key)), language) for key in versions.groups]
    named = pd.Series(names, dtype="str").take(versions.ngroup()).set_axis(rows.index)
    form = words.name.say(language) if words else ""
    return named.mask(rows["cause"] == COMPLAINT, form)


def _scheme_name(scheme: Scheme | None, language: str) -> str:
    return scheme.name.say(language) if scheme else text("penalties.every_scheme", language)


def _given_on(rows: pd.DataFrame, memory: Memory) -> pd.Series:
    first_on = memory.given_out.first_on
    if not first_on:
        return pd.Series(np.full(len(rows), memory.today, dtype="datetime64[s]"), rows.index)
    days = [first_on.get(case, memory.today) for case in rows["case"].tolist()]
    return pd.Series(np.array(days, dtype="datetime64[s]"), rows.index)


def _has_examples(book: TariffBook, lines: pd.DataFrame) -> bool:
    """Whether an amount is an example; a register without lines looks at the whole tariff."""
    if len(lines):
        return not lines["confirmed"].all()
    return not all(tariff.confirmed for tariff in book.versions)
