"""What a score sheet refuses while somebody types: drop-downs, limits, prompts and alerts."""

from __future__ import annotations

from qa_workbook.books.cloth.input_area import Options
from qa_workbook.books.score_sheet.marks import marks_of, marks_of_deduction
from qa_workbook.books.score_sheet.page import FIRST_ROW, Page
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms.kinds import KINDS
from qa_workbook.forms.model import Field
from qa_workbook.forms.score_form import known_codes
from qa_workbook.grids.a1 import letters
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import ErrorDeduction, Indicator

_ALERTS = {"day": ("date_title", "date_error"), "yes_no": ("choose_title", "yes_no_error")}


def validate(page: Page) -> None:
    """Puts drop-downs, limits, prompts and alerts on every input column."""
    own = _own_rules(page)
    for place, field in page.form.entered:
        cell = f"{letters(place)}{FIRST_ROW + 1}"
        if field.id in page.form.indicators:
            rule = _indicator(page, cell, page.form.indicators[field.id])
        elif field.id in own:
            rule = own[field.id]
        else:
            rule = _of_kind(page, cell, field)
        prompt = page.words.prompt(field)
        if rule or prompt:
            page.area.validate(place, {"validate": "any", **rule, **prompt})
    for place in page.area.places(*page.form.ids("computed")):
        alert = page.words.alert("computed_title", page.words.say("computed_error"))
        page.area.validate(place, {"validate": "custom", "value": "=FALSE", **alert})


def _of_kind(page: Page, cell: str, field: Field) -> Options:
    """Returns what the kind of a cell refuses; of days also those that are still to come."""
    rule = dict(KINDS[field.kind].validation(field, f"${cell}", page.template.written))
    if field.kind == "day":
        test = str(rule["value"]).removeprefix("=")
        rule["value"] = f"=AND({test},${cell}<TODAY()+1)"
    if field.kind in _ALERTS:
        title, message = _ALERTS[field.kind]
        rule |= page.words.alert(title, page.words.say(message))
    return rule


def _own_rules(page: Page) -> dict[str, Options]:
    """Returns the limits of columns that have their own, by id."""
    words, deduction = page.words, page.scheme.error_deduction
    clauses = {"validate": "list", "source": "=qa_clause_names"}
    from_one = {"validate": "integer", "criteria": ">=", "value": 1}
    rules: dict[str, Options] = {
        "clause": {**clauses, **words.alert("choose_title", words.say("clause_error"))},
        "times": {**from_one, **words.alert("number_title", words.say("times_error"))},
        "points": _open_list("qa_points"),
    }
    if deduction:
        rules["error_deduction"] = _deduction(deduction, words)
    if known_codes(page.scheme):
        rules["error_codes"] = _open_list("qa_codes")
    return rules


def _open_list(name: str) -> Options:
    """A drop-down that helps but refuses nothing: cells may name several entries."""
    return {"validate": "list", "source": f"={name}", "show_error": False}


def _deduction(rule: ErrorDeduction, words: Words) -> Options:
    limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
    alert = words.alert("number_title", words.say("about_error_deduction", **limits))
    # Its best entry is the lowest one.
    entries = marks_of_deduction(rule).drop_down()
    if entries:
        return {"validate": "list", "source": entries[::-1], **alert}
    between = {"criteria": "between", "minimum": rule.lowest, "maximum": rule.highest}
    return {"validate": "decimal", **between, **alert}


def _indicator(page: Page, cell: str, node: Indicator) -> Options:
    words = page.words
    if node.count:
        alert = words.alert("number_title", words.say("count_error"))
        return {"validate": "integer", "criteria": ">=", "value": 0, **alert}
    marks = marks_of(node, page.scheme, page.form)
    alert = words.mark_alert(node, marks)
    entries = marks.drop_down()
    if entries:
        return {"validate": "list", "source": entries, **alert}
    return {"validate": "custom", "value": f"={marks.test(cell)}", **alert}
