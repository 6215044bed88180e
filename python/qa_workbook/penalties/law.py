"""The law profiles: what each legal nature of a rule may do in a region, dated ("Law").

The classes are the format of `config/law/*.yaml`; `docs/penalties.md` explains them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name, Words
from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.errors import UsageError

Nature = Literal["loss", "performance", "fine", "none"]
Need = Literal["acceptance", "loss_amount", "contract_clause", "notice_date"]
Share = Annotated[Decimal, Field(ge=0, le=100)]
NEEDED: dict[str, frozenset[Need]] = {
    "loss": frozenset({"loss_amount", "contract_clause", "notice_date"}),
    "performance": frozenset(),
    "fine": frozenset({"acceptance"}),
}
"""What no profile may drop: "Law" 1 and 2."""


class LawOutdated(UsageError):
    """No version of the region's profile covers a day with money. Needs `region` and `day`."""

    label = "penalties.law_outdated"


class NatureLaw(Model):
    """What rules of one legal nature may take."""

    allowed: bool
    """Whether money may be taken at all; if not, the points stay."""
    percent_of_wage: Share | None
    """Most of a month's wage, in percent, that all lines of this nature may take; null for none."""
    wage_floor_percent: Share | None
    """What must be left of the wage, in percent of the minimum wage; null for none."""
    needs: tuple[Need, ...]
    """What must be known before money is taken."""
    source: Name
    """The article it comes from."""


class Natures(Model):
    """The legal natures that can take money."""

    loss: NatureLaw
    """Compensation of an economic loss."""
    performance: NatureLaw
    """Less performance pay; always within the floating part of the month's pay."""
    fine: NatureLaw
    """Fines."""


class MinimumWage(Model):
    """The monthly minimum wage of an area, from a day until its next one."""

    area: Identifier
    """Names the area in `wage_area` of settings.yaml."""
    name: Name
    """The area in words."""
    valid_from: date
    """First day it holds for."""
    amount: Annotated[Decimal, Field(ge=0)]
    """Yuan per month."""
    unit: Literal["yuan per month"]
    """Always `yuan per month`."""
    source: Name
    """The published notice."""


class WageRecords(Model):
    """How long records of wages are kept."""

    at_least: Annotated[int, Field(ge=1)]
    """Least number of months before anything may be deleted."""
    unit: Literal["months"]
    """Always `months`."""
    source: Name
    """The rule that says so."""


class LawProfile(Model):
    """The law of one region for calls from `valid_from` to `valid_until`."""

    format: Literal[1]
    """Version of this file format."""
    id: Identifier
    """Names the region in `region` of settings.yaml; the same in every version."""
    version: Words
    """Name of this version."""
    valid_from: date
    """First call date it holds for."""
    valid_until: date
    """Last call date it was checked for; later calls with money stop the run."""
    name: Name
    """The region in words."""
    source: Name
    """Laws and judgements it was made from."""
    natures: Natures
    """What each legal nature may do."""
    wage_records: WageRecords
    """How long records of wages are kept."""
    minimum_wages: tuple[MinimumWage, ...] = ()
    """Dated minimum wages by area."""

    def of(self, nature: str) -> NatureLaw | None:
        """Returns what a nature may do; None for `none`, which takes nothing."""
        law: NatureLaw | None = getattr(self.natures, nature, None)
        return law

    def minimum_wage(self, day: date, area: str) -> Decimal | None:
        """Returns the minimum wage on a day in yuan per month, None where it isn't known.

        Without an area it is the highest of all, which is low enough for nobody.
        """
        held: dict[str, MinimumWage] = {}
        for wage in sorted(self.minimum_wages, key=lambda wage: wage.valid_from):
            if wage.valid_from <= day and area in ("", wage.area):
                held[wage.area] = wage
        return max((wage.amount for wage in held.values()), default=None)


@dataclass(frozen=True)
class Law:
    """The versions of the region's profile, and the area whose minimum wage holds ("" for any)."""

    profiles: tuple[LawProfile, ...]
    region: str
    area: str = ""

    def at(self, day: date) -> LawProfile:
        """Returns the version that holds on `day`. Raises LawOutdated where none does."""
        held = [one for one in self.profiles if one.valid_from <= day <= one.valid_until]
        if not held:
            raise LawOutdated(region=self.region, day=day)
        return max(held, key=lambda one: one.valid_from)

    def minimum_wage(self, day: date) -> Decimal | None:
        """Returns the minimum wage that holds on `day`, None where it isn't known."""
        return self.at(day).minimum_wage(day, self.area)


def load_law(folder: Path, region: str, area: str = "") -> tuple[Law, list[Fault]]:
    """Reads every profile of `folder`.

    Returns the law of one region, and all faults by file and line; a region or area that no
    profile has is one.
    """
    read: list[tuple[LawProfile, Places]] = []
    faults: list[Fault] = []
    for path in yaml_files(folder):
        profile, found, places = read_with_places(path, LawProfile)
        places = places.worded_by("penalties")
        faults += found
        if profile:
            faults += _check(profile, places)
            read.append((profile, places))
    faults += _clashes(read)
    own = tuple(profile for profile, _ in read if profile.id == region)
    if not faults:
        faults += _choice_faults(folder, [profile for profile, _ in read], own, region, area)
    law = Law(own, region, area)
    return law, sorted(faults, key=lambda fault: (fault.file, fault.line))


def _check(profile: LawProfile, places: Places) -> Iterator[Fault]:
    if profile.valid_until < profile.valid_from:
        yield places.fault("law-period", "valid_until", found=profile.valid_until)
    for nature, needed in NEEDED.items():
        law = profile.of(nature)
        assert law is not None
        missing = sorted(needed - set(law.needs))
        if missing:
            details = {"nature": nature, "missing": missing}
            yield places.fault("law-needs", "natures", nature, "needs", **details)
    loss = profile.natures.loss
    for name in ("percent_of_wage", "wage_floor_percent"):
        if loss.allowed and getattr(loss, name) is None:
            yield places.fault("law-loss-cap", "natures", "loss", name, name=name)


def _clashes(read: Sequence[tuple[LawProfile, Places]]) -> Iterator[Fault]:
    for number, (profile, places) in enumerate(read):
        for other, other_places in read[:number]:
            if (profile.id, profile.valid_from) == (other.id, other.valid_from):
                details = {"found": profile.valid_from, "file": other_places.file.name}
                yield places.fault("tariff-same-valid-from", "valid_from", **details)


def _choice_faults(
    folder: Path, known: Sequence[LawProfile], own: Sequence[LawProfile], region: str, area: str
) -> Iterator[Fault]:
    settings = Places(folder.parent / "settings.yaml", {}).worded_by("penalties")
    if not own:
        regions = sorted({profile.id for profile in known})
        yield settings.fault("law-region", "region", region=region, known=regions or "–")
    areas = sorted({wage.area for profile in own for wage in profile.minimum_wages})
    if own and area and area not in areas:
        yield settings.fault("law-area", "wage_area", area=area, known=areas or "–")
