"""Lists that are kept in the folder config: forms with `place: config`, one file each.

What reads a sheet is loaded once there is a list: many workspaces have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qa_workbook.config.faults import Fault
    from qa_workbook.findings.finding import Finding
    from qa_workbook.forms.model import Form
    from qa_workbook.forms.vocabulary import Vocabulary
    from qa_workbook.intake.form_table import FormValues
    from qa_workbook.intake.roster import Roster

SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""In this order: where there are several files the first one counts."""


def find_list(folder: Path, form: Form) -> Path | None:
    """Returns the file of a list, None where there is none."""
    files = (folder / f"{form.id}{suffix}" for suffix in SUFFIXES)
    return next((file for file in files if file.exists()), None)


def read_faultless_list(
    folder: Path, form: Form, vocabulary: Vocabulary, code_of: Callable[[str, str], str]
) -> tuple[FormValues | None, list[Fault]]:
    """Returns the rows of a list that is wrong as a whole if a row is, and every fault of it.

    There are no rows where there is no list, or a faulty one. `code_of` gives the code of a fault
    by that of the finding and the id of the column that it is in ("" for none).
    """
    file = find_list(folder, form)
    if file is None:
        return None, []
    from qa_workbook.intake.list_rows import faultless_rows

    return faultless_rows(file, form, vocabulary, code_of)


def read_roster(
    folder: Path, form: Form, vocabulary: Vocabulary
) -> tuple[Roster | None, list[Finding]]:
    """Returns the roster (None when there is none or it can't be read) and what is wrong with it.

    Of a number that stands there twice the first entry counts; whatever else is odd about the list
    does no harm.
    """
    file = find_list(folder, form)
    if file is None:
        return None, []
    from qa_workbook.intake.list_rows import roster_in

    return roster_in(file, form, vocabulary)
