"""What a score sheet refuses while typing (data validation) and what it shows at once (conditional formatting)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import ALERT, DEPTH, SEVERITY, Styles, Tone, readable_on
from qa_workbook.books.score_sheet.terms import runs
from qa_workbook.books.score_sheet.words import Words, allowed_list
from qa_workbook.forms.score_form import NO, NOT_APPLICABLE, YES, Column, Columns, has_codes
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator, Scale, Scheme

FIRST_DAY = "DATE(1990,1,1)"  # a number below it is a mistyped mark, not a date


@dataclass(frozen=True)
class Area:
    """The input rows of a sheet: 0-based first and last row, and its columns."""

    sheet: Worksheet
    columns: Columns
    first: int
    last: int

    def cell(self, key: str) -> str:
        """Returns the address of a column's cell in the first row, fixed to its column: $B7."""
        place = self.columns.index(key)
        assert place is not None
        return f"${xl_col_to_name(place)}{self.first + 1}"

    def whole(self, key: str) -> str:
        """Returns the address of a whole column of the area: $B$7:$B$66."""
        letter = self.cell(key)[1:].rstrip("0123456789")
        return f"${letter}${self.first + 1}:${letter}${self.last + 1}"

    def has(self, key: str) -> bool:
        """Returns whether the sheet has the column."""
        return self.columns.index(key) is not None

    def places(self, *keys: str) -> tuple[int, ...]:
        """Returns the places of those columns that the sheet has."""
        return tuple(place for key in keys if (place := self.columns.index(key)) is not None)

    def validate(self, place: int, options: dict) -> None:
        """Puts a validation on a column."""
        self.sheet.data_validation(self.first, place, self.last, place, options)

    def highlight(
        self, places: tuple[int, ...], formula: str, style: object, *, stop: bool = False
    ) -> None:
        """Formats cells of the columns where `formula` (written for the first row and `{cell}`) holds."""
        for begin, end in runs(places):
            criteria = formula.replace("{cell}", f"{xl_col_to_name(begin)}{self.first + 1}")
            options = {
                "type": "formula",
                "criteria": f"={criteria}",
                "format": style,
                "stop_if_true": stop,
            }
            self.sheet.conditional_format(self.first, begin, self.last, end, options)


# --- data validation -------------------------------------------------------------------------------------------------


def validate_wide(area: Area, scheme: Scheme, words: Words) -> None:
    """Puts drop-downs, limits, prompts and alerts on every input column of 评分表."""
    makers: dict[str, Callable[[], dict]] = {
        "call_date": lambda: _date(words, "call_date", area),
        "error_deduction": lambda: _deduction(scheme, words),
        "error_codes": lambda: _list("qa_codes") if has_codes(scheme) else {"validate": "any"},
        "fatal": lambda: _yes_no(words),
        "points": lambda: _list("qa_points"),
    }
    for place, column in area.columns.entered:
        if column.indicator is not None:
            options = _indicator(area, place, column.indicator, scheme, words)
        else:
            options = makers.get(column.key, lambda: {"validate": "any"})()
        _apply(area, place, column, options, words)


def _list(name: str) -> dict:
    return {"validate": "list", "source": f"={name}", "show_error": False}


def validate_long(area: Area, words: Words) -> None:
    """Puts drop-downs, limits, prompts and alerts on every input column of 违规登记."""
    whole = {"validate": "integer", "criteria": ">=", "value": 1}
    makers: dict[str, dict] = {
        "date": _date(words, "date", area),
        "clause": {
            "validate": "list",
            "source": "=qa_clause_names",
            **words.alert("choose_title", words.say("clause_error")),
        },
        "times": {**whole, **words.alert("number_title", words.say("times_error"))},
        "aggravated": _yes_no(words),
    }
    for place, column in area.columns.entered:
        _apply(area, place, column, makers.get(column.key, {"validate": "any"}), words)


def _apply(area: Area, place: int, column: Column, options: dict, words: Words) -> None:
    prompt = words.prompt(column)
    if options["validate"] != "any" or prompt:
        area.validate(place, {**options, **prompt})


