"""Reads a folder of form files into a book; one faulty file does not hide the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.form_checks import check_form, check_together
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.used_forms import Used, used_fits
from qa_workbook.forms.vocabulary import Vocabulary


def load_forms(
    folder: Path,
    vocabulary: Vocabulary,
    taken: Sequence[str] = (),
    policy: Policy | None = None,
    used: Used | None = None,
) -> tuple[FormBook, list[Fault]]:
    """Reads every YAML file of `folder`. A folder that isn't there is an empty book.

    Returns the book of all forms without fault, and every fault by file and line. Columns and
    labels without `headings` get those of config/intake.yaml. `taken` are the ids of schemes,
    which no form may have. With a `policy` rules may only name numbers that it has. What
    `used` says of versions whose rows are kept must hold.
    """
    read: list[tuple[Form, Places]] = []
    faults: list[Fault] = []
    for path in yaml_files(folder):
        form, found, places = read_with_places(path, Form)
        if form:
            form, places = named(form, vocabulary), places.worded_by("forms")
            found = check_form(form, places, vocabulary, policy)
            found += used_fits(form, places, used or {})
        if form and not found:
            read.append((form, places))
        faults += found
    across = check_together(read, vocabulary, taken)
    refused = {fault.file for fault in across}
    valid = tuple(form for form, places in read if places.file not in refused)
    return FormBook(valid), sorted(faults + across, key=lambda fault: (fault.file, fault.line))


def named(form: Form, vocabulary: Vocabulary) -> Form:
    """Returns the form with the headings of config/intake.yaml where it has none of its own."""
    return form.model_copy(
        update={
            "labels": tuple(_with_headings(field, vocabulary) for field in form.labels),
            "columns": tuple(_with_headings(field, vocabulary) for field in form.columns),
        }
    )


def _with_headings(field: Field, vocabulary: Vocabulary) -> Field:
    if field.headings:
        return field
    known = getattr(vocabulary.columns, field.id, None) or getattr(vocabulary.labels, field.id, ())
    return field.model_copy(update={"headings": known})
