"""A form with the words that its blank sheet writes in one language."""

from __future__ import annotations

from qa_workbook.config.base import Name
from qa_workbook.forms.model import Check, Choice, Field, Form
from qa_workbook.forms.vocabulary import Vocabulary, latin_first


def form_in(language: str, form: Form, written: Vocabulary) -> Form:
    """Returns a form whose first headings, sheet name and choices are those of `language`.

    `written` has the words that sheets write in it. What has no name in Latin letters stays
    Chinese. Intake knows all of these names.
    """
    if language == "zh":
        return form
    changes = {
        "sheets": latin_first(form.sheets),
        "labels": tuple(_field(field, written) for field in form.labels),
        "columns": tuple(_field(field, written) for field in form.columns),
        "checks": tuple(_check(check, form) for check in form.checks),
    }
    return form.renewed(**changes)


def _field(field: Field, written: Vocabulary) -> Field:
    said = {choice.name.zh: choice.name.en for choice in field.choices}
    if field.kind == "yes_no":
        for names in (written.words.affirmative, written.words.negative):
            said |= dict.fromkeys(names, names[0])
    changes = {
        "headings": latin_first(field.headings),
        "choices": tuple(map(_choice, field.choices)),
        "empty": said.get(field.empty or "", field.empty),
    }
    return field.model_copy(update=changes)


def _check(check: Check, form: Form) -> Check:
    """A rule that names choices of its columns as the sheet does."""
    columns = [form.by_id[name] for name in (check.column, check.other) if name]
    choices = [choice for column in columns for choice in column.choices]
    said = {choice.name.zh: choice.name.en for choice in choices}
    return check.model_copy(update={"values": tuple(said.get(one, one) for one in check.values)})


def _choice(choice: Choice) -> Choice:
    """A choice that is written in English: what is written is the first name of its pair."""
    name = Name(zh=choice.name.en, en=choice.name.en)
    return choice.model_copy(update={"name": name, "names": (choice.name.zh, *choice.names)})
