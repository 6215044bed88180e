"""What stands around a table: labels with values, titles, notes, signatures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from qa_workbook.adopt.found import Cells, FoundField, Looked
from qa_workbook.adopt.names import IDENTITY
from qa_workbook.adopt.values import number_of
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.labels import pairs
from qa_workbook.layouts.model import FieldSource

LABELLED = (*IDENTITY, "project", "remark")
_LONGEST_LABEL, _LONGEST_PATTERN = 20, 24
_DIGITS = re.compile(r"\d+")
_STARS = re.compile(r"\*[年月日.\-/\s]*(?:\*[年月日.\-/\s]*)+")


@dataclass
class Around:
    """What was found around a table.

    `fields` come from labels, `labels` are those that nothing is read from, with what they say;
    `texts` are patterns of titles and notes. `signed` are names behind words like 制表人.
    """

    fields: list[FoundField] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    title: str = ""
    signed: list[tuple[str, str, Place]] = field(default_factory=list)
    unsure: list[Place] = field(default_factory=list)


def around(
    looked: Looked,
    places: Iterable[Place],
    taken: Iterable[str],
    bottom: int = 10**6,
    inside: Collection[int] = (),
) -> Around:
    """Returns what the cells at `places` say, but for fields in `taken`, which columns hold.

    Of what is signed, and of days below the row `bottom`, nothing but the inspector is taken. What
    stands in the rows `inside` of the table and is no label is no note either: nobody knows it.
    """
    found = Around()
    keys, free = set(taken), sorted(places)
    values: set[Place] = set()
    for place in free:
        if place in values:
            continue
        labels = list(_labels(looked, place))
        signs = any(_is_signature(looked, name) for name, _, _ in labels)
        for name, value, at in labels:
            values.add(at)
            said = (name, value, place, at)
            _add_label(looked, found, keys, said, signs or place[0] > bottom)
        if not labels and place[0] in inside:
            found.unsure.append(place)
        elif not labels:
            _add_text(looked, found, place)
    return found


def _labels(looked: Looked, place: Place) -> Iterator[tuple[str, CellValue, Place]]:
    """The labels in one cell with their values: behind a colon, or in the next filled cell."""
    row, column = place
    text = looked.text(row, column)
    if re.search(r"[:：]", text):
        found = [(name, value) for name, value in pairs(text) if len(name) <= _LONGEST_LABEL]
        if len(found) > 1 or (found and (found[0][1] or _known(looked, found[0][0]))):
            for name, value in found:
                beside = _beside(looked, place) if not value else None
                yield (name, *(beside or (value, place)))
            return
    if _known(looked, text) and len(text) <= _LONGEST_LABEL:
        beside = _beside(looked, place)
        if beside:
            yield (text.rstrip(":："), *beside)
        elif looked.names.meaning(text).key in LABELLED:
            yield (text.rstrip(":："), "", place)


def _known(looked: Looked, text: str) -> bool:
    meaning = looked.names.meaning(text)
    labels = looked.vocabulary.all_labels
    signed = {normal(word) for word in looked.words.signatures}
    return bool(meaning.key and meaning.sure) or normal(text) in labels | signed


def _beside(looked: Looked, place: Place) -> tuple[CellValue, Place] | None:
    """The value right of a label, unless that is a label itself."""
    row, column = place
    right = column + looked.size(row, column)[1]
    if not looked.text(row, right) or _known(looked, looked.text(row, right)):
        return None
    if re.search(r"[:：]", looked.text(row, right)):
        return None
    return looked.rows[row][right], (row, right)


def _add_label(
    looked: Looked,
    found: Around,
    keys: set[str],
    said: tuple[str, CellValue, Place, Place],
    is_end: bool,
) -> None:
    name, value, place, at = said
    key = looked.names.meaning(name).key
    signed = _is_signature(looked, name) or looked.names.may_inspect(name)
    if signed and not blank(value):
        found.signed.append((name, str(value), at))
    is_end = is_end and key != "inspector"
    if key in LABELLED and key not in keys and not signed and not is_end:
        keys.add(key)
        cells = Cells((value,), (at,))
        found.fields.append(FoundField(key, FieldSource(label=name), cells, (place,)))
    elif name not in found.labels and not any(f.source.label == name for f in found.fields):
        found.labels.append(name)


def _is_signature(looked: Looked, name: str) -> bool:
    return looked.names.is_signature(name)


def _add_text(looked: Looked, found: Around, place: Place) -> None:
    """A title, a note, or a text that nobody knows: passed over by its words."""
    row, column = place
    text = looked.text(row, column)
    if not text:
        return
    if number_of(looked.rows[row][column]) is not None:
        found.unsure.append(place)  # a number alone is no note, whatever it says
        return
    if not found.title and is_title(looked, place):
        found.title = text
    pattern = text_pattern(looked, text)
    if pattern not in found.texts:
        found.texts.append(pattern)


def is_title(looked: Looked, place: Place) -> bool:
    """Returns whether a cell looks like the title of a sheet: by its last word, or its width."""
    text = normal(looked.text(*place))
    ends = tuple(normal(word) for word in looked.words.titles)
    bare = re.sub(r"\([^()]*\)$", "", text)
    filled = [c for c in range(looked.sample.grid.width) if looked.text(place[0], c)]
    is_alone = len(filled) == 1 and len(text) > 3
    wide = looked.size(*place)[1] > max(2, looked.sample.grid.width // 2)
    return is_alone and (bare.endswith(ends) or wide or text.startswith(ends))


def text_pattern(looked: Looked, text: str) -> str:
    """Returns the pattern by which a title or note is passed over in the sheets of any month."""
    begins = [*looked.words.notes, *looked.words.signatures]
    said = normal(text)
    known = [word for word in begins if said.startswith(normal(word))]
    if known and len(said) > len(normal(max(known, key=len))):
        return f"{max(known, key=len)}*"
    general = _STARS.sub("*", _DIGITS.sub("*", text.replace("*", "")))
    general = " ".join(general.split())
    if general.strip("* ") == "":
        return text
    return general if len(general) <= _LONGEST_PATTERN else f"{general[:_LONGEST_PATTERN]}*"
