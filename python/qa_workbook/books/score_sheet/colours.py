"""What a score sheet shows at once while somebody types: conditional formatting."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.bands import bands_of
from qa_workbook.books.cloth.style import ALERT, DEPTH, SEVERITY, Tone, readable_on
from qa_workbook.books.score_sheet.marks import Marks, marked_alike, quoted
from qa_workbook.books.score_sheet.page import Page
from qa_workbook.grids.a1 import letters
from qa_workbook.numbers import plain


def colour_wide(page: Page) -> None:
    """Colours 评分表: missing, wrong and low marks, counts, fatal rows, repeats and bands."""
    # The first rule that holds wins, so what must be mended stands before what is only low.
    area, form = page.area, page.form
    marks = [place for place, node in form.marked if not node.count]
    needed = [place for place, node in form.marked if not node.count and node.scored]
    if page.scheme.sheet.blank != "missing":
        needed = []
    _repeats(page)
    _missing(page, [*area.places("recording", "call_date", "agent"), *needed])
    for allowed, places in marked_alike(page.scheme, form):
        _marks(page, allowed, places)
    _counts(page)
    _codes(page)
    if form.has("fatal"):
        rest = [place for place in range(len(form.columns)) if place not in marks]
        area.highlight(rest, _says_yes(page, area.cell("fatal")), page.tone(SEVERITY["error"]))
    _bands(page)


def colour_long(page: Page) -> None:
    """Colours 违规登记: what is missing in a begun row, and 加重 where the clause has none."""
    area = page.area
    _missing(page, area.places("call_date", "agent", "clause"))
    grave, says_yes = area.places("aggravated"), _says_yes(page, "{cell}")
    factor = f"IFERROR(VLOOKUP({area.cell('clause')},qa_clauses,3,FALSE),1)"
    area.highlight(grave, f"AND({says_yes},{factor}=1)", page.tone(ALERT["red"]), stop=True)
    area.highlight(grave, says_yes, page.tone(DEPTH[2]))


def _says_yes(page: Page, cell: str) -> str:
    return f"{cell}={quoted(page.form.yes)}"


def _missing(page: Page, places: Sequence[int]) -> None:
    """Marks what is empty in a row where anything but the serial number was typed."""
    area = page.area
    row, last = area.first + 1, letters(page.form.entered[-1][0])
    begun = f"COUNTA($B{row}:${last}{row})>0"
    test = f"AND({begun},LEN({{cell}})=0)"
    area.highlight(places, test, page.tone(SEVERITY["warning"]), stop=True)


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
    area.highlight([place], test, page.tone(ALERT["yellow"]), stop=True)


def _marks(page: Page, allowed: Marks, places: Sequence[int]) -> None:
    """Colours marks that are not allowed, then those in the lowest, middle and upper third."""
    wrong = f"AND(LEN({{cell}})>0,NOT({allowed.test('{cell}')}))"
    page.area.highlight(places, wrong, page.tone(ALERT["red"]), stop=True)
    for thirds, tone in enumerate(reversed(DEPTH), 1):
        scale = allowed.scale
        edge = plain(scale.full * thirds + scale.zero * (3 - thirds))
        low = f"AND(ISNUMBER({{cell}}),{{cell}}*3<{edge})"
        page.area.highlight(places, low, page.tone(tone), stop=True)


def _counts(page: Page) -> None:
    for direction, tone in (("deduct", DEPTH[1]), ("bonus", SEVERITY["none"])):
        places = [
            place
            for place, node in page.form.marked
            if node.count and node.count.direction == direction
        ]
        page.area.highlight(places, "N({cell})>0", page.tone(tone))


def _codes(page: Page) -> None:
    """Asks for the code of a fatal error, and for the reason of a deduction that needs one."""
    area, rule = page.area, page.scheme.error_deduction
    missing = page.tone(SEVERITY["warning"])
    codes = area.places("error_codes")
    if codes and page.form.has("fatal"):
        test = f"AND({_says_yes(page, area.cell('fatal'))},LEN({{cell}})=0)"
        area.highlight(codes, test, missing, stop=True)
    if rule and rule.reason == "required":
        # Where the scheme has no codes the remark must give the reason.
        reason = "error_codes" if codes and rule.codes else "remark"
        neither = f"LEN({area.cell(reason)})+LEN({area.cell('remark')})=0"
        test = f"AND(N({area.cell('error_deduction')})>0,{neither})"
        area.highlight(area.places(reason), test, missing, stop=True)


def _bands(page: Page) -> None:
    for band in bands_of(page.scheme):
        if band.colour:
            test = f"{{cell}}={quoted(band.name.say(page.words.language))}"
            tone = Tone(band.colour, readable_on(band.colour))
            page.area.highlight(page.area.places("band"), test, page.tone(tone))
