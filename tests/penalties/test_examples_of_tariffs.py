"""The example schemes and tariffs of config/examples, worked by hand from S16, S17, S18 and S19."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from register_workshop import LAW, ROOT, frame, pay

from qa_workbook.keys import SchemeKey
from qa_workbook.penalties import assess, load_tariffs
from qa_workbook.penalties.law import Law, LawProfile
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme

EXAMPLES = ROOT / "config" / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
ALLOWED = LAW.profiles[0].model_dump(mode="python")
ALLOWED["natures"]["fine"]["allowed"] = True
FINES = Law((LawProfile.model_validate(ALLOWED),), "national")
"""A law that allows fines, for which somebody must still sign."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the files of one example."""
    return tmp_path


def chosen(name: str, folder: Path) -> tuple[Scheme, TariffBook]:
    """Puts an example to use as its first lines say: scheme and tariff into their folders."""
    for kind in ("scheme", "tariff"):
        (folder / kind).mkdir()
        shutil.copy(EXAMPLES / name / f"{kind}.yaml", folder / kind)
    schemes, faults = load_schemes(folder / "scheme")
    tariffs, more = load_tariffs(folder / "tariff", schemes)
    assert faults + more == []
    return schemes.schemes[0], replace(tariffs, law=LAW)


def lines(
    scheme: Scheme, book: TariffBook, *rows: dict[str, Any], facts: LegalFacts | None = None
) -> pd.DataFrame:
    """The lines of breaches of one agent with 1,000 yuan of performance pay."""
    key = SchemeKey(scheme.id, scheme.version)
    frames = {key: frame(*({"times": 1} | row for row in rows))}
    wages = {("007", ""): pay(4000, 1000)}
    found = assess(book, {key: scheme}, frames, wages).lines
    if facts is None:
        return found
    known = dict.fromkeys(found["case"], facts)
    return assess(book, {key: scheme}, frames, wages, facts=known).lines


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_faultless_and_prices_each_of_its_clauses(name: str, folder: Path) -> None:
    """No clause is left without a price; nobody confirmed an example."""
    scheme, book = chosen(name, folder)
    codes = [node.id for node in scheme.counted if node.count.direction != "bonus"]
    found = lines(scheme, book, *({"clause": code} for code in codes))
    assert sorted(found["code"]) == sorted(codes)
    assert book.tariffs[0].confirmed is None
    assert set(found["why"]) <= {"", "nature-forbidden"}


def test_generic_list(folder: Path) -> None:
    """S16: X points per breach as the scheme says; a leak is also a matter of law."""
    found = lines(*chosen("generic-list", folder), {"clause": "breach.leak", "times": 3})
    assert found[["points", "money", "actions"]].iloc[0].tolist() == [3, 0, "legal-action"]


def test_front_desk(folder: Path) -> None:
    """S17: quarrel 10, parcels mismatch 10, no badge 2: 22 points and no money."""
    codes = ("courtesy.quarrel", "parcels.mismatch", "appearance.badge")
    found = lines(*chosen("front-desk", folder), *({"clause": code} for code in codes))
    assert (sum(found["points"]), sum(found["money"])) == (22, 0)


def test_customer_credit(folder: Path) -> None:
    """S19: the customer loses points; what is a plus is no breach, and nobody pays."""
    codes = ("minus.late", "minus.reputation", "plus.prompt")
    found = lines(*chosen("customer-credit", folder), *({"clause": code} for code in codes))
    assert (sum(found["points"]), sum(found["money"]), len(found)) == (13, 0, 2)


def october(day: int, code: str, **more: Any) -> dict[str, Any]:
    """A breach of S18 on a day of October."""
    return {"clause": f"breach.{code}", "call_date": date(2026, 10, day), **more}


@pytest.mark.parametrize(
    ("code", "times", "amounts"),
    [
        ("absence", 1, [(5, 500)]),
        ("forum", 1, [(2, 200)]),
        ("operation", 1, [(2, 200)]),
        ("log", 3, [(1, 100), (2, 200), (2, 200)]),
        ("bans", 2, [(0, 0), (5, 500)]),
        ("password", 1, [(10, 1000)]),
        ("absence", 3, [(5, 500), (5, 500), (5, 0)]),
        ("no_answer", 1, [(2, 0)]),
        ("smoking", 2, [(5, 0), (5, 1000)]),
        ("guidance", 1, [(0, 0)]),
    ],
)
def test_points_and_money(
    code: str, times: int, amounts: list[tuple[int, int]], folder: Path
) -> None:
    """S18: shares of 1,000 yuan, never more than all of it; sums in yuan are fines and 0."""
    days = [october(day, code) for day in range(1, times + 1)]
    found = lines(*chosen("points-and-money", folder), *days)
    assert list(zip(found["points"], found["money"], strict=True)) == amounts


def test_points_and_money__where_fines_are_allowed_and_signed(folder: Path) -> None:
    """20 yuan, 50 yuan, 50 yuan; away twice in the month is a proposal of dismissal."""
    scheme, book = chosen("points-and-money", folder)
    signed = book.tariffs[0].model_copy(update={"accepted": {"by": "王", "on": date(2026, 1, 1)}})
    allowed = TariffBook((signed,), FINES)
    rows = [october(1, "no_answer"), october(2, "away"), october(3, "away")]
    found = lines(scheme, allowed, *rows).sort_values("call_date")
    assert list(found["money"]) == [20, 50, 50]
    assert list(found["actions"]) == ["", "", "dismissal-proposal"]
    assert list(lines(scheme, TariffBook(book.tariffs, FINES), *rows)["money"]) == [0, 0, 0]


def test_points_and_money__grave_and_decided(folder: Path) -> None:
    """A grave abuse is also a matter of dismissal or law; 20–50 % and 2–5 points are decided."""
    example = chosen("points-and-money", folder)
    grave = lines(*example, october(1, "admin", aggravated=True)).iloc[0]
    assert grave["actions"] == "dismissal-proposal;legal-action"
    decided = LegalFacts(money=Decimal(350), points=Decimal(4))
    found = lines(*example, october(1, "operation"), facts=decided).iloc[0]
    assert (found["points"], found["money"], found["why"]) == (4, 350, "")
    for more in (LegalFacts(points=Decimal(6)), LegalFacts(money=Decimal(501))):
        found = lines(*example, october(1, "operation"), facts=more).iloc[0]
        assert (found["money"], found["why"]) == (0, "decision-outside-range")
    outage = LegalFacts(exclusion="outage", evidence="工单 17")
    found = lines(*example, october(1, "operation"), facts=outage).iloc[0]
    assert (found["points"], found["money"], found["why"]) == (0, 0, "excluded")
