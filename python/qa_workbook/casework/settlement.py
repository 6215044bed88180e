"""What a month books for each case: pure, from the ledger's cases, the pay, the tariff and the law.

Every yuan goes through the same two gates: the caps of the month of the call, with all that was
booked for its calls before, and the caps of the month that pays. No path goes round one of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.casework.entries import (
    CARRY,
    FINAL,
    REVERSAL,
    SUPPLEMENT,
    ZERO,
    Booked,
    Entry,
    booked_of,
)
from qa_workbook.frames import folded
from qa_workbook.numbers import decimal
from qa_workbook.penalties.caps import Capped, Charge, Wages, capped, taken_by
from qa_workbook.penalties.law import NatureLaw
from qa_workbook.penalties.legality import objection
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook

EXAMPLES, APPEAL_OPEN, TARIFF_GONE = "examples", "appeal-open", "tariff-gone"
"""Why a final case waits: its amounts are examples; a review may still be asked for; the tariff has
no such version or rule any more."""
NATURE_CHANGED = "nature-changed"
"""The paper names another nature in law than the tariff does now: a person has to look at it."""
NOTHING = frozenset({"nature-none", "nature-forbidden", "excluded"})
"""Why a case is settled at 0 yuan. Every other reason can be mended, so the case waits for that."""


_BOUNDLESS = Decimal("1e15")


@dataclass(frozen=True)
class Terms:
    """What amounts depend on besides the ledger, and the moment of closing."""

    book: TariffBook
    wages: Wages | None
    now: datetime


@dataclass(frozen=True)
class Settlement:
    """The entries of a month, and why final cases wait (by case)."""

    entries: tuple[Entry, ...]
    waiting: Mapping[str, str]


@dataclass(frozen=True)
class _Claim:
    """Money that is asked of an agent: what was decided, and the most that may be taken of it.

    `owed` is what may be taken in this month and later together; `most` what in this one.
    """

    file: CaseFile
    tariff: Tariff
    rule: Rule
    due: Decimal
    owed: Decimal
    most: Decimal
    kind: str


def settle(
    files: Mapping[str, CaseFile], entries: Sequence[Entry], month: str, terms: Terms
) -> Settlement:
    """Returns what closing `month` books: its own final cases, later ones of earlier months, what
    earlier months left of losses, and the contrary of what was reversed since.

    `files` are all cases, `entries` what earlier closes booked. Raises LawOutdated.
    """
    booked = booked_of(entries)
    contra = [_reversal(one, month) for case, one in booked.items() if _is_undone(files[case], one)]
    ready, waiting = _ready(files, month, terms)
    claims, free = list[_Claim](), list[Entry]()
    for file in ready:
        asked = _claim(file, month, terms)
        if isinstance(asked, _Claim):
            claims.append(asked)
        elif isinstance(asked, Entry):
            free.append(asked)
        else:
            waiting[file.case] = asked
    claims, more = _within_call_month(claims, [*entries, *contra], terms)
    waiting |= more
    carried = list(_carried_claims(files, booked, contra, month, terms))
    found, more = _within_pay_month([*claims, *carried], month, terms)
    return Settlement((*found, *free, *contra), waiting | more)


def month_end(month: str) -> date:
    """Returns the last day of a month given as `2026-10`."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def _is_undone(file: CaseFile, booked: Booked) -> bool:
    return file.state.state == "reversed" and not booked.is_reversed


def _reversal(booked: Booked, month: str) -> Entry:
    """Exactly the contrary of all that was booked of a case."""
    first = booked.entries[0]
    return replace(
        first,
        period=month,
        kind=REVERSAL,
        points=-booked.points,
        due=-first.due,
        money=-booked.money,
        carried=ZERO,
        limit=None,
        cap="",
        why="",
    )


def _ready(
    files: Mapping[str, CaseFile], month: str, terms: Terms
) -> tuple[list[CaseFile], dict[str, str]]:
    """The final cases in the order in which their amounts were given out; and those that wait."""
    ready, waiting = list[CaseFile](), dict[str, str]()
    for file in sorted(files.values(), key=lambda file: file.priced):
        if file.month > month or file.state.state != "final":
            continue
        if file.state.is_appeal_open(terms.now):
            waiting[file.case] = APPEAL_OPEN
        elif not file.line.confirmed:
            waiting[file.case] = EXAMPLES
        else:
            ready.append(file)
    return ready, waiting


