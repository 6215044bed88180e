"""What a score sheet shows at once while somebody types: conditional formatting.

What intake refuses is red, what is missing or doubtful amber, what stands there twice yellow. Of
the rules of a cell the first one that holds wins, so what must be mended stands before what is
only low.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qa_workbook.books.bands import bands_of
from qa_workbook.books.cloth.style import ALERT, DEPTH, SEVERITY, Tone, readable_on
from qa_workbook.books.score_sheet.header import INSPECTION_DAY
from qa_workbook.books.score_sheet.marks import Marks, marked_alike, may_be_deducted, quoted
from qa_workbook.books.score_sheet.page import Page
from qa_workbook.books.score_sheet.readings import Readings, lost_digits, says_any
from qa_workbook.grids.a1 import letters
from qa_workbook.numbers import plain

_WRONG, _MISSING, _TWICE = ALERT["red"], SEVERITY["warning"], ALERT["yellow"]


def colour_wide(page: Page, computed: Collection[str]) -> None:
    """Colours 评分表: missing, wrong and low marks, counts, fatal rows, repeats and bands.

    `computed` are the columns that have formulas.
    """
    area, form = page.area, page.form
    marks = [place for place, node in form.marked if not node.count]
    needed = [place for place, node in form.marked if not node.count and node.scored]
    if page.scheme.sheet.blank != "missing":
        needed = []
    _ids(page, "recording", "agent")
    _repeats(page)
    _days(page)
    _missing(page, [*area.places("recording", "call_date", "agent"), *needed])
    _formulas(page, computed)
    for allowed, places in marked_alike(page.scheme, form):
        _marks(page, allowed, places)
    _counts(page)
    _codes(page)
    if form.has("fatal"):
        rest = [place for place in range(len(form.columns)) if place not in marks]
        says_yes = _readings(page).yes(area.cell("fatal"))
        area.highlight(rest, says_yes, page.tone(SEVERITY["error"]))
    _bands(page)


def colour_long(page: Page) -> None:
    """Colours 违规登记: what is missing in a begun row, what can't be, and rows that are equal."""
    area, readings = page.area, _readings(page)
    wrong = page.tone(_WRONG)
    _ids(page, "agent", "basis")
    _days(page)
    _equal_rows(page)
    _missing(page, area.places("call_date", "agent", "clause", "basis"))
    _formulas(page, ["deduction"])
    clause, deduction = area.cell("clause"), area.cell("deduction")
    known = f"SUMPRODUCT(--(qa_clause_names={clause}))>0"
    area.highlight(area.places("clause"), f"AND(LEN({clause})>0,NOT({known}))", wrong, stop=True)
    area.highlight(area.places("times"), f"ISERROR({readings.times('{cell}')})", wrong, stop=True)
    grave, says_yes = area.places("aggravated"), readings.yes("{cell}")
    factor = f"IFERROR(VLOOKUP({clause},qa_clauses,3,FALSE),1)"
    refused = f"AND({says_yes},ISTEXT({factor}))"
    area.highlight(grave, f"OR({readings.unclear('{cell}')},{refused})", wrong, stop=True)
    area.highlight(grave, says_yes, page.tone(DEPTH[2]))
    nothing = f"AND(LEN({clause})>0,LEN({deduction})=0)"
    area.highlight(area.places("deduction"), nothing, wrong, stop=True)


def _readings(page: Page) -> Readings:
    return Readings(page.template.vocabulary)


def _ids(page: Page, *keys: str) -> None:
    """Marks numbers that have lost digits."""
    places = page.area.places(*keys)
    page.area.highlight(places, lost_digits("{cell}"), page.tone(_WRONG), stop=True)


def _days(page: Page) -> None:
    """Marks days that can't be, and those in words or after the day of the inspection."""
    area, day = page.area, INSPECTION_DAY
    places = area.places("call_date")
    no_day = _readings(page).no_day("{cell}")
    area.highlight(places, no_day, page.tone(_WRONG), stop=True)
    late = f"AND(ISNUMBER({day}),ISNUMBER({{cell}}),{{cell}}>={day}+1)"
    doubtful = f"OR(AND(ISTEXT({{cell}}),LEN(TRIM({{cell}}))>0),{late})"
    area.highlight(places, doubtful, page.tone(_MISSING), stop=True)


def _missing(page: Page, places: Sequence[int]) -> None:
    """Marks what is empty in a row where anything but the serial number was typed."""
    test = f"AND({page.area.begun()},LEN({{cell}})=0)"
    page.area.highlight(places, test, page.tone(_MISSING), stop=True)


