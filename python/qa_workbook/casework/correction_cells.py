"""What a person writes into 更正评分: `服务态度=4；次数=1`, read into the data of a decision."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from qa_workbook.labels import LANGUAGES, text
from qa_workbook.numbers import decimal, plain
from qa_workbook.penalties.given_out import GivenLine
from qa_workbook.procedure.request import Refusal, refusal
from qa_workbook.scheme.model import Indicator, Scheme

_PARTS = re.compile(r"[;,\n]+")
_PAIR = re.compile(r"(.+?)[=:](.+)", re.DOTALL)
_MOST_LISTED = 10


class _Stop(Exception):
    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.code)
        self.refusal = refused


def read_corrections(cell: str, scheme: Scheme, line: GivenLine) -> dict[str, Any] | Refusal:
    """Returns what a cell 更正评分 says of the case `line`, as data of an event, or why it can't.

    Parts are separated by ； or a new line. `不成立`: there was no breach; `成立`: there was one,
    also where the case is revoked; `<indicator>=<mark>` by id or name, in marks of its scale;
    `次数=<n>` and `加重=否` of a clause, `差错扣分=<points>` of an error deduction: what is left of
    it, less than before. The data hold `breach`, `marks` (id → text), `times`, `aggravated`,
    `deducted` (text); an empty cell holds none. The names may be Chinese or English.
    """
    found: dict[str, Any] = {}
    marks: dict[str, str] = {}
    try:
        for part in _PARTS.split(unicodedata.normalize("NFKC", cell)):
            if not part.strip():
                continue
            name, value = _part(part.strip(), scheme, line)
            target = found if name in _READERS or name == "breach" else marks
            if name in target:
                raise _Stop(refusal("correction-twice", found=part.strip()))
            target[name] = value
    except _Stop as stopped:
        return stopped.refusal
    return {**found, "marks": marks} if marks else found


def _part(part: str, scheme: Scheme, line: GivenLine) -> tuple[str, Any]:
    """What one part says: a key of the data, or the id of an indicator, and its value."""
    for word, stands in (("none", False), ("stands", True)):
        if _key(part) in _names(f"cell-{word}"):
            return "breach", stands
    pair = _PAIR.fullmatch(part)
    if pair is None:
        raise _Stop(refusal("correction-unreadable", found=part))
    name, value = (side.strip() for side in pair.groups())
    for key, read in _READERS.items():
        if _key(name) in _names(f"cell-{key}"):
            return key, read(value, scheme, line)
    node = _indicator(name, scheme)
    return node.id, _mark(value, node, scheme)


def _times(value: str, _: Scheme, line: GivenLine) -> int:
    if line.cause != "clause":
        raise _Stop(refusal("correction-not-here", found=_heading("times")))
    number = _number(value)
    if number % 1 or not 0 <= number < line.times:
        raise _Stop(refusal("correction-range", found=value, most=str(line.times)))
    return int(number)


def _aggravated(value: str, _: Scheme, line: GivenLine) -> bool:
    if not line.aggravated:
        raise _Stop(refusal("correction-not-here", found=_heading("aggravated")))
    if _key(value) not in _names("cell-no"):
        raise _Stop(refusal("correction-unreadable", found=value))
    return False


def _deducted(value: str, scheme: Scheme, line: GivenLine) -> str:
    rule = scheme.error_deduction
    if line.cause != "error_deduction" or rule is None:
        raise _Stop(refusal("correction-not-here", found=_heading("deducted")))
    points = _number(value)
    if not 0 <= points < line.deducted or not rule.allows(points):
        raise _Stop(refusal("correction-range", found=value, most=plain(line.deducted)))
    return plain(points)


_READERS = {"times": _times, "aggravated": _aggravated, "deducted": _deducted}


def _indicator(name: str, scheme: Scheme) -> Indicator:
    """The one indicator with a mark that has this id or name.

    Ids come first; of two with one name the item, which is marked itself.
    """
    wanted = _key(name)
    graded = scheme.graded
    items = [node for node in graded if node in scheme.entered]
    for nodes in ([node for node in graded if _key(node.id) == wanted], _called(wanted, items)):
        if len(nodes) == 1:
            return nodes[0]
    found = _called(wanted, graded)
    if len(found) == 1:
        return found[0]
    if found:
        raise _Stop(
            refusal("correction-ambiguous", found=name, ids=_listed(node.id for node in found))
        )
    raise _Stop(
        refusal("correction-unknown", found=name, known=_listed(node.name.zh for node in items))
    )


def _called(wanted: str, nodes: Any) -> list[Indicator]:
    return [node for node in nodes if wanted in {_key(node.name.zh), _key(node.name.en)}]


def _mark(value: str, node: Indicator, scheme: Scheme) -> str:
    scale = scheme.scale_of(node)
    for choice in scale.choices:
        if _key(value) in {_key(choice.name.zh), _key(choice.name.en)}:
            return plain(choice.mark)
    number = _number(value)
    if not scale.allows(number):
        allowed = [plain(mark) for mark in scale.allowed]
        ends = f"{plain(scale.lowest)}–{plain(scale.full)}"
        known = _listed(allowed) if 0 < len(allowed) <= _MOST_LISTED else ends
        raise _Stop(
            refusal(
                "correction-mark",
                found=value,
                item={language: node.name.say(language) for language in LANGUAGES},
                known=known,
            )
        )
    return plain(number)


def _number(value: str) -> Decimal:
    try:
        return decimal(value)
    except ValueError:
        raise _Stop(refusal("correction-unreadable", found=value)) from None


def _listed(names: Any) -> str:
    found = list(names)
    return "、".join(found[:_MOST_LISTED]) + ("…" if len(found) > _MOST_LISTED else "")


def _heading(key: str) -> dict[str, str]:
    return {language: text(f"casework.cell-{key}", language) for language in LANGUAGES}


def _names(label: str) -> set[str]:
    return {_key(text(f"casework.{label}", language)) for language in LANGUAGES}


def _key(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split()).casefold()
