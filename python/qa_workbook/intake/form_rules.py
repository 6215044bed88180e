"""The rules that a form declares for its rows (`Form.checks`), one function each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from qa_workbook.findings.places import Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds import KINDS, in_words
from qa_workbook.forms.model import Check as Rule
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.intake.form_table import FormValues
from qa_workbook.labels.reasons import ByLanguage, listed, reason
from qa_workbook.numbers import plain


def check_rules(values: FormValues, report: Report) -> None:
    """The rules of the form, for every row of which the cells that a rule needs could be read.

    What must stand once is compared among rows without any fault: a row that comes back may say
    something else. What a label counts are all rows, those with faults as well.
    """
    known = [_unreadable(line, report) for line in values.table.lines]
    for rule in values.form.checks:
        needed = _needed(values, rule)
        rows = [
            position
            for position, faulty in enumerate(known)
            if faulty is not None
            and not (faulty if rule.rule == "unique" else faulty.intersection(needed))
        ]
        _RULES[rule.rule](values, rule, rows, report)


def _unreadable(line: int, report: Report) -> set[int] | None:
    """The columns of the cells at fault; None where a row is kept out for more than its cells."""
    if line not in report.rejected_rows:
        return set()
    return {column.index for column in report.faults.get(line, ())} or None


def _needed(values: FormValues, rule: Rule) -> set[int]:
    """The columns of the sheet that a rule reads."""
    keys = [rule.column, rule.other, values.form.period if rule.policy else None]
    columns = values.table.columns
    return {columns[key].index for key in keys if key and key in columns}


def _not_before(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    assert rule.other is not None
    other = values.form.by_id[rule.other]
    for position in rows:
        day, earliest = (values.columns[key][position] for key in (rule.column, other.id))
        if day and earliest and day < earliest:
            details = {"other": other.heading, "earliest": in_words(earliest, other)}
            shown = in_words(day, values.form.by_id[rule.column])
            report.note("day-too-early", values.place(position, rule.column), shown, **details)


def _not_in_future(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    details, field = {"today": values.today.isoformat()}, values.form.by_id[rule.column]
    if rule.column in values.labels:
        day = values.labels[rule.column]
        if day and day.date() > values.today:
            report.note(
                "day-in-future", _label(values, rule.column), in_words(day, field), **details
            )
        return
    for position in rows:
        day = values.columns[rule.column][position]
        if day and day.date() > values.today:
            place = values.place(position, rule.column)
            report.note("day-in-future", place, in_words(day, field), **details)


def _label(values: FormValues, key: str) -> Label:
    field = values.form.by_id[key]
    return Label(values.label_cells.get(key, ""), field.heading, field.need == "required")


def _not_above(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    other = values.form.by_id[rule.other or ""]
    for position in rows:
        if values.is_empty(position, rule.column) or values.is_empty(position, other.id):
            continue
        number, most = (Decimal(values.columns[key][position]) for key in (rule.column, other.id))
        if number > most:
            details = {"other": other.heading, "most": plain(most)}
            place = values.place(position, rule.column)
            report.note("number-above-other", place, plain(number), **details)


def _filled_when(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if said and values.is_empty(position, rule.column):
            _note_dependence("value-needed", values, rule, position, report)


def _empty_unless(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if not said and not values.is_empty(position, rule.column):
            _note_dependence("value-unexpected", values, rule, position, report)


def _depending(values: FormValues, rule: Rule, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Yields rows with whether the other column says one of the values of the rule."""
    other = values.form.by_id[rule.other or ""]
    kind = KINDS[other.kind]
    wanted = {kind.read(value, other, values.cells).value for value in rule.values}
    for position in rows:
        yield position, values.columns[other.id][position] in wanted


def _note_dependence(
    code: str, values: FormValues, rule: Rule, position: int, report: Report
) -> None:
    assert rule.other is not None
    place, typed = values.place(position, rule.column), values.typed(position, rule.column)
    other = values.form.by_id[rule.other]
    said: str | ByLanguage = words(values.typed(position, rule.other))
    if not said and other.kind == "yes_no":
        no = KINDS["yes_no"].write(False, other, values.cells)
        said = reason("left_empty", value=no)
    report.note(code, place, typed, other=other.heading, said=said)


