"""What somebody wants to do with a case, and the answer when it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from qa_workbook.labels import entries, text


@dataclass(frozen=True)
class Request:
    """`actor` (number or name, "system" for the program) wants `event`.

    `role` is the one they act in, "" for whichever fits. `outcome` is upheld, partial or revoked;
    `points` and `money` (yuan) what they decide. `approvals` are the members of the panel who
    approve, by number or name. `through` is the team lead that an agent's request came through,
    `asked` when it was made, if it is entered later. `data` is evidence to keep with the event.
    """

    event: str
    actor: str
    role: str = ""
    reason: str = ""
    outcome: str = ""
    points: Decimal | None = None
    money: Decimal | None = None
    approvals: tuple[str, ...] = ()
    through: str = ""
    asked: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done: a code of `labels/procedure.yaml` and its details.

    Details are text; codes that `labels/procedure.yaml` has words for are put into them, and a
    mapping has its words by language.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Returns the sentence in `language` ("zh" or "en")."""
        said = {name: worded(value, language) for name, value in self.details.items()}
        return text(f"procedure.{self.code}", language, **said)


def refusal(code: str, **details: Any) -> Refusal:
    """Returns a refusal; tuples and lists among the details are listed in its sentence."""
    return Refusal(code, details)


def worded(value: Any, language: str) -> str:
    """Returns a detail in words: states, events, roles and reasons by their names."""
    if isinstance(value, list | tuple):
        comma = ", " if language == "en" else "、"
        return comma.join(worded(part, language) for part in value) or "–"
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    name = f"word-{value}"
    return text(f"procedure.{name}", language) if name in entries("procedure") else str(value)
