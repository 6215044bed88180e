"""What follows from the law for the register, consequence by consequence ("Law" 1, 2, 3, 5 and 7).

Those about payment, slips and retention (4, 6 and 8) are tested where these are made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from register_workshop import LAW, MONITORING, ROOT, caps, frame, pay, raw_tariff, schemes, tariff

from qa_workbook.penalties import Memory, Register, TariffBook, assess
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.law import Law, LawOutdated, LawProfile, load_law
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import Tariff

TODAY = date(2026, 11, 2)
SIGNED = {"accepted": {"by": "王经理", "on": date(2026, 1, 1)}}
WAGES = {("007", ""): pay(4000, 150)}
LOSS = LegalFacts(Decimal(100), "合同第八条", date(2026, 10, 6))


def of_nature(nature: str | None, **changes: Any) -> Tariff:
    """A tariff of 10 points and 100 yuan for a fatal error."""
    raw = raw_tariff()
    raw["rules"][0]["legal_nature"] = nature
    return tariff(raw, caps=caps(), **changes)


def register(priced: Tariff, law: Law | None = LAW, **more: Any) -> Register:
    """The register of two fatal errors of October 5."""
    rows = frame(*({"fatal": True, "fatal_codes": "F11"} for _ in range(2)))
    book, wages = TariffBook((priced,), law), more.pop("wages", WAGES)
    facts = more.pop("facts", None)
    found = assess(book, schemes(), {MONITORING: rows}, wages, **more)
    if facts is None:
        return found
    known = dict.fromkeys(found.lines["case"], facts)
    return assess(book, schemes(), {MONITORING: rows}, wages, facts=known, **more)


def allowing_fines() -> Law:
    """The law of the whole country, if it allowed fines."""
    raw = LAW.profiles[0].model_dump(mode="python")
    raw["natures"]["fine"]["allowed"] = True
    return Law((LawProfile.model_validate(raw),), "national")


def test_law_1__money_needs_a_nature_and_a_fine_a_profile_and_a_signature() -> None:
    """Else the points stay and the money is 0."""
    for nature, why in ((None, "nature-missing"), ("none", "nature-none")):
        lines = register(of_nature(nature, **SIGNED)).lines
        assert set(zip(lines["points"], lines["money"], lines["why"], strict=True)) == {
            (10, 0, why)
        }
    unsigned = register(of_nature("fine"), allowing_fines()).lines
    assert (set(unsigned["money"]), set(unsigned["why"])) == ({0}, {"acceptance-missing"})
    assert list(register(of_nature("fine", **SIGNED), allowing_fines()).lines["money"]) == [
        100,
        100,
    ]


@pytest.mark.parametrize("region", ["national", "guangdong"])
def test_law_1__under_the_shipped_profiles_every_fine_is_0_yuan(region: str) -> None:
    """Signed or not; the register says why, and its money before caps."""
    law = load_law(ROOT / "config" / "law", region)[0]
    found = register(of_nature("fine", **SIGNED), law)
    assert (found.totals["money"], found.totals["points"]) == (0, 20)
    assert set(found.lines["why"]) == set(found.lines["objection"]) == {"nature-forbidden"}


def test_law_2__a_loss_needs_amount_clause_and_notice_and_carries_the_rest() -> None:
    """20 % of 800 are 160: 100 and 60, and 40 are carried; an unknown wage is 0, never uncapped."""
    for lack in ({"loss": None}, {"contract_clause": ""}, {"noticed_on": None}):
        assert register(of_nature("loss"), facts=replace(LOSS, **lack)).totals["money"] == 0
    law = load_law(ROOT / "config" / "law", "guangdong", "class-4")[0]
    raw = law.profiles[0].model_dump(mode="python")
    raw["minimum_wages"] = [{**raw["minimum_wages"][-1], "amount": Decimal(600)}]
    law = Law((LawProfile.model_validate(raw),), "guangdong", "class-4")
    found = register(of_nature("loss"), law, wages={("007", ""): pay(800)}, facts=LOSS).lines
    assert list(found["money"]) == [100, 60]
    assert list(found["carried"]) == [0, 40]
    found = register(of_nature("loss"), law, wages={("007", ""): pay("650.50")}, facts=LOSS).lines
    assert list(found["money"]) == [Decimal("50.50"), 0], "wage − floor"
    unknown = register(of_nature("loss"), law, wages=None, facts=LOSS).lines
    assert (set(unknown["money"]), set(unknown["cap"])) == ({0}, {"wage-missing"})


def test_law_3__performance_is_never_more_than_the_floating_part() -> None:
    """150 yuan: 100 and 50; unknown it is 0."""
    assert list(register(of_nature("performance")).lines["money"]) == [100, 50]
    unknown = register(of_nature("performance"), wages=None).lines
    assert (set(unknown["money"]), set(unknown["why"])) == ({0}, {"performance-pay-missing"})


def test_law_5__region_and_minimum_wage_are_dated_and_stop_the_run_when_too_old() -> None:
    """Each profile and each minimum wage has its day and its source."""
    for region in ("national", "guangdong"):
        law = load_law(ROOT / "config" / "law", region)[0]
        wages = [wage for profile in law.profiles for wage in profile.minimum_wages]
        assert all(one.source.say("zh") and one.valid_from for one in (*law.profiles, *wages))
        last = max(profile.valid_until for profile in law.profiles)
        with pytest.raises(LawOutdated):
            law.at(date(last.year + 1, 1, 1))
    old = LAW.profiles[0].model_copy(update={"valid_until": date(2026, 10, 4)})
    with pytest.raises(LawOutdated):
        register(of_nature("performance"), Law((old,), "national"))


def test_law_7__amounts_are_examples_until_the_tariff_is_confirmed() -> None:
    """The register says so, and every line that is given out remembers it."""
    confirmed = {"confirmed": {"by": "王经理", "on": date(2026, 10, 1)}}
    for changes, is_example in (({}, True), (confirmed, False)):
        found = register(of_nature("performance", **changes), memory=Memory(GivenOut(), TODAY))
        assert found.examples == is_example
        assert {line.confirmed for line in found.to_remember} == {not is_example}


def test_the_law_objects_to_what_an_older_program_gave_out() -> None:
    """The paper keeps 100 yuan of a fine; what the law says of it stands beside."""
    paper = register(
        of_nature("fine", **SIGNED), allowing_fines(), memory=Memory(GivenOut(), TODAY)
    )
    assert set(paper.lines["objection"]) == {""}
    memory = Memory(GivenOut.of(paper.to_remember), TODAY)
    now = register(of_nature("fine", **SIGNED), memory=memory).lines
    assert (set(now["money"]), set(now["objection"])) == ({100}, {"nature-forbidden"})
    # another tariff now: the rule that priced it then is what counts
    other = of_nature("performance", version="2026.2", valid_from=date(2026, 1, 2))
    book = TariffBook((of_nature("fine", **SIGNED), other), LAW)
    rows = frame(*({"fatal": True, "fatal_codes": "F11"} for _ in range(2)))
    both = assess(book, schemes(), {MONITORING: rows}, WAGES, memory=memory).lines
    assert (set(both["money"]), set(both["objection"])) == ({100}, {"nature-forbidden"})
    # its rule is nowhere any more: nobody knows what the money is in law
    gone = register(of_nature("performance", version="2027.1"), memory=memory).lines
    assert (set(gone["money"]), set(gone["objection"])) == ({100}, {"nature-missing"})
