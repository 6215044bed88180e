"""By which of its columns the rows of a sheet are told: data, sums, notes and signatures."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.forms.model import Form
from qa_workbook.forms.score_form import PER_ROW
from qa_workbook.intake.header import COMPUTED


@dataclass(frozen=True)
class RowTraits:
    """Which columns tell data rows from sums, notes and signatures below a table, by their keys."""

    leading: frozenset[str]
    """Where the words of sums and notes stand."""
    identity: frozenset[str]
    """Filled in data rows: a row of these that begins with 合计 is somebody of that name."""
    naming: frozenset[str]
    """Whatever stands here names a record."""
    beside: frozenset[str]
    """Where a signature may stand; in other columns a number tells a data row."""
    leading_too: frozenset[str] = frozenset()
    """Where such words stand as well, though the columns lie further right."""
    people: frozenset[str] = frozenset({"agent"})
    """Where a number tells a data row and a name a signature."""
    filled_ahead: frozenset[str] = frozenset()
    """What may be filled in before there is anything to say: alone it makes no data row."""
    grouping: frozenset[str] = frozenset()
    """Where words that stand alone in a row name a group of rows."""
    identifying: frozenset[str] = frozenset()
    """One of these at least is filled in rows that are a record of anything."""
    listing: frozenset[str] = frozenset()
    """Whom to check: rows that say nothing else are still to be scored."""


SCORE_TRAITS = RowTraits(
    leading=frozenset({"serial", "recording", "call_date", "agent", "name", "team", "round"}),
    identity=frozenset({"agent", "call_date"}),
    naming=frozenset({"recording", "basis", "call_date", "clause"}),
    leading_too=frozenset({"basis", "clause"}),
    beside=frozenset(
        {"serial", "name", "team", "round", "points", "registrar", "remark", COMPUTED}
    ),
    filled_ahead=PER_ROW,
    grouping=frozenset({"recording", "basis", "team", "remark", "agent", "name"}),
    identifying=frozenset({"recording", "basis", "call_date", "agent", "name", "clause"}),
    listing=frozenset({"agent", "name", "team", "round"}),
)
_LEADING_COLUMNS = 5


def traits_of(form: Form) -> RowTraits:
    """Returns the traits of a form's sheets: they follow from the kinds of its columns."""
    named = [field.id for field in form.columns if field.kind in ("id", "day", "moment", "month")]
    texts = [field.id for field in form.columns if field.kind in ("serial", "text")]
    required = set(form.ids("required"))
    return RowTraits(
        leading=frozenset(form.ids()[:_LEADING_COLUMNS]),
        identity=frozenset(required.intersection(named)),
        naming=frozenset(named) - {"agent"},
        beside=frozenset([*texts, COMPUTED]),
    )
