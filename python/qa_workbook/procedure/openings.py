"""What the cases that are opened at one moment keep of the procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qa_workbook.procedure.decide import opening
from qa_workbook.procedure.people import People
from qa_workbook.procedure.request import Refusal
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.state import Facts

_CONCERNED = ("agent", "team", "project", "inspector", "day")
"""The facts by which anybody stands to a case; see `Standing`."""


class Openings:
    """What `opening` says of many cases that are published at the same moment."""

    def __init__(self, people: People, procedure: Procedure, published: datetime) -> None:
        self._people, self._procedure, self._published = people, procedure, published
        self._known: dict[tuple[Any, ...], Mapping[str, Any] | Refusal] = {}

    def of(self, case: str, data: Mapping[str, Any]) -> Mapping[str, Any] | Refusal:
        """Returns what the `open` event of a case with these `data` keeps beside its facts.

        Cases in which everybody stands alike share one answer, which nobody may change: a register
        opens thousands at once. Raises as `Facts.of_data` does.
        """
        about = self._about(data)
        found = self._known.get(about)
        if found is None:
            facts = Facts.of_data(case, data)
            found = opening(facts, self._people, self._procedure, self._published)
            self._known[about] = found
        return found

    def _about(self, data: Mapping[str, Any]) -> tuple[Any, ...]:
        """What tells cases apart: nothing where there is nobody to stand to them."""
        if not self._people.posts:
            return ()
        line = data.get("line", {})
        return tuple(data[name] if name in data else line.get(name) for name in _CONCERNED)
