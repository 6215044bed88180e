"""What may no longer change in a form whose rows are kept (see docs/forms.md).

With another key every row would count twice, and a column of another kind can't be read any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from qa_workbook.config.faults import Fault, Places
from qa_workbook.forms.model import Field, Form
from qa_workbook.keys import SchemeKey

Used = Mapping[str, str]
"""The shape of each version of a form that was used, by "id@version"."""


def used_name(form: Form) -> str:
    """Returns what a version of a form is called among those that were used."""
    return str(SchemeKey(form.id, form.version))


def shape(form: Form) -> str:
    """Returns as JSON what the records rest on: the key, the kinds, and the ids of the choices."""
    fields = {field.id: [field.kind, *_choices(field)] for field in form.kept}
    return json.dumps({"key": form.key, "fields": fields}, ensure_ascii=False, sort_keys=True)


def _choices(field: Field) -> list[str]:
    """The ids of choices; items come and go with their schemes."""
    return [] if field.choices_from else [choice.id for choice in field.choices]


def shapes_kept(form: Form, used: Used) -> dict[str, dict[str, Any]]:
    """Returns the shapes of the versions of a form that were used, by version."""
    found = {}
    for name, kept in sorted(used.items()):
        form_id, _, version = name.partition("@")
        if form_id == form.id:
            found[version] = json.loads(kept)
    return found


def used_fits(form: Form, places: Places, used: Used) -> Iterator[Fault]:
    """No version has another key or other kinds than those used; a used one has all its choices."""
    told = set[tuple[str | int, ...]]()
    for version, kept in shapes_kept(form, used).items():
        if list(form.key) != kept["key"] and ("key",) not in told:
            told.add(("key",))
            yield places.fault("used-key", "key", version=version, was=kept["key"])
        for part in ("labels", "columns"):
            for place, field in enumerate(getattr(form, part)):
                was = kept["fields"].get(field.id)
                steps = (part, place, "kind")
                if was and was[0] != field.kind and steps not in told:
                    told.add(steps)
                    details = {"id": field.id, "version": version, "was": was[0]}
                    yield places.fault("used-kind", *steps, **details)
                elif was and version == form.version and not field.choices_from:
                    gone = [one for one in was[1:] if one not in _choices(field)]
                    if gone:
                        steps = (part, place, "choices")
                        details = {"id": field.id, "version": version, "found": gone}
                        yield places.fault("used-choice", *steps, **details)
