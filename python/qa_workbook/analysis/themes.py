"""The themes of a week: which items everybody works on, and why (S4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol

import pandas as pd

from qa_workbook.analysis.case_library import ThemeCases
from qa_workbook.analysis.rules import ThemeRules
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme

Reason = Literal["first_week", "largest_share"]


class Week(Protocol):
    """What is known of a week: an Analysis is such, or the figures of the items alone."""

    @property
    def items(self) -> pd.DataFrame:
        """The frame `items` of an Analysis."""


@dataclass(frozen=True)
class Theme:
    """An item that is a theme of a week.

    `share`: 不良占比 in the week that it was chosen by. `before` and `after`: its 不良比率 in that
    week and in the week of the theme. None where there are no recordings. `held_before` and
    `held_after`: how many recordings these ratios are of. `chosen_by`: that week, which may lie
    further back than the week before; None in the first week of a project. `cases`: the service
    cases of the item, None while there is no case library.
    """

    item: str
    name: str
    share: float | None
    reason: Reason
    before: float | None
    after: float | None
    held_before: int = 0
    held_after: int = 0
    chosen_by: Period | None = None
    cases: ThemeCases | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object; with `cases` once there is a case library."""
        cases = {} if self.cases is None else {"cases": self.cases.as_dict()}
        return {
            "item": self.item,
            "share": self.share,
            "reason": self.reason,
            "before": self.before,
            "after": self.after,
            **cases,
        }


def themes(
    rules: ThemeRules,
    scheme: Scheme,
    before: Week | None,
    week: Week | None,
    language: str,
) -> list[Theme]:
    """Returns the themes of a week, the most frequent first; none where nothing went wrong.

    `before` is the last week with recordings, None in the first week of a project; `week` is the
    week itself, None as long as it has no recordings.
    """
    items = _first_week(rules, scheme) if before is None else _largest(rules, before)
    reason: Reason = "first_week" if before is None else "largest_share"
    names = {item.id: item.name.say(language) for item in scheme.items}
    return [
        Theme(
            item=id_,
            name=names.get(id_, id_),
            share=_of_item(before, id_, "share"),
            reason=reason,
            before=_of_item(before, id_, "ratio"),
            after=_of_item(week, id_, "ratio"),
            held_before=int(_of_item(before, id_, "held") or 0),
            held_after=int(_of_item(week, id_, "held") or 0),
        )
        for id_ in items[: rules.most]
    ]


def items_of(rules: ThemeRules, scheme: Scheme) -> list[str]:
    """Returns the items of a scheme that may become themes: those of the family."""
    found = []
    for item in scheme.items:
        node = scheme.by_id.get(item.id)
        while node is not None and not node.family:
            node = scheme.parent[node.id]
        if node is not None and node.family == rules.family:
            found.append(item.id)
    return found


def _first_week(rules: ThemeRules, scheme: Scheme) -> list[str]:
    own = items_of(rules, scheme)
    return [id_ for id_ in rules.first_week if id_ in own]


def _largest(rules: ThemeRules, before: Week) -> list[str]:
    """The items with the most defects, until they hold the wanted share of the family's defects.

    Of equal ones the first of the scheme comes first.
    """
    own = before.items[before.items["family"] == rules.family]
    own = own.sort_values("defective", ascending=False, kind="stable")
    wanted = Fraction(rules.defects_from) * int(own["defective"].sum())
    found, reached = [], 0
    for id_, defective in zip(own["id"], own["defective"].tolist(), strict=True):
        if reached >= wanted:
            break
        found.append(str(id_))
        reached += defective
    return found


def _of_item(week: Week | None, item: str, figure: str) -> float | None:
    if week is None:
        return None
    found = week.items.loc[week.items["id"] == item, figure]
    return None if found.empty or found.isna().all() else float(found.iloc[0])
