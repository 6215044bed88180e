"""Columns that name a scored item, of whatever scheme: their choices are the items' names.

An item of one name in several schemes is one choice. So the records keep the name, which says the
same in all of them, and not the id, which may be another in each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa_workbook.config.base import Text
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.model import Choice, Field, Form
from qa_workbook.forms.vocabulary import normal
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Indicator


def with_items(forms: FormBook, schemes: SchemeBook) -> FormBook:
    """Returns the forms in which columns with `choices_from: items` have their choices."""
    choices = item_choices(schemes)
    return FormBook(tuple(_filled(form, choices) for form in forms.forms))


def item_choices(schemes: SchemeBook) -> tuple[Choice, ...]:
    """Returns a choice for each name that an item has in any version of a scheme.

    Those of schemes with a row per recording come first. An item is understood by its id, too, if
    that means the same in all schemes. An English name that several items have is followed by the
    Chinese one, for it would be unclear which is meant.
    """
    named: dict[str, list[Indicator]] = {}
    for item in _items(schemes):
        named.setdefault(normal(item.name.zh), []).append(item)
    meanings = Counter(id_ for items in named.values() for id_ in {item.id for item in items})
    english = Counter(normal(items[0].name.en) for items in named.values())
    found = []
    for items in named.values():
        name = items[0].name
        if english[normal(name.en)] > 1 and name.en != name.zh:
            name = Text(zh=name.zh, en=f"{name.en} ({name.zh})")
        ids = sorted(
            id_
            for id_ in {item.id for item in items}
            if meanings[id_] == 1 and english[normal(id_)] < 2
        )
        # The id is a name, which no id in a file may be: nobody writes it.
        found.append(Choice.model_construct(id=name.zh, name=name, names=tuple(ids)))
    return tuple(found)


def _items(schemes: SchemeBook) -> Iterator[Indicator]:
    """The items of all versions; of each scheme those of the newest first."""
    ids = sorted(schemes.ids, key=lambda id_: schemes.latest(id_).sheet.layout != "wide")
    for scheme_id in ids:
        for scheme in reversed(schemes.versions(scheme_id)):
            yield from scheme.items


def _filled(form: Form, choices: tuple[Choice, ...]) -> Form:
    if not any(field.choices_from for field in (*form.labels, *form.columns)):
        return form
    parts = {
        part: tuple(_with_choices(field, choices) for field in getattr(form, part))
        for part in ("labels", "columns")
    }
    return form.renewed(**parts)


def _with_choices(field: Field, choices: tuple[Choice, ...]) -> Field:
    return field.model_copy(update={"choices": choices}) if field.choices_from else field