def _claim(file: CaseFile, month: str, terms: Terms) -> _Claim | Entry | str:
    """What a final case asks for; an entry of 0 yuan; or why it waits."""
    line, tariff, rule = file.line, *_rule_of(file, terms.book)
    due = file.decided_money
    if tariff and _is_excluded(file, tariff):
        return replace(_entry(file, month, ZERO, "excluded"), points=ZERO)
    if not due:
        return _entry(file, month, due, line.why)
    if tariff is None or rule is None or not _has_its_nature(file, rule):
        return NATURE_CHANGED if rule else TARIFF_GONE
    why = _refused_by_law(file, tariff, rule, due, month, terms)
    if why in NOTHING:
        return _entry(file, month, due, why)
    if why or line.is_open:
        return why or line.why or line.cap
    return _limited(file, tariff, rule, due, month)


def _has_its_nature(file: CaseFile, rule: Rule) -> bool:
    """Whether the rule still says of the money what the paper said, where that said anything."""
    return file.about.get("legal_nature") in ("", None, rule.legal_nature)


def _refused_by_law(
    file: CaseFile, tariff: Tariff, rule: Rule, due: Decimal, month: str, terms: Terms
) -> str:
    """Why the law of the call's day, or of the month that pays, lets nothing be taken; or ""."""
    why = objection(tariff, rule, due, terms.book, file.facts, file.line.day)
    law = _law_of(rule, terms.book, month_end(month))
    return why or ("" if law and law.allowed else "nature-forbidden")


def _is_excluded(file: CaseFile, tariff: Tariff) -> bool:
    reasons = {exclusion.id for exclusion in tariff.exclusions}
    return file.facts.exclusion in reasons and bool(file.facts.evidence)


def _limited(file: CaseFile, tariff: Tariff, rule: Rule, due: Decimal, month: str) -> _Claim:
    """The claim, which is never more than what the last register given out printed.

    Unless a person chose more within a range: then the caps alone limit it.
    """
    kind = FINAL if file.month == month else SUPPLEMENT
    if due > file.line.money_before_cap and "money_range" in file.about:
        return _Claim(file, tariff, rule, due, due, due, kind)
    printed = file.line.money
    owed = printed
    if rule.legal_nature == "loss":
        owed += decimal(file.about.get("carried", "0"))
    most = printed if kind == FINAL else owed
    return _Claim(file, tariff, rule, due, min(due, owed), min(due, most), kind)


def _within_call_month(
    claims: Sequence[_Claim], entries: Iterable[Entry], terms: Terms
) -> tuple[list[_Claim], dict[str, str]]:
    """Cuts the claims of earlier months by the caps of those months, after what was booked there.

    Of a loss the law only puts off what is more, so that only other caps cut it here.
    """
    late = [claim for claim in claims if claim.kind == SUPPLEMENT]
    taken = taken_by((folded(e.agent), e.month, e.rule, e.nature, e.money) for e in entries)
    charges = [_charge(one, one.file.month, one.file.line.day, terms) for one in late]
    results = dict(zip(map(id, late), capped(charges, terms.wages, taken), strict=True))
    kept, waiting = list[_Claim](), dict[str, str]()
    for claim in claims:
        result = results.get(id(claim))
        if result is None:
            kept.append(claim)
        elif _missing(result):
            waiting[claim.file.case] = _missing(result)
        else:
            most = result.money + result.carried
            kept.append(replace(claim, owed=most, most=min(claim.most, most)))
    return kept, waiting


