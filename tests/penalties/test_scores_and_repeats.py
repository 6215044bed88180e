"""Breaches by score: bands of recordings, items that lost marks, and the third time (S10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from register_workshop import (
    MONITORING,
    NORM,
    WAGES,
    book,
    caps,
    frame,
    raw_tariff,
    schemes,
    tariff,
)

from qa_workbook.numbers import period
from qa_workbook.penalties import Register, assess, needed_days
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import Tariff


def rule(cause: str, number: str = "", **more: Any) -> dict[str, Any]:
    """A rule of one point for a cause."""
    raw: dict[str, Any] = raw_tariff()["rules"][0]
    raw.pop("codes")
    points = {**raw["points"], "amount": Decimal(1)}
    return {**raw, "id": number or cause, "cause": cause, "points": points, **more}


def nth(first: int, within: object, same: str = "code") -> dict[str, Any]:
    """A condition on which time it is."""
    return {"nth": {"first": first, "within": within, "same": same, "source": "S10"}}


def priced(*rules: dict[str, Any], **changes: Any) -> Tariff:
    """A tariff of these rules without caps."""
    return tariff(rules=list(rules), caps=caps(), **changes)


def scored(*rows: tuple[date, str, str]) -> pd.DataFrame:
    """Recordings with the band of their score and the items that lost marks."""
    made = frame(*({"call_date": day} for day, _, _ in rows))
    band, defective = (pd.Series([row[at] for row in rows], dtype="str") for at in (1, 2))
    return made.assign(band=band, defective=defective)


def register(
    prices: Tariff, rows: pd.DataFrame, key: Any = MONITORING, asked: str = "", **more: Any
) -> Register:
    """The register of some rows."""
    span = period(asked) if asked else None
    return assess(book(prices), schemes(), {key: rows}, WAGES, span, **more)


def test_a_recording_in_a_band_that_a_rule_names_has_a_line() -> None:
    """The others have none, for a score is no breach by itself."""
    prices = priced(rule("band", bands=["fail"]))
    rows = scored(*((date(2026, 10, 5), band, "") for band in ("fail", "good", "")))
    found = register(prices, rows)
    line = found.lines.iloc[0]
    assert (len(found.lines), len(found.unpriced)) == (1, 0)
    assert (line["code"], line["clause"], line["recording"]) == ("fail", "不合格", "R0")
    assert (found.totals["breaches"], found.totals["by_score"]) == (0, 1)


def test_a_condition_on_the_band_of_the_recording() -> None:
    """The same fatal error costs more in a recording that failed."""
    prices = priced(
        rule("fatal", "failed", codes="all", when={"bands": ["fail"]}),
        rule("fatal", "else", codes="all"),
    )
    rows = scored(*((date(2026, 10, 5), band, "") for band in ("fail", "good")))
    rows = rows.assign(fatal=True, fatal_codes="F11")
    assert list(register(prices, rows).lines["rule"]) == ["failed", "else"]


def test_the_same_item_three_times_within_30_days() -> None:
    """Counted per item, over days before the period too; the proposal stands on the third."""
    prices = priced(
        rule("item", items="all", when=nth(3, 30), actions=["off-duty-training"]),
    )
    days = [date(2026, 9, 10), date(2026, 9, 29), date(2026, 10, 9), date(2026, 10, 10)]
    rows = scored(*((day, "", "business;wording" if day.day == 29 else "business") for day in days))
    without = scored((date(2026, 10, 11), "", ""), (date(2026, 10, 12), "", "voice"))
    rows = pd.concat([rows, without.assign(recording=["R8", "R9"])], ignore_index=True)
    found = register(prices, rows, asked="2026-10").lines
    # within 30 days of October 9 lies September 10, within those of the 10th no more
    assert list(found["call_date"].dt.day) == [9, 10]
    assert list(found["code"]) == ["business", "business"]
    assert list(found["actions"]) == ["off-duty-training"] * 2
    assert register(prices, rows.iloc[1:], asked="2026-10").lines["call_date"].dt.day.tolist() == [
        10
    ]
    assert needed_days(period("2026-10"), book(prices)).first == date(2026, 9, 2)


def test_days_before_the_period_cost_nothing() -> None:
    """They are counted and priced in their own month."""
    prices = priced(
        rule("fatal", "again", codes="all", when=nth(2, 7)), rule("fatal", "first", codes="all")
    )
    days = [date(2026, 9, 28), date(2026, 10, 2), date(2026, 10, 20)]
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    found = register(prices, rows, asked="2026-10")
    assert list(found.lines["rule"]) == ["again", "first"]
    assert found.totals["breaches"] == 2


def test_the_same_kind_of_problem_is_any_clause_of_the_same_parent() -> None:
    """Three clauses of the ten-point class are three times the same kind, none of them repeats."""
    alike = rule("clause", "kind", clauses="all", when=nth(3, "month", "item"))
    same = rule("clause", "same", clauses="all", when=nth(2, "month"))
    prices = priced(alike, same, rule("clause", "else", clauses="all"))
    clauses = ("ten.ordering", "ten.nuisance", "ten.lookup", "six.hanging_up")
    rows = frame(
        *({"clause": clause, "times": 1, "call_date": date(2026, 10, day)} for day, clause in
          enumerate(clauses, 1))
    )  # fmt: skip
    found = register(prices, rows, NORM).lines
    assert list(found["rule"]) == ["else", "else", "kind", "else"]


def test_what_was_excluded_is_no_time() -> None:
    """An outage that was taken out with evidence makes nobody a repeater."""
    outage = {"id": "outage", "name": "系统故障", "source": "test"}
    prices = priced(
        rule("fatal", "again", codes="all", when=nth(2, "month")),
        rule("fatal", "first", codes="all"),
        exclusions=[outage],
    )
    days = (date(2026, 10, 1), date(2026, 10, 2))
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    first = register(prices, rows).lines
    assert list(first["rule"]) == ["first", "again"]
    facts = {first["case"][0]: LegalFacts(exclusion="outage", evidence="工单 17")}
    assert list(register(prices, rows, facts=facts).lines["rule"]) == ["first", "first"]
