"""The policy of online chat (S21): targets, and on how few chats nobody is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile

Proportion = Annotated[Decimal, Field(gt=0, le=1)]
Seconds = Annotated[int, Field(gt=0)]
Number = Annotated[int, Field(ge=1)]


class ChatShares(Model):
    """The least shares, as fractions of 1; a share that is left out has no target."""

    in_time: Proportion | None = None
    """Chats answered in time, of all chats."""
    solved: Proportion | None = None
    """Chats solved at first contact, of all chats."""
    satisfied: Proportion | None = None
    """Satisfied customers, of those who rated."""
    unit: Literal["ratio"]
    """Unit of the shares."""


class ChatTimes(Model):
    """The longest mean times; one that is left out has no target."""

    first_response: Seconds | None = None
    """Mean time until the first answer."""
    handling: Seconds | None = None
    """Mean time from the first message to the end of the chat."""
    unit: Literal["seconds"]
    """Unit of the times."""


class ChatLeast(Model):
    """On fewer chats or ratings than these nobody is judged."""

    contacts: Number
    """Chats of an agent in the period, for shares of chats and for times."""
    ratings: Number
    """Ratings of an agent in the period, for the share of satisfied customers."""
    inspected: Number
    """Inspected chats of an agent, for what inspectors say beside what customers say."""
    unit: Literal["chats"]
    """Unit of the numbers."""


class ChatQuality(Model):
    """When inspectors and customers say different things of an agent."""

    scheme: Identifier
    """The scheme by which chats are scored."""
    low: Decimal
    """Below this mean score the quality is low although customers are satisfied."""
    high: Decimal
    """From this mean score on it is high although they aren't."""
    unit: Literal["points"]
    """Unit of the scores."""


class ChatRules(ResultRules):
    """One version of the policy of online chat."""

    shares: ChatShares
    """The least shares."""
    times: ChatTimes
    """The longest mean times."""
    least: ChatLeast
    """On how few nobody is judged."""
    quality: ChatQuality
    """What inspectors say beside what customers say."""

    def target(self, measure: str) -> Target | None:
        """Returns the target of a measure, None where there is none."""
        return self._targets.get(measure)

    @property
    def _targets(self) -> Mapping[str, Target]:
        few, ratings = self.least.contacts, self.least.ratings
        given = (
            ("in_time", self.shares.in_time, True, few),
            ("first_response", self.times.first_response, False, few),
            ("handling", self.times.handling, False, few),
            ("solved", self.shares.solved, True, few),
            ("satisfied", self.shares.satisfied, True, ratings),
        )
        return {
            key: Target(float(value), at_least, least)
            for key, value, at_least, least in given
            if value is not None
        }


@dataclass(frozen=True)
class Target:
    """What a measure should come to: `at_least` or at most `value`, judged from `least` on."""

    value: float
    at_least: bool
    least: int


class ChatRulesFile(ResultRulesFile):
    """The file `config/results/chat-kpi.yaml`."""

    versions: Annotated[tuple[ChatRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""
