"""What the law lets a line take: by nature, region, wage and what is known of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import LAW, MONITORING, ROOT, caps, frame, pay, raw_tariff, schemes, tariff

from examples import examples
from qa_workbook.penalties import TariffBook, assess
from qa_workbook.penalties.breaches import all_breaches
from qa_workbook.penalties.caps import Pay, Wages
from qa_workbook.penalties.cases import with_cases
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.law import Law, LawOutdated, LawProfile, load_law
from qa_workbook.penalties.legality import NO_FACTS, LegalFacts, nature_said

SHIPPED = ROOT / "config" / "law"
KNOWN = LegalFacts(Decimal(1000), "合同第八条", date(2026, 10, 6))
SIGNED = {"accepted": {"by": "王经理", "on": date(2026, 10, 1)}}


def region(name: str = "national", area: str = "", **natures: dict[str, Any]) -> Law:
    """Returns the law of a shipped region with some of its natures changed."""
    raw = yaml.safe_load((SHIPPED / f"{name}.yaml").read_text("utf-8"))
    for nature, changes in natures.items():
        raw["natures"][nature] |= changes
    return Law((LawProfile.model_validate(raw),), name, area)


FINES = {"fine": {"allowed": True}}


def lines(
    nature: str | None,
    law: Law | None,
    wages: Wages | None = None,
    facts: LegalFacts = NO_FACTS,
    agents: Sequence[str] = ("007",),
    **changes: Any,
) -> list[dict[str, Any]]:
    """Returns lines of 100 yuan of some agents, one fatal error each, of October 5."""
    raw = raw_tariff()
    rule = raw["rules"][0]
    rule.pop("legal_nature")
    if nature:
        rule["legal_nature"] = nature
    priced = tariff(raw, caps=caps(), **changes)
    rows = frame(*({"agent": one, "fatal": True, "fatal_codes": "F11"} for one in agents))
    cases = with_cases(all_breaches(schemes(), {MONITORING: rows}), GivenOut())["case"]
    known = dict.fromkeys(cases, facts)
    book = TariffBook((priced,), law)
    priced_rows = assess(book, schemes(), {MONITORING: rows}, wages, facts=known).lines
    assert set(priced_rows["points"]) == {10}, "points always stay"
    assert set(priced_rows["money_before_cap"]) == {100}
    return priced_rows.to_dict("records")


def line(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """Returns the last of such lines."""
    return lines(*args, **kwargs)[-1]


def wages(wage: object, performance: object = None) -> dict[tuple[str, str], Pay]:
    """The pay of the one agent."""
    return {("007", ""): pay(wage, performance)}


@pytest.mark.parametrize(
    ("nature", "law", "why"),
    [
        (None, LAW, "nature-missing"),
        ("none", LAW, "nature-none"),
        ("performance", None, "no-law"),
        ("fine", LAW, "nature-forbidden"),
        ("fine", region("guangdong"), "nature-forbidden"),
        ("fine", region(**FINES), "acceptance-missing"),
        ("loss", LAW, "loss-amount-missing"),
        ("performance", region(performance={"allowed": False}), "nature-forbidden"),
    ],
)
def test_points_stay_and_the_line_says_why_it_takes_no_money(
    nature: str | None, law: Law | None, why: str
) -> None:
    """Without a nature, a permission or what the nature needs the money is 0."""
    found = line(nature, law, wages(9000))
    assert (found["money"], found["why"], found["legal_nature"]) == (0, why, nature or "")


def test_a_fine_needs_a_profile_that_allows_it_and_a_signature() -> None:
    """Where the shipped profiles hold every fine is 0 yuan, signed or not; else a signature pays."""
    assert line("fine", region(**FINES), wages(9000), **SIGNED)["money"] == 100
    for name in ("national", "guangdong"):
        assert line("fine", region(name), wages(9000), KNOWN, **SIGNED)["money"] == 0
    limits = {"fine": {"allowed": True, "percent_of_wage": 1, "wage_floor_percent": 80}}
    found = line("fine", region("guangdong", "class-1", **limits), wages(2050), **SIGNED)
    assert (found["money"], found["cap"]) == (Decimal("20.50"), "wage_percent")
    found = line("fine", region("guangdong", "class-1", **limits), wages(2010), **SIGNED)
    assert (found["money"], found["cap"]) == (Decimal(10), "wage_floor")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (LegalFacts(), "loss-amount-missing"),
        (replace(KNOWN, loss=None), "loss-amount-missing"),
        (replace(KNOWN, contract_clause=""), "contract-clause-missing"),
        (replace(KNOWN, noticed_on=None), "notice-missing"),
        (replace(KNOWN, noticed_on=date(2026, 10, 4)), "notice-missing"),
        (KNOWN, ""),
    ],
)
def test_a_loss_needs_amount_clause_and_notice(facts: LegalFacts, why: str) -> None:
    """All three, and a notice before the call is none."""
    found = line("loss", region("guangdong"), wages(9000), facts)
    assert (found["why"], found["money"]) == (why, 0 if why else 100)


@pytest.mark.parametrize(
    ("wage", "area", "number", "money", "put_off", "cap"),
    [
        ("2600", "class-1", 1, "100", "0", ""),  # 20 % are 520, above the floor 100
        ("2599.99", "class-1", 1, "99.99", "0.01", "wage_floor"),
        ("2500", "class-1", 1, "0", "100", "wage_floor"),
        ("1200", "class-1", 1, "0", "100", "wage_floor"),
        ("2530", "", 1, "10", "90", "wage_floor"),  # the highest area, Shenzhen
        ("3000", "class-4", 7, "0", "100", "wage_percent"),  # 600 are taken by six
        ("3300.50", "class-4", 7, "60.10", "39.90", "wage_percent"),
    ],
)
def test_a_loss_takes_20_percent_and_leaves_the_minimum_wage(
    wage: str, area: str, number: int, money: str, put_off: str, cap: str
) -> None:
    """The lesser of both, never below 0; the rest is carried to later months."""
    found = line("loss", region("guangdong", area), wages(wage), KNOWN, ["007"] * number)
    shown = (found["money"], found["carried"], found["cap"])
    assert shown == (Decimal(money), Decimal(put_off), cap)


def test_a_loss_is_never_more_than_the_loss() -> None:
    """A rule of 100 yuan takes 80 for a loss of 80, and nothing is put off."""
    found = line("loss", region("guangdong"), wages(9000), replace(KNOWN, loss=Decimal(80)))
    assert (found["money"], found["cap"], found["carried"]) == (80, "loss", 0)


def test_what_is_not_known_is_never_uncapped() -> None:
    """An unknown wage, floor or floating part takes nothing, and the line says which."""
    missing = line("loss", region("guangdong"), None, KNOWN)
    assert (missing["money"], missing["cap"]) == (0, "wage-missing")
    missing = line("loss", LAW, wages(9000), KNOWN)
    assert (missing["money"], missing["why"]) == (0, "minimum-wage-missing")
    for known in (None, {("007", ""): Pay(Decimal(9000))}):
        missing = line("performance", LAW, known)
        assert (missing["money"], missing["why"]) == (0, "performance-pay-missing")


def test_performance_stays_within_the_floating_part() -> None:
    """The second line gets what is left of the month's floating pay, the third nothing."""
    for number, money in ((1, 100), (2, 50), (3, 0)):
        found = line("performance", LAW, wages(4000, 150), agents=["007"] * number)
        assert (found["money"], found["carried"]) == (money, 0)
        assert found["cap"] == ("" if number == 1 else "performance")


