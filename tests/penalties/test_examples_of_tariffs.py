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
from qa_workbook.penalties import AgentMonths, assess, load_tariffs
from qa_workbook.penalties.law import Law, LawProfile
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring_cases.run import check_worked_cases

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


def chosen(name: str, folder: Path, changed: str = "") -> tuple[Scheme, TariffBook]:
    """Puts an example to use as its first lines say: scheme, tariff and cases into their folders.

    With `changed` each clause of the scheme has another number of points than 1.
    """
    for kind in ("scheme", "tariff", "cases"):
        (folder / kind).mkdir()
        shutil.copy(EXAMPLES / name / f"{kind}.yaml", folder / kind)
    if changed:
        file = folder / "scheme" / "scheme.yaml"
        file.write_text(
            file.read_text("utf-8").replace("points: 1,", f"points: {changed},"), "utf-8"
        )
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


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_out_as_its_worked_cases_say(name: str, folder: Path) -> None:
    """S16 to S19, each rule with the words of its source; each clause occurs in some case."""
    scheme, book = chosen(name, folder)
    schemes = load_schemes(folder / "scheme")[0]
    agreed, faults = check_worked_cases(folder / "cases", schemes, book)
    assert [str(fault) for fault in faults] == []
    words = (folder / "cases" / "cases.yaml").read_text("utf-8")
    assert agreed == words.count("- name:")
    assert [node.id for node in scheme.counted if f"{node.id}: " not in words] == []


def test_generic_list__with_an_x_of_the_user(folder: Path) -> None:
    """S16: X points per breach, X set by the user; a leak is also a matter of law."""
    example = chosen("generic-list", folder, changed="7")
    found = lines(*example, {"clause": "breach.leak", "times": 3})
    assert found[["points", "money", "actions"]].iloc[0].tolist() == [21, 0, "legal-action"]


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


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], [("clean", -5, 0)]),
        (["absence"], [("absence", 5, 500)]),
        (
            ["absence", "operation", "log"],
            [("absence", 5, 500), ("operation", 2, 200), ("log", 1, 100)],
        ),
        (["absence", "admin"], [("absence", 5, 500), ("admin", 5, 500), ("used-up", 0, 0)]),
        (["no_answer"] * 5, [("no-answer", 2, 0)] * 5 + [("used-up", 0, 1000)]),
    ],
)
def test_points_and_money__budget_and_clean_month(
    codes: list[str], expected: list[tuple[str, int, int]], folder: Path
) -> None:
    """S18: all 10 points gone take 100 % and a self-criticism, nothing in the month gives 5 back.

    What absences took of the performance pay is not there any more.
    """
    scheme, book = chosen("points-and-money", folder)
    key = SchemeKey(scheme.id, scheme.version)
    rows = [october(day, code, times=1) for day, code in enumerate(codes, 1)]
    frames = {key: frame(*rows)} if rows else {}
    known = {
        "scheme": key.id, "version": key.version, "agent": "007", "name": "李四", "team": "",
        "month": "2026-10", "recordings": len(rows), "score": Decimal(10), "band": "",
    }  # fmt: skip
    months = AgentMonths(pd.DataFrame([known]), date(2026, 11, 1))
    found = assess(book, {key: scheme}, frames, {("007", ""): pay(4000, 1000)}, months=months).lines
    assert list(zip(found["rule"], found["points"], found["money"], strict=True)) == expected
    proposed = {"clean": "full-performance-pay", "used-up": "self-criticism"}
    last = found.iloc[-1]
    assert last["actions"] == proposed.get(last["rule"], "")
