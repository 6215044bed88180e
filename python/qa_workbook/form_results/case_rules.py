"""The policy of the case library (S22): `config/results/cases.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.form_results.rules import ResultRules, ResultRulesFile


class CaseRules(ResultRules):
    """One version of the policy of the case library."""

    recordings: Annotated[int, Field(ge=1, le=100)]
    """So many recordings with comments each inspector hands in, at least."""
    sessions: Annotated[int, Field(ge=1, le=100)]
    """So many case sessions are held, at least."""
    per: Literal["week"]
    """In which time: a week from Monday to Sunday."""
    window: Annotated[int, Field(ge=1, le=60)]
    """Every item has a positive and a negative case within so long, up to the period's end."""
    unit: Literal["months"]
    """Unit of the window."""


class CaseRulesFile(ResultRulesFile):
    """The file `config/results/cases.yaml`."""

    versions: Annotated[tuple[CaseRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""
