"""Which content of a version scored what is published, and which priced what was given out (S6).

A version of a scheme or tariff that has been used is pinned by a digest of its rules. Words, notes
and sources may change as they like; another weight or amount needs a new version, or somebody who
accepts the change by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from qa_workbook.errors import PinsDamaged
from qa_workbook.keys import SchemeKey

FORMAT = 1


class Rules(Protocol):
    """A version of a scheme or tariff."""

    @property
    def id(self) -> str:
        """The same in all versions."""

    @property
    def version(self) -> str:
        """Name of the version."""

    def model_dump(self, *, exclude_defaults: bool) -> dict[str, Any]:
        """The content, as pydantic gives it."""


_WORDS = frozenset(
    {
        "name",
        "short",
        "note",
        "source",
        "colour",
        "owner",
        "confirmed",
        "rows",
        "former",
        "headings",
    }
)
"""Keys that move neither a score nor an amount; `former` only tells back-tests of other marks."""


def digest(rules: Rules) -> str:
    """Returns the SHA-256 of everything in a scheme or tariff that moves a score or an amount.

    What stands at its default doesn't count, so that a key that is new in the program changes
    nothing.
    """
    content = _plain(rules.model_dump(exclude_defaults=True))
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value without words, in one spelling: 5, 5.0 and "5" are the same amount."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if key not in _WORDS}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Pins:
    """The digest of each version that was used, by "id@version".

    `accepted` says which changes of a used version somebody took upon themselves, and when.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[Mapping[str, str], ...] = ()

    def changed(self, used: Iterable[Rules]) -> list[str]:
        """Returns the names of those in `used` that are not what they were, sorted."""
        named = {pin_name(rules): rules for rules in used}
        known = {name: rules for name, rules in named.items() if name in self.versions}
        return sorted(name for name in known if digest(known[name]) != self.versions[name])

    def with_used(self, used: Iterable[Rules]) -> Pins:
        """Returns these pins and one for each version in `used` that has none yet."""
        named = {pin_name(rules): digest(rules) for rules in used}
        return replace(self, versions={**named, **self.versions})

    def renewed(self, rules: Rules) -> Pins:
        """Returns these pins with the rules as they are now."""
        return replace(self, versions={**self.versions, pin_name(rules): digest(rules)})

    def accepting(self, rules: Rules, day: date, why: str) -> Pins:
        """Returns these pins with the rules as they are now, and with a trace of the change."""
        name = pin_name(rules)
        entry = {
            "version": name,
            "from": self.versions.get(name, ""),
            "to": digest(rules),
            "on": day.isoformat(),
            "why": why,
        }
        return replace(self.renewed(rules), accepted=(*self.accepted, entry))

    def as_bytes(self) -> bytes:
        """Returns what the file of the pins holds."""
        content = {
            "format": FORMAT,
            "versions": dict(self.versions),
            "accepted": [dict(entry) for entry in self.accepted],
        }
        return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def pin_name(rules: Rules) -> str:
    """Returns what a version is called here: "id@version"."""
    return str(SchemeKey(rules.id, rules.version))


def read_pins(path: Path) -> Pins:
    """Returns the pins of a file, none where the file does not exist. Raises PinsDamaged."""
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        return Pins(content["versions"], tuple(content["accepted"]))
    except FileNotFoundError:
        return Pins()
    except (ValueError, KeyError, TypeError):
        raise PinsDamaged(path=path) from None