def _date(words: Words, key: str, area: Area) -> dict:
    cell = area.cell(key)
    value = f"=AND(ISNUMBER({cell}),{cell}>={FIRST_DAY},{cell}<TODAY()+1)"
    return {
        "validate": "custom",
        "value": value,
        **words.alert("date_title", words.say("date_error")),
    }


def _yes_no(words: Words) -> dict:
    return {
        "validate": "list",
        "source": [YES, NO],
        **words.alert("choose_title", words.say("yes_no_error")),
    }


def _deduction(scheme: Scheme, words: Words) -> dict:
    rule = scheme.error_deduction
    assert rule is not None
    # Choosing and typing are the same for a deduction, so it is described as a scale whose best mark is its lowest.
    scale = Scale(
        full=rule.highest, lowest=rule.lowest, step=rule.step, unit="points", source=rule.source
    )
    limits = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
    alert = words.alert("number_title", words.say("about_error_deduction", **limits))
    marks = list(reversed(allowed_list(scale, may_not_apply=False)))
    if marks:
        return {"validate": "list", "source": marks, **alert}
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": rule.lowest,
        "maximum": rule.highest,
        **alert,
    }


def _indicator(area: Area, place: int, node: Indicator, scheme: Scheme, words: Words) -> dict:
    if node.count:
        alert = words.alert("number_title", words.say("count_error"))
        return {"validate": "integer", "criteria": ">=", "value": 0, **alert}
    scale = scheme.scale_of(node)
    may_not_apply = scheme.not_applicable_rule(node) != "refuse"
    alert = words.mark_alert(node, scale)
    marks = allowed_list(scale, may_not_apply=may_not_apply)
    if marks:
        return {"validate": "list", "source": marks, **alert}
    cell = f"{xl_col_to_name(place)}{area.first + 1}"
    return {
        "validate": "custom",
        "value": f"={mark_test(cell, scale, may_not_apply=may_not_apply)}",
        **alert,
    }


def mark_test(cell: str, scale: Scale, *, may_not_apply: bool) -> str:
    """Returns the formula that tells whether `cell` holds an allowed mark."""
    if scale.choices or scale.step is None:
        test = f"OR({','.join(f'{cell}={plain(mark)}' for mark in scale.allowed)})"
    else:
        offset = f"({cell}-{plain(scale.lowest)})/{plain(scale.step)}"
        on_step = f"ROUND({offset},0)=ROUND({offset},6)"
        test = f"AND({cell}>={plain(scale.lowest)},{cell}<={plain(scale.full)},{on_step})"
    test = f"IF(ISNUMBER({cell}),{test},FALSE)"
    return f'OR({cell}="{NOT_APPLICABLE}",{test})' if may_not_apply else test


# --- conditional formatting ------------------------------------------------------------------------------------------


def colour_wide(area: Area, scheme: Scheme, styles: Styles, language: str) -> None:
    """Colours missing, wrong and low marks, counts, fatal rows, repeated recordings and bands as they are typed."""
    marks = tuple(place for place, node in area.columns.indicators if not node.count)
    _duplicates(area, styles)
    _missing(area, (*area.places("recording", "call_date", "agent"), *marks), styles)
    _marks(area, scheme, styles)
    _codes(area, scheme, styles)
    if area.has("fatal"):
        everything = tuple(range(len(area.columns.all)))
        rest = tuple(place for place in everything if place not in marks)
        area.highlight(rest, f'{area.cell("fatal")}="{YES}"', styles.conditional(SEVERITY["error"]))
    if scheme.bands:
        band = area.columns.index("band")
        for entry in scheme.bands.bands:
            if entry.colour and band is not None:
                test = f'{{cell}}="{entry.name.say(language)}"'
                area.highlight(
                    (band,), test, styles.conditional(Tone(entry.colour, readable_on(entry.colour)))
                )