def test_a_day_that_no_profile_covers_stops_the_run() -> None:
    """Older than its validity is wrong config, not a guess; lines without money need no law."""
    profile = LAW.profiles[0].model_copy(update={"valid_until": date(2026, 10, 4)})
    outdated = Law((profile,), "national")
    with pytest.raises(LawOutdated) as stopped:
        line("performance", outdated, wages(9000))
    assert stopped.value.exit_code == 2
    assert all("2026-10-05" in stopped.value.say(language) for language in ("zh", "en"))
    assert line("none", outdated)["money"] == 0


def test_shipped_profiles_are_faultless_and_allow_no_fine() -> None:
    """Each has its sources and dates; minimum wages are those of the area, or the highest."""
    for name in ("national", "guangdong"):
        law, faults = load_law(SHIPPED, name)
        assert faults == []
        assert [profile.natures.fine.allowed for profile in law.profiles] == [False]
    day = date(2026, 10, 5)
    found = {area: region("guangdong", area).minimum_wage(day) for area in ("class-2", "")}
    assert found == {"class-2": Decimal(2080), "": Decimal(2520)}
    assert LAW.minimum_wage(day) is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("needs: [acceptance]", "needs: []", "law-needs"),
        ("needs: [loss_amount, contract_clause, notice_date]", "needs: []", "law-needs"),
        ("percent_of_wage: 20", "percent_of_wage: null", "law-loss-cap"),
        ("wage_floor_percent: 100", "wage_floor_percent: null", "law-loss-cap"),
        ("valid_until: 2027-06-30", "valid_until: 2007-06-30", "law-period"),
        ("id: national", "id: elsewhere", "law-region"),
        ("percent_of_wage: 20", "percent_of_wage: 200", "out-of-range"),
        ("allowed: false", "allowed: false\n    more: 1", "unknown-key"),
    ],
)
def test_a_profile_laxer_than_the_law_is_refused(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    """What no profile may drop is a fault with file and line."""
    words = (SHIPPED / "national.yaml").read_text("utf-8")
    assert old in words
    (tmp_path / "a.yaml").write_text(words.replace(old, new, 1), "utf-8")
    faults = load_law(tmp_path, "national")[1]
    assert code in {fault.code for fault in faults}
    assert all(fault.zh != fault.en for fault in faults)


def test_an_area_that_the_region_lacks_is_refused() -> None:
    """A misspelt area of the settings isn't taken for none."""
    assert [fault.code for fault in load_law(SHIPPED, "guangdong", "class-9")[1]] == ["law-area"]


MONEY = st.integers(0, 500_000).map(lambda fen: Decimal(fen).scaleb(-2))


@given(
    st.sampled_from([None, "none", "fine", "loss", "performance"]),
    st.lists(
        st.tuples(MONEY, st.one_of(st.none(), MONEY), st.integers(1, 12)), min_size=4, max_size=6
    ),
    st.booleans(),
    st.sampled_from(["national", "guangdong"]),
)
@examples(15)
def test_no_path_pays_more_than_the_profile_allows(
    nature: str | None,
    people: list[tuple[Decimal, Decimal | None, int]],
    fines: bool,
    name: str,
) -> None:
    """Whatever is known: within the nature's caps, never raised by one, nothing lost of a loss."""
    law = region(name, "class-1" if name == "guangdong" else "", fine={"allowed": fines})
    known = {
        (f"A{place}", ""): Pay(wage, floating) for place, (wage, floating, _) in enumerate(people)
    }
    agents = [f"A{place}" for place, (*_, number) in enumerate(people) for _ in range(number)]
    priced = lines(nature, law, known, KNOWN, agents)
    assert all(0 <= found["money"] <= found["money_before_cap"] for found in priced)
    for place, (wage, floating, number) in enumerate(people):
        own = [found for found in priced if found["agent"] == f"A{place}"]
        assert len(own) == number
        total = sum((found["money"] for found in own), Decimal(0))
        if nature == "loss" and name == "guangdong":
            assert total * 5 <= wage
            assert total == 0 or wage - total >= 2500
            assert all(found["money"] + found["carried"] == 100 for found in own)
        elif nature == "performance":
            assert total <= (floating or 0)
        else:
            assert total == 0, "fines aren't signed, losses need a floor, others take no money"


def test_a_line_without_a_nature_says_why() -> None:
    """What no rule priced names its reason; of a rule without a nature that is what is missing."""
    assert nature_said("fine", "r", []) == "fine"
    assert nature_said("", "", ["unknown-code"]) == "unknown-code"
    assert nature_said("", "r", ["cap-agent"]) == "nature-missing"
    assert nature_said("", "", []) == "nature-missing"