def _filled_unless(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if not said and values.is_empty(position, rule.column):
            _note_lack(values, rule, position, report)


def _note_lack(values: FormValues, rule: Rule, position: int, report: Report) -> None:
    """A cell that only some words in another column excuse is empty."""
    other = values.form.by_id[rule.other or ""].heading
    excuses = listed(rule.values, len(rule.values))
    report.note("value-lacking", values.place(position, rule.column), other=other, excuses=excuses)


def _empty_when(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if said and not values.is_empty(position, rule.column):
            _note_dependence("value-unexpected", values, rule, position, report)


def _ignored_unless(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    """What has no meaning there is told and isn't kept; the row counts.

    What an empty cell says elsewhere has no meaning either, but then nobody said it.
    """
    field = values.form.by_id[rule.column]
    kind = KINDS[field.kind]
    assumed = kind.read(field.empty, field, values.cells).value if field.empty else kind.nothing
    column = values.columns[rule.column]
    for position, said in _depending(values, rule, rows):
        if said:
            continue
        if column[position] not in (kind.nothing, assumed):
            _note_dependence("value-ignored", values, rule, position, report)
        column[position] = kind.nothing


def _unique(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    """A value stands once. A row that was pasted twice is left to the check of keys."""
    found: dict[Any, list[int]] = defaultdict(list)
    for position in rows:
        if not values.is_empty(position, rule.column):
            found[values.columns[rule.column][position]].append(position)
    keys = list(zip(*(values.columns[name] for name in values.form.key), strict=True))
    for positions in found.values():
        if len({keys[position] for position in positions}) == 1:
            continue
        places = [values.place(position, rule.column) for position in positions]
        for position, place in zip(positions, places, strict=True):
            others = ", ".join(other.cells for other in places if other != place)
            report.note("value-repeated", place, values.typed(position, rule.column), others=others)


def _counted_in(values: FormValues, rule: Rule, _: Sequence[int], report: Report) -> None:
    """A label says how many cells of a column are filled; one that says nothing isn't compared."""
    said = values.labels[rule.column]
    if said == KINDS["count"].nothing:
        return
    assert rule.other is not None
    counted = sum(not blank(cell) for cell in values.table.values(rule.other))
    if counted != said:
        report.note(
            "count-differs",
            _label(values, rule.column),
            said,
            other=values.form.by_id[rule.other].heading,
            counted=counted,
        )


def _by_bound(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    """A choice must agree with a number: the number counts, also where nothing is chosen."""
    field, other = values.form.by_id[rule.column], values.form.by_id[rule.other or ""]
    read = [KINDS[field.kind].read(one, field, values.cells).value for one in rule.values]
    for position in rows:
        bound = _bound(values, rule, position)
        if bound is None or values.is_empty(position, other.id):
            continue
        number = values.columns[other.id][position]
        is_below = Decimal(number) < bound
        said, typed = values.columns[rule.column][position], values.typed(position, rule.column)
        if said == read[is_below] or not (blank(typed) or said in read):
            continue
        values.columns[rule.column][position] = read[is_below]
        if not blank(typed):
            details = {"other": other.heading, "number": number, "bound": plain(bound)}
            place = values.place(position, rule.column)
            report.note("value-against-number", place, typed, read=rule.values[is_below], **details)


def _bound(values: FormValues, rule: Rule, position: int) -> Decimal | None:
    """The bound of the rule itself, or that of the policy on the day of the row."""
    form = values.form
    if rule.policy is None:
        return rule.bound
    day = values.columns[form.period][position] if form.period else values.today
    if not day:
        return None
    on = day.date() if isinstance(day, datetime) else day
    return values.policy.number(form.id, rule.policy, on)


_RULES: dict[str, Callable[[FormValues, Rule, Sequence[int], Report], None]] = {
    "not_before": _not_before,
    "not_in_future": _not_in_future,
    "not_above": _not_above,
    "filled_when": _filled_when,
    "filled_unless": _filled_unless,
    "empty_when": _empty_when,
    "empty_unless": _empty_unless,
    "ignored_unless": _ignored_unless,
    "unique": _unique,
    "counted_in": _counted_in,
    "by_bound": _by_bound,
}