def _carried_claims(
    files: Mapping[str, CaseFile],
    booked: Mapping[str, Booked],
    contra: Iterable[Entry],
    month: str,
    terms: Terms,
) -> Iterable[_Claim]:
    """What earlier months left of losses, the oldest first."""
    undone = {entry.case for entry in contra}
    owing = [case for case, one in booked.items() if one.carried and case not in undone]
    for case in sorted(owing, key=lambda case: (files[case].month, files[case].number)):
        file, owed = files[case], booked[case].carried
        tariff, rule = _rule_of(file, terms.book)
        law = _law_of(rule, terms.book, month_end(month)) if rule else None
        if tariff and rule and law and law.allowed:
            yield _Claim(file, tariff, rule, owed, owed, owed, CARRY)


def _within_pay_month(
    claims: Sequence[_Claim], month: str, terms: Terms
) -> tuple[list[Entry], dict[str, str]]:
    """Cuts all claims by the caps of the month that pays: one sequence, one room.

    Losses come last: what all else leaves of the pay above the floor is theirs.
    """
    end = month_end(month)
    claims = sorted(claims, key=lambda claim: claim.rule.legal_nature == "loss")
    charges = [_charge(claim, month, end, terms) for claim in claims]
    found, waiting = list[Entry](), dict[str, str]()
    results = zip(claims, charges, capped(charges, terms.wages), strict=True)
    for claim, charge, result in results:
        missing = _missing(result)
        if missing and claim.kind != CARRY:
            waiting[claim.file.case] = missing
            continue
        entry = _taken(claim, result, month)
        found.append(replace(entry, limit=_limit(charge, terms.wages)))
    return found, waiting


def _taken(claim: _Claim, result: Capped, month: str) -> Entry:
    """The entry of a claim: what the caps leave of it, and of a loss the rest for later."""
    money = min(result.money, claim.most)
    carried = ZERO
    if claim.rule.legal_nature == "loss":
        # The caps of the tariff have cut what comes from earlier months there.
        owed = result.money + result.carried if claim.kind == FINAL else claim.owed
        carried = owed - money
    cap = result.cap or (claim.file.line.cap if money < claim.due else "")
    entry = _entry(claim.file, month, claim.due, result.why)
    points = ZERO if claim.kind == CARRY else entry.points
    return replace(entry, kind=claim.kind, points=points, money=money, carried=carried, cap=cap)


def _limit(charge: Charge, wages: Wages | None) -> Decimal | None:
    """The most that lines of that nature could take of the agent in the month, None for any."""
    boundless = replace(
        charge, money=_BOUNDLESS, loss=None, rule=charge.rule.model_copy(update={"caps": None})
    )
    most = capped([boundless], wages)[0].money
    return None if most == _BOUNDLESS else most


def _missing(result: Capped) -> str:
    """What a cap needs and nobody knows, "" where it could be told."""
    return result.why or (result.cap if result.cap == "wage-missing" else "")


def _charge(claim: _Claim, month: str, day: date, terms: Terms) -> Charge:
    law = terms.book.law
    return Charge(
        folded(claim.file.line.agent),
        month,
        claim.tariff,
        claim.rule,
        claim.owed,
        _law_of(claim.rule, terms.book, day),
        law.minimum_wage(day) if law else None,
        claim.file.facts.loss,
    )


def _law_of(rule: Rule, book: TariffBook, day: date) -> NatureLaw | None:
    return book.law.at(day).of(rule.legal_nature or "none") if book.law else None


def _rule_of(file: CaseFile, book: TariffBook) -> tuple[Tariff | None, Rule | None]:
    """The version and rule that priced the line, None where the config has lost them."""
    line = file.line
    same = (
        one for one in book.tariffs if (one.id, one.version) == (line.tariff, line.tariff_version)
    )
    tariff = next(same, None)
    rules = tariff.rules if tariff else ()
    return tariff, next((rule for rule in rules if rule.id == line.rule), None)


def _entry(file: CaseFile, month: str, due: Decimal, why: str) -> Entry:
    """An entry that takes nothing."""
    return Entry(
        case=file.case,
        agent=file.line.agent,
        name=file.line.name,
        month=file.month,
        period=month,
        kind=FINAL if file.month == month else SUPPLEMENT,
        nature=str(file.about.get("legal_nature") or "none"),
        rule=file.line.rule,
        points=file.decided_points,
        due=due,
        money=ZERO,
        why=why,
    )
