"""All forms of a config, asked for by id or by the name of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.errors import UnknownForm
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import names_of_sheet, normal


@dataclass(frozen=True)
class FormBook:
    """Every form of a config, in the order of their ids."""

    forms: tuple[Form, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Form]:
        return {form.id: form for form in sorted(self.forms, key=lambda form: form.id)}

    @cached_property
    def _by_sheet(self) -> dict[str, Form]:
        return {normal(name): form for form in self.inbox for name in form.sheets}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in alphabetical order."""
        return tuple(self._by_id)

    @cached_property
    def inbox(self) -> tuple[Form, ...]:
        """The forms whose filled sheets are put into the inbox."""
        return tuple(form for form in self._by_id.values() if form.place == "inbox")

    def completed_by(self, other: FormBook, ids: Iterable[str]) -> FormBook:
        """Returns this book with the forms `ids` of another where it has none of its own."""
        lacking = [other.form(form_id) for form_id in ids if self.get(form_id) is None]
        return FormBook((*self.forms, *lacking))

    def get(self, form_id: str) -> Form | None:
        """Returns a form, or None if there is no such form."""
        return self._by_id.get(form_id)

    def form(self, form_id: str) -> Form:
        """Returns a form. Raises UnknownForm."""
        try:
            return self._by_id[form_id]
        except KeyError:
            raise UnknownForm(form=form_id, known=", ".join(self.ids)) from None

    def of_sheet(self, sheet: str) -> Form | None:
        """Returns the form that a sheet's name (or that of a numbered copy) says it holds."""
        known = self._by_sheet
        return next((known[name] for name in names_of_sheet(sheet) if name in known), None)