def _missing(area: Area, places: tuple[int, ...], styles: Styles) -> None:
    """Marks what is empty in a row where anything but the serial number was typed."""
    last = xl_col_to_name(area.columns.entered[-1][0])
    begun = f"COUNTA($B{area.first + 1}:${last}{area.first + 1})>0"
    area.highlight(
        places, f"AND({begun},LEN({{cell}})=0)", styles.conditional(SEVERITY["warning"]), stop=True
    )


def _duplicates(area: Area, styles: Styles) -> None:
    """Marks both copies of a recording; MATCH compares text whole, COUNTIF sees only 15 digits of a long number."""
    place = area.columns.index("recording")
    assert place is not None
    letter, first, last = xl_col_to_name(place), area.first + 1, area.last + 1
    cell = f"${letter}{first}"
    earlier = f"MATCH({cell},{area.whole('recording')},0)<ROW()-{first - 1}"
    later = f"ISNUMBER(MATCH({cell},${letter}{first + 1}:${letter}${last + 1},0))"
    test = f"AND(LEN({cell})>0,OR({earlier},{later}))"
    area.highlight((place,), test, styles.conditional(ALERT["yellow"]), stop=True)


def _marks(area: Area, scheme: Scheme, styles: Styles) -> None:
    for scale, may_not_apply, places in _by_scale(area.columns, scheme):
        wrong = (
            f"AND(LEN({{cell}})>0,NOT({mark_test('{cell}', scale, may_not_apply=may_not_apply)}))"
        )
        area.highlight(places, wrong, styles.conditional(ALERT["red"]), stop=True)
        for tone, share in zip(reversed(DEPTH), (1, 2, 3), strict=True):
            edge = f"{{cell}}*3<{plain(scale.full * share)}"
            area.highlight(
                places, f"AND(ISNUMBER({{cell}}),{edge})", styles.conditional(tone), stop=True
            )
    for direction, tone in (("deduct", DEPTH[1]), ("bonus", SEVERITY["none"])):
        places = tuple(
            p
            for p, node in area.columns.indicators
            if node.count and node.count.direction == direction
        )
        area.highlight(places, "N({cell})>0", styles.conditional(tone))


def _by_scale(columns: Columns, scheme: Scheme) -> Iterator[tuple[Scale, bool, tuple[int, ...]]]:
    groups: dict[tuple[str, bool], list[int]] = {}
    for place, node in columns.indicators:
        if node.scale:
            groups.setdefault(
                (node.scale, scheme.not_applicable_rule(node) != "refuse"), []
            ).append(place)
    for (scale, may_not_apply), places in groups.items():
        yield scheme.scales[scale], may_not_apply, tuple(places)


def _codes(area: Area, scheme: Scheme, styles: Styles) -> None:
    """Asks for the code of a fatal error, and for the reason of a deduction where the scheme demands one."""
    place = area.columns.index("error_codes")
    missing = styles.conditional(SEVERITY["warning"])
    if place is not None and area.has("fatal"):
        area.highlight(
            (place,), f'AND({area.cell("fatal")}="{YES}",LEN({{cell}})=0)', missing, stop=True
        )
    rule = scheme.error_deduction
    if rule and rule.reason == "required":
        reason = "error_codes" if place is not None and rule.codes else "remark"
        both = f"LEN({area.cell(reason)})+LEN({area.cell('remark')})=0"
        target = area.columns.index(reason)
        assert target is not None
        area.highlight(
            (target,), f"AND(N({area.cell('error_deduction')})>0,{both})", missing, stop=True
        )


def colour_long(area: Area, styles: Styles) -> None:
    """Colours what is missing in a begun row, and 加重 where the clause has none."""
    _missing(area, area.places("date", "agent", "clause"), styles)
    grave = area.columns.index("aggravated")
    assert grave is not None
    factor = f"IFERROR(VLOOKUP({area.cell('clause')},qa_clauses,3,FALSE),1)"
    area.highlight(
        (grave,), f'AND({{cell}}="{YES}",{factor}=1)', styles.conditional(ALERT["red"]), stop=True
    )
    area.highlight((grave,), f'{{cell}}="{YES}"', styles.conditional(DEPTH[2]))
