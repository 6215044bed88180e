"""The dated policy of results: files `config/results/<form>.yaml`, one format for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from qa_workbook.config.base import Model, Name, VersionName
from qa_workbook.config.dated import in_force, repeated
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.forms.policy import Dated

FOLDER = "results"


class ResultRules(Model):
    """One version of the policy of a result; each result adds its own keys."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Periods that end on this day or later follow it, until the next version."""
    source: Name
    """Where it comes from."""


class ResultRulesFile(Model):
    """A file of `config/results/`; each result says of what kind its `versions` are."""

    format: Literal[1]
    """Version of this file format."""
    versions: Annotated[tuple[ResultRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""

    def faults(self, _places: Places) -> Iterable[Fault]:
        """Returns what is wrong beyond single values, in the words of labels/result_faults.yaml."""
        return ()


R_co = TypeVar("R_co", bound=ResultRules, covariant=True)


@dataclass(frozen=True)
class ResultRuleBook(Generic[R_co]):
    """All versions of the policy of one result."""

    versions: tuple[R_co, ...] = ()

    def at(self, day: date) -> R_co | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)


def numbers_of(book: ResultRuleBook[ResultRules]) -> tuple[Dated, ...]:
    """Returns of each version its day and its numbers by key, without those of its parts."""
    return tuple((rules.valid_from, _numbers(rules)) for rules in book.versions)


def _numbers(rules: ResultRules) -> dict[str, Decimal]:
    found = {}
    for key in type(rules).model_fields:
        value = getattr(rules, key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            found[key] = Decimal(value)
    return found


def load_result_rules(
    file: Path, model: type[ResultRulesFile]
) -> tuple[ResultRuleBook[ResultRules] | None, list[Fault]]:
    """Returns the rules of a file, None where there are faults, and all of them."""
    read, faults, places = read_with_places(file, model)
    if read is None:
        return None, faults
    faults += _check(read, places.worded_by("result_faults"))
    return (None if faults else ResultRuleBook(read.versions)), faults


def _check(file: ResultRulesFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(rules, name) for rules in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
    yield from file.faults(places)