def _formulas(page: Page, computed: Collection[str]) -> None:
    """Marks cells of a begun row that have lost their formula, or never had one."""
    test = f"AND({page.area.begun()},NOT(_xlfn.ISFORMULA({{cell}})))"
    places = page.area.places(*computed)
    page.area.highlight(places, test, page.tone(_MISSING), stop=True)


def _repeats(page: Page) -> None:
    """Marks both copies of a recording.

    MATCH compares text whole; COUNTIF would see only the first 15 digits of a long number.
    """
    area = page.area
    place, first, last = page.form.index("recording"), area.first + 1, area.last + 1
    letter, cell = letters(place), area.cell("recording")
    earlier = f"MATCH({cell},{area.whole('recording')},0)<ROW()-{first - 1}"
    later = f"ISNUMBER(MATCH({cell},${letter}{first + 1}:${letter}${last + 1},0))"
    test = f"AND(LEN({cell})>0,OR({earlier},{later}))"
    area.highlight([place], test, page.tone(_TWICE), stop=True)


def _equal_rows(page: Page) -> None:
    """Marks rows of 违规登记 that say the same: only one of them counts."""
    area = page.area
    said = [place for place in page.form.entered if place[1].id not in ("serial", "registrar")]
    same = "*".join(f"({area.whole(field.id)}={area.cell(field.id)})" for _, field in said)
    test = f"AND(LEN({area.cell('clause')})>0,SUMPRODUCT({same})>1)"
    area.highlight(area.places("clause", "basis"), test, page.tone(_TWICE), stop=True)


def _marks(page: Page, allowed: Marks, places: Sequence[int]) -> None:
    """Colours marks that are not allowed, then those in the lowest, middle and upper third."""
    wrong = f"AND(LEN({{cell}})>0,NOT({allowed.test('{cell}')}))"
    named = [name for one in allowed.scale.choices for name in (one.name.zh, one.name.en)]
    if named:  # the sheet can't calculate with words, but intake reads them
        in_words = says_any("{cell}", named)
        page.area.highlight(places, in_words, page.tone(_MISSING), stop=True)
    page.area.highlight(places, wrong, page.tone(_WRONG), stop=True)
    for thirds, tone in enumerate(reversed(DEPTH), 1):
        scale = allowed.scale
        edge = plain(scale.full * thirds + scale.zero * (3 - thirds))
        low = f"AND(ISNUMBER({{cell}}),{{cell}}*3<{edge})"
        page.area.highlight(places, low, page.tone(tone), stop=True)


def _counts(page: Page) -> None:
    places = [place for place, node in page.form.marked if node.count]
    if places:
        counts = "+".join(_readings(page).are_counts("{cell}"))
        page.area.highlight(places, f"{counts}=0", page.tone(_WRONG), stop=True)
    for direction, tone in (("deduct", DEPTH[1]), ("bonus", SEVERITY["none"])):
        places = [
            place
            for place, node in page.form.marked
            if node.count and node.count.direction == direction
        ]
        page.area.highlight(places, "N({cell})>0", page.tone(tone))


def _codes(page: Page) -> None:
    """Marks what can't be in 差错扣分 and 致命错误, and the cells that lack what these need."""
    area, form, rule = page.area, page.form, page.scheme.error_deduction
    missing, wrong, readings = page.tone(_MISSING), page.tone(_WRONG), _readings(page)
    if rule:
        test = f"NOT({may_be_deducted(rule, '{cell}')})"
        area.highlight(area.places("error_deduction"), test, wrong, stop=True)
    if page.scheme.fatal:
        fatal, codes = area.cell("fatal"), area.cell("error_codes")
        area.highlight(area.places("fatal"), readings.unclear("{cell}"), wrong, stop=True)
        test = f"AND({readings.yes(fatal)},LEN({{cell}})=0)"
        area.highlight(area.places("error_codes"), test, missing, stop=True)
        named = readings.names_any(codes, [code.id for code in page.scheme.fatal.codes])
        test = f"AND({named},NOT({readings.yes('{cell}')}))"
        area.highlight(area.places("fatal"), test, missing, stop=True)
    if rule and rule.reason == "required":
        # Where the scheme has no codes the remark must give the reason.
        reasons = ["error_codes"] if form.has("error_codes") and rule.codes else []
        reasons.append("remark")
        lengths = "+".join(f"LEN({area.cell(key)})" for key in ("error_codes", "remark"))
        test = f"AND(N({area.cell('error_deduction')})>0,{lengths}=0)"
        area.highlight(area.places("error_deduction", *reasons), test, missing, stop=True)


def _bands(page: Page) -> None:
    for band in bands_of(page.scheme):
        if band.colour:
            test = f"{{cell}}={quoted(band.name.say(page.words.language))}"
            tone = Tone(band.colour, readable_on(band.colour))
            page.area.highlight(page.area.places("band"), test, page.tone(tone))
