"""In what two versions of a scheme differ, and what keeps one from scoring the other's sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qa_workbook.numbers import plain
from qa_workbook.pins import digest
from qa_workbook.scheme.model import Band, Indicator, Scheme


class Obstacle(StrEnum):
    """Why a recording can't be scored by the other version: nothing is guessed in its place."""

    NEW_ITEM = "new-item"
    """Nobody marked what the other version asks."""
    NOT_APPLICABLE = "assumed-not-applicable"
    """It was to be taken as not applicable, which the other version doesn't allow."""
    SCALE = "scale"
    """The scale is another one, and the draft doesn't say what its marks become."""
    MARK = "mark"
    """A mark that was given is none of the other version's, or the draft leaves it out."""
    EXCUSED = "excused"
    """An item was not applicable, which the other version doesn't allow."""
    DEDUCTION = "deduction"
    """An error deduction that the other version doesn't allow."""
    FATAL_CODE = "fatal-code"
    """A fatal code that the other version doesn't have as one."""
    MOVED_CODE = "moved-code"
    """A code of error deductions that is a fatal one in the other version."""
    LAYOUT = "layout"
    """One version is filled in by recordings, the other by breaches."""


class Change(StrEnum):
    """What a version has otherwise than the one before it, or what was done about it."""

    WEIGHT = "weight"
    POINTS = "points"
    RULE = "rule"
    ASSUMED_FULL = "assumed-full"
    ASSUMED_NOT_APPLICABLE = "assumed-na"
    GONE = "gone"
    DROPPED = "dropped"
    CONVERTED = "converted"
    FATAL_EFFECT = "fatal-effect"
    NEW_CODE = "new-code"
    GONE_CODE = "gone-code"
    GONE_DEDUCTION = "gone-deduction"
    SCORE = "score"
    BANDS = "bands"
    VERSION_TAKEN = "version-taken"


@dataclass(frozen=True)
class Difference:
    """One difference: of which version, in what, and how many recordings it concerns.

    `id` is an indicator or a code, "" for the scheme itself; `before` and `after` are numbers or
    ids as text, "" where there is none. `recordings` is 0 for what isn't counted.
    """

    kind: Obstacle | Change
    version: str
    id: str = ""
    before: str = ""
    after: str = ""
    recordings: int = 0

    @property
    def is_obstacle(self) -> bool:
        """Whether it keeps the recordings from being scored by the other version."""
        return isinstance(self.kind, Obstacle)

    def as_dict(self) -> dict[str, Any]:
        """Returns the object for programs."""
        return {
            "kind": str(self.kind),
            "version": self.version,
            "id": self.id,
            "before": self.before,
            "after": self.after,
            "recordings": self.recordings,
        }


def changes(old: Scheme, new: Scheme) -> list[Difference]:
    """Returns in what the rules of two versions differ, in the order of the newer one."""
    if digest(old) == digest(new):
        return []
    found = [*_of_indicators(old, new), *_of_codes(old, new)]
    if _said(old.score) != _said(new.score):
        found.append(Difference(Change.SCORE, old.version))
    before, after = _edges(old), _edges(new)
    if before != after:
        found.append(Difference(Change.BANDS, old.version, "", before, after))
    if old.version == new.version:
        found.append(Difference(Change.VERSION_TAKEN, old.version))
    return found


_RULES = ("aggregate", "base", "floor", "ceiling", "bonus_cap", "section_fail", "scored")


def _of_indicators(old: Scheme, new: Scheme) -> Iterator[Difference]:
    for node in new.nodes:
        before = old.by_id.get(node.id)
        if before is not None:
            yield from _of_indicator(old, new, before, node)
    for node in old.nodes:
        if node.id not in new.by_id:
            yield Difference(Change.GONE, old.version, node.id)


def _of_indicator(
    old: Scheme, new: Scheme, before: Indicator, after: Indicator
) -> Iterator[Difference]:
    for kind, said in ((Change.WEIGHT, _weight), (Change.POINTS, _points)):
        if said(before) != said(after):
            yield Difference(kind, old.version, after.id, said(before), said(after))
    rules = [
        (scheme.not_applicable_rule(node), *(_said(getattr(node, name)) for name in _RULES))
        for scheme, node in ((old, before), (new, after))
    ]
    counts = [
        (_said(node.count) | {"points": None}) if node.count else None for node in (before, after)
    ]
    if rules[0] != rules[1] or counts[0] != counts[1]:
        yield Difference(Change.RULE, old.version, after.id)


def _weight(node: Indicator) -> str:
    return _number(node.weight)


def _points(node: Indicator) -> str:
    return _number(node.count.points) if node.count else ""


def _of_codes(old: Scheme, new: Scheme) -> Iterator[Difference]:
    before, after = fatal_effects(old), fatal_effects(new)
    for code, effect in after.items():
        if code not in before:
            yield Difference(Change.NEW_CODE, old.version, code, "", effect)
        elif before[code] != effect:
            yield Difference(Change.FATAL_EFFECT, old.version, code, before[code], effect)


def fatal_effects(scheme: Scheme) -> dict[str, str]:
    """Returns what each fatal code does: `zero`, `flag`, or `cap` with its points."""
    fatal = scheme.fatal
    if fatal is None:
        return {}
    found = {}
    for code in fatal.codes:
        effect = code.effect or fatal.effect
        cap = fatal.cap if code.cap is None else code.cap
        found[code.id] = f"cap {_number(cap)}" if effect == "cap" else effect
    return found


def _said(value: Any) -> Any:
    """A rule without its words: sources and units move nothing."""
    if not hasattr(value, "model_dump"):
        return value
    said: dict[str, Any] = value.model_dump(exclude={"source", "unit", "name"})
    return said


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _edges(scheme: Scheme) -> str:
    return "  ".join(map(_edge, scheme.bands.bands)) if scheme.bands else ""


def _edge(band: Band) -> str:
    """A band with its edges: `minor 85–90`."""
    low = _number(band.from_ if band.from_ is not None else band.above)
    high = _number(band.to if band.to is not None else band.below)
    signs = ("≥" if band.from_ is not None else ">", "≤" if band.to is not None else "<")
    ends = [f"{sign}{end}" for sign, end in zip(signs, (low, high), strict=True) if end]
    return " ".join([band.id, *ends])


def obstacles(differences: Sequence[Difference]) -> list[Difference]:
    """Returns those that keep recordings from being scored."""
    return [one for one in differences if one.is_obstacle]
