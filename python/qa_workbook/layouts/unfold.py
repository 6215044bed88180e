"""Makes a plain table of a foreign sheet, as its layout says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.answers import unfold_answers
from qa_workbook.layouts.columns_shape import unfold_columns
from qa_workbook.layouts.forms_shape import unfold_forms
from qa_workbook.layouts.model import Layout, Shape
from qa_workbook.layouts.rows import unfold_rows
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.model import Scheme

Unfold = Callable[[Grid, Layout, Scheme, ScoreForm, Vocabulary, str], Unfolded]
_BY_SHAPE: Mapping[Shape, Unfold] = {
    "rows": unfold_rows,
    "columns": unfold_columns,
    "forms": unfold_forms,
    "answers": unfold_answers,
}


def unfold(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a foreign sheet.

    `form` is the score form of `scheme` without an entry, `file` the name of the file, from which
    fields may come. Whatever can't be read is noted or stands in the table as it is written: the
    checks of the form's own sheets tell it.
    """
    return _BY_SHAPE[layout.shape](grid, layout, scheme, form, vocabulary, file)
