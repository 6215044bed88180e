"""Makes the layout of sheets of one kind from what was found and decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.adopt.decided import Decided
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.opinions import others_of
from qa_workbook.adopt.settled_fields import SettledFields
from qa_workbook.adopt.ways import HUNDRED
from qa_workbook.config.base import Text
from qa_workbook.layouts.model import (
    FormShape,
    Ignored,
    Layout,
    MarkPlace,
    Match,
    Notation,
    RowRule,
    Tick,
)

_PLAIN = Notation()


@dataclass(frozen=True)
class Named:
    """What a layout is called and where it comes from; `scheme` is what its marks belong to, `ids`
    the indicator of each item there ("" for one that isn't read).
    """

    id: str
    name: str
    source: str
    scheme: str
    ids: tuple[str, ...]


def make_layout(kind: Kind, decided: Decided, fields: SettledFields, named: Named) -> Layout:
    """Returns the layout that reads sheets of a kind."""
    first = kind.first
    notations = [_notation(decided, place) for place in range(len(decided.items))]
    names = _names_of(notations)
    marks = {
        id_: _place(decided, place, names[_same(notations[place])])
        for place, id_ in enumerate(named.ids)
        if id_
    }
    return Layout(
        format=1,
        id=named.id,
        name=Text(zh=named.name, en=named.name),
        source=named.source,
        scheme=named.scheme,
        match=Match(headings=kind.headings or first.headings),
        shape=first.shape,
        levels=max(sheet.levels for sheet in kind.sheets),
        form=_form(first.form, decided),
        fields=fields.sources,
        marks=marks,
        notations=_told(notations, names),
        ignored=_ignored(kind, decided, fields, named),
        totals=tuple(total.total for total in kind.totals),
    )


def make_list_layout(
    kind: Kind, fields: SettledFields, named: Named, rules: Sequence[RowRule]
) -> Layout:
    """Returns the layout that reads lists of breaches; `rules` are further rows passed over."""
    first = kind.first
    ignored = _without_used(kind.ignored, fields, fields.ignored)
    return Layout(
        format=1,
        id=named.id,
        name=Text(zh=named.name, en=named.name),
        source=named.source,
        scheme=named.scheme,
        match=Match(headings=kind.headings or first.headings),
        shape=first.shape,
        levels=max(sheet.levels for sheet in kind.sheets),
        fields=fields.sources,
        ignored=ignored.model_copy(update={"rows": (*ignored.rows, *rules)}),
        totals=tuple(total.total for total in kind.totals),
    )


def _place(decided: Decided, place: int, notation: str) -> MarkPlace:
    item, scale = decided.items[place], decided.scales[place]
    written = dict(scale.written) if scale else {}
    ticks = tuple(
        Tick(heading=tick.heading, mark=written.get(tick.mark, tick.mark)) for tick in item.ticks
    )
    return MarkPlace(
        heading=None if ticks else item.heading,
        ticks=ticks,
        reason=item.reason or None,
        full=item.full_heading or None,
        notation=None if notation == "default" else notation,
    )


def _form(form: FormShape, decided: Decided) -> FormShape:
    """Where items and marks stand; columns that are ticked with the marks that they stand for."""
    written: dict[str, str] = {}
    for scale in decided.scales:
        written |= dict(scale.written) if scale else {}
    ticks = [
        Tick(heading=tick.heading, mark=written.get(tick.mark, tick.mark)) for tick in form.ticks
    ]
    return form.model_copy(update={"ticks": tuple(ticks)})


# --- notations -----------------------------------------------------------------------------------


def _notation(decided: Decided, place: int) -> Notation:
    one, scale, reading = decided.markings[place], decided.scales[place], decided.reading
    deducted = reading.deducted[place]
    blank = reading.blank if reading.blank != "missing" and decided.way != "base" else "scheme"
    blank = blank if place not in decided.unscored else "scheme"
    return Notation(
        reads="deduction" if deducted else "mark",
        words=dict(scale.written) if scale and not decided.items[place].ticks else {},
        blank=blank,
        number_in_text=one.in_text,
        times=HUNDRED if one.fractions else None,
    )


def _same(notation: Notation) -> str:
    return notation.model_dump_json()


def _names_of(notations: Sequence[Notation]) -> Mapping[str, str]:
    """A name for each notation; the one of most items is "default"."""
    counted = Counter(map(_same, notations))
    by_text = {_same(one): one for one in notations}
    names: dict[str, str] = {}
    for number, (text, _) in enumerate(counted.most_common()):
        names[text] = "default" if not number else _free(_kind(by_text[text]), set(names.values()))
    return names


def _told(notations: Sequence[Notation], names: Mapping[str, str]) -> dict[str, Notation]:
    """The notations that a layout has to say: all but a default without anything in it."""
    named = {names[_same(one)]: one for one in notations}
    return {name: one for name, one in named.items() if name != "default" or one != _PLAIN}


def _kind(notation: Notation) -> str:
    if notation.reads == "deduction":
        return "deduction"
    return "words" if notation.words else "plain"


def _free(name: str, taken: set[str]) -> str:
    number = 2
    found = name
    while found in taken:
        found = f"{name}{number}"
        number += 1
    return found


# --- the rest ------------------------------------------------------------------------------------


def _ignored(kind: Kind, decided: Decided, fields: SettledFields, named: Named) -> Ignored:
    unread = [item.heading for item, id_ in zip(decided.items, named.ids, strict=True) if not id_]
    more = [*fields.ignored, *others_of(decided.items), *unread]
    return _without_used(kind.ignored, fields, more)


def _without_used(own: Ignored, fields: SettledFields, more: Sequence[str]) -> Ignored:
    """What is passed over, with more columns, without those that fields are read from."""
    headings = tuple(dict.fromkeys([*own.headings, *more]))
    used = {source.heading for several in fields.sources.values() for source in several}
    labels = {source.label for several in fields.sources.values() for source in several}
    return Ignored(
        rows=own.rows,
        headings=tuple(heading for heading in headings if heading not in used),
        labels=tuple(label for label in own.labels if label not in labels),
        texts=own.texts,
    )
