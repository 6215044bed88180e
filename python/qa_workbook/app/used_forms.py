"""Keeps what may no longer change in the forms whose rows a build keeps."""

from __future__ import annotations

from dataclasses import replace

from qa_workbook.files import Together
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.used_forms import shape, shapes_kept, used_name
from qa_workbook.pins import read_pins
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Workspace


def remember_forms(
    files: Together, workspace: Workspace, forms: FormBook, store: RecordStore, plan: MergePlan
) -> None:
    """Writes the shapes of versions of which rows come in, and of forms that have only rows yet.

    Raises PinsDamaged.
    """
    pins = read_pins(workspace.used_forms)
    bringing, kept = {str(key.plain) for key in plan.writes}, store.schemas(plan)
    new = {
        used_name(form): shape(form)
        for form in forms.inbox
        if used_name(form) in bringing or (form.id in kept and not shapes_kept(form, pins.versions))
    }
    # A version that has got more choices or columns keeps them from now on.
    now = replace(pins, versions={**pins.versions, **new})
    if now != pins:
        files.add(workspace.used_forms, first=True).write_bytes(now.as_bytes())
