"""What can be wrong with a layout beyond its keys: an ordered list of checks, each with its own
faults.

Their sentences are in labels/layouts.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.forms.score_form import ScoreForm, entered, score_form
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.layouts.model import FieldSource, Layout, MarkPlace
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Indicator, Scheme

SOURCES = (
    "heading",
    "label",
    "sheet_name",
    "file_name",
    "title",
    "group_row",
    "head",
    "constant",
    "made_of",
)
"""The places that a field may come from; of each source exactly one is given."""
_NEEDED = {
    "wide": (("recording",), ("call_date",), ("agent", "name"), ("inspector",)),
    "long": (("clause",), ("call_date",), ("agent", "name"), ("inspector", "registrar")),
}
"""Of each of these groups a layout has one at least."""
_SHAPES = {
    "columns": (("items",), ("recordings_after",)),
    "forms": (("items",), ("marks", "ticks")),
    "answers": (("items",), ("marks",)),
}


@dataclass(frozen=True)
class Checked:
    """A layout with the scheme it is for: the newest version, and its form."""

    layout: Layout
    places: Places
    scheme: Scheme
    form: ScoreForm
    vocabulary: Vocabulary


LayoutCheck = Callable[[Checked], Iterator[Fault]]


def fields_are_known(checked: Checked) -> Iterator[Fault]:
    """Fields are columns or labels of the scheme's sheets, or complete days; those that make a
    record are there.
    """
    known = {field.id for field in (*checked.form.columns, *checked.form.labels)}
    known -= {"scheme", "version", "serial", "raw", "final", "band", "deduction"}
    known -= set(checked.form.indicators)
    known |= {
        source.within
        for sources in checked.layout.fields.values()
        for source in sources
        if source.within
    }
    for name in checked.layout.fields.keys() - known:
        yield checked.places.fault("field-unknown", "fields", name, found=name, known=sorted(known))
    for group in _NEEDED[checked.scheme.sheet.layout]:
        if checked.layout.fields.keys().isdisjoint(group):
            yield checked.places.fault("field-lacking", "fields", names=" / ".join(group))


def sources_are_clear(checked: Checked) -> Iterator[Fault]:
    """Each source names exactly one place, and one that the shape has."""
    for name, sources in checked.layout.fields.items():
        for number, source in enumerate(sources):
            steps: Steps = ("fields", name, number)
            given = [place for place in SOURCES if getattr(source, place)]
            if len(given) != 1:
                yield checked.places.fault("source-unclear", *steps, known=", ".join(SOURCES))
            if source.made_of and name != "recording":
                yield checked.places.fault("made-of-elsewhere", *steps, "made_of")
            if source.head and checked.layout.shape != "columns":
                yield checked.places.fault("head-elsewhere", *steps, "head")
            yield from _unmade(checked, steps, source)


def _unmade(checked: Checked, steps: Steps, source: FieldSource) -> Iterator[Fault]:
    """Names in `made_of` that the layout doesn't have."""
    for name in source.made_of:
        if name not in checked.layout.fields or name == "recording":
            yield checked.places.fault("made-of-unknown", *steps, "made_of", found=name)


def expressions_are_sound(checked: Checked) -> Iterator[Fault]:
    """Every regular expression can be read."""
    for name, sources in checked.layout.fields.items():
        for number, source in enumerate(sources):
            for key in ("sheet_name", "file_name", "title", "group_row", "pattern"):
                expression = getattr(source, key)
                if expression and not _compiles(expression):
                    steps = ("fields", name, number, key)
                    yield checked.places.fault("expression-unsound", *steps, found=expression)


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


def marks_fit(checked: Checked) -> Iterator[Fault]:
    """Wide schemes: every scored item has a place, by itself or by its points; no other has."""
    layout, scheme = checked.layout, checked.scheme
    long = scheme.sheet.layout == "long"
    known = set() if long else {node.id for node in entered(scheme)}
    for item in layout.marks.keys() - known:
        code = "mark-of-long" if long else "mark-unknown"
        yield checked.places.fault(code, "marks", item, found=item, known=sorted(known))
    if long:
        return
    for node in scheme.items:
        below = {child.id for child in node.walk()}
        if below.isdisjoint(layout.marks):
            yield checked.places.fault("mark-lacking", "marks", id=node.id, name=node.name.zh)
    for item, place in layout.marks.items():
        if bool(place.heading) == bool(place.ticks):
            yield checked.places.fault("mark-place", "marks", item)
        if place.notation and place.notation not in layout.notations:
            yield checked.places.fault("notation-unknown", "marks", item, found=place.notation)


def words_are_marks(checked: Checked) -> Iterator[Fault]:
    """A word stands for a mark that the scale of each item allows, or for 不适用."""
    told: set[tuple[str, str]] = set()
    for item, place in checked.layout.marks.items():
        node = checked.scheme.by_id.get(item)
        if node is None or not node.scale:
            continue
        name = place.notation or "default"
        for word, mark in _words(checked.layout, place):
            if (name, word) in told or _is_mark(mark, node, checked):
                continue
            told.add((name, word))
            details = {"found": mark, "word": word, "name": node.name.zh}
            yield checked.places.fault("word-no-mark", "notations", name, "words", word, **details)


def _words(layout: Layout, place: MarkPlace) -> Iterator[tuple[str, str]]:
    yield from layout.notation_of(place).words.items()
    for tick in (*place.ticks, *layout.form.ticks):
        yield tick.heading, tick.mark


def _is_mark(mark: str, node: Indicator, checked: Checked) -> bool:
    scale = checked.scheme.scale_of(node)
    names = {normal(name) for one in scale.choices for name in (one.name.zh, one.name.en)}
    if normal(mark) in names | checked.vocabulary.inapplicable:
        return True
    try:
        return scale.allows(Decimal(mark))
    except InvalidOperation:
        return False


def shape_is_whole(checked: Checked) -> Iterator[Fault]:
    """The form of the shape says where items and marks stand; shape `rows` has none."""
    form, shape = checked.layout.form, checked.layout.shape
    for group in _SHAPES.get(shape, ()):
        if not any(getattr(form, name) for name in group):
            names = " / ".join(group)
            yield checked.places.fault("shape-lacks", "form", shape=shape, names=names)
    if shape == "rows" and form != type(form)():
        yield checked.places.fault("shape-rows", "form")


CHECKS: tuple[LayoutCheck, ...] = (
    fields_are_known,
    sources_are_clear,
    expressions_are_sound,
    marks_fit,
    words_are_marks,
    shape_is_whole,
)


def check_layout(
    layout: Layout, places: Places, schemes: SchemeBook, vocabulary: Vocabulary
) -> list[Fault]:
    """Returns every fault of a layout, by line."""
    if layout.scheme not in schemes.ids:
        known = ", ".join(schemes.ids)
        return [places.fault("scheme-unknown", "scheme", found=layout.scheme, known=known)]
    scheme = schemes.latest(layout.scheme)
    checked = Checked(layout, places, scheme, score_form(scheme, vocabulary), vocabulary)
    faults = [fault for check in CHECKS for fault in check(checked)]
    return sorted(faults, key=lambda fault: fault.line)


def check_together(read: Sequence[tuple[Layout, Places]]) -> list[Fault]:
    """Returns the faults of layouts that have one id, in the later file, and of those beside."""
    ids: dict[str, str] = {}
    schemes = {layout.id: layout.scheme for layout, _ in read}
    faults: list[Fault] = []
    for layout, places in read:
        for number, other in enumerate(layout.beside):
            if schemes.get(other, layout.scheme) == layout.scheme:
                faults.append(places.fault("beside-unknown", "beside", number, found=other))
        first = ids.setdefault(layout.id, places.file.name)
        if first != places.file.name:
            faults.append(places.fault("layout-twice", "id", id=layout.id, file=first))
    return faults
